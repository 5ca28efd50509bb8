"""Supervision of work: a team, who in it has how much to do, and the people behind each number."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, Membership, Team, in_force
from alongside.desk.schemes import Held, Load, load_of, used_scheme
from alongside.foundation.actor import Actor
from alongside.foundation.days import LONDON
from alongside.foundation.prepared import prepared
from alongside.people.kin import SIBLINGS
from alongside.people.models import Person, Relationship
from alongside.record.access.clocks import days_due_among
from alongside.record.access.statuses import how_they_stand
from alongside.record.contact import IN_CONTACT, by_tonight
from alongside.record.models import WorkLimit

WORKERS = 25  # on a page of a team
PEOPLE = 30  # on a page of those behind a number
SOON = timedelta(days=7)
LOOK_AGAIN = timedelta(days=14)
LIVING = (Person.State.LIVING, Person.State.UNBORN)


class Which(StrEnum):
    """What a number counts."""

    ALL = "all"
    LATE = "late"
    DUE = "due"
    NO_CONTACT = "no-contact"
    RESTRICTED = "restricted"
    TO_CHECK = "to-check"


@dataclass
class Worked:
    """One worker, with the people they work with whose records may be read, and what is up."""

    account: Account
    people: list[Person] = field(default_factory=list)
    late: Counter[UUID] = field(default_factory=Counter)
    due: Counter[UUID] = field(default_factory=Counter)
    contact: dict[UUID, datetime] = field(default_factory=dict)
    restricted: set[UUID] = field(default_factory=set)
    stands: dict[UUID, set[str]] = field(default_factory=dict)  # kinds of status, as of today
    to_check: dict[UUID, int] = field(default_factory=dict)  # statuses kept out of returns
    load: Load | None = None
    limit: WorkLimit | None = None

    def which(self, which: Which) -> list[Person]:
        """Those behind a number, in the order of their names."""
        counted = self._behind(which)
        return [one for one in self.people if one.pk in counted]

    def how_many(self, which: Which) -> int:
        """The number."""
        return len(self._behind(which))

    def _behind(self, which: Which) -> Collection[UUID]:
        return {
            Which.ALL: self.ids,
            Which.LATE: self.late,
            Which.DUE: self.due,
            Which.NO_CONTACT: self.without_contact,
            Which.RESTRICTED: self.restricted,
            Which.TO_CHECK: self.to_check,
        }[which]

    @cached_property
    def ids(self) -> list[UUID]:
        """All of them."""
        return [one.pk for one in self.people]

    @cached_property
    def without_contact(self) -> set[UUID]:
        """With whom nobody has spoken for long."""
        edge = timezone.localdate() - timedelta(days=settings.NO_CONTACT_DAYS)
        long_ago = datetime.combine(edge, time(), LONDON)  # and not the day of each moment
        return {key for key in self.ids if key not in self.contact or self.contact[key] < long_ago}


def teams_led(account: Account) -> list[Team]:
    """The teams that this account leads today, by name."""
    led = Membership.objects.filter(in_force(), account=account, is_manager=True)
    return list(Team.objects.filter(pk__in=led.values("team_id")).order_by("name"))


def workers_of(team: Team, number: int) -> tuple[list[Account], bool]:
    """One page of those in a team, by name, and whether there are more. Never a ranking."""
    members = Membership.objects.filter(in_force(), team=team)
    found = Account.objects.filter(
        pk__in=members.values("account_id"), is_active=True, kind=Account.Kind.STAFF
    ).select_related("practitioner")
    start = (number - 1) * WORKERS
    page = list(found.order_by("practitioner__name", "pk")[start : start + WORKERS + 1])
    return page[:WORKERS], len(page) > WORKERS


def worker_to_supervise(by: Account, account_id: UUID) -> Account:
    """Somebody in a team that one leads, or oneself; 404 for all others."""
    if not may(by, "supervise work"):
        raise Http404
    found = Account.objects.filter(is_active=True, kind=Account.Kind.STAFF)
    with connection.cursor() as cursor:
        cursor.execute("select gate.leads(%s)", [account_id])
        if not cursor.fetchone()[0]:
            raise Http404
    return get_object_or_404(found.select_related("practitioner"), pk=account_id)


def work_of(workers: Sequence[Account], by: Account) -> list[Worked]:
    """What each of these workers has to do, as far as whoever asks may reach it.

    Ten questions at most, whatever the number of workers and of people.
    """
    found = {one.pk: Worked(one) for one in workers}
    given = _given(by, [one.pk for one in workers]) if workers else []
    for account_id, person in given:
        found[account_id].people.append(person)
    people = list({person.pk for _, person in given})
    if people:
        _say_what_is_up(list(found.values()), people)
        _say_how_they_stand(list(found.values()))
    _weigh(list(found.values()), people)
    return list(found.values())


def _given(by: Account, workers: list[UUID]) -> list[tuple[UUID, Person]]:
    with connection.cursor() as cursor:
        cursor.execute("select account_id, person_id from gate.works_with(%s::uuid[])", [workers])
        pairs = cursor.fetchall()
    people = {one.pk: one for one in _people(by, list({person for _, person in pairs}))}
    found = [(worker, people[person]) for worker, person in pairs if person in people]
    return sorted(found, key=lambda one: (one[1].sort_key, one[1].pk))


@prepared
def _people(by: Actor, people: list[UUID]) -> QuerySet[Person]:
    return Person.objects.visible_to(by).filter(id__any=people, state__in=LIVING)


def _say_what_is_up(found: list[Worked], people: list[UUID]) -> None:
    today = timezone.localdate()
    clocks = days_due_among(people, today + SOON)
    late = Counter(person for person, day in clocks if day < today)
    due = Counter(person for person, day in clocks if day >= today)
    contact = _contact(people)
    restricted = _restricted(people, today + LOOK_AGAIN)
    for one in found:
        mine = one.ids
        one.late = Counter({key: late[key] for key in mine if key in late})
        one.due = Counter({key: due[key] for key in mine if key in due})
        one.contact = {key: contact[key] for key in mine if key in contact}
        one.restricted = {key for key in mine if key in restricted}


def _say_how_they_stand(found: list[Worked]) -> None:
    every = {person.pk: person for one in found for person in one.people}
    stands = how_they_stand(list(every.values()))
    asked = {key: len({of for each in one.checks for of in each.of}) for key, one in stands.items()}
    for one in found:
        one.stands = {key: stands[key].kinds for key in one.ids if key in stands}
        one.to_check = {key: asked[key] for key in one.ids if asked.get(key)}


def _contact(people: list[UUID]) -> dict[UUID, datetime]:
    """When somebody last met or spoke with each, as far as whoever asks can tell."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id, at from gate.last_met(%s::uuid[], %s::text[], %s)",
            [people, [str(kind) for kind in IN_CONTACT], by_tonight()],
        )
        return dict(cursor.fetchall())


