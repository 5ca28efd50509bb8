"""Everything that is due for the people somebody works with, by day."""

from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.desk import saying
from alongside.desk.access.due import page_of_due, place
from alongside.foundation.days import WEEKDAYS, ago, in_words
from alongside.record.access.clocks import rule_as_it_stood, what_is_due
from alongside.record.models import Clock
from alongside.record.saying_clocks import doubt


@staff_only
@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """Late first, then what comes next; a page of the list at a time."""
    account = account_of(request)
    who = "team" if request.GET.get("who") == "team" else "mine"
    after = place(request.GET.get("after", ""))
    found, more = page_of_due(account, is_team=who == "team", after=after)
    days = [
        {"heading": _heading(day), "items": [item(one) for one in several]}
        for day, several in groupby(found, lambda one: one.due_on)
    ]
    context = {"days": days, "who": who, "is_first": after is None}
    older = f"?who={who}&after={more}" if more else ""
    return render(request, "desk/due.html", {**context, "older": older})


def _heading(day: date) -> str:
    """Monday 16 November 2026, in 8 days."""
    today = timezone.localdate()
    return f"{WEEKDAYS[day.weekday()]} {in_words(day)}, {ago(day, today)}"


def item(one: Clock) -> dict[str, Any]:
    """One thing that is due, with whom it is about and why."""
    rule = rule_as_it_stood(one.rule, one.started_on)
    back = "back " if rule and rule.is_before else ""
    why = f"Counted {back}from {in_words(one.started_on)}"
    why += f", {rule.starts_words}." if rule else "."
    late = (
        f"Late because: “{one.late_why}”"
        if one.late_why and one.due_on < timezone.localdate()
        else ""
    )
    return {
        "heading": what_is_due(rule),
        "url": one.get_absolute_url(),
        "small": one.person.called,
        "line": " ".join(filter(None, (late, doubt(rule)))),
        "quiet": why,
    }


def short_item(one: Clock, called: str = "") -> dict[str, str]:
    """The same for a second column: what, for whom, by when."""
    rule = rule_as_it_stood(one.rule, one.started_on)
    said = [called, saying.due(one.due_on), doubt(rule).rstrip(".")]
    line = ". ".join(part for part in said if part)
    return {"heading": what_is_due(rule), "url": one.get_absolute_url(), "line": f"{line}."}
