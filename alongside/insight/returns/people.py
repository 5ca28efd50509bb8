"""What one row of a table says of one person: facts, and notes for their timeline."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from alongside.foundation.content import codes
from alongside.foundation.days import When
from alongside.people import facts
from alongside.people.models import FactKind, Known
from alongside.people.names import fold
from alongside.record.models import EntryKind

from .cin import Node, UnreadableFileError
from .dates import NotADayError
from .facts import stands
from .mapping import KIND_OF, NAMES, Note, TableMapping, columns_of, folded
from .rows import Row
from .sheets import ERRORS, Table, open_table
from .telling import ChildTold, EntryTold, FactTold, Telling, each_once, fingerprint

FORM = "people of a table 1"
SAYS_NOTHING = {
    "unknown": Known.NOT_KNOWN, "not known": Known.NOT_KNOWN, "n/k": Known.NOT_KNOWN,
    "nk": Known.NOT_KNOWN, "don't know": Known.NOT_KNOWN, "unk": Known.NOT_KNOWN,
    "refused": Known.RATHER_NOT, "declined": Known.RATHER_NOT,
    "prefer not to say": Known.RATHER_NOT, "rather not say": Known.RATHER_NOT,
    "not asked": Known.NOT_ASKED, "not obtained": Known.NOT_ASKED,
}  # fmt: skip
TWICE = "This number stands in the table twice, and says something else here. The first row counts."
NO_NUMBER = "The row has no number, so nobody can tell whose it is."
NO_KEY = "The row lacks a part of what tells people apart, so nobody can tell whose it is."
TOO_WIDE = "The row has {cells} cells, and the table {columns} columns."
ERROR_CELL = "The cell shows an error of the spreadsheet. It is left out."
NO_CODE = "This is none of the answers to choose from. It is left out."
IN_WORDS = "This is none of the answers to choose from. It is kept in words, as it stands here."
NO_NOTE_DAY = "The note does not say on which day it was written, so it was not brought in."
NOTE_TO_COME = "The day of the note has not come yet, so it was not brought in."
NOTE_TOO_OLD = "The day of the note is too long ago, so it was not brought in."
MUST_BE_CODED = ("sex",)
EARLIEST = 1890


@dataclass(frozen=True)
class TableHeader:
    """What is known of a table as a whole."""

    source: str
    said: str
    children: int
    digest: str
    wrong: tuple[tuple[Node, str], ...] = ()
    reference: date | None = None


class People:
    """A table of people: one CSV or Excel file, and what its columns are."""

    place = "column"

    def __init__(self, path: Path, mapping: TableMapping) -> None:
        self.mapping, self.table = mapping, open_table(path, mapping.sheet)
        self.columns = _columns(self.table, mapping)
        number = sum(1 for _ in self.table.rows())
        if not number:
            raise UnreadableFileError(f"{path.name} has headings, and no row below them.")
        source = f"people:{mapping.source}"
        wrong = [(Node("", 1, "", file=path.name), one) for one in self.table.remarks]
        self.header = TableHeader(
            source, f"Table {path.name[:50]}", number, self.table.digest, tuple(wrong)
        )

    def refused(self) -> Iterator[Any]:
        """Every row is told, also one that cannot come in."""
        return iter(())

    def children(self) -> Iterator[ChildTold]:
        """Each row, as a person; which numbers came before waits on disk, not in memory."""
        seen = sqlite3.connect("", isolation_level=None)
        seen.execute("pragma journal_mode = off")
        seen.execute("create table seen (number text primary key, said text) without rowid")
        seen.execute("begin")
        try:
            for row in self.table.rows():
                yield self._told(row, seen)
        finally:
            seen.close()

    def _told(self, row: Row, seen: sqlite3.Connection) -> ChildTold:
        reading = Reading(
            self.mapping, self.columns, row, self.table.path.name, len(self.table.headings)
        )
        told = reading.tell(self.header)
        if told.id and not told.why_not:
            said = fingerprint(*(f"{one.key}={one.digest}" for one in told.facts))
            found = seen.execute("select said from seen where number = ?", [told.id]).fetchone()
            if found is None:
                seen.execute("insert into seen values (?, ?)", [told.id, said])
            elif found[0] != said:
                told.why_not = TWICE
        return told


def _columns(table: Table, mapping: TableMapping) -> dict[str, int]:
    """Where each column stands, by its folded heading; refused where the mapping names none."""
    places: dict[str, int] = {}
    for place, heading in enumerate(table.headings):
        places.setdefault(folded(heading), place)
    missing = sorted(mapping.columns() - set(places))
    if missing:
        raise UnreadableFileError(
            f"The table has no column “{missing[0]}”, which the mapping names. "
            f"It has: {', '.join(table.headings)[:400]}."
        )
    return places


@lru_cache(maxsize=16)
def _answers(set_id: str) -> dict[str, str]:
    """The codes of a set by themselves and by their words, folded."""
    found = {fold(one.words): one.code for one in codes(set_id).codes}
    return found | {one.code.casefold(): one.code for one in codes(set_id).codes}


@dataclass
class Reading:
    """One row that is being read."""

    mapping: TableMapping
    columns: Mapping[str, int]
    row: Row
    file: str
    width: int

    def tell(self, header: TableHeader) -> ChildTold:
        """All that the row says; what cannot be kept is remarked on and left out."""
        first = self.mapping.number[0]
        told = ChildTold(
            self._number(), self.row.line, first, self.file, "people", FORM, noun="Person"
        )
        if self.row.wrong:
            told.why_not = self.row.wrong
            return told
        if any(self.row.cells[self.width :]):
            told.why_not = TOO_WIDE.format(cells=len(self.row.cells), columns=self.width)
            return told
        if not told.id:
            told.why_not = NO_NUMBER if len(self.mapping.number) == 1 else NO_KEY
            return told
        telling = Telling(header, told, timezone.localdate(), _no_day)
        found = [one for one in self._facts(telling) if stands(telling, one)]
        told.death = next((one for one in found if one.key == "death"), None)
        told.facts = [one for one in found if one.key != "death"]
        told.entries = list(each_once(self._notes(telling)))
        return told

    def cell(self, column: str) -> str:
        """What stands in a column of this row."""
        place = self.columns[folded(column)]
        return self.row.cells[place] if place < len(self.row.cells) else ""

    def node(self, column: str) -> Node:
        """A cell with its place, for the list of what to check."""
        return Node(column, self.row.line, self.cell(column), file=self.file)

    def _number(self) -> str:
        if self.row.wrong:
            return ""
        parts = [" ".join(self.cell(one).split()) for one in self.mapping.number]
        if not all(parts):
            return ""
        if len(parts) == 1:
            return "" if self._nothing(parts[0]) or parts[0] in ERRORS else parts[0]
        return fingerprint(*(fold(one) for one in parts))[:24]

    def _nothing(self, text: str) -> Known | None:
        """Why there is no answer, where the cell says that there is none."""
        plain = text.casefold().strip(" .")
        if plain in self.mapping.not_known or text.casefold() in self.mapping.not_known:
            return Known.NOT_KNOWN
        return SAYS_NOTHING.get(plain)

    # Facts --------------------------------------------------------------------------------------

    def _facts(self, telling: Telling) -> Iterator[FactTold]:
        if len(self.mapping.number) == 1:
            node = self.node(self.mapping.number[0])
            given = {"value": telling.told.id, "detail": {"system": telling.header.source}}
            yield self._fact("number", node, FactKind.LOCAL_ID, **given)
        for name, given in self.mapping.people.items():
            yield from self._field(telling, name, given)
        for name, value in self.mapping.always.items():
            node = Node(name, self.row.line, value, file=self.file)
            yield from self._one(telling, name, f"{name} (always)", node, value)

    def _field(self, telling: Telling, name: str, given: Any) -> Iterator[FactTold]:
        if name in NAMES:
            yield from self._name(telling, name, given)
        elif name == "address":
            yield from self._address(telling, columns_of(given))
        else:
            said: set[str] = set()
            for place, column in enumerate(columns_of(given)):
                text = self.cell(column)
                if text.casefold() not in said:  # the same phone at home and at work
                    key = f"{name} {place + 1}" if place else name
                    yield from self._one(telling, name, key, self.node(column), text)
                said.add(text.casefold())

    def _one(
        self, telling: Telling, name: str, key: str, node: Node, text: str
    ) -> Iterator[FactTold]:
        kind = KIND_OF[name]
        if not self._is_there(telling, node, text):
            return
        meant = self.mapping.means.get(folded(node.name), {}).get(text.casefold(), text)
        if known := self._nothing(meant):
            yield self._fact(key, node, kind, known=known)
        elif kind in facts.DAY_KINDS:
            yield from self._day(telling, key, node, kind, meant)
        elif kind in facts.CODED:
            yield from self._coded(telling, key, node, kind, meant)
        elif kind in facts.NUMBERS:
            system = {"system": telling.header.source} if kind == FactKind.LOCAL_ID else {}
            yield self._fact(key, node, kind, value=meant, detail=system, as_stated=True)
        else:
            yield self._fact(key, node, kind, value=meant)

    def _is_there(self, telling: Telling, node: Node, text: str) -> bool:
        if text in ERRORS:
            telling.told.remark(node, ERROR_CELL)
        return bool(text) and text not in ERRORS

    def _fact(self, key: str, node: Node, kind: str, **given: Any) -> FactTold:
        return FactTold(key, node.line, node.name, {"kind": kind, **given}, self.file)

    def _name(self, telling: Telling, name: str, given: Any) -> Iterator[FactTold]:
        column = columns_of(given)[0]
        if isinstance(given, Mapping) and "family first" not in given:
            parts = {part: self.cell(where) for part, where in given.items()}
        elif isinstance(given, Mapping) or "," in self.cell(column):
            family, _, first = self.cell(column).partition(",")
            parts = {"given": first.strip(), "family": family.strip()}
        else:
            parts = {"value": self.cell(column)}
        if any(one in ERRORS for one in parts.values()):
            telling.told.remark(self.node(column), ERROR_CELL)
            return
        parts = {part: said for part, said in parts.items() if said and not self._nothing(said)}
        if value := parts.pop("value", ""):
            yield self._fact(name, self.node(column), KIND_OF[name], value=value)
        elif parts:
            yield self._fact(name, self.node(column), KIND_OF[name], detail=parts)

    def _address(self, telling: Telling, columns: tuple[str, ...]) -> Iterator[FactTold]:
        cells = [(column, self.cell(column)) for column in columns]
        said = [text for column, text in cells if self._is_there(telling, self.node(column), text)]
        node = self.node(columns[0])
        if len(said) == 1 and (known := self._nothing(said[0])):
            yield self._fact("address", node, FactKind.ADDRESS, known=known)
        elif said:
            yield self._fact("address", node, FactKind.ADDRESS, value="\n".join(said))

    def _day(
        self, telling: Telling, key: str, node: Node, kind: str, text: str
    ) -> Iterator[FactTold]:
        try:
            when = self.mapping.days.read(text)
        except NotADayError as refusal:
            telling.told.remark(node, f"{refusal} It is left out.")
            return
        if when is None:
            yield self._fact(key, node, kind, known=Known.NOT_KNOWN)
            return
        detail = {"on": when.day.isoformat(), "precision": when.precision}
        known = Known.ESTIMATED if when.precision == "about" else Known.KNOWN
        if when.precision == "day":
            detail.pop("precision")
        yield self._fact(key, node, kind, detail=detail, known=known)

    def _coded(
        self, telling: Telling, key: str, node: Node, kind: str, text: str
    ) -> Iterator[FactTold]:
        set_id = facts.CODED[kind]
        answers = _answers(set_id)
        code = answers.get(text.casefold()) or answers.get(fold(text))
        if code:
            yield self._fact(key, node, kind, code=code, code_set=set_id)
        elif kind in MUST_BE_CODED:
            telling.told.remark(node, NO_CODE)
        else:
            telling.told.remark(node, IN_WORDS)
            yield self._fact(key, node, kind, value=text)

    # Notes --------------------------------------------------------------------------------------

    def _notes(self, telling: Telling) -> Iterator[EntryTold]:
        for place, note in enumerate(self.mapping.notes):
            found = self._note(telling, note, place)
            if found is not None:
                yield found

    def _note(self, telling: Telling, note: Note, place: int) -> EntryTold | None:
        said = {what: self.cell(column) for what, column in note.columns.items() if what != "kind"}
        text = said["text"]
        if not text or text in ERRORS:
            return None
        when = self._note_day(telling, note)
        if when is None:
            telling.told.refused.append("notes")
            return None
        kind = self._kind(telling, note)
        who = f"Written by {said['who']}." if said.get("who") else ""
        number = said.get("number") or fingerprint(when.day.isoformat(), kind, text)[:24]
        return EntryTold(
            table="notes",
            key=f"note {place + 1}/{number}"[:300],
            line=self.row.line,
            field=note.columns["text"],
            kind=kind,
            title=" ".join((said.get("title") or "").split())[:200],
            on=when,
            text="\n\n".join(part for part in (text, who) if part),
            names_others=True,  # nobody knows of whom it speaks: it is held until somebody looked
            file=self.file,
        )

    def _note_day(self, telling: Telling, note: Note) -> When | None:
        node = self.node(note.columns["day"])
        try:
            when = self.mapping.days.read(node.text) if node.text else None
        except NotADayError as refusal:
            telling.told.remark(node, f"{refusal} The note was not brought in.")
            return None
        why = NO_NOTE_DAY if when is None else ""
        if when is not None and when.day > telling.today:
            why = NOTE_TO_COME
        elif when is not None and when.day.year < EARLIEST:
            why = NOTE_TOO_OLD
        if why:
            telling.told.remark(node, why)
        return None if why else when

    def _kind(self, telling: Telling, note: Note) -> str:
        """A kind by its name or words; a column of the table, or one word for all notes."""
        given = note.columns.get("kind", "")
        is_column = folded(given) in self.columns
        text = self.cell(given) if is_column else given
        if not text:
            return EntryKind.NOTE
        meant = self.mapping.means.get(folded(given), {}).get(text.casefold(), text)
        kind = _kinds().get(fold(meant))
        if kind is None:
            node = Node(given, self.row.line, text, file=self.file)
            telling.told.remark(node, "We do not know this kind of note. It came in as a note.")
        return kind or EntryKind.NOTE


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {fold(str(said)): one.value for one in EntryKind for said in (one.value, one.label)}


def _no_day(text: str) -> date | None:
    """Days are read by the mapping before anything asks here."""
    del text
    return None
