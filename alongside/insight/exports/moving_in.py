"""`alongside import council`: brings a whole export into a new, empty place, and proves it."""

import argparse
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from alongside.foundation.backup import mark
from alongside.foundation.backup.bundle import FILES, SEALS, Content
from alongside.foundation.backup.manifest import Manifest
from alongside.foundation.postgres.roles import APP, BACKUP, OWNER, SEALER
from alongside.foundation.running.folder import data_folder, open_data_folder
from alongside.foundation.running.progress import say, step

from .folder import check_files, read_manifest
from .tables import Table, taken_out

FORMAT = "alongside council 1"
ACCOUNTS = """
select kind, count(*) from accounts_account
 where is_active and kind <> 'system' group by 1 order by 1
"""
FIRST = """
select distinct a.email from accounts_account a
  join accounts_roleheld h on h.account_id = a.id join accounts_role r on r.key = h.role_id
 where a.is_active and 'manage accounts' = any (r.permissions)
   and h.starts <= now() and h.until > now() order by 1
"""


@dataclass
class MovedIn:
    """What came of it."""

    lines: list[str]
    wrong: list[str]
    accounts: dict[str, int]
    first: list[str]


def run(options: argparse.Namespace) -> int:
    """Bring it in; 1 when something of it is not as it should be."""
    os.environ["ALONGSIDE_DATABASE_ROLE"] = OWNER
    import django
    from django.db import Error as DatabaseError

    django.setup()
    path = options.file.absolute()
    told = read_manifest(path, FORMAT)
    refuse_other_version(told)
    with step("Checking each file of the export"):
        check_files(path, told)
    if options.dry_run:
        say(f"This export is whole, and could be brought in here. {_of(told)}")
        return 0
    try:
        return _tell(_move_in(options.superuser_url, path, told), told, is_json=options.json)
    except (psycopg.Error, DatabaseError) as problem:
        raise SystemExit(
            f"It stopped: {str(problem).partition(chr(10))[0]}. Nothing of it is served. "
            "When this is put right, run it again: it clears away what is there and begins anew."
        ) from None


def refuse_other_version(told: dict[str, Any]) -> None:
    """The tables here have to be just those of the export: rows are brought in, not changed."""
    from django.db.migrations.loader import MigrationLoader

    here = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    made = f"This export was made by another Alongside ({told['alongside']})"
    if newer := sorted(set(told["migrations"]) - here):
        raise SystemExit(f"{made}, which knows {newer[0]}. Use that version to bring it in.")
    if older := sorted(here - set(told["migrations"])):
        raise SystemExit(
            f"{made}, which does not know {older[0]}. Bring it in with that version, and then run "
            "'alongside migrate' with this one."
        )


def _move_in(superuser_url: str, path: Path, told: dict[str, Any]) -> MovedIn:
    from alongside.foundation.backup.checking import refuse_newer_server, refuse_without_room
    from alongside.foundation.backup.target import target

    place, manifest = target(data_folder(), superuser_url), _as_backup(told)
    refuse_newer_server(manifest, place.major())
    place.refuse_unless_empty()
    refuse_without_room(manifest, place.data)
    open_data_folder(place.data)
    with mark.held(place.data, file=path.name, into=place.name):
        try:
            with step("Making an empty place"):
                place.clear_away()
                place.make_ready()
            return _fill(path, told, manifest)
        finally:
            place.leave()


def _as_backup(told: dict[str, Any]) -> Manifest:
    """The same in a backup's words: from here on, both are brought back alike."""
    size = sum(int(one["bytes"]) for one in told["files"].values())
    return Manifest(
        alongside=told["alongside"],
        mode=told["mode"],
        made_at=told["made_at"],
        postgres=told["postgres"],
        dumped_with=told["postgres"],
        migrations=told["migrations"],
        extensions=told["extensions"],
        era=told["era"],
        last_seal=told["last_seal"],
        last_seal_hash=told["last_seal_hash"],
        counts={name: int(one["rows"]) for name, one in told["tables"].items()},
        files=told["file_count"],
        room=3 * size,  # indexes take more than what they find
    )


