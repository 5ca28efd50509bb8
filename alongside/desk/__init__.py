"""Desk: the pages a worker sees that bring rooms together: home, a person's page, find."""
