"""Everything written about, with or by a person, and everything that is due."""
