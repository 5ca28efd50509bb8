"""Pictures and papers of a note about several people: left out, and said to be."""

from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.record.models import Attachment, Entry
from alongside.record.tests import samples
from alongside.record.tests.bringing import add, begin, finish
from tests.cast import Cast

from .conftest import Decide, words_on

SAID = "not shown here, because this note is about somebody else too"


@pytest.fixture(autouse=True)
def kept_here(tmp_path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def both(cast: Cast) -> Entry:
    """A note about Ade and Temi, with two files."""
    draft = begin(cast.alice, cast.ade, cast.temi)
    add(draft, cast.alice)
    add(draft, cast.alice, samples.pdf(), name="letter.pdf")
    return finish(draft, cast.alice, cast.ade, cast.temi)


def left_out(account: Account, entry: UUID) -> int:
    with acting(account.pk), connection.cursor() as cursor:
        cursor.execute("select gate.files_left_out(%s)", [entry])
        [(found,)] = cursor.fetchall()
        return int(found)


def test_how_many_are_left_out_is_said_and_nothing_else_of_them(
    ade: Client, cast: Cast, both: Entry, decide: Decide
) -> None:
    decide(both, "shown")
    page = ade.get(f"/my/record/{both.pk}/")
    assert f"2 pictures or papers are {SAID}." in words_on(page)
    assert "/my/rights/" in page.content.decode()
    assert "ramp.jpg" not in page.content.decode()
    assert "letter" not in words_on(page)
    with acting(cast.alice.pk):
        row = Attachment.objects.filter(entry_id=both.pk).order_by("at").first()
        assert row is not None
        row.taken_off_at = timezone.now()
        row.save(update_fields=["taken_off_at"])
    assert f"1 picture or paper is {SAID}." in words_on(ade.get(f"/my/record/{both.pk}/"))


def test_nothing_is_said_where_nothing_is_left_out(ade: Client, cast: Cast) -> None:
    draft = begin(cast.alice, cast.ade)
    add(draft, cast.alice)
    own = finish(draft, cast.alice, cast.ade)
    page = ade.get(f"/my/record/{own.pk}/")
    assert SAID not in words_on(page)
    assert "ramp.jpg" in page.content.decode()


def test_of_what_is_held_or_somebody_elses_not_even_the_number(
    cast: Cast, both: Entry, decide: Decide
) -> None:
    assert left_out(cast.ade_account, both.pk) == 0, "what is about two is held first"
    decide(both, "shown")
    assert left_out(cast.ade_account, both.pk) == 2
    for account in (cast.pat, cast.sam, cast.charlie, cast.alice):
        assert left_out(account, both.pk) == 0, account.email
    decide(both, "held")
    assert left_out(cast.ade_account, both.pk) == 0
