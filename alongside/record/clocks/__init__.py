"""Clocks: what the law or a council wants by when, and how a date is counted. No database."""

from .counting import CannotCount, Due, Pause, due, warned, warned_up_to
from .reading import calendar, check_clocks, rule_of, rule_on, rules, until_grown_up, versions
from .rule import GROWN_UP, Calendar, Change, Length, Rule

__all__ = [
    "GROWN_UP",
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
    "until_grown_up",
    "versions",
    "warned",
    "warned_up_to",
]
