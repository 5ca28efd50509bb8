"""Every migration is tried on a database with people in it, one after the other, by itself."""
