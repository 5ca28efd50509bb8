"""Statuses, placements and orders as data, and what does not add up in them. No database."""

from .checking import Check, Life, Span, Stated, checks, is_over, until_when
from .kinds import Kind, check_kinds, kind_of, kinds

__all__ = [
    "Check",
    "Kind",
    "Life",
    "Span",
    "Stated",
    "check_kinds",
    "checks",
    "is_over",
    "kind_of",
    "kinds",
    "until_when",
]
