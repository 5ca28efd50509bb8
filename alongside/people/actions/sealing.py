"""Giving somebody a new record that nothing joins to the old one."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation import trail
from alongside.foundation.ids import unlinkable_id
from alongside.people import access, facts
from alongside.people.header import NO_NAME
from alongside.people.models import (
    Basis,
    Fact,
    FactKind,
    Grant,
    Person,
    Rung,
    SealedLink,
)

from .adding import Told, write_down

# Facts that would lead from one record to the other if both held the same.
TELLING = (*facts.NUMBERS, FactKind.ADDRESS, FactKind.PHONE, FactKind.EMAIL)


def seal_identity(
    *,
    person: Person,
    called: str = "",
    given: str = "",
    family: str = "",
    born_on: date | None = None,
    told: Sequence[Told] = (),
    why: str = "",
    by: Account,
) -> Person:
    """Make a new record for somebody, and close the one they had.

    Two transactions and two acts, and therefore not to be called inside one. The new record has
    random ids, times of the month only, and no fact, grant or edge of the old; neither line on the
    trail names either record. Only SealedLink joins them, for those with "adoption records".
    """
    name = Told(FactKind.NAME_KNOWN_AS, called, detail={"given": given, "family": family})
    birth = [Told(FactKind.BIRTH, detail={"on": born_on.isoformat()})] if born_on else []
    listed = [name, *birth, *told]
    with transaction.atomic(durable=True):
        _check(person, listed, why, by)
    with transaction.atomic(durable=True):
        after = _make_new(listed, by)
    with transaction.atomic(durable=True):
        _close_old(person, after.pk, why, by)
    return after


def _check(person: Person, told: Sequence[Told], why: str, by: Account) -> None:
    if not may(by, "seal identity"):
        raise PermissionDenied("Your role does not include sealing a record.")
    if not access.may_write(by, person):
        raise PermissionDenied("This needs sight of the whole record. Ask who works with them.")
    if not why.strip():
        raise ValidationError({"why": "Say on what ground: an order, a certificate, a danger."})
    there = Fact.objects.filter(person=person, kind__in=TELLING).values_list("kind", "value", "key")
    keys = {(kind, key) for kind, _, key in there if key}
    words = {(kind, " ".join(value.split()).casefold()) for kind, value, _ in there}
    for one in told:
        if one.known in facts.WITHOUT_ANSWER:
            continue
        clean = facts.clean(
            one.kind, value=one.value, code=one.code, detail=one.detail, known=one.known
        )
        same = (one.kind, clean.key) in keys or (one.kind, clean.value.casefold()) in words
        if one.kind in TELLING and same:
            label = str(FactKind(one.kind).label)
            raise ValidationError(f"{label} is that of the old record and would lead to it.")


def this_month() -> datetime:
    """The first moment of this month: the only time that a sealed record carries."""
    now = timezone.localtime()
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _make_new(told: Sequence[Told], by: Account) -> Person:
    month = this_month()
    person = Person(id=unlinkable_id(), called=NO_NAME, sort_key=NO_NAME.casefold(), added_at=month)
    Grant.objects.create(
        id=unlinkable_id(),
        person=person,
        account=by,
        rung=Rung.RESTRICTED,
        basis=Basis.ALLOCATED,
        starts=month,
        until=FOR_EVER,
        given_at=month,
        given_by=by,
    )
    person.save(force_insert=True)
    write_down(person, told, by=by, new=unlinkable_id, at=month)
    with connection.cursor() as cursor:
        cursor.execute("select gate.unlist(%s)", [person.pk])
    trail.note("person added", by=by)
    return person


def _close_old(person: Person, after: UUID, why: str, by: Account) -> None:
    """Nobody but whoever seals it keeps the old record: not the birth family, not their proxies."""
    link = SealedLink(id=unlinkable_id(), before=person.pk, after=after)
    link.save(force_insert=True)
    now = timezone.now()
    open_grants = Grant.objects.filter(person=person, starts__lte=now, until__gt=now)
    _keep_own(person, by)
    for grant in open_grants.exclude(account=by):
        grant.until, grant.ended_by, grant.ended_why = now, by, why.strip()[:400]
        grant.save(update_fields=["until", "ended_by", "ended_why"])
    with connection.cursor() as cursor:
        cursor.execute("select gate.unlist(%s)", [person.pk])
    trail.note("identity sealed", on=link, by=by)


def _keep_own(person: Person, by: Account) -> None:
    now = timezone.now()
    mine = Grant.objects.filter(person=person, account=by, starts__lte=now, until__gt=now)
    if not mine.filter(rung__gte=Rung.RECORD).exists():
        Grant.objects.create(
            id=unlinkable_id(),
            person=person,
            account=by,
            rung=Rung.RESTRICTED,
            basis=Basis.ALLOCATED,
            starts=now,
            until=FOR_EVER,
            given_by=by,
        )


@transaction.atomic
def read_sealed_link(*, person: Person, by: Account) -> list[SealedLink]:
    """What a record is joined to; only for those who answer about adoptions, and trailed."""
    if not may(by, "adoption records"):
        raise PermissionDenied("Your role does not include adoption records.")
    links = [
        *SealedLink.objects.filter(before=person.pk),
        *SealedLink.objects.filter(after=person.pk),
    ]
    for link in links:
        trail.note("sealed link read", on=link, by=by)
    return links
