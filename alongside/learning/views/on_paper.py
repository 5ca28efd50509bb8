"""The statements to fill in by hand: nothing on this page, or in the file, is about anybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from alongside.foundation.paper import Format, PaperNotMade
from alongside.foundation.paper.handing import PaperForm, handed_out
from alongside.learning.instrument import instrument_on
from alongside.learning.statements_paper import statements_on_paper


@require_http_methods(["GET", "HEAD", "POST"])
def print_statements(request: HttpRequest) -> HttpResponse:
    """Choose the print, then save the forty statements as a tagged PDF or for Word."""
    form = PaperForm(
        request.POST if request.method == "POST" else None, initial={"format": Format.STANDARD}
    )
    if form.is_valid():
        asked = instrument_on(timezone.localdate())
        try:
            paper = statements_on_paper(asked, Format(form.cleaned_data["format"]))
            return handed_out(paper, form.kind, "statements")
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
    context = {"form": form, "back_url": reverse("learning:where-i-stand")}
    return render(request, "learning/capability/print.html", context)
