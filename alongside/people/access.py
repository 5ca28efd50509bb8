"""The only way from a web address to a person, and who may reach whom."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.pages import Moved
from alongside.foundation.prepared import prepared

from .models import (
    Fact,
    Need,
    NotTheSame,
    Person,
    Protection,
    Relationship,
    Rung,
    WarningNote,
)
from .models.reach import own_person, reach

MOST_WARNINGS = 60  # on a page
ONLY_BY_GLASS = (
    "You are here in an emergency, for 4 hours. Ask the team that works with them to do this."
)
ONLY_ASKED = "You were let in for a time. Ask the team that works with them to do this."


def person_to_view(account: Actor, person_id: UUID, rung: Rung = Rung.CONTACT) -> Person:
    """Return the person, or 404 so that a stranger cannot tell that there is a record.

    Who may see the person but not this much of the record gets 403. A record that is part of
    another now leads there, for those who may see that one.
    """
    found = _reached(account, person_id, rung)
    if not found:
        raise _gone(person_id)
    if not getattr(found[0], "is_reached", True):
        raise PermissionDenied
    return found[0]


def _gone(person_id: UUID) -> Http404:
    with connection.cursor() as cursor:
        cursor.execute("select gate.now_for_me(%s)", [person_id])
        row = cursor.fetchone()
    return Moved(person_id, row[0]) if row and row[0] else Http404()


@prepared
def _reached(account: Actor, person_id: UUID, rung: Rung) -> QuerySet[Person]:
    people = Person.objects.visible_to(account).filter(pk=person_id)
    return people.annotate(is_reached=reach(account, rung)) if rung > Rung.CONTACT else people


def person_to_open(account: Account, person_id: UUID, what: str = "person opened") -> Person:
    """Return the person for a page about them, and note on the trail that it was opened."""
    person = person_to_view(account, person_id)
    trail.note(what, on=person, about=[person], by=account)
    return person


def record_to_open(account: Account, person_id: UUID, what: str = "record opened") -> Person:
    """The same for what is written about them: 403 for those who only hold the contact rung."""
    person = person_to_view(account, person_id, Rung.RECORD)
    trail.note(what, on=person, about=[person], by=account)
    return person


def my_person(account: Actor) -> Person:
    """Return the person whose own account this is, or 404."""
    grant = own_person(account).select_related("person").first()
    if grant is None or grant.person is None:
        raise Http404
    return grant.person


def may_write(account: Actor, person: Person) -> bool:
    """Whether this account may write in the person's record."""
    return Person.objects.filter(reach(account, Rung.RECORD), pk=person.pk).exists()


def told_apart_from(person: Person, account: Actor) -> list[tuple[NotTheSame, Person]]:
    """Whom somebody found to be somebody else, as far as this account may see them."""
    found = NotTheSame.objects.filter(Q(one=person) | Q(other=person), over_at=None)
    listed = [(kept, kept.other_id if kept.one_id == person.pk else kept.one_id) for kept in found]
    seen = Person.objects.visible_to(account).in_bulk([other for _, other in listed])
    return [(kept, seen[other]) for kept, other in listed if other in seen]


