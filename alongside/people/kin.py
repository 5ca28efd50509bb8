"""The family that a drawing, its words and its checks stand on, as far as one may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.foundation.content import codes
from alongside.foundation.days import When, age, parse_when

from .models import Person, Relationship

ADULT = 18

BY_BIRTH = frozenset({"parent", "birth-parent"})
PARENTS = BY_BIRTH | {"adoptive-parent", "unknown-parent", "expecting-parent"}
RAISES = frozenset(
    {"step-parent", "foster-carer", "private-foster-carer", "kinship-carer", "special-guardian"}
) | {"guardian", "prospective-adopter"}
SAID = frozenset({"possible-parent", "donor", "surrogate"})
ELDERS = PARENTS | RAISES | SAID
TOGETHER = frozenset({"spouse", "civil-partner", "partner", "new-partner"})
APART = frozenset({"former-partner", "separated", "divorced"})
COUPLES = TOGETHER | APART | {"co-parent"}
TWINS = frozenset({"twin", "multiple"})
SIBLINGS = frozenset({"sibling", "full-sibling", "half-sibling", "adoptive-sibling"}) | TWINS
# Relatives told without saying through whom: how many generations above the person they stand.
TOLD_ONLY = {
    "great-grandparent": 3,
    "grandparent": 2,
    "aunt-uncle": 1,
    "parent-in-law": 1,
    "cousin": 0,
    "step-sibling": 0,
    "foster-sibling": 0,
    "sibling-in-law": 0,
    "other-family": 0,
    "like-family": 0,
    "niece-nephew": -1,
    "child-in-law": -1,
    "grandchild": -2,
    "great-grandchild": -3,
}
FAMILY = ELDERS | COUPLES | SIBLINGS | frozenset(TOLD_ONLY)
TIES = ("tie-strong", "tie-weak", "tie-stressful")
FLOWS = ("flow-to", "flow-from", "flow-both")
# Said of a line, no line. Ties are for the eco-map, and no part of a family.
BESIDE = frozenset({"responsible", "contact-safe", "contact-unsafe"})


@dataclass(frozen=True)
class Node:
    """Somebody in the family: with a record that one may see, or a name told on one."""

    key: UUID
    called: str
    person: Person | None = None
    sex: str = ""  # F, M, or neither of the two, or not known
    state: str = "living"
    born: When | None = None
    died: str = ""
    is_home: bool = False


@dataclass(frozen=True)
class Link:
    """`one` is the `kind` of `other`, told in `row`; of the two ways to say it, the elder's."""

    one: UUID
    kind: str
    other: UUID
    row: Relationship
    is_past: bool = False


@dataclass
class Family:
    """Everybody who is joined to somebody, and how."""

    centre: UUID
    nodes: dict[UUID, Node] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    beside: list[Link] = field(default_factory=list)  # responsibility and contact
    over: frozenset[tuple[str, UUID]] = frozenset()  # what was said not to be so
    over_names: frozenset[tuple[str, str]] = frozenset()  # the same of a name on another record
    is_cut: bool = False

    def elders(self, key: UUID, kinds: Iterable[str] = PARENTS) -> list[UUID]:
        """Who is, in one of these ways, a parent of somebody."""
        return _once(link.one for link in self.links if link.other == key and link.kind in kinds)

    def children(self, key: UUID, kinds: Iterable[str] = PARENTS) -> list[UUID]:
        """Of whom somebody is, in one of these ways, a parent."""
        return _once(link.other for link in self.links if link.one == key and link.kind in kinds)

    def nearest(self, most: int) -> Family:
        """Those who are the fewest lines away, where there are more than one page holds."""
        if len(self.nodes) <= most:
            return self
        beside: dict[UUID, list[UUID]] = {}
        for link in [*self.links, *self.beside]:
            beside.setdefault(link.one, []).append(link.other)
            beside.setdefault(link.other, []).append(link.one)
        kept = [self.centre]
        for key in kept:  # which grows, in the order in which they are reached
            new = [one for one in _once(beside.get(key, ())) if one not in kept]
            kept += new[: most - len(kept)]
        nodes = {key: node for key, node in self.nodes.items() if key in kept}
        links, others = (
            [link for link in lines if link.one in kept and link.other in kept]
            for lines in (self.links, self.beside)
        )
        return replace(self, nodes=nodes, links=links, beside=others, is_cut=True)

    def between(self, one: UUID, other: UUID) -> list[Link]:
        """All that joins two people."""
        return [link for link in self.links if {link.one, link.other} == {one, other}]

    def ancestors(self, key: UUID) -> set[UUID]:
        """Parents, and theirs, as far as they are told."""
        found: set[UUID] = set()
        waiting = [key]
        while waiting:
            new = set(self.elders(waiting.pop())) - found
            found |= new
            waiting += new
        return found


def _once(keys: Iterable[UUID]) -> list[UUID]:
    return list(dict.fromkeys(keys))


def elder_way(kind: str) -> tuple[str, bool]:
    """The way in which a pair of kinds is kept here, and whether that turns it round."""
    if kind in FAMILY or kind in BESIDE:
        inverse = inverse_of(kind)
        if inverse == kind or inverse not in FAMILY or place_of(kind) >= place_of(inverse):
            return kind, False
        return inverse, True
    inverse = inverse_of(kind)
    return (inverse, True) if inverse in FAMILY | BESIDE else (kind, False)


def place_of(kind: str) -> int:
    """How many generations above the other somebody of this kind stands."""
    return TOLD_ONLY.get(kind, 1 if kind in ELDERS else 0)


def inverse_of(kind: str) -> str:
    """What the other is to them."""
    found = codes("relationships").find(kind)
    return found.inverse if found else kind


def when_said(text: str) -> When | None:
    """A day that was kept in words, as exactly as it is known."""
    try:
        return parse_when(text, today=timezone.localdate()) if text else None
    except ValidationError:
        return None


def is_child(person: Person) -> bool:
    """Whether somebody may have parental responsibility: not of an adult."""
    today = timezone.localdate()
    if person.born_on is None:
        return True
    return person.born_on > today or age(person.born_on, today) < ADULT
