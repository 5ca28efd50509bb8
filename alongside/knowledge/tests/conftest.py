"""What the tests of the pages stand on: a library of one's own, and the lines of the trail."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from alongside.foundation.actor import acting
from tests.cast import Cast

Shelf = Callable[..., Path]


@pytest.fixture
def shelf(tmp_path: Path, settings: Settings) -> Shelf:
    """A library that holds these files, by name."""

    def fill(**files: str) -> Path:
        folder = tmp_path / "guides"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / f"{name.replace('_', '-')}.md").write_text(text, encoding="utf-8")
        settings.CONTENT_DIR = tmp_path
        return folder

    return fill


@pytest.fixture
def trail(cast: Cast) -> Callable[[], list[tuple[str, str]]]:
    """Every line of the trail: what was done, and its detail."""

    def lines() -> list[tuple[str, str]]:
        with acting(cast.protection.pk), connection.cursor() as cursor:
            cursor.execute(
                "select what, detail::text from"
                " gate.whole_trail(now() + interval '1 hour', 900, null)"
            )
            return [(str(what), str(detail)) for what, detail in cursor.fetchall()]

    return lines
