"""Who acts ends with its block, also after an error, which is then told as it was."""

import pytest
from django.db import DataError, connection, transaction

from alongside.accounts.actions import system_account
from alongside.foundation import actor
from alongside.foundation.actor import acting

pytestmark = pytest.mark.django_db


def ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def who() -> str:
    return str(ask("select current_setting('alongside.account', true)"))


def test_an_error_of_the_database_is_told_as_it_was() -> None:
    console = system_account("console")
    error = pytest.raises(DataError, match="division by zero")
    with error, transaction.atomic(), acting(console.pk):
        ask("select 1/0")
    assert actor.current() is None


def test_afterwards_the_one_before_acts_again() -> None:
    console, clock = system_account("console"), system_account("clock")
    with acting(console.pk), transaction.atomic():
        with pytest.raises(DataError), transaction.atomic(), acting(clock.pk):
            ask("select 1/0")
        assert who() == str(console.pk)
        with acting(clock.pk):
            with pytest.raises(DataError), transaction.atomic():
                ask("select 1/0")
            assert who() == str(clock.pk)
        assert who() == str(console.pk)
    assert who() == ""
