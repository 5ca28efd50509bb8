"""Calendar files (RFC 5545): what, when, and whether it is off. Calendars are read by others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Dated:
    """One thing in a calendar. `of` stays the same however often it is moved.

    So a calendar puts it in another place instead of keeping both. Moments are written in UTC: they
    stay right when the clocks change. A day without a time is a whole day.
    """

    of: str
    summary: str
    starts: datetime | date
    made_at: datetime
    ends: datetime | date | None = None
    changed_at: datetime | None = None
    url: str = ""
    where: str = ""
    is_off: bool = False

    def event(self) -> Event:
        """As a calendar reads it."""
        event = Event()
        event.add("uid", f"{self.of}@alongside")
        event.add("dtstamp", (self.changed_at or self.made_at).astimezone(UTC))
        event.add("dtstart", _in_utc(self.starts))
        if self.ends is not None:
            event.add("dtend", _in_utc(self.ends))
        event.add("summary", self.summary)
        if self.where:
            event.add("location", self.where)
        if self.url:
            event.add("url", self.url)
        event.add("status", "CANCELLED" if self.is_off else "CONFIRMED")
        # Newer than what a calendar has of it already; a second apart is enough.
        later = int((self.changed_at - self.made_at).total_seconds()) if self.changed_at else 0
        event.add("sequence", max(1, later) if self.changed_at else 0)
        return event


def _in_utc(when: datetime | date) -> datetime | date:
    return when.astimezone(UTC) if isinstance(when, datetime) else when


def calendar_file(events: Iterable[Dated], *, maker: str, name: str = "") -> bytes:
    """The file, folded and ended as the standard asks."""
    calendar = Calendar()
    calendar.add("prodid", maker)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    for one in events:
        calendar.add_component(one.event())
    return bytes(calendar.to_ical())
