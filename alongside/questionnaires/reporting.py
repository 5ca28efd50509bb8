"""How often each question was asked and answered: numbers across everybody, and never who."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from alongside import wiring

from .definition import Item, Questionnaire
from .showing import said

FEWEST = 5  # below this a number could point at somebody
ENOUGH = 20  # entries; with fewer, a share says nothing
SELDOM = 0.05  # of the entries


class Number(NamedTuple):
    """Of one question, in how many entries."""

    answered: int = 0
    asked: int = 0  # as far as entries say what was asked in them
    of_asked: int = 0  # of these, answered


@dataclass(frozen=True)
class Counted:
    """How many entries were answered by one version, and by how many of them each question."""

    entries: int
    by_question: Mapping[str, Number]
    telling: int = 0  # entries that say what was asked; the earlier ones do not

    def of(self, id: str) -> int:
        """How many entries answer this question."""
        return self.number(id).answered

    def number(self, id: str) -> Number:
        """All that was counted of this question."""
        return self.by_question.get(id, Number())


def counted(form: str) -> Counted:
    """Ask the database, which counts for those alone who may edit questionnaires."""
    schema, _, name = wiring.ANSWERS_COUNTED.partition(".")
    asked = sql.SQL("select question, entries, asked, of_asked from {}(%s)")
    with connection.cursor() as cursor:
        cursor.execute(asked.format(sql.Identifier(schema, name)), [form])
        found = {question: Number(*numbers) for question, *numbers in cursor.fetchall()}
    whole = found.pop("", Number())
    return Counted(whole.answered, found, whole.asked)


def entries(count: int) -> str:
    """How many entries, in words that point at nobody."""
    if count == 0:
        return "no entry"
    return f"fewer than {FEWEST} entries" if count < FEWEST else f"{count:,} entries"


@dataclass(frozen=True)
class Seldom:
    """One question that hardly anybody answers, or that hardly anybody is asked."""

    item: Item
    page: str
    answered: str
    asked: str = ""  # in how many entries; empty where it is always asked, or not known
    condition: str = ""  # in words; empty where it is always asked


@dataclass(frozen=True)
class Unanswered:
    """What the report says of one questionnaire."""

    asked: Questionnaire
    entries: str
    is_enough: bool
    always: tuple[Seldom, ...] = ()  # asked each time, and not answered
    under_condition: tuple[Seldom, ...] = ()  # asked often enough to tell, and not answered
    hardly_asked: tuple[Seldom, ...] = ()  # whose condition hardly ever holds
    not_known: tuple[Seldom, ...] = ()  # seldom answered; how often it was asked is not known
    earlier: str = ""  # how many entries do not say what was asked; empty where all do

    @property
    def names_any(self) -> bool:
        """Whether there is a question to be looked at."""
        return bool(self.always or self.under_condition or self.hardly_asked or self.not_known)


def unanswered(asked: Questionnaire, found: Counted) -> Unanswered:
    """The questions that fewer than one in twenty of the entries that asked them answer.

    What is worked out answers itself.
    """
    is_enough = found.entries >= ENOUGH
    sorts: dict[str, list[Seldom]] = {}
    for item in asked.questions if is_enough else ():
        if not item.is_worked_out and (sort := _sort(asked, item, found)):
            sorts.setdefault(sort, []).append(_seldom(asked, item, found, sort))
    earlier = found.entries - found.telling
    is_told = earlier and {"under_condition", "hardly_asked", "not_known"} & set(sorts)
    return Unanswered(
        asked,
        entries(found.entries),
        is_enough,
        earlier=entries(earlier) if is_told else "",
        **{sort: tuple(some) for sort, some in sorts.items()},
    )


def _sort(asked: Questionnaire, item: Item, found: Counted) -> str:
    """Under which heading of the report a question stands; empty where under none."""
    number = found.number(item.id)
    if not _condition(asked, item):
        return "always" if number.answered < SELDOM * found.entries else ""
    if found.telling < ENOUGH:
        return "not_known" if number.answered < SELDOM * found.entries else ""
    if number.asked < SELDOM * found.telling:
        return "hardly_asked"
    is_told = number.asked >= ENOUGH and number.of_asked < SELDOM * number.asked
    return "under_condition" if is_told else ""


def _seldom(asked: Questionnaire, item: Item, found: Counted, sort: str) -> Seldom:
    number = found.number(item.id)
    is_known = sort in ("under_condition", "hardly_asked")
    return Seldom(
        item,
        asked.page_of(item).ask,
        entries(number.of_asked if is_known else number.answered),
        entries(number.asked) if is_known else "",
        _condition(asked, item),
    )


def _condition(asked: Questionnaire, item: Item) -> str:
    """Every condition that must hold before it is asked, the outermost first."""
    above = [*reversed(list(asked.above(item))), item]
    return " and ".join(said(one.when, asked) for one in above if one.when is not None)
