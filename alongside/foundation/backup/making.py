"""`alongside backup`: the database and the files of one moment, in one file for a key elsewhere."""

import argparse
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import Error as DatabaseError

from alongside.foundation import sealer
from alongside.foundation.running.progress import say, step

from . import age, kept, mark, snapshot
from .bundle import CLOSING, KEY, MANIFEST, SEALS, WELCOME, Member, pack
from .destination import choose, written
from .manifest import Faults, Manifest
from .noting import note
from .programs import Program, find

FOLDER = "backups"
NO_KEY = (
    "A backup is only ever written encrypted, and there is no key to encrypt it to. Run 'alongside "
    "backup-key' on another machine, and put the public half, which begins with age1, into "
    "ALONGSIDE_BACKUP_KEYS or behind --key."
)
AWAY = (
    "The database does not answer, so there is no backup. Start it with 'alongside start' or "
    "'alongside database start', and check DATABASE_URL and the passwords."
)
OLDER = (
    "The database is not as this version of Alongside makes it, so there is no backup. Make it "
    "with the version that ran here last, or run 'alongside migrate' first."
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to",
        default="",
        metavar="PLACE",
        help=f"a file that is not there yet, or a folder (default: {FOLDER} in the data folder)",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="AGE1…",
        help="a public key that may open it; more than once for several (or ALONGSIDE_BACKUP_KEYS)",
    )


def run(options: argparse.Namespace) -> int:
    """Write one backup; exit 1 when it is not there, or when a file in it is not well."""
    words = options.key or os.environ.get("ALONGSIDE_BACKUP_KEYS", "").replace(",", " ").split()
    if not words:
        raise SystemExit(NO_KEY)
    keys = age.read_public(words)
    mark.refuse_half_restored()
    import django

    django.setup()
    try:
        return _make(options.to, keys)
    except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn):
        raise SystemExit(OLDER) from None
    except psycopg.OperationalError:
        raise SystemExit(AWAY) from None
    except DatabaseError as problem:
        raise SystemExit(OLDER if _is_older(problem) else AWAY) from None


def _is_older(problem: DatabaseError) -> bool:
    older = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)
    return isinstance(problem.__cause__, older)


def _make(to: str, keys: list[Any]) -> int:
    began = datetime.now(tz=UTC)
    path = choose(to, Path(settings.DATA) / FOLDER, began)
    faults = Faults()
    with written(path) as file, snapshot.taken() as (reader, moment):
        program = find("pg_dump", reader.info.server_version // 10_000)
        note("backup begun", {"keys": [str(key) for key in keys]})
        with step("Counting what there is"):
            manifest = _manifest(reader, program, began)
        inside = _members(reader, moment, program, manifest, faults)
        digest = age.seal(pack(inside), file, keys)
    _note_made(digest)
    _tell(path, manifest, digest, faults)
    return 1 if faults.sentences() else 0


def _manifest(reader: psycopg.Connection, program: Program, began: datetime) -> Manifest:
    files, size = kept.measure(reader)
    held = int(snapshot.one(reader, "select pg_database_size(current_database())"))
    no, seal = snapshot.last_seal(reader)
    return Manifest(
        alongside=version("alongside"),
        mode=str(settings.MODE),
        made_at=began.isoformat(),
        postgres=reader.info.server_version // 10_000,
        dumped_with=program.major,
        migrations=snapshot.applied(reader),
        extensions=snapshot.extensions(reader),
        era=sealer.current_era(reader),
        last_seal=no,
        last_seal_hash=seal,
        counts=snapshot.counts(reader),
        files=files,
        room=held + size,
    )


def _members(
    reader: psycopg.Connection,
    moment: str,
    program: Program,
    manifest: Manifest,
    faults: Faults,
) -> Iterator[Member]:
    """Give everything in the order in which a restore wants it: the database, then its files."""
    yield Member.of(MANIFEST, manifest.write())
    if not str(settings.SECRET_KEY).startswith("passing-"):
        yield Member.of(KEY, str(settings.SECRET_KEY).encode())
    for name in (SEALS, WELCOME):
        path = Path(settings.DATA) / name
        if path.exists():
            yield Member.of_file(name, path)
    with step("Writing the database"):
        yield from snapshot.dump(program, moment)
    with step(f"Writing {manifest.files} files"):
        yield from kept.members(reader, faults)
    yield Member.of(CLOSING, faults.write())


def _note_made(digest: str) -> None:
    """The file is there already, so a database that went away meanwhile takes nothing back."""
    try:
        note("backup made", {"sha256": digest})
    except (psycopg.Error, DatabaseError):
        say("The database went away before the trail could say that this backup was made.")


def _tell(path: Path, manifest: Manifest, digest: str, faults: Faults) -> None:
    size = path.stat().st_size / 1_000_000
    say(f"The backup is {path} ({size:,.1f} MB).")
    say(f"It holds {manifest.rows:,} rows and {manifest.files:,} files. Its SHA-256 is {digest}.")
    if path.is_relative_to(settings.DATA):
        say("It lies beside what it is a backup of: copy it to another machine.")
    for sentence in faults.sentences():
        say(f"- {sentence}")
    if faults.sentences():
        say("The backup is whole, and holds these as they were found. Look for older backups.")
