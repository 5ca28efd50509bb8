"""Who opened, searched and changed what: the whole trail, for those whose role is to read it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.people.access import names_of

from .waiting import account_names

PAGE = 100
MOST = 6_400  # lines of one moment


@dataclass(frozen=True)
class TrailLine:
    """One line of the trail in words."""

    at: datetime
    by: str
    behalf: str
    what: str
    person_id: UUID | None
    person: str
    is_known: bool  # whether the name is for whoever reads


def trail_to_read(account: Account) -> None:
    """Nobody else learns that this page exists."""
    if not may(account, "read whole trail"):
        raise Http404


def whole_trail(
    account: Account, *, before: datetime, person_id: UUID | None
) -> tuple[list[TrailLine], datetime | None]:
    """A page of the trail, newest first, and where the next one begins; reading it is noted too."""
    rows, older = _page(before, person_id)
    about = [person_id] if person_id else []
    trail.note("trail read", about=about, by=account, detail={"lines": len(rows)})
    accounts = account_names({one for row in rows for one in (row["by_id"], row["behalf_id"])})
    people = names_of([row["person_id"] for row in rows if row["person_id"]], account)
    return [_line(row, accounts, people) for row in rows], older


def _page(before: datetime, person_id: UUID | None) -> tuple[list[dict[str, Any]], datetime | None]:
    """Lines of one moment stay on one page: the next page begins before a moment."""
    size = PAGE * 2
    while True:
        rows = _read(before, size, person_id)
        if len(rows) < size and len(rows) <= PAGE:
            return rows, None
        cut = next((n for n in range(PAGE, len(rows)) if rows[n]["at"] != rows[n - 1]["at"]), 0)
        if cut:
            return rows[:cut], rows[cut - 1]["at"]
        if len(rows) < size:
            return rows, None
        if size >= MOST:
            return rows, rows[-1]["at"]
        size *= 2


def _read(before: datetime, size: int, person_id: UUID | None) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select *, detail ->> 'page' as page from gate.whole_trail(%s, %s, %s)",
            [before, size, person_id],
        )
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _what(row: dict[str, Any]) -> str:
    """What was done; and which page it was that somebody was refused."""
    where = (row["page"] or "").rpartition(":")[2].replace("-", " ")
    return f"{row['what']}: {where}" if where else str(row["what"])


def _line(
    row: dict[str, Any], accounts: dict[UUID | None, str], people: dict[UUID, str]
) -> TrailLine:
    person_id = row["person_id"]
    hidden = f"Somebody, …{str(person_id)[-6:]}" if person_id else ""
    return TrailLine(
        at=row["at"],
        by=accounts.get(row["by_id"], "An account that is gone"),
        behalf=accounts.get(row["behalf_id"], ""),
        what=_what(row),
        person_id=person_id,
        person=people.get(person_id, hidden) if person_id else "",
        is_known=person_id in people,
    )
