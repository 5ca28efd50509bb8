"""A family in words, equal to its drawing: everybody once, generation by generation."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from alongside.people.kin import COUPLES, Family, Link, Node, inverse_of
from alongside.people.near import age_line, words_of

from .picture import Picture

AGO = {1: "One generation before", 2: "Two generations before", 3: "Three generations before"}
ON = {1: "One generation after", 2: "Two generations after", 3: "Three generations after"}
ENDED = {
    "spouse": "was married to",
    "civil-partner": "was in a civil partnership with",
    "partner": "was the partner of",
    "new-partner": "was the partner of",
}
COUPLED = {
    "spouse": "is married to",
    "civil-partner": "is in a civil partnership with",
    "partner": "is the partner of",
    "new-partner": "is the new partner of",
    "former-partner": "was the partner of",
    "separated": "lives apart from",
    "divorced": "is divorced from",
    "co-parent": "has a child with",
}


@dataclass
class Told:
    """Somebody, and a sentence for each line that the drawing has to them."""

    key: UUID
    called: str
    quiet: str
    lines: list[str] = field(default_factory=list)
    record: UUID | None = None


@dataclass
class Generation:
    """Those of one generation, as they stand from left to right."""

    heading: str
    people: list[Told]


def in_words(family: Family, drawn_picture: Picture) -> list[Generation]:
    """Each generation from the top, with everybody in it and all that joins them."""
    levels = {mark.key: mark.level for mark in drawn_picture.marks}
    centre = family.nodes[family.centre]
    found: dict[int, list[Told]] = {}
    for mark in drawn_picture.marks:
        found.setdefault(mark.level, []).append(_told(family, family.nodes[mark.key]))
    own = levels[family.centre]
    return [
        Generation(_heading(own - level, centre), people) for level, people in sorted(found.items())
    ]


def _heading(before: int, centre: Node) -> str:
    if before == 0:
        return f"The generation of {centre.called}"
    said = AGO if before > 0 else ON
    many = f"{abs(before)} generations {'before' if before > 0 else 'after'}"
    return said.get(abs(before), many)


def _told(family: Family, node: Node) -> Told:
    quiet = [age_line(node)]
    if node.is_home and node.key != family.centre:
        quiet.append("lives with them")
    told = Told(node.key, node.called, ", ".join(part for part in quiet if part))
    if node.person is not None and node.key != family.centre:
        told.record = node.key
    below: dict[str, list[str]] = {}
    for link in family.links:
        if said := _said(family, link, node.key):
            what, name = said
            below.setdefault(what, []).append(name)
    told.lines = [f"{what} {_and(names)}." for what, names in below.items()]
    return told


def _said(family: Family, link: Link, key: UUID) -> tuple[str, str] | None:
    """What a line says of one of its ends, and who is at the other."""
    if key not in (link.one, link.other):
        return None
    other = family.nodes[link.other if link.one == key else link.one].called
    if link.kind in COUPLES:
        is_over = link.is_past or "died" in (node.state for node in _ends(family, link))
        words = ENDED.get(link.kind) if is_over else None
        words = words or COUPLED[link.kind]
        return (words[0].upper() + words[1:], other)
    kind = link.kind if link.one == key else inverse_of(link.kind)
    return (f"{words_of(kind)} of", other)


def _ends(family: Family, link: Link) -> tuple[Node, Node]:
    return family.nodes[link.one], family.nodes[link.other]


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
