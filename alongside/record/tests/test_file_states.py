"""What a scanner stops, and what waits for it."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from alongside.accounts.actions import system_account
from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.record import jobs
from alongside.record.actions import clear_away
from alongside.record.files import keeping
from alongside.record.models import Attachment, FileState, Task
from tests.browsing import Browse
from tests.cast import Cast

from . import clamd, samples
from .bringing import add, begin, finish, sees
from .conftest import Finished, Trail

pytestmark = pytest.mark.django_db


# The scanner --------------------------------------------------------------------------------------


def test_clean_and_found(cast: Cast, scanner: clamd.Scanner) -> None:
    draft = begin(cast.alice, cast.ade)
    assert add(draft, cast.alice).state == FileState.CLEAN
    bad = add(draft, cast.alice, b"hello " + samples.EICAR, name="letter.txt")
    assert (bad.state, bad.said, bad.text, bad.shown_kind) == (
        FileState.QUARANTINED,
        "Eicar-Signature",
        "",
        "",
    )
    assert default_storage.exists(keeping.original(bad.pk))
    assert not default_storage.exists(keeping.shown(bad.pk))
    with acting(cast.protection.pk):
        task = Task.objects.get(what=Task.What.FILE)
        assert (task.from_id, task.account_id) == (bad.pk, cast.protection.pk)
        assert [one.pk for one in Attachment.objects.all()] == [bad.pk]
        assert list(Attachment.objects.visible_to(cast.protection)) == []


def test_a_council_waits_for_the_scanner_and_the_job_asks_again(
    cast: Cast, settings: Any, trailed: Trail, browse: Browse
) -> None:
    settings.IS_DEMO = False
    settings.CLAMD = clamd.nobody_there()
    draft = begin(cast.alice, cast.ade)
    good = add(draft, cast.alice)
    bad = add(draft, cast.alice, samples.EICAR, name="a.txt")
    assert {good.state, bad.state} == {FileState.WAITING}
    finish(draft, cast.alice, cast.ade)
    assert browse(cast.alice).get(good.get_absolute_url()).status_code == 404
    assert sees(cast.ade_account) == []
    assert jobs.scan_again(0) == 0
    with clamd.scanner() as one:
        settings.CLAMD = one.where
        assert jobs.scan_again(0) == 2
        assert jobs.scan_again(0) == 0
    with acting(cast.alice.pk):
        states = dict(Attachment.objects.values_list("pk", "state"))
        assert Attachment.objects.get(pk=bad.pk).text == ""
    assert states == {good.pk: FileState.CLEAN, bad.pk: FileState.QUARANTINED}
    assert sees(cast.ade_account) == [good.pk]
    assert "attachment scanned" in trailed(cast.ade)
    assert browse(cast.alice).get(good.get_absolute_url()).status_code == 200
    assert browse(cast.alice).get(bad.get_absolute_url()).status_code == 404


def test_without_a_scanner_a_council_shows_nothing_and_a_demonstration_says_so(
    cast: Cast, settings: Any
) -> None:
    draft = begin(cast.alice, cast.ade)
    assert add(draft, cast.alice).state == FileState.UNSCANNED
    settings.IS_DEMO = False
    assert add(draft, cast.alice, samples.pdf(), name="a.pdf").state == FileState.WAITING


def test_one_file_that_the_scanner_cannot_read_does_not_stop_the_others(
    cast: Cast, settings: Any, scanner: clamd.Scanner
) -> None:
    settings.IS_DEMO = False
    scanner.behaves("fails")
    draft = begin(cast.alice, cast.ade)
    gone, here = add(draft, cast.alice), add(draft, cast.alice, b"hello", name="a.txt")
    default_storage.delete(keeping.original(gone.pk))
    scanner.behaves("well")
    assert jobs.scan_again(0) == 1
    with acting(cast.alice.pk):
        assert Attachment.objects.get(pk=here.pk).state == FileState.CLEAN
        assert Attachment.objects.get(pk=gone.pk).state == FileState.WAITING


def attempt(account: Account, statement: str, *given: Any) -> str:
    """What the database says when this account tries this as the application."""
    try:
        with acting(account.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, given)
            return f"done {cursor.rowcount}"
    except DatabaseError as refusal:
        return str(refusal)


def test_only_the_system_settles_what_waits(cast: Cast, settings: Any) -> None:
    settings.IS_DEMO = False
    row = add(begin(cast.alice, cast.ade), cast.alice)
    for someone in (cast.alice, cast.mo, cast.ade_account):
        refusal = attempt(someone, "select * from gate.files_waiting(9)")
        assert "Only a part of the system" in refusal
        refusal = attempt(someone, "select gate.file_scanned(%s, false, '')", row.pk)
        assert "Only a part of the system" in refusal
        assert attempt(someone, "select gate.files_known(%s)", [row.pk]) == "done 0"


def test_the_database_itself_keeps_what_was_stopped(
    cast: Cast, finished: Finished, scanner: clamd.Scanner
) -> None:
    _, row = finished()
    change = "update record_attachment set {} where id = %s"
    no = "permission denied"
    for moved in ("state = 'unscanned'", "state = 'locked'", "text = 'other words'", "said = ''"):
        for who in (cast.alice, cast.bob, cast.mo, cast.charlie, cast.ade_account):
            assert no in attempt(who, change.format(moved), row.pk), moved
    assert no in attempt(cast.alice, change.format("sha256 = ''"), row.pk)
    assert no in attempt(cast.alice, change.format("entry_id = id"), row.pk)
    assert attempt(cast.ade_account, change.format("description = 'x'"), row.pk) == "done 0"
    gone = "delete from record_attachment where id = %s"
    assert no in attempt(cast.alice, gone, row.pk)


def test_nobody_adds_to_what_somebody_else_wrote(cast: Cast, finished: Finished) -> None:
    entry, _ = finished()
    with acting(cast.bob.pk), pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.create(
            entry_id=entry.pk, name="a", kind="text", size=1, sha256="a", by=cast.bob
        )


def test_stray_files_are_cleared_away_and_no_others(finished: Finished) -> None:
    _, row = finished()
    stray = new_id()
    keeping.keep(keeping.original(stray), io.BytesIO(b"left over"))
    scanner = system_account("scanner")
    assert jobs.old_files("originals") == []  # nothing is a day old
    with acting(scanner.pk):
        assert clear_away(ids=[row.pk, stray], by=scanner) == 1
    assert default_storage.exists(keeping.original(row.pk))
    assert not default_storage.exists(keeping.original(stray))
