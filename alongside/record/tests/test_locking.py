"""Locking a file unseen: by whom, with what words, and that nothing is destroyed."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import connection

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Rung
from alongside.record.access import Sought, timeline
from alongside.record.actions import add_attachment, describe_attachment
from alongside.record.files import keeping
from alongside.record.models import Attachment, FileLock, LockedText, Task
from tests import cast as casting
from tests.browsing import Browse
from tests.cast import Cast

from . import samples
from .bringing import add, begin, finish, sees, upload
from .conftest import Finished, Trail
from .locking import MAY_SHOW, as_seen, ask, decide, inside, lock

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(finished: Finished) -> Attachment:
    """A letter about Ade's kettles, beside a note by Alice."""
    return finished(samples.pdf(), name="letter.pdf")[1]


def finds(words: str, cast: Cast, by: Account) -> bool:
    with acting(by.pk):
        return bool(timeline(cast.ade, Sought(words=words), by=by).lines)


# Locking ------------------------------------------------------------------------------------------


def test_nobody_looks_at_it_from_then_on(cast: Cast, letter: Attachment, browse: Browse) -> None:
    lock(letter, cast.bob)
    for reader in (cast.alice, cast.bob, cast.mo, cast.protection, cast.ade_account):
        assert browse(reader).get(letter.get_absolute_url()).status_code == 404
    assert browse(cast.mo).post(f"/attachments/{letter.pk}/original/").status_code == 404
    assert sees(cast.ade_account) == []


def test_its_words_are_kept_and_read_or_found_by_nobody(cast: Cast, letter: Attachment) -> None:
    assert finds("kettles", cast, cast.alice)
    words = letter.text
    lock(letter, cast.bob)
    for reader in (cast.alice, cast.bob, cast.mo, cast.protection):
        assert as_seen(letter, reader) == ("locked", "")
        with acting(reader.pk):
            assert not LockedText.objects.exists()
    assert not finds("kettles", cast, cast.alice)
    assert default_storage.exists(keeping.original(letter.pk))
    assert default_storage.exists(keeping.shown(letter.pk))
    decide(ask(FileLock(pk=lock_of(letter, cast)), cast.mo), cast.protection)
    assert as_seen(letter, cast.alice) == ("unscanned", words)
    assert finds("kettles", cast, cast.alice)


def lock_of(row: Attachment, cast: Cast) -> Any:
    with acting(cast.mo.pk):
        return FileLock.objects.get(attachment_id=row.pk, ended_at=None).pk


def test_who_when_and_why_are_read_by_those_who_read_the_entry(
    cast: Cast, letter: Attachment, trailed: Trail
) -> None:
    lock(letter, cast.bob)
    for reader in (cast.alice, cast.bob, cast.mo, cast.protection):
        with acting(reader.pk):
            found = FileLock.objects.get()
            assert (found.by_id, found.why, found.was) == (cast.bob.pk, MAY_SHOW, "unscanned")
    for stranger in (cast.charlie, cast.ade_account, cast.pat, cast.sam):
        with acting(stranger.pk):
            assert not FileLock.objects.exists()
    assert "attachment locked" in trailed(cast.ade, cast.bob)
    with acting(cast.protection.pk):
        assert Task.objects.get(what=Task.What.FILE).account_id == cast.protection.pk
    with acting(cast.ade_account.pk), connection.cursor() as cursor:
        cursor.execute("select what from gate.my_trail(now() + interval '1 hour', 99)")
        assert "attachment locked" not in {what for (what,) in cursor.fetchall()}


@pytest.mark.parametrize("why", ["", "  \n", "\x00", "x" * 401])
def test_it_needs_a_sentence(why: str, cast: Cast, letter: Attachment) -> None:
    with pytest.raises(ValidationError) as refused:
        lock(letter, cast.bob, why)
    assert "why" in refused.value.message_dict
    assert as_seen(letter, cast.bob)[0] == "unscanned"


def test_any_words_in_one_line(cast: Cast, letter: Attachment) -> None:
    assert lock(letter, cast.bob, " O’Brien’s\n phone 🙈 ").why == "O’Brien’s phone 🙈"


def test_twice_is_said_and_changes_nothing(cast: Cast, letter: Attachment) -> None:
    lock(letter, cast.bob)
    for again in (cast.bob, cast.alice):
        with pytest.raises(ValidationError, match="locked this file already"):
            lock(letter, again, "Another reason")
    with acting(cast.protection.pk):
        assert FileLock.objects.get().why == MAY_SHOW
        assert Task.objects.filter(what=Task.What.FILE).count() == 1


def test_not_by_somebody_who_is_there_in_an_emergency(cast: Cast, letter: Attachment) -> None:
    charlie = inside(cast.charlie, cast)
    assert as_seen(letter, charlie)[0] == "unscanned"
    with pytest.raises(PermissionDenied, match="here in an emergency"):
        lock(letter, charlie)
    assert as_seen(letter, cast.alice)[0] == "unscanned"


def test_an_emergency_takes_nothing_from_who_works_with_another_on_the_entry(
    cast: Cast, finished: Finished
) -> None:
    _, row = finished(samples.pdf(), cast.ade, cast.temi)
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.charlie, by=cast.system)
    assert lock(row, inside(cast.charlie, cast)).why == MAY_SHOW


def test_not_by_those_who_may_not_change_the_note(cast: Cast, letter: Attachment) -> None:
    for who in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        with pytest.raises(PermissionDenied):
            lock(letter, who)
    with acting(cast.system.pk):
        reader = casting.account("staff", "Rea", "Reads", ("administrator",))
        grants.allocate(person=cast.ade, account=reader, rung=Rung.RECORD, by=cast.system)
    with pytest.raises(PermissionDenied, match="may change this note"):
        lock(letter, reader)
    assert as_seen(letter, cast.alice)[0] == "unscanned"


def test_ones_own_that_is_not_finished_may_be_locked_and_stays_so(cast: Cast) -> None:
    """It hides nothing that anybody else could have read; also where one is in an emergency."""
    charlie = inside(cast.charlie, cast)
    draft = begin(charlie, cast.ade)
    row = add(draft, charlie)
    with pytest.raises(PermissionDenied):
        lock(row, cast.alice)
    lock(row, charlie)
    finish(draft, charlie, cast.ade)
    assert as_seen(row, cast.alice)[0] == "locked"
    with acting(cast.alice.pk):
        assert FileLock.objects.get().by_id == charlie.pk


def test_nobody_is_asked_what_it_shows(cast: Cast, finished: Finished, browse: Browse) -> None:
    entry, row = finished()
    lock(row, cast.bob)
    with acting(cast.alice.pk):
        here = Attachment.objects.get(pk=row.pk)
        with pytest.raises(ValidationError, match="nobody says what it shows"):
            describe_attachment(attachment=here, description="A child", by=cast.alice)
    page = browse(cast.alice).get(f"/entries/{entry.pk}/").content.decode()
    assert "Say what it shows" not in page
    assert "not described yet" not in page


def test_the_same_file_is_not_brought_again_beside_the_locked_one(
    cast: Cast, finished: Finished
) -> None:
    entry, row = finished()
    lock(row, cast.bob)
    draft = begin(cast.alice, cast.ade)
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="beside the note already"):
        add_attachment(draft=draft, file=upload(samples.picture()), entry=entry, by=cast.alice)
