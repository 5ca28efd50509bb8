"""`alongside population`: refuses what is not for measuring, and loads with a server of its own."""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from alongside.cli import main
from alongside.desk.population import command
from alongside.foundation.postgres.launcher import EmbeddedPostgres


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that root's server may pass through."""
    found = Path(tempfile.mkdtemp(prefix="alongside-population-"))
    found.chmod(0o711)
    yield found
    EmbeddedPostgres(found).stop()
    shutil.rmtree(found, ignore_errors=True)


def test_never_for_a_council(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALONGSIDE_MODE", "council")
    monkeypatch.setenv("ALONGSIDE_DATA", str(folder))
    with pytest.raises(SystemExit, match="never for a council"):
        main(["population", "--people", "1000"])
    assert not (folder / "pgdata").exists(), "Nothing was begun"


@pytest.mark.parametrize("number", ["0", "299", "9000000"])
def test_neither_too_few_nor_too_many(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["population", "--people", number])
    assert "choose from 300 to 5,000,000" in capsys.readouterr().err


def test_a_number_may_be_written_as_people_write_it() -> None:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    assert parser.parse_args(["--people", "100,000"]).people == 100_000


def _setting(folder: Path, name: str) -> str:
    with EmbeddedPostgres(folder).connect("postgres") as server:
        row = server.execute("select current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else ""


def test_what_helps_loading_is_over_when_it_is(folder: Path) -> None:
    with command.database(folder):
        assert _setting(folder, "wal_level") == "minimal"
        assert _setting(folder, "fsync") == "on", "what is loaded is on the disk"
    assert _setting(folder, "wal_level") == "replica"
    assert _setting(folder, "autovacuum") == "on"
    with command.database(folder):  # one that runs already is used as it is
        assert _setting(folder, "wal_level") == "replica"


def test_a_load_that_fails_leaves_no_server_behind(folder: Path) -> None:
    with pytest.raises(RuntimeError), command.database(folder):
        raise RuntimeError
    assert not EmbeddedPostgres(folder).answers()
