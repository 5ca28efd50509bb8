"""Handing out a calendar file: to whoever may have it, and kept nowhere on the way."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from alongside.learning.invitation import calendar_of


def calendar_file(name: str, **told: Any) -> HttpResponse:
    """The file under this name, which says as little as the file does."""
    answer = HttpResponse(calendar_of(**told), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer
