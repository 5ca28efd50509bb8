"""Pages for what somebody needs to take part."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.foundation.drafts import not_twice
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
@not_twice
def record_need(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Something that they need."""
    person = opened(request, person_id)
    return ask(
        request,
        person,
        forms.NeedForm,
        actions.record_need,
        "What helps them take part?",
        "Write this down",
        back="needs",
        purpose="need",
        person=person,
    )


def _need(request: HttpRequest, person_id: UUID, need_id: UUID) -> Need:
    opened(request, person_id)
    return access.need_to_change(account_of(request), person_id, need_id)


@staff_only
@both
@not_twice
def review_need(request: HttpRequest, person_id: UUID, need_id: UUID) -> HttpResponse:
    """Ask again whether it is right."""
    need = _need(request, person_id, need_id)
    return ask(
        request,
        need.person,
        forms.ReviewNeedForm,
        actions.review_need,
        "Ask again",
        "Write the answer down",
        line=need.words,
        back="needs",
        purpose="second look at a need",
        need=need,
    )


@staff_only
@both
@not_twice
def take_step(request: HttpRequest, person_id: UUID, need_id: UUID) -> HttpResponse:
    """Something was done about it."""
    need = _need(request, person_id, need_id)
    return ask(
        request,
        need.person,
        forms.StepForm,
        actions.take_step,
        "What was done about it?",
        "Write this down",
        line=need.words,
        back="needs",
        purpose="step for a need",
        need=need,
    )


@staff_only
@both
@not_twice
def end_need(request: HttpRequest, person_id: UUID, need_id: UUID) -> HttpResponse:
    """It is not needed any more."""
    need = _need(request, person_id, need_id)
    return ask(
        request,
        need.person,
        forms.WhyForm,
        actions.end_need,
        "Not needed any more",
        "Write this down",
        line=need.words,
        back="needs",
        purpose="reason for ending a need",
        need=need,
    )
