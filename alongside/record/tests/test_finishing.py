"""Finishing: what becomes of a draft, who may read it, and who has to decide."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.record.actions import Held, Words, finish_entry, finish_note
from alongside.record.models import About, Entry, Part, SharingDecision, Task
from tests.cast import Cast

from .conftest import Trail, Write

FACT = Words("fact", "Ade made the tea himself.")


def given(cast: Cast, **more: Any) -> dict[str, Any]:
    """What a plain note is made of."""
    return {
        "id": new_id(),
        "kind": "visit",
        "people": [cast.ade],
        "happened": When(timezone.localdate(), "day"),
        "parts": [FACT],
        "by": cast.alice,
        **more,
    }


def test_a_note_about_one_person_is_shown_to_them(cast: Cast, note: Write, trailed: Trail) -> None:
    entry = note()
    with acting(cast.alice.pk):
        assert About.objects.get().sharing == "shown"
        assert Part.objects.get().about == [cast.ade.pk]
        assert Task.objects.count() == 0
    with acting(cast.ade_account.pk):
        assert list(Entry.objects.visible_to(cast.ade_account)) == [entry]
    assert trailed(cast.ade)[0] == "entry finished"


def test_the_same_draft_twice_is_one_entry(cast: Cast) -> None:
    told = given(cast)
    with acting(cast.alice.pk):
        first = finish_entry(**told)
        second = finish_entry(**{**told, "parts": [Words("fact", "Something else")]})
        assert first == second
        assert Part.objects.get().text == FACT.text


@pytest.mark.parametrize(
    ("kind", "names_others", "words"),
    [
        ("police", False, "We look at entries of this kind before they are shown."),
        ("visit", True, "It names somebody else, so we look at it first."),
    ],
)
def test_some_are_held_for_a_manager(
    cast: Cast, note: Write, kind: str, names_others: bool, words: str
) -> None:
    note(kind=kind, names_others=names_others)
    with acting(cast.mo.pk):
        about, task = About.objects.get(), Task.objects.get()
    assert (about.sharing, about.sharing_words) == ("held", words)
    assert (task.what, task.account_id, task.due_on) == (
        Task.What.DECIDE_HELD,
        cast.mo.pk,
        about.sharing_review_on,
    )
    with acting(cast.ade_account.pk):
        assert not Entry.objects.visible_to(cast.ade_account).exists()


def test_about_two_people_each_is_decided_apart(cast: Cast, note: Write) -> None:
    note(people=[cast.ade, cast.temi])
    with acting(cast.alice.pk):
        assert set(About.objects.values_list("sharing", flat=True)) == {"held"}
        assert set(Task.objects.values_list("person_id", flat=True)) == {
            cast.ade.pk,
            cast.temi.pk,
        }


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"people": []}, "Say who this is about."),
        ({"parts": [Words("fact", " \n ")]}, "Nothing has been written yet."),
        ({"parts": [Words("gossip", "x")]}, "not a sort of words"),
        ({"parts": [Words("fact", "x" * 1_000_001)]}, "longer than 1,000,000"),
    ],
)
def test_refusals_say_what_to_do(cast: Cast, more: dict[str, Any], words: str) -> None:
    with acting(cast.alice.pk), pytest.raises(ValidationError, match=words):
        finish_entry(**given(cast, **more))


def test_a_day_to_come_is_refused_at_its_field(cast: Cast) -> None:
    tomorrow = When(timezone.localdate() + timedelta(days=1), "day")
    with acting(cast.alice.pk), pytest.raises(ValidationError) as refusal:
        finish_entry(**given(cast, happened=tomorrow))
    assert "has not come yet" in refusal.value.message_dict["happened"][0]


def test_the_longest_part_fits(cast: Cast, note: Write) -> None:
    text = "Ọ̀ 🫖 " * 200_000
    note(Words("fact", text[:1_000_000]))
    with acting(cast.alice.pk):
        assert len(Part.objects.get().text) == 1_000_000


def test_nobody_writes_where_they_may_not_read(cast: Cast) -> None:
    for by, people in ((cast.charlie, [cast.ade]), (cast.bob, [cast.ade, cast.temi])):
        with acting(by.pk), pytest.raises(PermissionDenied):
            finish_entry(**given(cast, people=people, by=by))


def test_a_role_that_only_reads_does_not_write(cast: Cast) -> None:
    with acting(cast.system.pk):
        grants.allocate(person=cast.ade, account=cast.protection, by=cast.system)
    with acting(cast.protection.pk), pytest.raises(PermissionDenied):
        finish_entry(**given(cast, by=cast.protection))


def test_the_writer_may_hold_it_and_somebody_else_decides(cast: Cast) -> None:
    held = Held("held", words="Alice wants to tell you this herself first.")
    with acting(cast.alice.pk):
        finish_note(held=held, **given(cast))
    with acting(cast.mo.pk):
        about, task = About.objects.get(), Task.objects.get(done_at=None)
        assert (about.sharing, about.sharing_words) == ("held", held.words)
        assert (task.what, task.account_id) == (Task.What.DECIDE_HELD, cast.mo.pk)


def test_the_writer_may_propose_that_it_is_not_disclosed(cast: Cast, trailed: Trail) -> None:
    review = timezone.localdate() + timedelta(days=30)
    held = Held("not disclosed", ground="crime", why="An arrest is planned", review_on=review)
    told = given(cast, kind="police")
    with acting(cast.alice.pk):
        finish_note(held=held, **told)
        finish_note(held=held, **told)
    with acting(cast.mo.pk):
        assert About.objects.get().sharing == "not disclosed"
        assert SharingDecision.objects.get().state == "proposed"
        assert [one.what for one in Task.objects.filter(done_at=None)] == [Task.What.SECOND_LOOK]
    with acting(cast.ade_account.pk):
        assert not About.objects.exists()


def test_a_proposal_without_ground_leaves_nothing_behind(cast: Cast) -> None:
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError):
            finish_note(held=Held("not disclosed"), **given(cast))
        assert not Entry.objects.exists()