def _restricted(people: list[UUID], before: date) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id from gate.restricted_due(%s::uuid[], %s)", [people, before]
        )
        return {row[0] for row in cursor.fetchall()}


# The sum ------------------------------------------------------------------------------------------


def _weigh(found: list[Worked], people: list[UUID]) -> None:
    scheme = used_scheme()
    plans: dict[UUID, list[str]] = {}
    for whose, kind in _plans(people) if people else ():
        plans.setdefault(whose, []).append(kind)
    kin = _siblings(people) if people else {}
    limits = _limits([one.account.pk for one in found])
    for one in found:
        seen: set[UUID] = set()
        held = []
        for person in one.people:
            is_further = bool(kin.get(person.pk, set()) & seen)
            agreed, stands = plans.get(person.pk, ()), one.stands.get(person.pk, ())
            held.append(Held(person.called, tuple(agreed), stands, is_further))
            seen.add(person.pk)
        one.limit = limits.get(one.account.pk)
        hours, stage = (one.limit.hours, one.limit.stage) if one.limit else (100, "experienced")
        one.load = load_of(scheme, held, hours, stage)


def _plans(people: list[UUID]) -> Iterable[tuple[UUID, str]]:
    """The kinds of the plans that go on."""
    with connection.cursor() as cursor:
        cursor.execute("select person_id, kind from gate.plans_going_on(%s::uuid[])", [people])
        return list(cursor.fetchall())


def _siblings(people: list[UUID]) -> dict[UUID, set[UUID]]:
    """Who of these people are brothers and sisters, by what is not sensitive."""
    found: dict[UUID, set[UUID]] = {}
    for one, other in _pairs(people):
        if other:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return found


@prepared
def _pairs(people: list[UUID]) -> QuerySet[Relationship, tuple[UUID, UUID | None]]:
    among = Relationship.objects.filter(person_id__any=people, other_id__any=people)
    told = among.filter(of=None, over_at=None, is_sensitive=False, kind__in=SIBLINGS)
    return told.values_list("person_id", "other_id")


def _limits(workers: list[UUID]) -> dict[UUID, WorkLimit]:
    return {one.account_id: one for one in _latest_limits(workers)}


@prepared
def _latest_limits(workers: list[UUID]) -> QuerySet[WorkLimit]:
    found = WorkLimit.objects.filter(account_id__any=workers).select_related("by__practitioner")
    return found.order_by("account", "-at", "-pk").distinct("account")


# With nobody -------------------------------------------------------------------------------------

MOST_UNALLOCATED = 1000


@dataclass(frozen=True)
class Unallocated:
    """Somebody in a team with whom nobody works by name, and since when the team does."""

    person: Person
    since: datetime


def how_many_unallocated(teams: Iterable[Team]) -> int:
    """How many there are in these teams; 1,001 means more than that. One question."""
    return len(_unallocated(teams))


def _unallocated(teams: Iterable[Team]) -> list[tuple[UUID, datetime]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select u.person_id, min(u.since) from unnest(%s::uuid[]) t,"
            " gate.unallocated(t, %s) u group by 1 order by 2, 1",
            [[one.pk for one in teams], MOST_UNALLOCATED + 1],
        )
        return list(cursor.fetchall())


def unallocated(teams: Iterable[Team], number: int, by: Account) -> tuple[list[Unallocated], bool]:
    """One page of them, whoever has waited longest first, and whether there are more."""
    start = (number - 1) * PEOPLE
    rows = _unallocated(teams)[start : start + PEOPLE + 1]
    people = {one.pk: one for one in _people(by, [key for key, _ in rows])} if rows else {}
    shown = [Unallocated(people[key], since) for key, since in rows[:PEOPLE] if key in people]
    return shown, len(rows) > PEOPLE
