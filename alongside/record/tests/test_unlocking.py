"""Opening a locked file again: two people, each with a reason, and all is as it was."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Bar
from alongside.record import jobs
from alongside.record.actions import move_misfiled_entry
from alongside.record.models import Attachment, Entry, FileLock, Task, Unlocking
from tests.browsing import Browse
from tests.cast import Cast

from . import clamd, samples
from .bringing import add, begin, finish, sees
from .conftest import Finished, Trail
from .locking import A_MISTAKE, MAY_SHOW, as_seen, ask, decide, inside, lock, manager, officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(finished: Finished) -> Attachment:
    """A letter about Ade's kettles, beside a note by Alice."""
    return finished(samples.pdf(), name="letter.pdf")[1]


# Opening it again ---------------------------------------------------------------------------------


def test_two_people_open_it_and_all_is_as_before(
    cast: Cast, letter: Attachment, trailed: Trail, browse: Browse
) -> None:
    before = as_seen(letter, cast.alice)
    asked = ask(lock(letter, cast.bob), cast.mo)
    assert as_seen(letter, cast.alice)[0] == "locked"  # asking opens nothing
    with acting(cast.protection.pk):
        task = Task.objects.get(what=Task.What.UNLOCK)
        assert (task.account_id, task.person_id) == (cast.protection.pk, cast.ade.pk)
    done = decide(asked, cast.protection)
    assert (done.state, done.second_by_id) == ("agreed", cast.protection.pk)
    assert as_seen(letter, cast.alice) == before
    assert sees(cast.ade_account) == [letter.pk]
    assert browse(cast.alice).get(letter.get_absolute_url()).status_code == 200
    with acting(cast.alice.pk):
        ended = FileLock.objects.get()
        assert ended.ended_at is not None
        assert ended.unlockings.get().why == A_MISTAKE
    with acting(cast.protection.pk):
        assert not Task.objects.filter(done_at=None).exists()
    assert trailed(cast.ade, cast.mo)[0] == "unlocking asked"
    assert "attachment unlocked" in trailed(cast.ade, cast.protection)


def test_data_protection_asks_and_a_manager_agrees(cast: Cast, letter: Attachment) -> None:
    asked = ask(lock(letter, cast.bob), cast.protection)
    with acting(cast.mo.pk):
        assert Task.objects.get(what=Task.What.UNLOCK).account_id == cast.mo.pk
    decide(asked, cast.mo)
    assert as_seen(letter, cast.alice)[0] == "unscanned"
    with acting(cast.protection.pk):  # what it had asked for goes on being known to it
        assert Unlocking.objects.get().state == "agreed"
        assert not Attachment.objects.exists()
        assert not Task.objects.filter(done_at=None).exists()


def test_a_second_officer_comes_before_a_manager(cast: Cast, letter: Attachment) -> None:
    other = officer(cast)
    ask(lock(letter, cast.bob), cast.protection)
    with acting(other.pk):
        assert Task.objects.get(what=Task.What.UNLOCK).account_id == other.pk


def test_nobody_agrees_to_what_they_asked_for(cast: Cast, letter: Attachment) -> None:
    asked = ask(lock(letter, cast.bob), cast.mo)
    with pytest.raises(PermissionDenied, match="asked for this yourself"):
        decide(asked, cast.mo)
    assert as_seen(letter, cast.alice)[0] == "locked"


def test_who_locked_it_is_one_of_two_like_anybody(cast: Cast, letter: Attachment) -> None:
    decide(ask(lock(letter, cast.mo), cast.mo), cast.protection)
    assert as_seen(letter, cast.alice)[0] == "unscanned"


def test_no_leaves_it_locked_and_somebody_may_ask_again(
    cast: Cast, letter: Attachment, trailed: Trail
) -> None:
    stands = lock(letter, cast.bob)
    first = decide(ask(stands, cast.mo), cast.protection, False, "The police have not answered")
    assert first.state == "refused"
    assert as_seen(letter, cast.alice) == ("locked", "")
    assert "unlocking refused" in trailed(cast.ade, cast.protection)
    with acting(cast.protection.pk):  # it is still kept back
        assert [one.what for one in Task.objects.filter(done_at=None)] == [Task.What.FILE]
    decide(ask(stands, cast.mo, "They have now"), cast.protection)
    assert as_seen(letter, cast.alice)[0] == "unscanned"


def test_what_was_decided_is_decided(cast: Cast, letter: Attachment) -> None:
    asked = ask(lock(letter, cast.bob), cast.mo)
    decide(asked, cast.protection, False, "No")
    for who in (cast.protection, officer(cast)):
        with pytest.raises(ValidationError, match="decided already"):
            decide(asked, who)
    assert as_seen(letter, cast.alice)[0] == "locked"


def test_one_request_at_a_time(cast: Cast, letter: Attachment) -> None:
    stands = lock(letter, cast.bob)
    ask(stands, cast.mo)
    for who in (cast.mo, cast.protection):
        with pytest.raises(ValidationError, match="asked for this already"):
            ask(stands, who)


def test_an_old_lock_opens_nothing_of_a_new_one(cast: Cast, letter: Attachment) -> None:
    first = lock(letter, cast.bob)
    decide(ask(first, cast.mo), cast.protection)
    second = lock(letter, cast.alice, "It is another page than I thought")
    with pytest.raises(ValidationError, match="not locked any more"):
        ask(first, cast.mo)
    with acting(cast.bob.pk):
        assert list(FileLock.objects.filter(ended_at=None)) == [second]


