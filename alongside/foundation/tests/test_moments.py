"""Moments come from the database as Django’s own loader reads them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import DataError, connection, transaction
from hypothesis import given
from hypothesis import strategies as some

from alongside.foundation.engine.base import MomentLoader

pytestmark = pytest.mark.django_db

MOMENTS = some.datetimes(
    min_value=datetime(1, 1, 3),
    max_value=datetime(9999, 12, 29),
    timezones=some.timedeltas(timedelta(hours=-12), timedelta(hours=14)).map(
        lambda far: timezone(timedelta(minutes=far.total_seconds() // 60))
    ),
)


def test_our_loader_is_the_one_that_is_used() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        assert cursor.connection.adapters.get_loader(1184, 0) is MomentLoader
        assert cursor.fetchone()[0].tzinfo is UTC


@given(some.lists(MOMENTS, min_size=1, max_size=20))
def test_a_moment_comes_back_as_it_was_told(moments: list[datetime]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select unnest(%s::timestamptz[])", [moments])
        found = [row[0] for row in cursor.fetchall()]
    assert found == moments
    assert {one.utcoffset() for one in found} == {timedelta(0)}


@pytest.mark.parametrize("odd", ["infinity", "-infinity", "0044-03-15 00:00+00 BC"])
def test_what_is_no_day_of_ours_is_refused_as_before(odd: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select %s::timestamptz", [odd])
        with pytest.raises(DataError):
            cursor.fetchone()


def test_an_offset_with_seconds_is_read_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local timezone = 'Europe/London'")
        cursor.execute("select '1840-03-04 12:00+00'::timestamptz")
        assert cursor.fetchone()[0] == datetime(1840, 3, 4, 12, tzinfo=UTC)
