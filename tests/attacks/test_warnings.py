"""Warnings by SQL as somebody else: unread, unwritten, unchanged."""

import pytest
from django.db import ProgrammingError, connection, transaction

from alongside.foundation.actor import acting
from alongside.people.models import WarningNote
from alongside.people.tests.test_warnings import day, warned
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["charlie", "pat", "sam"])
def test_nobody_else_reads_one(cast: Cast, who: str) -> None:
    warned(cast)
    with acting(getattr(cast, who).pk):
        assert not WarningNote.objects.exists()


def test_the_words_of_one_never_change(cast: Cast) -> None:
    note = warned(cast)
    for change in ("what = 'x'", "is_told = true", "review_on = now()", "evidence = ''"):
        with (
            acting(cast.alice.pk),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"update people_warningnote set {change} where id = %s", [note.pk])
    with (
        acting(cast.alice.pk),
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
    ):
        WarningNote.objects.all().delete()


@pytest.mark.parametrize("who", ["charlie", "ade_account", "bob"])
def test_nobody_writes_one_by_another_hand(cast: Cast, who: str) -> None:
    account = getattr(cast, who)
    with (
        acting(account.pk),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        WarningNote.objects.create(
            person=cast.ade, what="x", safe="x", evidence="x", for_whom="visit", is_told=True,
            told_words="x", review_on=day(9), by=cast.alice,
        )  # fmt: skip
