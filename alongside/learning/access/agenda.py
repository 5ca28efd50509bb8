"""What stood on the agenda of a meeting, and was taken off it."""

from __future__ import annotations

from alongside.learning.models import Meeting, Point


def taken_off(meeting: Meeting) -> list[Point]:
    """The points that stood on it and stand there no more, the first brought first."""
    gone = Point.objects.filter(meeting=meeting).exclude(taken_off_at=None)
    return list(gone.order_by("at", "pk"))
