"""Telling how many said what without telling what anybody said."""

from .counted import Answers, Counted, Crossing, Grouping
from .publishing import Block, OneTable, Published, Table, publish
from .rules import LEAST_EVER, Rules

__all__ = [
    "LEAST_EVER",
    "Answers",
    "Block",
    "Counted",
    "Crossing",
    "Grouping",
    "OneTable",
    "Published",
    "Rules",
    "Table",
    "publish",
]
