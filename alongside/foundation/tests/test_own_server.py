"""A server of the council's own: Debian's PostgreSQL 15, set up by command and by printed SQL."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from alongside.foundation.postgres.launcher import EmbeddedPostgres
from alongside.foundation.postgres.place import Place, from_url
from alongside.foundation.postgres.roles import APP, LOGIN_ROLES, SUPERUSER, passwords

DEBIAN = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedPostgres]:
    """A throwaway cluster of Debian's PostgreSQL, listening on a port of its own."""
    if not (DEBIAN / "initdb").exists():
        pytest.skip("Debian's postgresql-15 is not installed; .ci/run installs it")
    monkeypatch.setenv("ALONGSIDE_POSTGRES_BIN", str(DEBIAN))
    folder = Path(tempfile.mkdtemp(prefix="alongside-try-"))
    folder.chmod(0o711)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = EmbeddedPostgres(folder / "server", tcp_port=port, durable=False)
    server.start()
    with server.connect(SUPERUSER) as root:  # as bare as an administrator would find it
        root.execute("drop database alongside")
        root.execute(f"drop role {', '.join([*LOGIN_ROLES, 'alongside_gate', 'alongside_search'])}")
    yield server
    server.stop()
    shutil.rmtree(folder)


def alongside(server: EmbeddedPostgres, *words: str) -> subprocess.CompletedProcess[str]:
    """Run one of our commands against that server, as an administrator would."""
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://127.0.0.1:{server.port}/northmere",
        "DJANGO_SETTINGS_MODULE": "alongside.settings",
        "ALONGSIDE_DATA": str(server.data.parent / "council"),
    }
    command = [sys.executable, "-m", "alongside", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


def application(server: EmbeddedPostgres) -> psycopg.Connection:
    return psycopg.connect(
        host="127.0.0.1",
        port=server.port,
        user=APP,
        password=passwords(server.data.parent / "council")[APP],
        dbname="northmere",
    )


def superuser_url(server: EmbeddedPostgres) -> str:
    secret = passwords(server.data)[SUPERUSER]
    return f"postgresql://{SUPERUSER}:{secret}@127.0.0.1:{server.port}/postgres"


def test_set_up_by_command(debian: EmbeddedPostgres) -> None:
    """What is migrated and lived in on such a server: tests/backup/test_servers.py."""
    for _ in range(2):  # twice is harmless
        done = alongside(debian, "database-setup", "--superuser-url", superuser_url(debian))
        assert done.returncode == 0, done.stderr
    with application(debian) as app:
        row = app.execute("select version(), unaccent('Siân')").fetchone()
        assert row is not None
        assert row[0].startswith("PostgreSQL 15")
        assert row[1] == "Sian"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("create table stolen (id int)")


def test_set_up_by_printed_sql(debian: EmbeddedPostgres) -> None:
    script = alongside(debian, "database-setup", "--print-sql").stdout
    for secret in passwords(debian.data.parent / "council").values():
        assert secret not in script
    words = [str(DEBIAN / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", superuser_url(debian)]
    done = subprocess.run(words, input=script, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    with application(debian) as app:
        assert app.execute("select unaccent('Siân')").fetchone() == ("Sian",)


def test_without_a_set_up_the_start_says_what_to_do(debian: EmbeddedPostgres) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    done = alongside(debian, "start", "--port", port)
    assert done.returncode == 1
    assert "alongside database-setup" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_address_of_a_server() -> None:
    assert from_url("postgresql://db.example:6543/al%C3%B6?sslmode=verify-full") == Place(
        "db.example", 6543, "alö", {"sslmode": "verify-full"}
    )
    with pytest.raises(SystemExit, match="should look like"):
        from_url("mysql://db.example/alongside")
