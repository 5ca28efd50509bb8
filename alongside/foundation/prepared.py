"""Questions put together once: asked again, only the values in them are new.

Most of what a question costs Python is putting it together: a queryset, its conditions and joins
become the same SQL on every page. A function under `@prepared` builds its queryset the first time
only. Ids, moments, days and plain words that it is given are values of the question; whatever else
it is given (a number, True, None, a member of an enumeration) makes a question of its own.

    @prepared
    def facts_of(people: list[UUID]) -> QuerySet[Fact]:
        return Fact.objects.filter(person_id__any=people, over_at=None)

    facts_of([ade, bea])  # a list of facts

Nothing that differs from one asking to the next can be kept by mistake: the queryset is built with
stand-ins, each has to be found in the SQL's values as it was given and nowhere else, and what else
is there may be neither an id nor a moment nor a day.
"""

import enum
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from random import SystemRandom
from typing import Any, ParamSpec, TypeVar

from django.db import connections, models
from django.db.models.sql.compiler import SQLCompiler

P = ParamSpec("P")
Row = TypeVar("Row")

CHANGING = (uuid.UUID, date)  # a datetime is a date; neither may stand in a question for good
_chance = SystemRandom()


class _Somebody:
    """Stands in for whoever asks: a question may look at the kind of account and at its id."""

    def __init__(self, kind: Any) -> None:
        self.pk, self.kind = uuid.uuid4(), kind


def prepared(
    build: "Callable[P, models.QuerySet[Any, Row]]",
) -> Callable[P, list[Row]]:
    """Ask what `build` would ask, without building it again. Values are given by place."""
    asked: dict[tuple[Any, ...], _Question] = {}

    @wraps(build)
    def ask(*values: Any) -> list[Row]:
        shape = tuple(_shape(value) for value in values)
        question = asked.get(shape)
        if question is None:
            question = asked[shape] = _Question.made_by(build, values)
        return question.ask(values)

    return ask  # type: ignore[return-value]


def _is_somebody(value: Any) -> bool:
    return hasattr(value, "pk") and not isinstance(value, type)


def _shape(value: Any) -> Any:
    """What makes it another question; for a value, no more than its type."""
    kind = type(value)
    if kind in (uuid.UUID, datetime, date, str):
        return kind
    if kind is list:
        return (list, bool(value) and type(value[0]) is str)
    if _is_somebody(value):
        return (_Somebody, value.kind)
    return (kind, value)


def _stand_in(value: Any) -> Any:
    """Something of the same type that nobody else means."""
    kind = type(value)
    if kind is uuid.UUID:
        return uuid.uuid4()
    if kind is datetime:
        return datetime(1, 1, 2, tzinfo=UTC) + timedelta(microseconds=_chance.randrange(10**15))
    if kind is date:
        return date(1, 1, 2) + timedelta(days=_chance.randrange(10**5))
    if kind is str:
        return uuid.uuid4().hex
    if kind is list:
        return [uuid.uuid4().hex] if value and isinstance(value[0], str) else [uuid.uuid4()]
    return _Somebody(value.kind) if _is_somebody(value) else value


def _given(value: Any) -> Any:
    return value.pk if _is_somebody(value) else value


@dataclass
class _Question:
    """A compiled queryset, and which of its values is which of those given."""

    queryset: "models.QuerySet[Any, Any]"
    compiler: SQLCompiler
    sql: str
    values: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]  # of a value in the SQL, and of what is given for it
    converters: Any = None  # found out with the first answer

    @classmethod
    def made_by(cls, build: Callable[..., Any], values: tuple[Any, ...]) -> "_Question":
        standing = [_stand_in(value) for value in values]
        queryset = build(*standing)
        if queryset._prefetch_related_lookups:
            raise TypeError(f"{build.__qualname__} fetches more than one question asks for.")
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, inside = compiler.as_sql()
        told = {at: one for at, one in enumerate(standing) if one is not values[at]}
        places = [
            (place, at)
            for place, one in enumerate(inside)
            for at, value in ((at, _given(one)) for at, one in told.items())
            if type(one) is type(value) and one == value
        ]
        cls._has_all(build, sql, tuple(inside), places, told)
        return cls(queryset, compiler, sql, tuple(inside), tuple(places))

    @staticmethod
    def _has_all(
        build: Callable[..., Any],
        sql: str,
        inside: tuple[Any, ...],
        places: list[tuple[int, int]],
        told: dict[int, Any],
    ) -> None:
        used = {at for _, at in places}
        if any(at not in used for at, one in told.items() if not isinstance(one, _Somebody)):
            raise TypeError(f"{build.__qualname__} changes what it is given before it asks.")
        kept = [one for place, one in enumerate(inside) if place not in dict(places)]
        if any(_may_change(one) for one in kept):
            raise TypeError(f"{build.__qualname__} asks for an id or a day that it was not given.")
        written = " ".join([sql, *map(str, kept)])
        if any(text in written for one in told.values() for text in _texts(one)):
            raise TypeError(f"{build.__qualname__} writes what it is given into something else.")

    def ask(self, values: tuple[Any, ...]) -> list[Any]:
        said = list(self.values)
        for place, at in self.places:
            said[place] = _given(values[at])
        asker = _twin(self.compiler, connection=connections[self.queryset.db])
        asker.as_sql = lambda *more, **words: (self.sql, tuple(said))
        asker.get_converters = self._converters
        query = _twin(self.queryset.query, get_compiler=lambda *more, **words: asker)
        queryset = _twin(self.queryset, _query=query)
        return list(queryset._iterable_class(queryset))

    def _converters(self, columns: Any) -> Any:
        """Which columns need reading in some way of their own: the same each time."""
        if self.converters is None:
            self.converters = self.compiler.get_converters(columns)
        return self.converters


def _twin(one: Any, **changed: Any) -> Any:
    """Another of the same, but for what is changed; to copy a queryset would be to ask it."""
    twin = object.__new__(type(one))
    twin.__dict__.update(one.__dict__, **changed)
    return twin


def _texts(value: Any) -> list[str]:
    """How a stand-in would look if it had been written into a text."""
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    one = _given(value)
    return [str(one), one.hex] if isinstance(one, uuid.UUID) else [str(one)]


def _may_change(value: Any) -> bool:
    if isinstance(value, enum.Enum):
        return False
    if isinstance(value, list | tuple):
        return any(_may_change(one) for one in value)
    return isinstance(value, CHANGING)
