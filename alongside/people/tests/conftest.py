"""What the tests of people share: the cast, a child with facts, and the trail read as its owner."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from alongside.foundation.actor import acting
from alongside.people.actions.adding import Told, add_person
from alongside.people.models import FactKind, Person
from tests.cast import Cast, person

ADDRESS = "12 Canal Terrace, Northmere LS6 1AB"


@pytest.fixture
def lukasz(cast: Cast) -> Person:
    """A child whom Alice added, with a name that people spell in many ways."""
    with acting(cast.alice.pk):
        return add_person(
            given="Łukasz",
            family="O’Brien-Nowak",
            born_on=date(2019, 5, 3),
            told=[
                Told(FactKind.ADDRESS, ADDRESS),
                Told(FactKind.PHONE, "+44 7700 900123"),
                Told(FactKind.NHS_NUMBER, "943 476 5919"),
            ],
            is_somebody_new=True,
            by=cast.alice,
        )


@pytest.fixture
def lines(cast: Cast) -> Callable[..., list[tuple[Any, ...]]]:
    """The trail, as data protection reads it: (what, person id) of the lines about somebody."""

    def read(person: Person | None = None) -> list[tuple[Any, ...]]:
        with acting(cast.protection.pk), connection.cursor() as cursor:
            cursor.execute(
                "select what, person_id, on_id, detail from gate.whole_trail("
                "now() + interval '1 hour', 500, %s::uuid)",
                [person.pk if person else None],
            )
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    return read


@pytest.fixture
def kezia(cast: Cast) -> Person:
    """Kezia, a child whose worker is Alice."""
    with acting(cast.system.pk):
        return person("Kezia Marsh", date(2017, 5, 3), worker=cast.alice, by=cast.system)


@pytest.fixture
def jonah(cast: Cast) -> Person:
    """Jonah, a child whose worker is Alice too."""
    with acting(cast.system.pk):
        return person("Jonah Marsh", date(2013, 2, 1), worker=cast.alice, by=cast.system)
