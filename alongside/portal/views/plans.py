"""My plans: each on one page, what I think of it, and how my own steps went."""

from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from alongside.foundation import drafts, trail
from alongside.foundation.days import in_words
from alongside.plans import access, telling
from alongside.plans.access import Plan
from alongside.plans.actions import answer_plan, say_of_step
from alongside.plans.models import Line
from alongside.plans.wording import Owner
from alongside.portal.forms import MyStepForm, PlanForm

from .pages import Me, mine, show

both = require_http_methods(["GET", "HEAD", "POST"])


@mine
@require_safe
def plans(request: HttpRequest, me: Me) -> HttpResponse:
    """Every plan of mine, as it now stands."""
    trail.note("own plans opened", on=me.person, about=[me.person], by=me.account)
    found = access.plans_of([me.person], me.account)
    return show(request, "plans.html", me, items=[item(one) for one in found])


def item(plan: Plan) -> dict[str, Any]:
    """A plan in the list, with what in it is the reader's own to do."""
    own = [one.words for one in plan.open_steps if one.owner == Owner.PERSON]
    line = gettext("This plan is over.") if plan.end else ""
    if not plan.end and own:
        line = gettext("Next, you do this: %(step)s") % {"step": own[0]}
    again = plan.sheet.review_on
    on = {"day": in_words(plan.sheet.agreed_on)}
    is_agreed = plan.settled == "Agreed"
    told = (
        gettext("Agreed on %(day)s.") if is_agreed else gettext("Written down on %(day)s.")
    ) % on
    if again and plan.goes_on:
        told += " " + gettext("We look at it again by %(day)s.") % {"day": in_words(again)}
    url = reverse("portal:plan", args=[plan.id])
    return {"heading": plan.kind.title, "url": url, "line": line, "quiet": told}


def _frame(plan: Plan, me: Me) -> dict[str, Any]:
    return {
        "plan": plan,
        "sheet": plan.sheet,
        "kind": plan.kind,
        "wording": plan.wording,
        "steps": telling.steps(plan, me.header.short),
        "size": telling.size_of(plan.wording),
        "called": me.header.short,
        "is_mine": True,
        "back": reverse("portal:plan", args=[plan.id]),
    }


@mine
@require_safe
def plan(request: HttpRequest, me: Me, plan_id: UUID) -> HttpResponse:
    """One plan on one page; ?easy=1 with pictures."""
    found = access.plan_to_open(me.account, plan_id, what="own plan opened")
    return show(
        request,
        "plan.html",
        me,
        **_frame(found, me),
        is_easy="easy" in request.GET,
        is_late=found.is_late(timezone.localdate()),
        differs=[one for one in found.voices if one.what == Line.What.DIFFERS],
        own_voices=[one for one in found.voices if one.is_own],
        money=found.wording.money,
        own_before=[
            one
            for one in found.lines
            if one.what in access.VOICES and one.is_own_hand and one.sheet_id != found.sheet.pk
        ],
        parts=found.parts,
    )


@mine
@both
@drafts.not_twice
def say(request: HttpRequest, me: Me, plan_id: UUID) -> HttpResponse:
    """Say whether a plan is right; the words stand beside it."""
    found = _to_answer(me, plan_id)
    make = partial(PlanForm, initial={"seen": found.sheet.number})
    return _ask(request, me, found, make, answer_plan, "say_of_plan.html")


@mine
@both
@drafts.not_twice
def step(request: HttpRequest, me: Me, plan_id: UUID, key: str) -> HttpResponse:
    """Say how one of my own steps went."""
    found = _to_answer(me, plan_id)
    one = found.wording.step(key)
    if one is None or one.owner != Owner.PERSON:
        raise Http404
    return _ask(request, me, found, MyStepForm, say_of_step, "my_step.html", step=key)


def _to_answer(me: Me, plan_id: UUID) -> Plan:
    found = access.plan_to_view(me.account, plan_id)
    if found.end:
        raise Http404
    return found


def _ask(
    request: HttpRequest, me: Me, found: Plan, form: Any, action: Any, template: str, **given: Any
) -> HttpResponse:
    frame = _frame(found, me)
    asked = drafts.asking(
        request,
        form,
        action,
        then=lambda _: frame["back"],
        purpose="plan",
        about=[me.person],
        by=me.account,
        plan=found.id,
        **given,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        trail.note("own plan opened", on=found.sheet, about=[me.person], by=me.account)
    told = {one.key: one for one in frame["steps"]}
    return show(
        request, template, me, **frame, **asked.context, step=told.get(given.get("step", ""))
    )
