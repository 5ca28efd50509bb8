"""Which files belong to the record: each package that keeps some names a function in wiring.py."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import BinaryIO, NamedTuple, cast

import psycopg
from django.core.files.storage import default_storage
from django.utils.module_loading import import_string

from .bundle import FILES, PIECE, Member
from .manifest import Faults


class KeptFile(NamedTuple):
    """One file by its name in the storage, and its hash where the database has it."""

    name: str
    sha256: str = ""


Source = Callable[[psycopg.Connection], Iterator[KeptFile]]


def kept_files(reader: psycopg.Connection) -> Iterator[KeptFile]:
    """Give every file that rows of the database name, in one transaction of the reader."""
    from alongside import wiring

    for name in wiring.KEPT_FILES:
        source: Source = import_string(name.replace(":", "."))
        yield from source(reader)


def measure(reader: psycopg.Connection) -> tuple[int, int]:
    """Return how many files there are, and how many bytes they have together."""
    count, size = 0, 0
    for file in kept_files(reader):
        count += 1
        if default_storage.exists(file.name):
            size += default_storage.size(file.name)
    return count, size


def members(reader: psycopg.Connection, faults: Faults) -> Iterator[Member]:
    """Give every file for a backup. One that is not well is told of, and the others still go in."""
    for file in kept_files(reader):
        if not default_storage.exists(file.name):
            faults.missing.append(file.name)
            continue
        size = default_storage.size(file.name)
        yield Member(FILES + file.name, size, _read(file, size, faults))


def _read(file: KeptFile, size: int, faults: Faults) -> Iterator[bytes]:
    """Give exactly as many bytes as were announced, or what follows would be out of its place."""
    digest, left = sha256(), size
    try:
        with default_storage.open(file.name, "rb") as opened:
            while left and (piece := cast(BinaryIO, opened).read(min(left, PIECE))):
                digest.update(piece)
                left -= len(piece)
                yield piece
    except OSError:
        faults.unreadable.append(file.name)
    else:
        if left or (file.sha256 and digest.hexdigest() != file.sha256):
            faults.changed.append(file.name)
    while left:
        piece = bytes(min(left, PIECE))
        left -= len(piece)
        yield piece


def compare(reader: psycopg.Connection) -> tuple[int, Faults]:
    """Look at every file where it is now; return how many there are, and what is wrong."""
    count, faults = 0, Faults()
    for file in kept_files(reader):
        count += 1
        digest = sha256()
        try:
            with default_storage.open(file.name, "rb") as opened:
                while piece := cast(BinaryIO, opened).read(PIECE):
                    digest.update(piece)
        except FileNotFoundError:
            faults.missing.append(file.name)
        except OSError:
            faults.unreadable.append(file.name)
        else:
            if file.sha256 and digest.hexdigest() != file.sha256:
                faults.changed.append(file.name)
    return count, faults
