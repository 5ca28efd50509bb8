"""Returns in and out: files that councils send, brought in through the ordinary actions."""
