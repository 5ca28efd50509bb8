"""Pages for what is known about somebody: written down, changed, corrected, ended, protected."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.accounts.access import account_of, staff_only
from alongside.foundation.pages import carry_out
from alongside.people import access, forms
from alongside.people import facts as rules
from alongside.people.about import OWN_PAGE, kinds_of
from alongside.people.actions import facts as actions
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
def record_fact(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down one thing more; ?kind= says which."""
    person, kind = opened(request, person_id), request.GET.get("kind", "")
    if kind not in rules.RULES or kind in OWN_PAGE:
        raise Http404
    form = forms.FactForm(request.POST or None, kind=kind)
    if carry_out(form, actions.record_fact, person=person, kind=kind, by=account_of(request)):
        return redirect("people:about", person_id)
    label = str(FactKind(kind).label)
    return ask(request, person, form, f"{label}: write it down", "Write this down", back="about")


def _fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> Fact:
    opened(request, person_id)
    return access.fact_to_change(account_of(request), person_id, fact_id)


def _label(fact: Fact) -> str:
    return f"{fact.get_kind_display()}: {rules.said(fact)}"


@staff_only
@both
def change_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """From a day on, something else is true."""
    fact = _fact(request, person_id, fact_id)
    if not rules.RULES[fact.kind].is_dated:
        raise Http404
    form = forms.ChangeFactForm(request.POST or None, kind=fact.kind, fact=fact)
    if carry_out(form, actions.change_fact, fact=fact, by=account_of(request)):
        return redirect("people:about", person_id)
    line = f"{_label(fact)}. It was right until now, and stays to be read."
    return ask(
        request,
        fact.person,
        form,
        "What has changed?",
        "Write the change down",
        line=line,
        back="about",
    )


@staff_only
@both
def correct_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """It was written down wrongly."""
    fact = _fact(request, person_id, fact_id)
    form = forms.CorrectFactForm(request.POST or None, kind=fact.kind, fact=fact)
    if carry_out(form, actions.correct_fact, fact=fact, by=account_of(request)):
        return redirect("people:about", person_id)
    line = f"{_label(fact)}. What was wrong stays to be read, with your reason."
    return ask(
        request,
        fact.person,
        form,
        "What is right?",
        "Write the correction down",
        line=line,
        back="about",
    )


@staff_only
@both
def end_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """It was true, and is no longer."""
    fact = _fact(request, person_id, fact_id)
    form = forms.EndFactForm(request.POST or None)
    if carry_out(form, actions.end_fact, fact=fact, by=account_of(request)):
        return redirect("people:about", person_id)
    return ask(
        request,
        fact.person,
        form,
        "This is no longer so",
        "Write the end down",
        line=_label(fact),
        back="about",
    )


@staff_only
@both
def take_back_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """It was never true of this person."""
    fact = _fact(request, person_id, fact_id)
    form = forms.WhyForm(request.POST or None)
    if carry_out(form, actions.take_back_fact, fact=fact, by=account_of(request)):
        return redirect("people:about", person_id)
    return ask(
        request,
        fact.person,
        form,
        "This was never so",
        "Take it back",
        line=_label(fact),
        back="about",
    )


@staff_only
@both
def protect_fact(request: HttpRequest, person_id: UUID, fact_id: UUID) -> HttpResponse:
    """Keep an address or a phone from somebody."""
    fact = _fact(request, person_id, fact_id)
    access.person_to_view(account_of(request), person_id, Rung.RECORD)
    form = forms.ProtectForm(request.POST or None)
    if carry_out(form, actions.protect_fact, fact=fact, by=account_of(request)):
        return redirect("people:about", person_id)
    line = (
        f"{_label(fact)}. No search finds it from now on, and no letter or shared entry holds it."
    )
    return ask(
        request, fact.person, form, "Keep this safe", "Keep it safe", line=line, back="about"
    )


@staff_only
@require_POST
def end_protection(request: HttpRequest, person_id: UUID, protection_id: UUID) -> HttpResponse:
    """It need not be kept from anybody any more."""
    account = account_of(request)
    protection = access.protection_to_change(account, person_id, protection_id)
    if protection.ended_at is None:
        actions.end_protection(protection=protection, by=account)
    return redirect("people:about", person_id)
