"""Keeping an entry to a few among staff, naming readers, and opening it again."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alongside.accounts.access import account_of, may, staff_only
from alongside.foundation import drafts
from alongside.record import standing
from alongside.record.access import entry_to_change, note_opened, people_on
from alongside.record.actions import lift_restriction, may_name_readers, name_reader, restrict_entry
from alongside.record.forms import LiftForm, ReaderForm, RestrictForm

from .pages import frame


@staff_only
@drafts.not_twice
def restrict(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Keep an entry to a few, with a sentence that everyone else reads instead."""
    by = account_of(request)
    entry = entry_to_change(by, entry_id)
    if not may(by, "restrict entries"):
        raise PermissionDenied("Your role does not include this. Ask your manager.")
    asked = drafts.asking(
        request,
        RestrictForm,
        restrict_entry,
        then=lambda _: str(entry.get_absolute_url()),
        purpose="restriction",
        about=people_on(entry),
        by=by,
        entry=entry,
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        note_opened(entry, by)
    context = frame(request, entry, heading="Keep this to a few")
    return render(request, "record/restrict.html", {**context, **asked.context})


@staff_only
@drafts.not_twice
def reader(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Let one more colleague read a restricted entry."""
    by = account_of(request)
    entry = entry_to_change(by, entry_id)
    if entry.needs == 3 and not may_name_readers(entry, by):
        raise PermissionDenied("Ask whoever keeps it to a few to let somebody else read it.")
    asked = drafts.asking(
        request,
        ReaderForm,
        name_reader,
        then=lambda _: str(entry.get_absolute_url()),
        purpose="reader for an entry",
        about=people_on(entry),
        by=by,
        entry=entry,
        stood=request.POST.get("stood", ""),
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        note_opened(entry, by)
    context = frame(request, entry, heading="Let somebody else read this")
    context["stood"] = standing.of_restriction(entry)
    return render(request, "record/reader.html", {**context, **asked.context})


@staff_only
@drafts.not_twice
def lift(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """End a restriction."""
    by = account_of(request)
    entry = entry_to_change(by, entry_id)
    asked = drafts.asking(
        request,
        LiftForm,
        lift_restriction,
        then=lambda _: str(entry.get_absolute_url()),
        purpose="opening of an entry to all who work here",
        about=people_on(entry),
        by=by,
        entry=entry,
        stood=request.POST.get("stood", ""),
    )
    if asked.leads:
        return redirect(asked.leads)
    if request.method != "POST":
        note_opened(entry, by)
    context = frame(request, entry, heading="Let everyone who works here read this again")
    context["stood"] = standing.of_restriction(entry)
    return render(request, "record/lift.html", {**context, **asked.context})
