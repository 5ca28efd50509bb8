"""Reads the CSV files of a return on children looked after, and puts each child's rows together.

The rows wait in a database on disk that only this process sees and that is gone when it ends, so
that a large return takes no more memory than a small one, in whatever order its files are.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from . import rows
from .cin import Node, UnreadableFileError
from .cin import day_in as iso_day
from .rows import Row
from .tables import LOOKED_AFTER

TABLES = tuple(LOOKED_AFTER)
MOST_ROWS = 2_000  # of one child; a bound, so that no row can take all the memory
COLUMNS = {
    "header": "CHILD SEX DOB ETHNIC UPN MOTHER MC_DOB",
    "episodes": (
        "CHILD DECOM RNE LS CIN PLACE PLACE_PROVIDER DEC REC REASON_PLACE_CHANGE HOME_POST PL_POST"
        " URN"
    ),
    "reviews": "CHILD DOB REVIEW REVIEW_CODE",
    "missing": "CHILD DOB MISSING MIS_START MIS_END",
    "oc2": (
        "CHILD DOB SDQ_SCORE SDQ_REASON CONVICTED HEALTH_CHECK IMMUNISATIONS TEETH_CHECK"
        " HEALTH_ASSESSMENT SUBSTANCE_MISUSE INTERVENTION_RECEIVED INTERVENTION_OFFERED"
    ),
    "uasc": "CHILD SEX DOB DUC",
    "previous_permanence": "CHILD DOB PREV_PERM LA_PERM DATE_PERM",
    "placed_for_adoption": "CHILD DOB DATE_PLACED DATE_PLACED_CEASED REASON_PLACED_CEASED",
    "ad1": "CHILD DOB DATE_INT DATE_MATCH FOSTER_CARE NB_ADOPTR SEX_ADOPTR LS_ADOPTR",
    "oc3": "CHILD DOB IN_TOUCH ACTIV ACCOM",
    "sw_episodes": "CHILD DOB SW_ID SW_DECOM SW_DEC SW_REASON",
}
# Without these a row says nothing that could be brought in; the others came and went with years.
NEEDED = {
    "header": "CHILD DOB",
    "episodes": "CHILD DECOM LS PLACE",
    "reviews": "CHILD REVIEW REVIEW_CODE",
    "missing": "CHILD MISSING MIS_START",
    "oc2": "CHILD CONVICTED",
    "uasc": "CHILD",
    "previous_permanence": "CHILD PREV_PERM",
    "placed_for_adoption": "CHILD DATE_PLACED",
    "ad1": "CHILD DATE_INT DATE_MATCH",
    "oc3": "CHILD IN_TOUCH",
    "sw_episodes": "CHILD SW_DECOM",
}

NO_HEADER = (
    "There is no header.csv in the folder. It says which children there are, so nothing was read."
)
NO_CHILDREN = "There is no child in header.csv that could be read, so nothing was brought in."
NO_CHILD = "There is no child of this number in header.csv, so the row was not brought in."
NO_NUMBER = "The row has no child’s number, so nobody can tell whose it is."
TOO_MANY = f"This child has more than {MOST_ROWS:,} rows. Only the child was brought in, once."
BRITISH = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
MIDNIGHT = re.compile(r"[ T]0?0:00(:00)?$")
WHOLE = re.compile(r"[0-9]+\.0")  # what spreadsheets make of a number: 566910.0


def day_in(text: str) -> date | None:
    """A day as 27/03/2008 or 2008-03-27, with midnight behind it or without; None if it is none."""
    text = MIDNIGHT.sub("", text.strip())
    found = BRITISH.fullmatch(text)
    if not found:
        return iso_day(text) if len(text) == 10 else None
    day, month, year = (int(part) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


class Refused(NamedTuple):
    """A row that cannot even be given to a child."""

    table: str
    node: Node
    reason: str


@dataclass(frozen=True)
class Header:
    """Of which year the return is. The files do not say whose: they are this council's own."""

    reference: date | None
    children: int
    digest: str
    wrong: tuple[tuple[Node, str], ...] = ()
    source: str = "ssda903"

    @property
    def said(self) -> str:
        """The return in words."""
        return f"SSDA903 return {self.reference.year}" if self.reference else "SSDA903 return"


