"""Which wording an entry was asked in: looked up once, as soon as it is there for good."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from tests.cast import Cast

from .. import access

FORM = "care-act-assessment 1"


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    access._standing.clear()
    yield
    access._standing.clear()


def questions_of_the_database(cast: Cast, form: str = FORM) -> list[int]:
    """How many are asked the first, the second and the third time."""
    counts = []
    with acting(cast.alice.pk):
        for _ in range(3):
            with CaptureQueriesContext(connection) as sent:
                found = access.as_asked(form)
            counts.append(len(sent))
            assert (found.form if found else "") == (form if form == FORM else "")
    return counts


def test_a_wording_that_has_stood_is_looked_up_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "STANDS_AFTER", -timedelta(hours=1))
    first, *others = questions_of_the_database(cast)
    assert first >= 1
    assert others == [0, 0]


def test_one_that_was_just_made_may_yet_be_taken_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "STANDS_AFTER", timedelta(days=3650))
    assert all(questions_of_the_database(cast))


def test_one_that_is_not_there_is_looked_for_each_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "STANDS_AFTER", -timedelta(hours=1))
    assert all(questions_of_the_database(cast, "care-act-assessment 99"))
    assert not access._standing
