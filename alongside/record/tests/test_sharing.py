"""Sharing: the writer closes, somebody else opens, and nothing tells of what is not told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.record.actions import (
    Words,
    decide_sharing,
    pin_entry,
    release_part,
    second_decision,
)
from alongside.record.models import About, Entry, Part, Sharing, SharingDecision, Task
from tests.cast import Cast

from .conftest import Write

SOON = timezone.localdate() + timedelta(days=30)
HIDE: dict[str, Any] = {
    "sharing": Sharing.NOT_DISCLOSED,
    "ground": "crime",
    "why": "An arrest is planned",
    "review_on": SOON,
}
HOLD: dict[str, Any] = {
    "sharing": Sharing.HELD,
    "words": "We will tell you in person.",
    "why": "Bad news",
    "review_on": SOON,
}


def about() -> About:
    return About.objects.select_related("entry").get()


def my_trail(cast: Cast) -> list[str]:
    with acting(cast.ade_account.pk), connection.cursor() as cursor:
        cursor.execute("select what from gate.my_trail(now() + interval '1 hour', 200)")
        return [what for (what,) in cursor.fetchall()]


def test_a_manager_shows_what_was_held(cast: Cast, note: Write) -> None:
    entry = note(kind="police")
    with acting(cast.mo.pk):
        decide_sharing(about=about(), sharing=Sharing.SHOWN, by=cast.mo)
        assert not Task.objects.filter(done_at=None).exists()
    with acting(cast.ade_account.pk):
        assert Entry.objects.visible_to(cast.ade_account).get() == entry


def test_the_writer_does_not_open_what_is_closed(cast: Cast, note: Write) -> None:
    note(kind="police", by=cast.mo)
    with acting(cast.mo.pk), pytest.raises(PermissionDenied):
        decide_sharing(about=about(), sharing=Sharing.SHOWN, by=cast.mo)


def test_a_colleague_decides_nothing(cast: Cast, note: Write) -> None:
    note()
    for told in (HOLD, HIDE):
        with acting(cast.bob.pk), pytest.raises(PermissionDenied):
            decide_sharing(about=about(), by=cast.bob, **told)


def test_holding_again_does_not_stop_the_clock(cast: Cast, note: Write) -> None:
    note(kind="police")
    with acting(cast.alice.pk):
        task = Task.objects.get()
        decide_sharing(about=about(), by=cast.alice, **HOLD)
        assert Task.objects.filter(done_at=None).get() == task


def test_what_a_manager_holds_is_looked_at_again(cast: Cast, note: Write) -> None:
    note(kind="police")
    with acting(cast.mo.pk):
        decide_sharing(about=about(), by=cast.mo, **HOLD)
        task = Task.objects.get(done_at=None)
    assert (task.what, task.account_id, task.due_on) == (
        Task.What.LOOK_AGAIN,
        cast.mo.pk,
        SOON,
    )


def test_nothing_tells_of_what_is_not_disclosed(cast: Cast, note: Write) -> None:
    """No stub, no count, and not a line on the person's own trail."""
    entry = note(kind="police")
    with acting(cast.mo.pk):
        pin_entry(entry=Entry.objects.get(), by=cast.mo)
        decide_sharing(about=about(), by=cast.mo, **HOLD)
        decide_sharing(about=about(), by=cast.mo, **HIDE)
    with acting(cast.ade_account.pk):
        assert not About.objects.exists()
        assert not Part.objects.exists()
        assert not Entry.objects.filter(pk=entry.pk).exists()
    told = my_trail(cast)
    assert not [line for line in told if "entry" in line or "sharing" in line or "task" in line]


def test_what_is_shown_is_on_the_persons_trail(cast: Cast, note: Write) -> None:
    note()
    assert "entry finished" in my_trail(cast)


def test_a_second_person_agrees(cast: Cast, note: Write) -> None:
    note(kind="police")
    with acting(cast.alice.pk):
        decide_sharing(about=about(), by=cast.alice, **HIDE)
        decision = SharingDecision.objects.get()
        with pytest.raises(PermissionDenied):
            second_decision(decision=decision, is_agreed=True, by=cast.alice)
    with acting(cast.mo.pk):
        decision = SharingDecision.objects.select_related("about__entry").get()
        second_decision(decision=decision, is_agreed=True, by=cast.mo)
        assert about().sharing == Sharing.NOT_DISCLOSED
        task = Task.objects.get(done_at=None)
        assert (task.what, task.due_on) == (Task.What.LOOK_AGAIN, SOON)
        with pytest.raises(ValidationError, match="already"):
            second_decision(decision=decision, is_agreed=True, by=cast.mo)


def test_a_second_person_does_not_agree(cast: Cast, note: Write) -> None:
    note(kind="police")
    with acting(cast.alice.pk):
        decide_sharing(about=about(), by=cast.alice, **HIDE)
    with acting(cast.mo.pk):
        decision = SharingDecision.objects.select_related("about__entry").get()
        with pytest.raises(ValidationError, match="Say why not"):
            second_decision(decision=decision, is_agreed=False, by=cast.mo)
        decision.refresh_from_db()
        second_decision(decision=decision, is_agreed=False, words="Not serious", by=cast.mo)
        assert about().sharing == Sharing.HELD
        task = Task.objects.get(done_at=None)
        assert (task.what, task.account_id) == (Task.What.DECIDE_HELD, cast.mo.pk)


@pytest.mark.parametrize("missing", ["ground", "why", "review_on"])
def test_not_disclosing_needs_all_its_reasons(cast: Cast, note: Write, missing: str) -> None:
    note(kind="police")
    told = {**HIDE, missing: None if missing == "review_on" else ""}
    with acting(cast.mo.pk), pytest.raises(ValidationError) as refusal:
        decide_sharing(about=about(), by=cast.mo, **told)
    assert missing in refusal.value.message_dict


def test_the_writer_does_not_quietly_take_a_proposal_back(cast: Cast, note: Write) -> None:
    """Going back to held would tell the person that there is something."""
    note()
    with acting(cast.alice.pk):
        decide_sharing(about=about(), by=cast.alice, **HIDE)
        with pytest.raises(PermissionDenied):
            decide_sharing(about=about(), by=cast.alice, **HOLD)


def test_a_part_is_released_to_one_person(cast: Cast, note: Write) -> None:
    note(Words("fact", "They talked."), people=[cast.ade, cast.temi])
    with acting(cast.alice.pk), pytest.raises(PermissionDenied):
        release_part(part=Part.objects.get(), person=cast.ade, why="x", by=cast.alice)
    with acting(cast.mo.pk):
        mine = About.objects.select_related("entry").get(person=cast.ade)
        decide_sharing(about=mine, sharing=Sharing.SHOWN, by=cast.mo)
    with acting(cast.ade_account.pk):
        assert not Part.objects.exists()
    with acting(cast.mo.pk):
        with pytest.raises(ValidationError):
            release_part(part=Part.objects.get(), person=cast.ade, why=" ", by=cast.mo)
        once = release_part(part=Part.objects.get(), person=cast.ade, why="Both", by=cast.mo)
        assert release_part(part=Part.objects.get(), person=cast.ade, why="b", by=cast.mo) == once
    with acting(cast.ade_account.pk):
        assert Part.objects.get().text == "They talked."
