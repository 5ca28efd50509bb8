"""When a circle meets, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from alongside.foundation.days import ago, in_words
from alongside.foundation.templatetags.alongside import local_day
from alongside.learning.access.next_meeting import Next, next_of
from alongside.learning.models import Circle


def meeting_told(circle: Circle) -> dict[str, Any]:
    """What a page of the circle says of its next meeting."""
    found = next_of(circle)
    return {
        "next": found,
        "meets_at": when_words(found.at),
        "meets_in": ago(local_day(found.at), timezone.localdate()) if found.at else "",
        "met_at": when_words(found.known_at),
    }


def when_words(moment: datetime | None) -> str:
    """Tuesday 1 December 2026, 14:00."""
    if moment is None:
        return ""
    at = timezone.localtime(moment)
    return f"{at:%A} {in_words(at.date())}, {at:%H:%M}"


def next_line(found: Next) -> str:
    """The same in one line of a list; nothing where there is nothing to say."""
    if found.is_to_come and found.at is not None:
        return f"Meets on {when_words(found.at)}, {ago(local_day(found.at), timezone.localdate())}."
    if found.is_off:
        return f"The meeting on {when_words(found.at)} was called off."
    return f"Last met on {in_words(local_day(found.at))}." if found.is_past and found.at else ""
