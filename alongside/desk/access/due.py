"""What is due for the people somebody works with, by day."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.accounts.models import Account, in_force
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.prepared import prepared
from alongside.people.models import Basis, Grant, Rung
from alongside.people.models.reach import by_name_or_team
from alongside.record.access.clocks import NextDue, born_for_adults, due_among, next_among
from alongside.record.models import Clock

MOST = 5  # on the first page
PAGE = 30


def next_due(people: Iterable[UUID]) -> list[NextDue]:
    """What comes first for those on the first page, which notes whom it shows; one query."""
    return next_among(people, MOST)


def page_of_due(
    account: Account, *, is_team: bool, after: tuple[date, UUID] | None
) -> tuple[list[Clock], str]:
    """One page of it, and where the next one begins; two queries whatever is due."""
    size, born = PAGE + 1, born_for_adults()
    if after:
        found = _from(account, is_team, size, born, *after)
    else:
        found = _first(account, is_team, size, born)
    shown = found[:PAGE]
    _note(shown, account)
    more = f"{shown[-1].due_on.isoformat()}.{shown[-1].pk}" if len(found) > PAGE else ""
    return shown, more


def place(text: str) -> tuple[date, UUID] | None:
    """Where a page begins, as its address says; none where that is not a place."""
    day, _, key = text.partition(".")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return None


@prepared
def _first(account: Actor, is_team: bool, most: int, born: date) -> QuerySet[Clock]:
    return due_among(account, _people(account, is_team), most, born)


@prepared
def _from(
    account: Actor, is_team: bool, most: int, born: date, day: date, last: UUID
) -> QuerySet[Clock]:
    return due_among(account, _people(account, is_team), most, born, (day, last))


def _people(account: Actor, is_team: bool) -> Q:
    if is_team:
        return by_name_or_team(Rung.RECORD, "person_id")
    mine = Grant.objects.filter(in_force(), account_id=account.pk, basis=Basis.ALLOCATED)
    mine = mine.filter(person__isnull=False, rung__gte=2)
    return Q(person_id__in=mine.values("person_id"))


def _note(found: Iterable[Clock], account: Account) -> None:
    if people := {one.person_id for one in found}:
        trail.note("people listed", listed=people, by=account)
