"""What changes, made ready for a page: the words with what went and what came in them."""

from __future__ import annotations

from dataclasses import dataclass

from alongside.foundation.writing import Difference, differences
from alongside.questionnaires.comparing import Change, Comparison, Said
from alongside.questionnaires.reporting import Counted, entries


@dataclass(frozen=True)
class ShownSaid:
    """One thing that is said otherwise, word by word."""

    what: str
    runs: tuple[Difference, ...]


@dataclass(frozen=True)
class ShownChange:
    """One change of the list."""

    change: Change
    said: tuple[ShownSaid, ...]
    answered: str  # how many entries answered it; empty where nobody counted


@dataclass(frozen=True)
class Shown:
    """Everything that changes, as the page lists it."""

    whole: tuple[ShownSaid, ...]
    new: tuple[ShownChange, ...]
    gone: tuple[ShownChange, ...]
    changed: tuple[ShownChange, ...]
    is_same: bool


def shown_changes(found: Comparison, counted: Counted | None = None) -> Shown:
    """The same with its words side by side, and how many answers each touches."""
    return Shown(
        whole=tuple(map(_said, found.whole)),
        new=tuple(_change(one, None) for one in found.new),
        gone=tuple(_change(one, counted) for one in found.gone),
        changed=tuple(_change(one, counted) for one in found.changed),
        is_same=found.is_same,
    )


def _change(one: Change, counted: Counted | None) -> ShownChange:
    answered = entries(counted.of(one.id)) if counted is not None and one.is_question else ""
    return ShownChange(one, tuple(map(_said, one.said)), answered)


def _said(one: Said) -> ShownSaid:
    return ShownSaid(one.what, tuple(differences(one.was, one.now)))
