"""Waiting for you: everything that is due, and the small pages that decide it here."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.desk import saying
from alongside.desk.access import waiting as waits
from alongside.desk.access.caseload import open_tasks
from alongside.desk.access.waiting import Asked, Opened, Waiting
from alongside.desk.forms import AnswerAccessForm, AnswerUnheldForm, ReviewGlassForm, TellingForm
from alongside.foundation import drafts, trail
from alongside.people.access import may_answer_unheld
from alongside.people.actions import grants
from alongside.people.actions.looking_again import decide_telling
from alongside.people.merging import merges_waiting
from alongside.people.models import AccessRequest, BreakGlass, Merge
from alongside.record.access import words_left_behind
from alongside.record.actions import do_task
from alongside.record.models import Task
from alongside.record.readership import name_of

HEADINGS: dict[saying.What, Callable[[str], str]] = {
    saying.What.DECIDE_HELD: lambda who: f"Decide whether {who} may read an entry",
    saying.What.SECOND_LOOK: lambda who: f"Agree, or not, that {who} is not told of an entry",
    saying.What.ANSWER_ACCESS: lambda who: f"Somebody asks to see the record of {who}",
    saying.What.REVIEW_GLASS: lambda who: f"The record of {who} was opened in an emergency",
    saying.What.MISFILED: lambda who: f"An entry about somebody else was in the record of {who}",
    saying.What.DISAGREES: lambda who: f"What was imported disagrees with what we know of {who}",
    saying.What.WORDS: lambda who: f"New words from {who}",
    saying.What.CORRECT: lambda who: f"{who[:1].upper()}{who[1:]} says that something is wrong",
    saying.What.REVIEW_RESTRICTION: lambda who: f"Look again at what is restricted about {who}",
    saying.What.LOOK_AGAIN: lambda who: f"Look again at what is held back from {who}",
    saying.What.FILE: lambda who: f"A file about {who} was kept back, and nobody may open it",
    saying.What.UNLOCK: lambda who: f"Agree, or not, that a locked file about {who} opens again",
    saying.What.TELLING: lambda who: f"Look again at whether {who} is told of an emergency",
    saying.What.PROTECTION: lambda who: f"Look again at what is kept safe for {who}",
    saying.What.NEED: lambda who: f"Ask {who} again about something that helps them take part",
    saying.What.WITHDRAW: lambda _: "Agree, or not, that an import is withdrawn",
    saying.What.WITHDRAWN: lambda _: "What an import brought to your team was taken out again",
    saying.What.FOLLOW_UP: lambda who: f"After what {who} answered",
    saying.What.AGREE: lambda who: f"Agree, or not, to what was written with {who}",
    saying.What.RETURNED: lambda who: f"What you wrote with {who} was returned to you",
    saying.What.REFERRAL: lambda who: f"A partner agency asks something for {who}",
    saying.What.ALLEGATION: lambda _: "About an allegation",
    saying.What.TAKE_OVER: lambda who: f"A colleague began to write about {who}, and cannot finish",
}
ACTIONS = {
    saying.What.DECIDE_HELD: "Decide",
    saying.What.SECOND_LOOK: "Look at it",
    saying.What.ANSWER_ACCESS: "Answer",
    saying.What.REVIEW_GLASS: "Look at it",
    saying.What.MISFILED: "See who had looked",
    saying.What.DISAGREES: "Compare",
    saying.What.FILE: "See what to do",
    saying.What.UNLOCK: "Look at it",
    saying.What.TELLING: "Look at it",
    saying.What.PROTECTION: "Look at it",
    saying.What.NEED: "Ask again",
    saying.What.TAKE_OVER: "Answer",
    saying.What.WITHDRAW: "Look at it",
    saying.What.WITHDRAWN: "See what happened",
    saying.What.AGREE: "Look at it",
    saying.What.RETURNED: "See what is missing",
}
UNKNOWN = "somebody whose record you may not open"


@staff_only
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits, what is due first, and what became of what one asked oneself."""
    account = account_of(request)
    found = waits.waiting_for(account)
    trail.note("waiting opened", by=account, detail={"tasks": len(found)})
    context = {
        "items": [_item(one) for one in found[: waits.PAGE]],
        "has_more": len(found) > waits.PAGE,
        "asked": [_asked(one) for one in waits.asked_by(account)],
        "opened": [_opened(one) for one in waits.opened_by(account)],
        "merges": [(one, _about_merge(one)) for one in merges_waiting(account)],
        "left_behind": len(drafts.drafts_left_behind(account)),
    }
    return render(request, "desk/waiting.html", context)


def _about_merge(one: Merge) -> str:
    if one.state == Merge.State.WAITING:
        return "Agree, or not, that two records are one person"
    if one.state == Merge.State.MADE:
        return "Look at what somebody reads, before they sign in again"
    return "Two records were parted again: look at who read what"


