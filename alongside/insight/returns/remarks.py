"""The list of what to check after an import, as a CSV file that only its owner reads."""

import csv
import os
from pathlib import Path
from typing import TextIO

from .telling import Remark

# A spreadsheet runs what begins with one of these (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
LONGEST = 1_000


def harmless(text: str) -> str:
    """A value that no spreadsheet takes for a formula, and without what cannot be seen."""
    shown = "".join(char if char.isprintable() else " " for char in text[:LONGEST])
    return f"'{shown}" if text.lstrip(" ").startswith(FORMULA) else shown


class RemarkList:
    """Writes remarks as they come; without a path it only counts them."""

    def __init__(self, path: Path | None, file: str, place: str = "field") -> None:
        self.path, self.file, self.count = path, file, 0
        self._open = _open_private(path) if path else None
        self._rows = csv.writer(self._open) if self._open else None
        if self._rows:
            self._rows.writerow(("file", "row", place, "value", "reason"))

    def add(self, remarks: list[Remark]) -> None:
        """Add lines, each once."""
        for one in dict.fromkeys(remarks):
            self.count += 1
            if self._rows:
                words = (one.file or self.file, str(one.line), one.field, one.value, one.reason)
                self._rows.writerow([harmless(word) for word in words])
        if self._open:
            self._open.flush()

    def close(self) -> None:
        """Nothing more comes."""
        if self._open:
            self._open.close()


def _open_private(path: Path) -> TextIO:
    """A file for the owner's eyes; never through a link that somebody else put there."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW
    handle = os.open(path, flags, 0o600)
    os.fchmod(handle, 0o600)
    return os.fdopen(handle, "w", encoding="utf-8", newline="")
