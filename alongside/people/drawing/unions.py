"""What a drawing joins: couples, who is a child of whom and how, and each generation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from uuid import UUID

from alongside.people.kin import COUPLES, SIBLINGS, TOLD_ONLY, TWINS, Family, Link

BIRTH = ("parent", "birth-parent", "unknown-parent", "expecting-parent")
ADOPTED = ("adoptive-parent", "prospective-adopter")
RAISED = ("foster-carer", "private-foster-carer", "kinship-carer", "special-guardian", "guardian")
SAID = ("possible-parent", "donor", "surrogate")
WAYS: dict[str, tuple[str, ...]] = {
    "birth": BIRTH,
    "adopted": ADOPTED,
    "raised": RAISED,
    "said": SAID,
    "step": ("step-parent",),
}
# How a couple is drawn, where two things are told of it: the first of these.
BONDS = ("divorced", "separated", "former-partner", "ended", "spouse", "civil-partner")
MARRIED = ("spouse", "civil-partner", "separated", "divorced", "ended")
CUTS = {"divorced": 2, "separated": 1, "former-partner": 1, "ended": 1}


@dataclass
class Union:
    """Two parents, or one, or none that are told, and their children in one way, oldest first."""

    parents: tuple[UUID, ...]
    children: list[tuple[UUID, str]] = field(default_factory=list)  # who, and in which way
    way: str = "birth"


@dataclass
class Drawn:
    """A family, made ready to be laid out."""

    family: Family
    unions: list[Union]
    bonds: dict[frozenset[UUID], str]  # of couples; "" where nothing is told of them as a couple
    level: dict[UUID, int]
    twins: list[set[UUID]]

    def born(self, key: UUID) -> tuple[bool, date, str]:
        """By birth, as far as it is known, and then by name."""
        node = self.family.nodes[key]
        return (node.born is None, node.born.day if node.born else date.max, node.called)


def drawn(family: Family) -> Drawn:
    """Everybody in the family whom something joins, in couples, as children, by generation."""
    bonds = _bonds(family)
    unions = _unions(family, bonds)
    for union in unions:
        if len(union.parents) > 1:
            bonds.setdefault(frozenset(union.parents), "")
    level = _levels(family, unions, bonds)
    ready = Drawn(family, unions, bonds, level, _twins(family))
    for union in unions:
        union.children.sort(key=lambda one: ready.born(one[0]))
    return ready


def _bonds(family: Family) -> dict[frozenset[UUID], str]:
    found: dict[frozenset[UUID], str] = {}
    for link in family.links:
        if link.kind not in COUPLES:
            continue
        kind = link.kind
        if kind == "co-parent":
            kind = ""
        elif link.is_past and kind not in CUTS:
            kind = "ended" if kind in MARRIED else "former-partner"
        ends = frozenset((link.one, link.other))
        known = found.get(ends)
        if known is None or _rank(kind) < _rank(known):
            found[ends] = kind
    return found


def _rank(kind: str) -> int:
    return BONDS.index(kind) if kind in BONDS else len(BONDS) + (kind == "")


# Parents and children -----------------------------------------------------------------------------


def _unions(family: Family, bonds: dict[frozenset[UUID], str]) -> list[Union]:
    found: dict[tuple[str, frozenset[UUID]], Union] = {}
    taken: set[tuple[UUID, UUID]] = set()
    for child in family.nodes:
        for way, kinds in WAYS.items():
            elders = [one for one in family.elders(child, kinds) if (one, child) not in taken]
            if way == "step":
                elders = [one for one in elders if not _is_with_a_parent(family, one, child, bonds)]
            taken |= {(one, child) for one in elders}
            for parents in _in_pairs(elders, bonds):
                union = found.setdefault((way, frozenset(parents)), Union(parents, way=way))
                union.children.append((child, way))
    unions = list(found.values())
    _add_siblings(family, unions)
    return unions


def _is_with_a_parent(
    family: Family, elder: UUID, child: UUID, bonds: dict[frozenset[UUID], str]
) -> bool:
    """A step-parent beside a parent needs no line of their own."""
    return any(frozenset((elder, one)) in bonds for one in family.elders(child, BIRTH + ADOPTED))


def _in_pairs(elders: list[UUID], bonds: dict[frozenset[UUID], str]) -> Iterator[tuple[UUID, ...]]:
    left = list(elders)
    while left:
        one = left.pop(0)
        other = next((two for two in left if frozenset((one, two)) in bonds), None)
        if other is None and len(left) == 1 and len(elders) == 2:
            other = left[0]
        if other is not None:
            left.remove(other)
            yield (one, other)
        else:
            yield (one,)


def _add_siblings(family: Family, unions: list[Union]) -> None:
    """Brothers and sisters of whom no parent is told in common."""
    by_child: dict[UUID, list[Union]] = defaultdict(list)
    for union in unions:
        for child, _way in union.children:
            by_child[child].append(union)
    for link in family.links:
        if link.kind not in SIBLINGS:
            continue
        one, other = link.one, link.other
        if by_child[one] and by_child[other]:
            continue
        if not by_child[one] and not by_child[other]:
            union = Union((), [(one, "birth"), (other, "birth")])
            unions.append(union)
            by_child[one].append(union)
            by_child[other].append(union)
            continue
        known, new = (one, other) if by_child[one] else (other, one)
        union = by_child[known][0]
        union.children.append((new, "sibling" if union.parents else "birth"))
        by_child[new].append(union)


def _twins(family: Family) -> list[set[UUID]]:
    groups: list[set[UUID]] = []
    for link in family.links:
        if link.kind in TWINS:
            both = {link.one, link.other}
            joined = [group for group in groups if group & both]
            groups = [group for group in groups if not group & both]
            groups.append(both.union(*joined))
    return groups


# Generations --------------------------------------------------------------------------------------


class _Groups:
    """Who has to stand in one generation; joined only where that turns nothing upside down."""

    def __init__(self, keys: Iterable[UUID], down: dict[UUID, dict[UUID, int]]) -> None:
        self.of = {key: key for key in keys}
        self.members = {key: [key] for key in self.of}
        self.down = down

    def below(self, group: UUID) -> set[UUID]:
        """Every group that descends from this one."""
        found: set[UUID] = set()
        waiting = [group]
        while waiting:
            for member in self.members[waiting.pop()]:
                new = {self.of[one] for one in self.down.get(member, ())} - found
                found |= new
                waiting += new
        return found

    def join(self, one: UUID, other: UUID) -> None:
        a, b = self.of[one], self.of[other]
        if a == b or b in self.below(a) or a in self.below(b):
            return
        for member in self.members.pop(b):
            self.of[member] = a
            self.members[a].append(member)


def _levels(
    family: Family, unions: list[Union], bonds: dict[frozenset[UUID], str]
) -> dict[UUID, int]:
    """The generation of each, from 0 at the top: the longest way down, then up to the children."""
    beside = [link for link in family.links if link.kind in TOLD_ONLY]
    groups = _Groups(family.nodes, _without_circles(_down(unions, beside)))
    for union in unions:
        children = [child for child, _way in union.children]
        for one, two in [*pairwise(children), *pairwise(union.parents)]:
            groups.join(one, two)
    for ends in sorted(bonds, key=sorted):
        one, two = sorted(ends)
        groups.join(one, two)
    for link in beside:
        if TOLD_ONLY[link.kind] == 0:
            groups.join(link.other, link.one)
    return _longest(groups)


def _down(unions: list[Union], beside: list[Link]) -> dict[UUID, dict[UUID, int]]:
    """From each to those below them, and by how many generations."""
    down: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for union in unions:
        for parent in union.parents:
            down[parent] |= {child: 1 for child, _way in union.children}
    for link in beside:
        if (steps := TOLD_ONLY[link.kind]) > 0:
            down[link.one].setdefault(link.other, steps)
    return down


def _without_circles(down: dict[UUID, dict[UUID, int]]) -> dict[UUID, dict[UUID, int]]:
    """What stood in a circle before anybody looked loses the line that closes it."""
    kept: dict[UUID, dict[UUID, int]] = defaultdict(dict)
    for one, children in down.items():
        for child, steps in children.items():
            waiting, seen = [child], set[UUID]()
            while waiting and one not in seen:
                here = waiting.pop()
                seen.add(here)
                waiting += [key for key in kept.get(here, ()) if key not in seen]
            if one not in seen:
                kept[one][child] = steps
    return kept


def _longest(groups: _Groups) -> dict[UUID, int]:
    names = list(groups.members)
    edges: dict[tuple[UUID, UUID], int] = {}
    for one, children in groups.down.items():
        for child, steps in children.items():
            ends = (groups.of[one], groups.of[child])
            if ends[0] != ends[1]:
                edges[ends] = max(steps, edges.get(ends, 0))
    level = dict.fromkeys(names, 0)
    for _round in names:
        for (one, child), steps in edges.items():
            level[child] = max(level[child], level[one] + steps)
    for _round in names:  # parents stand right above their children, not at the very top
        for one in names:
            under = [level[child] - steps for (top, child), steps in edges.items() if top == one]
            if under:
                level[one] = max(level[one], min(under))
    lowest = min(level.values(), default=0)
    return {key: level[groups.of[key]] - lowest for key in groups.of}


def said_only(family: Family, key: UUID) -> Link | None:
    """The line that says what somebody is, where that says not through whom."""
    links = [link for link in family.links if key in (link.one, link.other)]
    if links and all(link.kind in TOLD_ONLY for link in links):
        return links[0]
    return None
