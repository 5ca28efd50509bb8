"""How often each question was answered: numbers across everybody, and never who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from alongside import wiring

from .definition import Item, Questionnaire
from .showing import said

FEWEST = 5  # below this a number could point at somebody
ENOUGH = 20  # entries; with fewer, a share says nothing
SELDOM = 0.05  # of the entries


@dataclass(frozen=True)
class Counted:
    """How many entries were answered by one version, and by how many of them each question."""

    entries: int
    by_question: Mapping[str, int]

    def of(self, id: str) -> int:
        """How many entries answer this question."""
        return self.by_question.get(id, 0)


def counted(form: str) -> Counted:
    """Ask the database, which counts for those alone who may edit questionnaires."""
    schema, _, name = wiring.ANSWERS_COUNTED.partition(".")
    asked = sql.SQL("select question, entries from {}(%s)").format(sql.Identifier(schema, name))
    with connection.cursor() as cursor:
        cursor.execute(asked, [form])
        found = dict(cursor.fetchall())
    return Counted(found.pop("", 0), found)


def entries(count: int) -> str:
    """How many entries, in words that point at nobody."""
    if count == 0:
        return "no entry"
    return f"fewer than {FEWEST} entries" if count < FEWEST else f"{count:,} entries"


@dataclass(frozen=True)
class Seldom:
    """One question that hardly anybody answers."""

    item: Item
    page: str
    answered: str
    condition: str  # in words; empty where it is always asked


@dataclass(frozen=True)
class Unanswered:
    """What the report says of one questionnaire."""

    asked: Questionnaire
    entries: str
    is_enough: bool
    always: tuple[Seldom, ...]  # asked each time, and not answered
    under_condition: tuple[Seldom, ...]  # asked only sometimes: seldom asked, or seldom answered


def unanswered(asked: Questionnaire, found: Counted) -> Unanswered:
    """The questions that fewer than one entry in twenty answers.

    Whether a question under a condition was asked in an entry is not counted, so that those stand
    apart. What is worked out answers itself.
    """
    is_enough = found.entries >= ENOUGH
    seldom = [
        Seldom(item, asked.page_of(item).ask, entries(found.of(item.id)), _condition(asked, item))
        for item in asked.questions
        if is_enough and not item.is_worked_out and found.of(item.id) < SELDOM * found.entries
    ]
    return Unanswered(
        asked,
        entries(found.entries),
        is_enough,
        tuple(one for one in seldom if not one.condition),
        tuple(one for one in seldom if one.condition),
    )


def _condition(asked: Questionnaire, item: Item) -> str:
    """Every condition that must hold before it is asked, the outermost first."""
    above = [*reversed(list(asked.above(item))), item]
    return " and ".join(said(one.when, asked) for one in above if one.when is not None)
