"""Statuses, placements and orders as data, and what does not add up in them. No database."""

from .checking import Check, Life, Span, Stated, checks
from .kinds import Kind, check_kinds, kind_of, kinds

__all__ = ["Check", "Kind", "Life", "Span", "Stated", "check_kinds", "checks", "kind_of", "kinds"]
