"""The page on which a worker says for when a visit that is due is planned."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import LONDON, When
from alongside.people.access import only_visits
from alongside.people.header import header_of
from alongside.record.access import clocks as access
from alongside.record.access.planned import is_visit, planned_of
from alongside.record.actions.planning_visits import plan_visit
from alongside.record.forms.clocks import PlanVisitForm
from alongside.record.models import Clock
from alongside.record.saying_clocks import GONE, state_of


@staff_only
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, clock_id: UUID) -> HttpResponse:
    """A day and a time; where one was said already, another, or none."""
    by = account_of(request)
    found = access.clock_to_settle(by, clock_id)
    if not is_visit(found) or found.is_over or found.person.state in GONE:
        drafts.asks_nothing(request)
        raise PermissionDenied("There is no visit to be planned here.")
    if words := only_visits(found.person_id):
        drafts.asks_nothing(request)
        raise PermissionDenied(words)
    said = list(access.said_of(found))
    planned = planned_of(said)
    at = planned.starts_at if planned else None
    asked = drafts.asking(
        request,
        partial(PlanVisitForm, planned=When(at.astimezone(LONDON), "time") if at else None),
        partial(_plan, clock=found),
        then=lambda _: str(found.get_absolute_url()),
        purpose="when a visit is planned",
        about=[found.person_id],
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    header = header_of(found.person, by)
    context = {
        "clock": found,
        "title": access.counted(found, said).title,
        "state": state_of(found, said),
        "header": header,
        "called": header.short,
    }
    return render(request, "record/plan_visit.html", {**context, **asked.context})


def _plan(*, is_planned: str = "yes", by: Account, **given: Any) -> Clock:
    return plan_visit(is_planned=is_planned == "yes", by=by, **given)
