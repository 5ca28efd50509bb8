"""Pages for what is known about somebody: written down, changed, corrected, ended, protected."""

from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from alongside.accounts.access import account_of, may, staff_only
from alongside.foundation.drafts import not_twice
from alongside.people import access, forms
from alongside.people import facts as rules
from alongside.people.about import OWN_PAGE, kinds_of
from alongside.people.actions import facts as actions
from alongside.people.actions import protecting
from alongside.people.models import Fact, FactKind, Rung

from .asking import ask, opened, show

both = require_http_methods(["GET", "POST"])


@staff_only
@require_GET
def about(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Everything known, with what was known before."""
    person = opened(request, person_id)
    reads = access.may_write(account_of(request), person)
    return show(request, "about", person, groups=kinds_of(person, reads_record=reads), reads=reads)


@staff_only
@both
@not_twice
def record_fact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down one thing more; ?kind= says which."""
    person, kind = opened(request, person_id), request.GET.get("kind", "")
    if kind not in rules.RULES or kind in OWN_PAGE:
        raise Http404
    return ask(
        request,
        person,
        partial(forms.FactForm, kind=kind),
        partial(actions.record_fact, kind=kind),
        f"{FactKind(kind).label}: write it down",
        "Write this down",
        back="about",
        purpose="new fact",
        person=person,
    )


def _fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> Fact:
    opened(request, person_id)
    found = access.fact_to_change(account_of(request), person_id, fact_id)
    if found.kind in OWN_PAGE:  # a death is undone, not taken back: more follows from it
        raise Http404
    return found


def _label(fact: Fact) -> str:
    return f"{fact.get_kind_display()}: {rules.said(fact)}"


@staff_only
@both
@not_twice
def change_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """From a day on, something else is true."""
    fact = _fact(request, person_id, fact_id)
    if not rules.RULES[fact.kind].is_dated:
        raise Http404
    return ask(
        request,
        fact.person,
        partial(forms.ChangeFactForm, kind=fact.kind, fact=fact),
        actions.change_fact,
        "What has changed?",
        "Write the change down",
        line=f"{_label(fact)}. It was right until now, and stays to be read.",
        back="about",
        purpose="change of a fact",
        fact=fact,
    )


@staff_only
@both
@not_twice
def correct_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """It was written down wrongly."""
    fact = _fact(request, person_id, fact_id)
    return ask(
        request,
        fact.person,
        partial(forms.CorrectFactForm, kind=fact.kind, fact=fact),
        actions.correct_fact,
        "What is right?",
        "Write the correction down",
        line=f"{_label(fact)}. What was wrong stays to be read, with your reason.",
        back="about",
        purpose="correction of a fact",
        fact=fact,
    )


@staff_only
@both
@not_twice
def end_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """It was true, and is no longer."""
    fact = _fact(request, person_id, fact_id)
    return ask(
        request,
        fact.person,
        forms.EndFactForm,
        actions.end_fact,
        "This is no longer so",
        "Write this down",
        line=_label(fact),
        purpose="last day of a fact",
        fact=fact,
        back="about",
    )


@staff_only
@both
@not_twice
def take_back_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """It was never true of this person."""
    fact = _fact(request, person_id, fact_id)
    return ask(
        request,
        fact.person,
        forms.WhyForm,
        actions.take_back_fact,
        "This was never so",
        "Take it back",
        line=_label(fact),
        purpose="reason for taking a fact back",
        fact=fact,
        back="about",
    )


@staff_only
@both
@not_twice
def protect_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """Keep an address or a phone from somebody."""
    fact = _fact(request, person_id, fact_id)
    access.person_to_view(account_of(request), person_id, Rung.RECORD)
    line = (
        f"{_label(fact)}. No search finds it from now on, and no letter or shared entry holds it."
    )
    return ask(
        request,
        fact.person,
        forms.ProtectForm,
        protecting.protect_fact,
        "Keep this safe",
        "Keep it safe",
        line=line,
        back="about",
        purpose="protection of a fact",
        fact=fact,
    )


@staff_only
@both
@not_twice
def end_protection(request: HttpRequest, person_id: UUID, protection_id: UUID) -> HttpResponse:
    """It need not be kept from anybody any more: why, and only where one's role includes it."""
    opened(request, person_id)
    found = access.protection_to_change(account_of(request), person_id, protection_id)
    if not may(account_of(request), "restrict entries"):
        raise PermissionDenied("Your role does not include this. Ask a manager.")
    line = (
        f"{_label(found.fact)}. It is kept from: {found.from_whom}. From now on searches find it, "
        "and all who may see how to reach them read it."
    )
    return ask(
        request,
        found.person,
        forms.WhyForm,
        protecting.end_protection,
        "It need not be kept from anybody any more",
        "Keep it safe no longer",
        line=line,
        back="about",
        purpose="reason for ending a protection",
        protection=found,
    )
