"""What the tests of the desk stand on: the cast, their browsers, notes, and the trail."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.record.actions import Words, finish_entry
from alongside.record.models import Entry
from tests.cast import Cast

Write = Callable[..., Entry]
Trail = Callable[..., list[str]]


@pytest.fixture
def note(cast: Cast) -> Write:
    """A finished visit: by Alice, about Ade, today, unless told otherwise."""

    def written(*parts: Words, people: list[Person] | None = None, **more: Any) -> Entry:
        by = more.pop("by", cast.alice)
        with acting(by.pk):
            return finish_entry(
                **{
                    "id": new_id(),
                    "kind": "visit",
                    "people": people or [cast.ade],
                    "happened": When(timezone.localdate(), "day"),
                    "parts": parts or [Words("fact", "Ade made the tea himself.")],
                    "by": by,
                    **more,
                }
            )

    return written


@pytest.fixture
def trailed(cast: Cast) -> Trail:
    """What the trail says was done, newest first, as data protection reads it."""

    def lines(person: Person | None = None, by: Account | None = None) -> list[str]:
        with acting(cast.protection.pk), connection.cursor() as cursor:
            cursor.execute(
                "select what, by_id from gate.whole_trail(now() + interval '1 hour', 900, %s)",
                [person.pk if person else None],
            )
            return [what for what, who in cursor.fetchall() if by is None or who == by.pk]

    return lines
