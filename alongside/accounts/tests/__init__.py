"""Tests of accounts: one file a page or action."""
