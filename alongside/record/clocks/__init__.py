"""Clocks: what the law or a council wants by when, and how a date is counted. No database."""

from .counting import CannotCount, Due, Pause, due
from .reading import calendar, check_clocks, rule_of, rule_on, rules, versions
from .rule import Calendar, Change, Length, Rule

__all__ = [
    "Calendar",
    "CannotCount",
    "Change",
    "Due",
    "Length",
    "Pause",
    "Rule",
    "calendar",
    "check_clocks",
    "due",
    "rule_of",
    "rule_on",
    "rules",
    "versions",
]
