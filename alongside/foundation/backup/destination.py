"""Where a backup goes: whole under its name or not there at all, and never over another one."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

ENDING = ".age"
PART = ".alongside.part"


def choose(to: str, folder: Path, now: datetime) -> Path:
    """Return the file to write: the one named, or one named after the time, in the folder named."""
    name = f"alongside-{now:%Y%m%dT%H%M%SZ}{ENDING}"
    if not to:
        return folder / name
    path = Path(to).absolute()
    return path / name if path.is_dir() else path


@contextmanager
def written(path: Path) -> Iterator[BinaryIO]:
    """Give a file that gets its name when all of it is on the disk; only this user may read it."""
    part = path.with_name(f".{path.name}{PART}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_away(path.parent)
        _refuse_if_there(path)
        with _opened(part) as file:
            try:
                yield file
                file.flush()
                os.fsync(file.fileno())
                _name(part, path)
            finally:
                part.unlink(missing_ok=True)
    except OSError as refusal:
        if not refusal.strerror:
            raise
        raise SystemExit(
            f"The backup could not be written to {path}: {refusal.strerror}. "
            "Nothing that was there before has changed."
        ) from None


def _opened(part: Path) -> BinaryIO:
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)  # held as long as somebody writes, and no longer
    return os.fdopen(handle, "wb")


def _clear_away(folder: Path) -> None:
    """Remove what a backup that was killed left half written; one that is under way is locked."""
    for part in folder.glob(f".*{PART}"):
        with suppress(OSError), part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()


def _refuse_if_there(path: Path) -> None:
    if os.path.lexists(path):
        raise SystemExit(
            f"There is a file {path} already, and no backup is ever overwritten. Choose another "
            "name, or name a folder."
        )


def _name(part: Path, path: Path) -> None:
    """Give the file its name in one step, unless somebody else was given it meanwhile."""
    try:
        os.link(part, path)
    except FileExistsError:
        _refuse_if_there(path)
    except OSError:  # a file system without links; then there is a moment between look and name
        _refuse_if_there(path)
        part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
