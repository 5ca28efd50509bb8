"""The clocks read from `content/clocks/` and checked: file, line and a sentence for each fault."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar, get_args

from alongside.foundation.content import Block, ContentError, Dated, dated, folder, read

from .rule import FIRST_DAYS, FOR_WHOM, STANDINGS, Calendar, Change, How, Length, Rule, Unit

_DATES = ("source", "checked_on", "checked", "valid_from", "valid_to")
_FILE = ("for", "standing", "rules", *_DATES)
_RULE = (
    "key", "title", "words", "starts", "starts_words", "within", "before", "first_day", "calendar",
    "at_weekend", "warn", "then", "changes", "if_late", "standing", "address", "note", *_DATES,
)  # fmt: skip
_LENGTH = re.compile(r"([1-9]\d{0,3}) (.+?)s?")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Word = TypeVar("Word", bound=str)
NOT_RULES = ("calendar", "follows")  # files of the folder that hold something else


def rules() -> Mapping[str, Rule]:
    """Every rule as it stands last, by key, in the order of the files."""
    return {key: several[-1] for key, several in versions().items()}


def versions() -> Mapping[str, tuple[Rule, ...]]:
    """Every rule by key, each as it stood over time; read once."""
    return _versions(folder())


def rule_on(key: str, day: date) -> Rule | None:
    """The rule as it stood on a day; none if there was none of that key."""
    return next((one for one in versions().get(key, ()) if one.dated.holds_on(day)), None)


def rule_of(key: str, day: date) -> Rule | None:
    """The same for a clock that was started: where its version is gone, the rule as it is now."""
    return rule_on(key, day) or rules().get(key)


def until_grown_up() -> tuple[str, ...]:
    """The rules for children, which hold for nobody who is 18; none where a file is wrong."""
    try:
        every = rules().values()
    except ContentError:
        return ()
    return tuple(one.key for one in every if one.for_whom == "children")


def calendar() -> Calendar:
    """Which days count."""
    return _calendar(folder())


def check_clocks() -> None:
    """Read all of them again, so that what is wrong is said."""
    from .ahead import coming_rows
    from .following import table
    from .standing import becomes, standing_rows

    _versions.__wrapped__(folder())
    _calendar.__wrapped__(folder())
    table()
    standing_rows()
    becomes()
    coming_rows()


@lru_cache(maxsize=4)
def _versions(root: Path) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    then: list[tuple[Block, str]] = []
    for file in sorted((root / "clocks").glob("*.yaml")):
        if file.stem in NOT_RULES:
            continue
        head = read(file)
        head.only(*_FILE)
        within = _head_dates(head)
        for block in head.blocks("rules"):
            one = _rule(block, head, within)
            if any(_overlap(one.dated, other.dated) for other in found.get(one.key, ())):
                raise block.wrong(f"“{one.key}” is there twice for the same days.")
            found[one.key] = (*found.get(one.key, ()), one)
            then += [(block, one.then)] if one.then else []
    for block, key in then:
        if key not in found:
            raise block.wrong(f"It leads to “{key}”, and there is no such clock.")
    return {key: tuple(sorted(several, key=_began)) for key, several in found.items()}


def _began(one: Rule) -> date:
    return one.dated.valid_from or date.min


def _overlap(one: Dated, other: Dated) -> bool:
    start = max(one.valid_from or date.min, other.valid_from or date.min)
    return start <= min(one.valid_to or date.max, other.valid_to or date.max)


def _head_dates(head: Block) -> Dated | None:
    """What all rules of a file share; each names its own source, so that none is borrowed."""
    if head.get("source"):
        raise head.wrong("Each clock names its own “source”.")
    checked_on = head.day("checked_on")
    if checked_on is None:
        return None
    return Dated("", checked_on, head.yes("checked", True), head.day("valid_from"), None)


def _rule(block: Block, head: Block, within: Dated | None) -> Rule:
    block.only(*_RULE)
    key, starts = block.text("key"), block.text("starts")
    if not _CODE.fullmatch(key) or not _CODE.fullmatch(starts):
        raise block.wrong("“key” and “starts” are small letters and hyphens, such as core-group.")
    length, is_before = _how_long(block)
    dates, note = dated(block, within), block.text_or("note")
    if not dates.checked and not note:
        raise block.wrong("What is not checked needs a “note” that says what is open.")
    standing = block.text_or("standing", head.text_or("standing"))
    return Rule(
        key=key,
        title=block.text("title"),
        words=block.text("words"),
        for_whom=_known(head, "for", head.text("for"), FOR_WHOM),
        starts=starts,
        starts_words=block.text("starts_words"),
        length=length,
        is_before=is_before,
        first_day=_choice(block, "first_day", FIRST_DAYS[length.unit]),
        is_council_calendar=_choice(block, "calendar", ("england", "council")) == "council",
        moves_on=_moves_on(block, length, is_before),
        warn=_length(block, "warn") if block.get("warn") else None,
        then=block.text_or("then"),
        changes=_changes(block, length),
        if_late=block.text_or("if_late"),
        standing=_known(block, "standing", standing, tuple(STANDINGS)),
        address=_address(block),
        note=note,
        dated=dates,
    )


def _how_long(block: Block) -> tuple[Length, bool]:
    if bool(block.get("within")) == bool(block.get("before")):
        raise block.wrong("Say how long with either “within” or “before”.")
    if block.get("within"):
        return _length(block, "within"), False
    length = _length(block, "before")
    if length.unit == "hour":
        raise block.wrong("Hours are not counted back: write days.")
    return length, True


def _moves_on(block: Block, length: Length, is_before: bool) -> bool:
    moves = _choice(block, "at_weekend", ("stays", "moves on")) == "moves on"
    if moves and (is_before or length.unit == "hour"):
        raise block.wrong("“moves on” is for what is counted forwards, in days, weeks or months.")
    return moves


def _changes(block: Block, length: Length) -> tuple[Change, ...]:
    found = []
    for one in block.blocks("changes") if block.get("changes") else ():
        one.only("how", "by", "because", "needs_manager")
        how: How = _known(one, "how", one.text("how"), get_args(How))
        if (how == "extend") != bool(one.get("by")):
            raise one.wrong("An extension, and nothing else, says with “by” how long it is.")
        by = _length(one, "by") if how == "extend" else None
        if by and by.unit != length.unit:
            raise one.wrong(f"It counts {length.unit}s, so it is longer by {length.unit}s too.")
        found.append(Change(how, one.text("because"), by, one.yes("needs_manager")))
    return tuple(found)


def _length(block: Block, key: str) -> Length:
    written = _LENGTH.fullmatch(block.text(key))
    if not written or written[2] not in FIRST_DAYS:
        raise block.wrong(f"“{key}” is a number of {'s, '.join(FIRST_DAYS)}s, such as 10 weeks.")
    unit: Unit = written[2]  # type: ignore[assignment]
    return Length(int(written[1]), unit)


def _address(block: Block) -> str:
    address = block.text_or("address")
    if address and not address.startswith("https://"):
        raise block.wrong("“address” begins with https://.")
    return address


def _choice(block: Block, key: str, known: tuple[Word, ...]) -> Word:
    return _known(block, key, block.text_or(key, known[0]), known)


def _known(block: Block, key: str, value: str, known: tuple[Word, ...]) -> Word:
    found = next((one for one in known if one == value), None)
    if found is None:
        raise block.wrong(f"“{key}” is one of {', '.join(known)}.")
    return found


# Which days count


@lru_cache(maxsize=4)
def _calendar(root: Path) -> Calendar:
    block = read(root / "clocks" / "calendar.yaml")
    block.only("note", "closed", *_DATES)
    closed: dict[date, str] = {}
    for one in block.blocks("closed"):
        one.only("day", "why")
        day = one.day("day")
        if day is None:
            raise one.wrong("“day” is missing. Write it as 2026-12-29.")
        closed[day] = one.text("why")
    return Calendar(dated(block), block.text("note"), closed)
