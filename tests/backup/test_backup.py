"""`alongside backup`: what it writes, what it leaves alone, and what it says when it cannot."""

import hashlib
import os
import shutil
import signal
import subprocess
import tarfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest

from alongside.foundation.backup import age
from alongside.foundation.backup.manifest import LEFT_OUT, Manifest

from .conftest import Backup, Source
from .house import KEY, House, ask


@pytest.fixture(scope="session")
def opened(backup: Backup, key: Path, folder: Path) -> Iterator[Path]:
    """What anybody with the key gets by `age` and `tar` alone, without Alongside."""
    inside = folder / "opened"
    pyrage.decrypt_file(str(backup.path), str(folder / "opened.tar"), age.read_secret(key))
    with tarfile.open(folder / "opened.tar") as tar:
        tar.extractall(inside, filter="data")
    yield inside
    shutil.rmtree(inside)


def test_it_needs_nobody_but_the_key_to_be_read(source: Source, opened: Path) -> None:
    done = subprocess.run(
        ["sha256sum", "--check", "--quiet", "sums.txt"], cwd=opened, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for name, content in source.files.items():
        assert (opened / "files" / name).read_bytes() == content
    parts = sorted((opened / "database").iterdir())
    assert b"".join(part.read_bytes() for part in parts).startswith(b"PGDMP")


def test_its_manifest_says_what_is_in_it_and_what_is_not(source: Source, opened: Path) -> None:
    manifest = Manifest.read((opened / "manifest.json").read_bytes())
    assert manifest.counts == {
        name: count for name, (count, _hash) in source.rows.items() if name not in LEFT_OUT
    }
    assert manifest.era == 1
    assert manifest.last_seal == 1
    assert manifest.files == len(source.files) == 4
    assert "record.0001_first_tables" in manifest.migrations
    assert manifest.left_out == LEFT_OUT
    assert (opened / "secret-key").read_text() == KEY


def test_nothing_that_is_kept_points_at_what_is_left_out(source: Source) -> None:
    pointing = ask(
        source.house,
        "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint"
        " where contype = 'f'",
    )
    left_out = {name.removeprefix("public.") for name in LEFT_OUT}
    assert left_out <= {name.removeprefix("public.") for name in source.rows}
    assert [pair for pair in pointing if pair[1] in left_out and pair[0] not in left_out] == []


def test_what_others_had_not_finished_is_not_in_it(opened: Path) -> None:
    parts = sorted((opened / "database").iterdir())
    said = subprocess.run(
        [_restore_program(), "--data-only", "--table=accounts_team", "--file=-"],
        input=b"".join(part.read_bytes() for part in parts),
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert "Adults, East" in said
    assert "Not there yet" not in said


def _restore_program() -> str:
    from alongside.foundation.backup.programs import find

    return str(find("pg_restore", 18).path)


def test_it_is_for_one_user_and_its_hash_is_on_the_trail(source: Source, backup: Backup) -> None:
    assert backup.path.stat().st_mode & 0o777 == 0o600
    digest = hashlib.sha256(backup.path.read_bytes()).hexdigest()
    assert digest in backup.said
    lines = ask(
        source.house,
        "select what, detail->>'sha256' from foundation_trail"
        " where what like 'backup %' order by at",
    )
    assert lines[:2] == [("backup begun", None), ("backup made", digest)]


def test_no_backup_is_ever_overwritten(source: Source, backup: Backup, public: str) -> None:
    before = backup.path.read_bytes()
    said = source.house.run("backup", "--to", str(backup.path), "--key", public, status=1)
    assert "no backup is ever overwritten" in said
    assert backup.path.read_bytes() == before


def test_in_a_folder_it_is_named_after_the_time(
    source: Source, public: str, tmp_path: Path
) -> None:
    settings = source.house.settings | {"ALONGSIDE_BACKUP_KEYS": f"{public}, {public}"}
    house = replace(source.house, settings=settings)
    house.run("backup", "--to", str(tmp_path))
    (made,) = tmp_path.iterdir()
    assert made.name.startswith("alongside-20")
    assert made.suffix == ".age"


def test_without_a_key_or_with_the_wrong_half_there_is_none(source: Source, key: Path) -> None:
    assert "there is no key to encrypt it to" in source.house.run("backup", status=1)
    secret = key.read_text().splitlines()[-1]
    said = source.house.run("backup", "--key", secret, status=1)
    assert "secret half" in said
    assert secret not in said
    assert "is not a public key" in source.house.run("backup", "--key", "age1nonsense", status=1)
    assert not (source.house.data / "backups").exists()


def test_a_server_that_is_away_is_named(source: Source, public: str, tmp_path: Path) -> None:
    away = {"DATABASE_URL": f"postgresql:///gone?host={tmp_path}"}
    house = replace(source.house, settings=source.house.settings | away)
    said = house.run("backup", "--to", str(tmp_path), "--key", public, status=1)
    assert "The database does not answer" in said
    assert list(tmp_path.iterdir()) == []


def test_an_older_pg_dump_is_named(source: Source, public: str, tmp_path: Path) -> None:
    old = tmp_path / "pg_dump"
    old.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6'\n")
    old.chmod(0o755)
    only = {"ALONGSIDE_POSTGRES_BIN": str(tmp_path), "PATH": str(tmp_path)}
    house = replace(source.house, settings=source.house.settings | only)
    said = house.run("backup", "--to", str(tmp_path / "b.age"), "--key", public, status=1)
    assert "This needs pg_dump of PostgreSQL 18 or newer" in said
    assert not (tmp_path / "b.age").exists()


@pytest.fixture
def elsewhere(source: Source, tmp_path: Path) -> House:
    """The same database with a copy of its files, to be spoilt."""
    data = tmp_path / "elsewhere"
    shutil.copytree(source.house.data, data)
    return replace(source.house, data=data)


def originals(house: House) -> list[Path]:
    return sorted((house.data / "files" / "originals").iterdir())


def test_a_file_that_is_not_well_is_told_of_and_the_rest_is_kept(
    elsewhere: House, public: str, key: Path, tmp_path: Path
) -> None:
    gone, changed = originals(elsewhere)
    gone.unlink()
    changed.write_bytes(b"something else")
    words = ("backup", "--to", str(tmp_path / "b.age"), "--key", public)
    said = elsewhere.run(*words, status=1)
    assert f"The file originals/{gone.name} is missing." in said
    assert f"The file originals/{changed.name} is not what it was when it came." in said
    again = ("restore", str(tmp_path / "b.age"), "--identity", str(key), "--check")
    told = replace(elsewhere, data=tmp_path / "new", settings={}).run(*again, status=1)
    assert f"The file originals/{gone.name} is missing. It was so when the backup was made." in told


def test_one_that_is_killed_leaves_nothing_that_looks_like_a_backup(
    elsewhere: House, public: str, tmp_path: Path
) -> None:
    slow, to = originals(elsewhere)[0], tmp_path / "backups" / "b.age"
    whole = slow.read_bytes()
    slow.unlink()
    os.mkfifo(slow)  # reading it waits for ever
    process = elsewhere.begin("backup", "--to", str(to), "--key", public)
    part = to.with_name(f".{to.name}.alongside.part")
    while not (part.exists() and part.stat().st_size):
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert [one.name for one in to.parent.iterdir()] == [part.name]
    slow.unlink()
    slow.write_bytes(whole)
    elsewhere.run("backup", "--to", str(to), "--key", public)
    assert [one.name for one in to.parent.iterdir()] == [to.name]


def test_a_key_is_written_for_one_user_and_never_over_another(key: Path, source: Source) -> None:
    assert key.stat().st_mode & 0o777 == 0o600
    before = key.read_text()
    assert "never overwritten" in source.house.run("backup-key", "--to", str(key), status=1)
    assert key.read_text() == before


def test_a_printed_key_is_a_key_file(source: Source, tmp_path: Path) -> None:
    process = source.house.begin("backup-key")
    printed, words = process.communicate()
    (tmp_path / "key.txt").write_text(printed)
    public = str(age.read_secret(tmp_path / "key.txt")[0].to_public())
    assert f"ALONGSIDE_BACKUP_KEYS={public}" in words
    assert age.SECRET + "1" in words
    assert printed.splitlines()[-1] not in words  # the secret is shown once


def test_a_database_that_is_older_than_the_code_is_named(
    source: Source, public: str, tmp_path: Path
) -> None:
    newer = {"DJANGO_SETTINGS_MODULE": "tests.backup.newer.settings"}
    house = replace(source.house, settings=source.house.settings | newer)
    said = house.run("backup", "--to", str(tmp_path / "b.age"), "--key", public, status=1)
    assert "The database is not as this version of Alongside makes it" in said
    assert list(tmp_path.iterdir()) == []
