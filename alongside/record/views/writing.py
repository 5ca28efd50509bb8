"""Starting a note, writing it together, and changing what was written."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.foundation.writing import differences
from alongside.people.access import person_to_view, record_to_open
from alongside.people.finding import Findings, find
from alongside.people.header import header_of, headers_of
from alongside.people.models import Person, Rung
from alongside.record import defaults, saying
from alongside.record.access import (
    Reading,
    entry_to_change,
    people_on,
    people_to_write_about,
    reading,
)
from alongside.record.actions import (
    amend_entry,
    finish_note,
    may_write_or_refuse,
)
from alongside.record.forms import BOXES, ChangeForm, ChooseForm, NoteForm
from alongside.record.forms.writing import key_of, keyed, seen_name, sort_of, when_now
from alongside.record.models import Entry, PartSort
from alongside.record.readership import may_read_record, name_of

from .pages import frame, quiet, uuid_or_none

MOST_PEOPLE = 30
LOOK = "look"  # the button beside the box for finding somebody


def ids_in(texts: Iterable[str]) -> list[UUID]:
    """The ids among these texts, each once, and not without end."""
    found = (uuid_or_none(text.strip()) for text in texts)
    return list(dict.fromkeys(one for one in found if one))[:MOST_PEOPLE]


def look_for(request: HttpRequest, by: Account) -> tuple[Findings | None, str]:
    """Whoever was looked for by name, or what is wrong with that."""
    words = request.POST.get("look_for", "").strip()
    if LOOK not in request.POST or not words:
        return None, "" if LOOK not in request.POST else "Write a name first, or a part of one."
    try:
        return find(words, by), ""
    except ValidationError as refusal:
        return None, " ".join(refusal.messages)


def found_in(findings: Findings | None, by: Account, chosen: Iterable[UUID]) -> list[Person]:
    """The people found, and those chosen before, in whose record one may write."""
    found = [one.person.pk for one in findings.people] if findings else []
    return people_to_write_about(by, [*chosen, *found])


@staff_only
def choose(request: HttpRequest) -> HttpResponse:
    """Start a note from anywhere: choose one or several people."""
    by = account_of(request)
    may_write_or_refuse(by)
    chosen = ids_in(request.POST.getlist("people"))
    findings, problem = look_for(request, by)
    found = found_in(findings, by, chosen)
    seen = {one.pk for one in found}
    people = [*found, *(one for one in people_to_write_about(by) if one.pk not in seen)]
    is_looking = LOOK in request.POST
    data = request.POST if request.method == "POST" and not is_looking else None
    initial = {"people": [str(one) for one in chosen]}
    form = ChooseForm(data, people=people, initial=initial)
    if form.is_valid():
        first, *others = form.cleaned_data["people"]
        return redirect(_address(UUID(first), others))
    trail.note("people listed", listed=[one.pk for one in people], by=by)
    context = {"form": form, "people": people, "findings": findings, "problem": problem}
    return render(request, "record/choose.html", {**context, "looked": is_looking})


def _address(first: UUID, others: Iterable[Any]) -> str:
    address = reverse("record:write", args=[first])
    also = urlencode([("also", other) for other in others])
    return f"{address}?{also}" if also else address


@staff_only
def write(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A visit, a call, a note: written alone or together with the person."""
    by = account_of(request)
    is_post = request.method == "POST"
    person = (
        person_to_view(by, person_id, Rung.RECORD) if is_post else record_to_open(by, person_id)
    )
    may_write_or_refuse(by)
    also = ids_in(request.POST.getlist("people") if is_post else request.GET.getlist("also"))
    draft = drafts.draft_for(request, purpose="note", about=[person, *_may(by, also, person)])
    if draft.became:
        return redirect(draft.became)
    if draft.later:
        return redirect(reverse("foundation:drafts"))
    if not is_post and "people" in draft.texts:
        also = ids_in(draft.texts["people"].split("\n"))
    findings, problem = look_for(request, by)
    others = [one for one in found_in(findings, by, also) if one.pk != person.pk]
    form = _note_form(request, person, others, [one for one in also if one != person.pk])
    if is_post and form.is_bound:
        done = form.is_valid() and carry_out(form, finish_it(form, draft.id), by=by)
        if done:
            return redirect(done.result.get_absolute_url())
    if not form.is_bound:
        draft.fill(form)
    return render(
        request, "record/write.html", _writing(person, form, draft, by, findings, problem)
    )


