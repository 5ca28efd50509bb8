"""Knowledge: procedures, guides and first steps, as files that everybody who works here reads."""
