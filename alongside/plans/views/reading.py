"""The plans of a person, one of them, its page for the fridge, and it beside the one before."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.foundation.days import in_words
from alongside.people.access import record_to_open
from alongside.people.header import header_of
from alongside.people.models import Person
from alongside.plans import access, telling
from alongside.plans.access import Plan
from alongside.plans.drawn import drawing
from alongside.plans.kinds import Kind, kinds
from alongside.plans.meetings.access import is_meeting
from alongside.plans.models import Line


@staff_only
@require_safe
def plans(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What is agreed with somebody, and what could be."""
    by = account_of(request)
    person = record_to_open(by, person_id, "plans opened")
    header = header_of(person, by)
    found = access.plans_of([person], by)
    fitting = [one for one in kinds().values() if one.fits(person.born_on, today())]
    others = [one for one in kinds().values() if one not in fitting]
    writes = may(by, "write record") and person.state not in access.NO_MORE
    context = {
        "person": person,
        "header": header,
        "items": [item(one, header.short) for one in found if not one.is_out],
        "with_others": [
            _with_another(one, header.short)
            for one in access.plans_with(person, by)
            if not one.is_out
        ],
        "misplaced": access.misplaced(person),
        "readable": [one.id for one in found if one.is_out],
        "begin": [_to_begin(one, person) for one in fitting] if writes else [],
        "others": [_to_begin(one, person) for one in others] if writes else [],
    }
    return render(request, "plans/plans.html", context)


def _with_another(plan: Plan, called: str) -> dict[str, Any]:
    """A plan of somebody else that is for this person too, in the version that was for them."""
    whose = plan.sheet.person.called
    told = item(plan, whose) | {"heading": f"{plan.kind.title}, with {whose}"}
    if not plan.is_newest:
        told["url"] = reverse("plans:sheet", args=[plan.sheet.pk])
        told["quiet"] = f"Looked at again since, without {called}."
    return told


def _to_begin(kind: Kind, person: Person) -> dict[str, str]:
    return {
        "heading": kind.title,
        "line": kind.about,
        "quiet": f"{kind.ground}.",
        "url": reverse("plans:begin", args=[person.pk, kind.key]),
    }


def item(plan: Plan, called: str) -> dict[str, Any]:
    """A plan in a list: what it is, how it stands, and what would make it better."""
    count, left = len(plan.wording.steps), len(plan.open_steps)
    steps = f"{count - left} of {count} steps done." if count else "No steps."
    on = plan.sheet.review_on
    again = f" Looked at again by {in_words(on)}." if on and plan.goes_on else ""
    is_late = plan.is_late(today())
    ended = f"Over since {in_words(plan.end.on)}." if plan.end else ""
    return {
        "heading": plan.kind.title,
        "url": reverse("plans:plan", args=[plan.id]),
        "line": ended or f"{steps}{'' if is_late else again}",
        "quiet": " ".join(telling.kindly(plan, called, today()))
        or f"{plan.settled} {in_words(plan.sheet.agreed_on)}, version {plan.sheet.number}.",
    }


def frame(plan: Plan, by: Account) -> dict[str, Any]:
    """What every page about one plan shows."""
    person = plan.person
    header = header_of(person, by)
    return {
        "plan": plan,
        "sheet": plan.sheet,
        "kind": plan.kind,
        "wording": plan.wording,
        "person": person,
        "header": header,
        "called": header.short,
        "steps": telling.steps(plan, header.short),
        "size": telling.size_of(plan.wording),
        "may_change": access.may_change(by, plan) and plan.is_newest,
        "may_end": access.may_end(by, plan) and plan.is_newest,
        "may_review": access.may_change(by, plan) and plan.is_newest and plan.goes_on,
        "back_url": reverse("plans:plan", args=[plan.id]),
    }


def number_in(request: HttpRequest) -> int | None:
    """The version in the address; 404 if it is no number that a version can have."""
    asked = request.GET.get("version", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 6):
        raise Http404
    return int(asked)


@staff_only
@require_safe
def plan(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A plan whole, with what was said beneath it; ?version=1 as it was first agreed."""
    by = account_of(request)
    number = number_in(request)
    what = "plan opened" if number is None else "earlier plan opened"
    found = access.plan_to_open(by, plan_id, number, what)
    sheets = access.sheets_of(by, plan_id)
    goals = telling.goals(found, sheets)
    context = {
        **frame(found, by),
        "sheets": [one for one in reversed(sheets) if one.number != found.sheet.number],
        "goals": [(one, drawing(one.way)) for one in goals],
        "parts": found.parts,
        "also_for": access.also_for(found.sheet),
        "kindly": telling.kindly(found, header_of(found.person, by).short, today()),
        "due_beside": telling.due_beside(found, by),
        "differs": [one for one in found.voices if one.what == Line.What.DIFFERS],
    }
    return render(request, "plans/plan.html", context)


@staff_only
@require_safe
def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """From the entry that says what was agreed, to the plan in that version."""
    by = account_of(request)
    if is_meeting(by, sheet_id):  # minutes lead to theirs
        return redirect("plans:meeting", sheet_id)
    plan_id, number = access.version_of(by, sheet_id)
    return redirect(f"{reverse('plans:plan', args=[plan_id])}?version={number}")


def today() -> date:
    """The day on which the page is read."""
    return timezone.localdate()


@staff_only
@require_safe
def fridge(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """The one page that a family puts on the fridge; ?easy=1 with pictures."""
    by = account_of(request)
    found = access.plan_to_open(by, plan_id, what="plan opened to print")
    if found.is_out:
        raise Http404
    context = {**frame(found, by), "is_easy": "easy" in request.GET}
    return render(request, "plans/fridge.html", context)


@staff_only
@require_safe
def beside(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """A version side by side with the one before it."""
    by = account_of(request)
    now = access.plan_to_open(by, plan_id, number_in(request), "plan versions compared")
    if now.sheet.number == 1:
        raise Http404
    before = access.plan_to_view(by, plan_id, now.sheet.number - 1)
    done = [one.key for one in before.wording.steps if now.is_done(one)]
    header = header_of(now.person, by)
    context = {
        **frame(now, by),
        "before": before,
        "before_steps": telling.steps(before, header.short),
        "changes": telling.changes(before.wording, now.wording, done),
        "goals": _beside(before, now),
        "parts_beside": [
            (title, dict(before.parts).get(title, ""), dict(now.parts).get(title, ""))
            for title in dict([*now.parts, *before.parts])
        ],
    }
    return render(request, "plans/beside.html", context)


def _beside(before: Plan, now: Plan) -> list[dict[str, Any]]:
    keys = dict.fromkeys([g.key for g in before.wording.goals] + [g.key for g in now.wording.goals])
    told = ((before.wording.goal(key), now.wording.goal(key)) for key in keys)
    return [
        {
            "was": old,
            "was_where": telling.where(old),
            "now": new,
            "now_where": telling.where(new),
        }
        for old, new in told
    ]
