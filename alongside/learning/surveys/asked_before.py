"""Which questions two askings share, whatever the askings are called."""

from __future__ import annotations

import re
from collections.abc import Mapping

from alongside.learning.instrument import CLUSTERS

from .counting import FOCUS
from .form import CHOSEN_OF, Asks, Survey

Marks = Mapping[str, frozenset[object]]  # by what a counted question is known again
# More earlier askings than this, and a wave is told of everybody together alone: each is then laid
# beside one sum instead of every group, which would take long for many of both. None is left out.
MOST_BY_GROUP = 24


def marks_of(survey: Survey, is_capability: bool) -> Marks:
    """By what each question is known again: its wording, or its id and its options."""
    found: dict[str, frozenset[object]] = {}
    if is_capability:
        for cluster in CLUSTERS:
            found[cluster] = frozenset([("area", cluster)])
            found[f"{FOCUS}{CHOSEN_OF}{cluster}"] = frozenset([(FOCUS, cluster)])
    for asks in survey.asks:
        found |= dict.fromkeys(asks.counted_as(), _marks(asks))
    return found


def _marks(asks: Asks) -> frozenset[object]:
    options = tuple(plain(words) for _, words in asks.options)
    return frozenset([("words", plain(asks.ask)), ("options", asks.key, options)])


def plain(words: str) -> str:
    """Words without case, spaces and signs, so that a full stop makes no new question."""
    return re.sub(r"[\W_]+", "", words.casefold())


def shared(now: Marks, before: Marks) -> frozenset[str]:
    """Questions of this asking that the earlier one asked as well."""
    asked = frozenset[object]().union(*before.values())
    return frozenset(key for key, marks in now.items() if marks & asked)