@dataclass
class Gathered:
    """The rows of all files, by child."""

    store: sqlite3.Connection
    today: date
    digests: list[str] = field(default_factory=list)
    latest: date | None = None  # on which an episode began
    remarks: list[tuple[Node, str]] = field(default_factory=list)

    def header(self, year: int | None) -> Header:
        """What is known of the return as a whole; the year worked out where nobody says it."""
        [(children,)] = self.store.execute("select count(distinct child) from row where file = 0")
        digest = sha256(" ".join(self.digests).encode()).hexdigest()
        return Header(_reaches(year, self.latest), children, digest, tuple(self.remarks))

    def children(self) -> Iterator[Node]:
        """Each child in the order of header.csv, with all rows of all files in it.

        Rows of one file stand in the order of what they say, so that how a file was sorted makes
        no difference.
        """
        order = "select child from row where file = 0 group by child order by min(line)"
        for (child,) in self.store.execute(order):
            found = self.store.execute(
                "select file, line, cells from row where child = ?"
                " order by file, case file when 0 then line end, cells, line",
                [child],
            )
            inside = tuple(_node(*row) for row in found)
            yield Node("CHILD", inside[0].line, child, inside, inside[0].file)

    def refused(self) -> Iterator[Refused]:
        """The rows that cannot be given to a child, and why."""
        found = self.store.execute("select file, line, name, value, reason from refused")
        for file, line, name, value, reason in found:
            yield Refused(TABLES[file], Node(name, line, value, file=_called(file)), reason)


def _called(file: int) -> str:
    return f"{TABLES[file]}.csv"


def _node(file: int, line: int, cells: str) -> Node:
    named = json.loads(cells)
    inside = tuple(Node(name, line, text, file=_called(file)) for name, text in named.items())
    return Node(TABLES[file], line, cells, inside, _called(file))


def _reaches(year: int | None, latest: date | None) -> date | None:
    """The 31 March on which the year of the return ends: that of the episode begun last."""
    if year is not None:
        return date(year, 3, 31)
    if latest is None:
        return None
    return date(latest.year + (latest > date(latest.year, 3, 31)), 3, 31)


# Gathering --------------------------------------------------------------------------------------


def gather(folder: Path, today: date) -> Gathered:
    """Read every file once. Refused as a whole only where no child could be read."""
    files, others = _files(folder)
    if "header" not in files:
        raise UnreadableFileError(NO_HEADER)
    gathered = Gathered(_store(), today)
    for path in others:
        what = Node("", 0, path.name, file=path.name)
        gathered.remarks.append((what, "This is no file of the return that we know. It was left."))
    for name, path in files.items():
        _read(gathered, name, path)
    _settle(gathered.store)
    [(children,)] = gathered.store.execute("select count(*) from row where file = 0")
    if not children:
        raise UnreadableFileError(NO_CHILDREN)
    return gathered


def _files(folder: Path) -> tuple[dict[str, Path], list[Path]]:
    """The files that we know, in our order, and other CSV files; big and small letters are one."""
    if not folder.is_dir():
        raise UnreadableFileError(f"There is no folder {folder.name} there.")
    try:
        there = sorted(one for one in folder.iterdir() if one.suffix.lower() == ".csv")
    except OSError as error:
        raise UnreadableFileError(f"The folder cannot be opened: {error.strerror}.") from error
    found: dict[str, Path] = {}
    others = []
    for path in there:
        name = re.sub(r"[^a-z0-9]+", "_", path.stem.lower())
        if name in LOOKED_AFTER and name not in found and path.is_file():
            found[name] = path
        else:
            others.append(path)
    return {name: found[name] for name in TABLES if name in found}, others


def _store() -> sqlite3.Connection:
    """A database without a name: its file has none either, and goes with the connection."""
    store = sqlite3.connect("", isolation_level=None)
    store.execute("pragma journal_mode = off")
    store.execute("create table row (child text, file int, line int, cells text)")
    store.execute("create table refused (file int, line int, name text, value text, reason text)")
    store.execute("begin")
    return store


