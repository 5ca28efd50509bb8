"""Writing a plan, looking at it again, and saying something beneath it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, permitted
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.people.access import person_to_view, record_to_open
from alongside.people.header import header_of
from alongside.people.models import Person, Rung
from alongside.plans import access, telling
from alongside.plans.access import Plan
from alongside.plans.actions import agree_plan, end_plan, say_of_step
from alongside.plans.forms import MORE, EndForm, SheetForm, StepForm, as_initial
from alongside.plans.kinds import Kind, kinds
from alongside.plans.meetings.access import Met, gathered_for, is_shown
from alongside.plans.meetings.minutes import as_steps
from alongside.plans.models import Sheet
from alongside.plans.wording import Step, Wording, from_data

from .reading import frame

both = require_http_methods(["GET", "HEAD", "POST"])


@permitted("write record")
@both
@drafts.not_twice
def begin(request: HttpRequest, person_id: UUID, key: str) -> HttpResponse:
    """Write the first version of a plan together."""
    by = account_of(request)
    opens = (
        record_to_open if request.method != "POST" else partial(person_to_view, rung=Rung.RECORD)
    )
    person = opens(by, person_id)
    kind = kinds().get(key)
    if kind is None:
        raise Http404
    same = [one for one in access.plans_of([person], by) if one.kind == kind and not one.end]
    return _write(request, by, person, kind, None, {"same": same})


@permitted("write record")
@both
@drafts.not_twice
def review(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Look at a plan again, side by side with last time. ?on= says on which version it stands."""
    by = account_of(request)
    plan = access.plan_to_change(by, plan_id)
    asked = request.GET.get("on", "")
    if not (asked.isascii() and asked.isdigit() and 0 < len(asked) < 6):
        more = request.GET.copy()
        more["on"] = str(plan.sheet.number)
        return redirect(f"{request.path}?{more.urlencode()}")
    stands_on = access.plan_to_view(by, plan_id, int(asked))
    if request.method != "POST":
        trail.note("plan opened", on=plan.sheet, about=[plan.person], by=by)
    met = _gathered(request, by, stands_on)
    if met and request.method != "POST":
        trail.note("meeting opened", on=met.meeting, about=[plan.person], by=by, detail=met.quietly)
    is_named = met is not None and bool(request.GET.get("meeting")) and bool(met.decisions)
    is_copied = is_named and met is not None and is_shown(met)
    told = {
        "met": met,
        "decided": met if is_copied else None,
        "is_kept_back": is_named and not is_copied,
        "last": stands_on,
        "newest": plan,
        "due_beside": telling.due_beside(plan, by),
        "last_steps": telling.steps(stands_on, header_of(plan.person, by).short),
        "done": [one for one in stands_on.wording.steps if stands_on.is_done(one)],
    }
    return _write(request, by, plan.person, plan.kind, stands_on, told)


def _write(
    request: HttpRequest,
    by: Account,
    person: Person,
    kind: Kind,
    last: Plan | None,
    told: dict[str, Any],
) -> HttpResponse:
    draft = drafts.draft_for(request, purpose="plan", about=[person], address=_address(request))
    if draft.became:
        return redirect(draft.became)
    if not draft.refused and MORE in request.POST:
        return redirect(f"{draft.go_on}#{request.POST[MORE]}")
    if draft.later and not draft.refused:
        return redirect("foundation:drafts")
    header = header_of(person, by)
    texts = request.POST if request.method == "POST" else draft.texts
    family = access.family_of(person, by)
    form = _form(request, kind, header.short, last, told, texts, family)
    newest = told["newest"] if last else None
    if request.method == "POST" and not draft.refused:
        seen = request.POST.get("seen", "")
        act = partial(_agree, form, draft.id, person, kind, newest, seen)
        if done := carry_out(form, act, by=by):
            return redirect(done.result.get_absolute_url())
    if not form.is_bound:
        draft.fill(form)
    context = {
        **told,
        "form": form,
        "draft": draft,
        "person": person,
        "header": header,
        "called": header.short,
        "kind": kind,
        "seen": newest.sheet.number if newest else 0,
        "came_between": bool(last and newest and newest.sheet.number != last.sheet.number),
    }
    return render(request, "plans/write.html", context)


def _address(request: HttpRequest) -> str:
    """The address of this page, with the version on which it stands, without its draft."""
    told = {one: request.GET[one] for one in ("on", "meeting") if request.GET.get(one)}
    return f"{request.path}?{urlencode(told)}" if told else request.path


