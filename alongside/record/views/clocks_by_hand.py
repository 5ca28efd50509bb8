"""The pages of what is said by hand of a clock's time, and of what began outside Alongside."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.people.access import only_visits, person_to_view
from alongside.people.header import header_of
from alongside.people.models import Rung
from alongside.record.access import clocks as access
from alongside.record.actions import clocks_by_hand as actions
from alongside.record.clocks import Rule
from alongside.record.clocks.rule import How
from alongside.record.forms.clocks import BeginClockForm, ExtendClockForm, PauseClockForm
from alongside.record.models import Clock, ClockWords
from alongside.record.saying_clocks import GONE, state_of

both = require_http_methods(["GET", "HEAD", "POST"])
RIGHT = {"pause": "How long the time stood still", "extend": "How long it was given"}
HEADINGS = {"pause": "The time stood still", "extend": "It was given longer"}


@staff_only
@drafts.not_twice
@both
def pause(request: HttpRequest, clock_id: UUID) -> HttpResponse:
    """From when until when the time stood still, where the rule lets it."""
    return _say(request, clock_id, "pause")


@staff_only
@drafts.not_twice
@both
def extend(request: HttpRequest, clock_id: UUID) -> HttpResponse:
    """To which day it was given longer, where the rule lets it."""
    return _say(request, clock_id, "extend")


@staff_only
@drafts.not_twice
@both
def put_right(request: HttpRequest, clock_id: UUID, words_id: UUID) -> HttpResponse:
    """What was said of its time, with other days, or that it was not so."""
    found = access.clock_to_settle(account_of(request), clock_id)
    said = access.words_to_put_right(found, words_id)
    how: How = "pause" if said.what == ClockWords.What.PAUSED else "extend"
    return _ask(request, found, how, said)


def _say(request: HttpRequest, clock_id: UUID, how: How) -> HttpResponse:
    return _ask(request, access.clock_to_settle(account_of(request), clock_id), how)


def _ask(
    request: HttpRequest, found: Clock, how: How, said: ClockWords | None = None
) -> HttpResponse:
    by = account_of(request)
    every = list(access.said_of(found))
    counted = access.counted(found, every)
    rule = counted.rule
    if (
        rule is None
        or not (said or rule.reasons(how))
        or found.is_over
        or found.person.state in GONE
    ):
        drafts.asks_nothing(request)
        raise PermissionDenied("There is nothing to say about this any more.")
    asked = drafts.asking(
        request,
        _form(found, rule, how, every, said),
        _action(found, how, said),
        then=lambda _: str(found.get_absolute_url()),
        purpose="the time of something due",
        about=[found.person_id],
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    header = header_of(found.person, by)
    context = {
        "clock": found,
        "how": counted,
        "title": counted.title,
        "state": state_of(found, every),
        "header": header,
        "called": header.short,
        "heading": RIGHT[how] if said else HEADINGS[how],
        "changes": rule.reasons(how),
        "is_for_manager": _is_for_manager(rule, how, said) and not may(by, "supervise work"),
    }
    return render(request, "record/clock_time.html", {**context, **asked.context})


def _is_for_manager(rule: Rule, how: How, said: ClockWords | None) -> bool:
    """Whether a manager agrees to it, whatever reason of these it is for."""
    named = rule.named(how, said.reason) if said else None
    every = (named,) if named else rule.reasons(how)
    return bool(every) and all(one.needs_manager for one in every)


def _form(
    found: Clock, rule: Rule, how: How, every: list[ClockWords], said: ClockWords | None
) -> Callable[..., Any]:
    reasons = rule.reasons(how)
    if how == "pause":
        return partial(PauseClockForm, reasons=reasons, said=said)
    spans = actions.spans(rule, found, every, said.reason if said else "")
    return partial(ExtendClockForm, reasons=reasons, said=said, spans=spans)


def _action(found: Clock, how: How, said: ClockWords | None) -> Callable[..., Clock]:
    if said is None:
        if how == "pause":
            return partial(actions.pause_clock, clock=found)
        return partial(actions.extend_clock, clock=found)

    def act(*, is_so: str, by: Account, **given: Any) -> Clock:
        return actions.put_time_right(said=said, is_so=is_so == "yes", by=by, **given)

    return act


@staff_only
@drafts.not_twice
@both
def begin(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Follow something that began outside Alongside."""
    by = account_of(request)
    person = person_to_view(by, person_id, Rung.RECORD)
    if not access.may_begin(by, person):
        drafts.asks_nothing(request)
        raise PermissionDenied(only_visits(person.pk) or "You cannot write here now.")
    asked = drafts.asking(
        request,
        partial(BeginClockForm, rules=access.begins_by_hand(person)),
        actions.begin_clock,
        then=lambda clock: str(clock.get_absolute_url()),
        purpose="something that is due",
        about=[person],
        by=by,
        person=person,
    )
    if asked.leads:
        return redirect(asked.leads)
    header = header_of(person, by)
    context = {
        "person": person,
        "header": header,
        "called": header.short,
        "back": reverse("desk:person", args=[person.pk]),
    }
    return render(request, "record/begin_clock.html", {**context, **asked.context})