@pytest.mark.parametrize("words", ["", "   "])
@pytest.mark.parametrize("is_agreed", [True, False])
def test_both_say_why(words: str, is_agreed: bool, cast: Cast, letter: Attachment) -> None:
    stands = lock(letter, cast.bob)
    with pytest.raises(ValidationError, match="why it may be opened"):
        ask(stands, cast.mo, words)
    asked = ask(stands, cast.mo)
    with pytest.raises(ValidationError, match="Say why, or why not"):
        decide(asked, cast.protection, is_agreed, words)
    assert as_seen(letter, cast.alice)[0] == "locked"


def test_only_those_whose_role_it_is(cast: Cast, letter: Attachment) -> None:
    stands = lock(letter, cast.bob)
    for who in (cast.alice, cast.bob):
        with pytest.raises(PermissionDenied, match="not part of your role"):
            ask(stands, who)
    asked = ask(stands, cast.mo)
    for who in (cast.alice, cast.bob):
        with pytest.raises(PermissionDenied, match="not part of your role"):
            decide(asked, who)
    for who in (cast.charlie, cast.ade_account, cast.pat, cast.sam):
        with acting(who.pk):
            assert not Unlocking.objects.exists()


def test_not_from_an_emergency_nor_on_a_visit(cast: Cast, letter: Attachment) -> None:
    stands = lock(letter, cast.bob)
    nia = inside(manager(cast), cast)
    with pytest.raises(PermissionDenied, match="here in an emergency"):
        ask(stands, nia)
    asked = ask(stands, cast.mo)
    with pytest.raises(PermissionDenied, match="here in an emergency"):
        decide(asked, nia)
    assert as_seen(letter, cast.alice)[0] == "locked"


def test_who_is_kept_out_neither_asks_nor_is_asked(cast: Cast, letter: Attachment) -> None:
    stands = lock(letter, cast.bob)
    with acting(cast.system.pk):
        for who in (cast.protection, cast.mo):
            grants.bar(person=cast.ade, account=who, ground=Bar.Ground.FAMILY, by=cast.system)
    for who in (cast.protection, cast.mo):
        with acting(who.pk):
            assert not FileLock.objects.exists()
    other = officer(cast)
    with pytest.raises(ValidationError, match="Nobody else could agree"):
        ask(stands, other)


def test_what_is_still_being_written_waits_until_it_is_finished(cast: Cast) -> None:
    draft = begin(cast.alice, cast.ade)
    stands = lock(add(draft, cast.alice), cast.alice)
    with pytest.raises(PermissionDenied, match="not finished yet"):
        ask(stands, cast.protection)
    finish(draft, cast.alice, cast.ade)
    assert ask(stands, cast.protection).state == "proposed"


# What it goes back to -----------------------------------------------------------------------------


def test_what_the_scanner_had_stopped_is_stopped_again(
    cast: Cast, finished: Finished, scanner: clamd.Scanner
) -> None:
    _, bad = finished(samples.EICAR, name="letter.txt")
    stands = lock(bad, cast.bob)
    decide(ask(stands, cast.mo), cast.protection)
    assert as_seen(bad, cast.alice) == ("quarantined", "")
    with acting(cast.protection.pk):
        assert Attachment.objects.get().said == "Eicar-Signature"
        assert Task.objects.filter(what=Task.What.FILE, done_at=None).exists()


def test_what_waited_for_the_scanner_waits_again(
    cast: Cast, finished: Finished, settings: Any
) -> None:
    settings.IS_DEMO, settings.CLAMD = False, clamd.nobody_there()
    _, row = finished()
    stands = lock(row, cast.bob)
    with clamd.scanner() as one:
        settings.CLAMD = one.where
        assert jobs.scan_again(0) == 0  # not while it is locked
        decide(ask(stands, cast.mo), cast.protection)
        assert as_seen(row, cast.alice)[0] == "waiting"
        assert jobs.scan_again(0) == 1
    assert as_seen(row, cast.alice)[0] == "clean"


def test_the_lock_goes_along_into_the_right_record(cast: Cast, finished: Finished) -> None:
    entry, row = finished(samples.pdf(), name="letter.pdf")
    words = row.text
    pending = ask(lock(row, cast.bob), cast.mo)
    with acting(cast.alice.pk):
        move_misfiled_entry(
            entry=Entry.objects.get(pk=entry.pk),
            wrong=cast.ade,
            right=cast.temi,
            why="A slip",
            by=cast.alice,
        )
        copy = Attachment.objects.get(state="locked")
        carried = FileLock.objects.get(attachment=copy)
        assert (carried.by_id, carried.why, carried.was) == (cast.bob.pk, MAY_SHOW, "unscanned")
        assert copy.pk != row.pk
        assert copy.text == ""
    with acting(cast.protection.pk):  # nobody could answer it where it is no longer
        assert not Task.objects.filter(from_id=pending.pk, done_at=None).exists()
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.mo, by=cast.system)
    decide(ask(carried, cast.mo), cast.protection)
    assert as_seen(copy, cast.alice) == ("unscanned", words)
