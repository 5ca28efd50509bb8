"""Tests of the record, one file for each action or page."""
