"""Supervision as data: how often people meet, what they agree, and what may stand on an agenda."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, Dated, dated, folder, read
from alongside.foundation.days import working_day_from
from alongside.learning.models import Point

SHORTEST, LONGEST = 1, 366  # days between two meetings that anybody may settle on
_DATES = ("source", "checked_on", "checked", "valid_from", "valid_to")


@dataclass(frozen=True)
class Rhythm:
    """How often somebody who does this work means to meet their supervisor."""

    key: str
    words: str
    every_days: int
    until_day: int | None  # counted from when the two began; then the next one fits better
    then: str
    why: str
    is_local: bool  # a suggestion of ours, and nobody's rule
    dated: Dated

    @property
    def is_checked(self) -> bool:
        """Whether somebody has read where this stands."""
        return self.dated.checked

    @property
    def standing(self) -> str:
        """What kind of statement this is, for whoever chooses it."""
        if self.is_local:
            return "A suggestion, and no rule."
        return "From a source that was read." if self.is_checked else "Not checked."

    @property
    def often(self) -> str:
        """Every 4 weeks."""
        return how_often(self.every_days)


@dataclass(frozen=True)
class Length:
    """How long a meeting should be, and where that stands."""

    minutes: int
    words: str
    dated: Dated


@dataclass(frozen=True)
class Asked:
    """One part of the agreement, or one prompt of the agenda."""

    key: str
    ask: str
    help: str


@dataclass(frozen=True)
class Library:
    """All of it."""

    length: Length
    rhythms: Mapping[str, Rhythm]
    parts: Mapping[str, Asked]
    prompts: Mapping[str, Asked]
    ethics: tuple[str, ...]


def rhythms(day: date) -> list[Rhythm]:
    """Those that may be chosen on a day."""
    return [one for one in _library(folder()).rhythms.values() if one.dated.holds_on(day)]


def rhythm_of(key: str) -> Rhythm | None:
    """One of them, also one that is no longer chosen."""
    return _library(folder()).rhythms.get(key)


def length() -> Length:
    """How long a meeting should be."""
    return _library(folder()).length


def agreement_parts() -> Mapping[str, Asked]:
    """What an agreement says, in order."""
    return _library(folder()).parts


def prompts() -> Mapping[str, Asked]:
    """What may stand on an agenda, by kind."""
    return _library(folder()).prompts


def ethics_question(day: date) -> str:
    """The question about digital work whose turn it is: each month another, the same for both."""
    asked = _library(folder()).ethics
    return asked[(day.year * 12 + day.month) % len(asked)]


def how_often(days: int) -> str:
    """Every week, every 4 weeks, every 10 days."""
    if days % 7:
        return "every day" if days == 1 else f"every {days} days"
    return "every week" if days == 7 else f"every {days // 7} weeks"


def next_on(last: date, every_days: int) -> date:
    """The working day on which the next meeting would be, by what the two settled on."""
    return working_day_from(last + timedelta(days=every_days))


def fits_better(key: str, began: date, today: date) -> Rhythm | None:
    """The rhythm that follows the one the two chose, once the time for that is over."""
    chosen = rhythm_of(key)
    while chosen and chosen.until_day and today >= began + timedelta(days=chosen.until_day):
        chosen = rhythm_of(chosen.then)
    return chosen if chosen and chosen.key != key else None


def check_supervision() -> None:
    """Read all of it again, so that what is wrong is said: ContentError."""
    _library.__wrapped__(folder())


@lru_cache(maxsize=4)
def _library(root: Path) -> Library:
    here = root / "supervision"
    files = ("rhythms", "agreement", "agenda")
    often, agreed, agenda = (read(here / f"{name}.yaml") for name in files)
    often.only("title", "length", "rhythms")
    agreed.only("title", "parts", *_DATES)
    agenda.only("title", "prompts", "ethics", *_DATES)
    for head in (agreed, agenda):
        dated(head)
    return Library(
        _length(often.block("length")),
        _rhythms(often.blocks("rhythms")),
        _asked(agreed, "parts", "key"),
        _prompts(agenda),
        _ethics(agenda),
    )


def _number(block: Block, key: str, least: int, most: int) -> int:
    words = block.text(key)
    if not words.isascii() or not words.isdecimal() or not least <= int(words) <= most:
        raise block.wrong(f"“{key}” is a whole number from {least} to {most}.")
    return int(words)


def _length(block: Block) -> Length:
    block.only("minutes", "words", *_DATES)
    return Length(_number(block, "minutes", 10, 600), block.text("words"), dated(block))


def _rhythms(blocks: tuple[Block, ...]) -> Mapping[str, Rhythm]:
    found: dict[str, Rhythm] = {}
    for block in blocks:
        one = _rhythm(block)
        if one.key in found:
            raise block.wrong(f"“{one.key}” is there twice.")
        found[one.key] = one
    for block in blocks:
        then = block.text_or("then")
        if then and found.get(then) is None:
            raise block.wrong(f"“then” is “{then}”, which is none of them.")
    for block in blocks:
        _ends(block, found)
    return found


def _rhythm(block: Block) -> Rhythm:
    block.only("key", "words", "every_days", "until_day", "then", "why", "local", *_DATES)
    if bool(block.get("until_day")) != bool(block.get("then")):
        raise block.wrong("What holds until a day says what comes “then”, and only that does.")
    return Rhythm(
        block.text("key"),
        block.text("words"),
        _number(block, "every_days", SHORTEST, LONGEST),
        _number(block, "until_day", 1, 3660) if block.get("until_day") else None,
        block.text_or("then"),
        block.text("why"),
        block.yes("local"),
        dated(block),
    )


def _ends(block: Block, found: Mapping[str, Rhythm]) -> None:
    """One that leads back to itself would be followed without end."""
    seen: set[str] = set()
    key = block.text("key")
    while key:
        if key in seen:
            raise block.wrong(f"What comes “then” leads back to “{key}”.")
        seen.add(key)
        key = found[key].then


def _asked(head: Block, key: str, name: str) -> Mapping[str, Asked]:
    found: dict[str, Asked] = {}
    for block in head.blocks(key):
        block.only(name, "ask", "help")
        one = Asked(block.text(name), block.text("ask"), block.text("help"))
        if one.key in found:
            raise block.wrong(f"“{one.key}” is there twice.")
        found[one.key] = one
    return found


def _prompts(head: Block) -> Mapping[str, Asked]:
    found = _asked(head, "prompts", "kind")
    kinds = set(Point.Kind.values)
    if set(found) != kinds:
        raise head.wrong(f"“prompts” has each of these once: {', '.join(sorted(kinds))}.")
    return found


def _ethics(head: Block) -> tuple[str, ...]:
    asked = head.texts("ethics")
    if not asked or len(set(asked)) != len(asked):
        raise head.wrong("“ethics” needs its questions, each once.")
    return asked
