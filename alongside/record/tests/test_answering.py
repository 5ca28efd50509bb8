"""The person's own words beside a part: kept as written, and sent to whoever works with them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.record.access import reading
from alongside.record.actions import Words, amend_entry, answer_entry
from alongside.record.models import Answer, Entry, Part, Task
from tests.cast import Cast

from .conftest import Write


def answer(cast: Cast, text: str, **more: bool) -> Answer:
    with acting(cast.ade_account.pk):
        return answer_entry(
            id=new_id(), part=Part.objects.get(), text=text, by=cast.ade_account, **more
        )


def test_words_are_kept_and_reach_the_worker(cast: Cast, note: Write) -> None:
    note()
    text = "You forgot the robin.\n\nHe comes on the fork 🐦"
    answer(cast, text)
    with acting(cast.alice.pk):
        assert Answer.objects.get().text == text
        assert [one.what for one in Task.objects.all()] == [Task.What.WORDS]


def test_saying_that_something_is_wrong_has_a_day(cast: Cast, note: Write) -> None:
    note()
    answer(cast, "I never said that", is_correction=True)
    with acting(cast.alice.pk):
        task = Task.objects.get()
        assert task.what == Task.What.CORRECT
        assert task.due_on is not None


def test_they_stay_beside_the_words_when_these_are_changed(cast: Cast, note: Write) -> None:
    entry = note(Words("fact", "One."), Words("opinion", "Two."))
    with acting(cast.ade_account.pk):
        second = Part.objects.get(sort="opinion")
        answer_entry(id=new_id(), part=second, text="No.", by=cast.ade_account)
    with acting(cast.alice.pk):
        parts = [Words("fact", "One."), Words("opinion", "Three.")]
        amend_entry(entry=entry, base=1, parts=parts, why="Ade said so", by=cast.alice)
        read = reading(Entry.objects.get())
        beside = {part.text: [one.text for one in read.beside(part)] for part in read.parts}
    assert beside == {"One.": [], "Three.": ["No."]}


def test_twice_is_once(cast: Cast, note: Write) -> None:
    note()
    with acting(cast.ade_account.pk):
        key, part = new_id(), Part.objects.get()
        for _ in range(2):
            answer_entry(id=key, part=part, text="Yes", by=cast.ade_account)
        assert Answer.objects.count() == 1


def test_refusals(cast: Cast, note: Write) -> None:
    note()
    with acting(cast.ade_account.pk), pytest.raises(ValidationError, match="not written anything"):
        answer_entry(id=new_id(), part=Part.objects.get(), text=" ", by=cast.ade_account)
    with acting(cast.alice.pk), pytest.raises(PermissionDenied):
        answer_entry(id=new_id(), part=Part.objects.get(), text="x", by=cast.alice)


def test_not_beside_what_is_not_shown(cast: Cast, note: Write) -> None:
    note(kind="police")
    with acting(cast.alice.pk):
        part = Part.objects.get()
    with acting(cast.ade_account.pk), pytest.raises(DatabaseError), transaction.atomic():
        answer_entry(id=new_id(), part=part, text="x", by=cast.ade_account)
