"""Restricting: few read it, all see that it is there, and its neighbours stay as they were."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.record.access import timeline
from alongside.record.actions import lift_restriction, name_reader, restrict_entry
from alongside.record.models import Entry, Task
from tests.cast import Cast

from .conftest import Write

UNTIL = timezone.localdate() + timedelta(days=60)
WORDS = "It concerns another member of the family."


def keep(cast: Cast, entry: Entry) -> None:
    with acting(cast.alice.pk):
        restrict_entry(entry=entry, words=WORDS, until=UNTIL, review_by=cast.mo, by=cast.alice)


def test_a_colleague_sees_a_stub_and_its_neighbours(cast: Cast, note: Write) -> None:
    hidden, plain = note(), note()
    keep(cast, hidden)
    with acting(cast.bob.pk):
        assert list(Entry.objects.visible_to(cast.bob)) == [plain]
        lines = timeline(cast.ade, by=cast.bob).lines
        assert sorted(line.is_stub for line in lines) == [False, True]
        stub = next(line for line in lines if line.is_stub)
        assert stub.restriction is not None
        assert stub.restriction.words == WORDS
        assert not stub.parts
        assert stub.version is None


def test_those_who_may_still_read_it(cast: Cast, note: Write) -> None:
    entry = note()
    keep(cast, entry)
    for account in (cast.alice, cast.mo):
        with acting(account.pk):
            assert Entry.objects.visible_to(account).get() == entry


def test_the_reviewer_has_a_task_until_it_is_lifted(cast: Cast, note: Write) -> None:
    entry = note()
    keep(cast, entry)
    with acting(cast.mo.pk):
        task = Task.objects.get(done_at=None)
        assert (task.what, task.due_on) == (Task.What.REVIEW_RESTRICTION, UNTIL)
        lift_restriction(entry=Entry.objects.get(), by=cast.mo)
        assert not Task.objects.filter(done_at=None).exists()
    with acting(cast.bob.pk):
        assert Entry.objects.visible_to(cast.bob).get() == entry


def test_a_reader_is_named(cast: Cast, note: Write) -> None:
    entry = note()
    keep(cast, entry)
    with acting(cast.alice.pk):
        entry = Entry.objects.get()
        first = name_reader(entry=entry, account=cast.bob, by=cast.alice)
        assert name_reader(entry=entry, account=cast.bob, by=cast.alice) == first
        name_reader(entry=entry, account=cast.charlie, by=cast.alice)
        with pytest.raises(ValidationError, match="works here"):
            name_reader(entry=entry, account=cast.pat, by=cast.alice)
    with acting(cast.bob.pk):
        assert Entry.objects.visible_to(cast.bob).get() == entry
        with pytest.raises(PermissionDenied):  # who was let in lets in nobody else
            name_reader(entry=entry, account=cast.charlie, by=cast.bob)
    with acting(cast.charlie.pk):  # a name lets nobody into a record that they may not read
        assert not Entry.objects.visible_to(cast.charlie).exists()
        assert not Entry.objects.exists()


def test_refusals(cast: Cast, note: Write) -> None:
    entry = note()
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError) as refusal:
            restrict_entry(
                entry=entry,
                words=" ",
                until=timezone.localdate(),
                review_by=cast.alice,
                by=cast.alice,
            )
        assert set(refusal.value.message_dict) == {"words", "until", "review_by"}
        with pytest.raises(ValidationError, match="not restricted"):
            lift_restriction(entry=entry, by=cast.alice)
        with pytest.raises(ValidationError, match="not restricted"):
            name_reader(entry=entry, account=cast.bob, by=cast.alice)
    with acting(cast.protection.pk), pytest.raises(PermissionDenied):
        restrict_entry(entry=entry, words=WORDS, until=UNTIL, review_by=cast.mo, by=cast.protection)
