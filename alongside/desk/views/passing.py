"""What one does with a line of the list: put it off, hand it over, hand it back, ask somebody."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.desk import saying
from alongside.desk.access.waiting import whose
from alongside.desk.access.working import step_to_see_to, task_to_pass
from alongside.desk.listed import HEADINGS, UNKNOWN
from alongside.desk.working_forms import AskColleagueForm, HandBackForm, PassForm, PutOffForm
from alongside.foundation import drafts
from alongside.record.access.clocks import clock_to_settle, counted
from alongside.record.actions import passing
from alongside.record.actions.passing import CAN_BE_PASSED, Due, StepDue
from alongside.record.models import Clock, Task

AS_AGREED = "The plan stays as it was agreed."


def _page(
    request: HttpRequest,
    form: Callable[..., forms.Form],
    action: Callable[..., Any],
    *,
    heading: str,
    of: Due,
    button: str,
    purpose: str,
    note: str = "",
    **given: Any,
) -> HttpResponse:
    by = account_of(request)
    asked = drafts.asking(
        request,
        form,
        action,
        then=lambda _: reverse("desk:waiting"),
        purpose=purpose,
        about=[of.person_id] if of.person_id else [],
        by=by,
        **given,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {"heading": heading, "what": _what(of, by), "button": button, "note": note}
    context["due"] = saying.due(of.due_on)
    return render(request, "desk/pass.html", {**context, **asked.context})


def _what(of: Due, by: Account) -> str:
    if isinstance(of, Clock):
        return f"{counted(of).title}, for {of.person.called}"
    if isinstance(of, StepDue):
        return f"{of.words.rstrip('.')}, for {whose(of.person_id, by) or UNKNOWN}"
    called = whose(of.person_id, by) if of.person_id else ""
    return HEADINGS[saying.What(of.what)](called or UNKNOWN)


def _put_off(request: HttpRequest, of: Due, note: str = "") -> HttpResponse:
    return _page(
        request,
        PutOffForm,
        partial(passing.put_off, of=of),
        heading="Put it off",
        of=of,
        button="Put it off",
        purpose="why something can wait",
        note=note,
    )


@staff_only
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def put_off(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """A task waits until a day, for a reason."""
    return _put_off(request, task_to_pass(account_of(request), task_id))


@staff_only
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def put_off_clock(request: HttpRequest, clock_id: UUID) -> HttpResponse:
    """Something due waits: what law or guidance sets stays in sight all the same."""
    clock = clock_to_settle(account_of(request), clock_id)
    how = counted(clock)
    is_local = how.rule is not None and how.rule.standing == "local"
    stays = "Law or guidance sets this day, so it stays in your list, with what you say here."
    return _put_off(request, clock, "" if is_local else stays)


@staff_only
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def put_off_step(request: HttpRequest, plan_id: UUID, key: str) -> HttpResponse:
    """A step of a plan waits until a day; what was agreed stays as it is."""
    note = f"{AS_AGREED} Whether a step needs another day is for the next time that you look at it"
    step = step_to_see_to(account_of(request), plan_id, key)
    return _put_off(request, step, f"{note} together.")


@staff_only
@require_POST
def take_up(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Back into the list, before its day."""
    by = account_of(request)
    passing.take_up(of=task_to_pass(by, task_id), by=by)
    return redirect("desk:waiting")


@staff_only
@require_POST
def take_up_clock(request: HttpRequest, clock_id: UUID) -> HttpResponse:
    """The same for something due by rule."""
    by = account_of(request)
    passing.take_up(of=clock_to_settle(by, clock_id), by=by)
    return redirect("desk:waiting")


@staff_only
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """A task goes to a colleague, with words."""
    task = task_to_pass(account_of(request), task_id)
    if task.what not in CAN_BE_PASSED:
        drafts.asks_nothing(request)
        raise PermissionDenied("This is decided by whoever was asked. Tell your manager.")
    return _page(
        request,
        PassForm,
        passing.pass_on,
        heading="Hand it over",
        of=task,
        button="Hand it over",
        purpose="words for handing over a task",
        note="It leaves your list and stands in theirs.",
        task=task,
    )


@staff_only
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def hand_back(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """A task goes back to whoever handed it over, with words."""
    by = account_of(request)
    task = task_to_pass(by, task_id)
    given = passing.from_whom(task, by)
    if given is None and (task.what != Task.What.ASKED or task.made_by_id == by.pk):
        drafts.asks_nothing(request)
        raise PermissionDenied("Nobody handed this over to you.")
    return _page(
        request,
        HandBackForm,
        passing.hand_back,
        heading="Hand it back",
        of=task,
        button="Hand it back",
        purpose="words for handing back a task",
        task=task,
    )


def _ask_about(request: HttpRequest, of: Clock | StepDue, note: str = "") -> HttpResponse:
    stands = "It stands in their list from then on, and stays in yours until it is done."
    return _page(
        request,
        AskColleagueForm,
        partial(passing.ask_about, of=of),
        heading="Ask a colleague",
        of=of,
        button="Ask them",
        purpose="words for asking a colleague",
        note=f"{stands} {note}".strip(),
    )


@staff_only
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def ask_about_clock(request: HttpRequest, clock_id: UUID) -> HttpResponse:
    """A colleague is asked to see to something due; it stays in one's own list, too."""
    return _ask_about(request, clock_to_settle(account_of(request), clock_id))


@staff_only
@drafts.not_twice
@require_http_methods(["GET", "HEAD", "POST"])
def ask_about_step(request: HttpRequest, plan_id: UUID, key: str) -> HttpResponse:
    """A colleague is asked to see to a step; whose it is in the plan, it stays."""
    return _ask_about(request, step_to_see_to(account_of(request), plan_id, key), AS_AGREED)


@staff_only
@require_POST
def take_up_step(request: HttpRequest, plan_id: UUID, key: str) -> HttpResponse:
    """Back into the list before its day, for a step."""
    by = account_of(request)
    passing.take_up(of=step_to_see_to(by, plan_id, key), by=by)
    return redirect("desk:waiting")
