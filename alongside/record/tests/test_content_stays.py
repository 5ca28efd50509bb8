"""What was finished stays as it was: the database refuses to change it, and the proof sees it."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import psycopg
import pytest
from django.db import connection, transaction
from psycopg import sql

from alongside.foundation import sealer
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.foundation.postgres.roles import OWNER
from alongside.record.actions import Words, amend_entry, finish_entry
from alongside.record.models import Part, Version
from tests.cast import Cast, assemble
from tests.sealing import prove, seal, tampering

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast() -> Cast:
    with transaction.atomic():
        return assemble()


@pytest.fixture
def versions(cast: Cast) -> list[UUID]:
    """An entry about two people that was finished and amended, sealed and proved."""
    with acting(cast.alice.pk), transaction.atomic():
        entry = finish_entry(
            id=new_id(),
            kind="visit",
            people=[cast.ade, cast.temi],
            happened=When(date(2026, 3, 2), "day"),
            parts=[Words("fact", "Ade’s tea was cold 🫖"), Words("opinion", "He is lonely")],
            title="Visit",
            seen={cast.ade.pk: "alone"},
            by=cast.alice,
        )
        parts = [Words("fact", "The tea was warm"), Words("reported", "He said so", of="Temi")]
        amend_entry(entry=entry, base=1, parts=parts, why="I misheard", by=cast.alice)
        found = Version.objects.filter(entry=entry).order_by("number")
        made = list(found.values_list("pk", flat=True))
    with sealer.connect() as closer:
        seal(closer)
    assert prove().wrong == []
    return made


@pytest.fixture
def owner() -> Iterator[psycopg.Connection]:
    with tampering("record_version", "record_part") as found:
        yield found


def alone(words: list[str]) -> str:
    assert len(words) == 1, words
    return words[0]


def run(owner: psycopg.Connection, statement: str, *given: object) -> None:
    owner.execute(sql.SQL(statement), given)


CHANGED = {
    "text": "'x'",
    "varchar": "'x'",
    "bool": "not {}",
    "int2": "coalesce({}, 0) + 7",
    "int4": "coalesce({}, 0) + 7",
    "timestamptz": "{} - interval '1 minute'",
    "jsonb": """'{{"x": "y"}}'""",
    "uuid": "gen_random_uuid()",
    "_uuid": "array[gen_random_uuid()]",
}


def columns(table: str) -> list[tuple[str, str]]:
    with sealer.connect(OWNER) as owner:
        return owner.execute(
            "select column_name, udt_name from information_schema.columns where table_name = %s",
            [table],
        ).fetchall()


def _hash(owner: psycopg.Connection, version: UUID) -> str:
    row = owner.execute("select gate.content_hash(%s)", [version]).fetchone()
    assert row is not None
    return str(row[0])


@pytest.mark.parametrize("table", ["record_version", "record_part"])
def test_every_column_counts(versions: list[UUID], owner: psycopg.Connection, table: str) -> None:
    """A column that comes later fails here until it is added to gate.content_hash on purpose."""
    key = "id" if table == "record_version" else "version_id"
    first, before = versions[0], _hash(owner, versions[0])
    for name, kind in columns(table):
        if name == key:
            continue  # another version, or a part that has left this one
        value = CHANGED[kind].format(f'"{name}"')
        with owner.transaction(force_rollback=True):
            run(owner, "set constraints all deferred")
            run(owner, f'update {table} set "{name}" = {value} where {key} = %s', first)
            assert _hash(owner, first) != before, name
    assert _hash(owner, first) == before


def test_words_changed_behind_the_triggers_are_found(
    versions: list[UUID], owner: psycopg.Connection
) -> None:
    run(owner, "update record_part set text = 'All was well' where version_id = %s", versions[0])
    words = alone(prove().wrong)
    assert words.startswith(f"Version {versions[0]}, finished on ")
    assert words.endswith("does not say what it said then")


def test_a_part_that_was_taken_out_or_put_in_is_found(
    versions: list[UUID], owner: psycopg.Connection
) -> None:
    run(owner, "delete from record_part where version_id = %s and position = 0", versions[0])
    names = ", ".join(f'"{name}"' for name, _ in columns("record_part"))
    values = names.replace('"id"', "gen_random_uuid()").replace('"position"', "9")
    run(
        owner,
        f"insert into record_part ({names}) select {values} from record_part"
        " where version_id = %s and position = 0",
        versions[1],
    )
    assert {words.split(",")[0] for words in prove().wrong} == {f"Version {v}" for v in versions}


def test_a_version_that_is_gone_is_found(versions: list[UUID], owner: psycopg.Connection) -> None:
    run(owner, "delete from record_part where version_id = %s", versions[1])
    run(owner, "delete from record_version where id = %s", versions[1])
    assert alone(prove().wrong).endswith("is gone")


def test_a_version_that_nobody_finished_is_found(
    versions: list[UUID], owner: psycopg.Connection
) -> None:
    false = new_id()
    names = ", ".join(f'"{name}"' for name, _ in columns("record_version"))
    values = names.replace('"id"', "%s").replace('"number"', "3")
    run(
        owner,
        f"insert into record_version ({names}) select {values} from record_version where id = %s",
        false,
        versions[1],
    )
    assert alone(prove().wrong).startswith(f"Version {false} was finished by nobody")


def test_the_owner_is_refused_too_while_the_triggers_are_there(versions: list[UUID]) -> None:
    with sealer.connect(OWNER) as owner:
        for table in ("record_version", "record_part"):
            for verb in (f"delete from {table}", f"update {table} set id = id"):
                with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
                    owner.execute(sql.SQL(verb))


def test_only_whoever_wrote_it_may_ask_for_its_hash(cast: Cast, versions: list[UUID]) -> None:
    """Otherwise a colleague could try out guesses on words that they may not read."""

    def asked(by: UUID) -> object:
        with acting(by), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select gate.content_hash(%s)", [versions[0]])
            return cursor.fetchone()[0]

    assert asked(cast.alice.pk)
    for other in (cast.bob, cast.mo, cast.charlie, cast.ade_account, cast.system):
        assert asked(other.pk) is None


def test_the_hash_is_the_same_for_every_clock_and_reader(
    cast: Cast, versions: list[UUID], owner: psycopg.Connection
) -> None:
    there = _hash(owner, versions[0])
    owner.execute("set timezone = 'Pacific/Auckland'")
    owner.execute("set datestyle = 'German'")
    assert _hash(owner, versions[0]) == there
    with sealer.connect() as closer:
        assert _hash(closer, versions[0]) == there
    with acting(cast.alice.pk), transaction.atomic():
        assert Part.objects.filter(version_id=versions[0]).count() == 2
