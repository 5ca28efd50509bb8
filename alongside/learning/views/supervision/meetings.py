"""Meetings: planning one, its page, moving it, calling it off, saying that it was held, signing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import LONDON, When, ago
from alongside.foundation.opened import is_record_open
from alongside.foundation.templatetags.alongside import address
from alongside.learning import supervising
from alongside.learning.access import signing
from alongside.learning.access.supervision import (
    Met,
    called,
    day_of,
    is_closed,
    meeting_to_view,
    met,
    other_of,
    rotas,
    shared_between,
    supervision_to_view,
)
from alongside.learning.actions.supervision import (
    call_off_meeting,
    hold_meeting,
    move_meeting,
    plan_meeting,
    see_change,
    sign_meeting,
)
from alongside.learning.actions.supervision.meetings import CHANGED
from alongside.learning.forms.supervision import MeetingForm, SignForm, WhyForm
from alongside.learning.models import Meeting, Point, Said, Share
from alongside.learning.views.calendars import calendar_file

from .asked import PURPOSE, ask, is_refused
from .lines import (
    at_start,
    changed_words,
    follow_up_item,
    name_of,
    signed_words,
    when_words,
)
from .two import GET_OR_POST

NEW = "New"


@staff_only
@require_http_methods(GET_OR_POST)
def plan(request: HttpRequest, supervision_id: UUID) -> HttpResponse:
    """Plan the next meeting; the day stands there already, by the rhythm of the two."""
    by = account_of(request)
    found = supervision_to_view(by, supervision_id)
    if request.method != "POST" and (found.ended_at or found.accepted_at is None):
        drafts.asks_nothing(request)
        return redirect(found)
    rota = rotas([found])[0]
    today = timezone.localdate()
    next_on = max(rota.next_on, supervising.next_on(today, 0)) if rota.next_on else None
    last = rota.last or rota.unsaid or rota.next
    initial: dict[str, Any] = {"how": last.how, "place": last.place} if last else {}
    if last and next_on:
        at = timezone.localtime(last.starts_at).time()
        initial["starts"] = When(datetime.combine(next_on, at, LONDON), "time")
    return ask(
        request,
        "plan",
        lambda data: MeetingForm(data, initial=initial),
        partial(plan_meeting, supervision=found),
        then=lambda made: str(made.get_absolute_url()),
        back_url=found.get_absolute_url(),
        by=by,
        context={
            "other": other_of(found, by).practitioner,
            "often": supervising.how_often(found.every_days),
            "next_on": next_on,
            "length": supervising.length(),
        },
    )


@staff_only
@require_safe
def meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The agenda, what was noted, what will be done, and who has signed."""
    by = account_of(request)
    context = shown(meeting_id, by)
    see_change(meeting=context["meeting"], by=by)
    return render(request, "learning/supervision/meeting.html", context)


def shown(
    meeting_id: UUID,
    by: Account,
    *,
    can_end: bool = True,
    is_paper: bool = False,
    seen: frozenset[str] | None = None,
) -> dict[str, Any]:
    """What the page of a meeting shows, or its paper, which names both.

    What is not among what was `seen` before is marked as new.
    """
    found = meeting_to_view(by, meeting_id)
    me = None if is_paper else by
    read, other = met(found, by), other_of(found.supervision, by)
    is_past = found.starts_at <= timezone.now()
    noted = (one for some in read.said.values() for one in some)
    marks = signing.marks_of(found, read.points, noted, read.follow_ups, read.signatures)
    new = signing.new_in(marks, seen) if seen is not None else set()
    return {
        "meeting": found,
        "supervision": found.supervision,
        "other": other.practitioner,
        "heading": f"Supervision, {when_words(found.starts_at)}",
        "quiet": _quiet(found, None if is_paper else other),
        "read": read,
        "is_open": read.is_open,
        "is_record_open": is_record_open(),
        "is_past": is_past,
        "changed": changed_words(found, found.supervision, me),
        "marks": signing.written(marks),
        "points": [_point(one, read, by, me, new) for one in read.points],
        "beside": [_noted(one, found, me, new) for one in read.said.get(None, [])],
        "follow_ups": [
            follow_up_item(one, can_end=can_end) | {"small": NEW if one.pk in new else ""}
            for one in read.follow_ups
        ],
        "before": [follow_up_item(one, can_end=can_end) for one in read.before],
        "signed": signed_words(read.signatures, found.supervision, me),
        "otherwise": [_signature(one, found, me) for one in read.signatures if one.words],
        "may_sign": bool(found.held_at) and not found.called_off_at and not read.signed_by(by),
        "unused": _unused(read),
        "shared": [_shared(one, found, by) for one in shared_between(found.supervision)],
        "onward": _onward(found),
        "ethics": supervising.ethics_question(day_of(found.starts_at)),
    }


def _quiet(found: Meeting, other: Account | None) -> str:
    where = f". {found.place}" if found.place else ""
    if other is None:
        two = (found.supervision.worker, found.supervision.supervisor)
        names = " and ".join(one.practitioner.name for one in two)
        return f"{names}. {found.get_how_display()}{where}."
    when = ago(day_of(found.starts_at), timezone.localdate()).capitalize()
    return f"With {called(other)}. {found.get_how_display()}{where}. {when}."


