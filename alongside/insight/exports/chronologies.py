"""Chronologies about one person as the export has them; what is not for it is only counted."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from alongside.accounts.models import Account
from alongside.people.models import Person
from alongside.record import telling
from alongside.record.access import chronologies as access
from alongside.record.access.chronologies import Told
from alongside.record.models import Chronology, ChronologyLine

from . import shapes
from .shapes import Row, Who

AT_ONCE = 500  # lines that are read together
HIDDEN = "Whoever made this copy may not read it."
GONE = "It was in the wrong record, and has been taken out."
OF_OTHERS = "It is about somebody else alone."


def told_of(person: Person, who: Who, by: Account) -> list[Row]:
    """Each that `by` may read, finished or not, the oldest first."""
    found = access.chronologies_of(person, by).order_by("made_at", "pk")
    return [_chronology(one, person, who, by) for one in found]


def not_in(rows: list[Row], why: str) -> int:
    """How many lines are only counted, for this reason."""
    return sum(line.get("withheld") == why for one in rows for line in one["lines"])


def _chronology(one: Chronology, person: Person, who: Who, by: Account) -> Row:
    people = access.ids_on(one)
    left: dict[str, Any] = one.left_out
    if not one.is_finished:
        left = access.left_out(one, people, by=by)
    return {
        **shapes.CHRONOLOGY.write(one, who),
        "about": [str(id) for id in people],
        "lines": [_line(told, one, person, who) for told in _lines(one, by)],
        "left_out": {
            "kinds": {str(kind): count for kind, count in (left.get("kinds") or {}).items()},
            "others": int(left.get("others") or 0),
        },
    }


def _lines(one: Chronology, by: Account) -> Iterator[Told]:
    page = access.lines_of(one, by=by, size=AT_ONCE)
    yield from page.lines
    while page.later:
        page = access.lines_of(one, page.later, by=by, size=AT_ONCE)
        yield from page.lines


def _line(told: Told, one: Chronology, person: Person, who: Who) -> Row:
    """What is said of an entry; or that a line is here, and no more."""
    exhibit = telling.exhibit_of(one, told.line.exhibit)
    if why := _withheld(told, person.pk):
        return {"exhibit": exhibit, "withheld": why}
    line: ChronologyLine = told.line
    return {
        **shapes.LINE.write(line, who),
        "exhibit": exhibit,
        "summary": told.words.summary if told.words else "",
        "impact": told.words.impact if told.words else "",
    }


def _withheld(told: Told, person: UUID) -> str:
    if told.is_gone:
        return GONE
    if told.is_hidden:
        return HIDDEN
    return "" if person in told.people else OF_OTHERS
