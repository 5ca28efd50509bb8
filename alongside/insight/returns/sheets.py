"""Reads a table row by row, from CSV or Excel, and holds no more than one row of it at a time."""

import codecs
import csv
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any, TextIO

from . import rows
from .cin import UnreadableFileError
from .rows import BROKEN, Row

LONGEST_ROW = 1_100_000  # characters: a note of a million, and the rest
MOST_LINES = 20_000  # of one row: notes have lines of their own
MOST_COLUMNS = 500
SEPARATORS = ",;\t|"
TOO_LONG = f"The row has more than {LONGEST_ROW:,} characters, so it was not read."
# Of a spreadsheet, unpacked. What texts it has in common are held in memory all at once.
MOST_FILES = 2_000
LARGEST = 2 * 1024**3
LARGEST_TEXTS = 128 * 1024**2
HOSTILE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
CHUNK = 1 << 20
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
UNSAFE = (
    "The spreadsheet is built in a way in which no spreadsheet program builds one: {why}. "
    "It was not opened."
)


@dataclass(frozen=True)
class Table:
    """A table that was checked: what its columns are called, and how to read its rows."""

    path: Path
    headings: tuple[str, ...]
    digest: str
    first: int  # the row with the headings
    encoding: str = ""  # of a CSV file
    separator: str = ","
    sheet: str = ""  # of a spreadsheet
    remarks: tuple[str, ...] = field(default=())

    def rows(self) -> Iterator[Row]:
        """Each row below the headings that is not empty."""
        found = _sheet_rows(self.path, self.sheet) if self.sheet else _csv_rows(self)
        for row in found:
            if row.line > self.first:
                yield row


def open_table(path: Path, sheet: str = "") -> Table:
    """Check a file as a whole, and find its headings: the first row that says anything."""
    if not path.is_file():
        raise UnreadableFileError(f"There is no file {path.name} there.")
    ending = path.suffix.casefold()
    if ending == ".xlsx":
        return _open_sheet(path, sheet)
    if ending in (".xls", ".xlsm", ".xlsb", ".ods", ".numbers"):
        raise UnreadableFileError(f"{path.name}: save it as .xlsx or as CSV, and bring that in.")
    checked = rows.check(path)
    separator = _separator(path, checked.encoding)
    table = Table(path, (), checked.digest, 0, checked.encoding, separator)
    first = next(_csv_rows(table), None)
    if first is None:
        raise UnreadableFileError(f"{path.name} is empty.")
    return _with_headings(table, first)


def _with_headings(table: Table, first: Row, remarks: tuple[str, ...] = ()) -> Table:
    if first.wrong:
        raise UnreadableFileError(f"The columns are not named in the first row. {first.wrong}")
    if len(first.cells) > MOST_COLUMNS:
        raise UnreadableFileError(f"The table has {len(first.cells):,} columns: too many for one.")
    return Table(
        table.path, first.cells, table.digest, first.line, table.encoding, table.separator,
        table.sheet, remarks,
    )  # fmt: skip


# CSV --------------------------------------------------------------------------------------------


def _separator(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, errors="replace") as file:
        for _ in range(100):
            line = file.readline(LONGEST_ROW)
            if line.strip():
                plain = re.sub(r'"[^"]*"', "", line)
                return max(SEPARATORS, key=plain.count)
            if not line:
                break
    return ","


def _csv_rows(table: Table) -> Iterator[Row]:
    """Rows that may have several lines; a quotation mark that never closes costs its own line."""
    with table.path.open(encoding=table.encoding, errors="replace", newline="") as file:
        reading = _Lines(file)
        while (line := reading.take()) is not None:
            number = reading.number
            if line == "":
                yield Row(number, wrong=TOO_LONG)
            elif line.strip(f" \t\r\n\ufeff\u00a0{table.separator}"):
                yield _whole_row(reading, number, line, table.separator)


class _Lines:
    """Lines of a file, of which some can be put back to be read again."""

    def __init__(self, file: TextIO) -> None:
        self.file, self.number, self.back = file, 0, list[str]()

    def take(self) -> str | None:
        """The next line; empty where it is far too long, None at the end."""
        if self.back:
            self.number += 1
            return self.back.pop()
        line = self.file.readline(LONGEST_ROW)
        if not line:
            return None
        self.number += 1
        if len(line) == LONGEST_ROW and not line.endswith(("\n", "\r")):
            while (rest := self.file.readline(LONGEST_ROW)) and not rest.endswith("\n"):
                pass
            return ""
        return line

    def put_back(self, lines: list[str]) -> None:
        """Read these again, one by one."""
        self.back += reversed(lines)
        self.number -= len(lines)


