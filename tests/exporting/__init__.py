"""Exports of a whole council and back again, tried by command as an administrator does."""
