"""A chronology as a file: in what print, how far the worker is with a long one, and the file."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation.pages import carry_out
from alongside.foundation.paper import Format, PaperNotMade
from alongside.foundation.paper.handing import KINDS, PaperForm, handed_out
from alongside.record.access import chronologies as access
from alongside.record.actions.printing_chronologies import (
    AT_ONCE,
    SOON,
    print_chronology,
    take_paper,
)
from alongside.record.models import Chronology, ChronologyPaper
from alongside.record.papers import format_for

from .chronologies import frame
from .pages import posted


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, chronology_id: UUID) -> HttpResponse:
    """Choose the print, then save it as PDF or for Word; a short one comes at once."""
    by = account_of(request)
    found = access.chronology_to_view(by, chronology_id)
    people = access.people_in(found)
    needed = format_for(people[0])
    form = PaperForm(posted(request), initial={"format": needed})
    if request.method != "POST":
        access.note_opened(found, by)
    elif answer := _answer(form, found, by):
        return answer
    count = access.count_lines(found)
    context = {
        **frame(found, people, by),
        "form": form,
        "count": count,
        "is_long": count > AT_ONCE,
        "needs_it": needed != Format.STANDARD,
    }
    return render(request, "record/chronology_paper.html", context)


def _answer(form: PaperForm, found: Chronology, by: Account) -> HttpResponse | None:
    """The file, or the way to where it is being made; nothing where something is wrong."""
    done = carry_out(form, print_chronology, chronology=found, kind=form.kind, by=by)
    if done is None:
        return None
    if isinstance(done.result, ChronologyPaper):
        return redirect("record:paper-being-made", done.result.pk)
    try:
        return handed_out(done.result, form.kind, "chronology")
    except PaperNotMade as wrong:
        form.add_error(None, str(wrong))
        return None


@staff_only
@require_safe
def being_made(request: HttpRequest, paper_id: UUID) -> HttpResponse:
    """How far the worker is; the file, once it is made."""
    by = account_of(request)
    rows = ChronologyPaper.objects.select_related("chronology").filter(by=by)
    wants_it = "file" in request.GET
    row = get_object_or_404(rows if wants_it else rows.defer("content"), pk=paper_id)
    found = access.chronology_to_view(by, row.chronology_id)
    if wants_it:
        return _saved(row, by)
    context = {**frame(found, access.people_in(found), by), "paper": row}
    context["is_laid_out"] = row.done >= row.of
    context["is_lost"] = row.ended_at is None and row.asked_at < timezone.now() - SOON
    return render(request, "record/paper_being_made.html", context)


def _saved(row: ChronologyPaper, by: Account) -> HttpResponse:
    """Named for what it is, never for whom it is about: it lands among downloads."""
    try:
        content = take_paper(paper=row, by=by)
    except ValidationError as refusal:
        raise PermissionDenied(" ".join(refusal.messages)) from refusal
    _make, content_type, ending = KINDS[row.kind]
    answer = HttpResponse(content, content_type=content_type)
    name = f"chronology-{timezone.localdate():%Y-%m-%d}.{ending}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
