"""An entry, or a form to fill in by hand, on paper: what print is needed, and the file to save."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.paper import Format, PaperNotMade
from alongside.foundation.paper.handing import PaperForm, handed_out
from alongside.people.access import person_to_view, record_to_open
from alongside.people.header import header_of
from alongside.people.models import Person, Rung
from alongside.questionnaires.definition import Questionnaire
from alongside.questionnaires.showing import Mode
from alongside.record.access import Reading, entry_to_view, note_opened
from alongside.record.actions import may_write_or_refuse
from alongside.record.blank_papers import blank_paper
from alongside.record.forms.printing import BlankForm
from alongside.record.models import EntryKind
from alongside.record.papers import entry_on_paper, format_for

from .asking import asked_or_404
from .pages import frame, number_or_none, posted, quiet


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


@staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def print_blank(request: HttpRequest, person_id: UUID, key: str) -> HttpResponse:
    """A questionnaire on paper, to fill in by hand; ?mode=easy for easy words and pictures."""
    by = account_of(request)
    is_post = request.method == "POST"
    person = (
        person_to_view(by, person_id, Rung.RECORD) if is_post else record_to_open(by, person_id)
    )
    may_write_or_refuse(by)
    asked = asked_or_404(request, key)
    needed = format_for(person)
    is_easy = request.GET.get("mode") == Mode.EASY or needed is Format.EASY_READ
    form = BlankForm(posted(request), initial={"format": needed, "is_easy": is_easy})
    if form.is_valid():
        try:
            return _blank(asked, person, form, by)
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
    header = header_of(person, by)
    told = {"person": person, "header": header, "quiet": quiet(header), "heading": asked.title}
    return render(request, "record/print_blank.html", {**told, "asked": asked, "form": form})


def _blank(asked: Questionnaire, person: Person, form: BlankForm, by: Account) -> HttpResponse:
    print_, is_easy = Format(form.cleaned_data["format"]), form.cleaned_data["is_easy"]
    paper = blank_paper(asked, person, print_, by, is_easy=is_easy)
    response = handed_out(paper, form.kind, f"blank-{asked.id}")
    told = {"form": asked.form, "print": print_, "file": form.kind, "easy": is_easy}
    trail.note("blank form printed", on=person, about=[person], by=by, detail=told)
    return response


def _handed_out(read: Reading, form: PaperForm, by: Account) -> HttpResponse:
    print_ = Format(form.cleaned_data["format"])
    told: dict[str, Any] = {"print": print_, "file": form.kind, "version": read.version.number}
    what = "letter" if read.entry.kind == EntryKind.LETTER else "entry"
    response = handed_out(entry_on_paper(read, print_, by), form.kind, what)
    note_opened(read.entry, by, "entry printed", detail=told)
    return response
