"""A council on Debian's PostgreSQL 15: set up, lived in, and moved to the newer embedded server."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from alongside.foundation.postgres.launcher import EmbeddedPostgres
from alongside.foundation.postgres.roles import (
    APP,
    LOGIN_ROLES,
    SILENT_ROLES,
    SUPERUSER,
    passwords,
)

from .house import KEY, House, ask, rows, superuser_url, url
from .test_restore import SHAPE, TRAIL

DEBIAN = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="module")
def older(folder: Path) -> Iterator[House]:
    """A small council on PostgreSQL 15, on a server that an administrator set up by command."""
    if not (DEBIAN / "initdb").exists():
        pytest.skip("Debian's postgresql-15 is not installed; .ci/run installs it")
    server = EmbeddedPostgres(folder / "fifteen", durable=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALONGSIDE_POSTGRES_BIN", str(DEBIAN))
        server.start()
    with server.connect(SUPERUSER) as root:  # as bare as an administrator would find it
        root.execute("drop database alongside")
        root.execute(f"drop role {', '.join([*LOGIN_ROLES, *SILENT_ROLES])}")
    data = folder / "older"
    settings = {
        "DATABASE_URL": url(server, "alongside"),
        "ALONGSIDE_POSTGRES_BIN": str(DEBIAN),
        "ALONGSIDE_SECRET_KEY": KEY,
        "ALONGSIDE_MODE": "council",
    }
    house = House(data, server, settings=settings)
    house.run("database-setup", "--superuser-url", superuser_url(server))
    house.run("migrate", "--quiet")
    house.run("account", "add", "first@northmere.example", "--role", "administrator")
    yield house
    server.stop()


def application(house: House) -> psycopg.Connection:
    """What the web process is on that server."""
    return psycopg.connect(
        host=str(house.server.socket),
        port=house.server.port,
        user=APP,
        password=passwords(house.data)[APP],
        dbname=house.name,
    )


def test_set_up_by_command_then_migrated_and_lived_in(older: House) -> None:
    with application(older) as app:
        row = app.execute("select version(), count(*) from django_migrations").fetchone()
        assert row is not None
        assert row[0].startswith("PostgreSQL 15")
        assert row[1] > 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("drop table django_migrations")


def test_from_15_into_18(older: House, key: Path, public: str, folder: Path) -> None:
    before = rows(older)
    older.run("backup", "--to", str(folder / "older.age"), "--key", public)
    data = folder / "newer"
    newer = House(data, EmbeddedPostgres(data, durable=False))
    said = newer.run("restore", str(folder / "older.age"), "--identity", str(key))
    assert "from PostgreSQL 15" in said
    newer.server.start()
    there = rows(newer)
    for name in ("accounts_roleheld", "accounts_practitioner", "accounts_role", "people_person"):
        assert there[f"public.{name}"] == before[f"public.{name}"]
    told = ask(newer, "select era, count(*) from foundation_trail group by 1 order by 1")
    assert told == [(1, before[TRAIL][0]), (2, 1)]
    assert before[TRAIL][0] >= 3  # an account, its role and its link
    assert "Nothing was changed" in newer.run("verify")
    assert ask(newer, SHAPE[0]) == ask(older, SHAPE[0])
    said = newer.run("worker", "--once", status=1)  # without the settings of a council
    assert "the people in it are real" in said
    newer.server.stop()
