"""Services from outside as somebody may read them, and what nobody has told of yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.content import Code, codes
from alongside.foundation.days import age
from alongside.foundation.prepared import prepared

from .access import person_to_view
from .kin import ADULT
from .lineage import written_about
from .models import Person, Rung, Service, ServiceLook
from .models.relationships import MORE_IS_KNOWN

MOST = 60  # services on one page; nobody has more
MOST_LOOKS = 20
LASTS = timedelta(minutes=30)
UNDER = 5


def services_of(person: Person) -> list[Service]:
    """What stands of services from outside, none of which is kept out of sight; one query."""
    return [one for one in _standing(person.pk) if not one.is_past]


@prepared
def _standing(person: UUID) -> QuerySet[Service]:
    found = Service.objects.filter(person_id=person, over_at=None, is_sensitive=False)
    return found.select_related("recorded_by__practitioner").order_by("-recorded_at", "pk")[:MOST]


def own_services(person: Person, *, is_all: bool) -> list[Service]:
    """For the person themselves: with those that are kept out of sight only where they ask."""
    found = Service.objects.filter(person=person, over_at=None)
    rows = found if is_all else found.filter(is_sensitive=False)
    return [one for one in rows.order_by("recorded_at", "pk")[:MOST] if not one.is_past]


def earlier_of(person: Person) -> list[Service]:
    """What was so, or was taken back; what was only put right stands as it is now."""
    return [one for one in _earlier(person.pk, timezone.localdate()) if _is_over(one)]


@prepared
def _earlier(person: UUID, today: date) -> QuerySet[Service]:
    is_over = Q(over_at__isnull=False) | Q(ends_on__lte=today)
    found = Service.objects.filter(is_over, person_id=person, is_sensitive=False)
    # By its own words, since the row in its place may be out of sight.
    found = found.exclude(over_at__isnull=False, over_why=MORE_IS_KNOWN)
    return found.order_by("-recorded_at", "pk")[:MOST]


def _replaced(person: UUID) -> QuerySet[Service, Any]:
    """The rows in whose place a newer one stands."""
    newer = Service.objects.filter(person_id=person).exclude(replaces=None)
    return newer.values_list("replaces", flat=True)


def _is_over(one: Service) -> bool:
    return one.over_at is not None or one.is_past


def kind_words(one: Service) -> str:
    """What sort of service it is, in plain words."""
    found = codes("services").find(one.kind)
    return found.words if found else one.kind


def not_told(person: Person, known: Iterable[str]) -> list[Code]:
    """The services that are asked for at somebody's age, and of which nobody has said anything."""
    asked = ["Everybody"]
    today = timezone.localdate()  # who is not born yet may have a day to come
    years = age(min(person.born_on, today), today) if person.born_on else None
    if years is None or years < ADULT:
        asked.append("Children")
    if years is not None and years < UNDER:
        asked = [*asked, "Under five"]
    there = set(known)
    return [
        code for code in codes("services").codes if code.group in asked and code.code not in there
    ]


# Out of sight -------------------------------------------------------------------------------------


class LookIsOver(Exception):
    """The reason was given too long ago: it is asked for again."""


def look_to_open(by: Account, person_id: UUID, look_id: str) -> ServiceLook:
    """A reason that this very account gave for this person, not half an hour ago; or 404."""
    try:
        wanted = UUID(look_id)
    except ValueError:
        raise Http404 from None
    person_to_view(by, person_id, Rung.RECORD)
    looks = ServiceLook.objects.select_related("person")
    found = get_object_or_404(looks, pk=wanted, person_id=person_id, by_id=by.pk)
    if found.at <= timezone.now() - LASTS:
        raise LookIsOver
    return found


@contextmanager
def looking(look: ServiceLook) -> Iterator[None]:
    """What is kept out of sight is in sight inside, and nowhere else; the database asks the look.

    It is told in the transaction, so that nothing of it is left on the connection.
    """
    with transaction.atomic():
        _tell(str(look.pk))
        try:
            yield
        finally:
            if not connection.needs_rollback:
                _tell("")


def _tell(look: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('alongside.look', %s, true)", [look])


def out_of_sight(look: ServiceLook) -> list[Service]:
    """What is kept out of sight of one person, inside of `looking`; what is over comes last."""
    found = Service.objects.filter(person_id=look.person_id, is_sensitive=True)
    rows = found.exclude(pk__in=_replaced(look.person_id))
    rows = rows.select_related("recorded_by__practitioner").order_by("-recorded_at", "pk")
    return sorted(rows[:MOST], key=_is_over)


def looks_at(person: Person) -> list[ServiceLook]:
    """Who looked and why: one's own, and everybody's for who reads what is restricted."""
    return _looks([person.pk])


@prepared
def _looks(people: list[UUID]) -> QuerySet[ServiceLook]:
    found = ServiceLook.objects.filter(written_about(people)).select_related("by__practitioner")
    return found.order_by("-at")[:MOST_LOOKS]


def service_to_change(by: Account, person_id: UUID, service_id: UUID) -> Service:
    """A service of that person that this account may read now; otherwise 404."""
    person = person_to_view(by, person_id, Rung.RECORD)
    found = Service.objects.select_related("person")
    return get_object_or_404(found, person=person, pk=service_id)
