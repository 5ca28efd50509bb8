"""Everything that is due for the people somebody works with, and their own meetings, by day."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.desk import saying
from alongside.desk.access.due import page_of_due, place, place_of
from alongside.foundation.days import LONDON, WEEKDAYS, ago, in_words, time_in_words
from alongside.plans.meetings.mine import Mine
from alongside.record.access.clocks import NextDue, rule_as_it_stood, warned_since, what_is_due
from alongside.record.access.planned import Planned, planned_among
from alongside.record.models import Clock
from alongside.record.saying_clocks import doubt, planned_for, time_to_prepare


@staff_only
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Late first, then what comes next; a page of the list at a time."""
    account = account_of(request)
    who = "team" if request.GET.get("who") == "team" else "mine"
    after = place(request.GET.get("after", ""))
    found, more = page_of_due(account, is_team=who == "team", after=after)
    said = planned_among([one.clock for one in found if isinstance(one, NextDue)])
    days = [
        {"heading": _heading(day), "items": [item(one, said) for one in sorted(several, key=_at)]}
        for day, several in groupby(found, lambda one: place_of(one)[0])
    ]
    context = {"days": days, "who": who, "is_first": after is None}
    older = f"?who={who}&after={more}" if more else ""
    return render(request, "desk/due.html", {**context, "older": older})


def _heading(day: date) -> str:
    """Monday 16 November 2026, in 8 days."""
    today = timezone.localdate()
    return f"{WEEKDAYS[day.weekday()]} {in_words(day)}, {ago(day, today)}"


def _at(one: NextDue | Mine) -> str:
    """Within a day, what has a time stands first."""
    return one.starts_at.isoformat() if isinstance(one, Mine) else "due"


def item(one: NextDue | Mine, said: Mapping[UUID, Planned]) -> dict[str, Any]:
    """One thing that is due, with whom it is about and why; or a meeting, with its time."""
    if isinstance(one, Mine):
        return {
            "heading": f"Meeting, {_time(one)}",
            "url": one.get_absolute_url(),
            "small": one.called,
            "line": f"{one.title}.",
        }
    clock = one.clock
    rule = rule_as_it_stood(clock.rule, clock.started_on)
    back = "back " if rule and rule.is_before else ""
    why = f"Counted {back}from {in_words(clock.started_on)}"
    why += f", {rule.starts_words}." if rule else "."
    begun = time_to_prepare(clock, rule)
    planned = planned_for(said.get(clock.pk), clock.due_on)
    late = (
        f"Late because: “{clock.late_why}”"
        if clock.late_why and clock.due_on < timezone.localdate()
        else ""
    )
    return {
        "heading": what_is_due(rule),
        "url": clock.get_absolute_url(),
        "small": one.called,
        "line": " ".join(filter(None, (begun, planned, late, doubt(rule)))),
        "quiet": why,
    }


def meeting_item(one: Mine) -> dict[str, str]:
    """A meeting in a second column: when, about whom, and what for."""
    today = timezone.localdate()
    near = {0: "today", 1: "tomorrow"}
    day = near.get(
        (one.day - today).days, f"on {WEEKDAYS[one.day.weekday()]} {saying.soon(one.day)}"
    )
    return {
        "heading": f"Meeting, {_time(one)} {day}",
        "url": one.get_absolute_url(),
        "line": f"{one.called}. {one.title}.",
    }


def _time(one: Mine) -> str:
    return time_in_words(one.starts_at.astimezone(LONDON).time())


def short_item(one: Clock, called: str = "") -> dict[str, str]:
    """The same for a second column: what, for whom, by when."""
    rule = rule_as_it_stood(one.rule, one.started_on)
    begun = "Time to prepare it" if warned_since(rule, one.started_on, one.due_on) else ""
    said = [called, saying.due(one.due_on), begun, doubt(rule).rstrip(".")]
    line = ". ".join(part for part in said if part)
    return {"heading": what_is_due(rule), "url": one.get_absolute_url(), "line": f"{line}."}