def _point(
    one: Point, read: Met, by: Account, me: Account | None, new: Collection[UUID] = ()
) -> dict[str, Any]:
    said = read.said.get(one.pk, [])
    prompt = supervising.prompts()[one.kind]
    is_case = one.kind == Point.Kind.CASE
    return {
        "pk": one.pk,
        "heading": prompt.ask,
        "text": one.text,
        "brought": f"Brought by {name_of(one.by_id, read.meeting.supervision, me)}",
        "is_case": is_case,
        "is_decided": one.entry_id is not None,
        "decided": read.decided.get(one.entry_id) if one.entry_id else None,
        "said": [_noted(each, read.meeting, me, new) for each in said],
        "new": NEW if one.pk in new else "",
        "can_take_off": read.is_open and one.by_id == by.pk and not said and not one.entry_id,
        "can_decide": read.is_open and is_case and one.entry_id is None and is_record_open(),
    }


def _noted(
    one: Said, found: Meeting, me: Account | None, new: Collection[UUID] = ()
) -> dict[str, str]:
    who = name_of(one.by_id, found.supervision, me)
    noted = f"Noted by {who}, {when_words(one.at)}"
    return {"text": one.text, "who": noted, "new": NEW if one.pk in new else ""}


def _signature(one: Any, found: Meeting, me: Account | None) -> tuple[str, str]:
    who = name_of(one.by_id, found.supervision, me)
    return (at_start(who), one.words)


def _shared(one: Share, found: Meeting, by: Account) -> dict[str, str]:
    who = name_of(one.owner_id, found.supervision, by)
    return {
        "title": one.piece.title,
        "url": address("learning:piece", one.piece_id),
        "whose": f"From {who}",
    }


def _onward(found: Meeting) -> list[tuple[str, str]]:
    """What one makes of it for oneself, where there are such pages: nothing is taken along."""
    if not found.held_at:
        return []
    onward = (
        ("Reflect on this", address("learning:reflections")),
        ("Use it as CPD", address("learning:use-other-as-cpd", "supervision", found.pk)),
    )
    return [(words, where) for words, where in onward if where]


def _unused(read: Met) -> list[supervising.Asked]:
    """The standing prompts that nobody has brought anything to."""
    brought = {one.kind for one in read.points}
    always = (Point.Kind.REFLECTION, Point.Kind.ETHICS, Point.Kind.LEARNING, Point.Kind.WORKLOAD)
    return [supervising.prompts()[kind] for kind in always if kind not in brought]


def leads_away(
    request: HttpRequest, found: Meeting, *, is_held: bool = False
) -> HttpResponse | None:
    """Where a page leads that asks nothing any more: to the meeting, or to words begun for it."""
    if request.method == "POST" or not (is_closed(found) or (is_held and found.held_at)):
        return None
    drafts.asks_nothing(request)
    return redirect(found)


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def move(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Change when, where or how."""
    by = account_of(request)
    found = meeting_to_view(by, meeting_id)
    if leads := leads_away(request, found, is_held=True):
        return leads
    here = found.get_absolute_url()
    initial = {
        "starts": When(timezone.localtime(found.starts_at, LONDON), "time"),
        "how": found.how,
        "place": found.place,
        "link": found.link,
    }
    return ask(
        request,
        "move",
        lambda data: MeetingForm(data, initial=initial),
        partial(move_meeting, meeting=found),
        then=here,
        back_url=here,
        by=by,
    )


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def call_off(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Call it off, with a reason."""
    by = account_of(request)
    found = meeting_to_view(by, meeting_id)
    if leads := leads_away(request, found, is_held=True):
        return leads
    action = partial(call_off_meeting, meeting=found)
    return ask(
        request, "call_off", WhyForm, action, then=found.supervision.get_absolute_url(),
        back_url=found.get_absolute_url(), by=by,
    )  # fmt: skip


@staff_only
@require_safe
def calendar(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The meeting for one's own calendar: that it is supervision, and when."""
    found = meeting_to_view(account_of(request), meeting_id)
    return calendar_file(
        "meeting", of=str(found.pk), summary="Supervision", starts_at=found.starts_at,
        ends_at=found.starts_at + timedelta(minutes=supervising.length().minutes),
        url=request.build_absolute_uri(found.get_absolute_url()), made_at=found.made_at,
        changed_at=found.changed_at, is_off=found.called_off_at is not None,
    )  # fmt: skip


@staff_only
@require_POST
def held(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Say that the two have met."""
    by = account_of(request)
    found = meeting_to_view(by, meeting_id)
    try:
        hold_meeting(meeting=found, by=by)
    except ValidationError as refusal:
        wrongs = [{"text": words, "href": ""} for words in refusal.messages]
        context = {**shown(meeting_id, by), "wrongs": wrongs}
        return render(request, "learning/supervision/meeting.html", context)
    return redirect(found)


@staff_only
@require_http_methods(GET_OR_POST)
@drafts.not_twice
def sign(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Sign what stands here, saying what one sees otherwise.

    The form carries what was shown: where something else stands there by now, that is read first.
    """
    by = account_of(request)
    seen = signing.read(request.POST.get("read", ""))
    context = shown(meeting_id, by, can_end=False)
    found: Meeting = context["meeting"]
    if request.method != "POST" and not context["may_sign"]:
        drafts.asks_nothing(request)
        return redirect(found)
    asked = drafts.asking(
        request,
        SignForm,
        partial(sign_meeting, meeting=found, seen=seen),
        then=lambda _made: str(found.get_absolute_url()),
        purpose=PURPOSE,
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    if is_refused(asked.form, CHANGED):
        context = shown(meeting_id, by, can_end=False, seen=seen)
    told = {**context, **asked.context, "back_url": found.get_absolute_url()}
    return render(request, "learning/supervision/sign.html", told)
