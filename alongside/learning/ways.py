"""Ways of learning together: what a circle agrees first, and what it asks in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, Dated, dated, folder, read

_HEAD = ("id", "version", "status", "source", "checked_on", "checked", "valid_from", "valid_to")
FOR = ("reflection", "supervision", "community")  # kinds of circle
KINDS = ("write", "talk")  # of round


@dataclass(frozen=True)
class Asked:
    """What one round asks, and whether everybody writes before anybody reads."""

    kind: str
    prompt: str


@dataclass(frozen=True)
class Way:
    """One way for one kind of circle."""

    id: str
    kind: str
    title: str
    minutes: int
    about: str
    agreed: str
    rounds: tuple[Asked, ...]
    version: str

    @property
    def shape(self) -> str:
        """How a circle names it."""
        return f"{self.id} {self.version}"


@dataclass(frozen=True)
class Ways:
    """All of them, in the order in which they are offered."""

    status: str
    dated: Dated
    by_id: Mapping[str, Way]


def ways() -> Ways:
    """The ways that are shipped."""
    return _ways(folder())


def way_of(shape: str) -> Way | None:
    """The way that a circle began with, as it is now; none where it is not shipped any more."""
    return ways().by_id.get(shape.split(" ")[0]) if shape else None


def check_ways() -> None:
    """Read all of it again, so that what is wrong is said."""
    _ways.__wrapped__(folder())


@lru_cache(maxsize=4)
def _ways(root: Path) -> Ways:
    head = read(root / "circles" / "ways.yaml")
    head.only(*_HEAD, "ways")
    version = head.text("version")
    found: dict[str, Way] = {}
    for block in head.blocks("ways"):
        one = _way(block, version)
        if one.id in found:
            raise block.wrong(f"“{one.id}” is there already.")
        found[one.id] = one
    return Ways(head.text_or("status"), dated(head), found)


def _way(block: Block, version: str) -> Way:
    block.only("id", "for", "title", "minutes", "about", "agreed", "rounds")
    if block.text("for") not in FOR:
        raise block.wrong(f"“for” is one of {', '.join(FOR)}.")
    if not block.text("minutes").isdigit():
        raise block.wrong("“minutes” is a whole number.")
    return Way(
        block.text("id"),
        block.text("for"),
        block.text("title"),
        int(block.text("minutes")),
        block.text("about"),
        block.text("agreed"),
        tuple(map(_asked, block.blocks("rounds"))),
        version,
    )


def _asked(block: Block) -> Asked:
    block.only("kind", "prompt")
    if block.text("kind") not in KINDS:
        raise block.wrong(f"“kind” is one of {', '.join(KINDS)}.")
    return Asked(block.text("kind"), block.text("prompt"))
