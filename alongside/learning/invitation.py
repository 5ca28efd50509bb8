"""What is planned as a calendar file (RFC 5545), which names nobody."""

from __future__ import annotations

from datetime import UTC, datetime

from icalendar import Calendar, Event

MAKER = "-//Alongside//Learning//EN"


def calendar_of(
    *,
    of: str,
    summary: str,
    starts_at: datetime,
    ends_at: datetime,
    url: str,
    made_at: datetime,
    changed_at: datetime | None = None,
    where: str = "",
    is_off: bool = False,
) -> bytes:
    """The file: what, when, and whether it is off. A calendar may be read by others.

    `of` is the same however often it is moved, so that a calendar puts it in another place instead
    of keeping both. Moments are written in UTC: they stay right when the clocks change.
    """
    event = Event()
    event.add("uid", f"{of}@alongside")
    event.add("dtstamp", (changed_at or made_at).astimezone(UTC))
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", ends_at.astimezone(UTC))
    event.add("summary", summary)
    if where:
        event.add("location", where)
    event.add("url", url)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    # Newer than what a calendar has of it already; a second apart is enough.
    event.add("sequence", max(1, int((changed_at - made_at).total_seconds())) if changed_at else 0)
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
