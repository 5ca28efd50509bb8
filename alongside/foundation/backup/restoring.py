"""`alongside restore`: brings a backup back into an empty place, and proves that it is whole."""

import argparse
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import psycopg

from alongside.foundation.postgres.roles import APP, BACKUP, OWNER, SEALER
from alongside.foundation.running.folder import data_folder, open_data_folder
from alongside.foundation.running.progress import say, step

from . import age, mark
from .age import CannotOpenError
from .bundle import KEY, SEALS, unpack
from .manifest import Faults, Manifest


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the backup")
    parser.add_argument(
        "--identity", required=True, metavar="KEYFILE", help="the secret key, in a file"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="only look whether it could be restored; change nothing",
    )
    parser.add_argument(
        "--published",
        metavar="FILE",
        help=f"a copy of {SEALS} that is newer than the backup, to say which seals are lost",
    )
    parser.add_argument(
        "--superuser-url",
        metavar="URL",
        default=os.environ.get("ALONGSIDE_SUPERUSER_URL", ""),
        help="for a server of your own: makes roles and database first, as database-setup does",
    )


@dataclass
class Restored:
    """What came of it."""

    manifest: Manifest
    era: int
    lines: list[str]
    wrong: list[str]


def run(options: argparse.Namespace) -> int:
    """Bring it back; exit 1 when something of it is not as it should be."""
    keys = age.read_secret(Path(options.identity))
    os.environ["ALONGSIDE_DATABASE_ROLE"] = OWNER
    import django
    from django.db import Error as DatabaseError

    django.setup()
    try:
        with _opened(Path(options.file)) as file:
            manifest, faults = _look(file, keys)
            if options.check:
                return _tell_checked(manifest, faults)
            return _tell(_restore(options, file, keys, manifest), faults)
    except CannotOpenError as refusal:
        raise SystemExit(str(refusal)) from None
    except (psycopg.Error, DatabaseError) as problem:
        raise SystemExit(
            f"The restore stopped: {str(problem).partition(chr(10))[0]}. Nothing of it is served. "
            "When this is put right, run it again: it clears away what is there and begins anew."
        ) from None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as refusal:
        raise SystemExit(f"The backup {path} cannot be read: {refusal.strerror}.") from None
    with file:
        yield file


def _look(file: BinaryIO, keys: list[Any]) -> tuple[Manifest, Faults]:
    from . import checking

    with step("Checking the backup"):
        manifest, faults = checking.look_through(file, keys)
    checking.refuse_newer_code(manifest)
    return manifest, faults


def _restore(
    options: argparse.Namespace, file: BinaryIO, keys: list[Any], manifest: Manifest
) -> Restored:
    from . import checking, programs
    from .target import target

    if options.published and not Path(options.published).is_file():
        raise SystemExit(f"There is no file {options.published}.")
    place = target(data_folder(), options.superuser_url)
    major = place.major()
    checking.refuse_newer_server(manifest, major)
    program = programs.find("pg_restore", max(major, manifest.dumped_with))
    place.refuse_unless_empty()
    checking.refuse_without_room(manifest, place.data)
    open_data_folder(place.data)
    with mark.held(place.data, file=Path(options.file).name, into=place.name):
        try:
            with step("Making an empty place"):
                place.clear_away()
                place.make_ready()
            return _fill(options.published, file, keys, manifest, program)
        finally:
            place.leave()


def _fill(
    published: str | None, file: BinaryIO, keys: list[Any], manifest: Manifest, program: Any
) -> Restored:
    """Everything between an empty place that is closed and a full one that is open."""
    from . import finishing, loading, target

    data = data_folder()
    if manifest.mode == "council":
        (data / mark.COUNCIL).touch(mode=0o600)
    finishing.make_extensions(manifest)
    loading.bring_in(unpack(file, keys), data, program)
    if published:
        shutil.copyfile(published, data / SEALS)
    finishing.compare_counts(manifest)
    with step("Bringing the database up to this version"):
        finishing.bring_up()
    era = finishing.begin_era(manifest)
    target.open_doors(SEALER)
    with step("Proving that it is whole"):
        lines, wrong = finishing.prove(manifest)
    os.sync()
    target.open_doors(APP, BACKUP)
    return Restored(manifest, era, lines, wrong)


def _tell_checked(manifest: Manifest, faults: Faults) -> int:
    say(f"This backup is whole, and could be restored here. {_of(manifest)}")
    for sentence in faults.sentences():
        say(f"- {sentence} It was so when the backup was made.")
    return 1 if faults.sentences() else 0


def _of(manifest: Manifest) -> str:
    return (
        f"It was made on {_time(manifest)} by Alongside {manifest.alongside} from PostgreSQL "
        f"{manifest.postgres}, and holds {manifest.rows:,} rows and {manifest.files:,} files."
    )


def _time(manifest: Manifest) -> str:
    from alongside.foundation.proof import time_in_words

    return time_in_words(manifest.moment)


def _tell(restored: Restored, faults: Faults) -> int:
    data = data_folder()
    say(f"Restored. {_of(restored.manifest)}")
    for line in restored.lines:
        say(f"- {line}")
    for words in dict.fromkeys((*restored.wrong, *faults.sentences())):
        say(f"- Look at this: {words}")
    say(
        f"Era {restored.era} of the trail has begun, and 'alongside verify' will always say so. "
        f"Nothing after {_time(restored.manifest)} is here: what was written since, but also "
        "accounts that were closed, access that ended, and passwords that were changed. Go through "
        "them before anybody signs in. Sign-in links that were sent before no longer work."
    )
    if _has_other_key(data):
        say(
            "ALONGSIDE_SECRET_KEY is not the key of this backup: authenticator apps and recovery "
            f"codes will not fit until it is what {data / KEY} says."
        )
    say(f"Start it with: alongside start --data {data}")
    return 1 if restored.wrong or faults.sentences() else 0


def _has_other_key(data: Path) -> bool:
    given = os.environ.get("ALONGSIDE_SECRET_KEY", "")
    return bool(given) and (data / KEY).exists() and (data / KEY).read_text().strip() != given
