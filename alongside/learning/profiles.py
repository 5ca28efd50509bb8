"""What stands beside the statements: typical ranges, invented examples, and small things to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, Dated, dated, folder, read

from .instrument import CLUSTERS, SUPERDOMAINS

_HEAD = ("id", "version", "status", "source", "checked_on", "checked", "valid_from", "valid_to")


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
    """One file of it, with its version, where it stands, and what is not sure about it."""

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

    @property
    def levels(self) -> Mapping[str, int]:
        """At which level each was meant to stand."""
        return {key: one.level for key, one in self.by_id.items()}


def roles() -> Roles:
    """The families of roles that are shipped."""
    return _roles(folder())


def vignettes() -> Vignettes:
    """The invented examples that are shipped."""
    return _vignettes(folder())


def suggestions() -> Mapping[str, Suggestions]:
    """What may be tried, by area."""
    return _suggestions(folder())


def check_profiles() -> None:
    """Read all of it again, so that what is wrong is said."""
    for reader in (_roles, _vignettes, _suggestions):
        reader.__wrapped__(folder())


def _file(root: Path, name: str, inside: str) -> Block:
    found = read(root / "capability" / f"{name}.yaml")
    found.only(*_HEAD, inside)
    if found.text("id") != name:
        raise found.wrong(f"“id” has to be {name}, as the file is called.")
    return found


def _beside(head: Block) -> tuple[str, str, Dated]:
    return f"{head.text('id')} {head.text('version')}", head.text_or("status"), dated(head)


@lru_cache(maxsize=4)
def _roles(root: Path) -> Roles:
    head = _file(root, "roles", "roles")
    found = {one.id: one for one in map(_role, head.blocks("roles"))}
    return Roles(*_beside(head), found)


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
def _vignettes(root: Path) -> Vignettes:
    head = _file(root, "vignettes", "vignettes")
    found = {one.id: one for one in map(_vignette, head.blocks("vignettes"))}
    for superdomain in SUPERDOMAINS:
        if sum(one.superdomain == superdomain for one in found.values()) != 3:
            raise head.wrong(f"There have to be three examples under {superdomain}.")
    return Vignettes(*_beside(head), found)


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
    head = _file(root, "focus", "areas")
    found = {one.cluster: one for one in map(_suggested, head.blocks("areas"))}
    if tuple(found) != CLUSTERS:
        raise head.wrong(f"“areas” are {', '.join(CLUSTERS)}, in this order.")
    return found


def _suggested(block: Block) -> Suggestions:
    block.only("id", "this_week", "question")
    if not block.texts("this_week"):
        raise block.wrong("“this_week” needs at least one thing to do.")
    return Suggestions(block.text("id"), block.texts("this_week"), block.text("question"))
