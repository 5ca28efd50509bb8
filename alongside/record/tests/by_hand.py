"""What tests say by hand of a clock, by the actions themselves, and what stands then."""

from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import working_day_from
from alongside.record.access.clocks import said_of
from alongside.record.actions import clocks_by_hand as by_hand
from alongside.record.models import Clock, ClockWords
from tests.cast import Cast

from .conftest import fields

TODAY = timezone.localdate()
WHY = "We asked which years he means."


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def moved(day: date) -> date:
    """The day, or the working day after it: so the rule counts."""
    return working_day_from(day, ())


def begin(cast: Cast, rule: str = "subject-access", day: date | None = None) -> Clock:
    with acting(cast.alice.pk):
        return by_hand.begin_clock(
            person=cast.ade,
            rule=rule,
            started_on=day or ago(20),
            why="He asked aloud.",
            by=cast.alice,
        )


def pause(cast: Cast, clock: Clock, since: date | None, until: date | None, **more: Any) -> Clock:
    by = more.pop("by", cast.alice)
    with acting(by.pk):
        told = {"since": since, "until": until, "why": WHY, **more}
        return by_hand.pause_clock(clock=clock, by=by, **told)


def extend(cast: Cast, clock: Clock, until: date | None, **more: Any) -> Clock:
    by = more.pop("by", cast.alice)
    with acting(by.pk):
        told = {"until": until, "agreed_by": "Mo, manager", "why": "There is much of it.", **more}
        return by_hand.extend_clock(clock=clock, by=by, **told)


def right(cast: Cast, said: ClockWords, **more: Any) -> Clock:
    with acting(cast.alice.pk):
        told = {"is_so": True, "why": "I had the wrong day.", **more}
        return by_hand.put_time_right(said=said, by=cast.alice, **told)


def now(cast: Cast, clock: Clock) -> Clock:
    with acting(cast.alice.pk):
        return Clock.objects.select_related("person").get(pk=clock.pk)


def lines(cast: Cast, clock: Clock) -> list[ClockWords]:
    with acting(cast.alice.pk):
        return list(said_of(clock))


def post(browser: Client, address: str, **told: str) -> Any:
    hidden = fields(browser.get(address).content.decode())
    return browser.post(address, {"draft": hidden["draft"], **told})
