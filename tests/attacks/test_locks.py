"""Files that were locked unseen: nobody opens one alone, or hides one from an emergency."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.record.actions import (
    Words,
    add_attachment,
    ask_to_unlock,
    finish_entry,
    lock_attachment,
)
from alongside.record.models import Attachment, FileLock
from tests import cast as casting
from tests.attacks.attacker import changes, entry, inserts, reads
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
HER_WORDS = "Her diagnosis"
OPENED = "state = 'clean'"


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def file(cast: Cast) -> UUID:
    """A letter beside a note by Alice about Ade."""
    draft = new_id()
    with acting(cast.alice.pk):
        drafts.begin_draft(
            id=draft, purpose="note", address="/write/", about=[cast.ade], by=cast.alice
        )
        letter = SimpleUploadedFile("letter.txt", HER_WORDS.encode())
        row = add_attachment(draft=draft, file=letter, by=cast.alice)
        finish_entry(
            id=draft,
            kind="note",
            people=[cast.ade],
            happened=When(date(2026, 3, 2), "day"),
            parts=[Words("fact", "A letter came")],
            by=cast.alice,
        )
    return row.pk


@pytest.fixture
def held(cast: Cast, file: UUID) -> UUID:
    """Its lock."""
    with acting(cast.alice.pk):
        row = Attachment.objects.get(pk=file)
        return lock_attachment(attachment=row, why="It may show a child", by=cast.alice).pk


def locks(by: Account, file: UUID, **more: Any) -> bool:
    row = {"id": new_id(), "attachment_id": file, "was": "clean", "why": "x", "by_id": by.pk}
    return inserts(by, "record_filelock", **(row | {"at": timezone.now()} | more))


def asks(by: Account, lock: UUID, **more: Any) -> bool:
    row = {"id": new_id(), "lock_id": lock, "why": "x", "by_id": by.pk, "state": "proposed"}
    usual = row | {"at": timezone.now(), "second_words": ""}
    return inserts(by, "record_unlocking", **(usual | more))


def agrees(by: Account, **more: Any) -> int:
    told = {"state": "agreed", "second_by_id": by.pk, "second_words": "x"} | more
    sets = ", ".join(f"{name} = %s" for name in told)
    return changes(by, f"update record_unlocking set {sets}", [*told.values()])


def state_of(cast: Cast, file: UUID) -> list[Any]:
    return reads(cast.alice, "select state from record_attachment where id = %s", [file])


def manager(cast: Cast) -> Account:
    """Of another team, inside by an emergency alone."""
    with acting(cast.system.pk):
        nia = casting.account("staff", "Nia", "Team manager", ("manager",))
    with acting(nia.pk):
        grants.break_glass(person_id=cast.ade.pk, reason="A child is alone", by=nia)
    return nia


def test_nobody_moves_a_file_by_hand(cast: Cast, file: UUID) -> None:
    for who in (cast.alice, cast.bob, cast.mo, cast.protection, cast.ade_account, cast.charlie):
        for moved in ("state = 'locked'", OPENED, "text = ''", "said = ''"):
            assert not changes(who, f"update record_attachment set {moved}"), (who.email, moved)


def test_a_lock_is_added_by_those_alone_who_may_change_the_note(cast: Cast, file: UUID) -> None:
    for who in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert not locks(who, file), who.email
    assert not locks(cast.bob, file, by_id=cast.alice.pk)  # in another's name
    assert not locks(cast.bob, file, why="")
    assert not locks(cast.bob, file, ended_at=timezone.now())
    assert not locks(cast.bob, new_id())
    assert state_of(cast, file) == ["unscanned"]
    assert locks(cast.bob, file)
    assert state_of(cast, file) == ["locked"]
    assert not locks(cast.alice, file)


def test_what_it_was_before_is_not_for_the_application_to_say(cast: Cast, file: UUID) -> None:
    assert locks(cast.bob, file, was="clean")
    assert reads(cast.bob, "select was from record_filelock") == ["unscanned"]


def test_not_from_an_emergency(cast: Cast, file: UUID) -> None:
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=cast.ade.pk, reason="A child is alone", by=cast.charlie)
    assert reads(cast.charlie, "select text from record_attachment") == [HER_WORDS]
    assert not locks(cast.charlie, file)
    assert state_of(cast, file) == ["unscanned"]


def test_nor_by_a_draft_with_the_id_of_the_note(cast: Cast) -> None:
    """Whoever begins one with the id of what others have finished touches none of its files."""
    note, beside = entry(cast.alice, [cast.ade]), new_id()
    words = dict.fromkeys(("description", "shown_kind", "text", "said", "taken_off_why"), "")
    plain = {"name": "x.pdf", "kind": "pdf", "size": 1, "sha256": "0" * 64, "pages": 1, "since": 1}
    row = {"id": beside, "entry_id": note, "state": "clean", "by_id": cast.alice.pk, **words}
    assert inserts(cast.alice, "record_attachment", **row, **plain, at=timezone.now())
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=cast.ade.pk, reason="A child is alone", by=cast.charlie)
        drafts.begin_draft(id=note, purpose="note", address="/x/", about=[], by=cast.charlie)
    assert not locks(cast.charlie, beside)
    assert locks(cast.bob, beside)


def test_its_words_are_read_by_nobody(cast: Cast, held: UUID) -> None:
    for who in (cast.alice, cast.bob, cast.mo, cast.protection, cast.system, cast.ade_account):
        assert reads(who, "select text from record_lockedtext") == []
        assert HER_WORDS not in reads(who, "select text from record_attachment")
        assert not inserts(who, "record_lockedtext", lock_id=held, text="Other words")
        assert not changes(who, "update record_lockedtext set text = 'Other words'")
        assert not changes(who, "delete from record_lockedtext")


def test_a_lock_is_neither_ended_nor_taken_away_by_hand(cast: Cast, held: UUID) -> None:
    for who in (cast.alice, cast.mo, cast.protection, cast.system):
        assert not changes(who, "update record_filelock set ended_at = now()")
        assert not changes(who, "update record_filelock set why = 'Nothing'")
        assert not changes(who, "delete from record_filelock")


def test_asking_is_for_those_whose_role_it_is(cast: Cast, held: UUID) -> None:
    for who in (cast.alice, cast.bob, cast.charlie, cast.ade_account, cast.pat, cast.sam):
        assert not asks(who, held), who.email
    assert not asks(manager(cast), held)
    assert not asks(cast.mo, held, by_id=cast.protection.pk)  # in another's name
    assert not asks(cast.mo, held, state="agreed", second_by_id=cast.protection.pk)
    assert not asks(cast.mo, held, second_by_id=cast.protection.pk)
    assert not asks(cast.mo, held, why="")
    assert asks(cast.mo, held)
    assert not asks(cast.protection, held)  # one at a time


def test_nobody_is_their_own_second(cast: Cast, file: UUID, held: UUID) -> None:
    assert asks(cast.mo, held)
    assert not agrees(cast.mo)
    assert not agrees(cast.mo, second_by_id=cast.protection.pk)
    assert not agrees(cast.protection, second_by_id=cast.mo.pk)
    assert state_of(cast, file) == ["locked"]


def test_nor_is_anybody_else_whose_role_it_is_not(cast: Cast, file: UUID, held: UUID) -> None:
    assert asks(cast.mo, held)
    nia = manager(cast)
    for who in (cast.alice, cast.bob, cast.charlie, cast.ade_account, cast.pat, cast.sam, nia):
        assert not agrees(who), who.email
    assert not agrees(cast.protection, second_words="")
    assert not agrees(cast.protection, state="proposed")
    assert state_of(cast, file) == ["locked"]
    assert agrees(cast.protection) == 1
    assert state_of(cast, file) == ["unscanned"]
    assert reads(cast.alice, "select text from record_attachment") == [HER_WORDS]


def test_what_was_refused_is_not_agreed_to_later(cast: Cast, file: UUID, held: UUID) -> None:
    assert asks(cast.mo, held)
    assert agrees(cast.protection, state="refused") == 1
    assert not agrees(cast.protection)
    assert not changes(cast.mo, "update record_unlocking set state = 'proposed'")
    assert state_of(cast, file) == ["locked"]


def test_the_asker_does_not_tick_off_the_second_look(cast: Cast, held: UUID) -> None:
    with acting(cast.mo.pk):
        asked = ask_to_unlock(lock=FileLock.objects.get(), why="x", by=cast.mo)
    assert not changes(cast.mo, "update record_task set done_at = now() where what = 'unlock file'")
    assert reads(cast.mo, "select id from gate.close_tasks(%s)", [asked.pk]) == []


def test_a_managers_word_does_not_close_what_is_still_kept_back(
    cast: Cast, file: UUID, held: UUID
) -> None:
    assert reads(cast.mo, "select id from gate.close_tasks(%s)", [file]) == []


def test_a_lock_is_carried_nowhere_else(cast: Cast, file: UUID, held: UUID) -> None:
    draft = new_id()
    with acting(cast.charlie.pk):
        drafts.begin_draft(
            id=draft, purpose="note", address="/x/", about=[cast.stranger], by=cast.charlie
        )
        letter = SimpleUploadedFile("letter.txt", HER_WORDS.encode())
        same = add_attachment(draft=draft, file=letter, by=cast.charlie)
    carry = "select gate.carry_lock(%s, %s)"
    assert reads(cast.charlie, carry, [file, same.pk]) == []
    assert reads(cast.alice, carry, [file, same.pk]) == []
    assert reads(cast.alice, carry, [file, file]) == []


def test_who_could_agree_is_told_to_those_who_may_ask(cast: Cast, held: UUID) -> None:
    who_may = "select gate.who_may_unlock(%s)"
    assert reads(cast.mo, who_may, [held]) == [cast.protection.pk]
    for who in (cast.alice, cast.charlie, cast.ade_account, cast.system):
        assert reads(who, who_may, [held]) == []
    whom = "select gate.whom_of_file(attachment_id) from record_filelock"
    assert reads(cast.protection, whom) == [cast.ade.pk]
    assert reads(cast.charlie, "select gate.whom_of_file(%s)", [held]) == []
