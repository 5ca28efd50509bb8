"""Taking all of one's own learning along, in files that open anywhere."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from alongside.accounts.access import account_of
from alongside.foundation import trail
from alongside.foundation.paper import PaperNotMade
from alongside.foundation.paper.pdf import as_pdf
from alongside.foundation.paper.word import as_word
from alongside.learning.access.taking_along import all_of
from alongside.learning.taking_along import as_zip
from alongside.record.papers import printed
from alongside.record.readership import name_of

from .pieces import asks


@asks
def take_along(request: HttpRequest) -> HttpResponse:
    """What is in it; then the file."""
    by = account_of(request)
    if request.method != "POST":
        return render(request, "learning/pieces/take_along.html")
    try:
        packed = as_zip(all_of(by), f"{printed(name_of(by))}.", as_pdf, as_word)
    except PaperNotMade as wrong:
        context = {"wrong": str(wrong)}
        return render(request, "learning/pieces/take_along.html", context, status=422)
    trail.note("learning: taken along", on=by, by=by)
    return as_file(packed, f"my-learning-{timezone.localdate():%Y-%m-%d}.zip")


def as_file(packed: bytes, name: str) -> HttpResponse:
    """The file itself, which no browser keeps for the next one who sits there."""
    response = HttpResponse(packed, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
