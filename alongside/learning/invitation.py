"""A session as a calendar file (RFC 5545), which names nobody."""

from __future__ import annotations

from datetime import UTC

from icalendar import Calendar, Event

from alongside.learning.models import Session

MAKER = "-//Alongside//Sessions//EN"


def calendar_of(session: Session, *, url: str, with_link: bool) -> bytes:
    """The file: when, where and what, and whether it was cancelled. Nobody who comes, or runs it.

    `with_link` is for whoever has a place: a calendar may be read by others.
    """
    event = Event()
    event.add("uid", f"{session.pk}@alongside")
    event.add("dtstamp", session.made_at.astimezone(UTC))
    event.add("dtstart", session.starts_at.astimezone(UTC))
    event.add("dtend", session.ends_at.astimezone(UTC))
    event.add("summary", session.title)
    where = session.place or (session.link if with_link else "")
    if where:
        event.add("location", where)
    event.add("url", url)
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    event.add("sequence", 1 if session.cancelled_at else 0)
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