def _item(one: Waiting) -> dict[str, Any]:
    what = saying.What(one.task.what)
    parts = [
        saying.due(one.task.due_on),
        f"For {one.task.team.name}" if one.is_for_team and one.task.team else "",
        "Passed on to you after its day" if one.task.escalated_at else "",
        _why_closed(one),
    ]
    return {
        "heading": HEADINGS[what](one.called or UNKNOWN)
        + (f": {one.task.words}" if one.task.words else ""),
        "line": ". ".join(part for part in parts if part) + ("." if any(parts) else ""),
        "url": one.url,
        "action": ACTIONS.get(what, "Read it"),
        "may_tick": one.may_tick,
        "task": one.task,
    }


def _why_closed(one: Waiting) -> str:
    """Why there is no page to go to, where there is none."""
    if one.is_ones_own:
        return "You did this yourself, so somebody else has to look at it. Tell your manager"
    return "" if one.url else "You may not open it, so somebody else has to. Tell your manager"


def _asked(one: Asked) -> dict[str, Any]:
    request = one.request
    state = {
        AccessRequest.State.WAITING: "Waiting for an answer.",
        AccessRequest.State.GIVEN: "You were given access.",
        AccessRequest.State.REFUSED: "You were not given access.",
    }[AccessRequest.State(request.state)]
    return {"request": request, "state": state, "url": one.url}


def _opened(one: Opened) -> dict[str, Any]:
    glass = one.glass
    return {
        "glass": glass,
        "heading": f"The record of {one.called}" if one.called else "A record",
        "reviewed_by": name_of(glass.reviewed_by) if glass.reviewed_by else "",
    }


@staff_only
@require_POST
def done(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Tick off what has been seen to. Pressing twice does no harm."""
    account = account_of(request)
    mine = Task.objects.filter(pk=task_id, done_by=account).exists()
    if not mine:
        do_task(task=waits.task_to_tick(account, task_id), by=account)
    return redirect("desk:my-people" if request.POST.get("next") == "home" else "desk:waiting")


def _tick_of(account: Account, source: Any) -> Task | None:
    """The open task that a page was reached by, so that it can be ticked off there."""
    return open_tasks(account).filter(from_id=source.pk).first()


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def answer_access(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Giving, or refusing, sight of a record to somebody who asked."""
    account = account_of(request)
    found = waits.request_to_answer(account, request_id)
    trail.note("request for access opened", on=found, about=[found.person_id], by=account)
    is_unheld = may_answer_unheld(found.person_id)
    asked = drafts.asking(
        request,
        AnswerUnheldForm if is_unheld else AnswerAccessForm,
        partial(grants.answer_access, request=found),
        then=lambda _: reverse("desk:waiting"),
        purpose="reply to a request for access",
        about=[found.person_id],
        by=account,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {
        "asked": found,
        "called": waits.whose(found.person_id, account) or UNKNOWN,
        "is_unheld": is_unheld,
        "who": name_of(found.asked_by),
        "job": getattr(getattr(found.asked_by, "practitioner", None), "job_title", ""),
        "is_open": found.state == AccessRequest.State.WAITING,
        "answered_by": name_of(found.answered_by) if found.answered_by else "",
        **asked.context,
        "task": _tick_of(account, found),
    }
    return render(request, "desk/answer_access.html", context)


REVIEWS = (ReviewGlassForm, grants.review_break_glass)
TELLINGS = (TellingForm, decide_telling)


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
@drafts.not_twice
def review_glass(request: HttpRequest, glass_id: UUID) -> HttpResponse:
    """Looking afterwards at a record that was opened in an emergency."""
    account = account_of(request)
    opening = waits.opening_to_review(account, glass_id)
    glass = opening.glass
    trail.note("emergency opening looked at", on=glass, about=[glass.person_id], by=account)
    is_open = glass.outcome == BreakGlass.Outcome.WAITING
    form, action = REVIEWS if is_open else TELLINGS
    asked = drafts.asking(
        request,
        form,
        action,
        then=lambda _: reverse("desk:waiting"),
        purpose="review of an emergency opening",
        about=[glass.person_id],
        by=account,
        glass=glass,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {
        "opening": opening,
        "glass": glass,
        "who": opening.called or UNKNOWN,
        "is_open": is_open,
        "is_told": glass.telling == BreakGlass.Telling.SHOWN,
        "reviewed_by": name_of(glass.reviewed_by) if glass.reviewed_by else "",
        **asked.context,
    }
    return render(request, "desk/review_glass.html", context)


@staff_only
@require_safe
def misfiled(request: HttpRequest, mark_id: UUID) -> HttpResponse:
    """What was in the wrong record, and who had looked at it there."""
    account = account_of(request)
    mark = waits.misfiled_to_see(account, mark_id)
    trail.note("misfiled entry looked at", on=mark, about=[mark.person_id], by=account)
    context = {
        "mark": mark,
        "by_name": name_of(mark.by),
        "who": waits.whose(mark.person_id, account) or UNKNOWN,
        "looked": waits.who_had_looked(mark),
        "words": words_left_behind([mark]).get(mark.entry_id, []),
        "task": _tick_of(account, mark),
    }
    return render(request, "desk/misfiled.html", context)
