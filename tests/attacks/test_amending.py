"""Changing an entry past its action: files that are another's, and words that are not theirs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.record.actions import (
    Words,
    add_attachment,
    amend_entry,
    decide_sharing,
    release_part,
)
from alongside.record.models import About, Entry, Part, Version
from tests.attacks.attacker import changes, entry, of_entry, reads
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
JOIN = "select sha256 from gate.join_files(%s, %s)"


@pytest.fixture
def cast() -> Cast:
    return assemble()


def begun(by: Account, *about: Person) -> UUID:
    """A draft of this account with one paper."""
    draft = new_id()
    with acting(by.pk):
        drafts.begin_draft(id=draft, purpose="note", address="/write/", about=about, by=by)
        file = SimpleUploadedFile("letter.txt", b"Her diagnosis")
        add_attachment(draft=draft, file=file, by=by)
    return draft


def entry_of(by: Account, file_text: str = "Her diagnosis") -> list[Any]:
    return reads(by, "select entry_id from record_attachment where text = %s", [file_text])


@contextmanager
def version(by: Account, made: UUID) -> Iterator[UUID]:
    """A version that this account has begun to write, and that has no line on the trail yet."""
    with acting(by.pk), transaction.atomic():
        row = Version.objects.get(entry_id=made)
        row.pk, row.number, row.by = new_id(), row.number + 1, by
        row._state.adding = True
        row.save(force_insert=True)
        yield row.pk


def asked(statement: str, *given: Any) -> list[Any]:
    """What the statement gives inside the transaction at hand; nothing where it is refused."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, list(given))
            return (
                [row[0] for row in cursor.fetchall()] if cursor.description else [cursor.rowcount]
            )
    except DatabaseError:
        return []


def test_no_file_is_tied_to_another_entry_by_hand(cast: Cast) -> None:
    note = entry(cast.alice, [cast.ade])
    draft = begun(cast.alice, cast.temi)
    for column in ("entry_id", "since"):
        value = note if column == "entry_id" else 7
        statement = f"update record_attachment set {column} = %s"
        assert not changes(cast.alice, statement, [value]), column
    assert entry_of(cast.alice) == [draft]


def test_files_join_only_a_version_that_is_being_written(cast: Cast) -> None:
    note = entry(cast.alice, [cast.ade])
    finished = of_entry(cast.alice, note, "record_version")
    draft = begun(cast.alice, cast.ade)
    assert reads(cast.alice, JOIN, [draft, finished]) == []
    assert reads(cast.alice, JOIN, [draft, new_id()]) == []
    assert entry_of(cast.alice) == [draft]
    with version(cast.alice, note) as mine:
        assert len(asked(JOIN, draft, mine)) == 1
    assert entry_of(cast.bob) == [note]


def test_nor_out_of_another_s_draft_nor_into_another_s_version(cast: Cast) -> None:
    note, theirs = entry(cast.alice, [cast.ade]), entry(cast.charlie, [cast.stranger])
    foreign = begun(cast.charlie, cast.stranger)
    with version(cast.bob, note) as mine:
        assert asked(JOIN, foreign, mine) == []
        assert asked(JOIN, theirs, mine) == []  # an entry's id is nobody's draft
    assert reads(cast.ade_account, JOIN, [foreign, new_id()]) == []
    assert entry_of(cast.charlie) == [foreign]
    assert entry_of(cast.bob) == []


def test_a_finished_draft_gives_no_more_files(cast: Cast) -> None:
    note = entry(cast.alice, [cast.ade])
    draft = begun(cast.alice, cast.ade)
    with acting(cast.alice.pk):
        drafts.finish_draft(id=draft, by=cast.alice)
    with version(cast.alice, note) as mine:
        assert asked(JOIN, draft, mine) == []


def test_whom_an_entry_is_about_is_told_to_its_readers_alone(cast: Cast) -> None:
    note = entry(cast.alice, [cast.ade, cast.temi])
    both = {cast.ade.pk, cast.temi.pk}
    for who in (cast.alice, cast.bob, cast.mo):
        assert set(reads(who, "select gate.whom(%s)", [note])) == both, who.email
    for who in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert reads(who, "select gate.whom(%s)", [note]) == [], who.email


def test_a_colleague_holds_it_only_as_long_as_they_change_it(cast: Cast) -> None:
    """And opens nothing by changing it."""
    note = entry(cast.alice, [cast.ade])
    hold = "update record_about set sharing = 'held' where entry_id = %s"
    show = "update record_about set sharing = 'shown' where entry_id = %s"
    hide = "update record_about set sharing = 'not disclosed' where entry_id = %s"
    assert not changes(cast.bob, hold, [note])
    with version(cast.alice, note):
        pass  # somebody else is changing it
    assert not changes(cast.bob, hold, [note])
    with acting(cast.bob.pk), transaction.atomic():
        row = Version.objects.get(entry_id=note, number=2)
        row.pk, row.number, row.by = new_id(), 3, cast.bob
        row._state.adding = True
        row.save(force_insert=True)
        assert asked(hide, note) == []
        assert asked(hold, note) == [1]
        assert asked(show, note) == []


def test_a_released_part_of_before_is_closed_with_its_version(cast: Cast) -> None:
    """Also to whoever asks the tables themselves, and not the pages."""
    parts = [Words("fact", "They talked.", about=(cast.ade.pk, cast.temi.pk))]
    note = entry(cast.alice, [cast.ade, cast.temi], parts=parts)
    with acting(cast.mo.pk):
        about = About.objects.get(entry_id=note, person=cast.ade)
        decide_sharing(about=about, sharing="shown", by=cast.mo)
        release_part(part=Part.objects.get(), person=cast.ade, why="Both", by=cast.mo)
    text = "select text from record_part"
    assert reads(cast.ade_account, text) == ["They talked."]
    with acting(cast.alice.pk):
        hers = [Words("fact", "They talked.", about=(cast.temi.pk,))]
        made = Entry.objects.get(pk=note)
        amend_entry(entry=made, base=1, parts=hers, why="Hers", by=cast.alice)
    assert reads(cast.ade_account, text) == []
    assert reads(cast.ade_account, "select number from record_version") == [2]
