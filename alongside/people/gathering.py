"""Gathering a family from the records on which it is told, as far as one may read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from alongside.foundation.actor import Actor
from alongside.foundation.days import When

from .facts import is_current, latest, when_of
from .kin import (
    BESIDE,
    COUPLES,
    FAMILY,
    PARENTS,
    SAID,
    SIBLINGS,
    Family,
    Link,
    Node,
    elder_way,
    inverse_of,
    when_said,
)
from .models import Fact, FactKind, Person, Relationship
from .models.relationships import MORE_IS_KNOWN
from .names import fold

LIVES_WITH_THEM = ("foster-carer", "private-foster-carer", "kinship-carer", "special-guardian")
MOST_HOPS = 4  # records from record to record
MOST = 150  # people; who reads more than that off one page?


def family_of(person: Person, by: Actor) -> Family:
    """Who is around a person, from this record and from those of the family that one may read.

    From other records comes nothing sensitive and nobody with a record that one may not see: an
    edge discloses. Seven queries at most.
    """
    found = _Gathering(person)
    waiting, done = [person.pk], set[UUID]()
    for _hop in range(MOST_HOPS):
        rows = _rows(waiting)
        done |= set(waiting)
        waiting = [key for key in found.take(rows) if key not in done]
        if not waiting or len(found.names) > MOST:
            break
    seen = Person.objects.visible_to(by).in_bulk([*found.people, person.pk])
    return found.family(seen)


def _rows(people: list[UUID]) -> list[Relationship]:
    rows = Relationship.objects.filter(person_id__in=people).order_by("recorded_at", "pk")
    return list(rows.select_related("same_as", "of"))


class _Gathering:
    """Rows as they come in, record by record."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.names: dict[UUID, Relationship | None] = {person.pk: None}
        self.people: set[UUID] = {person.pk}
        self.links: list[Link] = []
        self.beside: list[Link] = []
        self.over: set[tuple[str, UUID]] = set()
        self.over_names: set[tuple[str, str]] = set()
        # What says most of a name; of a record, what is told here of whom it is.
        self.latest: dict[UUID, Relationship] = {}
        self.same: dict[UUID, UUID] = {}  # a name on one record that is the name on another
        self.from_elsewhere: list[tuple[UUID, Relationship]] = []

    def take(self, rows: list[Relationship]) -> list[UUID]:
        """Keep what these rows join; give those whose own records come next."""
        new: dict[UUID, None] = {}
        for row in rows:
            if row.over_at is not None:
                self._take_over(row)
                continue
            here = row.person_id == self.person.pk
            if not here and (row.is_sensitive or (row.of and row.of.is_sensitive)):
                continue
            if here or row.other_id is None:
                self.latest[row.end] = row
            if (link := self._link(row)) is None:
                continue
            (self.beside if link.kind in BESIDE else self.links).append(link)
            if row.other_id and link.kind in FAMILY and row.other_id not in self.people:
                self.people.add(row.other_id)
                new[row.other_id] = None
        return list(new)

    def _take_over(self, row: Relationship) -> None:
        if row.person_id != self.person.pk or row.over_why == MORE_IS_KNOWN:
            return
        self.over.add((row.kind, row.end))
        if row.other_id is None and row.same_as_id is None:
            self.over_names.add((row.kind, fold(row.called)))

    def _link(self, row: Relationship) -> Link | None:
        kind, turned = elder_way(row.kind)
        if kind not in FAMILY | BESIDE:
            return None
        past = row.is_past
        if past and kind not in COUPLES | PARENTS | SAID | SIBLINGS:
            return None
        other = self._of(row)
        end = self._end(row, kind, other)
        if other is None or end == other:
            return None
        one, two = (other, end) if turned else (end, other)
        return Link(one, kind, two, row, past)

    def _of(self, row: Relationship) -> UUID | None:
        if row.of is None:  # one may not read of whom, or it is about the person
            return None if row.of_id else row.person_id
        key = row.of.end
        if key not in self.same:
            self._name(key, row.of)
        return self.same.get(key, key)

    def _end(self, row: Relationship, kind: str, other: UUID | None) -> UUID:
        key = row.end
        if key in self.same:
            return self.same[key]
        is_new = row.other_id is None and row.person_id != self.person.pk and key not in self.names
        if is_new and (same := self._already(row, other)) is not None:
            self.same[key] = same
            return same
        self._name(key, row)
        return key

    def _name(self, key: UUID, row: Relationship) -> None:
        kept = self.names.get(key)
        if key not in self.names or (kept is not None and kept.recorded_at <= row.recorded_at):
            self.names[key] = row

    def _already(self, row: Relationship, of: UUID | None) -> UUID | None:
        """The same name, in the same place in the family, told on a record that led here."""
        if of is None:
            return None
        wanted = fold(row.called)
        if (same := self._named(of, wanted, (_group(row.kind),))) is not None:
            return same
        for link in self.links:
            if of not in (link.one, link.other):
                continue
            via = link.other if link.one == of else link.one
            place = _composed(_seen_from(link, via), row.kind)
            if (same := self._named(via, wanted, place)) not in (None, of):
                return same
        return None

    def _named(self, via: UUID, wanted: str, place: tuple[str, ...]) -> UUID | None:
        """Who of that name is known to be one of these things to somebody."""
        for known in self.links:
            if via not in (known.one, known.other):
                continue
            end = known.one if known.other == via else known.other
            told = self.names.get(end)
            is_it = told is not None and fold(told.called) == wanted
            if is_it and _group(_seen_from(known, via)) in place:
                return end
        return None

    def family(self, seen: dict[UUID, Person]) -> Family:
        """The whole, without those at either end whom one may not see and was not told of here."""
        told_here = {
            link.row.other_id
            for link in [*self.links, *self.beside]
            if link.row.person_id == self.person.pk
        }
        known = _known_of(seen)
        nodes = {}
        for key, row in self.names.items():
            if key in seen:
                nodes[key] = _of_person(seen[key], known.get(key, []))
            elif row is not None and (row.other_id is None or row.other_id in told_here):
                nodes[key] = _of_name(key, row, self.latest.get(key, row))
        whole = Family(self.person.pk, over=frozenset(self.over))
        whole.over_names = frozenset(self.over_names)
        whole.links = _without_doubles(self.links, nodes)
        whole.beside = _without_doubles(self.beside, nodes)
        joined = [*whole.links, *whole.beside]
        there = {end for link in joined for end in (link.one, link.other)} | {self.person.pk}
        home = _at_home(self.person.pk, known) | _brings_up(whole)
        whole.nodes = {
            key: replace(node, is_home=key in home) for key, node in nodes.items() if key in there
        }
        return whole


