"""The pages of supervision, for the two of it alone."""
