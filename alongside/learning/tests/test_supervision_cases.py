"""A decision made in supervision: on the record, and no word of it in learning."""

from typing import Any

import pytest
from django.db import connection

from alongside.foundation.actor import acting
from alongside.learning.actions import supervision as actions
from alongside.learning.models import (
    Point,
)
from alongside.record.models import About, Entry, Part, Sharing
from tests.browsing import Browse
from tests.cast import Cast

from .supervised import address, planned, sentences

pytestmark = pytest.mark.django_db


# A case


def case(cast: Cast) -> Point:
    one = planned(cast)
    with acting(cast.alice.pk):
        return actions.bring_point(meeting=one, kind="case", by=cast.alice)


def test_a_decision_stands_on_the_record_and_no_word_of_it_here(cast: Cast, browse: Browse) -> None:
    point = case(cast)
    alice, mo = browse(cast.alice), browse(cast.mo)
    choose = address("choose-case", point.pk)
    assert "Ade Bankole" in alice.get(choose).content.decode()
    assert "Choose who" in sentences(alice.post(choose, {}))
    decide = alice.post(choose, {"person": str(cast.ade.pk)})["Location"]
    assert "Ade Bankole" in alice.get(decide).content.decode()
    assert "Write why" in sentences(alice.post(decide, {"decided": "Zanzibar visits weekly"}))
    told = {"decided": "Zanzibar visits weekly", "why": "Quagga asked for it"}
    assert alice.post(decide, told)["Location"] == point.meeting.get_absolute_url()
    with acting(cast.alice.pk):
        entry = Entry.objects.get(kind="decision")
        assert Point.objects.get().entry_id == entry.pk
        assert About.objects.get(entry=entry).sharing == Sharing.SHOWN
        assert sorted(Part.objects.filter(entry=entry).values_list("text", flat=True)) == [
            "Quagga asked for it", "Zanzibar visits weekly",
        ]  # fmt: skip
    for two in (alice, mo):
        page = two.get(point.meeting.get_absolute_url()).content.decode()
        assert "Ade Bankole: Decided in supervision" in page
    assert "has been written before" in sentences(alice.post(decide, told))
    _nothing_of_it_in_learning(cast, "zanzibar", "quagga", "bankole", str(cast.ade.pk))


def _nothing_of_it_in_learning(cast: Cast, *words: str) -> None:
    """Every column of every table of learning, as each of the two who may read these rows."""
    for two in (cast.alice, cast.mo):
        with acting(two.pk), connection.cursor() as cursor:
            cursor.execute(
                "select table_name, column_name from information_schema.columns"
                " where table_schema = 'public' and table_name like 'learning%%'"
            )
            columns = cursor.fetchall()
            assert len({table for table, _ in columns}) > 25
            cursor.execute("select count(*) from learning_point where entry_id is not null")
            assert cursor.fetchone() == (1,)
            for table, column in columns:
                for word in words:
                    held = f'select count(*) from "{table}" where "{column}"::text ilike %s'
                    cursor.execute(held, [f"%{word}%"])
                    assert cursor.fetchone() == (0,), (table, column, word)


def test_who_no_longer_reads_the_record_reads_no_name_of_it(cast: Cast, browse: Browse) -> None:
    point = case(cast)
    with acting(cast.alice.pk):
        actions.decide_case(
            point=point, person=cast.temi, decided="A break", why="They are tired", by=cast.alice
        )
    page = browse(cast.mo).get(point.meeting.get_absolute_url()).content.decode()
    assert "Decided, on a record that you do not work with now." in page
    assert "Temi" not in page
    assert (
        "Temi Bankole" in browse(cast.alice).get(point.meeting.get_absolute_url()).content.decode()
    )


def test_a_decision_may_be_held_and_nobody_writes_where_they_may_not(
    cast: Cast, browse: Browse
) -> None:
    point = case(cast)
    alice = browse(cast.alice)
    stranger = address("decide-case", point.pk, cast.stranger.pk)
    assert alice.get(stranger).status_code == 404
    assert alice.post(stranger, {"decided": "x", "why": "y"}).status_code in (302, 404)
    assert "Select a valid choice" in sentences(
        alice.post(address("choose-case", point.pk), {"person": str(cast.stranger.pk)})
    )
    told = {"decided": "Wait", "why": "The police ask", "hold": "We look at this first."}
    alice.post(address("decide-case", point.pk, cast.ade.pk), told)
    with acting(cast.alice.pk):
        about = About.objects.get(entry__kind="decision")
        assert (about.sharing, about.sharing_words) == (Sharing.HELD, "We look at this first.")


def test_where_no_records_are_kept_none_is_offered(
    cast: Cast, browse: Browse, settings: Any
) -> None:
    point = case(cast)
    asks, page, choose = browse(cast.alice), point.meeting.get_absolute_url(), "choose-case"
    assert address(choose, point.pk) in asks.get(page).content.decode()
    settings.ROOMS = "learning"
    said = asks.get(page).content.decode()
    assert address(choose, point.pk) not in said
    assert "no records are kept in Alongside here" in said
    assert asks.get(address(choose, point.pk)).status_code == 404
