"""Returns in and out: files that councils send, read into the record through its ordinary actions."""
