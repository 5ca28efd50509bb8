"""Pages for a birth, a lost pregnancy, a death and its undoing, and for sealing an identity."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, permitted, staff_only
from alongside.foundation.pages import carry_out
from alongside.people import access, forms
from alongside.people.actions import lives as actions
from alongside.people.actions.sealing import seal_identity
from alongside.people.models import Person

from .asking import ask, opened

both = require_http_methods(["GET", "POST"])
LIVING, DIED, UNBORN = Person.State.LIVING, Person.State.DIED, Person.State.UNBORN


def _in_state(request: HttpRequest, person_id: UUID, state: str) -> Person:
    """The person, where the page is about their state; it does not exist for anybody else."""
    person = opened(request, person_id)
    if request.method == "GET" and person.state != state:
        raise Http404
    return person


@staff_only
@both
def birth(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody unborn is born: one child, or several."""
    person, form = _in_state(request, person_id, UNBORN), forms.BirthForm(request.POST or None)
    if carry_out(form, actions.record_birth, person=person, by=account_of(request)):
        return redirect("people:about", person_id)
    return ask(request, person, form, "A birth", "Write the birth down", back="about")


@staff_only
@both
def lost(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A pregnancy was lost."""
    person, form = _in_state(request, person_id, UNBORN), forms.LostForm(request.POST or None)
    if carry_out(form, actions.record_lost_pregnancy, person=person, by=account_of(request)):
        return redirect("people:about", person_id)
    line = "Nothing more will be asked of the family or sent to them about this pregnancy."
    return ask(
        request, person, form, "This pregnancy was lost", "Write this down", line=line, back="about"
    )


@staff_only
@both
def death(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody has died."""
    person, form = _in_state(request, person_id, LIVING), forms.DeathForm(request.POST or None)
    if carry_out(form, actions.record_death, person=person, by=account_of(request)):
        return redirect("people:about", person_id)
    line = "Messages, tasks and invitations stop at once. It can be undone if it was told wrongly."
    return ask(request, person, form, "They have died", "Write this down", line=line, back="about")


@staff_only
@both
def undo_death(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """It was told wrongly."""
    person, form = _in_state(request, person_id, DIED), forms.WhyForm(request.POST or None)
    if carry_out(form, actions.undo_death, person=person, by=account_of(request)):
        return redirect("people:about", person_id)
    return ask(request, person, form, "They are alive", "Take it back", back="about")


@transaction.non_atomic_requests  # sealing is two transactions, so that nothing joins them
@permitted("seal identity")
@both
def seal(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A new record that nothing joins to this one."""
    account, form = account_of(request), forms.SealForm(request.POST or None)
    with transaction.atomic():
        person = access.person_to_view(account, person_id)
    if carry_out(form, seal_identity, person=person, by=account):
        return render(request, "people/sealed.html")
    with transaction.atomic():
        return ask(
            request,
            opened(request, person_id),
            form,
            "Seal this record",
            "Make the new record and close this one",
            back="about",
        )
