"""What a person, or one who acts for them, may read, on paper: choose the print and save it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of
from alongside.foundation import trail
from alongside.foundation.paper import Format, Paper, PaperNotMade
from alongside.foundation.paper.handing import PaperForm, handed_out
from alongside.plans.access import plan_to_view
from alongside.plans.papers import fridge_paper
from alongside.portal import shown
from alongside.portal.access import listed
from alongside.portal.access import mine as access
from alongside.portal.papers import listed_paper, my_paper
from alongside.portal.who import Names
from alongside.questionnaires.access import as_asked
from alongside.record import defaults
from alongside.record.papers import format_for, printed
from alongside.record.parts import page_of

from .pages import Me, asked_version, mine, show
from .shared import OTHERS

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@mine
@PAGE
def print_entry(request: HttpRequest, me: Me, entry_id: UUID) -> HttpResponse:
    """One entry that is shown to them: the same words as on its page."""
    number = asked_version(request)
    found = access.my_entry(me.person, entry_id, number, by=me.account)
    assert found.entry is not None
    is_older = number is not None and number != found.entry.versions
    one = shown.entry(found, Names(me.person, me.account.pk, shown.accounts_in([found])))
    assert isinstance(one, shown.ShownEntry)
    files = [] if is_older else shown.files(entry_id, me.account)
    left_out = 0 if is_older else access.files_left_out(entry_id)
    back = reverse("portal:entry", args=[entry_id])
    return _asked(
        request,
        me,
        make=lambda format: my_paper(one, files, left_out, is_older, format, _pages(found)),
        note=lambda what: trail.note(
            f"own {what}", on=found.entry, about=[me.person], by=me.account
        ),
        needed=format_for(me.person),
        told={"back": f"{back}?version={number}" if number else back, "what": one.heading},
    )


def _pages(found: access.Found) -> dict[UUID, str]:
    """On which page of its questionnaire each part was asked; empty for a note."""
    asked = as_asked(found.version.form) if found.version else None
    return {one.pk: page_of(one.question, asked) for one in found.parts} if asked else {}


@mine
@PAGE
def print_plan(request: HttpRequest, me: Me, plan_id: UUID) -> HttpResponse:
    """The one page of a plan of theirs."""
    found = plan_to_view(me.account, plan_id)
    called = me.header.short
    return _asked(
        request,
        me,
        make=lambda format: fridge_paper(found, called, f"{printed('')}.", format),
        note=lambda what: trail.note(
            f"own plan {what.removeprefix('entry ')}",
            on=found.sheet,
            about=[me.person],
            by=me.account,
        ),
        needed=format_for(me.person),
        told={"back": reverse("portal:plan", args=[plan_id]), "what": found.kind.title},
    )


@OTHERS
@PAGE
def print_shared(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One entry that was listed for them."""
    by = account_of(request)
    found = listed.listed_entry(by, entry_id)
    people = [one.person_id for one in found]
    told = [
        (defaults.when_of(one.version).words(), shown.listed(one, by, is_whole=True))
        for one in found
    ]
    files = shown.files(entry_id, by)
    return _asked(
        request,
        None,
        make=lambda format: listed_paper(told, files, format),
        note=lambda what: trail.note(f"shared {what}", on=found[0].entry, about=people, by=by),
        needed=Format.STANDARD,
        told={"back": reverse("portal:shared-entry", args=[entry_id]), "what": told[0][1].heading},
    )


def _asked(
    request: HttpRequest,
    me: Me | None,
    *,
    make: Callable[[Format], Paper],
    note: Callable[[str], object],
    needed: Format,
    told: dict[str, Any],
) -> HttpResponse:
    """The file, once it was asked for; before that, the page that asks in what print."""
    form = PaperForm(request.POST if request.method == "POST" else None, initial={"format": needed})
    if form.is_valid():
        try:
            paper = make(Format(form.cleaned_data["format"]))
            response = handed_out(paper, form.kind, "note")
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
        else:
            note("entry printed")
            return response
    else:
        note("entry opened")
    return show(request, "print.html", me, form=form, **told)
