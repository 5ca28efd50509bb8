"""Pictures and papers that come and go while an entry is changed."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.record.actions import (
    Words,
    add_attachment,
    amend_entry,
    decide_sharing,
    lock_attachment,
    move_misfiled_entry,
    scan_what_waits,
    take_off_attachment,
)
from alongside.record.attached import attachments_with
from alongside.record.models import About, Attachment, Entry, Version
from tests.cast import Cast

from . import clamd, samples
from .bringing import add, begin, sees, upload
from .conftest import Finished, Trail, Write

pytestmark = pytest.mark.django_db


def begin_change(entry: Entry, by: Account, *people: Person) -> UUID:
    """Begin to change an entry, and give the draft's id."""
    address = f"/entries/{entry.pk}/change/?base=1"
    with acting(by.pk):
        draft = drafts.begin_draft(
            id=new_id(), purpose="amendment", address=address, about=people, by=by
        )
    return draft.pk


def bring(entry: Entry, draft: UUID, by: Account, raw: bytes = b"", **more: Any) -> Attachment:
    file = upload(raw or samples.picture(), more.pop("name", "ramp.jpg"))
    with acting(by.pk):
        return add_attachment(draft=draft, file=file, entry=entry, by=by, **more)


def amend(entry: Entry, by: Account, draft: UUID | None = None, **more: Any) -> Version:
    parts = [Words("fact", "The ramp is there.")]
    usual = {"entry": entry, "base": 1, "parts": parts, "why": "The picture", "draft": draft}
    with acting(by.pk):
        return amend_entry(**{**usual, "by": by, **more})


def names(entry: Entry, number: int, by: Account) -> list[str]:
    with acting(by.pk):
        version = Version.objects.get(entry=entry, number=number)
        entry.refresh_from_db()
        return [one.name for one in attachments_with(entry, version)]


def amended(cast: Cast) -> list[dict[str, Any]]:
    """What the trail says of changes, the newest first."""
    with acting(cast.protection.pk), connection.cursor() as cursor:
        cursor.execute(
            "select detail from gate.whole_trail(now() + interval '1 hour', 900, null)"
            " where what = 'entry amended'"
        )
        return [json.loads(line) for (line,) in cursor.fetchall()]


# Coming -------------------------------------------------------------------------------------------


def test_a_file_comes_with_the_new_version(cast: Cast, note: Write, trailed: Trail) -> None:
    entry = note()
    draft = begin_change(entry, cast.bob, cast.ade)
    row = bring(entry, draft, cast.bob, description="The ramp")
    for other in (cast.alice, cast.mo, cast.protection, cast.ade_account):
        assert sees(other) == []  # Bob's own until he has finished
    amend(entry, cast.bob, draft)
    with acting(cast.alice.pk):
        here = Attachment.objects.get()
        assert (here.pk, here.entry_id, here.since) == (row.pk, entry.pk, 2)
    for reader in (cast.alice, cast.bob, cast.mo, cast.ade_account):
        assert sees(reader) == [row.pk]
    for stranger in (cast.charlie, cast.pat, cast.sam, cast.protection):
        assert sees(stranger) == []
    assert names(entry, 1, cast.alice) == []
    assert names(entry, 2, cast.alice) == ["ramp.jpg"]
    (line,) = amended(cast)
    assert line["files_added"] == 1
    assert line["files_taken_off"] == 0
    assert line["sha256"] == [row.sha256]
    assert line["content"]
    assert "attachment added" in trailed(cast.ade, cast.bob)


def test_what_another_began_meanwhile_is_not_in_the_version_between(
    cast: Cast, note: Write
) -> None:
    """Bob adds a picture; Alice finishes a version first; then Bob puts the two together."""
    entry = note()
    draft = begin_change(entry, cast.bob, cast.ade)
    bring(entry, draft, cast.bob)
    amend(entry, cast.alice)
    amend(entry, cast.bob, draft, base=2)
    found = [names(entry, number, cast.alice) for number in (1, 2, 3)]
    assert found == [[], [], ["ramp.jpg"]]