def _whole_row(reading: _Lines, number: int, line: str, separator: str) -> Row:
    """Lines up to the one on which every quotation mark is closed."""
    taken, length, is_open = [line], len(line), line.count('"') % 2 == 1
    while is_open and len(taken) < MOST_LINES and length < LONGEST_ROW:
        more = reading.take()
        if not more:
            break
        taken.append(more)
        length += len(more)
        is_open = (more.count('"') % 2 == 1) != is_open
    if is_open:
        reading.put_back(taken[1:])
        return Row(number, wrong=BROKEN)
    try:
        [cells] = csv.reader(
            StringIO("".join(taken).replace("\x00", " "), newline=""),
            delimiter=separator, strict=True,
        )  # fmt: skip
    except (csv.Error, ValueError):
        reading.put_back(taken[1:])
        return Row(number, wrong=BROKEN)
    return Row(number, tuple(_clean(cell) for cell in cells))


csv.field_size_limit(LONGEST_ROW)


def _clean(text: str) -> str:
    """Trimmed, with plain line ends; what nobody can see goes."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return lines.strip(" \t\n\ufeff")


# Excel ------------------------------------------------------------------------------------------


def _open_sheet(path: Path, wanted: str) -> Table:
    digest = _digest(path)
    _check_package(path)
    book = _book(path)
    try:
        names = [one.title for one in book.worksheets if one.sheet_state == "visible"]
        if wanted and wanted not in names:
            raise UnreadableFileError(
                f"There is no sheet “{wanted}” in {path.name}. There are: {', '.join(names)}."
            )
        filled = (name for name in names if not wanted or name == wanted)
        for name in filled:
            first = next(_read(book[name]), None)
            if first is not None:
                remarks = _remarks(path, book[name], names)
                return _with_headings(Table(path, (), digest, 0, sheet=name), first, remarks)
    finally:
        book.close()
    raise UnreadableFileError(f"There is no sheet in {path.name} with anything in it.")


def _remarks(path: Path, sheet: Any, names: list[str]) -> tuple[str, ...]:
    found = []
    others = [name for name in names if name != sheet.title]
    if others:
        listed = ", ".join(f"“{name}”" for name in others[:10])
        found.append(f"The sheet “{sheet.title}” was read. These were not: {listed}.")
    merged = _merged(path, str(getattr(sheet, "_worksheet_path", "")))
    if merged:
        found.append(
            f"Cells are joined ({', '.join(merged[:10])}). Only the first of them says anything; "
            "the others count as empty."
        )
    return tuple(found)


def _merged(path: Path, part: str) -> list[str]:
    """Which cells are joined; they are named at the end of the sheet."""
    with zipfile.ZipFile(path) as package:
        if part.lstrip("/") not in package.namelist():
            return []
        found: list[str] = []
        last = b""
        with package.open(part.lstrip("/")) as file:
            while chunk := file.read(CHUNK):
                found += [one.decode() for one in MERGED.findall(last + chunk)]
                last = chunk[-60:]
        return list(dict.fromkeys(found))


def _digest(path: Path) -> str:
    whole = sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            whole.update(chunk)
    return whole.hexdigest()


def _check_package(path: Path) -> None:
    """No bomb, no document type, no entity: before anything of it is taken for a spreadsheet."""
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
            if len(parts) > MOST_FILES:
                raise UnreadableFileError(UNSAFE.format(why=f"it has {len(parts):,} parts"))
            if sum(one.file_size for one in parts) > LARGEST:
                raise UnreadableFileError(UNSAFE.format(why="unpacked it would be far too large"))
            for one in parts:
                _check_part(package, one)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise UnreadableFileError(
            f"{path.name} is damaged, locked with a password, or no spreadsheet."
        ) from error


def _check_part(package: zipfile.ZipFile, one: zipfile.ZipInfo) -> None:
    if "sharedstrings" in one.filename.casefold() and one.file_size > LARGEST_TEXTS:
        raise UnreadableFileError(
            "The spreadsheet has too many different texts to be read as one. Save it as CSV."
        )
    if not one.filename.casefold().endswith((".xml", ".rels", ".vml")):
        return
    last, size = b"", 0
    with package.open(one) as file:
        while chunk := file.read(CHUNK):
            if not size and (
                chunk.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
                or b"\x00" in chunk[:100]
            ):
                raise UnreadableFileError(UNSAFE.format(why="its parts are not in UTF-8"))
            if HOSTILE.search(last + chunk):
                raise UnreadableFileError(UNSAFE.format(why="it declares a document type"))
            last, size = chunk[-16:], size + len(chunk)


def _book(path: Path) -> Any:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, SyntaxError, OSError) as error:
        raise UnreadableFileError(f"{path.name} cannot be read as a spreadsheet.") from error


def _sheet_rows(path: Path, sheet: str) -> Iterator[Row]:
    book = _book(path)
    try:
        yield from _read(book[sheet])
    finally:
        book.close()


def _read(sheet: Any) -> Iterator[Row]:
    sheet.reset_dimensions()  # what a file says of its size is not believed
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
        said = tuple(_said(cell) for cell in cells)
        while said and not said[-1]:
            said = said[:-1]
        if any(said):
            length = sum(len(one) for one in said)
            yield Row(number, said) if length <= LONGEST_ROW else Row(number, wrong=TOO_LONG)


def _said(cell: Any) -> str:
    """What a cell shows, in words: days as days, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return _clean(str(cell))
