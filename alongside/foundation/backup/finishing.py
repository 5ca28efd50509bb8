"""The end of a restore: this version's tables and rights, a new era, and the proof of all of it."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from psycopg import sql

from alongside.foundation import proof, sealer
from alongside.foundation.postgres.roles import OWNER
from alongside.foundation.running import fingerprint, migrate

from . import kept, snapshot
from .manifest import LEFT_OUT, Manifest
from .noting import note


def make_extensions(manifest: Manifest) -> None:
    """Make those that a migration brought; the usual ones are there from setting up."""
    with sealer.connect(OWNER) as owner:
        for name in manifest.extensions:
            statement = sql.SQL("create extension if not exists {}")
            owner.execute(statement.format(sql.Identifier(name)))


def compare_counts(manifest: Manifest) -> None:
    """Stop unless every table has as many rows as it had."""
    with sealer.connect(OWNER) as owner:
        there = snapshot.counts(owner)
    for name in sorted({*there, *manifest.counts} - set(LEFT_OUT)):
        had, has = manifest.counts.get(name, 0), there.get(name, 0)
        if had != has:
            raise SystemExit(f"The table {name} had {had:,} rows and has {has:,} now.")


def bring_up() -> None:
    """As the owner: newer migrations if there are any, then everybody's rights, and the styles."""
    migrate.bring_up(verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    fingerprint.remember_code()


def begin_era(manifest: Manifest) -> int:
    """Begin a new era of the trail, and make its first line say of what this is a restore."""
    with sealer.connect(OWNER) as owner:
        era = sealer.raise_era(owner, Path(settings.DATA) / sealer.FILE)
    note("backup restored", {"era": era, "made_at": manifest.made_at, "seal": manifest.last_seal})
    return era


def prove(manifest: Manifest) -> tuple[list[str], list[str]]:
    """Seal what waits, then compare everything; return what was proved, and what is wrong."""
    published = Path(settings.DATA) / sealer.FILE
    with sealer.connect() as closer:
        while sealer.close_one(closer):
            pass
        sealer.publish(closer, published)
    with sealer.connect() as reader:
        found = proof.verify(reader, proof.read_published(published))
    with sealer.connect(OWNER) as owner, owner.transaction():
        files, faults = kept.compare(owner)
    lines = [
        f"{len(manifest.counts)} tables have as many rows as they had: {manifest.rows:,}.",
        f"The trail has {found.lines:,} lines in {found.seals:,} seals, of which "
        f"{found.published:,} were compared with what was published.",
        f"{files - faults.count:,} of {files:,} files are there and as they were.",
        *(f"{words}." for words in found.restored),
    ]
    return lines, [*(f"{words}." for words in found.wrong), *faults.sentences()]
