"""What is due before a meeting that is arranged: counted back from its day, as a table says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, folder, read

from .reading import versions

_COMING = ("meeting", "open", "starts")


@dataclass(frozen=True)
class ComingRow:
    """For a meeting of this kind, while one of these is open: what is due before it."""

    meeting: str
    open: frozenset[str]
    starts: tuple[str, ...]


@dataclass(frozen=True)
class Coming:
    """A meeting that is arranged: its kind, its day, and the days for which it was before."""

    kind: str
    day: date
    before: frozenset[date] = frozenset()

    def is_on(self, day: date) -> bool:
        """Whether that is its day, or was."""
        return day == self.day or day in self.before


def comes_before(meeting: str, open: Collection[str]) -> tuple[str, ...]:
    """The rules that count back from a meeting of this kind: those of the first row that fits."""
    for row in coming_rows():
        if row.meeting == meeting and (not row.open or bool(row.open & set(open))):
            return row.starts
    return ()


def coming_rows() -> tuple[ComingRow, ...]:
    """All rows, in order; read once."""
    return _rows(folder())


@lru_cache(maxsize=4)
def _rows(root: Path) -> tuple[ComingRow, ...]:
    file = read(root / "clocks" / "follows.yaml")
    return tuple(_row(block) for block in file.blocks("coming")) if file.get("coming") else ()


def _row(block: Block) -> ComingRow:
    block.only(*_COMING)
    for key in (*block.texts("open"), *block.texts("starts")):
        if key not in versions():
            raise block.wrong(f"It names “{key}”, and there is no such clock.")
    for key in (starts := block.texts("starts")):
        if not all(one.is_before for one in versions()[key]):
            raise block.wrong(f"“{key}” is not counted back, so nothing to come begins it.")
    return ComingRow(block.text("meeting"), frozenset(block.texts("open")), starts)
