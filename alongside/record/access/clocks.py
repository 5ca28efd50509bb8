"""The way to clocks: one of them, those about somebody, and those about several people."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.content import ContentError
from alongside.foundation.prepared import prepared
from alongside.people.access import only_visits
from alongside.people.models import Person
from alongside.record.clocks import (
    GROWN_UP,
    CannotCount,
    Due,
    Pause,
    Rule,
    calendar,
    due,
    rule_of,
    rules,
    until_grown_up,
    warned,
    warned_up_to,
)
from alongside.record.clocks.counting import months_after
from alongside.record.models import Clock, ClockWords
from alongside.record.models.clocks import ClockQuerySet

log = logging.getLogger(__name__)
OF_TIME = (ClockWords.What.PAUSED, ClockWords.What.LONGER)
MOST = 12  # on a person's page; of each series one is open at a time


def clock_to_view(account: Actor, clock_id: UUID) -> Clock:
    """Return the clock, or 404 so that a stranger cannot tell that it exists."""
    found = Clock.objects.visible_to(account)
    return get_object_or_404(
        found.select_related(
            "person",
            "entry",
            "met_by",
            "done_by__practitioner",
            "ended_by__practitioner",
            "started_by__practitioner",
        ),
        pk=clock_id,
    )


def clock_to_open(account: Account, clock_id: UUID) -> Clock:
    """The same for a page that shows it; noted on the trail."""
    clock = clock_to_view(account, clock_id)
    about, withheld = [clock.person_id], {"withheld": True}
    trail.note("clock opened", on=clock, about=about, by=account, detail=withheld)
    return clock


def clock_to_settle(account: Account, clock_id: UUID) -> Clock:
    """The same for whoever may write in the record; 403 to those who only read it."""
    clock = clock_to_view(account, clock_id)
    if not may(account, "write record"):
        raise PermissionDenied("Your role is to read here, not to write.")
    return clock


def begins_by_hand(person: Person) -> list[Rule]:
    """What may be followed by hand: all that is counted forwards in days, at their age.

    Whose day of birth nobody knows may be a child or grown up.
    """
    whom = {"children", "adults", "information rights"}
    if person.state == Person.State.UNBORN:
        whom.remove("adults")
    elif person.born_on is not None:
        whom.remove("children" if person.born_on <= born_for_adults() else "adults")
    every = rules().values()
    return [
        one
        for one in every
        if one.for_whom in whom and not one.is_before and one.length.unit != "hour"
    ]


def may_begin(account: Account, person: Person) -> bool:
    """Whether they may follow something here that began elsewhere: not on a visit."""
    is_here = person.state in (Person.State.LIVING, Person.State.UNBORN)
    return is_here and may(account, "write record") and not only_visits(person.pk)


def words_to_put_right(clock: Clock, words_id: UUID) -> ClockWords:
    """What was said of its time and still holds; 404 where it does not."""
    found = next((one for one in still_said(said_of(clock)) if one.pk == words_id), None)
    if found is None:
        raise Http404
    return found


def said_of(clock: Clock) -> QuerySet[ClockWords]:
    """What was said of a clock that may be read, oldest first."""
    found = ClockWords.objects.filter(clock=clock).select_related("by__practitioner")
    return found.order_by("at", "pk")


def still_said(said: Iterable[ClockWords]) -> list[ClockWords]:
    """What was said of its time and holds: nothing was said in its place later."""
    every = list(said)
    gone = {one.instead_of_id for one in every}
    return [one for one in every if one.what in OF_TIME and one.pk not in gone]


def count(rule: Rule, start: date, said: Iterable[ClockWords], *, is_strict: bool = False) -> Due:
    """Count from that day, with what holds of all that was said of its time.

    Where the day or the rule was put right since, only what still fits counts: a strict count
    raises CannotCount instead.
    """
    holds = still_said(said)
    pauses = [
        Pause(one.since if is_strict else max(one.since, start), one.until)
        for one in holds
        if one.what == ClockWords.What.PAUSED and one.since and one.until
    ]
    longer = [
        (one.until, one.reason) for one in holds if one.what == ClockWords.What.LONGER and one.until
    ]
    if not is_strict:
        pauses = pauses if rule.change("pause") else []
        longer = longer if rule.change("extend") else []
    until, reason = max(longer, default=(None, ""))
    return due(
        rule,
        start,
        longer_to=until,
        longer_by=rule.named("extend", reason),
        pauses=[one for one in pauses if is_strict or one.until > one.since],
        closed=calendar().closed,
    )


def rule_as_it_stood(key: str, day: date) -> Rule | None:
    """The rule of a clock that counts from that day; none where a slip in a file hides it."""
    try:
        return rule_of(key, day)
    except ContentError as wrong:
        log.error("A rule cannot be read: %s", wrong)
        return None


def what_is_due(rule: Rule | None) -> str:
    """What is due, in the words of the rule."""
    return rule.title if rule else "Something is due"


@dataclass(frozen=True)
class Counted:
    """How the day of a clock was reached; empty where its rule is not here any more."""

    rule: Rule | None
    due: Due | None
    working_days: str = ""  # which days those are, where it counts them

    @property
    def title(self) -> str:
        """What is due, in the words of the rule."""
        return what_is_due(self.rule)


def counted(clock: Clock, said: Iterable[ClockWords] = ()) -> Counted:
    """Count again, step by step, as the rule stood on the day from which it counts.

    `said` is what was said of it. A list of several clocks asks for the rule of each alone.
    """
    try:
        rule = rule_of(clock.rule, clock.started_on)
        if rule is None:
            return Counted(None, None)
        days = calendar()
        note = days.note if rule.length.unit == "working day" else ""
        return Counted(rule, count(rule, clock.started_on, said), note)
    except (ContentError, CannotCount) as wrong:  # a slip in a file closes nobody's page
        log.error("A clock cannot be counted: %s", wrong)
        return Counted(None, None)


def warned_since(rule: Rule | None, started_on: date, due_on: date) -> date | None:
    """Since when its rule wants what is open to be thought of; none before that, or once due."""
    today = timezone.localdate()
    if rule is None or due_on <= today:
        return None
    since = warned(rule, started_on, due_on, calendar().closed)
    return since if since and since <= today else None


def warned_ahead(than: date) -> dict[str, date]:
    """The rules that want a reminder of what is due after that day, and up to which day today."""
    today = timezone.localdate()
    try:
        closed = calendar().closed
        found = {one.key: warned_up_to(one, today, closed) for one in rules().values()}
    except ContentError:  # a slip in a file closes nobody's list
        return {}
    return {key: day for key, day in found.items() if day > than}


def born_for_adults() -> date:
    """Whoever was born on that day or before it is grown up today."""
    return months_after(timezone.localdate(), -12 * GROWN_UP)


def due_about(account: Actor, person: UUID) -> list[Clock]:
    """What is open about one person, due first."""
    return _due_about(account, person, born_for_adults())


@prepared
def _due_about(account: Actor, person: UUID, born: date) -> QuerySet[Clock]:
    return _still_due(account, born).filter(person_id=person)[:MOST]


def _still_due(account: Actor, born: date) -> ClockQuerySet:
    return Clock.objects.visible_to(account).still_open().but_for_adults(until_grown_up(), born)


def due_among(
    account: Actor,
    people: Q,
    most: int,
    born: date,
    after: tuple[date, UUID] | None = None,
) -> QuerySet[Clock]:
    """What is open about these people, due first, from behind a day and an id on."""
    found = _still_due(account, born).filter(people)
    if after is not None:
        day, last = after
        found = found.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=last))
    return found.select_related("person")[:most]


# Names are asked for those alone that are shown, as their policy is asked for each.
NEXT = """select c.*, p.called from (
  select * from gate.clocks_among(%s::uuid[], %s::date, %s::text[], %s::date)
   order by due_on, id limit %s) c join people_person p on p.id = c.person_id
 order by c.due_on, c.id"""
MINE = """select c.*, p.called from (
  select * from gate.clocks_among(
    array(select w.person_id from gate.works_with(array[%s]::uuid[]) w),
    %s::date, %s::text[], %s::date)
   where %s::date is null or (due_on, id) > (%s::date, %s::uuid)
   order by due_on, id limit %s) c join people_person p on p.id = c.person_id
 order by c.due_on, c.id"""
FORTNIGHT = timedelta(days=14)
DAYS = "select person_id, due_on from gate.clocks_among(%s::uuid[], %s::date, %s::text[], %s::date)"


@dataclass(frozen=True)
class NextDue:
    """What is due next, and for whom."""

    clock: Clock
    called: str


def next_among(people: Iterable[UUID], most: int) -> list[NextDue]:
    """What is open about these people, due first; two questions at most, whatever there is.

    Whether it may be read is asked of each thing, so that those of a fortnight are asked for first.
    """
    whose = list(people)
    soon = _read(NEXT, *_among(whose, timezone.localdate() + FORTNIGHT), most)
    return soon if len(soon) == most else _read(NEXT, *_among(whose, date.max), most)


def due_for(account: Account, most: int, after: tuple[date, UUID] | None = None) -> list[NextDue]:
    """What is open about those this account works with by name, from behind a day and an id on.

    One question. Reach is worked out once for all of them: the policy of clocks would be asked for
    each, and takes longer to plan than to answer.
    """
    day, last = after or (None, None)
    among = (date.max, list(until_grown_up()), born_for_adults())
    return _read(MINE, account.pk, *among, day, day, last, most)


def _read(question: str, *given: Any) -> list[NextDue]:
    found = Clock.objects.raw(question, given)
    return [NextDue(one, str(getattr(one, "called", ""))) for one in found]


def days_due_among(people: Iterable[UUID], up_to: date) -> list[tuple[UUID, date]]:
    """About whom something is open that is due by that day, and when: each thing by itself."""
    with connection.cursor() as cursor:
        cursor.execute(DAYS, _among(people, up_to))
        return list(cursor.fetchall())


def _among(people: Iterable[UUID], up_to: date) -> list[Any]:
    return [list(people), up_to, list(until_grown_up()), born_for_adults()]
