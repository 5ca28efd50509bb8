"""A family drawn by the standard notation: where each stands, the lines, the same in words."""
