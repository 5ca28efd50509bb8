"""A worker's days in their own calendar: the page that makes and ends its address, and the file."""

from typing import Any

from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.desk.access.calendar import days_asked, days_of, feed_behind, my_feed, owner_of
from alongside.desk.saying import local
from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.foundation.calendars import calendar_file
from alongside.record.actions.calendars import end_calendar, make_calendar, renew_calendar
from alongside.record.models import CalendarFeed

MAKER = "-//Alongside//Days//EN"


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The file, for whoever knows the address; for a wrong one or one that is over, nothing."""
    if not ratelimit.consume(request, action="calendar"):
        return HttpResponse("Too many at once. Ask again in a minute.\n", status=429)
    with acting(None):
        found = feed_behind(secret)
    if found is None:
        raise Http404
    key, owner = found
    with acting(owner):
        account = owner_of(owner)
        said = calendar_file(days_of(account), maker=MAKER, name="Days")
        trail.note("calendar fetched", on=CalendarFeed(pk=key), by=account)
    answer = HttpResponse(said, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="days.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@staff_only
@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """What a calendar would be told and by whom it is read; whether there is an address."""
    return _page(request, account_of(request))


@staff_only
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """A new address, shown on this one page and never again."""
    account = account_of(request)
    secret = make_calendar(by=account)
    address = request.build_absolute_uri(reverse("desk:calendar-feed", args=[secret]))
    answer = _page(request, account, {"address": address})
    answer["Cache-Control"] = "private, no-store"
    return answer


@staff_only
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """The same address holds for 90 days more."""
    account = account_of(request)
    try:
        renew_calendar(by=account)
    except ValidationError as refusal:
        return _page(request, account, {"refused": refusal.messages[0]})
    return redirect("desk:calendar")


@staff_only
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """The address ends, at once."""
    end_calendar(by=account_of(request))
    return redirect("desk:calendar")


def _page(
    request: HttpRequest, account: Account, more: dict[str, Any] | None = None
) -> HttpResponse:
    found = my_feed(account)
    context = {
        "feed": found,
        "is_over": found is not None and found.until <= timezone.now(),
        "until": local(found.until) if found else None,
        "asked": days_asked()[:7] if found else [],
        **(more or {}),
    }
    return render(request, "desk/calendar.html", context)
