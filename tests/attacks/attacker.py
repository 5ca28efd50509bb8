"""The attacker's tools: SQL of their own, as the application, with only themselves acting."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.record.actions import Words, finish_entry


def changes(account: Account, statement: str, given: Sequence[Any] = ()) -> int:
    """How many rows the statement changed; nothing where the database refused it."""
    try:
        with acting(account.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, list(given))
            return int(cursor.rowcount)
    except DatabaseError:
        return 0


def inserts(account: Account, table: str, **row: Any) -> bool:
    """Whether this account can add this row."""
    columns = ", ".join(f'"{name}"' for name in row)
    marks = ", ".join(["%s"] * len(row))
    return bool(
        changes(account, f"insert into {table} ({columns}) values ({marks})", [*row.values()])
    )


def reads(account: Account, statement: str, given: Sequence[Any] = ()) -> list[Any]:
    """The first column of what this account reads; nothing where it is refused."""
    try:
        with acting(account.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, list(given))
            return [row[0] for row in cursor.fetchall()]
    except DatabaseError:
        return []


def grants(me: Account, **row: Any) -> bool:
    """Whether this account can write this grant."""
    now = timezone.now()
    usual = {
        "id": new_id(),
        "rung": 2,
        "basis": "allocated",
        "called": "",
        "reason": "",
        "starts": now - timedelta(minutes=1),
        "until": FOR_EVER,
        "given_by_id": me.pk,
        "given_at": now,
        "ended_why": "",
    }
    return inserts(me, "people_grant", **(usual | row))


def entry(by: Account, people: list[Person], **more: Any) -> UUID:
    """One finished entry with one part about everybody on it."""
    usual: dict[str, Any] = {"kind": "note", "parts": [Words("fact", "Met at home")]}
    with acting(by.pk):
        made = finish_entry(
            id=new_id(),
            people=people,
            happened=When(date(2026, 3, 2), "day"),
            by=by,
            **(usual | more),
        )
    return made.pk


def of_entry(by: Account, made: UUID, table: str) -> UUID:
    """The id of the first version, part or about of an entry."""
    found: UUID = reads(by, f"select id from {table} where entry_id = %s", [made])[0]
    return found
