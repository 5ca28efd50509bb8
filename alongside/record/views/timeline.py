"""A person's timeline: everything written about them, newest first, with stubs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import LONDON, in_words
from alongside.people.access import person_to_view, record_to_open
from alongside.people.header import header_of
from alongside.people.models import Person, Rung
from alongside.record import access, saying
from alongside.record.access import Line, Page, Sought
from alongside.record.contact import last_contact
from alongside.record.forms import TimelineForm
from alongside.record.models import EntryKind
from alongside.record.readership import authors_of, name_of

ON_PAPER = 1_000  # entries on one page, for printing
QUIET_AFTER = 14  # days without contact before the page says so first; a local rule


@staff_only
def timeline(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What is written about somebody. Words to search for arrive by POST: no address keeps them."""
    by = account_of(request)
    form, words = _asked(request, by, person_id)
    is_valid = form is None or form.is_valid()
    is_search = bool(form and is_valid and form.cleaned_data["words"].strip())
    if request.method == "POST" and is_valid and not is_search:
        return redirect(f"{request.path}{_query(form)}")
    person = record_to_open(by, person_id, "timeline opened")
    if is_search:
        detail = {"words": trail.keyed(words)}
        trail.note("record searched", on=person, about=[person], by=by, detail=detail)
    before = _before(request.POST.get("before") or request.GET.get("before", ""))
    sought = form.sought(before) if form and is_valid else Sought(before=before)
    on_paper = "all" in request.GET or "all" in request.POST
    size = ON_PAPER if on_paper else access.PAGE
    page = access.timeline(person, sought, by=by, size=size)
    header = header_of(person, by)
    lines = [shown(line, header.short) for line in page.lines]
    context = {
        "person": person,
        "header": header,
        "form": form,
        "is_choosing": bool(form and (form.errors or not form.has_changed())),
        "choose_url": f"{_query(form, choose='1')}#choose",
        "lines": lines,
        "pinned": _pinned(person, header.short, by) if not (sought.is_filtered or before) else [],
        "quiet_for": _quiet_for(person) if header.is_living else "",
        "covers": _covers(page, sought, lines),
        "sought": sought,
        "is_search": is_search,
        "is_empty": not (page.lines or sought.is_filtered or before),
        "words": words,
        "cursor": _cursor(page.older),
        "older_url": _query(form, before=_cursor(page.older)) if page.older else "",
        "all_url": _query(form, all="1"),
        "on_paper": on_paper,
        "before": before,
    }
    return render(request, "record/timeline.html", context)


def _asked(request: HttpRequest, by: Account, person_id: UUID) -> tuple[TimelineForm | None, str]:
    """The form, for who chooses or has chosen: most want the newest, and need not wait for it."""
    given = request.POST if request.method == "POST" else request.GET
    data = {name: given[name] for name in TimelineForm.base_fields if name in given}
    if request.method != "POST":
        data.pop("words", None)
    if not (data or "choose" in given):
        return None, ""
    writers, teams = authors_of(person_to_view(by, person_id, Rung.RECORD))
    people = [(one.pk, name_of(one)) for one in writers]
    return TimelineForm(data, writers=people, teams=teams), str(data.get("words", "")).strip()


def _query(form: TimelineForm | None, **more: str) -> str:
    """The filters as the end of an address; never the words."""
    said = form.cleaned_data if form and form.is_valid() else {}
    plain = {name: said.get(name) for name in ("kind", "who", "team", "since", "until")}
    given = {name: str(value) for name, value in plain.items() if value}
    if said.get("pinned"):
        given["pinned"] = "on"
    given |= more
    return f"?{urlencode(given)}" if given else ""


def _cursor(older: tuple[datetime, UUID] | None) -> str:
    return f"{older[0].isoformat()}~{older[1]}" if older else ""


def _before(text: str) -> tuple[datetime, UUID] | None:
    """Where a page begins; what cannot be read as that begins at the top."""
    at, _, entry = text.replace(" ", "+").partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, UUID(entry)) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _pinned(person: Person, short: str, by: Account) -> list[dict[str, Any]]:
    page = access.timeline(person, Sought(is_pinned=True), by=by, size=access.PAGE)
    return [shown(line, short) for line in page.lines if line.entry]


