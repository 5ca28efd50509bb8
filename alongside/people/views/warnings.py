"""Pages for warnings about visiting, meeting or ringing somebody."""

from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from alongside.accounts.access import account_of, may, staff_only
from alongside.foundation.drafts import not_twice
from alongside.people import access
from alongside.people.actions import warnings as actions
from alongside.people.models import Person, WarningNote
from alongside.people.warning_forms import EndWarningForm, WarningForm

from .around import record
from .asking import ask, show

both = require_http_methods(["GET", "POST"])


@staff_only
@require_GET
def warnings(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What one is warned of, what that rests on, and what was so before."""
    account, person = account_of(request), record(request, person_id)
    live, before = access.warnings_of(person)
    writes = may(account, "write record") and person.state == Person.State.LIVING
    return show(
        request, "warnings", person, live=live, before=before, may_write=writes, back="warnings"
    )


WHO_READS = (
    "It stands at the top of the record for everybody who works with them. A warning that nobody "
    "needs does harm: it follows somebody to every door."
)


@staff_only
@both
@not_twice
def warn(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write a warning."""
    person = record(request, person_id)
    return ask(
        request,
        person,
        WarningForm,
        actions.warn,
        "Write a warning",
        "Write this warning",
        line=WHO_READS,
        back="warnings",
        purpose="warning",
        person=person,
    )


@staff_only
@both
@not_twice
def again(request: HttpRequest, person_id: UUID, warning_id: UUID) -> HttpResponse:
    """Look at one again: what is written now stands in its place."""
    note = _note(request, person_id, warning_id)
    return ask(
        request,
        note.person,
        partial(WarningForm, note=note),
        actions.warn,
        "Is this warning still right?",
        "Write it as it is now",
        line=WHO_READS,
        back="warnings",
        purpose="warning",
        person=note.person,
        replaces=note,
    )


@staff_only
@both
@not_twice
def end(request: HttpRequest, person_id: UUID, warning_id: UUID) -> HttpResponse:
    """It need not be known any more."""
    note = _note(request, person_id, warning_id)
    return ask(
        request,
        note.person,
        EndWarningForm,
        actions.end_warning,
        "End this warning",
        "End it",
        line=note.what,
        back="warnings",
        purpose="end of a warning",
        warning=note,
    )


def _note(request: HttpRequest, person_id: UUID, warning_id: UUID) -> WarningNote:
    record(request, person_id)
    return access.warning_to_change(account_of(request), person_id, warning_id)
