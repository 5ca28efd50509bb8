"""Adding pictures and papers: what is kept, who may look, and what a scanner stops."""

import hashlib
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Grant
from alongside.record import jobs
from alongside.record.actions import (
    Words,
    add_attachment,
    amend_entry,
    decide_sharing,
    describe_attachment,
    move_misfiled_entry,
    take_off_amended,
    take_off_attachment,
)
from alongside.record.files import keeping
from alongside.record.models import Attachment
from tests.cast import Cast

from . import samples
from .bringing import add, begin, finish, sees, upload
from .conftest import Finished, Trail, Write

pytestmark = pytest.mark.django_db


# What is kept -------------------------------------------------------------------------------------


def test_what_came_is_kept_as_it_came_and_hashed(cast: Cast, trailed: Trail, settings: Any) -> None:
    came = samples.from_a_phone()
    row = add(begin(cast.alice, cast.ade), cast.alice, came, description="  The   new ramp ")
    assert row.sha256 == hashlib.sha256(came).hexdigest()
    assert (row.size, row.kind, row.description) == (len(came), "jpeg", "The new ramp")
    path = Path(settings.MEDIA_ROOT) / keeping.original(row.pk)
    assert path.read_bytes() == came
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert "attachment added" in trailed(cast.ade, cast.alice)
    with acting(cast.protection.pk), connection.cursor() as cursor:
        cursor.execute("select detail from gate.whole_trail(now() + interval '1 hour', 9, null)")
        assert row.sha256 in [json.loads(line).get("sha256") for (line,) in cursor.fetchall()]


def test_the_same_file_twice_is_one(cast: Cast) -> None:
    draft = begin(cast.alice, cast.ade)
    first = add(draft, cast.alice)
    assert add(draft, cast.alice, name="another name.jpg").pk == first.pk
    assert len(sees(cast.alice)) == 1


@pytest.mark.parametrize(
    ("raw", "why"), [(b"", "nothing in this file"), (b"<svg/>", "made of code")]
)
def test_what_is_not_taken_leaves_nothing(raw: bytes, why: str, cast: Cast) -> None:
    draft = begin(cast.alice, cast.ade)
    before = stored()
    with acting(cast.alice.pk), pytest.raises(ValidationError, match=why):
        add_attachment(draft=draft, file=upload(raw), by=cast.alice)
    assert sees(cast.alice) == []
    assert stored() == before


def stored() -> set[str]:
    found: set[str] = set()
    for folder in jobs.FOLDERS:
        if default_storage.exists(folder):
            found |= {f"{folder}/{one}" for one in default_storage.listdir(folder)[1]}
    return found


def test_a_damaged_file_and_a_failing_disk_leave_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(cast.alice, cast.ade)
    before = stored()
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="damaged"):
        add_attachment(draft=draft, file=upload(samples.picture()[:200]), by=cast.alice)

    def fails(where: str, file: Any) -> None:
        if where.startswith("originals"):
            raise OSError("no room")
        keep(where, file)

    keep = keeping.keep
    monkeypatch.setattr(keeping, "keep", fails)
    with acting(cast.alice.pk), pytest.raises(OSError, match="no room"):
        add_attachment(draft=draft, file=upload(samples.picture()), by=cast.alice)
    assert sees(cast.alice) == []
    assert stored() == before


def test_too_large_alone_and_together(cast: Cast, settings: Any) -> None:
    settings.LARGEST_FILE, settings.LARGEST_ENTRY = 1_000_000, 1_500
    draft = begin(cast.alice, cast.ade)
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="larger than 1 MB"):
        add_attachment(draft=draft, file=upload(b"a" * 1_000_001, "a.txt"), by=cast.alice)
    add(draft, cast.alice, b"a" * 1_400, name="a.txt")
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="at most"):
        add_attachment(draft=draft, file=upload(b"b" * 101, "b.txt"), by=cast.alice)


def test_only_the_writer_adds_and_only_while_it_is_written(cast: Cast) -> None:
    draft = begin(cast.alice, cast.ade)
    with acting(cast.bob.pk), pytest.raises(ValidationError, match="finished"):
        add_attachment(draft=draft, file=upload(samples.picture()), by=cast.bob)
    with acting(cast.ade_account.pk), pytest.raises(ValidationError):
        add_attachment(draft=draft, file=upload(samples.picture()), by=cast.ade_account)
    finish(draft, cast.alice, cast.ade)
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="finished"):
        add_attachment(draft=draft, file=upload(samples.picture()), by=cast.alice)


def test_a_draft_begun_with_the_id_of_an_entry_opens_nothing(cast: Cast, note: Write) -> None:
    entry = note()
    by = cast.alice
    with acting(by.pk):
        drafts.begin_draft(id=entry.pk, purpose="note", address="/write/", about=[], by=by)
        with pytest.raises(ValidationError, match="finished"):
            add_attachment(draft=entry.pk, file=upload(samples.picture()), by=by)
    assert sees(by) == []


# Who sees it --------------------------------------------------------------------------------------


