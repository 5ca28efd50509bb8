"""PostgreSQL as Alongside uses it."""
