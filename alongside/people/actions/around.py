"""Who is around somebody: told on one record, and on the other's where that may be known."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.content import Code, codes
from alongside.foundation.ids import new_id
from alongside.people.models import Person, Relationship


def kind_of(code: str) -> Code | None:
    """The kind of relationship, with its inverse and whether it is sensitive."""
    return codes("relationships").find(code)


@transaction.atomic
def add_relationship(
    *,
    person: Person,
    kind: str,
    other: Person | None = None,
    called: str = "",
    words: str = "",
    is_sensitive: bool = False,
    is_told_both: bool | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    by: Account,
) -> Relationship:
    """`other` (or somebody `called` so) is the `kind` of `person`: “Pat is the sibling of Ade”.

    Where the other has a record too, it stands there as well, unless the kind is sensitive: an edge
    discloses, so a donor, a paternity or a new partner is told on one record and reaches the other
    only if somebody says so (`is_told_both`).
    """
    found = kind_of(kind)
    name = " ".join((called or (other.called if other else "")).split())
    _check(person, found, other, name, starts_on, ends_on)
    assert found is not None
    sensitive = is_sensitive or found.sensitive
    if there := _standing(person, kind, other, name):
        return there
    edge = _edge(person, kind, other, name, words, sensitive, (starts_on, ends_on), by)
    about = [person]
    if other is not None and (not sensitive if is_told_both is None else is_told_both):
        if _standing(other, found.inverse, person, person.called) is None:
            days = (starts_on, ends_on)
            _edge(other, found.inverse, person, person.called, "", sensitive, days, by)
        about.append(other)
    trail.note("relationship added", on=edge, about=about, by=by)
    return edge


def _check(
    person: Person,
    kind: Code | None,
    other: Person | None,
    name: str,
    starts_on: date | None,
    ends_on: date | None,
) -> None:
    wrong = {}
    if kind is None:
        wrong["kind"] = "Choose who they are to each other."
    if not name:
        wrong["called"] = "Write the name, or what they are called here."
    if len(name) > 200:
        wrong["called"] = "That is too long for a name: at most 200 characters fit."
    if other is not None and other.pk == person.pk:
        wrong["other"] = "Nobody is a relation of themselves."
    if starts_on and ends_on and ends_on < starts_on:
        wrong["ends_on"] = "It cannot end before it begins. Look at both days."
    if wrong:
        raise ValidationError(wrong)


def _standing(person: Person, kind: str, other: Person | None, name: str) -> Relationship | None:
    edges = Relationship.objects.filter(person=person, kind=kind, over_at=None, ends_on=None)
    if other is not None:
        return edges.filter(other=other).first()
    return edges.filter(other=None, called=name).first()


def _edge(
    person: Person,
    kind: str,
    other: Person | None,
    called: str,
    words: str,
    sensitive: bool,
    days: tuple[date | None, date | None],
    by: Account,
) -> Relationship:
    return Relationship.objects.create(
        id=new_id(),
        person=person,
        kind=kind,
        other=other,
        called=called,
        words=" ".join(words.split())[:300],
        is_sensitive=sensitive,
        starts_on=days[0],
        ends_on=days[1],
        recorded_by=by,
    )


@transaction.atomic
def end_relationship(
    *, relationship: Relationship, ends_on: date | None = None, why: str = "", by: Account
) -> Relationship:
    """It was so, and is no longer, from a day on (today); on both records where both were told."""
    day = ends_on or timezone.localdate()
    if relationship.over_at is not None or relationship.ends_on is not None:
        raise ValidationError("This had already ended.")
    if relationship.starts_on and day < relationship.starts_on:
        raise ValidationError({"ends_on": "It cannot end before it begins."})
    ends = _both_ends(relationship)
    for edge in ends:
        edge.ends_on, edge.over_by, edge.over_why = day, by, why[:400]
        edge.save(update_fields=["ends_on", "over_by", "over_why"])
    trail.note("relationship ended", on=relationship, about=_told_on(relationship, ends), by=by)
    return relationship


@transaction.atomic
def take_back_relationship(*, relationship: Relationship, why: str, by: Account) -> Relationship:
    """It was never so; it stays to be read, marked as taken back, on both records."""
    if not why.strip():
        raise ValidationError({"why": "Say what was wrong, so that others can follow it."})
    if relationship.over_at is not None:
        raise ValidationError("This was taken back already.")
    ends = _both_ends(relationship)
    for edge in ends:
        edge.over_at, edge.over_by, edge.over_why = timezone.now(), by, why[:400]
        edge.save(update_fields=["over_at", "over_by", "over_why"])
    trail.note(
        "relationship taken back", on=relationship, about=_told_on(relationship, ends), by=by
    )
    return relationship


def _both_ends(edge: Relationship) -> list[Relationship]:
    """This edge, and the same on the other's record as far as one may reach it."""
    found = kind_of(edge.kind)
    ends = [edge]
    if edge.other_id is not None and found is not None:
        ends += Relationship.objects.filter(
            person_id=edge.other_id,
            other_id=edge.person_id,
            kind=found.inverse,
            over_at=None,
            ends_on=None,
        )
    return ends


def _told_on(edge: Relationship, ends: list[Relationship]) -> list[Person]:
    others = Person.objects.filter(pk__in=[one.person_id for one in ends]).exclude(
        pk=edge.person_id
    )
    return [edge.person, *others]
