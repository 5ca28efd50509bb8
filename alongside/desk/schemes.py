"""How much work somebody holds: schemes read from `content/caseload/`, and the sum line by line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from alongside.foundation.content import Block, ContentError, Dated, dated, folder, read

_DATES = ("source", "checked_on", "checked", "valid_from", "valid_to")
_KEYS = (
    "key", "title", "used", "sure", "words", "stable", "stable_words", "limit", "near", "stages",
    "family", "cases", "otherwise", "otherwise_words", *_DATES,
)  # fmt: skip


@dataclass(frozen=True)
class Scheme:
    """One way to weigh work. With no cases it only tells what others do."""

    key: str
    title: str
    is_used: bool
    sure: str  # how far one can rely on it
    words: str
    stable: int
    stable_words: str
    limit: int
    near: int  # per cent of the limit
    stages: Mapping[str, int]  # per cent of the limit
    family: int  # per cent, of the second and each further brother or sister
    cases: Mapping[str, tuple[int, str]]  # by kind of plan: points, and words for it
    statuses: Mapping[str, tuple[int, str]]  # the same by kind of status, also without a plan here
    otherwise: int
    otherwise_words: str
    dated: Dated


@dataclass(frozen=True)
class Summand:
    """One line of the sum."""

    what: str
    why: str
    points: Decimal


@dataclass(frozen=True)
class Held:
    """What the scheme asks of one person: kinds of plans and statuses, whether a brother counts."""

    called: str
    plans: tuple[str, ...]
    statuses: Iterable[str] = ()
    is_further: bool = False  # the brother or sister of somebody counted before


@dataclass(frozen=True)
class Load:
    """All of it for one worker: the lines, their sum, the limit, and what that means in words."""

    lines: tuple[Summand, ...]
    total: Decimal
    limit: Decimal
    limit_words: str
    near: int

    @property
    def state(self) -> str:
        """Within the limit · close to the limit · at the limit, or over it."""
        if self.total >= self.limit:
            return "at the limit, or over it"
        is_near = self.total * 100 >= self.limit * self.near
        return "close to the limit" if is_near else "within the limit"

    @property
    def short(self) -> str:
        """82 of 100, within the limit."""
        return f"{in_figures(self.total)} of {in_figures(self.limit)}, {self.state}"


def in_figures(points: Decimal) -> str:
    """12 · 12.5: never 12.50, never 1.2E+1."""
    return f"{points.normalize():f}"


def load_of(
    scheme: Scheme, people: Iterable[Held], hours: int = 100, stage: str = "experienced"
) -> Load:
    """Add it up: stable, then each person in the order given. Limit = base x hours x stage."""
    lines = [Summand("Work in no record", scheme.stable_words, Decimal(scheme.stable))]
    for one in people:
        points, why = _heaviest(scheme, one)
        if one.is_further:
            why += f"; a brother or sister is counted above, so {scheme.family} in 100 of it"
            points = points * scheme.family / 100
        lines.append(Summand(one.called, why[:1].upper() + why[1:], points))
    share = scheme.stages.get(stage, 100)
    limit = Decimal(scheme.limit) * hours * share / 10_000
    said = f"{scheme.limit} for a full week"
    said += f", of which they work {hours} in 100" if hours != 100 else ""
    said += f", and {share} in 100 for their experience" if share != 100 else ""
    total = sum((one.points for one in lines), Decimal(0))
    return Load(tuple(lines), total, limit, said, scheme.near)


def _heaviest(scheme: Scheme, one: Held) -> tuple[Decimal, str]:
    known = [scheme.cases[each] for each in one.plans if each in scheme.cases]
    known += [scheme.statuses[each] for each in one.statuses if each in scheme.statuses]
    points, why = max(known, default=(scheme.otherwise, scheme.otherwise_words))
    return Decimal(points), why


def schemes() -> Mapping[str, Scheme]:
    """Every scheme by key; read once."""
    return _schemes(folder())


def used_scheme() -> Scheme:
    """The one by which this council counts; exactly one says that it is used."""
    return next(one for one in schemes().values() if one.is_used)


@lru_cache(maxsize=4)
def _schemes(root: Path) -> Mapping[str, Scheme]:
    files = sorted((root / "caseload").glob("*.yaml"))
    found = [(file, _scheme(read(file))) for file in files]
    used = [file for file, one in found if one.is_used]
    if len(used) != 1:
        where = used[1] if used else root / "caseload"
        raise ContentError(where, 1, "Exactly one scheme says “used: true”.")
    return {one.key: one for _, one in found}


def _scheme(block: Block) -> Scheme:
    block.only(*_KEYS)
    is_used = block.yes("used")
    cases: dict[str, tuple[int, str]] = {}
    statuses: dict[str, tuple[int, str]] = {}
    for one in block.blocks("cases") if block.get("cases") else ():
        one.only("plan", "status", "points", "words")
        counts = (_number(one, "points"), one.text("words"))
        cases[one.text("plan")] = counts
        if status := one.text_or("status"):
            statuses[status] = counts
    stages = block.block("stages") if block.get("stages") else Block()
    found = Scheme(
        key=block.text("key"),
        title=block.text("title"),
        is_used=is_used,
        sure=block.text("sure"),
        words=block.text("words"),
        stable=_number(block, "stable"),
        stable_words=block.text_or("stable_words"),
        limit=_number(block, "limit"),
        near=_number(block, "near", 90),
        stages={key: _number(stages, key) for key in stages},
        family=_number(block, "family", 100),
        cases=cases,
        statuses=statuses,
        otherwise=_number(block, "otherwise"),
        otherwise_words=block.text_or("otherwise_words"),
        dated=dated(block),
    )
    if is_used and not (cases and found.limit):
        raise block.wrong("What is used needs “cases” and a “limit”.")
    return found


def _number(block: Block, key: str, default: int = 0) -> int:
    value: Any = block.get(key)
    if value is None:
        return default
    if not str(value).isascii() or not str(value).isdigit() or int(value) > 1000:
        raise block.wrong(f"“{key}” is a whole number, up to 1000.")
    return int(value)
