"""Puts what everything is drawn from (names, streets, words) where the database can reach it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import psycopg
from psycopg import sql

from alongside.people import facts
from alongside.people.models import FactKind
from alongside.record import defaults

from . import names, places, words

LOOK_BACK = 14  # days for which it is told by when a manager decides
MOST_DRAWS = 20  # as a power of two
Rows = Iterable[Sequence[Any]]


def draws_for(people: int) -> int:
    """How finely family names are shared out: finer where more people need one."""
    return int(2 ** min(MOST_DRAWS, max(14, people.bit_length() + 1)))


def load(owner: psycopg.Connection, people: int, seed: int, today: date) -> Mapping[str, int]:
    """Fill the pools; return how many there are of each to choose from."""
    pools: dict[str, Rows] = {
        "family": _families(people),
        "given": _givens(),
        "origin": _origins(),
        "pronoun": _pronouns(),
        "street": _streets(people),
        "surgery": enumerate(places.surgeries(people)),
        "school": _schools(people),
        "need": _numbered(words.needs(seed)),
        "know_first": enumerate(words.know_first(seed)),
        "answer": enumerate(words.answers(seed)),
        "telling": _tellings(seed),
        "held_first": defaults.HELD_WORDS.items(),
        "due": _due(today),
    }
    return {name: copy_in(owner, name, rows) for name, rows in pools.items()}


def copy_in(owner: psycopg.Connection, name: str, rows: Rows) -> int:
    """Write rows into a table of our own, and return how many there were."""
    number = 0
    copy = sql.SQL("copy {} from stdin").format(sql.Identifier("population", name))
    with owner.cursor() as cursor, cursor.copy(copy) as into:
        for row in rows:
            into.write_row(row)
            number += 1
    return number


def _families(people: int) -> Rows:
    for number, one in enumerate(names.families(draws_for(people))):
        yield number, one.name, one.folded, one.origin, one.first, one.end


def _givens() -> Rows:
    return ((one.group, one.draw, one.name, one.folded) for one in names.givens())


def _coded(kind: str, code: str) -> tuple[str, str, str]:
    """A code as the page that asks for it keeps it."""
    clean = facts.clean(kind, code=code)
    return clean.value, clean.code, clean.code_set


def _origins() -> Rows:
    for number, origin in enumerate(names.origins()):
        ethnicity = _coded(FactKind.ETHNICITY, origin.ethnicity)
        yield number, origin.key, *ethnicity, *_coded(FactKind.LANGUAGE, origin.language)


def _pronouns() -> Rows:
    for number, (pronoun, sex) in enumerate((("she", "F"), ("he", "M"), ("they", "U"))):
        yield number, *_coded(FactKind.PRONOUNS, pronoun), *_coded(FactKind.SEX, sex)


def _streets(people: int) -> Rows:
    for one in places.streets(people):
        yield one.number, one.line, one.town, one.postcode, one.key, one.words


def _schools(people: int) -> Rows:
    counts: dict[str, int] = {}
    for stage, name in places.schools(people):
        yield stage, counts.setdefault(stage, 0), name
        counts[stage] += 1


def _numbered(rows: Iterable[Sequence[Any]]) -> Rows:
    return ((number, *row) for number, row in enumerate(rows))


def _tellings(seed: int) -> Rows:
    for number, one in enumerate(words.tellings(seed)):
        parts = [cell for part in one.parts for cell in part]
        empty = [None] * (3 * words.MOST_PARTS - len(parts))
        yield (
            *(number, one.group, one.kind, one.contact, one.title, one.place, one.minutes),
            *(one.precision, one.kind in defaults.HELD_FIRST, *parts, *empty),
        )


def _due(today: date) -> Rows:
    days = (today - timedelta(days=back) for back in range(LOOK_BACK))
    return ((day, defaults.decide_by(day)) for day in days)
