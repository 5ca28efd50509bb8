"""Changing what was written, also by two people at once."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.foundation.pages import carry_out
from alongside.foundation.writing import differences
from alongside.record import defaults, saying
from alongside.record.access import Reading, entry_to_change, people_on, reading
from alongside.record.actions import amend_entry, may_write_or_refuse, take_off_amended
from alongside.record.attached import attachments_of
from alongside.record.forms import BOXES, ChangeForm, key_of, keyed, sort_of
from alongside.record.models import Entry, PartSort
from alongside.record.readership import name_of

from .pages import frame, number_or_none, posted


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
    given = number_or_none(request.GET.get("base"))
    return entry.versions if given is None else min(max(given, 1), entry.versions)


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
    files = attachments_of(now.entry.pk)
    return ChangeForm(posted(request), keys=keys, files=files, initial=initial)


def amend_it(form: ChangeForm, entry: Entry, began: Reading, draft: UUID) -> Any:
    """The action with what the form makes of its fields."""

    def amend(*, by: Account, **_: Any) -> Any:
        said = form.cleaned_data
        happened = said["happened"]
        version = amend_entry(
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
        take_off_amended(entry=entry, ids=said.get("take_off", ()), why=said["why"], by=by)
        return version

    return amend


def _both(
    request: HttpRequest,
    draft: drafts.OpenDraft,
    began: Reading,
    now: Reading,
    context: dict[str, Any],
) -> HttpResponse:
    """Somebody else changed it meanwhile: both texts, and one form to put them together."""
    keys = _keys(began, now)
    was, is_now = _as_it_was(began, keys), _as_it_was(now, keys)
    mine = {**was, **{name: draft.texts[name] for name in was if name in draft.texts}}
    merged = {name: is_now[name] if mine[name] == was[name] else mine[name] for name in was}
    merged["why"] = draft.texts.get("why", "")
    chosen = {"take_off": draft.texts.get("take_off", "").split("\n")}
    files = attachments_of(now.entry.pk)
    form = ChangeForm(keys=keys, files=files, initial={**merged, **chosen})
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
