"""The folder of one person in one file, for a browser: made apart, and gone before it is sent."""

import fcntl
import os
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.running.folder import LEAST_ROOM
from alongside.people.models import Person

from .folder import clear_away
from .gathering import size_of_files
from .person import export_person

PLACE = "taking-out"  # in the data folder
PATIENCE, BETWEEN = 1.0, 0.1  # seconds, while somebody else only clears away
BUSY = "A copy is being made for you already. Wait until it has come, and try again."
NO_ROOM = (
    "There is too little room on the council’s own machine to make this copy. Nothing was taken "
    "out. Ask whoever looks after Alongside to make room."
)
CUT_OFF = (
    "The copy could not be written, and nothing of it was kept. Try again; if it happens again, "
    "tell whoever looks after Alongside."
)
CHANGED = (
    "The copy was not handed out, because not every file in it is as it came. Tell whoever looks "
    "after Alongside at once; they can take it out by command, and see which."
)


def make_parcel(*, person: Person, reason: str, by: Account) -> IO[bytes]:
    """Export as the command does, and give the same files zipped, in a file without a name.

    It has no name, so that nothing stays on the disk when whoever reads it goes away, or we do.
    """
    with _place_of(by) as place:
        try:
            clear_leftovers()
            with acting(by.pk), transaction.atomic():
                _refuse_without_room(place, size_of_files(person))
            folder = place / "record"
            done = export_person(path=folder, id=str(person.pk), reason=reason, by=by)
            if done["wrong"]:
                raise ValidationError(CHANGED)
            return _zipped(folder, place)
        except (
            OSError,
            SystemExit,
        ) as refusal:  # the folder says why for a terminal, with its path
            raise ValidationError(CUT_OFF) from refusal


def _refuse_without_room(place: Path, size: int) -> None:
    """The files twice, once in the folder and once in the zip, and room for the database."""
    room = os.statvfs(place)
    if room.f_bavail * room.f_frsize < 2 * size + LEAST_ROOM:
        raise ValidationError(NO_ROOM)


def _zipped(folder: Path, place: Path) -> IO[bytes]:
    """Piece by piece, with the names that they have in the folder."""
    made = tempfile.TemporaryFile(dir=place)  # noqa: SIM115 - whoever sends it closes it
    try:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as parcel:
            for one in sorted(folder.rglob("*")):
                if one.is_file():
                    parcel.write(one, str(one.relative_to(folder)))
        made.seek(0)
    except BaseException:
        made.close()
        raise
    return made


# Where it is made ---------------------------------------------------------------------------------


@contextmanager
def _place_of(by: Account) -> Iterator[Path]:
    """A folder for this account alone, locked for as long as it is there; removed in any case."""
    places = Path(settings.DATA) / PLACE
    places.mkdir(mode=0o700, exist_ok=True)
    place = places / str(by.pk)
    waited = time.monotonic() + PATIENCE
    while (handle := _locked(place)) is None:
        if time.monotonic() > waited:
            raise ValidationError(BUSY)
        time.sleep(BETWEEN)
    try:
        for left in place.iterdir():
            clear_away(left)
        yield place
    finally:
        clear_away(place)
        os.close(handle)


def clear_leftovers() -> int:
    """Remove what was left where the process was killed; how many were removed."""
    count, places = 0, Path(settings.DATA) / PLACE
    for place in sorted(places.iterdir()) if places.is_dir() else ():
        if place.is_dir() and (handle := _locked(place)) is not None:
            clear_away(place)
            os.close(handle)
            count += 1
    return count


def _locked(place: Path) -> int | None:
    """The folder, opened and locked; nothing as long as somebody else has it.

    The lock goes with the process: what is there and is not locked was left behind.
    """
    handle = -1
    with suppress(OSError):
        place.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.fstat(handle).st_ino == place.stat().st_ino:  # and not one that was just removed
            return handle
    if handle >= 0:
        os.close(handle)
    return None