def _asks(function: str, person_id: UUID) -> bool:
    """Asked of the database's own functions: nobody reads what stands behind the answer."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}", [person_id])
        row = cursor.fetchone()
    return bool(row and row[0])


def is_barred(person_id: UUID) -> bool:
    """Whether whoever acts is kept out of this record; nobody reads the bars on themselves."""
    return _asks("%s = any (gate.barred())", person_id)


def only_visits(person_id: UUID) -> str:
    """Why this record is open to whoever acts for a time only; empty for who works with them."""
    if not _asks("gate.only_visits(%s)", person_id):
        return ""
    return ONLY_BY_GLASS if _asks("gate.only_by_glass(%s)", person_id) else ONLY_ASKED


def not_on_a_visit(person_id: UUID) -> None:
    """Refuse what reaches further than the time for which somebody was let in."""
    if why_not := only_visits(person_id):
        raise ValidationError(why_not)


def may_answer_unheld(person_id: UUID) -> bool:
    """Whether nobody works with this person any more, and whoever acts answers who asks."""
    return _asks("gate.may_answer_unheld(%s)", person_id)


def may_give_restricted(person_id: UUID) -> bool:
    """Whether whoever acts sees what is restricted, or begins this record: they may give it on."""
    return _asks(
        "gate.may_see(p, 3::smallint) or gate.is_new(p) from (values (%s::uuid)) x (p)", person_id
    )


def may_let_in(account: Account, person_id: UUID) -> bool:
    """Whoever allocates; and whoever seals, for the sealed. Never on a visit alone."""
    if only_visits(person_id):
        return False
    return may(account, "allocate") or (may(account, "seal identity") and is_sealed(person_id))


def may_open_to(person_id: UUID) -> bool:
    """Whether whoever acts may let the person, somebody acting for them or a partner in."""
    return _asks("gate.may_open_to(%s)", person_id)


def may_make_way_in(account_id: UUID) -> bool:
    """Whether whoever acts may let people in to all that this account reads."""
    return _asks("gate.may_make_way_in(%s)", account_id)


def is_sealed(person_id: UUID) -> bool:
    """Whether nobody finds this person but who was let in by name; told to these alone."""
    return _asks("exists (select 1 from gate.unlisted_of(array[%s]::uuid[]))", person_id)


def names_of(people: Iterable[UUID], account: Actor) -> dict[UUID, str]:
    """What people are called whom this account may see; the others are not in it."""
    wanted = list(people)
    return dict(_called(account, wanted)) if wanted else {}


@prepared
def _called(account: Actor, people: list[UUID]) -> QuerySet[Person, tuple[UUID, str]]:
    return Person.objects.visible_to(account).filter(id__any=people).values_list("pk", "called")


def names_to_tell(people: Iterable[UUID], account: Actor) -> dict[UUID, str]:
    """The same for a list of one's own; nobody is told their own name."""
    return {} if account.kind == Account.Kind.PERSON else names_of(people, account)


# Parts of a record --------------------------------------------------------------------------------


def fact_to_change(account: Actor, person_id: UUID, fact_id: UUID) -> Fact:
    """A fact of that person that this account may read; otherwise 404."""
    person = person_to_view(account, person_id)
    facts = Fact.objects.select_related("person")
    return get_object_or_404(facts, person=person, pk=fact_id)


def protection_to_change(account: Actor, person_id: UUID, protection_id: UUID) -> Protection:
    """Why an address is kept from somebody; only those who read the record get this far."""
    person = person_to_view(account, person_id, Rung.RECORD)
    protections = Protection.objects.select_related("fact__person")
    return get_object_or_404(protections, person=person, pk=protection_id)


def warnings_of(person: Person) -> tuple[list[WarningNote], list[WarningNote]]:
    """What one is warned of, and the latest of what one was; the database says who reads which."""
    every = WarningNote.objects.filter(person=person).order_by("-review_on", "-at")
    found = list(every.select_related("by__practitioner", "over_by__practitioner")[:MOST_WARNINGS])
    live = [one for one in found if one.is_live()]
    return live, [one for one in found if one not in live]


def warning_to_change(account: Actor, person_id: UUID, warning_id: UUID) -> WarningNote:
    """A warning about that person, or 404."""
    person = person_to_view(account, person_id, Rung.RECORD)
    found = WarningNote.objects.select_related("person", "by__practitioner")
    return get_object_or_404(found, person=person, pk=warning_id)


def need_to_change(account: Actor, person_id: UUID, need_id: UUID) -> Need:
    """A need of that person, or 404."""
    person = person_to_view(account, person_id)
    return get_object_or_404(Need.objects.select_related("person"), person=person, pk=need_id)


def relationship_to_change(account: Actor, person_id: UUID, edge_id: UUID) -> Relationship:
    """An edge as it stands on that person's record, or 404."""
    person = person_to_view(account, person_id)
    edges = Relationship.objects.select_related("person")
    return get_object_or_404(edges, person=person, pk=edge_id)


def relationship_here(person: Person, edge_id: UUID) -> Relationship | None:
    """An edge as it stands on this record, or none."""
    return Relationship.objects.filter(person=person, pk=edge_id).first()