def _may(by: Account, ids: list[UUID], person: Person) -> list[UUID]:
    return [one.pk for one in people_to_write_about(by, ids) if one.pk != person.pk] if ids else []


def finish_it(form: NoteForm, draft: UUID) -> Any:
    """The action with what the form makes of its fields: parts, people, how it is shown."""

    def finish(*, by: Account, **_: Any) -> Entry:
        return finish_note(id=draft, by=by, **form.note())

    return finish


def _note_form(
    request: HttpRequest, person: Person, others: list[Person], chosen: list[UUID]
) -> NoteForm:
    """Bound only where the page had asked about exactly the people that are now chosen."""
    asked = set(ids_in(request.POST.get("asked", "").split()))
    here = {person.pk, *(one.pk for one in others if one.pk in chosen)}
    headers = headers_of([person, *others], account_of(request))
    given: dict[str, Any] = {
        "person": person,
        "others": others,
        "called": {pk: header.short for pk, header in headers.items()},
    }
    if request.method == "POST" and LOOK not in request.POST and asked == here:
        return NoteForm(request.POST, **given)
    initial = {"happened": when_now(), "people": [str(one) for one in chosen]}
    return NoteForm(initial=initial, **given)


def _writing(
    person: Person,
    form: NoteForm,
    draft: drafts.OpenDraft,
    by: Account,
    findings: Findings | None,
    problem: str,
) -> dict[str, Any]:
    header = header_of(person, by)
    known = {one.pk for one in form.everyone}
    nearby = [one for one in people_to_write_about(by)[:12] if one.pk not in known]
    return {
        "form": form,
        "draft": draft,
        "person": person,
        "header": header,
        "quiet": quiet(header),
        "me": name_of(by).split(" ")[0],
        "nearby": nearby,
        "findings": findings,
        "problem": problem,
        "seen": [form[seen_name(one)] for one in form.people],
        "boxes": [_box(form, box.name) for box in BOXES],
        "asked": " ".join(str(one.pk) for one in form.people),
        "readers": _will_read(form),
    }


def _box(form: NoteForm, name: str) -> dict[str, Any]:
    about = f"about_{name}"
    return {"field": form[name], "about": form[about] if about in form.fields else None}


def _will_read(form: NoteForm) -> list[dict[str, str]]:
    """Who will read this, said for each person it is about."""
    may_read = may_read_record(one.pk for one in form.people)
    kind = str(form["kind"].value() or "note").partition(" ")[0]
    names_others = bool(form["names_others"].value())
    _, why = defaults.first_sharing(kind, form.people, names_others=names_others)
    held = "cannot read it until somebody else has decided, and is told: "
    told = "can read it as soon as you finish, and add to it."
    return [
        {
            "called": one.called,
            "sharing": f"{one.called} {f'{held}“{why}”' if why else told}",
            "staff": saying.names(may_read.get(one.pk, [])),
        }
        for one in form.people
    ]


# Changing ------------------------------------------------------------------------------------------


