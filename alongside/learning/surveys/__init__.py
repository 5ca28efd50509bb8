"""Surveys as data: their questions, the shipped ones, what 2019 said, and how they are counted."""
