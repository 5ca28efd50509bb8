"""Chronologies: those of a person, beginning one, reading it, and finishing it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.days import LONDON, in_words
from alongside.people.access import record_to_open
from alongside.people.header import header_of
from alongside.people.models import Person
from alongside.record import telling
from alongside.record.access import chronologies as access
from alongside.record.access.chronologies import LINES, Place
from alongside.record.actions import may_write_or_refuse
from alongside.record.actions.chronologies import (
    MOST_LINES,
    begin_chronology,
    finish_chronology,
    make_newer,
    say_what_for,
)
from alongside.record.forms.chronologies import BeginForm, FinishForm, WhatForForm
from alongside.record.models import Chronology
from alongside.record.readership import name_of


@staff_only
def chronologies(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The chronologies that somebody is in."""
    by = account_of(request)
    person = record_to_open(by, person_id, "chronologies listed")
    found = access.chronologies_of(person, by)
    context = {
        "person": person,
        "header": header_of(person, by),
        "items": [_listed(one) for one in found],
        "may_write": may(by, "write record"),
    }
    return render(request, "record/chronologies.html", context)


def _listed(one: Chronology) -> dict[str, str]:
    people = [row.person for row in sorted(one.people.all(), key=lambda row: row.place)]
    count: int = one.count  # type: ignore[attr-defined]
    state = "Finished" if one.is_finished else "Not finished yet"
    at = (one.finished_at or one.made_at).astimezone(LONDON).date()
    who = name_of(one.finished_by or one.by)
    entries = "1 entry" if count == 1 else f"{count:,} entries"
    return {
        "heading": one.made_for,
        "url": one.get_absolute_url(),
        "line": telling.heading(people),
        "quiet": f"{state}, {in_words(at)}, {who}. {entries}.",
    }


@staff_only
@drafts.not_twice
def begin(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Begin a chronology: what it is for, who is in it, and what goes in at once."""
    by = account_of(request)
    person = record_to_open(by, person_id)
    may_write_or_refuse(by)
    around = access.around(person, by)

    def begin_it(*, people: Sequence[str] = (), **told: Any) -> Chronology:
        beside = [one for one in around if str(one.pk) in people]
        return begin_chronology(people=[person, *beside], **told)

    asked = drafts.asking(
        request,
        lambda data: BeginForm(data, around=around),
        begin_it,
        then=lambda made: made.get_absolute_url(),
        purpose="chronology",
        about=[person],
        by=by,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, "person": person, "header": header_of(person, by)}
    return render(request, "record/begin_chronology.html", context)


@staff_only
def chronology(request: HttpRequest, chronology_id: UUID) -> HttpResponse:
    """Read a chronology; as long as it is not finished, go on with it from here."""
    by = account_of(request)
    found = access.chronology_to_open(by, chronology_id)
    people = access.people_in(found)
    after = place_of(request.GET.get("after", ""))
    on_paper = "all" in request.GET
    page = access.lines_of(found, after, by=by, size=MOST_LINES if on_paper else LINES)
    lines = [telling.shown(one, found, people) for one in page.lines]
    count = access.count_lines(found)
    context = {
        **frame(found, people, by),
        "lines": lines,
        "count": count,
        "covers": telling.covers(found, access.first_and_last(found), count),
        "made_by": telling.made_by(found),
        "left_out": telling.left_out(found.left_out) if found.is_finished else [],
        "hidden": sum(bool(one.hidden) for one in lines),
        "after": after,
        "here": written(after),
        "later_url": f"?after={written(page.later)}" if page.later else "",
        "on_paper": on_paper,
        "is_paged": bool(after or page.later),
    }
    return render(request, "record/chronology.html", context)


@staff_only
@drafts.not_twice
def what_for(request: HttpRequest, chronology_id: UUID) -> HttpResponse:
    """Say again what it is for, and which days it covers."""
    by = account_of(request)
    found = _to_change(request, by, chronology_id)
    initial = {name: getattr(found, name) for name in ("made_for", "purpose", "since", "until")}
    asked = drafts.asking(
        request,
        lambda data: WhatForForm(data, initial=initial),
        say_what_for,
        then=lambda made: made.get_absolute_url(),
        purpose="chronology",
        about=access.ids_on(found),
        by=by,
        chronology=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = {**asked.context, **frame(found, access.people_in(found), by)}
    return render(request, "record/what_for.html", context)


@staff_only
@drafts.not_twice
def finish(request: HttpRequest, chronology_id: UUID) -> HttpResponse:
    """Look at what was left out, then finish it: nothing in it changes any more."""
    by = account_of(request)
    found = _to_change(request, by, chronology_id)
    people = access.people_in(found)
    initial = {"letters": found.letters or _initials(by)}
    asked = drafts.asking(
        request,
        lambda data: FinishForm(data, initial=initial),
        finish_chronology,
        then=lambda made: made.get_absolute_url(),
        purpose="chronology",
        about=[person.pk for person in people],
        by=by,
        chronology=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    count = access.count_lines(found)
    context = {
        **asked.context,
        **frame(found, people, by),
        "count": count,
        "worded": access.count_worded(found),
        "covers": telling.covers(found, access.first_and_last(found), count),
        "left_out": telling.left_out(
            access.left_out(found, [person.pk for person in people], by=by)
        ),
    }
    return render(request, "record/finish_chronology.html", context)


@staff_only
@require_POST
def newer(request: HttpRequest, chronology_id: UUID) -> HttpResponse:
    """Begin a newer one with what is in this one."""
    by = account_of(request)
    found = access.chronology_to_view(by, chronology_id)
    made, _left_behind = make_newer(chronology=found, by=by)
    return redirect(made)


# In common ----------------------------------------------------------------------------------------


def _to_change(request: HttpRequest, by: Account, chronology_id: UUID) -> Chronology:
    found = access.chronology_to_change(by, chronology_id)
    if request.method != "POST":
        access.note_opened(found, by)
    return found


def frame(found: Chronology, people: Sequence[Person], by: Account) -> dict[str, Any]:
    """What every page about one chronology says."""
    return {
        "chronology": found,
        "people": people,
        "heading": telling.heading(people),
        "first": people[0],
        "is_several": len(people) > 1,
        "may_change": not found.is_finished and may(by, "write record"),
        "may_write": may(by, "write record"),
        "back": reverse("record:chronologies", args=[people[0].pk]),
    }


def _initials(by: Account) -> str:
    return "".join(part[0] for part in name_of(by).split() if part[0].isalpha())[:6].upper()


def written(place: Place | None) -> str:
    """Where a page begins, for its address."""
    return f"{place[0].isoformat().replace('+00:00', 'Z')}~{place[1]}" if place else ""


def place_of(text: str) -> Place | None:
    """Where a page begins; what cannot be read as that begins at the top."""
    at, _, which = text.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(which)) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
