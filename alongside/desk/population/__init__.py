"""A council as big as a county, for measuring; `loading.fill` makes it, `samples` asks it."""
