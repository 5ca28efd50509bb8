"""The returns that can be brought in, each read the same way: a header, children, bad rows."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from django.utils import timezone

from . import cin, looked_after, ssda903
from .cin import Node, UnreadableFileError
from .ssda903 import Refused
from .telling import ChildTold, Return, tell

TWICE = "This child stands in the file twice. The first was read, and this one was not."
NO_ROOM = (
    "The rows cannot be put together here: the disk for temporary files is full, or cannot be "
    "written. Nothing was brought in."
)


class Whole(Return, Protocol):
    """What is known of a return before its children are read."""

    @property
    def children(self) -> int:
        """How many there are, to show how far it is."""

    @property
    def digest(self) -> str:
        """SHA-256 of what was sent."""

    @property
    def wrong(self) -> tuple[tuple[Node, str], ...]:
        """What is wrong with it as a whole, and why."""


class Reader(Protocol):
    """One return that has been checked and can be read."""

    @property
    def header(self) -> Whole:
        """What is known of it as a whole."""

    @property
    def place(self) -> str:
        """What the place of a value in a row is called."""

    def refused(self) -> Iterator[Refused]:
        """The rows that belong to no child."""

    def children(self) -> Iterator[ChildTold]:
        """Each child, one after the other."""


class Census:
    """A children in need census: one XML file."""

    place = "field"

    def __init__(self, path: Path, year: int | None) -> None:
        self.path, self.header = path, cin.check(path)

    def refused(self) -> Iterator[Refused]:
        """All of a census is in its children."""
        return iter(())

    def children(self) -> Iterator[ChildTold]:
        """Each child; the second of the same number cannot come in."""
        seen: set[str] = set()
        for node in cin.children(self.path):
            told = tell(node, self.header)
            told.why_not = TWICE if told.id in seen else ""
            seen.add(told.id)
            yield told


class LookedAfter:
    """A return on children looked after: a folder of CSV files."""

    place = "column"

    def __init__(self, path: Path, year: int | None) -> None:
        try:
            self.gathered = ssda903.gather(path, timezone.localdate())
        except sqlite3.Error as error:
            raise UnreadableFileError(NO_ROOM) from error
        self.header = self.gathered.header(year)

    def refused(self) -> Iterator[Refused]:
        """Rows without a child."""
        return self.gathered.refused()

    def children(self) -> Iterator[ChildTold]:
        """Each child with their rows of all files."""
        return (looked_after.tell(node, self.header) for node in self.gathered.children())


READERS: dict[str, Callable[[Path, int | None], Reader]] = {"cin": Census, "ssda903": LookedAfter}
