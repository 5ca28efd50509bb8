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
from alongside.accounts.models import Account, in_force
from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.people.access import person_to_view, record_to_open
from alongside.people.finding import Findings, find
from alongside.people.header import header_of, short_names
from alongside.people.models import Basis, Grant, Person, Rung
from alongside.record.access import (
    people_to_write_about,
)
from alongside.record.actions import (
    finish_note,
    may_write_or_refuse,
)
from alongside.record.forms import BOXES, ChooseForm, LookForm, NoteForm
from alongside.record.forms.writing import seen_name, when_now
from alongside.record.models import Entry
from alongside.record.readership import name_of

from .bringing import brought
from .pages import quiet, uuid_or_none, will_read

MOST_PEOPLE = 30
MOST_LISTED = 240  # people, by their letters; whoever is not among them is looked for by name
LOOK = "look"  # the button beside the box for finding somebody


def ids_in(texts: Iterable[str]) -> list[UUID]:
    """The ids among these texts, each once, and not without end."""
    found = (uuid_or_none(text.strip()) for text in texts)
    return list(dict.fromkeys(one for one in found if one))[:MOST_PEOPLE]


def look_for(request: HttpRequest, by: Account, label: str) -> tuple[Findings | None, LookForm]:
    """Whoever was looked for by name, and the box for it, which says what was wrong."""
    look = LookForm(request.POST if LOOK in request.POST else None, label=label)
    if not look.is_valid():
        return None, look
    try:
        return find(look.cleaned_data["look_for"], by), LookForm(label=label)
    except ValidationError as refusal:
        look.add_error("look_for", refusal)
        return None, look


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
    findings, look = look_for(request, by, "Look for somebody by name, birthday or number")
    found = found_in(findings, by, chosen) if findings else []
    seen = {one.pk for one in found}
    offered = people_to_write_about(by, most=MOST_LISTED)
    rest = [one for one in offered if one.pk not in seen]
    given = {one.pk for one in rest} | seen
    found += people_to_write_about(by, [one for one in chosen if one not in given])
    mine = allocated_to(by, rest)
    rest.sort(key=lambda one: (one.sort_key, one.pk))
    own, others = [[one for one in rest if (one.pk in mine) is is_own] for is_own in (True, False)]
    is_looking = LOOK in request.POST
    data = request.POST if request.method == "POST" and not is_looking else None
    initial = {"people": [str(one) for one in chosen]}
    form = ChooseForm(data, found=found, own=own, others=others, initial=initial)
    if form.is_valid():
        first, *more = form.cleaned_data["people"]
        return redirect(_address(UUID(first), more))
    trail.note("people listed", listed=[one.pk for one in (*found, *rest)], by=by)
    context: dict[str, Any] = {"form": form, "findings": findings}
    context |= {"look": look, "forms": [look]}
    context["is_cut"] = len(offered) >= MOST_LISTED
    return render(request, "record/choose.html", context)


def allocated_to(by: Account, people: Iterable[Person]) -> set[UUID | None]:
    """Those of these people whom this account is asked to work with itself."""
    grants = Grant.objects.filter(in_force(), account_id=by.pk, basis=Basis.ALLOCATED)
    return set(grants.filter(person__in=list(people)).values_list("person_id", flat=True))


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
    files = brought(request, draft, by)
    if files.then:
        return redirect(files.then)
    if draft.later and not files.stays:
        return redirect(reverse("foundation:drafts"))
    if not is_post and "people" in draft.texts:
        also = ids_in(draft.texts["people"].split("\n"))
    findings, look = look_for(request, by, "Somebody not in this list")
    others = [one for one in found_in(findings, by, also) if one.pk != person.pk]
    chosen = [one for one in also if one != person.pk]
    form = _note_form(request, person, others, chosen, stays=files.stays and not draft.refused)
    if is_post and form.is_bound and not files.stays:
        done = form.is_valid() and carry_out(form, finish_it(form, draft.id), by=by)
        if done:
            return redirect(done.result.get_absolute_url())
    if not form.is_bound:
        draft.fill(form)
    context = _writing(person, form, draft, by, findings, look)
    context |= {"files": files, "forms": [look, files.form]}
    return render(request, "record/write.html", context)


def _may(by: Account, ids: list[UUID], person: Person) -> list[UUID]:
    return [one.pk for one in people_to_write_about(by, ids) if one.pk != person.pk] if ids else []


def finish_it(form: NoteForm, draft: UUID) -> Any:
    """The action with what the form makes of its fields: parts, people, how it is shown."""

    def finish(*, by: Account, **_: Any) -> Entry:
        return finish_note(id=draft, by=by, **form.note())

    return finish


def _note_form(
    request: HttpRequest,
    person: Person,
    others: list[Person],
    chosen: list[UUID],
    *,
    stays: bool = False,
) -> NoteForm:
    """Bound only where the page had asked about exactly the people that are now chosen."""
    asked = set(ids_in(request.POST.get("asked", "").split()))
    here = {person.pk, *(one.pk for one in others if one.pk in chosen)}
    given: dict[str, Any] = {
        "person": person,
        "others": others,
        "called": short_names([person, *others]),
    }
    if request.method == "POST" and LOOK not in request.POST and asked == here and not stays:
        return NoteForm(request.POST, **given)
    initial = {"happened": when_now(), "people": [str(one) for one in chosen]}
    return NoteForm(initial=initial, **given)


def _writing(
    person: Person,
    form: NoteForm,
    draft: drafts.OpenDraft,
    by: Account,
    findings: Findings | None,
    look: LookForm,
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
        "look": look,
        "forms": [look],
        "seen": [form[name] for name in map(seen_name, form.people) if name in form.fields],
        "boxes": [_box(form, box.name) for box in BOXES],
        "asked": " ".join(str(one.pk) for one in form.people),
        "readers": will_read(
            form.people,
            str(form["kind"].value() or "note").partition(" ")[0],
            names_others=bool(form["names_others"].value()),
        ),
    }


def _box(form: NoteForm, name: str) -> dict[str, Any]:
    about = f"about_{name}"
    return {"field": form[name], "about": form[about] if about in form.fields else None}
