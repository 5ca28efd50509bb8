"""Backup and restore: all that a council would miss, in one file that only its own key opens."""
