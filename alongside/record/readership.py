"""Who reads an entry: who may among staff, who was let in by name, who has; and who wrote."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from alongside.accounts.models import Account, Practitioner, Team, in_force
from alongside.foundation.prepared import prepared
from alongside.people.models import Basis, Grant, Person, Rung

from .models import Entry

OPENINGS = (
    "entry opened",
    "entry printed",
    "earlier version opened",
    "versions compared",
    "record opened",
)
SYSTEM = "Alongside itself"


def name_of(account: Account | None) -> str:
    """How an account is named to colleagues; select its practitioner first where there are many."""
    if account is None:
        return SYSTEM
    if name := getattr(getattr(account, "standing_in_request", None), "name", ""):
        return str(name)
    try:
        return account.practitioner.name
    except Practitioner.DoesNotExist:
        return SYSTEM if account.kind == Account.Kind.SYSTEM else account.get_kind_display()


def may_read_record(people: Iterable[UUID]) -> dict[UUID, list[str]]:
    """For each person, the teams and workers who may read their record now. One query."""
    grants = (
        Grant.objects.filter(in_force(), person_id__in=list(people), rung__gte=Rung.RECORD)
        .select_related("account__practitioner", "team")
        .order_by("team__name", "account__practitioner__name")
    )
    found: dict[UUID, list[str]] = defaultdict(list)
    for grant in grants:
        words = grant.team.name if grant.team else name_of(grant.account)
        if grant.person_id and words not in found[grant.person_id]:
            found[grant.person_id].append(words)
    return found


def own_readers(people: Iterable[UUID]) -> set[UUID]:
    """Of these people, those who live and have an account to read their own record with."""
    own = Grant.objects.filter(
        in_force(),
        basis=Basis.SELF,
        person_id__in=list(people),
        person__state=Person.State.LIVING,
    )
    return {one for one in own.values_list("person_id", flat=True) if one}


@dataclass(frozen=True)
class ReadBy:
    """Somebody who has opened an entry, and when they last did."""

    heading: str
    at: datetime


def has_read(entry: Entry, people: Sequence[UUID], but: Account) -> list[ReadBy]:
    """Who has opened an entry, the latest first; three queries however many did."""
    last = _openings(entry, people)
    last.pop(but.pk, None)
    names = _names(last, people)
    found = [ReadBy(names[account], at) for account, at in last.items() if account in names]
    return sorted(found, key=lambda one: one.at, reverse=True)


def _openings(entry: Entry, people: Sequence[UUID]) -> dict[UUID, datetime]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.by_id, max(r.at) from unnest(%s::uuid[]) p,"
            " lateral gate.readers_of(%s, p) r where r.what = any (%s::text[]) group by r.by_id",
            [list(people), entry.pk, list(OPENINGS)],
        )
        return dict(cursor.fetchall())


def _names(accounts: Iterable[UUID], people: Sequence[UUID]) -> dict[UUID, str]:
    """Staff by their names; the person and whoever acts for them by what the record calls them."""
    ids = list(accounts)
    known = Practitioner.objects.filter(account_id__in=ids).values_list("account_id", "name")
    names: dict[UUID, str] = dict(known)
    others = Grant.objects.filter(
        account_id__in=ids, person_id__in=people, basis__in=(Basis.SELF, Basis.PROXY)
    ).select_related("person")
    for grant in others:
        own = grant.basis == Basis.SELF and grant.person is not None
        name = grant.person.called if own and grant.person else grant.called
        if grant.account_id and name:
            names.setdefault(grant.account_id, name)
    return names


def authors_of(person: Person) -> tuple[list[Account], list[Team]]:
    """Who has written in this record, and their teams, for choosing what to see. Three queries."""
    with connection.cursor() as cursor:
        cursor.execute("select writer, team from gate.authors_of(%s)", [person.pk])
        rows = cursor.fetchall()
    writers = _workers(list({writer for writer, _ in rows}))
    return writers, _teams(list({team for _, team in rows if team}))


@prepared
def _workers(accounts: list[UUID]) -> QuerySet[Account]:
    found = Account.objects.filter(id__any=accounts).select_related("practitioner")
    return found.order_by("practitioner__name", "pk")[:100]


@prepared
def _teams(teams: list[UUID]) -> QuerySet[Team]:
    return Team.objects.filter(id__any=teams).order_by("name")[:100]
