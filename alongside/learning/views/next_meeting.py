"""Pages of the next meeting of a circle: saying when it is, calling it off, the calendar file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of
from alongside.foundation import drafts
from alongside.foundation.days import LONDON, When
from alongside.learning.access import circles as seats
from alongside.learning.access.next_meeting import HOUR, meeting_for_calendar, next_of
from alongside.learning.actions import circles as actions
from alongside.learning.forms.next_meeting import CallOffForm, NextMeetingForm
from alongside.learning.models import Circle

from .calendars import calendar_file
from .circles import PURPOSE, asks, url_of, workers_only
from .meets import meeting_told


@workers_only
@asks
@drafts.not_twice
def plan(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Say when it meets next, or change that."""
    circle = seats.circle_to_host(account_of(request), circle_id).circle
    now = next_of(circle)
    first: dict[str, Any] = {"where": circle.next_where}
    if now.is_to_come and now.at is not None:
        first["starts"] = When(timezone.localtime(now.at, LONDON), "time")
    return _asked(
        request,
        circle,
        "plan_next",
        lambda data: NextMeetingForm(data, initial=first),
        actions.plan_next,
        is_open=circle.ended_at is None,
    )


@workers_only
@asks
@drafts.not_twice
def call_off(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """Call it off, with a reason."""
    circle = seats.circle_to_host(account_of(request), circle_id).circle
    is_open = next_of(circle).is_to_come
    return _asked(
        request, circle, "call_off_next", CallOffForm, actions.call_off_next, is_open=is_open
    )


def _asked(
    request: HttpRequest,
    circle: Circle,
    template: str,
    make: Callable[[Any], Any],
    action: Callable[..., Any],
    *,
    is_open: bool,
) -> HttpResponse:
    if request.method != "POST" and not is_open:
        drafts.asks_nothing(request)
        return redirect(url_of(circle))
    asked = drafts.asking(
        request,
        make,
        action,
        then=lambda made: url_of(made),
        purpose=PURPOSE,
        by=account_of(request),
        circle=circle,
        seen=request.POST.get("seen", ""),
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method == "POST":  # refused: what stands may be what somebody else made of it now
        circle.refresh_from_db()
    told = {**asked.context, **meeting_told(circle), "circle": circle, "back": url_of(circle)}
    return render(request, f"learning/circles/{template}.html", told)


@require_safe
def calendar(request: HttpRequest, circle_id: UUID) -> HttpResponse:
    """The meeting for one's own calendar: that it is a group's, and when."""
    found = meeting_for_calendar(account_of(request), circle_id)
    one = found.circle
    assert found.at is not None  # asked for above
    assert one.next_set_at is not None
    return calendar_file(
        "meeting",
        of=f"{one.pk}-{int(one.next_set_at.timestamp())}",  # the one after it is another
        summary="A group in Alongside",
        starts_at=found.at,
        ends_at=found.at + HOUR,
        url=request.build_absolute_uri(reverse("learning:circle", args=[one.pk])),
        made_at=one.next_set_at,
        changed_at=one.next_changed_at,
        is_off=bool(one.next_off_why),
    )
