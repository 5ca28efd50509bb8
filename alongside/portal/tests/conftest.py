"""What the tests of the portal stand on: the cast, a browser for each, notes, and the trail."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.record.actions import Words, decide_sharing, finish_entry
from alongside.record.models import About, Entry
from tests.browsing import Browse
from tests.cast import Cast

Write = Callable[..., Entry]
Decide = Callable[..., None]
Trail = Callable[..., list[str]]


@pytest.fixture
def ade(cast: Cast, browse: Browse) -> Client:
    """Ade's own browser."""
    return browse(cast.ade_account)


@pytest.fixture
def note(cast: Cast) -> Write:
    """A finished note: by Alice about Ade, today, unless told otherwise."""

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
def decide(cast: Cast) -> Decide:
    """How far an entry is shown to Ade, decided by Mo unless told otherwise."""

    def decided(entry: Entry, sharing: str, person: Person | None = None, **more: Any) -> None:
        by = more.pop("by", cast.mo)
        told = {
            "words": "It names somebody else, so we look at it first.",
            "why": "Because of Temi",
            "ground": "serious harm",
            "review_on": date(2099, 1, 27),
        }
        with acting(by.pk):
            about = About.objects.select_related("entry").get(
                entry=entry, person=person or cast.ade
            )
            decide_sharing(about=about, sharing=sharing, by=by, **{**told, **more})

    return decided


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


def words_on(response: Any) -> str:
    """What a page says, in one line."""
    from bs4 import BeautifulSoup

    assert response.status_code == 200, response.status_code
    main = BeautifulSoup(response.content, "lxml").select_one("main")
    return main.get_text(" ", strip=True) if main else ""
