"""What the regulator asks each year, as a dated pack, and what is still missing of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, Dated, dated, folder, read
from alongside.foundation.days import in_words

PARTS = ("about", "learning", "impact", "peer")  # what is written as words
_QUESTIONS = frozenset({*PARTS, "activity", "on"})
_HEAD = (
    "id", "version", "nation", "regulator", "source", "address", "checked_on", "checked",
    "valid_from", "valid_to", "year_begins", "renewal_begins", "pieces", "with_peer", "sentences",
    "peers", "peer_note", "roles", "activities", "questions",
)  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """The rules of one regulator, from a day on."""

    id: str
    version: str
    nation: str
    regulator: str
    address: str
    dated: Dated
    year_begins: tuple[int, int]  # month and day
    renewal_begins: tuple[int, int]
    pieces: int
    with_peer: int
    sentences: tuple[str, ...]
    peers: tuple[str, ...]
    peer_note: str
    roles: frozenset[str]  # whose holders are taken to be registered
    activities: Mapping[str, str]
    questions: tuple[tuple[str, str], ...]  # key and what is asked, in the regulator's order

    @property
    def key(self) -> str:
        """How a piece names it: its id and version."""
        return f"{self.id} {self.version}"

    def year_of(self, day: date) -> Year:
        """The year of the rules that a day lies in."""
        begins = date(day.year, *self.year_begins)
        if day < begins:
            begins = date(day.year - 1, *self.year_begins)
        ends = date(begins.year + 1, *self.year_begins) - timedelta(days=1)
        renewal = date(ends.year, *self.renewal_begins)
        if renewal > ends:
            renewal = date(ends.year - 1, *self.renewal_begins)
        return Year(begins, ends, renewal)


@dataclass(frozen=True)
class Year:
    """A year of the rules, and from when its registration is renewed."""

    begins: date
    ends: date
    renewal: date

    def holds(self, day: date) -> bool:
        """Whether a day lies in it, both ends included."""
        return self.begins <= day <= self.ends

    @property
    def key(self) -> str:
        """By which it is chosen from others: the day on which it begins."""
        return self.begins.isoformat()

    def words(self) -> str:
        """1 December 2025 to 30 November 2026."""
        return f"{in_words(self.begins)} to {in_words(self.ends)}"


@dataclass(frozen=True)
class Counted:
    """What the rules look at in one piece."""

    on: date
    has_peer: bool
    is_whole: bool  # everything is answered that the regulator asks of each piece


@dataclass(frozen=True)
class Standing:
    """How somebody stands in a year: what is there, and in sentences what is missing."""

    year: Year
    pieces: int
    with_peer: int
    missing: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def standing(pack: Pack, some: Sequence[Counted], today: date) -> Standing:
    """What these pieces are in the year of today; only what is whole counts."""
    year = pack.year_of(today)
    mine = [one for one in some if year.holds(one.on)]
    whole = [one for one in mine if one.is_whole]
    peers = sum(one.has_peer for one in whole)
    missing = [*_pieces_missing(pack, len(whole)), *_peers_missing(pack, peers)]
    unfinished = len(mine) - len(whole)
    if missing and unfinished:
        one = "One piece is" if unfinished == 1 else f"{unfinished} pieces are"
        missing.append(f"{one} begun: what you learnt, or what good it did, is not written yet.")
    return Standing(year, len(whole), peers, tuple(missing))


def _pieces_missing(pack: Pack, there: int) -> list[str]:
    if (left := pack.pieces - there) <= 0:
        return []
    more = " more" if there else ""
    return [f"{_number(left)}{more} piece{'s' if left > 1 else ''} of learning."]


def _peers_missing(pack: Pack, there: int) -> list[str]:
    if (left := pack.with_peer - there) <= 0:
        return []
    what = "One piece" if left == 1 else f"{_number(left)} pieces"
    return [f"{what} that you talked over with a peer. It may be one that you have already."]


def _number(count: int) -> str:
    return {1: "One", 2: "Two", 3: "Three", 4: "Four"}.get(count, str(count))


def in_a_line(pack: Pack, stands: Standing) -> str:
    """The same in one line, for a page that is about something else too."""
    until = f"until {in_words(stands.year.ends)}"
    if stands.is_enough:
        return f"you have what is asked of you {until}."
    has = f"{min(stands.pieces, pack.pieces)} of {pack.pieces} pieces"
    left = pack.with_peer - stands.with_peer
    one = "the one" if left == 1 else f"{left}"
    peer = f", {one} talked over with a peer still to come" if left > 0 else ""
    return f"{has}{peer}; {until}."


def by_when(year: Year, today: date) -> str:
    """Until when, and how long that is."""
    days = (year.ends - today).days
    left = "today is the last day" if days == 0 else f"{days} day{'s' if days > 1 else ''} left"
    return f"By {in_words(year.ends)}: {left}."


# Reading


def pack_on(day: date) -> Pack | None:
    """The pack that holds on a day; none if nobody has checked what holds."""
    return next((one for one in packs().values() if one.dated.holds_on(day)), None)


def pack_for(day: date) -> Pack | None:
    """The same; for an earlier day the first that there is, so that no old piece is lost."""
    return pack_on(day) or next(iter(packs().values()), None)


def packs() -> Mapping[str, Pack]:
    """Every pack that is shipped, by id and version."""
    return _packs(folder())


def check_packs() -> None:
    """Read all of them again, so that what is wrong is said."""
    _packs.__wrapped__(folder())


@lru_cache(maxsize=4)
def _packs(root: Path) -> Mapping[str, Pack]:
    found = (read_pack(read(file)) for file in sorted((root / "cpd").glob("*.yaml")))
    return {one.key: one for one in found}


def read_pack(block: Block) -> Pack:
    """One pack; ContentError says what is wrong with it."""
    block.only(*_HEAD)
    return Pack(
        id=block.text("id"),
        version=block.text("version"),
        nation=block.text("nation"),
        regulator=block.text("regulator"),
        address=block.text("address"),
        dated=dated(block),
        year_begins=_month_and_day(block, "year_begins"),
        renewal_begins=_month_and_day(block, "renewal_begins"),
        pieces=_count(block, "pieces"),
        with_peer=_count(block, "with_peer"),
        sentences=block.texts("sentences"),
        peers=block.texts("peers"),
        peer_note=block.text("peer_note"),
        roles=frozenset(block.texts("roles")),
        activities={one.text("key"): one.text("words") for one in block.blocks("activities")},
        questions=_asked(block),
    )


def _month_and_day(block: Block, key: str) -> tuple[int, int]:
    month, _, day = block.text(key).partition("-")
    try:
        date(2026, int(month), int(day))  # a day that is there in every year
    except ValueError as error:
        raise block.wrong(f"“{key}” is a month and a day, such as 12-01.") from error
    return int(month), int(day)


def _count(block: Block, key: str) -> int:
    if not block.text(key).isdecimal():
        raise block.wrong(f"“{key}” is a number, such as 2.")
    return int(block.text(key))


def _asked(block: Block) -> tuple[tuple[str, str], ...]:
    found = tuple((one.text("key"), one.text("asks")) for one in block.blocks("questions"))
    if {key for key, _ in found} != _QUESTIONS or len(found) != len(_QUESTIONS):
        raise block.wrong(f"“questions” has each of {', '.join(sorted(_QUESTIONS))} once.")
    return found
