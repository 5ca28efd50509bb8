"""The pages on which what the council asks is looked at and changed."""
