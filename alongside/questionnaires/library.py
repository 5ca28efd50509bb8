"""The shipped questionnaires: read from `content/questionnaires/`, kept as rows when new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from django.db import connections

from alongside.foundation.content import folder
from alongside.foundation.ids import new_id

from .definition import Questionnaire
from .reading import read_questionnaire


def files() -> list[Path]:
    """Every file of the shipped library, by name."""
    return sorted((folder() / "questionnaires").glob("*.yaml"))


def shipped() -> Iterator[tuple[Questionnaire, str]]:
    """Every shipped questionnaire with its text; ContentError where one cannot be used."""
    for file in files():
        text = file.read_text(encoding="utf-8")
        yield read_questionnaire(text, str(file.name)), text


def keep_shipped(using: str) -> int:
    """Add what is new in the library, as the owner; give how many. Doing it twice adds nothing.

    A text that changed under the same version becomes 1.1, 1.2 …: what was asked before stays as it
    was, word for word.
    """
    added = 0
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select key, version, digest from questionnaires_definition where is_shipped"
        )
        known = {(key, version): digest for key, version, digest in cursor.fetchall()}
        for found, text in shipped():
            version = _version(found, known)
            if version is None:
                continue
            cursor.execute(
                "insert into questionnaires_definition (id, key, version, title, text, digest,"
                " is_shipped, starts, ends, why, made_at)"
                " values (%s, %s, %s, %s, %s, %s, true, %s, %s, '', clock_timestamp())",
                [
                    new_id(), found.id, version, found.title, text, found.digest,
                    found.in_force_from, _first_day_after(found),
                ],
            )  # fmt: skip
            known[found.id, version] = found.digest
            added += 1
    return added


def _first_day_after(found: Questionnaire) -> date | None:
    last = found.dated.valid_to  # still asked on that day
    return last + timedelta(days=1) if last is not None else None


def _version(found: Questionnaire, known: dict[tuple[str, str], str]) -> str | None:
    """The version that this text gets; None where it is here already."""
    version, printing = found.version, 0
    while (found.id, version) in known:
        if known[found.id, version] == found.digest:
            return None
        printing += 1
        version = f"{found.version}.{printing}"
    return version
