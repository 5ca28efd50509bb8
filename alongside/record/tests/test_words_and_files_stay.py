"""The person's own words and what came as a file: the proof sees where they were changed."""

from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction

from alongside.foundation import proof as proving
from alongside.foundation import sealer, trail
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.record.actions import Words, answer_entry, finish_entry
from alongside.record.models import Answer, Attachment, Part
from tests.cast import Cast, assemble
from tests.sealing import prove, seal, tampering

from . import samples
from .bringing import add, begin, finish
from .test_content_stays import CHANGED, alone, columns, run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    with transaction.atomic():
        return assemble()


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    with tampering("record_answer") as found:
        yield found


def sealed() -> None:
    with sealer.connect() as closer:
        seal(closer)
    assert prove().wrong == []


@pytest.fixture
def answer(cast: Cast) -> Answer:
    """Ade's words beside a note, sealed and proved."""
    with acting(cast.alice.pk), transaction.atomic():
        entry = finish_entry(
            id=new_id(),
            kind="visit",
            people=[cast.ade],
            happened=When(cast.ade.added_at.date(), "day"),
            parts=[Words("fact", "Ade’s tea was cold 🫖")],
            by=cast.alice,
        )
    with acting(cast.ade_account.pk), transaction.atomic():
        part = Part.objects.get(entry=entry)
        made = answer_entry(id=new_id(), part=part, text="It was warm.", by=cast.ade_account)
    sealed()
    return made


def _hash(reader: psycopg.Connection, answer: UUID) -> str:
    row = reader.execute("select gate.answer_hash(%s)", [answer]).fetchone()
    assert row is not None
    return str(row[0])


def test_every_column_counts(answer: Answer, owner: psycopg.Connection) -> None:
    before = _hash(owner, answer.pk)
    for name, kind in columns("record_answer"):
        if name == "id":
            continue
        value = CHANGED[kind].format(f'"{name}"')
        with owner.transaction(force_rollback=True):
            run(owner, "set constraints all deferred")
            run(owner, f'update record_answer set "{name}" = {value} where id = %s', answer.pk)
            assert _hash(owner, answer.pk) != before, name
    assert _hash(owner, answer.pk) == before


def test_words_changed_behind_the_triggers_are_found(
    answer: Answer, owner: psycopg.Connection
) -> None:
    run(owner, "update record_answer set text = 'All was well' where id = %s", answer.pk)
    words = alone(prove().wrong)
    assert words.startswith(f"Answer {answer.pk}, written on ")
    assert words.endswith("does not say what it said then")


def test_words_that_are_gone_are_found(answer: Answer, owner: psycopg.Connection) -> None:
    run(owner, "delete from record_task where from_id = %s", answer.pk)
    run(owner, "delete from record_answer where id = %s", answer.pk)
    words = alone(prove().wrong)
    assert words.startswith(f"Answer {answer.pk}")
    assert words.endswith("is gone")


def test_words_that_nobody_wrote_are_found(answer: Answer, owner: psycopg.Connection) -> None:
    false = new_id()
    names = ", ".join(f'"{name}"' for name, _ in columns("record_answer"))
    values = names.replace('"id"', "%s")
    run(owner, f"insert into record_answer ({names}) select {values} from record_answer", false)
    assert alone(prove().wrong).startswith(f"Answer {false} was written by nobody")


def test_words_from_before_there_were_hashes_are_counted_and_not_blamed(
    cast: Cast, answer: Answer
) -> None:
    with acting(cast.ade_account.pk), transaction.atomic():
        older = Answer.objects.get(pk=answer.pk)
        older.pk = new_id()
        older.save(force_insert=True)
        trail.note("own words added", on=older, about=[cast.ade], by=cast.ade_account)
    sealed()
    assert prove().without_hash == 1


def test_only_whoever_wrote_them_may_ask_for_their_hash(cast: Cast, answer: Answer) -> None:
    def asked(by: UUID) -> object:
        with acting(by), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select gate.answer_hash(%s)", [answer.pk])
            return cursor.fetchone()[0]

    assert asked(cast.ade_account.pk)
    for other in (cast.alice, cast.mo, cast.charlie, cast.system):
        assert asked(other.pk) is None


# Files --------------------------------------------------------------------------------------------


@pytest.fixture
def file(cast: Cast, tmp_path: Path, settings) -> Attachment:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = str(tmp_path)
    with transaction.atomic():
        draft = begin(cast.alice, cast.ade)
    with transaction.atomic():
        row = add(draft, cast.alice, samples.picture())
    with transaction.atomic():
        finish(draft, cast.alice, cast.ade)
    sealed()
    return row


def said(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What the command prints, and how it ends."""
    status = proving.run(Namespace(json=False, published=None, files=True))
    return status, capsys.readouterr().out


def test_files_that_are_whole(file: Attachment, capsys: pytest.CaptureFixture[str]) -> None:
    status, words = said(capsys)
    assert "2 files were read." in words, "what came, and what is shown"
    assert (status, "Nothing was changed." in words) == (0, True)


def test_a_file_that_was_changed_is_named(
    file: Attachment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "originals" / str(file.pk)
    kept.chmod(0o600)
    kept.write_bytes(kept.read_bytes()[:-1] + b"x")
    status, words = said(capsys)
    assert status == 1
    assert f"The file originals/{file.pk} is not what it was when it came." in words


def test_a_file_that_is_missing_is_named(
    file: Attachment, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "originals" / str(file.pk)).unlink()
    status, words = said(capsys)
    assert status == 1
    assert f"The file originals/{file.pk} is missing." in words


def test_a_file_that_was_changed_with_its_hash_is_named_by_the_trail(file: Attachment) -> None:
    with sealer.connect("alongside_owner") as owner:
        run(owner, "update record_attachment set sha256 = repeat('0', 64) where id = %s", file.pk)
    words = alone(prove().wrong)
    assert words == f"File {file.pk} is noted with another hash than the one that was added"
