"""An entry on paper: in what print it is needed, and the file to save."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation.paper import Format, PaperNotMade
from alongside.foundation.paper.handing import PaperForm, handed_out
from alongside.record.access import Reading, entry_to_view, note_opened
from alongside.record.models import EntryKind
from alongside.record.papers import entry_on_paper, format_for

from .pages import frame, number_or_none, posted


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def print_entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Choose the print, then save it as PDF or for Word; ?version=1 is as it was before."""
    by = account_of(request)
    number = number_or_none(request.GET.get("version"))
    if "version" in request.GET and number is None:
        raise Http404
    found = entry_to_view(by, entry_id)
    context = frame(request, found, number, heading="Print or save")
    form = PaperForm(posted(request), initial={"format": format_for(context["person"])})
    if form.is_valid():
        try:
            return _handed_out(context["read"], form, by)
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
    else:
        note_opened(found, by)
    return render(request, "record/print.html", {**context, "form": form})


def _handed_out(read: Reading, form: PaperForm, by: Account) -> HttpResponse:
    print_ = Format(form.cleaned_data["format"])
    told: dict[str, Any] = {"print": print_, "file": form.kind, "version": read.version.number}
    what = "letter" if read.entry.kind == EntryKind.LETTER else "entry"
    response = handed_out(entry_on_paper(read, print_, by), form.kind, what)
    note_opened(read.entry, by, "entry printed", detail=told)
    return response
