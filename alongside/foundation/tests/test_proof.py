"""The proof: each way to tamper with the trail is found, and named, or refused to begin with."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from alongside import cli
from alongside.foundation import proof as proving
from alongside.foundation import sealer
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.postgres.roles import OWNER
from alongside.foundation.proof import read_published
from tests.sealing import (
    Somebody,
    apart,
    go_back,
    keep,
    living_in,
    prove,
    seal,
    tampering,
    write,
)

Lines = list[tuple[str, str]]
IN_ORDER = "select id::text, txid::text from foundation_trail t order by t.era, t.txid, t.id"


@pytest.fixture(scope="module")
def sealed(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own with three seals of five lines each."""
    with django_db_blocker.unblock(), apart("proof") as name:
        with living_in(name), sealer.connect() as closer:
            for _ in range(3):
                write(5)
                assert seal(closer) == 5
            assert prove().wrong == []
            keep()
        yield name


@pytest.fixture
def closer(sealed: str, django_db_blocker: Any) -> Iterator[psycopg.Connection]:
    """The sealer, while those three seals are as they were made."""
    with django_db_blocker.unblock(), living_in(sealed), sealer.connect() as found:
        go_back()
        yield found


@pytest.fixture
def lines(closer: psycopg.Connection) -> Lines:
    """The lines in the order in which they were sealed."""
    return closer.execute(IN_ORDER).fetchall()


def alone(words: list[str]) -> str:
    """Return the one thing that is wrong."""
    assert len(words) == 1, words
    return words[0]


