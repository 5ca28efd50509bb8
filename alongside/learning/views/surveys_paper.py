"""The report of a wave on paper: in what print, then the file to save."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.accounts.access import account_of
from alongside.foundation.paper import Format, PaperNotMade
from alongside.foundation.paper.handing import PaperForm, handed_out
from alongside.learning.access import waves as access
from alongside.learning.surveys.form import survey_of
from alongside.learning.surveys.paper import wave_on_paper

from .surveys import asks
from .waves import report_of


@asks
def print_wave(request: HttpRequest, wave_id: UUID) -> HttpResponse:
    """Save what came of a wave, as a tagged PDF or for Word; whoever reads the page may."""
    wave = access.wave_to_view(account_of(request), wave_id)
    if wave.frozen is None:
        raise Http404("Nothing is told of it before it is closed and counted.")
    given = request.POST if request.method == "POST" else None
    form = PaperForm(given, initial={"format": Format.STANDARD})
    if form.is_valid():
        format_ = Format(form.cleaned_data["format"])
        paper = wave_on_paper(wave, survey_of(wave.text), report_of(wave), format_)
        try:
            return handed_out(paper, form.kind, "what-everybody-said")
        except PaperNotMade as wrong:
            form.add_error(None, str(wrong))
    return render(request, "learning/waves/print.html", {"form": form, "wave": wave})
