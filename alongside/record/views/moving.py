"""Putting an entry into the right record, pinning it, and keeping it from being disposed of."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from alongside.accounts.access import account_of, may, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.pages import carry_out
from alongside.people.access import only_visits
from alongside.people.models import Person
from alongside.record import standing
from alongside.record.access import entry_to_change, note_opened, people_on
from alongside.record.actions import (
    end_hold,
    move_misfiled_entry,
    pin_entry,
    place_hold,
    unpin_entry,
)
from alongside.record.forms import EndHoldForm, HoldForm, MoveForm
from alongside.record.models import Entry, Hold, Misfiled

from .pages import everyone, frame, posted
from .writing import LOOK, found_in, ids_in, look_for


@staff_only
@drafts.not_twice
def move(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Take an entry out of the wrong record, and write it in the right one."""
    by = account_of(request)
    entry = _entry(request, entry_id)
    if entry.written_by_id != by.pk and not may(by, "move misfiled entry"):
        raise PermissionDenied("Ask whoever wrote it, or your manager, to move it.")
    context = frame(request, entry, heading="This is in the wrong record")
    wrong = _out_of(entry, everyone(context["read"]), by)
    draft = drafts.draft_for(request, purpose="move to another record", about=wrong)
    if draft.became or draft.later:
        return redirect(draft.became or "foundation:drafts")
    findings, look = look_for(request, by, "Look for the person whose record it belongs in")
    chosen = ids_in([request.POST.get("right", draft.texts.get("right", ""))])
    right = [one for one in found_in(findings, by, chosen) if one not in wrong]
    is_looking = LOOK in request.POST
    form = MoveForm(None if is_looking else posted(request), wrong=wrong, right=right)
    if is_looking:
        form.initial = {name: request.POST.get(name, "") for name in form.fields}
    elif request.method == "POST":
        moves = drafts.ending_draft(move_it(form), draft, _moved)
        stood = request.POST.get("stood", "")
        done = carry_out(form, moves, entry=entry, stood=stood, by=by)
        if done:
            return redirect(done.result)
    else:
        draft.fill(form)
    context |= {"form": form, "draft": draft, "findings": findings, "look": look, "forms": [look]}
    context["stood"] = standing.of_entry(entry)
    return render(request, "record/move.html", context)


def _out_of(entry: Entry, people: Sequence[Person], by: Account) -> list[Person]:
    """Whose record it may be taken out of: not where one is for a time, but for one's own work."""
    visits = {one.pk: only_visits(one.pk) for one in people if entry.written_by_id != by.pk}
    found = [one for one in people if not visits.get(one.pk)]
    if not found:
        raise PermissionDenied(next(iter(visits.values()), ""))
    return found


def _moved(mark: Misfiled) -> str:
    return reverse("record:timeline", args=[mark.person_id])


def move_it(form: MoveForm) -> Any:
    """The action with the people that the form's choices stand for."""

    def move_entry(*, entry: Entry, stood: str, by: Account, **_: Any) -> Any:
        return move_misfiled_entry(entry=entry, stood=stood, by=by, **form.chosen())

    return move_entry


def _entry(request: HttpRequest, entry_id: UUID) -> Entry:
    by = account_of(request)
    entry = entry_to_change(by, entry_id)
    if request.method == "GET":
        note_opened(entry, by)
    return entry


@require_POST
@staff_only
def pin(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Keep an entry at hand at the top of the timeline."""
    by = account_of(request)
    return redirect(pin_entry(entry=entry_to_change(by, entry_id), by=by))


@require_POST
@staff_only
def unpin(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Let it go back to its place."""
    by = account_of(request)
    return redirect(unpin_entry(entry=entry_to_change(by, entry_id), by=by))


@staff_only
@drafts.not_twice
def hold(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Stop an entry from being disposed of while somebody needs it."""
    by = account_of(request)
    entry = _entry(request, entry_id)
    _holds_or_refuse(by)
    asked = drafts.asking(
        request,
        HoldForm,
        place_hold,
        then=lambda _: str(entry.get_absolute_url()),
        purpose="hold",
        about=people_on(entry),
        by=by,
        entry=entry,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = frame(request, entry, heading="Keep this from being disposed of")
    return render(request, "record/hold.html", {**context, **asked.context})


@staff_only
@drafts.not_twice
def end(request: HttpRequest, entry_id: UUID, hold_id: UUID) -> HttpResponse:
    """End a hold, with the reason."""
    by = account_of(request)
    entry = _entry(request, entry_id)
    found = get_object_or_404(Hold, pk=hold_id, entry=entry)
    _holds_or_refuse(by)
    asked = drafts.asking(
        request,
        EndHoldForm,
        end_hold,
        then=lambda _: str(entry.get_absolute_url()),
        purpose="reason for ending a hold",
        about=people_on(entry),
        by=by,
        hold=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    context = frame(request, entry, heading="This is no longer needed")
    return render(request, "record/end_hold.html", {**context, **asked.context, "hold": found})


def _holds_or_refuse(by: Account) -> None:
    if not may(by, "place hold"):
        raise PermissionDenied("Data protection places and ends holds. Ask them.")
