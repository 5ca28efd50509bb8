"""The two pages of a decision about somebody: whose record it is for, and what was decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alongside.accounts.access import account_of
from alongside.foundation import drafts, trail
from alongside.learning.access.supervision import allocated_to
from alongside.learning.forms.supervision import ChoosePersonForm, DecisionForm
from alongside.people.access import person_to_view, record_to_open
from alongside.people.header import header_of
from alongside.people.models import Rung
from alongside.record.access import people_to_write_about
from alongside.record.actions import may_write_or_refuse

MOST_LISTED = 240


def ask_whose(
    request: HttpRequest, to: Callable[[UUID], str], *, back_url: str, **told: Any
) -> HttpResponse:
    """Ask whose record it belongs to: one of those in whose record one may write."""
    by = account_of(request)
    may_write_or_refuse(by)
    people = people_to_write_about(by, most=MOST_LISTED)
    people.sort(key=lambda one: (one.sort_key, one.pk))
    mine = allocated_to(by, people)
    form = ChoosePersonForm(
        request.POST if request.method == "POST" else None,
        own=[one for one in people if one.pk in mine],
        others=[one for one in people if one.pk not in mine],
    )
    if form.is_valid():
        return redirect(to(UUID(form.cleaned_data["person"])))
    trail.note("people listed", listed=[one.pk for one in people], by=by)
    context = {
        "form": form,
        "back_url": back_url,
        "is_empty": not people,
        "is_cut": len(people) >= MOST_LISTED,
        **told,
    }
    return render(request, "learning/supervision/choose.html", context)


def ask_what(
    request: HttpRequest,
    person_id: UUID,
    action: Callable[..., Any],
    *,
    back_url: str,
    with_name: str,
) -> HttpResponse:
    """Ask what was decided and why; `with_name` says whose names stand with it on the record."""
    by = account_of(request)
    is_post = request.method == "POST"
    person = (
        person_to_view(by, person_id, Rung.RECORD) if is_post else record_to_open(by, person_id)
    )
    may_write_or_refuse(by)
    # Words about a person, unlike the rest of this room: they may be handed over as a note may.
    asked = drafts.asking(
        request,
        DecisionForm,
        action,
        then=lambda _made: back_url,
        purpose="decision",
        about=[person],
        by=by,
        person=person,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {
        **asked.context,
        "person": person,
        "header": header_of(person, by),
        "with_name": with_name,
        "back_url": back_url,
    }
    return render(request, "learning/supervision/decide.html", context)
