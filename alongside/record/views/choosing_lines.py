"""What goes into a chronology: choosing entries, taking lines out, and saying them in few words."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.pages import carry_out
from alongside.record import saying, telling
from alongside.record.access import Line, entry_to_view, note_opened, reading
from alongside.record.access import chronologies as access
from alongside.record.access.chronologies import Wanted
from alongside.record.access.lines import filled
from alongside.record.actions.chronologies import (
    choose_all,
    choose_entries,
    take_as_it_is_now,
    take_out_lines,
    word_line,
)
from alongside.record.forms.chronologies import EntriesForm, FittingForm, LineForm
from alongside.record.models import Chronology, ChronologyLine, LineWords

from .chronologies import frame, place_of, written
from .pages import number_or_none, uuid_or_none

FILTERS = ("kind", "person", "since", "until", "pinned")
ALL = "all"  # the button that puts in everything that fits


@staff_only
def choose(request: HttpRequest, chronology_id: UUID) -> HttpResponse:
    """Tick entries, or put in all that fit; those that are in it already are not offered."""
    by = account_of(request)
    found = access.chronology_to_change(by, chronology_id)
    people = access.people_in(found)
    asked = _asked(request, found)
    look = FittingForm(asked, people=people)
    wanted = look.wanted() if look.is_valid() else Wanted(since=found.since, until=found.until)
    after = place_of(request.GET.get("after", ""))
    ids = [person.pk for person in people]
    rows, later = access.some_fitting(found, wanted, ids, after, by=by)
    offered = [_offered(line) for line in filled(rows, by)]
    is_all = ALL in request.POST
    data = request.POST if request.method == "POST" and not is_all else None
    form = EntriesForm(data, offered=offered)
    if is_all:
        form = EntriesForm({}, offered=offered)
        form.errors.clear()
    if request.method == "POST" and _put_in(form, found, wanted, is_all, by):
        return redirect(_address(request, asked))
    if request.method != "POST":
        access.note_opened(found, by)
    context = {
        **frame(found, people, by),
        "form": form,
        "look": look,
        "forms": [look],
        "offered": offered,
        "count": access.count_lines(found),
        "fits": access.count_fitting(found, wanted, ids, by=by),
        "after": after,
        "later_url": _address(request, asked, after=written(later)) if later else "",
        "is_filtered": any(asked.values()),
    }
    return render(request, "record/choose_entries.html", context)


def _asked(request: HttpRequest, found: Chronology) -> dict[str, str]:
    """What is looked for; until somebody says otherwise, the days that it covers."""
    if any(name in request.GET for name in FILTERS):
        return {name: request.GET[name] for name in FILTERS if request.GET.get(name)}
    days = {"since": found.since, "until": found.until}
    return {name: day.isoformat() for name, day in days.items() if day}


def _address(request: HttpRequest, asked: dict[str, str], **more: str) -> str:
    return f"{request.path}?{urlencode({'kind': '', **asked, **more})}"


def _offered(line: Line) -> tuple[str, str, str]:
    """The id of an entry, what it was and when, and how it begins."""
    about, entry, version = line.about, line.entry, line.version
    assert about is not None
    if entry is None or version is None:  # restricted between two questions
        return str(about.entry_id), telling.HIDDEN, ""
    ours, own = saying.line_words(line)
    title = saying.title_of(entry, version)
    return str(entry.pk), f"{saying.happened(version)}: {title}", ours or own


def _put_in(
    form: EntriesForm, found: Chronology, wanted: Wanted, is_all: bool, by: Account
) -> bool:
    if not is_all:
        return carry_out(form, choose_entries, chronology=found, by=by) is not None
    try:
        choose_all(chronology=found, wanted=wanted, by=by)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True


@staff_only
@require_POST
def take_out(request: HttpRequest, chronology_id: UUID) -> HttpResponse:
    """Take ticked lines out; whatever was written for them is kept, should they come back."""
    by = account_of(request)
    found = access.chronology_to_change(by, chronology_id)
    ticked = [one for one in map(uuid_or_none, request.POST.getlist("line")) if one]
    if ticked:
        take_out_lines(chronology=found, lines=ticked, by=by)
    at = place_of(request.POST.get("after", ""))
    return redirect(f"{found.get_absolute_url()}{'?after=' + written(at) if at else ''}")


@staff_only
@drafts.not_twice
def write_line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Say an entry in few words, with the entry beside it; then on to the next."""
    by = account_of(request)
    line = access.line_to_change(by, line_id)
    found = line.chronology
    people = access.people_in(found)
    words = LineWords.objects.filter(line=line).select_related("by__practitioner").first()
    initial = {"summary": words.summary, "impact": words.impact} if words else {}
    then = access.next_line(line, by)
    stood = number_or_none(request.POST.get("stood"))
    asked = drafts.asking(
        request,
        lambda data: LineForm(data, initial=initial),
        word_line,
        then=lambda _: _after(found, then),
        purpose="line of a chronology",
        about=[person.pk for person in people],
        by=by,
        line=line,
        stood=0 if stood is None else stood,
    )
    if asked.leads:
        return redirect(asked.leads)
    told = access.told([line], by)[0]
    entry = entry_to_view(by, line.entry_id)
    if request.method != "POST":
        note_opened(entry, by)
        access.note_opened(found, by)
    context = {
        **asked.context,
        **frame(found, people, by),
        **_said(told, entry, line),
        "words": words,
        "is_last": then is None,
        "is_bound": asked.form.is_bound,
    }
    return render(request, "record/write_line.html", context)


def _after(found: Chronology, then: ChronologyLine | None) -> str:
    return reverse("record:write-line", args=[then.pk]) if then else found.get_absolute_url()


def _said(told: access.Told, entry: Any, line: ChronologyLine) -> dict[str, Any]:
    """The entry in full, as it was when it was chosen."""
    read = reading(entry, line.version)
    writer = saying.first_name_of(entry)
    return {
        "line": line,
        "entry": entry,
        "told": told,
        "title": saying.title_of(entry, read.version),
        "what": saying.what_it_was(entry, read.version),
        "written": saying.written(entry, read.version),
        "parts": [
            {"heading": saying.heading_of(part, writer), "text": part.text, "is_own": is_own}
            for part in read.parts
            for is_own in [part.sort == "own words"]
        ],
    }


@staff_only
@require_POST
def bring_up_to_date(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Let the line stand for what the entry says now."""
    by = account_of(request)
    line = access.line_to_change(by, line_id)
    take_as_it_is_now(line=line, by=by)
    return redirect("record:write-line", line.pk)
