"""The embedded server: made once, safe to start twice, back after kill -9, and tidy."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from alongside.foundation.postgres import binaries, place
from alongside.foundation.postgres.launcher import DATABASE, EmbeddedPostgres
from alongside.foundation.postgres.roles import APP, BACKUP, LOGIN_ROLES, SILENT_ROLES, passwords


@contextmanager
def new_folder() -> Iterator[Path]:
    """A data folder that also the user who runs root's server can enter."""
    made = Path(tempfile.mkdtemp(prefix="alongside-try-"))
    made.chmod(0o711)
    yield made / "data"
    EmbeddedPostgres(made / "data", durable=False).stop()
    shutil.rmtree(made)


@pytest.fixture
def folder() -> Iterator[Path]:
    with new_folder() as found:
        yield found


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedPostgres]:
    """One that was started for all that only look at it."""
    with new_folder() as data:
        server = EmbeddedPostgres(data, durable=False)
        server.start()
        yield server


def connect(server: EmbeddedPostgres, role: str, password: str) -> psycopg.Connection:
    return psycopg.connect(
        host=str(server.socket), port=server.port, user=role, password=password, dbname=DATABASE
    )


def postmaster(server: EmbeddedPostgres) -> int:
    return int((server.pgdata / "postmaster.pid").read_text().split()[0])


def test_six_roles_with_no_more_rights_than_they_need(running: EmbeddedPostgres) -> None:
    with running.connect(DATABASE) as root:
        rows = root.execute(
            "select rolname, rolcanlogin, rolbypassrls, rolsuper or rolcreaterole or rolcreatedb"
            "  from pg_roles where rolname like 'alongside%'"
        ).fetchall()
    assert {name for name, *_ in rows} == {*LOGIN_ROLES, *SILENT_ROLES}
    assert {name for name, may_login, *_ in rows if may_login} == set(LOGIN_ROLES)
    assert {name for name, _, bypasses, _ in rows if bypasses} == {BACKUP}
    assert not any(may_more for *_, may_more in rows)


def test_the_application_may_not_make_tables(running: EmbeddedPostgres) -> None:
    with (
        connect(running, APP, passwords(running.data)[APP]) as app,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        app.execute("create table stolen (id int)")


def test_nobody_gets_in_without_the_password(running: EmbeddedPostgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        connect(running, APP, "wrong")


def test_secrets_are_for_one_user_only(running: EmbeddedPostgres) -> None:
    closed = [running.data / "database-roles.json", running.data / "database.json"]
    assert [path.stat().st_mode & 0o077 for path in closed] == [0, 0]
    assert running.pgdata.stat().st_mode & 0o077 == 0
    assert running.socket.stat().st_mode & 0o077 == 0


def test_the_server_writes_no_words_into_its_log(running: EmbeddedPostgres) -> None:
    with running.connect(DATABASE) as root:
        root.execute("create table people (name text primary key)")
        for _ in range(2):
            with contextlib.suppress(psycopg.errors.UniqueViolation):
                root.execute("insert into people values (%s)", ["Ade O’Connor"])
        with contextlib.suppress(psycopg.errors.InvalidTextRepresentation):
            root.execute("select 'Ade O’Connor 2'::text where 1 = %s::int", ["Ade O’Connor 3"])
    log = (running.pgdata / "server.log").read_text()
    assert "ready to accept connections" in log
    assert "insert into" not in log
    assert "Ade" not in log


def test_a_running_server_is_adopted(running: EmbeddedPostgres) -> None:
    pid, known = postmaster(running), place.recall(running.data)
    assert known is not None
    assert EmbeddedPostgres(running.data, durable=False).start() == known
    assert postmaster(running) == pid


def test_two_first_starts_make_one_server(folder: Path) -> None:
    command = [sys.executable, "-m", "alongside", "database", "start", "--data", str(folder)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [one.communicate(timeout=60)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert "".join(said).count("Making the database") == 1


def test_killed_outright_it_comes_back_with_everything(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    server.start()
    with server.connect(DATABASE) as root:
        root.execute("create table kept as select generate_series(1, 1000) as n")
    os.kill(postmaster(server), signal.SIGKILL)
    deadline = time.monotonic() + 10
    while server.answers() and time.monotonic() < deadline:
        time.sleep(0.05)
    server.start()
    with server.connect(DATABASE) as root:
        assert root.execute("select count(*) from kept").fetchone() == (1000,)


def test_a_number_that_now_belongs_to_another_program_does_not_stop_it(folder: Path) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    note = (server.pgdata / "postmaster.pid").read_text()
    server.stop()
    lines = [str(os.getpid()), *note.splitlines()[1:]]
    (server.pgdata / "postmaster.pid").write_text("\n".join(lines) + "\n")
    server.start()
    assert server.answers()


def test_what_a_killed_first_start_left_behind_is_replaced(folder: Path) -> None:
    (folder / "pgdata.part").mkdir(parents=True)
    (folder / "pgdata.part" / "PG_VERSION").write_text("18")
    folder.chmod(0o711)
    EmbeddedPostgres(folder, durable=False).start()
    assert not (folder / "pgdata.part").exists()
    assert not (folder / "pgdata.password").exists()


def test_a_deep_folder_has_its_socket_elsewhere_and_stopping_clears_it(folder: Path) -> None:
    deep = folder / ("deep" * 20) / ("er" * 20)
    deep.mkdir(parents=True)
    for one in (deep, *deep.parents[:2]):
        one.chmod(0o711)
    server = EmbeddedPostgres(deep, durable=False)
    try:
        found = Path(server.start().host)
        assert not found.is_relative_to(deep)
        assert found.is_dir()
        assert EmbeddedPostgres(deep, durable=False).answers()
    finally:
        server.stop()
    assert not found.exists()
    assert not server.answers()


def test_a_folder_with_a_comma_and_spaces_in_its_name_is_no_trouble(folder: Path) -> None:
    odd = folder / "Smith, Jones & 'Co'"
    odd.mkdir(parents=True)
    for one in (odd, folder):
        one.chmod(0o711)
    server = EmbeddedPostgres(odd, durable=False)
    try:
        server.start()
        assert server.answers()
    finally:
        server.stop()


def test_stopping_is_said_only_when_it_stopped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = EmbeddedPostgres(folder, durable=False)
    server.start()
    with monkeypatch.context() as broken:
        broken.setattr(server, "_run", lambda *words: None)
        with pytest.raises(SystemExit, match="did not stop"):
            server.stop()
    assert server.socket.is_dir()
    server.stop()
    assert not server.answers()


def test_two_who_copy_the_programs_at_once_leave_one_whole_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "SYSTEM_FOLDER", tmp_path / "system")
    package = tmp_path / "home" / "package"
    (package / "pginstall" / "bin").mkdir(parents=True)
    (package / "pginstall" / "bin" / "postgres").write_text("a program")
    copy = tmp_path / "system" / "postgres-18"
    for _ in range(2):  # the second did not see the first one's yet
        binaries._copy_programs(package, copy)
    assert [one.name for one in copy.parent.iterdir()] == ["postgres-18"]
    assert (copy / "package" / "pginstall" / "bin" / "postgres").read_text() == "a program"
    assert copy.stat().st_mode & 0o777 == 0o755


def test_a_folder_that_cannot_be_written_in_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit, match=r"cannot write in .*file/data"):
        EmbeddedPostgres(tmp_path / "file" / "data").start()
