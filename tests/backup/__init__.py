"""Backup and restore, tried as an administrator does: by command, killed half way, and compared."""
