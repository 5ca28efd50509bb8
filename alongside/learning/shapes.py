"""Ways to think something through: of which parts each is made, and what is asked in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, Dated, dated, folder, read

KINDS = ("reflection", "mistake")


@dataclass(frozen=True)
class Part:
    """One part of a shape: what it is called, and what is asked."""

    key: str
    heading: str
    prompt: str


@dataclass(frozen=True)
class Shape:
    """One way, and who first described it."""

    id: str
    version: str
    kind: str
    title: str
    minutes: int
    about: str
    dated: Dated
    parts: tuple[Part, ...]

    @property
    def key(self) -> str:
        """How a piece names it: its id and version."""
        return f"{self.id} {self.version}"


@dataclass(frozen=True)
class Shapes:
    """All that are shipped, and what a critical friend may ask."""

    by_id: Mapping[str, Shape]
    friend: tuple[str, ...]
    friend_source: str


def shapes() -> Shapes:
    """The ways that are shipped."""
    return _shapes(folder())


def shape_of(key: str) -> Shape | None:
    """The way in which a piece was begun; none where it is not shipped any more."""
    return shapes().by_id.get(key.split(" ")[0]) if key else None


def headings_of(key: str) -> dict[str, str]:
    """What the parts of a piece are called, by key."""
    found = shape_of(key)
    return {part.key: part.heading for part in found.parts} if found else {}


def check_shapes() -> None:
    """Read them again, so that what is wrong is said."""
    _shapes.__wrapped__(folder())


@lru_cache(maxsize=4)
def _shapes(root: Path) -> Shapes:
    head = read(root / "reflection" / "shapes.yaml")
    head.only("version", "source", "checked_on", "checked", "shapes", "friend", "friend_source")
    within, version = dated(head), head.text("version")
    found = [_shape(one, within, version) for one in head.blocks("shapes")]
    if len({one.id for one in found}) < len(found):
        raise head.wrong("Two shapes have one id.")
    friend = head.texts("friend")
    return Shapes({one.id: one for one in found}, friend, head.text("friend_source"))


def _shape(block: Block, within: Dated, version: str) -> Shape:
    block.only("id", "kind", "title", "minutes", "about", "source", "checked", "parts")
    if block.text("kind") not in KINDS:
        raise block.wrong(f"“kind” is one of {', '.join(KINDS)}.")
    if not block.text("minutes").isdecimal():
        raise block.wrong("“minutes” is a whole number.")
    parts = tuple(map(_part, block.blocks("parts")))
    if len({one.key for one in parts}) < len(parts):
        raise block.wrong("Two parts have one key.")
    return Shape(
        block.text("id"),
        version,
        block.text("kind"),
        block.text("title"),
        int(block.text("minutes")),
        block.text("about"),
        dated(block, within),
        parts,
    )


def _part(block: Block) -> Part:
    block.only("key", "heading", "prompt")
    return Part(block.text("key"), block.text("heading"), block.text("prompt"))