def test_the_same_file_of_two_editors_is_there_once(cast: Cast, note: Write) -> None:
    entry = note()
    his, hers = (begin_change(entry, by, cast.ade) for by in (cast.bob, cast.alice))
    bring(entry, his, cast.bob)
    bring(entry, hers, cast.alice)
    amend(entry, cast.alice, hers)
    amend(entry, cast.bob, his, base=2)
    with acting(cast.alice.pk):
        assert Attachment.objects.filter(entry_id=entry.pk).count() == 2
        (standing,) = Attachment.objects.standing()
        assert standing.by_id == cast.alice.pk
    assert [line["files_added"] for line in amended(cast)] == [0, 1]


def test_what_is_there_already_is_said(cast: Cast, finished: Finished) -> None:
    entry, _ = finished()
    draft = begin_change(entry, cast.bob, cast.ade)
    with pytest.raises(ValidationError, match="beside the note already"):
        bring(entry, draft, cast.bob)


def test_one_entry_holds_so_much_however_it_came(
    cast: Cast, finished: Finished, settings: Any
) -> None:
    entry, _ = finished(b"a" * 1_400, name="a.txt")
    settings.LARGEST_ENTRY = 1_500
    draft = begin_change(entry, cast.bob, cast.ade)
    with pytest.raises(ValidationError, match="at most"):
        bring(entry, draft, cast.bob, b"b" * 101, name="b.txt")
    assert bring(entry, draft, cast.bob, b"b" * 99, name="b.txt").pk


def test_beside_several_people_it_is_for_staff(cast: Cast, note: Write) -> None:
    entry = note(people=[cast.ade, cast.temi])
    with acting(cast.mo.pk):
        about = About.objects.get(entry=entry, person=cast.ade)
        decide_sharing(about=about, sharing="shown", by=cast.mo)
    draft = begin_change(entry, cast.bob, cast.ade)
    row = bring(entry, draft, cast.bob)
    amend(entry, cast.bob, draft)
    assert sees(cast.alice) == [row.pk]
    assert sees(cast.ade_account) == []


def test_what_is_held_from_the_person_takes_it_along(cast: Cast, note: Write) -> None:
    entry = note(names_others=True)
    draft = begin_change(entry, cast.bob, cast.ade)
    bring(entry, draft, cast.bob)
    amend(entry, cast.bob, draft)
    assert sees(cast.ade_account) == []


# Going --------------------------------------------------------------------------------------------


def test_going_and_coming_in_one_version(cast: Cast, finished: Finished) -> None:
    entry, old = finished()
    draft = begin_change(entry, cast.bob, cast.ade)
    new = bring(entry, draft, cast.bob, samples.pdf(), name="letter.pdf")
    amend(entry, cast.bob, draft, take_off=[old.pk])
    assert names(entry, 1, cast.alice) == ["ramp.jpg"]
    assert names(entry, 2, cast.alice) == ["letter.pdf"]
    assert sees(cast.ade_account) == [new.pk]
    with acting(cast.alice.pk):
        assert Attachment.objects.get(pk=old.pk).taken_off_why == "The picture"
    (line,) = amended(cast)
    assert (line["files_added"], line["files_taken_off"]) == (1, 1)


def test_what_was_taken_off_again_is_kept_and_stands_nowhere(cast: Cast, note: Write) -> None:
    entry = note()
    draft = begin_change(entry, cast.bob, cast.ade)
    row = bring(entry, draft, cast.bob)
    with acting(cast.bob.pk):
        take_off_attachment(attachment=row, why="The wrong one", by=cast.bob)
    amend(entry, cast.bob, draft)
    assert names(entry, 2, cast.alice) == []
    assert sees(cast.ade_account) == []
    assert sees(cast.alice) == [row.pk]  # that it was there
    assert amended(cast)[0]["files_added"] == 0


# Stopped ------------------------------------------------------------------------------------------


def test_a_scanner_stops_it_here_too(
    cast: Cast, note: Write, scanner: clamd.Scanner, trailed: Trail
) -> None:
    entry = note()
    draft = begin_change(entry, cast.bob, cast.ade)
    row = bring(entry, draft, cast.bob, samples.EICAR, name="letter.txt")
    assert row.state == "quarantined"
    amend(entry, cast.bob, draft)
    assert sees(cast.ade_account) == []
    assert sees(cast.protection) == [row.pk]
    with acting(cast.ade_account.pk), connection.cursor() as cursor:
        cursor.execute("select what from gate.my_trail(now() + interval '1 hour', 90)")
        assert "attachment added" not in {what for (what,) in cursor.fetchall()}


