"""What in a text may tell somebody whom it is about: it warns, and it never blocks."""