COLUMNS = {
    "what": "'person closed'",
    "by_id": "gen_random_uuid()",
    "behalf_id": "gen_random_uuid()",
    "act": "gen_random_uuid()",
    "at": "at - interval '1 microsecond'",
    "on_kind": "'record.entry'",
    "on_id": "gen_random_uuid()",
    "person_id": "null",
    "listed": "array[gen_random_uuid()]",
    "detail": """'{"withheld": true}'""",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_line_that_was_changed_is_named(lines: Lines, column: str) -> None:
    victim = lines[7][0]
    with tampering("foundation_trail") as owner:
        owner.execute(
            f"update foundation_trail set {column} = {COLUMNS[column]} where id = %s", [victim]
        )
    words = alone(prove().wrong)
    assert words.startswith(f"Line 3 of seal 2, {victim} of ")
    assert words.endswith("was changed")


def test_a_line_that_was_deleted_is_named_by_its_place(lines: Lines) -> None:
    with tampering("foundation_trail") as owner:
        owner.execute("delete from foundation_trail where id = %s", [lines[7][0]])
    words = alone(prove().wrong)
    assert words.startswith(f"Line 3 of seal 2, after {lines[6][0]} of ")
    assert words.endswith("is gone")


def test_the_first_line_of_a_seal_may_be_the_one_that_is_gone(lines: Lines) -> None:
    with tampering("foundation_trail") as owner:
        owner.execute("delete from foundation_trail where id = %s", [lines[5][0]])
    assert alone(prove().wrong) == "Line 1 of seal 2, the first, is gone"


def test_the_last_line_of_all_may_be_the_one_that_is_gone(lines: Lines) -> None:
    with tampering("foundation_trail") as owner:
        owner.execute("delete from foundation_trail where id = %s", [lines[14][0]])
    assert alone(prove().wrong).startswith(f"Line 5 of seal 3, after {lines[13][0]}")


SLIP_IN = (
    "insert into foundation_trail (id, txid, act, by_id, what)"
    " values (%s, %s::text::xid8, gen_random_uuid(), gen_random_uuid(), 'person opened')"
)


def test_a_line_that_was_slipped_in_is_named(lines: Lines) -> None:
    false = new_id()
    with tampering() as owner:
        owner.execute(SLIP_IN, [false, lines[7][1]])
    words = alone(prove().wrong)
    assert str(false) in words
    assert words.endswith("was slipped in")
    assert "of seal 2" in words


def test_a_truncated_trail_is_found(lines: Lines) -> None:
    with tampering() as owner:
        owner.execute("truncate foundation_trail")
    assert [words.split(",")[0] for words in prove().wrong] == [
        f"Line 1 of seal {no}" for no in (1, 2, 3)
    ]


def test_two_lines_that_changed_places_are_found(lines: Lines) -> None:
    (one, early), (other, late) = lines[6], lines[8]
    with tampering("foundation_trail") as owner:
        for line, txid in ((one, late), (other, early)):
            owner.execute(
                "update foundation_trail set txid = %s::text::xid8 where id = %s", [txid, line]
            )
    assert "Line 2 of seal 2" in alone(prove().wrong)


def test_a_seal_that_was_deleted_is_named_and_its_lines_stand_outside(lines: Lines) -> None:
    with tampering("foundation_seal") as owner:
        owner.execute("delete from foundation_seal where no = 2")
    first, second = prove().wrong
    assert first == "Seal 2 is gone"
    assert second.startswith(f"Before seal 3, line {lines[5][0]} of ")


SEAL_COLUMNS = {
    "lines": "lines + 1",
    "root": "sha256('x')",
    "previous": "sha256('x')",
    "sealed_at": "sealed_at - interval '1 day'",
    "after_tx": "after_tx + 1",
    "before_tx": "before_tx - 1",
    "era": "era - 1",
    "seal": "sha256('x')",
}


@pytest.mark.parametrize("column", SEAL_COLUMNS)
def test_a_seal_that_was_changed_is_named(lines: Lines, column: str) -> None:
    with tampering("foundation_seal") as owner:
        owner.execute(f"update foundation_seal set {column} = {SEAL_COLUMNS[column]} where no = 2")
    assert prove().wrong[0] == "Seal 2 was changed"


def test_the_list_of_hashes_may_be_spoilt_and_the_lines_are_still_proved(lines: Lines) -> None:
    with tampering("foundation_seal") as owner:
        owner.execute("update foundation_seal set leaves = sha256('x') where no = 2")
    assert alone(prove().wrong) == "The list of hashes in seal 2 was changed; its lines are whole"


def test_lines_and_list_changed_together_do_not_pass(lines: Lines) -> None:
    with tampering("foundation_seal", "foundation_trail") as owner:
        owner.execute("update foundation_trail set what = 'x' where id = %s", [lines[7][0]])
        owner.execute(
            "update foundation_seal set leaves = (select string_agg(gate.leaf(t), ''::bytea"
            " order by t.txid, t.id) from foundation_trail t where t.id = any (%s)) where no = 2",
            [[line for line, _ in lines[5:10]]],
        )
    assert alone(prove().wrong).startswith("Seal 2: 5 lines were sealed, 5 are there")


def _rewrite(closer: psycopg.Connection, victim: str) -> None:
    """What a clever owner does: change a line, drop the seals over it, and have all sealed anew."""
    with tampering("foundation_seal", "foundation_trail") as owner:
        owner.execute("update foundation_trail set what = 'x' where id = %s", [victim])
        owner.execute("delete from foundation_seal where no >= 2")
    seal(closer)


def test_a_rewritten_chain_passes_only_where_nothing_was_published(
    lines: Lines, closer: psycopg.Connection, tmp_path: Path
) -> None:
    file = tmp_path / "seals"
    sealer.publish(closer, file)
    _rewrite(closer, lines[7][0])
    assert prove().wrong == []
    assert (
        alone(prove(read_published(file)).wrong)
        == "Seal 3 was published and is gone, and so are all after it"
    )
    write(5)
    seal(closer)
    assert alone(prove(read_published(file)).wrong) == "Seal 3 is not the one that was published"


def test_seals_deleted_from_the_end_with_their_lines_are_missed_by_what_was_published(
    lines: Lines, closer: psycopg.Connection, tmp_path: Path
) -> None:
    file = tmp_path / "seals"
    sealer.publish(closer, file)
    with tampering("foundation_seal", "foundation_trail") as owner:
        owner.execute(
            "delete from foundation_trail where id = any (%s)", [[i for i, _ in lines[5:]]]
        )
        owner.execute("delete from foundation_seal where no > 1")
    assert prove().wrong == []
    words = alone(prove(read_published(file)).wrong)
    assert words == "Seal 3 was published and is gone, and so are all after it"


def test_lines_that_wait_too_long_are_told_and_fresh_ones_are_counted(lines: Lines) -> None:
    write(2)
    found = prove()
    assert (found.lines, found.sealed, found.waiting, found.wrong) == (17, 15, 2, [])
    with tampering("foundation_trail") as owner:
        owner.execute("update foundation_trail set at = at - interval '6 minutes'")
    assert any(words.startswith("2 lines wait for their seal") for words in prove().wrong)


def test_a_line_dated_in_the_future_does_not_wait_unnoticed(lines: Lines) -> None:
    with tampering() as owner:
        owner.execute(
            "insert into foundation_trail (at, act, by_id, what)"
            " values (now() + interval '9 days', gen_random_uuid(), gen_random_uuid(), 'false')"
        )
    assert alone(prove().wrong) == "1 lines that are not sealed yet are dated in the future"


ADD = "insert into foundation_trail (act, by_id, what{}) values (gen_random_uuid(), {}, 'x'{})"
REFUSED = (
    "update foundation_trail set what = 'x'",
    "delete from foundation_trail",
    "truncate foundation_trail",
    "select * from foundation_trail",
    ADD.format(", txid", "gate.me()", ", '9'"),
    ADD.format(", at", "gate.me()", ", now()"),
    ADD.format(", era", "gate.me()", ", 2"),
    ADD.format(", id", "gate.me()", ", gen_random_uuid()"),
    ADD.format("", "gen_random_uuid()", ""),
    ADD.format(", at", "gate.me()", ", now()").replace("_trail", "_trail_other"),
    "select * from foundation_trail_other",
    "insert into foundation_seal select * from foundation_seal",
    "update foundation_seal set lines = 0",
    "delete from foundation_seal",
    "alter table foundation_trail alter column era set default 9",
    "alter table foundation_trail disable trigger stays",
    "select gate.make_trail_months(99)",
    "select gate.versions_without_line()",
    "set role alongside_sealer",
    "set session_replication_role = replica",
)


def test_the_application_may_only_add_lines_in_its_own_name(lines: Lines) -> None:
    for statement in REFUSED:
        with acting(Somebody().pk), pytest.raises(DatabaseError) as refusal, transaction.atomic():
            connection.cursor().execute(statement)
        cause = refusal.value.__cause__
        assert isinstance(cause, psycopg.errors.InsufficientPrivilege), statement
    assert prove().wrong == []
    assert prove().lines == 15


def test_nobody_adds_no_line(lines: Lines) -> None:
    with pytest.raises(DatabaseError, match="Nobody is acting"), transaction.atomic():
        connection.cursor().execute(
            "insert into foundation_trail (act, by_id, what)"
            " values (gen_random_uuid(), gen_random_uuid(), 'x')"
        )


def test_even_the_owner_changes_nothing_while_the_triggers_are_there(lines: Lines) -> None:
    with sealer.connect(OWNER) as owner:
        for table in ("foundation_trail", "foundation_seal"):
            for verb in (f"delete from {table}", f"update {table} set era = 9"):
                with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
                    owner.execute(verb)


def test_the_faults_shown_have_an_end(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "MOST_SHOWN", 2)
    with tampering() as owner:
        owner.execute("truncate foundation_trail")
    assert len(prove().wrong) == 2
    assert list(proving._report(prove()))[-1] == "There may be more."


@pytest.fixture
def verify(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., tuple[int, str]]:
    """Run the command as a person would, and return its status and what it printed."""

    def run(*words: str) -> tuple[int, str]:
        status = cli.main(["verify", *words])
        return status, capsys.readouterr().out

    return run


def test_the_command_says_that_all_is_well(
    lines: Lines, closer: psycopg.Connection, verify: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    file = tmp_path / "seals"
    write(2)
    status, said = verify("--json")
    told = json.loads(said)
    assert status == 0
    assert {name: told[name] for name in ("lines", "sealed", "waiting", "seals", "wrong")} == {
        "lines": 17,
        "sealed": 15,
        "waiting": 2,
        "seals": 3,
        "wrong": [],
    }
    sealer.publish(closer, file)
    status, said = verify("--published", str(file))
    assert status == 0
    assert said.splitlines() == [
        "17 lines, of which 2 are not sealed yet; 3 seals.",
        "1 published seals were compared.",
        "Nothing was changed.",
    ]


def test_the_command_fails_and_names_what_is_wrong(
    lines: Lines, verify: Callable[..., tuple[int, str]]
) -> None:
    with tampering("foundation_trail") as owner:
        owner.execute("delete from foundation_trail where id = %s", [lines[0][0]])
    status, said = verify()
    assert status == 1
    assert "- Line 1 of seal 1, the first, is gone." in said
    status, said = verify("--json")
    assert status == 1
    assert json.loads(said)["wrong"] == ["Line 1 of seal 1, the first, is gone"]


def test_a_copy_that_is_not_there_is_no_proof(verify: Callable[..., tuple[int, str]]) -> None:
    with pytest.raises(SystemExit, match="There is no file"):
        verify("--published", "/nowhere/seals")


def test_a_database_that_is_away_is_said_in_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "alongside", "verify", "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
        cwd=Path(cli.__file__).parent.parent,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("The database does not answer.")