def test_what_waits_for_the_scanner_goes_on_waiting_in_its_entry(
    cast: Cast, note: Write, settings: Any, scanner: clamd.Scanner, trailed: Trail
) -> None:
    entry = note()
    draft = begin_change(entry, cast.bob, cast.ade)
    there, settings.CLAMD = settings.CLAMD, "127.0.0.1:9"
    row = bring(entry, draft, cast.bob)
    assert row.state == "waiting"
    amend(entry, cast.bob, draft)
    assert sees(cast.ade_account) == []
    settings.CLAMD = there
    with acting(cast.system.pk):
        assert scan_what_waits(by=cast.system) == 1
    assert sees(cast.ade_account) == [row.pk]
    assert "attachment scanned" in trailed(cast.ade)


def test_what_is_locked_while_changing_stays_locked(cast: Cast, note: Write) -> None:
    entry = note()
    draft = begin_change(entry, cast.bob, cast.ade)
    row = bring(entry, draft, cast.bob)
    with acting(cast.bob.pk):
        lock_attachment(attachment=row, why="It may show a child", by=cast.bob)
    amend(entry, cast.bob, draft)
    with acting(cast.alice.pk):
        assert Attachment.objects.get().state == "locked"
    assert sees(cast.ade_account) == []


# Refused ------------------------------------------------------------------------------------------


def test_a_refused_change_leaves_the_file_waiting(cast: Cast, note: Write) -> None:
    entry = note()
    draft = begin_change(entry, cast.bob, cast.ade)
    row = bring(entry, draft, cast.bob)
    tomorrow = When(timezone.localdate() + timedelta(days=1), "day")
    with pytest.raises(ValidationError, match="has not come yet"):
        amend(entry, cast.bob, draft, happened=tomorrow)
    with acting(cast.bob.pk):
        assert Attachment.objects.get(pk=row.pk).entry_id == draft
    amend(entry, cast.bob, draft)
    assert names(entry, 2, cast.alice) == ["ramp.jpg"]


def test_a_draft_of_something_else_brings_nothing(cast: Cast, note: Write) -> None:
    """The id of a note that is being written about Temi, sent with a change of Ade's."""
    entry, other = note(), note()
    for draft in (begin(cast.alice, cast.temi), begin_change(other, cast.alice, cast.ade)):
        row = add(draft, cast.alice)
        with pytest.raises(ValidationError, match="begun as something else"):
            amend(entry, cast.alice, draft)
        with acting(cast.alice.pk):
            assert Attachment.objects.get(pk=row.pk).entry_id == draft


def test_another_s_draft_brings_nothing(cast: Cast, note: Write) -> None:
    entry = note()
    draft = begin_change(entry, cast.bob, cast.ade)
    row = bring(entry, draft, cast.bob)
    amend(entry, cast.alice, draft)
    assert names(entry, 2, cast.alice) == []
    with acting(cast.bob.pk):
        assert Attachment.objects.get(pk=row.pk).entry_id == draft
        assert drafts.draft_of(cast.bob, draft).outcome == "open"


def test_who_may_not_change_it_adds_nothing_to_it(cast: Cast, note: Write) -> None:
    entry = note()
    draft = begin_change(entry, cast.charlie)
    with pytest.raises(PermissionDenied):
        bring(entry, draft, cast.charlie)


def test_moved_to_the_right_record_it_is_there_from_the_first(cast: Cast, note: Write) -> None:
    entry = note()
    draft = begin_change(entry, cast.alice, cast.ade)
    bring(entry, draft, cast.alice)
    amend(entry, cast.alice, draft)
    with acting(cast.alice.pk):
        entry.refresh_from_db()
        move_misfiled_entry(
            entry=entry, wrong=cast.ade, right=cast.temi, why="A slip", by=cast.alice
        )
        copy = Entry.objects.exclude(pk=entry.pk).get()
    assert names(copy, 1, cast.alice) == ["ramp.jpg"]
