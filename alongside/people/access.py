"""The only way from a web address to a person, and who may reach whom."""

from collections.abc import Iterable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import Actor

from .models import (
    Fact,
    Need,
    Person,
    Protection,
    Relationship,
    Rung,
)
from .models.reach import own_person, reach


def person_to_view(account: Actor, person_id: UUID, rung: Rung = Rung.CONTACT) -> Person:
    """Return the person, or 404 so that a stranger cannot tell that there is a record.

    Who may see the person but not this much of the record gets 403.
    """
    person = get_object_or_404(Person.objects.visible_to(account), pk=person_id)
    if (
        rung > Rung.CONTACT
        and not Person.objects.filter(reach(account, rung), pk=person.pk).exists()
    ):
        raise PermissionDenied
    return person


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


def names_of(people: Iterable[UUID], account: Actor) -> dict[UUID, str]:
    """What people are called whom this account may see; the others are not in it."""
    seen = Person.objects.visible_to(account).filter(pk__in=list(people))
    return dict(seen.values_list("pk", "called"))


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


def need_to_change(account: Actor, person_id: UUID, need_id: UUID) -> Need:
    """A need of that person, or 404."""
    person = person_to_view(account, person_id)
    return get_object_or_404(Need.objects.select_related("person"), person=person, pk=need_id)


def relationship_to_change(account: Actor, person_id: UUID, edge_id: UUID) -> Relationship:
    """An edge as it stands on that person's record, or 404."""
    person = person_to_view(account, person_id)
    edges = Relationship.objects.select_related("person")
    return get_object_or_404(edges, person=person, pk=edge_id)
