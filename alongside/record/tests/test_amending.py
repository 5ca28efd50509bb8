"""Amending: a new version with its reason, and nobody is shown what is not theirs."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people.actions import grants
from alongside.record.actions import SomebodyElseAmended, Words, amend_entry, release_part
from alongside.record.models import About, Entry, Part, Version
from tests.cast import Cast

from .conftest import Trail, Write


def test_a_new_version_keeps_the_old_one(cast: Cast, note: Write, trailed: Trail) -> None:
    entry = note()
    with acting(cast.bob.pk):
        amend_entry(
            entry=entry, base=1, parts=[Words("fact", "He made two.")], why="Two cups", by=cast.bob
        )
        texts = list(Part.objects.order_by("version__number").values_list("text", flat=True))
        assert texts == ["Ade made the tea himself.", "He made two."]
        assert Entry.objects.get().versions == 2
    assert trailed(cast.ade)[0] == "entry amended"


def test_two_editors_the_second_is_told(cast: Cast, note: Write) -> None:
    entry = note()
    with acting(cast.bob.pk):
        amend_entry(entry=entry, base=1, parts=[Words("fact", "B")], why="b", by=cast.bob)
    with acting(cast.alice.pk):
        with pytest.raises(SomebodyElseAmended):
            amend_entry(entry=entry, base=1, parts=[Words("fact", "A")], why="a", by=cast.alice)
        assert Version.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [("x", " ", "Say what you changed"), (" ", "why", "cannot be emptied")],
)
def test_refusals(cast: Cast, note: Write, text: str, why: str, words: str) -> None:
    entry = note()
    with acting(cast.alice.pk), pytest.raises(ValidationError, match=words):
        amend_entry(entry=entry, base=1, parts=[Words("fact", text)], why=why, by=cast.alice)


def test_not_into_the_future(cast: Cast, note: Write) -> None:
    entry = note()
    tomorrow = When(timezone.localdate() + timedelta(days=1), "day")
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="has not come yet"):
        amend_entry(
            entry=entry,
            base=1,
            parts=[Words("fact", "x")],
            why="y",
            happened=tomorrow,
            by=cast.alice,
        )


def test_what_was_about_two_stays_about_two(cast: Cast, note: Write) -> None:
    """Bob sees Ade alone; what he changes is still about Temi, and Ade may not read that either."""
    entry = note(Words("fact", "They talked."), people=[cast.ade, cast.temi])
    with acting(cast.bob.pk):
        amend_entry(entry=entry, base=1, parts=[Words("fact", "Both.")], why="b", by=cast.bob)
        now = Part.objects.get(version__number=2)
    assert set(now.about) == {cast.ade.pk, cast.temi.pk}


def test_the_day_moves_on_every_timeline(cast: Cast, note: Write) -> None:
    entry = note(people=[cast.ade, cast.temi])
    day = timezone.localdate() - timedelta(days=9)
    with acting(cast.bob.pk):
        amend_entry(
            entry=entry,
            base=1,
            parts=[Words("fact", "x")],
            why="It was the week before",
            happened=When(day, "day"),
            by=cast.bob,
        )
    with acting(cast.alice.pk):
        assert {one.happened_at.date() for one in About.objects.all()} == {day}


def test_a_stranger_does_not_amend(cast: Cast, note: Write) -> None:
    entry = note()
    with acting(cast.charlie.pk), pytest.raises(PermissionDenied):
        amend_entry(entry=entry, base=1, parts=[Words("fact", "x")], why="y", by=cast.charlie)


def test_earlier_words_may_be_kept_from_the_person(cast: Cast, note: Write) -> None:
    entry = note()
    with acting(cast.alice.pk):
        amend_entry(
            entry=entry,
            base=1,
            parts=[Words("fact", "Right now")],
            why="It named somebody",
            is_earlier_readable=False,
            by=cast.alice,
        )
    with acting(cast.ade_account.pk):
        assert [one.number for one in Version.objects.all()] == [2]


def test_content_is_never_changed(cast: Cast, note: Write) -> None:
    note()
    for model, change in ((Part, {"text": "x"}), (Version, {"title": "x"})):
        with acting(cast.alice.pk), pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(**change)
        with acting(cast.alice.pk), pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all().delete()


def test_a_release_is_for_the_words_that_were_looked_at(cast: Cast, note: Write) -> None:
    """A new version of a released part is a new part: somebody has to look again."""
    entry = note(Words("fact", "They talked."), people=[cast.ade, cast.temi])
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.mo, by=cast.system)
    with acting(cast.mo.pk):
        release_part(part=Part.objects.get(), person=cast.ade, why="Both were there", by=cast.mo)
        amend_entry(entry=entry, base=1, parts=[Words("fact", "New.")], why="n", by=cast.mo)
        assert not Part.objects.get(version__number=2).releases.exists()
