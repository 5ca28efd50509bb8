"""Whether a backup can be brought back here: looked through before anything is touched."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from .age import CannotOpenError
from .bundle import CLOSING, DATABASE, MANIFEST, NOT_OURS, unpack
from .manifest import Faults, Manifest

ROOM = 200_000_000  # bytes that a database needs before there is anything in it
LONGEST = 50_000_000  # bytes of what a backup says of itself


def look_through(file: BinaryIO, keys: Sequence[Any]) -> tuple[Manifest, Faults]:
    """Read all of a backup once; return what it says of itself and of its files."""
    manifest, faults, parts = None, None, 0
    for content in unpack(file, keys):
        if content.name == MANIFEST:
            manifest = Manifest.read(content.read(LONGEST))
        elif content.name == CLOSING:
            faults = Faults.read(content.read(LONGEST))
        elif content.name.startswith(DATABASE):
            parts += 1
            if content.name != f"{DATABASE}{parts:08d}":
                raise CannotOpenError(NOT_OURS)
    if manifest is None or faults is None or not parts:
        raise CannotOpenError(NOT_OURS)
    return manifest, faults


def refuse_newer_code(manifest: Manifest) -> None:
    """Stop when the backup's tables are of a version that this one knows nothing about."""
    from django.db.migrations.loader import MigrationLoader

    on_disk = MigrationLoader(None).disk_migrations
    known = {f"{app}.{name}" for app, name in on_disk}
    for migration in on_disk.values():
        known |= {f"{app}.{name}" for app, name in migration.replaces}
    if unknown := sorted(set(manifest.migrations) - known):
        raise SystemExit(
            f"This backup was made by a newer Alongside ({manifest.alongside}), which knows "
            f"{unknown[0]}. Use that version to restore it."
        )


def refuse_newer_server(manifest: Manifest, major: int) -> None:
    """Stop when the backup comes from a newer PostgreSQL than it would be brought back into."""
    if manifest.postgres > major:
        raise SystemExit(
            f"This backup comes from PostgreSQL {manifest.postgres}, and the server here is "
            f"version {major}. Use version {manifest.postgres} or a newer one."
        )


def refuse_without_room(manifest: Manifest, data: Path) -> None:
    """Stop when there is plainly too little room where the data folder will be."""
    near = next(folder for folder in (data, *data.parents) if folder.exists())
    free, needed = shutil.disk_usage(near).free, manifest.room + ROOM
    if free < needed:
        raise SystemExit(
            f"There is not enough room at {near}: about {needed / 1e9:,.1f} GB are needed, and "
            f"{free / 1e9:,.1f} GB are free."
        )
