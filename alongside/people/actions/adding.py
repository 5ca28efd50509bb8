"""Adding somebody new, after looking whether they are known already."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, Team
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.foundation.ids import new_id
from alongside.people import duplicates, facts
from alongside.people.header import NO_NAME
from alongside.people.models import Basis, Fact, FactKind, Known, NotTheSame, Person
from alongside.people.models.reach import teams_of

from .facts import keep_current
from .grants import allocate

USED = "This page has been used. Open a new one and try again."


@dataclass(frozen=True)
class Told:
    """One thing known about somebody when they are added; the names are those of record_fact."""

    kind: str
    value: str = ""
    code: str = ""
    code_set: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    known: str = Known.KNOWN
    starts_on: date | None = None
    ends_on: date | None = None
    source: str = ""
    as_stated: bool = False


@transaction.atomic
def add_person(
    *,
    id: UUID | None = None,
    called: str = "",
    given: str = "",
    family: str = "",
    born_on: date | None = None,
    birth: str = "",
    birth_known: str = Known.KNOWN,
    told: Sequence[Told] = (),
    team: Team | None = None,
    worker: Account | None = None,
    is_somebody_new: bool = False,
    not_the_same_as: Iterable[Person] = (),
    not_the_same_why: str = "",
    source: str = "",
    by: Account,
) -> Person:
    """Add somebody, with a `record` grant for whoever adds them, or for a team or worker named.

    `id` is the draft's: adding twice gives back the first. `birth` is a day as people write it
    ("about 1986"); `born_on` a date. Refused with code "likely" while somebody like them is known,
    until it is said that `is_somebody_new`. Those with whom they are never to be compared again
    are named with a reason; a hurried press alone says nothing for ever.
    """
    if not may(by, "add person"):
        raise PermissionDenied("Your role does not include adding people.")
    pk = id or new_id()
    if there := Person.objects.visible_to(by).filter(pk=pk).first():
        return there
    listed = _as_told(called, given, family, born_on, birth, birth_known, told)
    if not is_somebody_new and _likely(listed, by):
        raise ValidationError(
            "Somebody like this may be known already. Look at them first.", code="likely"
        )
    person = Person(id=pk, called=NO_NAME, sort_key=NO_NAME.casefold())
    _insert(person, team, worker, by)
    write_down(person, listed, source=source, by=by)
    trail.note("person added", on=person, about=[person], by=by)
    for other in not_the_same_as:
        not_the_same(one=person, other=other, why=not_the_same_why, by=by)
    follow("person added", person=person, by=by)
    return person


def _as_told(
    called: str,
    given: str,
    family: str,
    born_on: date | None,
    birth: str,
    birth_known: str,
    told: Sequence[Told],
) -> list[Told]:
    """Name and day of birth as facts, before all others."""
    listed = list(told)
    if born_on or birth.strip() or birth_known in facts.WITHOUT_ANSWER:
        detail = {"on": born_on.isoformat()} if born_on else {}
        listed.insert(0, Told(FactKind.BIRTH, birth, detail=detail, known=birth_known))
    if called.strip() or given.strip() or family.strip():
        name = {"given": given, "family": family}
        listed.insert(0, Told(FactKind.NAME_KNOWN_AS, called, detail=name))
    return listed


def _likely(listed: Sequence[Told], by: Account) -> bool:
    likely = duplicates.likely_duplicates(**duplicates.from_told(listed), by=by)
    return bool(likely.people or likely.elsewhere)


def _insert(person: Person, team: Team | None, worker: Account | None, by: Account) -> None:
    """The grant first: without it, whoever adds the row could not read it."""
    is_staff = by.kind == Account.Kind.STAFF
    if not _is_new(person):  # somebody else's id: nothing is told about whose
        raise ValidationError(USED)
    if not is_staff and team is None and worker is None:
        raise ValidationError("Say which team or worker will work with them.")
    if team is not None:
        allocate(person=person, team=team, basis=Basis.TEAM, by=by)
    if worker is not None:
        allocate(person=person, account=worker, by=by)
    mine = team is not None and teams_of(by).filter(team=team).exists()
    if is_staff and not mine and worker != by:
        allocate(person=person, account=by, by=by)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError as error:  # two pressed at once
        raise ValidationError(USED) from error


def _is_new(person: Person) -> bool:
    """Asked of the database's own function: who has this id already may be out of sight."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.is_new(%s)", [person.pk])
        row = cursor.fetchone()
    return bool(row and row[0])


def write_down(
    person: Person,
    listed: Sequence[Told],
    *,
    source: str = "",
    by: Account,
    new: Callable[[], UUID] = new_id,
    at: datetime | None = None,
) -> list[Fact]:
    """Write the first facts of a person all at once; the line on the trail is the adding itself.

    `new` makes the ids and `at` is the time written, where neither may tell when it was.
    """
    written = []
    for one in listed:
        clean = facts.clean(
            one.kind,
            value=one.value,
            code=one.code,
            code_set=one.code_set,
            detail=one.detail,
            known=one.known,
            as_stated=one.as_stated,
        )
        written.append(
            Fact(
                id=new(),
                person=person,
                kind=one.kind,
                known=one.known,
                value=clean.value,
                code=clean.code,
                code_set=clean.code_set,
                key=clean.key,
                detail=clean.detail,
                is_check=clean.is_check,
                needs=facts.RULES[one.kind].rung,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                source=(one.source or source)[:120],
                recorded_at=at or timezone.now(),
                recorded_by=by,
            )
        )
    Fact.objects.bulk_create(written)
    keep_current(person)
    return written


@transaction.atomic
def not_the_same(*, one: Person, other: Person, why: str, by: Account) -> NotTheSame:
    """Remember that these are two people: they are not offered as one again."""
    if one.pk == other.pk:
        raise ValidationError("That is one record, not two.")
    if not why.strip():
        raise ValidationError({"why": "Say how you know that they are two people."})
    first, second = sorted((one, other), key=lambda person: person.pk)
    standing = NotTheSame.objects.filter(one=first, other=second, over_at=None).first()
    if standing:
        return standing
    kept = NotTheSame.objects.create(
        id=new_id(), one=first, other=second, why=why.strip()[:400], by=by
    )
    trail.note("found not the same", on=kept, about=[first, second], by=by)
    return kept


@transaction.atomic
def maybe_the_same(*, kept: NotTheSame, why: str, by: Account) -> NotTheSame:
    """Take back that these are two people: from now on they are offered again."""
    if not why.strip():
        raise ValidationError({"why": "Say why they may be one person after all."})
    if kept.over_at is not None:
        return kept
    kept.over_at, kept.over_by, kept.over_why = timezone.now(), by, why.strip()[:400]
    kept.save(update_fields=["over_at", "over_by", "over_why"])
    trail.note("may be the same after all", on=kept, about=[kept.one_id, kept.other_id], by=by)
    return kept
