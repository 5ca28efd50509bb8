"""Kinds of meeting as data: who is usually asked, what is usually talked about, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, Dated, dated, folder, read
from alongside.plans.kinds import AGES, titled
from alongside.record.models import EntryKind

_DATES = ("source", "checked_on", "checked", "valid_from", "valid_to")


@dataclass(frozen=True)
class Kind:
    """One kind of meeting."""

    key: str
    title: str
    about: str
    who: str  # a key of AGES
    becomes: str  # the kind of entry that its minutes are
    asks_person: bool  # whether the person is usually there
    invited: tuple[str, ...]  # besides the person
    agenda: tuple[str, ...]
    ground: str
    dated: Dated


def kinds() -> Mapping[str, Kind]:
    """Every kind that is shipped, by key; read once."""
    return _kinds(folder())


def kind_of(key: str) -> Kind:
    """The kind of a meeting; of one that is not shipped any more, only what its key says."""
    return kinds().get(key) or Kind(
        key=key,
        title=titled(key),
        about="",
        who="anybody",
        becomes=EntryKind.MEETING,
        asks_person=True,
        invited=(),
        agenda=(),
        ground="This kind of meeting is not among those that are shipped",
        dated=Dated("", date.min, checked=False, valid_from=None, valid_to=None),
    )


@lru_cache(maxsize=8)
def _kinds(root: Path) -> Mapping[str, Kind]:
    found = (_kind(read(file)) for file in sorted((root / "meetings").glob("*.yaml")))
    return {one.key: one for one in found}


def _kind(block: Block) -> Kind:
    block.only(
        *("key", "title", "about", "who", "becomes", "asks_person", "invited", "agenda", "ground"),
        *_DATES,
    )
    becomes, who = block.text("becomes"), block.text("who")
    if becomes not in ("meeting", "conference", "review", "strategy"):
        raise block.wrong("“becomes” is meeting, conference, review or strategy.")
    if who not in AGES:
        raise block.wrong(f"“who” is one of {', '.join(AGES)}.")
    return Kind(
        key=block.text("key"),
        title=block.text("title"),
        about=block.text("about"),
        who=who,
        becomes=becomes,
        asks_person=block.yes("asks_person"),
        invited=block.texts("invited"),
        agenda=block.texts("agenda"),
        ground=block.text("ground"),
        dated=dated(block),
    )
