"""The only way from a web address to a person, and who may reach whom."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.models import Account, Membership, in_force
from alongside.foundation import trail
from alongside.foundation.actor import Actor

from .models import (
    Bar,
    Basis,
    Fact,
    Grant,
    Need,
    Person,
    Protection,
    Relationship,
    Rung,
)
from .models.person import PersonQuerySet

STAFF_KINDS = (Account.Kind.STAFF, Account.Kind.SYSTEM)


def teams_of(account: Actor) -> QuerySet[Membership]:
    """The memberships that this account holds today."""
    return Membership.objects.filter(in_force(), account_id=account.pk)


def given_to(account: Actor) -> Q:
    """Grants and bars in force that name this account or one of its teams."""
    teams = teams_of(account).values("team_id")
    return in_force() & (Q(account_id=account.pk) | Q(team_id__in=teams))


def reach(account: Actor, rung: Rung = Rung.CONTACT, person: str = "pk") -> Q:
    """The condition that this staff or system account has at least this rung on `person`, unbarred."""
    grants = Grant.objects.filter(given_to(account), rung__gte=rung)
    bars = Bar.objects.filter(given_to(account), person_id=OuterRef(person))
    return (
        Q(Exists(grants.filter(person_id=OuterRef(person))))
        | Q(Exists(grants.filter(person_id__isnull=True)))
    ) & ~Q(Exists(bars))


def own_person(account: Actor) -> QuerySet[Grant]:
    """The grant that makes this account the person's own."""
    return Grant.objects.filter(in_force(), account_id=account.pk, basis=Basis.SELF)


def people_of(people: PersonQuerySet, account: Actor) -> PersonQuerySet:
    """The account's kind first, then the rung."""
    if account.kind in STAFF_KINDS:
        return people.filter(reach(account))
    if account.kind == Account.Kind.PERSON:
        return people.filter(pk__in=own_person(account).values("person_id"))
    return people.none()


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
    """The same for pages that show what is written: 403 for those who only hold the contact rung."""
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
