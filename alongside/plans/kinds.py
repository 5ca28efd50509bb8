"""Kinds of plan as data: what each asks, who must agree, when it is looked at again, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, Dated, dated, folder, read
from alongside.foundation.days import age, working_days_after
from alongside.record.clocks.counting import months_after
from alongside.record.clocks.rule import Length, Unit

# For whom: from which year of life to which.
AGES = {"child": (0, 17), "young person": (15, 25), "adult": (18, 200), "anybody": (0, 200)}
LENGTH = re.compile(r"([1-9]\d{0,2}) (working day|week|month)s?")
UNITS: Mapping[str, Unit] = {"working day": "working day", "week": "week", "month": "month"}
_DATES = ("source", "checked_on", "checked", "valid_from", "valid_to")


@dataclass(frozen=True)
class Section:
    """One heading of a plan, with what to write below it."""

    key: str
    title: str
    hint: str
    picture: str


@dataclass(frozen=True)
class Rhythm:
    """When a plan is looked at again; whoever agrees it settles on the day."""

    lengths: tuple[Length, ...]  # after the first version, after the second, and so on
    words: str
    is_local: bool
    dated: Dated

    def after(self, day: date, number: int) -> date:
        """The day to propose, for the first version or a later one."""
        length = self.lengths[min(number, len(self.lengths)) - 1]
        if length.unit == "month":
            return months_after(day, length.number)
        if length.unit == "working day":
            return working_days_after(day, length.number)
        return day + timedelta(weeks=length.number)

    @property
    def standing(self) -> str:
        """What kind of statement this is, for whoever chooses the day."""
        if self.is_local:
            return "A suggestion, and no rule."
        return self.dated.source if self.dated.checked else f"Not checked: {self.dated.source}"


@dataclass(frozen=True)
class Beside:
    """What is due beside a plan, and is not done by looking at it again."""

    clocks: tuple[str, ...]  # keys of content/clocks
    meeting: str  # the kind of meeting that does it
    words: str


@dataclass(frozen=True)
class Kind:
    """One kind of plan."""

    key: str
    title: str
    about: str
    who: str
    sections: tuple[Section, ...]
    agrees: tuple[str, ...]  # besides the person
    has_money: bool
    review: Rhythm
    ground: str
    dated: Dated
    beside: Beside | None = None

    def fits(self, born_on: date | None, today: date) -> bool:
        """Whether it is meant for somebody of this age; of nobody's age known, it may be."""
        youngest, oldest = AGES[self.who]
        return born_on is None or youngest <= age(min(born_on, today), today) <= oldest


def kinds() -> Mapping[str, Kind]:
    """Every kind that is shipped, by key; read once."""
    return _kinds(folder())


def kind_of(key: str) -> Kind:
    """The kind of a plan; of one that is not shipped any more, only what its key says."""
    return kinds().get(key) or Kind(
        key=key,
        title=titled(key),
        about="",
        who="anybody",
        sections=(),
        agrees=(),
        has_money=True,
        review=Rhythm((Length(12, "month"),), "", is_local=True, dated=_NOT_SHIPPED),
        ground="This kind of plan is not among those that are shipped",
        dated=_NOT_SHIPPED,
    )


_NOT_SHIPPED = Dated("", date.min, checked=False, valid_from=None, valid_to=None)


def titled(key: str) -> str:
    """A key as words, where nothing says it better."""
    return key.replace("-", " ").capitalize()


@lru_cache(maxsize=8)
def _kinds(root: Path) -> Mapping[str, Kind]:
    found = (_kind(read(file)) for file in sorted((root / "plans").glob("*.yaml")))
    return {one.key: one for one in found}


def _kind(block: Block) -> Kind:
    block.only(
        *("key", "title", "about", "who", "sections", "agrees", "money", "review", "ground"),
        *("beside", *_DATES),
    )
    return Kind(
        key=block.text("key"),
        title=block.text("title"),
        about=block.text("about"),
        who=block.text("who"),
        sections=tuple(_section(one) for one in block.blocks("sections")),
        agrees=block.texts("agrees"),
        has_money=block.yes("money"),
        review=_rhythm(block.block("review")),
        ground=block.text("ground"),
        dated=dated(block),
        beside=_beside(block.block("beside")) if block.get("beside") else None,
    )


def _beside(block: Block) -> Beside:
    block.only("clocks", "meeting", "words")
    return Beside(block.texts("clocks"), block.text("meeting"), block.text("words"))


def _section(block: Block) -> Section:
    block.only("key", "title", "hint", "picture")
    return Section(*(block.text(key) for key in ("key", "title", "hint", "picture")))


def _rhythm(block: Block) -> Rhythm:
    block.only("after", "words", "local", *_DATES)
    written = [LENGTH.fullmatch(one) for one in block.texts("after")]
    lengths = [Length(int(one[1]), UNITS[one[2]]) for one in written if one]
    if not lengths or len(lengths) != len(written):
        raise block.wrong("“after” is a list of working days, weeks or months, such as 3 months.")
    return Rhythm(
        lengths=tuple(lengths),
        words=block.text("words"),
        is_local=block.yes("local"),
        dated=dated(block),
    )