def _without_doubles(links: list[Link], nodes: dict[UUID, Node]) -> list[Link]:
    """An edge that stands on two records is one; what stands on the person's own goes before."""
    found: dict[tuple[object, ...], Link] = {}
    for link in links:
        if link.one not in nodes or link.other not in nodes:
            continue
        ends: object = (link.one, link.other)
        if inverse_of(link.kind) == link.kind:
            ends = frozenset((link.one, link.other))
        ground = (link.row.ground, link.row.words) if link.kind in BESIDE else ()
        found.setdefault((link.kind, ends, link.is_past, ground), link)
    return list(found.values())


# The same name on two records of one family ---------------------------------------------------


def _seen_from(link: Link, key: UUID) -> str:
    """What the other end is to `key`."""
    return link.kind if link.other == key else inverse_of(link.kind)


def _group(kind: str) -> str:
    if kind in PARENTS:
        return "parent"
    if kind in SIBLINGS:
        return "sibling"
    if kind in COUPLES:
        return "partner"
    return "child" if inverse_of(kind) in PARENTS else kind


COMPOSED = {
    ("parent", "parent"): ("grandparent",),
    ("parent", "sibling"): ("aunt-uncle",),
    ("parent", "child"): ("sibling",),
    ("parent", "partner"): ("parent", "step-parent"),
    ("child", "parent"): ("partner",),
    ("child", "sibling"): ("child",),
    ("child", "child"): ("grandchild",),
    ("partner", "child"): ("child", "step-child"),
    ("partner", "parent"): ("parent-in-law",),
    ("partner", "sibling"): ("sibling-in-law",),
    ("grandparent", "child"): ("parent", "aunt-uncle"),
}


def _composed(first: str, second: str) -> tuple[str, ...]:
    """What somebody's relative is to those who sent us to them."""
    one, two = _group(first), _group(second)
    return (two,) if one == "sibling" else COMPOSED.get((one, two), ())


# Who they are -------------------------------------------------------------------------------------


def _known_of(people: Iterable[UUID]) -> dict[UUID, list[Fact]]:
    kinds = (FactKind.PRONOUNS, FactKind.SEX, FactKind.BIRTH, FactKind.DEATH, FactKind.ADDRESS)
    found: dict[UUID, list[Fact]] = defaultdict(list)
    for fact in Fact.objects.filter(person_id__in=list(people), kind__in=kinds, over_at=None):
        found[fact.person_id].append(fact)
    return found


def _at_home(person: UUID, known: dict[UUID, list[Fact]]) -> set[UUID]:
    """Who lives at the person's address; what is kept from somebody never tells."""
    places = {key: _places(facts) for key, facts in known.items()}
    mine = places.get(person, set())
    return {key for key, theirs in places.items() if mine & theirs} if mine else set()


def _brings_up(family: Family) -> set[UUID]:
    """Carers with whom a child lives by what they are."""
    links = [link for link in family.links if link.other == family.centre and not link.is_past]
    return {link.one for link in links if link.kind in LIVES_WITH_THEM}


def _places(facts: list[Fact]) -> set[str]:
    addresses = [fact for fact in facts if fact.kind == FactKind.ADDRESS and is_current(fact)]
    return {fold(fact.value) for fact in addresses if fact.value and not fact.is_protected}


# Their pronouns before the sex that was registered: a drawing must not out anybody.
SHAPES = {"she": "F", "he": "M"}


def _of_person(person: Person, facts: list[Fact]) -> Node:
    said = latest(facts, FactKind.PRONOUNS)
    sex = latest(facts, FactKind.SEX)
    if said and said.code:
        shape = SHAPES.get(said.code, "")
    elif person.pronouns:
        shape = SHAPES.get(person.pronouns.split()[0].lower(), "")
    else:
        shape = sex.code if sex and sex.code in SHAPES.values() else ""
    birth, death = latest(facts, FactKind.BIRTH), latest(facts, FactKind.DEATH)
    born = when_of(birth.detail) if birth else None
    if born is None and person.born_on:
        born = When(person.born_on, "day")
    died = when_of(death.detail) if death else None
    if died is None and person.died_on:
        died = When(person.died_on, "day")
    return Node(
        person.pk,
        person.called,
        person,
        shape,
        str(person.state),
        born,
        died.words() if died else "",
    )


def _of_name(key: UUID, row: Relationship, latest: Relationship) -> Node:
    state = latest.other_state
    if state == "living" and row.kind == "unborn-child":
        state = "unborn"
    born = when_said(latest.other_born)
    return Node(key, latest.called, None, latest.other_sex, state, born, latest.other_died)
