"""Everything of the council: each table of one moment, the files, and what all of it means."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from psycopg import sql

from alongside.accounts.models import Account
from alongside.foundation import sealer
from alongside.foundation.actor import acting
from alongside.foundation.backup import kept, snapshot
from alongside.foundation.backup.bundle import SEALS
from alongside.foundation.backup.manifest import Faults
from alongside.foundation.running.progress import say, step

from . import dictionary, explained
from .actions import begin_export, end_export
from .folder import Folder, new_folder
from .models import Export
from .tables import NOT_OUT, Table, taken_out
from .writing import WRITERS

FORMAT = "alongside council 1"
LOCKED = "select id::text from record_attachment where state = 'locked' order by 1"


def export_council(*, path: Path, form: str, reason: str, by: Account) -> dict[str, Any]:
    """Write it all; return what became of it. What was cut off has no list of files."""
    with new_folder(path) as folder:
        with acting(by.pk):
            made = begin_export(form=form, reason=reason, by=by)
        with snapshot.taken() as (reader, _moment):
            told = _write(reader, folder, form, made)
        digest = folder.finish(told)
        counts = {"tables": len(told["tables"]), "rows": told["rows"], "files": told["file_count"]}
        with acting(by.pk):
            end_export(made=made, digest=digest, counts=counts, by=by)
    size = sum(one["bytes"] for one in folder.there.values())
    return {
        "folder": str(path), **counts, "bytes": size, "sha256": digest,
        "left_out": len(told["left_out"]), "wrong": told["wrong"],
    }  # fmt: skip


def _write(reader: psycopg.Connection, folder: Folder, form: str, made: Export) -> dict[str, Any]:
    reader.execute("set local timezone = 'UTC'")
    reader.execute("set local datestyle = 'ISO'")
    tables, faults, rows = taken_out(reader), Faults(), {}
    for number, table in enumerate(tables, 1):
        with step(f"Writing table {number} of {len(tables)}, {table.file}"):
            rows[table.file] = WRITERS[form](reader, table, folder, f"tables/{table.file}.{form}")
    locked = [str(id) for (id,) in reader.execute(LOCKED).fetchall()]
    with step("Writing the files"):
        count = _write_files(reader, folder, faults, set(locked))
    _write_seals(folder)
    told = _told(reader, tables, rows, form, made)
    told |= {"file_count": count, "locked_files": locked, "wrong": faults.sentences()}
    for name, words in dictionary.written(tables):
        folder.write(name, words)
    folder.write("README.txt", explained.readme(told))
    return told


def _write_files(
    reader: psycopg.Connection, folder: Folder, faults: Faults, locked: set[str]
) -> int:
    """Every file as it is kept, but for those that were locked unseen."""
    count = 0
    for member in kept.members(reader, faults):
        if member.name.rpartition("/")[2] not in locked:
            folder.write_pieces(member.name, member.pieces)
            count += 1
    return count


def _write_seals(folder: Folder) -> None:
    """The published seals too, so that the trail can be proven where it is brought in."""
    published = Path(settings.DATA) / SEALS
    with suppress(FileNotFoundError):
        folder.write(SEALS, published.read_bytes())


def _told(
    reader: psycopg.Connection, tables: list[Table], rows: dict[str, int], form: str, made: Export
) -> dict[str, Any]:
    no, seal = snapshot.last_seal(reader)
    return {
        "format": FORMAT,
        "alongside": version("alongside"),
        "export": str(made.pk),
        "reason": made.reason,
        "made_at": datetime.now(tz=UTC).isoformat(),
        "mode": str(settings.MODE),
        "postgres": reader.info.server_version // 10_000,
        "migrations": snapshot.applied(reader),
        "extensions": snapshot.extensions(reader),
        "era": sealer.current_era(reader),
        "last_seal": no,
        "last_seal_hash": seal,
        "written_as": form,
        "tables": {
            one.file: {"rows": rows[one.file], "columns": [each.name for each in one.columns]}
            for one in tables
        },
        "rows": sum(rows.values()),
        "left_out": {name.removeprefix("public."): why for name, why in sorted(_left_out(reader))},
    }


def _left_out(reader: psycopg.Connection) -> Iterator[tuple[str, str]]:
    """What is there and was not taken out; this list names no table that the database lacks."""
    for schema, name in reader.execute(sql.SQL(snapshot.TABLES)).fetchall():
        if f"{schema}.{name}" in NOT_OUT:
            yield f"{schema}.{name}", NOT_OUT[f"{schema}.{name}"]


def tell(done: dict[str, Any]) -> int:
    """Say in words what became of it; 1 when a file is not as it should be."""
    size = done["bytes"] / 1_000_000
    say(f"Everything of the council is in {done['folder']} ({size:,.1f} MB).")
    say(f"It holds {done['rows']:,} rows of {done['tables']} tables, and {done['files']:,} files.")
    say(f"The SHA-256 of its manifest.json is {done['sha256']}.")
    say("It is not encrypted, and it holds every record. README.txt says what was left out.")
    for sentence in done["wrong"]:
        say(f"- {sentence}")
    return 1 if done["wrong"] else 0