def _form(
    request: HttpRequest,
    kind: Kind,
    called: str,
    last: Plan | None,
    told: Mapping[str, Any],
    texts: Mapping[str, Any],
    family: Sequence[Person],
) -> SheetForm:
    sheets = access.sheets_of(account_of(request), last.id) if last else []
    wording = _with_decided(told["decided"], last.wording, sheets) if last else None
    initial = as_initial(wording, _left_out(told["done"], texts)) if wording else {}
    if last and family:
        initial["others"] = [str(one.pk) for one in access.also_for(last.sheet)]
    return SheetForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        kind=kind,
        called=called,
        is_review=last is not None,
        texts=texts,
        number=sheets[-1].number + 1 if sheets else 1,
        taken=telling.keys_of(sheets),
        stood=telling.keys_of([last.sheet]) if last else (),
        family=family,
    )


def _left_out(done: Sequence[Step], texts: Mapping[str, Any]) -> list[str]:
    """Steps that are done and stay behind: not one of which something is typed here already.

    Only what was changed is kept of a row, so the rest of it has to stand there as it did.
    """
    typed = {name.split("-")[1] for name in texts if name.startswith("step-")}
    return [one.key for one in done if one.key[1:] not in typed]


def _gathered(request: HttpRequest, by: Account, plan: Plan) -> Met | None:
    """The meeting whose views stand beside this plan; ?meeting= says which one."""
    named = request.GET.get("meeting", "")
    try:
        asked = UUID(named) if named else None
    except ValueError:
        return None
    return gathered_for(plan.person, by, plan.sheet.agreed_on, asked)


def _with_decided(met: Met | None, wording: Wording, sheets: Sequence[Sheet]) -> Wording:
    """What stands, with what was decided at this meeting as further steps.

    Only where the person reads its minutes: they read the plan at once.
    """
    if met is None:
        return wording
    stood = {one.words for sheet in sheets for one in from_data(sheet.content).steps}
    steps = [one for one in as_steps(met, telling.keys_of(sheets)) if one.words not in stood]
    return replace(wording, steps=(*wording.steps, *steps))


def _agree(
    form: SheetForm,
    id: UUID,
    person: Person,
    kind: Kind,
    newest: Plan | None,
    seen: str,
    *,
    by: Account,
    **answers: Any,
) -> Any:
    return agree_plan(
        id=id,
        person=person,
        kind=kind.key,
        wording=form.wording(),
        voices=form.voices(),
        others=form.also_for(),
        agreed_on=answers["agreed_on"],
        review_on=answers["review_on"],
        plan=newest.id if newest else None,
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 6 else 0,
        by=by,
    )


@permitted("write record")
@both
@drafts.not_twice
def step(request: HttpRequest, plan_id: UUID, key: str) -> HttpResponse:
    """Say whether a step is done."""
    by = account_of(request)
    plan = access.plan_to_change(by, plan_id)
    found = plan.wording.step(key)
    if found is None:
        raise Http404
    if request.method != "POST":
        trail.note("plan opened", on=plan.sheet, about=[plan.person], by=by)
    return _ask(request, plan, StepForm, say_of_step, "plans/step.html", step=key, one=found)


@permitted("write record")
@both
@drafts.not_twice
def end(request: HttpRequest, plan_id: UUID) -> HttpResponse:
    """Say that a plan is over, or that it stands in the wrong record."""
    by = account_of(request)
    plan = access.plan_to_end(by, plan_id)
    if request.method != "POST":
        trail.note("plan opened", on=plan.sheet, about=[plan.person], by=by)
    return _ask(request, plan, EndForm, end_plan, "plans/end.html")


def _ask(
    request: HttpRequest,
    plan: Plan,
    form: Any,
    action: Any,
    template: str,
    one: Any = None,
    **given: Any,
) -> HttpResponse:
    by = account_of(request)
    leads = reverse("plans:plan", args=[plan.id])
    if action is end_plan:
        leads = reverse("plans:plans", args=[plan.person.pk])
    asked = drafts.asking(
        request,
        form,
        action,
        then=lambda _: leads,
        purpose="plan",
        about=[plan.person],
        by=by,
        plan=plan.id,
        **given,
    )
    if asked.leads:
        return redirect(asked.leads)
    told = {one.key: one for one in telling.steps(plan, header_of(plan.person, by).short)}
    context = {**frame(plan, by), **asked.context, "step": told.get(one.key) if one else None}
    return render(request, template, context)
