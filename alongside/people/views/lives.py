"""Pages for a birth, a lost pregnancy, a death and its undoing, and for sealing an identity."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, permitted, staff_only
from alongside.foundation.drafts import not_twice
from alongside.foundation.pages import carry_out
from alongside.people import access, forms
from alongside.people.actions import lives as actions
from alongside.people.actions.sealing import seal_identity
from alongside.people.models import Person

from .asking import ask, opened, show

both = require_http_methods(["GET", "POST"])
LIVING, DIED, UNBORN = Person.State.LIVING, Person.State.DIED, Person.State.UNBORN
LOST = Person.State.LOST


def _in_state(request: HttpRequest, person_id: UUID, state: str) -> Person:
    """The person, where the page is about their state; it does not exist for anybody else."""
    person = opened(request, person_id)
    if request.method == "GET" and person.state != state:
        raise Http404
    return person


@staff_only
@both
@not_twice
def birth(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody unborn is born: one child, or several."""
    person = _in_state(request, person_id, UNBORN)
    return ask(
        request,
        person,
        forms.BirthForm,
        actions.record_birth,
        "A birth",
        "Write the birth down",
        back="about",
        purpose="birth",
        person=person,
    )


@staff_only
@both
@not_twice
def lost(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A pregnancy was lost."""
    person = _in_state(request, person_id, UNBORN)
    line = (
        "The record stays, and says from now on that this pregnancy was lost. "
        "No birth is expected any more."
    )
    return ask(
        request,
        person,
        forms.LostForm,
        actions.record_lost_pregnancy,
        "This pregnancy was lost",
        "Write this down",
        line=line,
        back="about",
        purpose="lost pregnancy",
        person=person,
    )


@staff_only
@both
@not_twice
def undo_lost(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """It was told wrongly, or of somebody else."""
    person = _in_state(request, person_id, LOST)
    return ask(
        request,
        person,
        forms.WhyForm,
        actions.undo_lost_pregnancy,
        "This lost pregnancy was told wrongly",
        "Write this down",
        line="A birth is expected again from now on. What was written stays to be read.",
        back="about",
        purpose="reason for undoing a lost pregnancy",
        person=person,
    )


@staff_only
@both
@not_twice
def death(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody has died."""
    person = _in_state(request, person_id, LIVING)
    line = (
        "Nobody opens this record as them, or acts for them, from now on. What waits for "
        "colleagues goes on waiting. It can be undone if it was told wrongly."
    )
    return ask(
        request,
        person,
        forms.DeathForm,
        actions.record_death,
        "A death",
        "Write this down",
        line=line,
        back="about",
        purpose="death",
        person=person,
    )


@staff_only
@both
@not_twice
def undo_death(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """It was told wrongly."""
    person = _in_state(request, person_id, DIED)
    return ask(
        request,
        person,
        forms.WhyForm,
        actions.undo_death,
        "This death was told wrongly",
        "Write this down",
        back="about",
        purpose="reason for undoing a death",
        person=person,
    )


@transaction.non_atomic_requests  # sealing is two transactions, so that nothing joins them
@permitted("seal identity")
@both
def seal(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A new record that nothing joins to this one; no draft, which would join them."""
    account, form = account_of(request), forms.SealForm(request.POST or None)
    with transaction.atomic():
        person = access.person_to_view(account, person_id)
    if carry_out(form, seal_identity, person=person, by=account):
        return render(request, "people/sealed.html")
    with transaction.atomic():
        return show(request, "seal", opened(request, person_id), form=form)
