"""What is planned as a calendar file, which names nobody."""

from __future__ import annotations

from datetime import datetime

from alongside.foundation.calendars import Dated, calendar_file

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
    """The file: what, when, and whether it is off. A calendar may be read by others."""
    planned = Dated(
        of=of,
        summary=summary,
        starts=starts_at,
        ends=ends_at,
        url=url,
        made_at=made_at,
        changed_at=changed_at,
        where=where,
        is_off=is_off,
    )
    return calendar_file([planned], maker=MAKER)
