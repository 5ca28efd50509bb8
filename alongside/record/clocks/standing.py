"""What a status starts while it stands, and how that changes: `content/clocks/follows.yaml`."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, folder, read

from .counting import months_after
from .reading import rule_on, versions

_STANDING = ("status", "codes", "traits", "while", "starts", "goes_on", "over")
_BECOMES = ("rule", "to", "after", "traits", "done")
_MONTHS = re.compile(r"([1-9]\d?) months?")
OVER = "It is not so any more"


@dataclass(frozen=True)
class StandingRow:
    """For a status of this kind, of one of these codes, with all these traits: what it starts."""

    status: str
    codes: frozenset[str]
    traits: frozenset[str]
    meanwhile: frozenset[str]  # codes of another status, one of which stands beside it
    starts: tuple[str, ...]
    goes_on: bool  # while another of the same kind stands
    over: str  # why they stop when it ends

    def fits(
        self, status: str, code: str, traits: Collection[str], others: Collection[str]
    ) -> bool:
        """Whether this row is for it."""
        return (
            self.status == status
            and (not self.codes or code in self.codes)
            and self.traits <= set(traits)
            and (not self.meanwhile or bool(self.meanwhile & set(others)))
        )


@dataclass(frozen=True)
class Becomes:
    """One rule comes in place of another, once some months are over or another rule was met."""

    rule: str
    to: str
    months: int
    traits: frozenset[str]
    done: str


def follows_standing(
    status: str, code: str, traits: Collection[str], others: Collection[str]
) -> StandingRow | None:
    """The first row that fits; none where nothing follows."""
    rows = standing_rows()
    return next((row for row in rows if row.fits(status, code, traits, others)), None)


def reason_over(status: str, rule: str) -> str:
    """Why what a status started stops when it ends: as the row says that starts this rule."""
    from .following import series

    rows = [row for row in standing_rows() if row.status == status]
    starting = [row for row in rows if any(rule in series(key) for key in row.starts)]
    return next((row.over for row in (*starting, *rows)), OVER)


def started_by(status: str) -> frozenset[str]:
    """Every rule that a status of this kind may start, with what leads on from there."""
    from .following import series

    keys = {key for row in standing_rows() if row.status == status for key in row.starts}
    return frozenset().union(*(series(key) for key in keys))


def next_rule(
    key: str, day: date, *, since: date, traits: Collection[str], done: Collection[str]
) -> str:
    """What comes in place of a rule for a status that began on `since`, on that day."""
    for one in becomes():
        is_time = not one.months or months_after(since, one.months) <= day
        is_done = not one.done or one.done in done
        if one.rule == key and is_time and is_done and one.traits <= set(traits):
            return one.to
    return key


def chain(
    key: str, since: date, met: Sequence[date], *, traits: Collection[str], done: Collection[str]
) -> tuple[str, date]:
    """Which rule of a row is open, and since when, if it was met on these days.

    None, said as an empty key, where what leads to nothing further was met.
    """
    start = since
    for day in sorted(set(met)):
        rule = rule_on(key, start)
        if day < start or rule is None:
            continue
        if not rule.then:
            return "", start
        key = next_rule(rule.then, day, since=since, traits=traits, done=done)
        start = day
    return key, start


def standing_rows() -> tuple[StandingRow, ...]:
    """All rows, in order; read once."""
    return _standing(folder())


def becomes() -> tuple[Becomes, ...]:
    """All changes from one rule to another; read once."""
    return _becomes(folder())


@lru_cache(maxsize=4)
def _standing(root: Path) -> tuple[StandingRow, ...]:
    return tuple(_row(block) for block in read(root / "clocks" / "follows.yaml").blocks("standing"))


def _row(block: Block) -> StandingRow:
    block.only(*_STANDING)
    return StandingRow(
        status=block.text("status"),
        codes=frozenset(block.texts("codes")),
        traits=frozenset(block.texts("traits")),
        meanwhile=frozenset(block.texts("while")),
        starts=tuple(_known(block, key) for key in block.texts("starts")),
        goes_on=block.yes("goes_on"),
        over=block.text_or("over", OVER),
    )


@lru_cache(maxsize=4)
def _becomes(root: Path) -> tuple[Becomes, ...]:
    return tuple(
        _change(block) for block in read(root / "clocks" / "follows.yaml").blocks("becomes")
    )


def _change(block: Block) -> Becomes:
    block.only(*_BECOMES)
    after = _MONTHS.fullmatch(block.text_or("after"))
    if block.get("after") and after is None:
        raise block.wrong("“after” is a number of months, such as 12 months.")
    done = block.text_or("done")
    return Becomes(
        rule=_known(block, block.text("rule")),
        to=_known(block, block.text("to")),
        months=int(after[1]) if after else 0,
        traits=frozenset(block.texts("traits")),
        done=_known(block, done) if done else "",
    )


def _known(block: Block, key: str) -> str:
    if key not in versions():
        raise block.wrong(f"It names “{key}”, and there is no such clock.")
    return key
