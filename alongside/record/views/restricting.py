"""Keeping an entry to a few among staff, naming readers, and opening it again."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alongside.accounts.access import account_of, may, staff_only
from alongside.foundation import trail
from alongside.foundation.pages import carry_out
from alongside.record.access import entry_to_change, people_on
from alongside.record.actions import lift_restriction, may_name_readers, name_reader, restrict_entry
from alongside.record.forms import LiftForm, ReaderForm, RestrictForm

from .pages import frame, posted


@staff_only
def restrict(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Keep an entry to a few, with a sentence that everyone else reads instead."""
    by = account_of(request)
    entry = entry_to_change(by, entry_id)
    if not may(by, "restrict entries"):
        raise PermissionDenied("Your role does not include this. Ask your manager.")
    form = RestrictForm(posted(request))
    if request.method == "POST":
        done = carry_out(form, restrict_entry, entry=entry, by=by)
        if done:
            return redirect(entry)
    else:
        trail.note("entry opened", on=entry, about=people_on(entry), by=by)
    context = frame(request, entry, heading="Keep this to a few")
    return render(request, "record/restrict.html", {**context, "form": form})


@staff_only
def reader(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Let one more colleague read a restricted entry."""
    by = account_of(request)
    entry = entry_to_change(by, entry_id)
    if entry.needs == 3 and not may_name_readers(entry, by):
        raise PermissionDenied("Ask whoever keeps it to a few to let somebody else read it.")
    form = ReaderForm(posted(request))
    if request.method == "POST":
        done = carry_out(form, name_reader, entry=entry, by=by)
        if done:
            return redirect(entry)
    else:
        trail.note("entry opened", on=entry, about=people_on(entry), by=by)
    context = frame(request, entry, heading="Let somebody else read this")
    return render(request, "record/reader.html", {**context, "form": form})


@staff_only
def lift(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """End a restriction."""
    by = account_of(request)
    entry = entry_to_change(by, entry_id)
    form = LiftForm(posted(request))
    if request.method == "POST":
        done = carry_out(form, lift_restriction, entry=entry, by=by)
        if done:
            return redirect(entry)
    else:
        trail.note("entry opened", on=entry, about=people_on(entry), by=by)
    context = frame(request, entry, heading="Let everyone who works here read this again")
    return render(request, "record/lift.html", {**context, "form": form})
