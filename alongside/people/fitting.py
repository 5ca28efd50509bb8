"""What cannot be so in a family, what should be looked at again, and what may be so as well."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from alongside.foundation.days import When, in_words

from .kin import BY_BIRTH, PARENTS, SIBLINGS, Family, Node, elder_way, when_said
from .names import fold

YOUNGEST_PARENT = 12
MOST_BY_BIRTH = 2


@dataclass(frozen=True)
class Proposal:
    """Something that follows from what is told; nobody has said it."""

    kind: str
    who: Node
    working: str


# Refused ------------------------------------------------------------------------------------------


def wrong_with(
    family: Family, one: UUID, kind: str, other: UUID, days: tuple[When | None, When | None]
) -> dict[str, str]:
    """Why `one` cannot be the `kind` of `other`, by the field it stands in."""
    if one == other:
        return {"other": "Nobody is a relation of themselves."}
    way, turned = elder_way(kind)
    elder, younger = (other, one) if turned else (one, other)
    wrong = {}
    if way in PARENTS and (
        why := _not_the_parent(family, elder, younger, is_birth=way in BY_BIRTH)
    ):
        wrong["kind"] = why
    people = [family.nodes[key] for key in (one, other) if key in family.nodes]
    if why := _not_then(people, days[0], is_end=False):
        wrong["starts_on"] = why
    if why := _not_then(people, days[1], is_end=True):
        wrong["ends_on"] = why
    return wrong


def _not_the_parent(family: Family, elder: UUID, younger: UUID, *, is_birth: bool) -> str:
    if elder not in family.nodes or younger not in family.nodes:
        return ""
    parent, child = family.nodes[elder], family.nodes[younger]
    if younger in family.ancestors(elder):
        return (
            f"{child.called} stands here as a parent or forebear of {parent.called}, so"
            f" {parent.called} cannot be the parent of {child.called}. Look at which way round it"
            " is, or take back what was wrong before."
        )
    if is_birth and parent.born and child.born and parent.born.day > child.born.latest:
        return (
            f"{parent.called} was born after {child.called}. Look at which way round it is, or at"
            " the two dates of birth."
        )
    return ""


def _not_then(people: list[Node], when: When | None, *, is_end: bool) -> str:
    if when is None:
        return ""
    for one in people:
        if one.born and one.state not in ("unborn", "lost") and when.latest < one.born.day:
            return f"{one.called} was born {_on(one.born)}. Look at the day again."
        died = _died(one)
        if died is not None and when.day > died and not is_end:
            return f"{one.called} had died by then, {one.died}. Look at the day again."
    return ""


def _died(one: Node) -> date | None:
    when = when_said(one.died)
    return when.latest if when else None


def _on(when: When) -> str:
    return f"on {in_words(when.day)}" if when.precision == "day" else when.words()


# Flagged ------------------------------------------------------------------------------------------


def look_again(family: Family) -> list[str]:
    """What may be right and is seldom so, each a sentence; nothing is changed by it."""
    return [*_too_young(family), *_too_many(family), *_two_things(family)]


def _too_young(family: Family) -> Iterator[str]:
    for link in family.links:
        parent, child = family.nodes[link.one], family.nodes[link.other]
        if link.kind in BY_BIRTH and parent.born and child.born:
            years = child.born.day.year - parent.born.day.year
            if years < 0:
                yield f"{parent.called} is written down as born after {child.called}, their child."
            elif years < YOUNGEST_PARENT:
                yield f"{parent.called} would have been {years} when {child.called} was born."


def _too_many(family: Family) -> Iterator[str]:
    for key, node in family.nodes.items():
        elders = family.elders(key, BY_BIRTH)
        if len(elders) > MOST_BY_BIRTH:
            names = " and ".join(family.nodes[one].called for one in elders)
            yield (
                f"{names} all stand here as a parent of {node.called}. Say who is one by adoption"
                " or as a step-parent, if somebody is."
            )


def _two_things(family: Family) -> Iterator[str]:
    seen: dict[frozenset[UUID], str] = {}
    for link in family.links:
        ends = frozenset((link.one, link.other))
        was = seen.setdefault(ends, link.kind)
        if was != link.kind and {was, link.kind} & PARENTS and {was, link.kind} & SIBLINGS:
            one, other = family.nodes[link.one].called, family.nodes[link.other].called
            yield f"{one} and {other} stand here as parent and child, and as brother or sister."


# Proposed -----------------------------------------------------------------------------------------


def proposals(family: Family) -> list[Proposal]:
    """Relatives of the person that follow from parents and children, with the working."""
    centre = family.centre
    joined = {link.one for link in family.links if link.other == centre}
    joined |= {link.other for link in family.links if link.one == centre}
    found: dict[UUID, Proposal] = {}
    for proposal in [*_siblings(family), *_grandparents(family), *_aunts(family)]:
        key = proposal.who.key
        refused = (proposal.kind, key) in family.over
        if proposal.who.person is None:  # a name on another record was refused by its name
            refused |= (proposal.kind, fold(proposal.who.called)) in family.over_names
        if key != centre and key not in joined and not refused:
            found.setdefault(key, proposal)
    return list(found.values())


def _siblings(family: Family) -> Iterator[Proposal]:
    mine = family.elders(family.centre, BY_BIRTH)
    counts: dict[UUID, list[UUID]] = {}
    for parent in mine:
        for child in family.children(parent, BY_BIRTH):
            if child != family.centre:
                counts.setdefault(child, []).append(parent)
    for child, shared in counts.items():
        theirs = family.elders(child, BY_BIRTH)
        names = " and ".join(family.nodes[one].called for one in shared)
        stand = "stands here as a parent" if len(shared) == 1 else "stand here as the parents"
        working = f"{names} {stand} of both."
        if len(shared) >= MOST_BY_BIRTH:
            kind = "full-sibling"
        elif len(mine) == len(theirs) == MOST_BY_BIRTH:
            kind, working = "half-sibling", f"{working} The other parent is somebody else."
        else:
            kind, working = "sibling", f"{working} Of one of them, the other parent is not told."
        yield Proposal(kind, family.nodes[child], working)


def _grandparents(family: Family) -> Iterator[Proposal]:
    for parent in family.elders(family.centre):
        for elder in family.elders(parent):
            working = (
                f"{family.nodes[elder].called} stands here as a parent of"
                f" {family.nodes[parent].called}."
            )
            yield Proposal("grandparent", family.nodes[elder], working)


def _aunts(family: Family) -> Iterator[Proposal]:
    for parent in family.elders(family.centre):
        name = family.nodes[parent].called
        for elder in family.elders(parent):
            for child in family.children(elder):
                if child != parent:
                    said = f"{name} and they are children of {family.nodes[elder].called}."
                    yield Proposal("aunt-uncle", family.nodes[child], said)
        for link in family.links:
            if link.kind in SIBLINGS and parent in (link.one, link.other):
                end = link.one if link.other == parent else link.other
                said = f"They stand here as brother or sister of {name}."
                yield Proposal("aunt-uncle", family.nodes[end], said)
