"""From an older PostgreSQL into a newer one: Debian's 15 backed up, the embedded server filled."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.foundation.postgres.launcher import EmbeddedPostgres

from .house import KEY, House, ask, rows, url
from .test_restore import SHAPE, TRAIL

DEBIAN = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def older(folder: Path) -> Iterator[House]:
    """A small council on PostgreSQL 15."""
    if not (DEBIAN / "initdb").exists():
        pytest.skip("Debian's postgresql-15 is not installed; .ci/run installs it")
    server = EmbeddedPostgres(folder / "fifteen", durable=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ALONGSIDE_POSTGRES_BIN", str(DEBIAN))
        server.start()
    data = folder / "older"
    data.mkdir()
    shutil.copy(server.data / "database-roles.json", data)
    settings = {
        "DATABASE_URL": url(server, "alongside"),
        "ALONGSIDE_POSTGRES_BIN": str(DEBIAN),
        "ALONGSIDE_SECRET_KEY": KEY,
        "ALONGSIDE_MODE": "council",
    }
    house = House(data, server, settings=settings)
    house.run("migrate", "--quiet")
    house.run("account", "add", "first@northmere.example", "--role", "administrator")
    yield house
    server.stop()


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
