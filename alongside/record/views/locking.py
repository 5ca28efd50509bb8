"""Locking a file unseen, asking that it is opened again, and agreeing to that or not."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import drafts, trail
from alongside.record import attached, locked
from alongside.record.actions import ask_to_unlock, decide_unlocking, lock_attachment
from alongside.record.forms import AskToUnlockForm, LockForm, UnlockingForm
from alongside.record.models import Attachment, Entry, FileState, Unlocking

from .attachments import back_to, note_looked_into

State = Unlocking.State


@staff_only
@drafts.not_twice
def lock(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Ask why, then lock a file unseen; the page after it says what to do."""
    by = account_of(request)
    row = attached.attachment_to_tell(by, attachment_id)
    about = reverse("record:about-attachment", args=[row.pk])
    if request.method != "POST" and row.state == FileState.LOCKED:
        return redirect(about)
    locked.lock_or_refuse(row, by)
    asked = drafts.asking(
        request,
        LockForm,
        lock_attachment,
        then=lambda _: about,
        purpose="lock of a file",
        about=locked.whom_of(row),
        by=by,
        attachment=row,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        note_looked_into(row, by)
    context = {**asked.context, "file": row, "back": back_to(row, by)}
    return render(request, "record/lock_attachment.html", context)


@staff_only
@drafts.not_twice
def ask(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Ask that a locked file is opened again; somebody else decides."""
    by = account_of(request)
    row = attached.attachment_to_tell(by, attachment_id)
    stands = locked.standing_lock(row)
    if stands is None:
        raise Http404
    locked.unlock_or_refuse(stands, by)
    waits = locked.open_request(stands)
    if waits and request.method != "POST":
        return redirect("record:unlocking", waits.pk)
    asked = drafts.asking(
        request,
        AskToUnlockForm,
        ask_to_unlock,
        then=lambda made: reverse("record:unlocking", args=[made.pk]),
        purpose="request to open a locked file",
        about=locked.whom_of(row),
        by=by,
        lock=stands,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        note_looked_into(row, by)
    context = {**asked.context, "file": row, "lock": stands}
    return render(request, "record/ask_to_unlock.html", context)


@staff_only
@drafts.not_twice
def unlocking(request: HttpRequest, unlocking_id: UUID) -> HttpResponse:
    """Agree, as a second person, that a locked file is opened again; or not."""
    by = account_of(request)
    found = locked.unlocking_to_view(by, unlocking_id)
    row = Attachment.objects.filter(pk=found.lock.attachment_id).first()
    is_mine, is_open = found.by_id == by.pk, found.state == State.PROPOSED
    if request.method == "POST" and is_mine:
        raise PermissionDenied("You asked for this yourself, so somebody else decides.")
    people = locked.whom_of(Attachment(pk=found.lock.attachment_id))
    asked = drafts.asking(
        request,
        UnlockingForm,
        decide_unlocking,
        then=lambda _: request.path,
        purpose="second look at a locked file",
        about=people,
        by=by,
        unlocking=found,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        told = {"unlocking": found.pk, "withheld": True}
        target = Attachment(pk=found.lock.attachment_id)
        trail.note("attachment looked into", on=target, about=people, by=by, detail=told)
    context = {
        **asked.context,
        **_known_of(found, row, by),
        "is_mine": is_mine,
        "is_open": is_open,
        "may_decide": is_open and not is_mine and locked.may_unlock(found.lock),
    }
    return render(request, "record/unlocking.html", context)


def _known_of(found: Unlocking, row: Attachment | None, by: Account) -> dict[str, Any]:
    """The file is not there for data protection any more once it has been opened again."""
    entry = Entry.objects.visible_to(by).filter(pk=row.entry_id).first() if row else None
    return {"asked": found, "lock": found.lock, "file": row, "entry": entry}
