"""Where files are, on a disk or in a bucket: what came, and apart from it what is shown."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage

PIECE = 1_000_000  # bytes


class Changed(Exception):
    """What came is no longer what it was."""


def original(id: UUID) -> str:
    """Where what came is kept."""
    return f"originals/{id}"


def shown(id: UUID) -> str:
    """Where what is shown is kept."""
    return f"shown/{id}"


def sha256_of(file: BinaryIO) -> str:
    """The hash of all that is in a file."""
    found = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


def keep(where: str, file: BinaryIO) -> None:
    """Put a file away under exactly this name; a storage that gives it another has lost it."""
    file.seek(0)
    given = default_storage.save(where, File(file, name=where))
    if given != where:
        default_storage.delete(given)
        raise FileExistsError("A file is kept under this name already.")


@contextmanager
def opened(where: str) -> Iterator[BinaryIO]:
    """A file to be read."""
    with default_storage.open(where, "rb") as file:
        yield cast(BinaryIO, file)


def copy(where: str, to: str) -> None:
    """The same file under another name, where there is one."""
    if default_storage.exists(where):
        with opened(where) as file:
            keep(to, file)


def unchanged(id: UUID, sha256: str) -> BinaryIO:
    """What came, to be sent on; refused where it is not what was once put away."""
    file = cast(BinaryIO, default_storage.open(original(id), "rb"))
    if sha256_of(file) != sha256:
        file.close()
        raise Changed("This file is not what it was when it came.")
    return file


def forget(ids: Iterable[UUID]) -> None:
    """Clear away what belongs to nothing."""
    for id in ids:
        default_storage.delete(original(id))
        default_storage.delete(shown(id))
