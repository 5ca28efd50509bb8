"""The agenda and notes of a meeting, and what the two will do."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.learning import supervising
from alongside.learning.access.agenda import taken_off
from alongside.learning.access.supervision import (
    day_of,
    follow_up_to_view,
    meeting_to_view,
    met,
    other_of,
    point_to_view,
)
from alongside.learning.actions.supervision import (
    agree_follow_up,
    bring_point,
    end_follow_up,
    take_off_point,
    write_notes,
)
from alongside.learning.forms.supervision import (
    BringForm,
    EndFollowUpForm,
    FollowUpForm,
    NotesForm,
)
from alongside.learning.models import Meeting, Point

from .asked import ask
from .meetings import leads_away, shown
from .two import GET_OR_POST


def two_of(meeting: Meeting) -> tuple[Account, Account]:
    """The worker and the supervisor."""
    return meeting.supervision.worker, meeting.supervision.supervisor


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def bring(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Put something on the agenda; ?kind= says what the prompt was."""
    by = account_of(request)
    found = meeting_to_view(by, meeting_id)
    if leads := leads_away(request, found):
        return leads
    kind = request.GET.get("kind", "")
    address = found.get_absolute_url()
    return ask(
        request,
        "bring",
        lambda data: BringForm(data, two=two_of(found), initial={"kind": kind}),
        partial(bring_point, meeting=found),
        then=address,
        back_url=address,
        by=by,
        context={
            "other": other_of(found.supervision, by).practitioner,
            "ethics": supervising.ethics_question(day_of(found.starts_at)),
        },
    )


@staff_only
@require_POST
def take_off(request: HttpRequest, point_id: UUID) -> HttpResponse:
    """Take off the agenda what one brought oneself."""
    by = account_of(request)
    found = point_to_view(by, point_id)
    try:
        take_off_point(point=found, by=by)
    except ValidationError as refusal:
        wrongs = [{"text": words, "href": ""} for words in refusal.messages]
        context = {**shown(found.meeting_id, by), "wrongs": wrongs}
        return render(request, "learning/supervision/meeting.html", context)
    return redirect(found.meeting)


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def notes(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Note what was said, point by point."""
    by = account_of(request)
    found = meeting_to_view(by, meeting_id)
    if leads := leads_away(request, found):
        return leads
    address = found.get_absolute_url()
    points = [(one, _label(one)) for one in met(found, by).points]
    points += _taken_off(found, request)
    made: list[NotesForm] = []

    def make(data: QueryDict | None) -> NotesForm:
        made.append(NotesForm(data, two=two_of(found), points=points))
        return made[-1]

    def keep(*, by: Account, **_: Any) -> Any:
        return write_notes(meeting=found, texts=made[-1].texts(), by=by)

    return ask(
        request, "notes", make, keep, then=address, back_url=address, by=by,
        context={"other": other_of(found.supervision, by).practitioner},
    )  # fmt: skip


def _label(one: Point) -> str:
    first = one.text.strip().splitlines()[:1]
    words = first[0] if first else ""
    short = words if len(words) <= 80 else f"{words[:79].rstrip()}…"
    return f"{supervising.prompts()[one.kind].ask}: {short}"


def _taken_off(meeting: Meeting, request: HttpRequest) -> list[tuple[Point, str]]:
    """Points that somebody took off while words were being written on them: none is lost."""
    gone = taken_off(meeting) if request.method == "POST" else []
    return [(one, _label(one)) for one in gone if request.POST.get(f"point_{one.pk.hex}")]


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def agree(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Agree that one of the two does something."""
    by = account_of(request)
    found = meeting_to_view(by, meeting_id)
    if leads := leads_away(request, found):
        return leads
    address = found.get_absolute_url()
    return ask(
        request,
        "agree",
        lambda data: FollowUpForm(data, two=two_of(found)),
        partial(agree_follow_up, meeting=found),
        then=address,
        back_url=address,
        by=by,
    )


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def came_of(request: HttpRequest, follow_up_id: UUID) -> HttpResponse:
    """Say what came of something that was to be done."""
    by = account_of(request)
    found = follow_up_to_view(by, follow_up_id)
    between = found.supervision
    two = (between.worker, between.supervisor)
    address = between.get_absolute_url()
    return ask(
        request,
        "came_of",
        lambda data: EndFollowUpForm(data, two=two),
        partial(end_follow_up, follow_up=found),
        then=address,
        back_url=address,
        by=by,
        context={"follow_up": found},
    )
