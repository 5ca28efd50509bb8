"""What the tests of the record stand on: the cast, a browser for each, and the trail."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.content import folder
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.record.actions import Words, finish_entry
from alongside.record.models import Attachment, Entry
from tests.cast import Cast

from . import clamd
from .bringing import add, begin, finish

Write = Callable[..., Entry]


@pytest.fixture
def note(cast: Cast) -> Write:
    """A finished note: by Alice about Ade, yesterday or whenever, unless told otherwise."""

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


Trail = Callable[..., list[str]]


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


def fields(html: str) -> dict[str, Any]:
    """The hidden fields of the page's form, as a browser would send them."""
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', html)
    return {name: value.replace("&quot;", '"') for name, value in found if "csrf" not in name}


def sent(browser: Client, address: str, told: dict[str, Any]) -> Any:
    """The answers to a page as it stands, with what it says of what stood when it was opened."""
    stood = fields(browser.get(address).content.decode())["stood"]
    return browser.post(address, {**told, "stood": stood})


Finished = Callable[..., tuple[Entry, Attachment]]


@pytest.fixture
def finished(cast: Cast) -> Finished:
    """A note by Alice about Ade, with one file beside it."""

    def written(raw: bytes = b"", *people: Person, **more: Any) -> tuple[Entry, Attachment]:
        everybody = people or (cast.ade,)
        draft = begin(cast.alice, *everybody)
        row = add(draft, cast.alice, raw, **more)
        return finish(draft, cast.alice, *everybody), row

    return written


@pytest.fixture
def scanner(settings: Any) -> Iterator[clamd.Scanner]:
    """A virus scanner that is there."""
    with clamd.scanner() as one:
        settings.CLAMD = one.where
        yield one


@pytest.fixture
def without_calendar(settings: Settings, tmp_path: Path) -> None:
    """The library as shipped, with a slip in the file of days that count."""
    for one in folder().iterdir():
        if one.name != "clocks":
            (tmp_path / one.name).symlink_to(one)
    shutil.copytree(folder() / "clocks", tmp_path / "clocks")
    (tmp_path / "clocks" / "calendar.yaml").write_text("closed: [\n")
    settings.CONTENT_DIR = tmp_path
