"""An entry in the wrong record: out at once, a marker for staff, late in the right record."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from alongside.foundation.actor import acting
from alongside.record.access import timeline
from alongside.record.actions import (
    Words,
    end_hold,
    move_misfiled_entry,
    pin_entry,
    place_hold,
    unpin_entry,
)
from alongside.record.models import About, Entry, Hold, Misfiled, Part, Task, Version
from tests.cast import Cast

from .conftest import Write

WHY = "Two letters were in one envelope."


def move(cast: Cast, entry: Entry) -> Misfiled:
    with acting(cast.alice.pk):
        return move_misfiled_entry(
            entry=entry, wrong=cast.ade, right=cast.temi, why=WHY, by=cast.alice
        )


def test_it_leaves_the_wrong_record_for_everybody(cast: Cast, note: Write) -> None:
    entry = note(Words("fact", "About Temi."))
    move(cast, entry)
    for account in (cast.alice, cast.mo, cast.ade_account):
        with acting(account.pk):
            assert not Entry.objects.filter(pk=entry.pk).exists(), account
            assert not Entry.objects.visible_to(account).filter(pk=entry.pk).exists()
            assert not Part.objects.filter(entry_id=entry.pk).exists()
            assert not Version.objects.filter(entry_id=entry.pk).exists()


def test_a_marker_stays_for_staff_alone(cast: Cast, note: Write) -> None:
    move(cast, note())
    with acting(cast.bob.pk):
        (line,) = timeline(cast.ade, by=cast.bob).lines
        assert line.misfiled is not None
        assert line.misfiled.why == WHY
    with acting(cast.ade_account.pk):
        assert timeline(cast.ade, by=cast.ade_account).lines == []


def test_it_is_in_the_right_record_held_and_marked_as_moved(cast: Cast, note: Write) -> None:
    move(cast, note(Words("fact", "About Temi."), title="A letter"))
    with acting(cast.alice.pk):
        about = About.objects.get(person=cast.temi)
        part = Part.objects.get()
        assert (about.sharing, part.origin, part.text) == ("held", "moved", "About Temi.")
        assert part.about == [cast.temi.pk]


def test_data_protection_has_a_task(cast: Cast, note: Write) -> None:
    mark = move(cast, note())
    with acting(cast.protection.pk):
        task = Task.objects.get()
        assert (task.what, task.from_id) == (Task.What.MISFILED, mark.pk)


def test_of_two_people_only_the_wrong_one_goes(cast: Cast, note: Write) -> None:
    entry = note(people=[cast.ade, cast.temi])
    move(cast, entry)
    with acting(cast.alice.pk):
        assert Entry.objects.get().about_count == 1
        assert [one.person_id for one in About.objects.all()] == [cast.temi.pk]
    with acting(cast.ade_account.pk):
        assert not About.objects.exists()


def test_the_person_is_not_told_of_it(cast: Cast, note: Write) -> None:
    move(cast, note())
    with acting(cast.ade_account.pk), connection.cursor() as cursor:
        cursor.execute("select what from gate.my_trail(now() + interval '1 hour', 200)")
        assert not [what for (what,) in cursor.fetchall() if "entry" in what or "task" in what]


def test_refusals(cast: Cast, note: Write) -> None:
    entry = note()
    with acting(cast.bob.pk), pytest.raises(PermissionDenied):
        move_misfiled_entry(entry=entry, wrong=cast.ade, right=None, why=WHY, by=cast.bob)
    with acting(cast.alice.pk):
        for told, words in (
            ({"wrong": cast.ade, "right": None, "why": " "}, "Say how it came"),
            ({"wrong": cast.temi, "right": None, "why": WHY}, "not in that person"),
            ({"wrong": cast.ade, "right": cast.ade, "why": WHY}, "in now"),
        ):
            with pytest.raises(ValidationError, match=words):
                move_misfiled_entry(entry=entry, by=cast.alice, **told)
        assert About.objects.get().removed_at is None


def _take_out(about: About) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select gate.take_out(%s, 'x')", [about.pk])


def test_nobody_takes_one_out_past_the_gate(cast: Cast, note: Write) -> None:
    note()
    with acting(cast.alice.pk):
        about = About.objects.get()
    for account in (cast.bob, cast.charlie, cast.ade_account):
        with acting(account.pk), pytest.raises(DatabaseError, match="not yours"):
            _take_out(about)
    with acting(cast.alice.pk):
        assert About.objects.get().removed_at is None


def test_pinning_and_back(cast: Cast, note: Write) -> None:
    entry = note()
    with acting(cast.bob.pk):
        assert pin_entry(entry=entry, by=cast.bob).pinned_by == cast.bob
        assert unpin_entry(entry=entry, by=cast.bob).pinned_at is None


def test_a_hold_is_data_protections(cast: Cast, note: Write) -> None:
    entry = note()
    with acting(cast.mo.pk), pytest.raises(PermissionDenied):
        place_hold(ground="court", why="A case", entry=entry, by=cast.mo)
    with acting(cast.protection.pk):
        with pytest.raises(ValidationError):
            place_hold(ground="court", why="", person=cast.ade, by=cast.protection)
        hold = place_hold(ground="court", why="A case", person=cast.ade, by=cast.protection)
        assert end_hold(hold=hold, why="It is over", by=cast.protection).ended_at
        with pytest.raises(ValidationError, match="already ended"):
            end_hold(hold=hold, why="again", by=cast.protection)
    assert Hold._meta.label_lower == "record.hold"
