"""What a report looks like: the page that everybody reads in the end, with invented numbers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from alongside.foundation.small_numbers import Rules
from alongside.learning.surveys.form import survey_of
from alongside.learning.surveys.invented import invented
from alongside.learning.surveys.told import told_of


@require_safe
def example(request: HttpRequest, *, is_capability: bool) -> HttpResponse:
    """How it will be told, for whoever is asked or thinks of asking; nothing is read for it."""
    wave, before = invented(is_capability)
    context = {
        "wave": wave,
        "survey": survey_of(wave.text),
        "frozen": wave.frozen,
        "rules": Rules(least=wave.smallest),
        "before": before,
        "invented": " (invented)",
        "is_capability": is_capability,
    }
    page = "learning/waves/example.html"
    return render(request, page, {**context, **told_of(wave, before)})