def _fill(path: Path, told: dict[str, Any], manifest: Manifest) -> MovedIn:
    """Everything between an empty place that is closed and a full one that is open."""
    from alongside.foundation import sealer
    from alongside.foundation.backup import finishing, target

    from .loading import load

    data = data_folder()
    if manifest.mode == "council":
        (data / mark.COUNCIL).touch(mode=0o600)
    finishing.make_extensions(manifest)
    with step("Making its tables"):
        finishing.bring_up()
    with sealer.connect(OWNER) as owner:
        owner.execute("set timezone = 'UTC'")
        load(owner, path, told, _same_tables(owner, told))
    with step("Bringing in the files"):
        _take_files(path, told, data)
    if (path / SEALS).exists():
        shutil.copyfile(path / SEALS, data / SEALS)
        (data / SEALS).chmod(0o600)
    finishing.begin_era(manifest)
    target.open_doors(SEALER)
    with step("Proving that it is whole"):
        lines, wrong = finishing.prove(manifest)
    with sealer.connect(OWNER) as owner, owner.transaction():
        accounts: dict[str, int] = dict(owner.execute(ACCOUNTS).fetchall())
        first = [email for (email,) in owner.execute(FIRST).fetchall()]
    target.open_doors(APP, BACKUP)
    locked = set(told["locked_files"])
    wrong = [one for one in wrong if not any(id in one for id in locked)]
    return MovedIn(lines, wrong, accounts, first)


def _same_tables(owner: psycopg.Connection, told: dict[str, Any]) -> list[Table]:
    """The tables here; refused where the export has others, or other columns."""
    here = taken_out(owner)
    theirs = {name: one["columns"] for name, one in told["tables"].items()}
    ours = {one.file: [each.name for each in one.columns] for one in here}
    if theirs != ours:
        differs = sorted(set(theirs) ^ set(ours)) or [n for n in ours if ours[n] != theirs[n]]
        raise SystemExit(f"The table {differs[0]} is not the same here. Nothing was brought in.")
    return here


def _take_files(path: Path, told: dict[str, Any], data: Path) -> None:
    from alongside.foundation.backup.loading import take_file

    for name, said in told["files"].items():
        if name.startswith(FILES):
            with (path / name).open("rb") as opened:
                take_file(Content(name, int(said["bytes"]), opened), data)


def _of(told: dict[str, Any]) -> str:
    return (
        f"It was made on {told['made_at'][:10]} by Alongside {told['alongside']}, and holds "
        f"{told['rows']:,} rows of {len(told['tables'])} tables and {told['file_count']:,} files."
    )


def _tell(moved: MovedIn, told: dict[str, Any], *, is_json: bool) -> int:
    if is_json:
        print(json.dumps({"rows": told["rows"], "wrong": moved.wrong, "accounts": moved.accounts}))
        return 1 if moved.wrong else 0
    say(f"Brought in. {_of(told)}")
    for line in moved.lines:
        say(f"- {line}")
    for words in moved.wrong:
        say(f"- Look at this: {words}")
    for name, why in told["left_out"].items():
        say(f"- Not in the export: {name}, {why}.")
    if locked := len(told["locked_files"]):
        say(f"- {locked} files that were locked unseen are not here. README.txt names them.")
    people = ", ".join(f"{count:,} {kind}" for kind, count in moved.accounts.items())
    say(f"Nobody can sign in yet: everybody ({people}) needs a new way in.")
    for email in moved.first:
        say(f"- Begin with: alongside account link {email}")
    say("They make links for everybody else, on the page “Accounts”.")
    say(f"Start it with: alongside start --data {data_folder()}")
    return 1 if moved.wrong else 0
