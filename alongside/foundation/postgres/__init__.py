"""PostgreSQL: our own launcher for its binaries, the roles, and where to connect."""
