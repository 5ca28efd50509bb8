"""Kinds of plan as data: what each asks, who must agree, when it is looked at again, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, Dated, dated, folder, read
from alongside.foundation.days import age

# For whom: from which year of life to which.
AGES = {"child": (0, 17), "young person": (15, 25), "adult": (18, 200), "anybody": (0, 200)}
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

    first_days: int
    then_days: int
    words: str
    is_local: bool
    dated: Dated

    def after(self, day: date, number: int) -> date:
        """The day to propose, for the first version or a later one."""
        return day + timedelta(days=self.first_days if number == 1 else self.then_days)

    @property
    def standing(self) -> str:
        """What kind of statement this is, for whoever chooses the day."""
        if self.is_local:
            return "A suggestion, and no rule."
        return self.dated.source if self.dated.checked else f"Not checked: {self.dated.source}"


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

    def fits(self, born_on: date | None, today: date) -> bool:
        """Whether it is meant for somebody of this age; of nobody's age known, it may be."""
        youngest, oldest = AGES[self.who]
        return born_on is None or youngest <= age(min(born_on, today), today) <= oldest


def kinds() -> Mapping[str, Kind]:
    """Every kind that is shipped, by key; read once."""
    return _kinds(folder())


@lru_cache(maxsize=8)
def _kinds(root: Path) -> Mapping[str, Kind]:
    found = (_kind(read(file)) for file in sorted((root / "plans").glob("*.yaml")))
    return {one.key: one for one in found}


def _kind(block: Block) -> Kind:
    block.only(
        *("key", "title", "about", "who", "sections", "agrees", "money", "review", "ground"),
        *_DATES,
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
    )


def _section(block: Block) -> Section:
    block.only("key", "title", "hint", "picture")
    return Section(*(block.text(key) for key in ("key", "title", "hint", "picture")))


def _rhythm(block: Block) -> Rhythm:
    block.only("first_days", "then_days", "words", "local", *_DATES)
    return Rhythm(
        first_days=int(block.text("first_days")),
        then_days=int(block.text("then_days")),
        words=block.text("words"),
        is_local=block.yes("local"),
        dated=dated(block),
    )
