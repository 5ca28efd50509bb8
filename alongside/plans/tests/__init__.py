"""Tests of plans, one file for each action or page."""
