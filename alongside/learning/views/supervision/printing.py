"""A meeting on paper: made from what its page shows this reader, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from alongside.accounts.access import account_of, staff_only
from alongside.foundation import trail
from alongside.foundation.paper import (
    Block,
    Column,
    Facts,
    Format,
    Heading,
    Notice,
    Paper,
    PaperNotMade,
    Table,
    Words,
)
from alongside.foundation.paper.handing import PaperForm, handed_out
from alongside.record.papers import printed
from alongside.record.readership import name_of

from .meetings import shown
from .two import GET_OR_POST

MARKING = "Between the two whose names are here"
DECIDED = "What was decided stands on the record."  # no name of theirs leaves on this paper


@staff_only
@require_http_methods(GET_OR_POST)
def print_meeting(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Choose the print, then save it as PDF or for Word."""
    by = account_of(request)
    read = shown(meeting_id, by, can_end=False, is_paper=True)
    form = PaperForm(
        request.POST if request.method == "POST" else None, initial={"format": Format.STANDARD}
    )
    if form.is_valid():
        try:
            return _handed_out(read, form, request)
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
    return render(request, "learning/supervision/print.html", {**read, "form": form})


def _handed_out(read: dict[str, Any], form: PaperForm, request: HttpRequest) -> HttpResponse:
    by = account_of(request)
    paper = Paper(
        title=read["heading"],
        about="",
        made=f"{printed(name_of(by))}.",
        marking=MARKING,
        format=Format(form.cleaned_data["format"]),
        body=_on_paper(read),
    )
    response = handed_out(paper, form.kind, "supervision")
    told = {"print": paper.format, "file": form.kind}
    trail.note("learning: supervision printed", on=read["meeting"], by=by, detail=told)
    return response


def _on_paper(read: dict[str, Any]) -> Iterator[Block]:
    meeting = read["meeting"]
    yield Words(read["quiet"])
    if meeting.called_off_at:
        yield Notice(read["changed"])
    yield Words(read["signed"] or "Nobody has signed this yet.")
    if read["before"]:
        yield Heading(1, "From last time")
        yield _table(read["before"])
    yield Heading(1, "What we spoke about")
    if not read["points"]:
        yield Words("Nothing was brought.")
    for point in read["points"]:
        yield from _point(point)
    for noted in read["beside"]:
        yield Heading(2, "Beside the agenda")
        yield from _noted(noted)
    yield Heading(1, "What we will do")
    if read["follow_ups"]:
        yield _table(read["follow_ups"])
    else:
        yield Words("Nothing was agreed that one of you does.")
    if read["otherwise"]:
        yield Heading(1, "What was seen otherwise")
        yield Facts(read["otherwise"])


def _point(point: dict[str, Any]) -> Iterator[Block]:
    yield Heading(2, point["heading"])
    yield Words(f"{point['brought']}.", stays=True)
    if point["text"]:
        yield Words(point["text"])
    if point["is_decided"]:
        yield Words(DECIDED)
    elif point["is_case"]:
        yield Words("No decision was written.")
    for noted in point["said"]:
        yield from _noted(noted)


def _noted(noted: dict[str, str]) -> Iterator[Block]:
    yield Words(f"{noted['who']}:", stays=True)
    yield Words(noted["text"])


def _table(items: list[dict[str, Any]]) -> Table:
    columns = [Column("What", 2.0), Column("Who, by when"), Column("What came of it", 1.4)]
    rows = [[one["heading"], one["line"], one["quiet"] or "Still open"] for one in items]
    return Table(columns, rows, row_heads=1)
