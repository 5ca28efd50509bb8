"""Meetings about me: my own words first, who else is asked, and whether the minutes are right."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from alongside.foundation import drafts, trail
from alongside.foundation.days import in_words, time_in_words
from alongside.plans.meetings import access
from alongside.plans.meetings.access import Met
from alongside.plans.meetings.actions import answer_minutes, say_before
from alongside.portal.forms import BeforeMeetingForm, MyMinutesForm

from .pages import Me, mine, show

both = require_http_methods(["GET", "HEAD", "POST"])


@mine
@require_safe
def meetings(request: HttpRequest, me: Me) -> HttpResponse:
    """Every meeting to which I am asked, the latest first."""
    trail.note("own meetings opened", on=me.person, about=[me.person], by=me.account)
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) < 4 else 1
    found, is_more = access.meetings_of(me.person, me.account, max(page, 1))
    held = access.held_among([one.id for one in found], me.account)
    items = [_item(one, one.id in held) for one in found]
    return show(request, "meetings.html", me, items=items, next=page + 1 if is_more else None)


def _item(met: Met, is_held: bool) -> dict[str, Any]:
    starts = timezone.localtime(met.starts_at)
    quiet = ""
    if met.off:
        quiet = gettext("This meeting was called off.")
    elif is_held or access.is_past(met):
        quiet = gettext("This meeting is over.")
    elif not met.own_views:
        quiet = gettext("You can say beforehand what you think.")
    return {
        "heading": met.kind.title,
        "url": reverse("portal:meeting", args=[met.id]),
        "line": f"{in_words(starts.date())}, {time_in_words(starts.time())}",
        "quiet": quiet,
    }


def _frame(met: Met, me: Me) -> dict[str, Any]:
    return {
        "met": met,
        "meeting": met.meeting,
        "kind": met.kind,
        "back": reverse("portal:meeting", args=[met.id]),
    }


@mine
@require_safe
def meeting(request: HttpRequest, me: Me, met_id: UUID) -> HttpResponse:
    """One meeting about me, with my words first."""
    met = access.meeting_to_open(me.account, met_id, "own meeting opened")
    has_minutes = _reads(met, me)
    told = {
        "has_minutes": has_minutes,
        "is_looked_at": not has_minutes and access.is_held(met, me.account),
        "is_to_come": not access.is_over_for(met, me.account),
    }
    return show(request, "meeting.html", me, **_frame(met, me), **told)


def _reads(met: Met, me: Me) -> bool:
    """Whether the minutes are shown to them, as every entry is or is not."""
    return met.written is not None and access.has_minutes(met, me.account)


@mine
@both
@drafts.not_twice
def before(request: HttpRequest, me: Me, met_id: UUID) -> HttpResponse:
    """Say beforehand what I think, or what I want to talk about; afterwards, where to say it."""
    met = access.meeting_to_view(me.account, met_id)
    told = {"is_over": access.is_over_for(met, me.account), "has_minutes": _reads(met, me)}
    return _ask(request, me, met, BeforeMeetingForm, say_before, "before_meeting.html", **told)


@mine
@both
@drafts.not_twice
def answer(request: HttpRequest, me: Me, met_id: UUID) -> HttpResponse:
    """Say whether the minutes are right."""
    met = access.meeting_to_view(me.account, met_id)
    if not _reads(met, me):
        raise Http404
    return _ask(request, me, met, MyMinutesForm, answer_minutes, "answer_minutes.html")


def _ask(
    request: HttpRequest, me: Me, met: Met, make: Any, action: Any, template: str, **told: Any
) -> HttpResponse:
    frame = _frame(met, me)
    asked = drafts.asking(
        request,
        make,
        action,
        then=lambda _: frame["back"],
        purpose="plan",
        about=[me.person],
        by=me.account,
        meeting=met.id,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        trail.note("own meeting opened", on=met.meeting, about=[me.person], by=me.account)
    told["has_words"] = asked.form.is_bound or any(asked.draft.texts.values())
    return show(request, template, me, **frame, **told, **asked.context)
