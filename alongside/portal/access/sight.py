"""Who may see a person's record and who has looked, as far as the person is told."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from alongside.accounts.models import Account, in_force
from alongside.people.models import Basis, BreakGlass, Grant, Person, Rung
from alongside.record.models import Answer, Entry, Task

# Those whom the person knows stand first.
FIRST = (Basis.ALLOCATED, Basis.PROXY, Basis.TEAM, Basis.SUPERVISES, Basis.PARTNER)
LOOKS = 40  # on one page, after the person's own are left out
AT_ONCE = 120
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