def _read(gathered: Gathered, name: str, path: Path) -> None:
    checked = rows.check(path)
    gathered.digests += [name, checked.digest]
    reading = rows.rows(path, checked.encoding)
    first = next(reading, None)
    if first is None:
        empty = Node("", 1, "", file=f"{name}.csv")
        gathered.remarks.append((empty, "The file is empty: not even the columns are named."))
        return
    columns = tuple(one.upper().replace(" ", "_") for one in first.cells)
    if why := _misses(name, first, columns):
        for row in reading:
            _refuse(gathered, name, row.line, *why)
        return
    _remark_on_columns(gathered, name, columns)
    for row in reading:
        _keep(gathered, name, columns, row)


def _misses(name: str, first: Row, columns: tuple[str, ...]) -> tuple[str, str, str] | None:
    """The column without which the file cannot be read, what stands there instead, and why."""
    if first.wrong:
        return "", "", f"The columns are not named in the first row. {first.wrong}"
    missing = [one for one in NEEDED[name].split() if one not in columns]
    if not missing:
        return None
    why = f"The file has no column “{missing[0]}”, so none of its rows could be read."
    return missing[0], ", ".join(columns)[:200], why


def _remark_on_columns(gathered: Gathered, name: str, columns: tuple[str, ...]) -> None:
    known = COLUMNS[name].split()
    for place, column in enumerate(columns):
        node = Node(column, 1, "", file=f"{name}.csv")
        if column in columns[:place]:
            gathered.remarks.append((node, "This column is there twice. Only the first was read."))
        elif column not in known:
            gathered.remarks.append((node, "This is no column that we know. It was left out."))


def _refuse(gathered: Gathered, name: str, line: int, column: str, value: str, why: str) -> None:
    told = (TABLES.index(name), line, column, value, why)
    gathered.store.execute("insert into refused values (?, ?, ?, ?, ?)", told)


def _keep(gathered: Gathered, name: str, columns: tuple[str, ...], row: Row) -> None:
    """Put a row where its child will find it, or where what is wrong with it is listed."""
    if row.wrong:
        _refuse(gathered, name, row.line, "", "", row.wrong)
        return
    if any(row.cells[len(columns) :]):
        why = f"The row has {len(row.cells)} cells, and the file {len(columns)} columns."
        _refuse(gathered, name, row.line, "", row.cells[len(columns)], why)
        return
    named = _named(name, columns, row)
    child = named.get("CHILD", "")
    if not child:
        _refuse(gathered, name, row.line, "CHILD", "", NO_NUMBER)
        return
    began = day_in(named.get("DECOM", ""))
    if began and began <= gathered.today and (not gathered.latest or began > gathered.latest):
        gathered.latest = began
    told = (child, TABLES.index(name), row.line, json.dumps(named))
    gathered.store.execute("insert into row values (?, ?, ?, ?)", told)


def _named(name: str, columns: tuple[str, ...], row: Row) -> dict[str, str]:
    """The cells that say something, by the name of their column, in our order."""
    there: dict[str, str] = {}
    for column, cell in zip(columns, row.cells, strict=False):
        there.setdefault(column, cell[:-2] if WHOLE.fullmatch(cell) else cell)
    return {column: there[column] for column in COLUMNS[name].split() if there.get(column)}


def _settle(store: sqlite3.Connection) -> None:
    """Take out the rows of children whom header.csv does not have, or who have far too many."""
    store.execute("create index row_of on row (child, file)")
    store.execute("create table gone (id integer primary key)")
    store.execute(
        "insert into gone select rowid from row"
        " where child not in (select child from row where file = 0)"
    )
    _take_out(store, NO_CHILD)
    store.execute(
        "insert into gone select rowid from row"
        " where child in (select child from row group by child having count(*) > ?)"
        " and (file > 0 or line > (select min(h.line) from row h"
        " where h.child = row.child and h.file = 0))",
        [MOST_ROWS],
    )
    _take_out(store, TOO_MANY)
    store.execute("commit")


def _take_out(store: sqlite3.Connection, reason: str) -> None:
    store.execute(
        "insert into refused select file, line, 'CHILD', child, ? from row"
        " where rowid in (select id from gone) order by file, line",
        [reason],
    )
    store.execute("delete from row where rowid in (select id from gone)")
    store.execute("delete from gone")
