"""Who may see a person's record and who has looked, as far as the person is told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alongside.accounts.models import Account, Team, in_force
from alongside.people.lineage import written_about
from alongside.people.models import (
    Basis,
    BreakGlass,
    Consent,
    Grant,
    Handover,
    HandoverLine,
    Person,
    Rung,
    WarningNote,
)
from alongside.record.models import Answer, Entry, Task

# Those whom the person knows stand first.
FIRST = (Basis.ALLOCATED, Basis.PROXY, Basis.TEAM, Basis.SUPERVISES, Basis.PARTNER)
LOOKS = 40  # on one page, after the person's own are left out
AT_ONCE = 120
BEFORE = 10  # of what is over
OVER = ("done", "revoked", "undone")
MOST_FETCHES = 12
# Keeping house: nobody looked, nothing changed, and some would say more than the person is told.
NOT_TOLD = frozenset(
    {
        "task done",
        "task escalated",
        "task handed on",
        "task handed over",
        "task handed back",
        "put off",
        "taken up again",
        "colleague asked",
        "draft opened",
        "drafts listed",
        "people listed",
    }
)


def warnings_about(person: Person) -> list[WarningNote]:
    """What those who visit are warned of, as far as the person was told."""
    found = WarningNote.objects.filter(person=person, is_told=True, over_at=None)
    return list(found.filter(review_on__gte=timezone.localdate()).order_by("-at"))


def grants_on_me(person: Person) -> list[Grant]:
    """Every grant in force on this person but their own, without an emergency that is not told."""
    grants = Grant.objects.filter(in_force(), person=person).exclude(basis=Basis.SELF)
    told = set(_told_glass(person).values_list("pk", flat=True))
    found = grants.select_related("account__practitioner__agency", "team").order_by("given_at")
    kept = [one for one in found if one.basis != Basis.BREAK_GLASS or one.pk in told]
    return sorted(
        kept, key=lambda one: FIRST.index(one.basis) if one.basis in FIRST else len(FIRST)
    )


def _told_glass(person: Person) -> QuerySet[BreakGlass]:
    return BreakGlass.objects.filter(person=person, telling=BreakGlass.Telling.SHOWN)


def handed_on(person: Person) -> list[Handover]:
    """What was handed on or shared, and still stands; not what was to keep somebody from harm."""
    over = HandoverLine.objects.filter(what__in=OVER)
    found = Handover.objects.filter(written_about([person.pk])).exclude(
        pk__in=over.values("handover_id")
    )
    found = found.select_related("to_account__practitioner__agency", "to_team", "from_team")
    lines = HandoverLine.objects.filter(what__in=("accepted", "goes on")).order_by("number")
    found = found.prefetch_related(Prefetch("lines", lines)).order_by("-at")
    now = Grant.objects.filter(in_force(), person=person).values_list("pk", "account_id", "basis")
    live = {pk for pk, _, _ in now}
    partners = {account for _, account, basis in now if basis == Basis.PARTNER}
    return [one for one in found[:LOOKS] if _opens(one, live, partners)]


def handed_before(person: Person, standing: list[Handover]) -> list[Handover]:
    """What somebody outside was asked or read, and is over, and what was undone; the latest."""
    kinds = (Handover.Kind.REFER, Handover.Kind.SHARE)
    undone = HandoverLine.objects.filter(what=HandoverLine.What.UNDONE).values("handover_id")
    found = Handover.objects.filter(
        Q(kind__in=kinds, to_account__kind=Account.Kind.PARTNER) | Q(pk__in=undone),
        written_about([person.pk]),
    ).exclude(pk__in=[one.pk for one in standing])
    found = found.select_related("to_account__practitioner__agency", "to_team", "from_team")
    lines = HandoverLine.objects.filter(what__in=(*OVER, "goes on")).order_by("number")
    return list(found.prefetch_related(Prefetch("lines", lines)).order_by("-at")[:BEFORE])


def _opens(handover: Handover, live: set[UUID], partners: set[UUID]) -> bool:
    """Whether what it gave still opens something; somebody may have ended it on its own.

    To a partner with whom something was shared for longer already it gave nothing: that counts.
    """
    gave = {grant for line in handover.lines.all() for grant in line.gave}
    return bool(gave & live) if gave else handover.to_account_id in partners


def goes_on(handover: Handover) -> HandoverLine | None:
    """On what other ground it goes on, without the yes on which it rested."""
    return next((one for one in handover.lines.all() if one.what == "goes on"), None)


def my_consents(person: Person) -> list[Consent]:
    """What somebody said yes to for this person, the latest first."""
    return list(Consent.objects.filter(person=person).order_by("-given_on", "-at")[:LOOKS])


def consent_to_withdraw(person: Person, consent_id: UUID) -> Consent:
    """A consent on one's own record that was not taken back yet; or 404."""
    return get_object_or_404(Consent, pk=consent_id, person=person, withdrawn_at=None)