def _quiet_for(person: Person) -> str:
    """How long nobody has met or spoken with somebody, said plainly."""
    last = last_contact(person)
    if last is None:
        return f"Nobody has written down that they met or spoke with {person.called} yet."
    day = last.astimezone(LONDON).date()
    days = (timezone.localdate() - day).days
    if days < QUIET_AFTER:
        return ""
    return f"No contact for {days} days. We last met or spoke on {in_words(day)}."


def _covers(page: Page, sought: Sought, lines: list[dict[str, Any]]) -> str:
    """What this page holds, and what was left out: a printed page has to say so."""
    if not page.lines:
        return ""
    stubs = sum(line.is_stub for line in page.lines)
    first, last = page.lines[-1].happened_at, page.lines[0].happened_at
    days = [in_words(one.astimezone(LONDON).date()) for one in (first, last)]
    count = sum(line.misfiled is None for line in page.lines)
    entries = "1 entry" if count == 1 else f"{count} entries"
    span = f"of {days[0]}" if days[0] == days[1] else f"from {days[0]} to {days[1]}"
    said = [f"This is {entries} {span}." if count == 1 else f"These are {entries} {span}."]
    if stubs:
        said.append(f"{stubs} of them may not be read here.")
    if any(one.get("is_long") or one.get("ours", "").endswith("…") for one in lines):
        said.append("Longer entries are shown by their beginning.")
    if page.older:
        said.append("Older ones are left out.")
    if sought.is_filtered:
        said.append("Only what was asked for is here; the rest is left out.")
    return " ".join(said)


def shown(line: Line, short: str) -> dict[str, Any]:
    """One line of a timeline, ready for its template."""
    if line.misfiled is not None:
        return _marker(line, short)
    if line.entry is None or line.version is None:
        return _stub(line)
    ours, own = saying.line_words(line)
    entry, version = line.entry, line.version
    whose = saying.whose_words(line, short) if own else ""
    day, _, clock = saying.happened(version).partition(", ")
    says_whose = bool(own) and entry.kind == EntryKind.OWN_WORDS and not (ours or version.title)
    return {
        "entry": entry,
        "on": line.happened_at,
        "when": saying.happened(version),
        "day": day,
        "clock": clock,
        "is_exact": saying.is_exact(version),
        "heading": whose if says_whose else saying.title_of(entry, version),
        "ours": ours,
        "own": own,
        "is_long": any(len(access.start_of(p)) >= access.STARTS_WITH for p in line.parts),
        "is_own_alone": bool(own) and not ours,
        "says_whose": says_whose,  # the heading of their words is the only one
        "whose": whose,
        "quiet": _quiet(line, short),
    }


def _quiet(line: Line, short: str) -> str:
    entry, version = line.entry, line.version
    assert entry is not None
    assert version is not None
    said = [saying.kind_of(entry, version)] if version.title else []
    if entry.written_by.kind != Account.Kind.PERSON:  # whose own words stand above says who
        said.append(name_of(saying.writer_of(entry)))
    if version.there and said:
        said[-1] = f"{said[-1]}, with {version.there}"
    said = [f"{one.rstrip('.')}." for one in said]
    if entry.about_count > 1:
        said.append("Also about somebody else.")
    if entry.versions > 1:
        count = entry.versions - 1
        said.append("Changed once." if count == 1 else f"Changed {count} times.")
    if saying.is_late(entry, version):
        at = entry.first_written_at or entry.written_at
        said.append(f"Written late, on {in_words(at.astimezone(LONDON).date())}.")
    if line.answers:
        said.append(f"{short} has added words." if entry.about_count == 1 else "Words were added.")
    if line.restriction:
        said.append("Only a few may read this.")
    return " ".join(said)


def _stub(line: Line) -> dict[str, Any]:
    held = line.restriction
    why = "Ask the team that works with them."
    if held is not None:
        who, until = name_of(held.by), in_words(held.until)
        why = f"{held.words} Kept to a few by {who} until {until}, when it is looked at again."
    return {"on": line.happened_at, "is_stub": True, "why": why}


def _marker(line: Line, short: str) -> dict[str, Any]:
    mark = line.misfiled
    assert mark is not None
    why = saying.marker_words(mark) + saying.words_beside(short, line.answers)
    heading = saying.marker_heading(line)
    return {"on": line.happened_at, "is_marker": True, "heading": heading, "why": why}