def test_while_it_is_written_it_is_the_writers_own(cast: Cast) -> None:
    row = add(begin(cast.alice, cast.ade), cast.alice)
    assert sees(cast.alice) == [row.pk]
    for other in (cast.bob, cast.mo, cast.charlie, cast.protection, cast.ade_account, cast.pat):
        assert sees(other) == []


def test_afterwards_it_goes_with_the_entry(cast: Cast, finished: Finished) -> None:
    _, row = finished()
    for reader in (cast.alice, cast.bob, cast.mo, cast.ade_account):
        assert sees(reader) == [row.pk], reader
    for stranger in (cast.charlie, cast.pat, cast.sam, cast.protection):
        assert sees(stranger) == []


def test_a_proxy_sees_what_was_listed(cast: Cast, finished: Finished) -> None:
    entry, row = finished()
    with acting(cast.alice.pk):
        grant = Grant.objects.get(account=cast.pat)
        grants.list_for(grant=grant, entry_id=entry.pk, by=cast.alice)
    assert sees(cast.pat) == [row.pk]
    assert sees(cast.sam) == []


def test_what_is_held_from_the_person_takes_its_files_along(cast: Cast, finished: Finished) -> None:
    entry, _ = finished()
    with acting(cast.mo.pk):
        about = entry.abouts.get()
        decide_sharing(
            about=about,
            sharing="held",
            words="We look at it first.",
            why="To look at it",
            review_on=timezone.localdate() + timedelta(days=9),
            by=cast.mo,
        )
    assert sees(cast.ade_account) == []


def test_a_file_of_an_entry_about_two_is_shown_to_neither(cast: Cast, finished: Finished) -> None:
    """Also not once one of them was taken off: the picture may still be of them."""
    entry, row = finished(b"", cast.ade, cast.temi)
    with acting(cast.mo.pk):
        for about in entry.abouts.filter(person=cast.ade):
            decide_sharing(about=about, sharing="shown", by=cast.mo)
    assert sees(cast.ade_account) == []
    with acting(cast.alice.pk):
        move_misfiled_entry(entry=entry, wrong=cast.temi, right=None, why="Not her", by=cast.alice)
        entry.refresh_from_db()
    assert entry.about_count == 1
    assert sees(cast.ade_account) == []
    assert sees(cast.alice) == [row.pk]


def test_what_was_in_the_wrong_record_moves_with_its_files(cast: Cast, finished: Finished) -> None:
    entry, row = finished()
    with acting(cast.alice.pk):
        move_misfiled_entry(
            entry=entry, wrong=cast.ade, right=cast.temi, why="A slip", by=cast.alice
        )
        (copy,) = Attachment.objects.all()
    assert copy.pk != row.pk
    assert copy.entry_id != entry.pk
    with keeping.opened(keeping.original(copy.pk)) as file:
        assert keeping.sha256_of(file) == row.sha256
    assert default_storage.exists(keeping.shown(copy.pk))
    assert sees(cast.ade_account) == []


def test_nobody_acting_sees_nothing(finished: Finished) -> None:
    finished()
    with pytest.raises(Exception, match="Nobody is acting"):
        Attachment.objects.count()


# Taking off, describing ---------------------------------------------------------------------------


def test_taking_off_while_writing(cast: Cast, trailed: Trail) -> None:
    draft = begin(cast.alice, cast.ade)
    row = add(draft, cast.alice)
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError):
            take_off_attachment(attachment=row, why=" ", by=cast.alice)
        take_off_attachment(attachment=row, why="The wrong picture", by=cast.alice)
        assert list(Attachment.objects.standing()) == []
    assert "attachment taken off" in trailed(by=cast.alice)
    entry = finish(draft, cast.alice, cast.ade)
    assert sees(cast.ade_account) == []
    assert sees(cast.bob) == [row.pk]  # staff are told that it was there
    assert default_storage.exists(keeping.original(row.pk))
    assert entry.pk == row.entry_id


def test_afterwards_only_by_changing_the_entry(cast: Cast, finished: Finished) -> None:
    entry, row = finished()
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="finished"):
            take_off_attachment(attachment=row, why="The wrong one", by=cast.alice)
        amend_entry(
            entry=entry, base=1, parts=[Words("fact", "No ramp")], why="Wrong", by=cast.alice
        )
        take_off_amended(entry=entry, ids=[row.pk], why="Wrong", by=cast.alice)
        row.refresh_from_db()
    assert row.taken_off_why == "Wrong"
    assert sees(cast.ade_account) == []
    with acting(cast.charlie.pk), pytest.raises(PermissionDenied):
        take_off_amended(entry=entry, ids=[row.pk], why="No", by=cast.charlie)


def test_what_it_shows_can_be_said_later(cast: Cast, finished: Finished) -> None:
    _, row = finished()
    with acting(cast.bob.pk):
        describe_attachment(attachment=row, description="A ramp", by=cast.bob)
    with acting(cast.ade_account.pk), pytest.raises(PermissionDenied):
        describe_attachment(attachment=row, description="Mine", by=cast.ade_account)
    with acting(cast.alice.pk):
        assert Attachment.objects.get().description == "A ramp"
