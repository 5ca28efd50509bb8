"""Pages for what somebody needs to take part."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.foundation.pages import carry_out
from alongside.people import access, forms
from alongside.people.actions import needs as actions
from alongside.people.models import Need

from .asking import ask, opened, show

both = require_http_methods(["GET", "POST"])


@staff_only
@require_GET
def needs(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Every need, what has been done about it, and what was needed earlier."""
    person = opened(request, person_id)
    every = Need.objects.filter(person=person).prefetch_related("steps")
    now = every.filter(over_at=None).order_by("rank", "recorded_at")
    earlier = every.exclude(over_at=None).order_by("-over_at")
    return show(request, "needs", person, needs=now, earlier=earlier)


@staff_only
@both
def record_need(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Something that they need."""
    person, form = opened(request, person_id), forms.NeedForm(request.POST or None)
    if carry_out(form, actions.record_need, person=person, by=account_of(request)):
        return redirect("people:needs", person_id)
    return ask(request, person, form, "What helps them take part?", "Write this down", back="needs")


def _need(request: HttpRequest, person_id: UUID, need_id: UUID) -> Need:
    opened(request, person_id)
    return access.need_to_change(account_of(request), person_id, need_id)


@staff_only
@both
def review_need(request: HttpRequest, person_id: UUID, need_id: UUID) -> HttpResponse:
    """Ask again whether it is right."""
    need = _need(request, person_id, need_id)
    form = forms.ReviewNeedForm(request.POST or None)
    if carry_out(form, actions.review_need, need=need, by=account_of(request)):
        return redirect("people:needs", person_id)
    return ask(
        request,
        need.person,
        form,
        "Ask again",
        "Write the answer down",
        line=need.words,
        back="needs",
    )


@staff_only
@both
def take_step(request: HttpRequest, person_id: UUID, need_id: UUID) -> HttpResponse:
    """Something was done about it."""
    need = _need(request, person_id, need_id)
    form = forms.StepForm(request.POST or None)
    if carry_out(form, actions.take_step, need=need, by=account_of(request)):
        return redirect("people:needs", person_id)
    return ask(
        request,
        need.person,
        form,
        "What was done about it?",
        "Write this down",
        line=need.words,
        back="needs",
    )


@staff_only
@both
def end_need(request: HttpRequest, person_id: UUID, need_id: UUID) -> HttpResponse:
    """It is not needed any more."""
    need = _need(request, person_id, need_id)
    form = forms.WhyForm(request.POST or None)
    if carry_out(form, actions.end_need, need=need, by=account_of(request)):
        return redirect("people:needs", person_id)
    return ask(
        request,
        need.person,
        form,
        "Not needed any more",
        "Write the end down",
        line=need.words,
        back="needs",
    )