@staff_only
def change(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Put an entry right: a new version, with the reason; the old one stays."""
    by = account_of(request)
    entry = entry_to_change(by, entry_id)
    may_write_or_refuse(by)
    base = _base(request, entry)
    address = f"{reverse('record:change', args=[entry.pk])}?base={base}"
    people = people_on(entry)
    draft = drafts.draft_for(request, purpose="amendment", about=people, address=address)
    if draft.became:
        return redirect(draft.became)
    if draft.later:
        return redirect(reverse("foundation:drafts"))
    if request.method == "GET":
        trail.note("entry opened", on=entry, about=people, by=by)
    began, now = reading(entry, base), reading(entry)
    form = _change_form(request, began, now)
    if request.method == "POST" and base == entry.versions:
        done = carry_out(form, amend_it(form, entry, began, draft.id), by=by)
        if done:
            return redirect(entry.get_absolute_url())
    elif base == entry.versions:
        draft.fill(form)
    context = {**frame(request, entry, heading="Change this note"), "draft": draft, "base": base}
    if base != entry.versions:
        return _both(request, draft, began, now, context)
    boxes = [form[key] for key, _ in form.keys]
    return render(request, "record/change.html", {**context, "form": form, "boxes": boxes})


def _base(request: HttpRequest, entry: Entry) -> int:
    """The version that the writer began from; it travels in the address."""
    text = request.GET.get("base", "")
    given = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else entry.versions
    return min(max(given, 1), entry.versions)


def _keys(*reads: Reading) -> list[tuple[str, str]]:
    """A box for every part of these versions, and one for each sort that has none yet."""
    writer = name_of(reads[-1].entry.written_by).split(" ")[0]
    labels: dict[str, str] = {}
    for read in reads:
        for key, part in keyed(read.parts).items():
            labels[key] = saying.heading_of(part, writer)
    for box in BOXES:
        label = box.label or "In their own words"
        labels.setdefault(key_of(box.sort, 1), label)
    order = [str(sort) for sort in PartSort.values]
    return sorted(labels.items(), key=lambda one: (order.index(sort_of(one[0])), one[0]))


def _as_it_was(read: Reading, keys: Iterable[tuple[str, str]]) -> dict[str, Any]:
    there = keyed(read.parts)
    texts = {key: there[key].text if key in there else "" for key, _ in keys}
    version = read.version
    when = defaults.when_of(version).words()
    return {"title": version.title, "happened": when, "place": version.place, **texts}


def _change_form(request: HttpRequest, began: Reading, now: Reading) -> ChangeForm:
    keys = _keys(began, now)
    initial = _as_it_was(began, keys)
    return ChangeForm(request.POST or None, keys=keys, initial=initial)


def amend_it(form: ChangeForm, entry: Entry, began: Reading, draft: UUID) -> Any:
    """The action with what the form makes of its fields."""

    def amend(*, by: Account, **_: Any) -> Any:
        said = form.cleaned_data
        happened = said["happened"]
        return amend_entry(
            entry=entry,
            base=began.version.number,
            parts=form.parts(keyed(began.parts)),
            why=said["why"],
            title=said["title"],
            place=said["place"],
            happened=happened if happened != defaults.when_of(began.version) else None,
            is_earlier_readable=said["is_earlier_readable"],
            draft=draft,
            by=by,
        )

    return amend


def _both(
    request: HttpRequest,
    draft: drafts.OpenDraft,
    began: Reading,
    now: Reading,
    context: dict[str, Any],
) -> HttpResponse:
    """Somebody else changed it meanwhile: both texts side by side, and one form to put them together."""
    keys = _keys(began, now)
    was, is_now = _as_it_was(began, keys), _as_it_was(now, keys)
    mine = {**was, **{name: draft.texts[name] for name in was if name in draft.texts}}
    merged = {name: is_now[name] if mine[name] == was[name] else mine[name] for name in was}
    merged["why"] = draft.texts.get("why", "")
    form = ChangeForm(keys=keys, initial=merged)
    sides = [
        {
            "field": form[key],
            "theirs": differences(was[key], is_now[key]) if was[key] != is_now[key] else None,
            "mine": differences(was[key], mine[key]) if was[key] != mine[key] else None,
        }
        for key, _ in keys
    ]
    context |= {"form": form, "sides": sides, "began": began, "now": now}
    context["action"] = f"{request.path}?base={now.version.number}"
    context["who"] = name_of(now.version.by)
    return render(request, "record/both.html", context)