def rests_on(consent: Consent) -> list[Handover]:
    """What ends when it is taken back."""
    found = handed_on(consent.person)
    kinds = (Handover.Kind.REFER, Handover.Kind.SHARE)
    mine = [one for one in found if one.consent_id == consent.pk and one.kind in kinds]
    return [one for one in mine if goes_on(one) is None]


class OpenToAll(NamedTuple):
    """A way in that names nobody: duty, or a named part of the system."""

    account_id: UUID | None
    team_id: UUID | None
    basis: str
    reason: str
    rung: int
    until: datetime


def open_to_all() -> list[OpenToAll]:
    """Who may open every record of the council, this one too."""
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.open_to_all()")
        return [OpenToAll(*row) for row in cursor.fetchall()]


def allocated_to(person: Person) -> list[Account]:
    """Those who work with the person now, the first first."""
    grants = Grant.objects.filter(
        in_force(), person=person, basis=Basis.ALLOCATED, rung__gte=Rung.RECORD
    )
    rows = grants.filter(account__isnull=False).select_related("account__practitioner")
    return [one.account for one in rows.order_by("starts") if one.account]


def teams_with(person: Person) -> list[Team]:
    """Teams that work with the person now; with nobody at all, those that would help."""
    grants = Grant.objects.filter(in_force(), person=person, rung__gte=Rung.RECORD)
    rows = grants.filter(basis__in=(Basis.ALLOCATED, Basis.TEAM)).select_related("team")
    found = list(rows.order_by("starts"))
    is_anybody = any(one.basis == Basis.ALLOCATED for one in found)
    why = Basis.ALLOCATED if is_anybody else Basis.TEAM
    return [one.team for one in found if one.team and one.basis == why]


# Who looked ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Look:
    """One line of the trail about this person, as far as they are told of it."""

    at: datetime
    what: str
    by_id: UUID
    behalf_id: UUID | None
    on_kind: str | None
    on_id: UUID | None
    basis: str | None


def looks(
    person: Person, *, before: datetime, by: Account, most: int = LOOKS
) -> tuple[list[Look], datetime | None]:
    """Who did what with this record before then, newest first, and where the next page begins."""
    told = set(_told_glass(person).values_list("pk", flat=True))
    found: list[Look] = []
    for _ in range(MOST_FETCHES):
        rows = _read(before, AT_ONCE)
        full = len(rows) == AT_ONCE
        rows = _whole_moments(rows) if full else rows
        for one in rows:
            if len(found) >= most and one.at != found[-1].at:
                return found, found[-1].at
            if _is_told(one, by, told):
                found.append(one)
        if not full:
            return found, None
        before = rows[-1].at
    return found, before


def _read(before: datetime, most: int) -> list[Look]:
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.my_trail(%s, %s)", [before, most])
        return [Look(*row) for row in cursor.fetchall()]


def _whole_moments(rows: list[Look]) -> list[Look]:
    """Without the last moment, of which the next rows may hold more; all if it is one moment."""
    whole = [one for one in rows if one.at != rows[-1].at]
    return whole or rows


def _is_told(one: Look, by: Account, told: set[UUID]) -> bool:
    if one.by_id == by.pk or one.what in NOT_TOLD:
        return False
    return one.on_kind != "people.breakglass" or one.on_id in told


class Month(NamedTuple):
    """How often somebody saw the person's name in a list in one month."""

    month: date
    times: int


def listings() -> list[Month]:
    """In how many lists the person's name stood, month by month, without being opened."""
    with connection.cursor() as cursor:
        cursor.execute("select month, times from gate.my_listings()")
        return [Month(*row) for row in cursor.fetchall()]


# Who reads what they wrote ------------------------------------------------------------------------


def waits_with(answer: Answer | Entry) -> list[Task]:
    """With whom the person's words wait, and by when: what was made when they were sent."""
    found = Task.objects.filter(from_id=answer.pk)
    return list(found.select_related("account", "team").order_by("made_at"))
