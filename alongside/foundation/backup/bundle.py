"""What is inside a backup: a plain tar, whose last member holds the hash of every other.

Without Alongside: `age --decrypt -i KEY backup.age | tar -x`, `sha256sum -c sums.txt`, and
`cat database/* | pg_restore`. It is written and read as a stream: nothing of it is ever laid down
in clear, and no part of it has to fit into memory.
"""

import os
import re
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from .age import DAMAGED, CannotOpenError, opened

PIECE = 1_000_000  # bytes
PART = 8_000_000  # bytes of the database in one member, since nobody knows beforehand how many
MANIFEST, CLOSING, SUMS = "manifest.json", "closing.json", "sums.txt"
KEY, SEALS, WELCOME = "secret-key", "published-seals.jsonl", "demo-people.json"
DATABASE, FILES = "database/", "files/"
NAME = re.compile(
    rf"{re.escape(MANIFEST)}|{re.escape(CLOSING)}|{re.escape(SUMS)}|{KEY}|{re.escape(SEALS)}"
    rf"|{re.escape(WELCOME)}|{DATABASE}\d{{8}}|{FILES}[\w-]+(?:[./][\w-]+)*",
    re.ASCII,
)
NOT_OURS = "This file opens, and what is in it is not a backup that Alongside made."


@dataclass(frozen=True)
class Member:
    """One thing to put in: its name, its size in bytes, and the bytes piece by piece."""

    name: str
    size: int
    pieces: Iterator[bytes]

    @classmethod
    def of(cls, name: str, content: bytes) -> "Member":
        return cls(name, len(content), iter([content]))

    @classmethod
    def of_file(cls, name: str, path: Path) -> "Member":
        """A file that only ever grows: as much of it as there is now."""
        size = path.stat().st_size
        return cls(name, size, _beginning(path, size))


def _beginning(path: Path, size: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while size and (piece := file.read(min(size, PIECE))):
            size -= len(piece)
            yield piece


def pack(members: Iterator[Member]) -> Iterator[bytes]:
    """Give the tar of these members piece by piece, and at its end the sums of all of them."""
    with TemporaryFile() as sums:
        for member in members:
            digest = sha256()
            yield _header(member.name, member.size)
            for piece in member.pieces:
                digest.update(piece)
                yield piece
            yield _padding(member.size)
            sums.write(_sum(digest.hexdigest(), member.name))
        size = sums.tell()
        sums.seek(0)
        yield _header(SUMS, size)
        yield from iter(lambda: sums.read(PIECE), b"")
        yield _padding(size) + bytes(2 * tarfile.BLOCKSIZE)


def _header(name: str, size: int) -> bytes:
    told = tarfile.TarInfo(name)
    told.size, told.mode = size, 0o600
    return told.tobuf(tarfile.PAX_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


def _sum(digest: str, name: str) -> bytes:
    """One line as sha256sum writes and reads it."""
    return f"{digest}  {name}\n".encode()


class Content:
    """One member as it comes out: read once, forwards."""

    def __init__(self, name: str, size: int, inside: BinaryIO) -> None:
        self.name, self.size = name, size
        self._inside, self._digest, self._seen = inside, sha256(), 0

    def read(self, size: int = -1) -> bytes:
        try:
            piece = self._inside.read(size)
        except tarfile.TarError:  # what stands behind is not there, or not as it was written
            raise CannotOpenError(DAMAGED) from None
        self._digest.update(piece)
        self._seen += len(piece)
        return piece

    def pieces(self) -> Iterator[bytes]:
        return iter(lambda: self.read(PIECE), b"")

    def finish(self) -> str:
        """Read what is left, and return the hash of all of it."""
        for _piece in self.pieces():
            pass
        if self._seen != self.size:
            raise CannotOpenError(NOT_OURS)
        return self._digest.hexdigest()


def unpack(file: BinaryIO, keys: Sequence[Any]) -> Iterator[Content]:
    """Give each member in turn. At the end all of them were there and as they were written.

    Whoever has a public key can write a file that opens, so names lead nowhere but where ours do.
    """
    with opened(file, keys) as inside, TemporaryFile() as sums:
        try:
            yield from _members(inside, sums)
        except tarfile.TarError:
            raise CannotOpenError(NOT_OURS) from None


def _members(inside: BinaryIO, sums: Any) -> Iterator[Content]:
    first, is_over = True, False
    with tarfile.open(fileobj=inside, mode="r|") as tar:
        for told in tar:
            cast(Any, tar).members = []  # or it would remember every one of them
            if not told.isreg() or not NAME.fullmatch(told.name) or is_over:
                raise CannotOpenError(NOT_OURS)
            if first != (told.name == MANIFEST):
                raise CannotOpenError(NOT_OURS)
            content = Content(told.name, told.size, cast(BinaryIO, tar.extractfile(told)))
            if told.name == SUMS:
                is_over = _compare(content, sums)
            else:
                yield content
                sums.write(_sum(content.finish(), told.name))
            first = False
    if not is_over:
        raise CannotOpenError(NOT_OURS)


def _compare(content: Content, sums: Any) -> bool:
    sums.seek(0, os.SEEK_SET)
    for piece in content.pieces():
        if sums.read(len(piece)) != piece:
            raise CannotOpenError(NOT_OURS)
    content.finish()
    if sums.read(1):
        raise CannotOpenError(NOT_OURS)
    return True
