"""The sealer: what it closes, what holds it back, what it publishes, and what its role may do."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from alongside.foundation import sealer, trail
from alongside.foundation.actor import acting
from alongside.foundation.postgres.roles import APP, BACKUP, OWNER
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
    waits,
    write,
)

# After what changes tables and not only lines, such as making months, all is made anew.
anew = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def emptied(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of its own, without a line."""
    with django_db_blocker.unblock(), apart("sealer") as name:
        with living_in(name):
            keep()
        yield name


@pytest.fixture
def closer(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[psycopg.Connection]:
    """The sealer, where nothing was written yet."""
    if request.node.get_closest_marker("django_db"):
        with sealer.connect() as found:
            yield found
        return
    name = request.getfixturevalue("emptied")
    with django_db_blocker.unblock(), living_in(name), sealer.connect() as found:
        go_back()
        yield found


def seals(reader: psycopg.Connection) -> list[tuple[int, int, int, int, int]]:
    return reader.execute(
        "select no, era, after_tx, before_tx, lines from foundation_seal order by no"
    ).fetchall()


def test_nothing_written_makes_no_seal(closer: psycopg.Connection) -> None:
    assert sealer.close_one(closer) == 0
    assert seals(closer) == []
    assert prove().wrong == []


def test_each_seal_begins_where_the_one_before_it_ends(closer: psycopg.Connection) -> None:
    write(3)
    assert seal(closer) == 3
    write(2)
    assert seal(closer) == 2
    (first, second) = seals(closer)
    assert (first[0], second[0]) == (1, 2)
    assert first[2] == 0
    assert second[2] == first[3]
    proof = prove()
    assert (proof.lines, proof.sealed, proof.waiting, proof.seals) == (5, 5, 0, 2)
    assert proof.wrong == []


def test_a_batch_ends_between_transactions_however_long_one_is(closer: psycopg.Connection) -> None:
    by = Somebody()
    for size in (2, 7, 1, 3):
        with acting(by.pk), transaction.atomic():
            for _ in range(size):
                trail.note("person opened", by=by)
    assert seal(closer, most=4) == 13
    assert [lines for *_, lines in seals(closer)] == [2, 7, 4]
    assert prove().wrong == []


def test_an_open_transaction_holds_sealing_back_and_then_it_goes_on(
    closer: psycopg.Connection,
) -> None:
    write()
    seal(closer)
    by = Somebody()
    with sealer.connect(APP) as slow:
        slow.autocommit = False
        slow.execute("select set_config('alongside.account', %s, true)", [str(by.pk)])
        slow.execute(trail.INSERT, [by.pk, by.pk, None, "entry opened", *[None] * 4, "{}"])
        write(3)
        assert sealer.close_one(closer) == 0
        assert waits(closer) == 3
        slow.commit()
    assert seal(closer) == 4
    assert prove().wrong == []


def test_what_is_rolled_back_is_no_line_and_no_fault(closer: psycopg.Connection) -> None:
    by = write()
    with acting(by.pk), transaction.atomic():
        trail.note("person opened", by=by)
        transaction.set_rollback(True)
    write(by=by)
    seal(closer)
    assert prove().lines == 2
    assert prove().wrong == []


def test_twenty_threads_write_while_it_seals(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closer: psycopg.Connection
) -> None:
    monkeypatch.setattr(sealer, "PAUSE", 0.02)
    stop, errors = threading.Event(), []

    def busy(number: int) -> None:
        try:
            for turn in range(15):
                by = write(by=Somebody())
                if turn % 5 == number % 5:
                    with acting(by.pk), transaction.atomic():
                        trail.note("entry opened", by=by)
                        time.sleep(0.02)
                        transaction.set_rollback(True)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    sealing = threading.Thread(target=sealer.run_forever, args=(stop, tmp_path / "seals"))
    sealing.start()
    threads = [threading.Thread(target=busy, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    middle = prove()
    for thread in threads:
        thread.join()
    for _ in range(300):  # a transaction open in another database of this server holds seals back
        if (tmp_path / "seals").exists():
            break
        time.sleep(0.1)
    stop.set()
    sealing.join(timeout=30)
    seal(closer)
    assert errors == []
    assert middle.wrong == []
    proof = prove(read_published(tmp_path / "seals"))
    assert (proof.lines, proof.sealed, proof.wrong) == (300, 300, [])
    assert proof.published >= 1


def test_two_sealers_make_one_chain(closer: psycopg.Connection) -> None:
    write(40)

    def one() -> None:
        with sealer.connect() as other:
            seal(other, most=3)

    threads = [threading.Thread(target=one) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [no for no, *_ in seals(closer)] == list(range(1, len(seals(closer)) + 1))
    assert sum(lines for *_, lines in seals(closer)) == 40
    assert prove().wrong == []


def test_the_newest_seal_is_published_once_a_minute_at_most(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, closer: psycopg.Connection
) -> None:
    monkeypatch.setattr(sealer, "PAUSE", 0.01)
    file, stop = tmp_path / "seals", threading.Event()
    write()
    seal(closer)
    sealing = threading.Thread(target=sealer.run_forever, args=(stop, file))
    sealing.start()
    for _ in range(5):
        write()
        seal(closer)
    stop.set()
    sealing.join(timeout=30)
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert len(lines) <= 2  # when it began, and when it was told to stop
    assert lines[-1]["no"] == len(seals(closer))
    assert prove(read_published(file)).wrong == []


def test_what_a_power_cut_left_half_written_spoils_nothing_after_it(
    tmp_path: Path, closer: psycopg.Connection
) -> None:
    file = tmp_path / "seals"
    file.write_bytes(b'{"no": 1, "era": 1, "se')
    write()
    seal(closer)
    assert sealer.publish(closer, file) == 1
    assert list(read_published(file).seals) == [1]
    assert sealer.publish(closer, file, known=1) == 1
    assert len(file.read_text().splitlines()) == 2


@anew
def test_after_a_restore_a_new_era_is_sealed_though_it_counts_from_the_beginning(
    tmp_path: Path, closer: psycopg.Connection
) -> None:
    file = tmp_path / "seals"
    write(2)
    seal(closer)
    write(3)  # these were in the backup, and not sealed yet
    with sealer.connect(OWNER) as owner:
        assert sealer.raise_era(owner, file) == 2
        assert sealer.current_era(closer) == 2
    write(2)
    with tampering("foundation_trail") as owner:
        owner.execute("update foundation_trail set txid = '7' where era = 2")
    assert seal(closer) == 5
    assert [(era, lines) for _, era, _, _, lines in seals(closer)] == [(1, 2), (1, 3), (2, 2)]
    proof = prove(read_published(file))
    assert proof.wrong == []
    assert len(proof.restored) == 1
    assert "ends with seal 1" in proof.restored[0]


def test_lines_of_an_era_to_come_are_not_sealed_but_shown(closer: psycopg.Connection) -> None:
    write()
    seal(closer)
    with sealer.connect(OWNER) as owner:
        owner.execute(
            "insert into foundation_trail (at, era, act, by_id, what)"
            " values (now() - interval '1 hour', 9, gen_random_uuid(), gen_random_uuid(), 'false')"
        )
    assert sealer.close_one(closer) == 0
    assert any("wait for their seal" in words for words in prove().wrong)


@anew
def test_months_are_made_ahead_and_are_closed_to_all_but_backups(
    closer: psycopg.Connection,
) -> None:
    made = closer.execute(
        "select c.oid::regclass::text, c.relrowsecurity and c.relforcerowsecurity,"
        f" has_table_privilege('{APP}', c.oid, 'select, insert, update, delete'),"
        f" has_table_privilege('{BACKUP}', c.oid, 'select')"
        " from pg_inherits i join pg_class c on c.oid = i.inhrelid"
        " where i.inhparent = 'foundation_trail'::regclass"
    ).fetchall()
    assert len(made) >= 5  # this month, three ahead, and the one for all others
    assert {row[1:] for row in made} == {(True, False, True)}
    write()
    tables = closer.execute("select tableoid::regclass::text from foundation_trail").fetchall()
    assert tables == [(f"foundation_trail_{datetime.now(UTC):%Y_%m}",)]


@anew
def test_the_sealer_makes_a_month_that_is_missing_and_its_lines_stay(
    closer: psycopg.Connection,
) -> None:
    names = "select count(*) from pg_inherits where inhparent = 'foundation_trail'::regclass"
    with sealer.connect(OWNER) as owner:
        months = owner.execute(names).fetchone()
        assert months is not None
        closer.execute("select gate.make_trail_months(5)")
        assert owner.execute(names).fetchone() == (months[0] + 2,)
        closer.execute("select gate.make_trail_months(5)")
        assert owner.execute(names).fetchone() == (months[0] + 2,)
        later = datetime.now(UTC) + timedelta(days=31 * 4)
        owner.execute(
            "insert into foundation_trail (at, act, by_id, what)"
            " values (%s, gen_random_uuid(), gen_random_uuid(), 'later')",
            [later],
        )
        for verb in ("update foundation_trail set what = 'x'", "delete from foundation_trail"):
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
                owner.execute(verb)


@anew
def test_a_month_whose_lines_lie_elsewhere_stops_no_other_month(closer: psycopg.Connection) -> None:
    with sealer.connect(OWNER) as owner:
        owner.execute(
            "insert into foundation_trail (at, act, by_id, what)"
            " values (now() + interval '130 days', gen_random_uuid(), gen_random_uuid(), 'far')"
        )
    closer.execute("select gate.make_trail_months(6)")
    row = closer.execute(
        "select count(*) from pg_inherits where inhparent = 'foundation_trail'::regclass"
    ).fetchone()
    assert row == (7,)  # seven months but one, and the partition for all others


def _write_apart() -> None:
    write()
    connection.close()


@anew
def test_a_reader_in_the_way_of_a_new_month_delays_nobody(closer: psycopg.Connection) -> None:
    with sealer.connect(OWNER) as reader, reader.transaction():
        reader.execute("select count(*) from foundation_trail")
        writing = threading.Thread(target=_write_apart)
        with sealer.connect() as other:
            trying = threading.Thread(target=sealer.make_months, args=(other, 9))
            trying.start()
            time.sleep(0.3)
            began = time.monotonic()
            assert trying.is_alive()
            writing.start()
            writing.join(timeout=10)
            assert time.monotonic() - began < 1
            trying.join(timeout=10)


REFUSED = (
    "update foundation_trail set what = 'x'",
    "delete from foundation_trail",
    "truncate foundation_trail",
    "insert into foundation_trail (act, by_id, what) select act, by_id, 'x' from foundation_trail",
    "update foundation_seal set lines = 0",
    "delete from foundation_seal",
    "truncate foundation_seal",
    "select text from record_part",
    "select * from accounts_account",
)


def test_the_sealer_may_read_lines_and_add_seals_and_no_more(closer: psycopg.Connection) -> None:
    write()
    seal(closer)
    for statement in REFUSED:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            closer.execute(statement)
