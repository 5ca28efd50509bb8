"""Waiting for you: everything that is due, and the small pages that decide it here."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.desk.access import asked, covering, order
from alongside.desk.access import waiting as waits
from alongside.desk.access.asked import Asked, Opened
from alongside.desk.access.caseload import open_tasks
from alongside.desk.forms import AnswerAccessForm, AnswerUnheldForm, ReviewGlassForm, TellingForm
from alongside.desk.listed import UNKNOWN, Listed
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


@staff_only
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Everything to see to, a page at a time, and what became of what one asked oneself."""
    account = account_of(request)
    given = request.GET.get("page", "1")
    number = int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 5 else 1
    shown, later = order.lines_for(account, max(number, 1))
    is_first = shown.number == 1
    below = asked.stands_below() if is_first else frozenset()
    listed = Listed(account, [*shown.lines, *later])
    detail = {"tasks": len(shown.lines)}
    trail.note("waiting opened", listed=listed.people, by=account, detail=detail)
    context = {
        "places": listed.places(shown.lines),
        "later": listed.items(later),
        "newer": f"?page={shown.number - 1}" if not is_first else "",
        "older": f"?page={shown.number + 1}" if shown.has_more else "",
        "is_first": is_first,
        "covers": covering.told_to(account) if "covers" in below else [],
        "asked": [_asked(one) for one in asked.asked_by(account)] if "asked" in below else [],
        "opened": [_opened(one) for one in asked.opened_by(account)] if "opened" in below else [],
        "merges": [(one, _about_merge(one, account)) for one in merges_waiting(account)]
        if "merges" in below
        else [],
        "left_behind": len(drafts.drafts_left_behind(account)) if "drafts" in below else 0,
    }
    return render(request, "desk/waiting.html", context)


def _about_merge(one: Merge, account: Account) -> str:
    if one.state == Merge.State.WAITING and one.asked_by_id == account.pk:
        return "You asked that two records become one: somebody else decides"
    if one.state == Merge.State.WAITING:
        return "Agree, or not, that two records are one person"
    if one.state == Merge.State.MADE:
        return "Look at what somebody reads, before they sign in again"
    return "Two records were parted again: look at who read what"


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
