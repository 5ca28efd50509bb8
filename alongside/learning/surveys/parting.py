"""What is told of some questions, and which of them nothing is told of, so that it is said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from .form import CHOSEN_OF
from .telling import Part, in_runs


class Told(NamedTuple):
    """Questions that stand together in a report."""

    runs: list[list[Part]]  # scales that follow each other are drawn as one list
    few: list[str]  # of these nothing is told: the answers are too few, or too much alike
    changed: list[str]  # nor of these: beside an earlier asking it would tell of few


def parted(parts: Sequence[Part], frozen: Mapping[str, Any]) -> Told:
    """Those that say something, and apart from them those that do not."""
    spoken = [one for one in parts if says(one)]
    silent = [one for one in parts if not says(one)]
    changed = [one.heading for one in silent if _is_changed(one, frozen)]
    few = [one.heading for one in silent if not _is_changed(one, frozen)]
    return Told(in_runs(spoken), few, changed)


def says(part: Part) -> bool:
    """Whether anything is told of a question."""
    if part.told == "told":
        return any(row.people is not None or row.said for row in part.rows)
    return part.told == "alike"


def _is_changed(part: Part, frozen: Mapping[str, Any]) -> bool:
    start = f"{part.key}{CHOSEN_OF}"
    found = frozen["questions"]
    mine = [one for name, one in found.items() if name == part.key or name.startswith(start)]
    return any(one.get("why") == "change" for one in mine)
