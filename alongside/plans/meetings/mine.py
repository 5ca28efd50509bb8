"""The meetings to which a worker goes: those that they arranged, and those they are asked to."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from alongside.foundation.addresses import page_url
from alongside.foundation.days import LONDON

from .kinds import kind_of

# Who is called off, moved or asked is read by the function, and for one's own meetings alone. It
# shows what the policies of meetings and of people show: tests/attacks/test_lists.py says so.
MINE = """
select w.meeting, w.kind, w.starts, w.at, w.moved, w.person_id, w.called
  from gate.my_meetings_read(%(since)s, %(until)s) w
 where %(day)s::date is null
   or ((w.starts at time zone 'Europe/London')::date, w.meeting) > (%(day)s::date, %(last)s::uuid)
 order by {order}, w.meeting limit %(most)s
"""
BY_TIME, BY_DAY = "w.starts", "(w.starts at time zone 'Europe/London')::date"


@dataclass(frozen=True)
class Mine:
    """One of them, as it stands now."""

    id: UUID
    kind: str
    starts_at: datetime
    made_at: datetime
    moved_at: datetime | None  # when it was said to be at another time
    person_id: UUID
    called: str

    @property
    def day(self) -> date:
        """The day on which it is."""
        return self.starts_at.astimezone(LONDON).date()

    @property
    def title(self) -> str:
        """What sort of meeting it is."""
        return kind_of(self.kind).title

    def get_absolute_url(self) -> str:
        return page_url("plans:meeting", self.id)


def my_meetings(since: datetime, until: datetime, most: int) -> list[Mine]:
    """Those between two moments of whoever acts, the first of them first. One question."""
    return _asked(BY_TIME, since, until, most)


def my_meetings_after(
    since: datetime, until: datetime, most: int, after: tuple[date, UUID] | None
) -> list[Mine]:
    """The same in the order of days and ids, from behind one of each on. One question."""
    return _asked(BY_DAY, since, until, most, *(after or (None, None)))


def _asked(
    order: str,
    since: datetime,
    until: datetime,
    most: int,
    day: date | None = None,
    last: UUID | None = None,
) -> list[Mine]:
    given: dict[str, Any] = {"since": since, "until": until, "most": most, "day": day, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(MINE.format(order=order), given)
        return [Mine(*row) for row in cursor.fetchall()]
