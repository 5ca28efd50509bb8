"""Reads a CSV file row by row, whatever its encoding, and never holds more than one row of it."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TextIO

from .cin import UnreadableFileError

LARGEST = 2 * 1024**3  # bytes of one file; a bound, no finding
LONGEST_ROW = 16 * 1024  # characters; a bound too
CHUNK = 1 << 20
SEPARATORS = ",;\t"

TOO_LONG = f"The row has more than {LONGEST_ROW:,} characters, so it is no row of a return."
BROKEN = "A quotation mark opens in this row and does not close, so its cells cannot be told apart."


@dataclass(frozen=True)
class Checked:
    """How a file is written, and the SHA-256 of it."""

    encoding: str
    digest: str


@dataclass(frozen=True)
class Row:
    """One row: the line it stands on and its cells; or why it cannot be read."""

    line: int
    cells: tuple[str, ...] = ()
    wrong: str = ""


def check(path: Path) -> Checked:
    """Read a file once, to know its encoding: UTF-8, UTF-16 with its mark, or Windows-1252."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise UnreadableFileError(
                f"{path.name} has {size / 1024**2:,.0f} MB. A return has far less, "
                "so this is probably another file."
            )
        return _check(path)
    except OSError as error:
        raise UnreadableFileError(f"{path.name} cannot be opened: {error.strerror}.") from error


def _check(path: Path) -> Checked:
    whole, decoder = sha256(), codecs.getincrementaldecoder("utf-8")()
    is_utf8, is_utf16 = True, False
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            is_utf16 = is_utf16 or chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            whole.update(chunk)
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
    if is_utf16:
        return Checked("utf-16", whole.hexdigest())
    return Checked("utf-8-sig" if is_utf8 else "cp1252", whole.hexdigest())


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes) -> bool:
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError:
        return False
    return True


def rows(path: Path, encoding: str) -> Iterator[Row]:
    """Each row that is not blank, the first being the names of the columns.

    Every line is a row of its own, so that one forgotten quotation mark never swallows the rest.
    """
    separator = ","
    with path.open(encoding=encoding, errors="replace") as file:
        number = 0
        while line := file.readline(LONGEST_ROW):
            number += 1
            if len(line) == LONGEST_ROW and not line.endswith("\n"):
                _skip(file)
                yield Row(number, wrong=TOO_LONG)
                continue
            if number == 1:
                separator = max(SEPARATORS, key=line.count)
            if line.strip(f" \t\r\n{separator}"):
                yield _row(number, line, separator)


def _skip(file: TextIO) -> None:
    """The rest of a line that is far too long, without holding it."""
    while rest := file.readline(LONGEST_ROW):
        if rest.endswith("\n"):
            return


def _row(number: int, line: str, separator: str) -> Row:
    try:
        [cells] = csv.reader([line.replace("\x00", " ")], delimiter=separator, strict=True)
    except (csv.Error, ValueError):
        return Row(number, wrong=BROKEN)
    return Row(number, tuple(" ".join(cell.split()) for cell in cells))
