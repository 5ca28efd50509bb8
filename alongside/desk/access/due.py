"""What is due for the people somebody works with, by day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.days import LONDON
from alongside.foundation.prepared import prepared
from alongside.people.models import Rung
from alongside.people.models.reach import by_name_or_team
from alongside.plans.meetings.mine import Mine, my_meetings, my_meetings_after
from alongside.record.access.clocks import (
    NextDue,
    born_for_adults,
    due_among,
    due_for,
    next_among,
)
from alongside.record.models import Clock

MOST = 5  # on the first page
PAGE = 30
A_WEEK, A_YEAR = timedelta(days=7), timedelta(days=366)


def next_due(people: Iterable[UUID]) -> tuple[list[Mine], list[NextDue]]:
    """One's own meetings of the next week, and what comes first for these people; two queries.

    Whose names the page shows is for the page to note.
    """
    now = timezone.localtime()
    end = datetime.combine(now.date() + A_WEEK, time.max, LONDON)
    return my_meetings(now - timedelta(hours=1), end, MOST), next_among(people, MOST)


def page_of_due(
    account: Account, *, is_team: bool, after: tuple[date, UUID] | None
) -> tuple[list[NextDue | Mine], str]:
    """One page of it with one's own meetings, and where the next begins; two queries."""
    size = PAGE + 1
    found = _of_teams(account, size, after) if is_team else due_for(account, size, after)
    today = datetime.combine(timezone.localdate(), time(), LONDON)
    meetings = my_meetings_after(today, today + A_YEAR, size, after)
    both: list[NextDue | Mine] = [*found, *meetings]
    every = sorted(both, key=place_of)
    shown = every[:PAGE]
    _noted(shown, account)
    more = "{}.{}".format(*place_of(shown[-1])) if len(every) > PAGE else ""
    return shown, more


def place_of(one: NextDue | Mine) -> tuple[date, UUID]:
    """Where it stands in the list: its day, and its id."""
    return (one.day, one.id) if isinstance(one, Mine) else (one.clock.due_on, one.clock.pk)


def place(text: str) -> tuple[date, UUID] | None:
    """Where a page begins, as its address says; none where that is not a place."""
    day, _, key = text.partition(".")
    try:
        return date.fromisoformat(day), UUID(key)
    except ValueError:
        return None


def _of_teams(account: Account, most: int, after: tuple[date, UUID] | None) -> list[NextDue]:
    born = born_for_adults()
    found = _from(account, most, born, *after) if after else _first(account, most, born)
    return [NextDue(one, one.person.called) for one in found]


@prepared
def _first(account: Actor, most: int, born: date) -> QuerySet[Clock]:
    return due_among(account, by_name_or_team(Rung.RECORD, "person_id"), most, born)


@prepared
def _from(account: Actor, most: int, born: date, day: date, last: UUID) -> QuerySet[Clock]:
    reached = by_name_or_team(Rung.RECORD, "person_id")
    return due_among(account, reached, most, born, (day, last))


def _noted(found: Sequence[NextDue | Mine], account: Account) -> None:
    people = {one.person_id if isinstance(one, Mine) else one.clock.person_id for one in found}
    if people:
        trail.note("people listed", listed=people, by=account)
