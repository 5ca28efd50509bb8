"""What stands beside the statements: typical ranges, invented examples, and small things to do.

Ranges and examples are kept in all their versions, each with its days: a report stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from django.utils import timezone

from alongside.foundation.content import Block, Dated, dated, folder, read

from .instrument import CLUSTERS, SUPERDOMAINS

_HEAD = ("id", "version", "status", "source", "checked_on", "checked", "valid_from", "valid_to")
_VERSION = _HEAD[1:]


@dataclass(frozen=True)
class Role:
    """A family of roles, and from where to where is typical for it in each area."""

    id: str
    title: str
    typical: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Vignette:
    """An invented practitioner, written to stand at one level."""

    id: str
    superdomain: str
    cluster: str
    level: int
    text: str


@dataclass(frozen=True)
class Suggestions:
    """Small things to do in a week, and a question for supervision, in one area."""

    cluster: str
    this_week: tuple[str, ...]
    question: str


@dataclass(frozen=True)
class Beside:
    """One version of it: from when until when, where it stands, and what is not sure about it."""

    form: str  # how an attempt names it: "roles 1"
    status: str
    dated: Dated


@dataclass(frozen=True)
class Roles(Beside):
    """The families of roles, in the order in which they are offered."""

    by_id: Mapping[str, Role]


@dataclass(frozen=True)
class Vignettes(Beside):
    """The invented examples, in order."""

    by_id: Mapping[str, Vignette]


Version = TypeVar("Version", Roles, Vignettes)


def roles(day: date | None = None) -> Roles:
    """The families of roles that hold on a day; today, unless another is given."""
    return _held(_roles(folder()), day)


def roles_named(form: str) -> Roles:
    """Those by which somebody's report was drawn, "roles 1"; for an unknown name, today's."""
    return next((one for one in _roles(folder()) if one.form == form), None) or roles()


def roles_with(role: str) -> Roles | None:
    """The newest that know a role, today's before all: what was begun yesterday can be ended."""
    known = [roles(), *reversed(_roles(folder()))]
    return next((one for one in known if role in one.by_id), None)


def vignettes(day: date | None = None) -> Vignettes:
    """The invented examples that hold on a day; today, unless another is given."""
    return _held(_vignettes(folder()), day)


def meant() -> Mapping[str, int]:
    """At which level every example of whatever version was meant to stand: an id keeps its text."""
    return _meant(folder())


def _held(found: Sequence[Version], day: date | None) -> Version:
    wanted = day or timezone.localdate()
    # Before the first of them, the first: a clock that is wrong takes nobody's report away.
    return next((one for one in found if one.dated.holds_on(wanted)), found[0])


def suggestions() -> Mapping[str, Suggestions]:
    """What may be tried, by area."""
    return _suggestions(folder())


def check_profiles() -> None:
    """Read all of it again, so that what is wrong is said."""
    for reader in (_roles, _vignettes, _suggestions):
        reader.__wrapped__(folder())


def _file(root: Path, name: str, *keys: str) -> Block:
    found = read(root / "capability" / f"{name}.yaml")
    found.only(*keys)
    if found.text("id") != name:
        raise found.wrong(f"“id” has to be {name}, as the file is called.")
    return found


def _versions(root: Path, name: str) -> Iterable[tuple[Block, tuple[str, str, Dated]]]:
    """Each version of a file, the oldest first, with its name, its status and its days."""
    head = _file(root, name, "id", "source", "versions")
    earlier: Dated | None = None
    for block in head.blocks("versions"):
        block.only(*_VERSION, name)
        block.setdefault("source", head.text("source"))
        days = dated(block)
        if days.valid_from is None:
            raise block.wrong("A version needs the day from which it holds: “valid_from”.")
        if earlier and (earlier.valid_to or date.max) >= days.valid_from:
            raise block.wrong("It begins before the version above it has ended.")
        earlier = days
        yield block, (f"{name} {block.text('version')}", block.text_or("status"), days)


@lru_cache(maxsize=4)
def _roles(root: Path) -> tuple[Roles, ...]:
    return tuple(
        Roles(*beside, {one.id: one for one in map(_role, block.blocks("roles"))})
        for block, beside in _versions(root, "roles")
    )


def _role(block: Block) -> Role:
    block.only("id", "title", "typical")
    given = block.block("typical")
    if tuple(given) != CLUSTERS:
        raise block.wrong(f"“typical” names {', '.join(CLUSTERS)}, in this order.")
    ranges = {key: _range(given, key) for key in CLUSTERS}
    return Role(block.text("id"), block.text("title"), ranges)


def _range(block: Block, key: str) -> tuple[float, float]:
    try:
        low, high = map(float, block.texts(key))
    except ValueError as error:
        raise block.wrong(f"“{key}” is written as [2.25, 3.25].") from error
    if not 1 <= low < high <= 4:
        raise block.wrong(f"“{key}” goes from a lower to a higher level, between 1 and 4.")
    return low, high


@lru_cache(maxsize=4)
def _vignettes(root: Path) -> tuple[Vignettes, ...]:
    known: dict[str, Vignette] = {}
    return tuple(
        Vignettes(*beside, _examples(block, known))
        for block, beside in _versions(root, "vignettes")
    )


def _examples(version: Block, known: dict[str, Vignette]) -> Mapping[str, Vignette]:
    found: dict[str, Vignette] = {}
    for block in version.blocks("vignettes"):
        one = _vignette(block)
        if known.setdefault(one.id, one) != one:
            raise block.wrong(f"“{one.id}” said something else before. Give it another id.")
        found[one.id] = one
    for superdomain in SUPERDOMAINS:
        if sum(one.superdomain == superdomain for one in found.values()) != 3:
            raise version.wrong(f"There have to be three examples under {superdomain}.")
    return found


@lru_cache(maxsize=4)
def _meant(root: Path) -> Mapping[str, int]:
    return {key: one.level for each in _vignettes(root) for key, one in each.by_id.items()}


def _vignette(block: Block) -> Vignette:
    block.only("id", "under", "cluster", "level", "text")
    under, cluster = block.text("under"), block.text("cluster")
    if cluster not in SUPERDOMAINS.get(under, ()):
        raise block.wrong(f"“{cluster}” is no area under “{under}”.")
    if block.text("level") not in ("1", "2", "3", "4"):
        raise block.wrong("“level” is 1, 2, 3 or 4.")
    return Vignette(block.text("id"), under, cluster, int(block.text("level")), block.text("text"))


@lru_cache(maxsize=4)
def _suggestions(root: Path) -> Mapping[str, Suggestions]:
    head = _file(root, "focus", *_HEAD, "areas")
    found = {one.cluster: one for one in map(_suggested, head.blocks("areas"))}
    if tuple(found) != CLUSTERS:
        raise head.wrong(f"“areas” are {', '.join(CLUSTERS)}, in this order.")
    return found


def _suggested(block: Block) -> Suggestions:
    block.only("id", "this_week", "question")
    if not block.texts("this_week"):
        raise block.wrong("“this_week” needs at least one thing to do.")
    return Suggestions(block.text("id"), block.texts("this_week"), block.text("question"))
