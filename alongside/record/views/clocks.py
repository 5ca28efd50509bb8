"""The pages of one clock: how its day was worked out, and what became of it."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.people.access import only_visits
from alongside.people.header import header_of
from alongside.record.access.clocks import (
    clock_to_open,
    clock_to_settle,
    counted,
    said_of,
    still_said,
)
from alongside.record.access.planned import is_visit, planned_of
from alongside.record.actions import settling_clocks
from alongside.record.forms.clocks import AGAIN, DONE, LATE, STOP, SettleClockForm, offered
from alongside.record.models import Clock, ClockWords
from alongside.record.readership import name_of
from alongside.record.saying_clocks import GONE, said_lines, state_of


@staff_only
@require_safe
def clock(request: HttpRequest, clock_id: UUID) -> HttpResponse:
    """The rule, its source, and every step of the count."""
    by = account_of(request)
    found = clock_to_open(by, clock_id)
    said = list(said_of(found))
    frame = _frame(found, by, said)
    how, planned = frame["how"], planned_of(said)
    may_settle = may(by, "write record") and bool(_offers(found))
    may_move = may_settle and not found.is_over
    context = {
        **frame,
        "said": said_lines(said, still_said(said) if may_move else ()),
        "is_as_counted": how.due is not None and how.due.due_on == found.due_on,
        "may_settle": may_settle,
        "is_fixed": how.rule and not (how.rule.change("pause") or how.rule.change("extend")),
        "begun_by": name_of(found.started_by),
        "may_plan": may_move and is_visit(found) and not only_visits(found.person_id),
        "is_planned": planned is not None and planned.starts_at is not None,
        "may_pause": may_move and bool(how.rule and how.rule.change("pause")),
        "may_extend": may_move
        and bool(how.rule and how.rule.change("extend"))
        and not any(one.what == ClockWords.What.LONGER for one in still_said(said)),
    }
    return render(request, "record/clock.html", context)


@staff_only
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, clock_id: UUID) -> HttpResponse:
    """Done on a day, late for a reason, or not counting any more."""
    by = account_of(request)
    found = clock_to_settle(by, clock_id)
    offers = _offers(found)
    if not offers:
        drafts.asks_nothing(request)
        raise PermissionDenied("There is nothing to say about this any more.")
    asked = drafts.asking(
        request,
        partial(SettleClockForm, offers=offers),
        _settle,
        then=lambda _: str(found.get_absolute_url()),
        purpose="what became of something due",
        about=[found.person_id],
        by=by,
        clock=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    return render(
        request, "record/settle_clock.html", {**_frame(found, by, said_of(found)), **asked.context}
    )


def _settle(
    *, clock: Clock, what: str, why: str, by: Account, done_on: date | None = None
) -> Clock:
    if what == DONE:
        return settling_clocks.finish_clock(clock=clock, done_on=done_on, why=why, by=by)
    says = {
        LATE: settling_clocks.explain_late_clock,
        STOP: settling_clocks.stop_clock,
        AGAIN: settling_clocks.open_clock_again,
    }
    return says[what](clock=clock, why=why, by=by)


def _offers(found: Clock) -> tuple[str, ...]:
    if found.person.state in GONE:
        return ()
    return offered(found, bool(found.done_on and found.done_on > found.due_on))


def _frame(found: Clock, by: Account, said: Iterable[ClockWords]) -> dict[str, Any]:
    header, how = header_of(found.person, by), counted(found, said)
    return {
        "clock": found,
        "how": how,
        "title": how.title,
        "state": state_of(found, said),
        "header": header,
        "called": header.short,
    }
