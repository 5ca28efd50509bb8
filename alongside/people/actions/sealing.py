"""Giving somebody a new record that nothing joins to the old one."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import FOR_EVER, Account, in_force
from alongside.foundation import trail
from alongside.foundation.following import follow
from alongside.foundation.ids import unlinkable_id
from alongside.people import access, facts
from alongside.people.header import NO_NAME
from alongside.people.models import (
    Bar,
    Basis,
    Fact,
    FactKind,
    Grant,
    Person,
    Rung,
    SealedLink,
)
from alongside.people.models.reach import teams_of

from .adding import Told, write_down
from .facts import lock

SEALED = (
    "This record has been sealed already, and there is a new one. Nothing was made a second time."
)
KeptOut = tuple[UUID | None, UUID | None]  # an account, or a team

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
    worker: Account | None = None,
    why: str = "",
    by: Account,
) -> Person:
    """Make a new record for somebody, and close the one they had. `worker` may read the new one.

    Three transactions and two acts, and therefore not to be called inside one. What was cut off
    between them is finished by pressing again, and nobody gets two new records. The new one has
    random ids, times of the month only, and no fact, grant or edge of the old; neither line on the
    trail names either record. Only SealedLink joins them, for those with "adoption records".
    Whoever was kept out of the old record is kept out of the new one, on a ground that is not said.
    """
    name = Told(FactKind.NAME_KNOWN_AS, called, detail={"given": given, "family": family})
    birth = [Told(FactKind.BIRTH, detail={"on": born_on.isoformat()})] if born_on else []
    listed = [name, *birth, *told]
    with transaction.atomic(durable=True):
        _check(person, listed, why, by)
        kept_out = _kept_out(person)
        _check_worker(worker, kept_out)
        link, is_made = _begin(person)
        is_closed = access.is_sealed(person.pk)
    if is_made:
        if not is_closed:  # it was cut off before that
            with transaction.atomic(durable=True):
                _close_old(person, link, why, by)
        raise ValidationError(SEALED)
    try:
        with transaction.atomic(durable=True):
            after = _make_new(link.after, listed, kept_out, worker, by)
    except IntegrityError as error:  # two pressed at once
        raise ValidationError(SEALED) from error
    with transaction.atomic(durable=True):
        _close_old(person, link, why, by)
    return after


def _begin(person: Person) -> tuple[SealedLink, bool]:
    """The link is there first, one for each old record, so that a second press finds it.

    With it goes whether the new record was made.
    """
    lock(person)
    with connection.cursor() as cursor:
        cursor.execute("select link, after, is_made from gate.sealing_of(%s)", [person.pk])
        begun = cursor.fetchone()
    if begun is None:
        made = SealedLink(id=unlinkable_id(), before=person.pk, after=unlinkable_id())
        made.save(force_insert=True)
        return made, False
    link, after, is_made = begun
    return SealedLink(id=link, before=person.pk, after=after), is_made


def _check(person: Person, told: Sequence[Told], why: str, by: Account) -> None:
    if not may(by, "seal identity"):
        raise PermissionDenied("Your role does not include sealing a record.")
    if not access.may_write(by, person):
        raise PermissionDenied("This needs sight of the whole record. Ask who works with them.")
    access.not_on_a_visit(person.pk)
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


def _check_worker(worker: Account | None, kept_out: set[KeptOut]) -> None:
    if worker is None:
        return
    if worker.kind != Account.Kind.STAFF:
        raise ValidationError({"worker": "Choose somebody who works for the council."})
    teams = set(teams_of(worker).values_list("team_id", flat=True))
    if any(account == worker.pk or team in teams for account, team in kept_out):
        raise ValidationError(
            {"worker": "They are kept out of this record, and so of the new one. Choose another."}
        )


def _kept_out(person: Person) -> set[KeptOut]:
    """Whom bars on the old record name: account or team, and nothing else of the bar."""
    bars = Bar.objects.filter(in_force(), person=person)
    return set(bars.values_list("account_id", "team_id"))


def this_month() -> datetime:
    """The first moment of this month: the only time that a sealed record carries."""
    now = timezone.localtime()
    return now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _make_new(
    new: UUID, told: Sequence[Told], kept_out: set[KeptOut], worker: Account | None, by: Account
) -> Person:
    month = this_month()
    person = Person(id=new, called=NO_NAME, sort_key=NO_NAME.casefold(), added_at=month)
    for given in ({"account": by, "rung": Rung.RESTRICTED}, *_work_of(worker, by)):
        Grant.objects.create(
            id=unlinkable_id(),
            person=person,
            **({"basis": Basis.ALLOCATED, "rung": Rung.RECORD} | given),
            starts=month,
            until=FOR_EVER,
            given_at=month,
            given_by=by,
        )
    _keep_out(person, kept_out, month, by)
    person.save(force_insert=True)
    write_down(person, told, by=by, new=unlinkable_id, at=month)
    with connection.cursor() as cursor:
        cursor.execute("select gate.unlist(%s)", [person.pk])
    trail.note("person added", by=by)
    return person


def _work_of(worker: Account | None, by: Account) -> Iterator[dict[str, Any]]:
    """A worker, their teams and who manages those, as an allocation gives them.

    Without lines of their own on the trail, whose time would join the new record to the old.
    """
    if worker is None or worker == by:
        return
    yield {"account": worker}
    managers = set()
    for one in teams_of(worker).select_related("team"):
        yield {"team": one.team, "basis": Basis.TEAM}
        leads = one.team.memberships.filter(in_force(), is_manager=True)
        managers |= {lead.account for lead in leads.select_related("account")}
    for manager in managers - {worker, by}:
        yield {"account": manager, "basis": Basis.SUPERVISES, "rung": Rung.RESTRICTED}


def _keep_out(person: Person, kept_out: set[KeptOut], month: datetime, by: Account) -> None:
    """The same are kept out from the first moment; neither ground nor reason nor time came along.

    No line of its own on the trail: one for each would tell how many there were on the old record.
    """
    for account, team in kept_out:
        Bar.objects.create(
            id=unlinkable_id(),
            person=person,
            account_id=account,
            team_id=team,
            ground=Bar.Ground.NOT_SAID,
            starts=month,
            until=FOR_EVER,
            given_by=by,
        )


def _close_old(person: Person, link: SealedLink, why: str, by: Account) -> None:
    """Nobody but whoever seals it keeps the old record: not the birth family, not their proxies.

    With it they keep what waits and what colleagues had begun to write about that child alone.
    """
    now = timezone.now()
    open_grants = Grant.objects.filter(person=person, starts__lte=now, until__gt=now)
    _keep_own(person, by)
    for grant in open_grants.exclude(account=by):
        grant.until, grant.ended_by, grant.ended_why = now, by, why.strip()[:400]
        grant.save(update_fields=["until", "ended_by", "ended_why"])
    with connection.cursor() as cursor:
        cursor.execute("select gate.unlist(%s)", [person.pk])
        cursor.execute("select gate.keep_drafts_of_sealed(%s)", [person.pk])
        cursor.execute("select gate.take_back_of_sealed(%s)", [person.pk])
    trail.note("identity sealed", on=link, by=by)
    follow("identity sealed", person=person, by=by)


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
