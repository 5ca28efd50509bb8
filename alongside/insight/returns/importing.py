"""Brings a whole return in, child by child, each in a transaction of its own; or only tries it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from alongside.accounts.actions import system_account
from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.insight.actions import (
    Tally,
    begin_run,
    bring_in_child,
    choose_behalf,
    choose_team,
    end_run,
    ready_importer,
)
from alongside.insight.models import ImportRun
from alongside.insight.one_at_a_time import one_at_a_time

from .mapping import TableMapping
from .people import People
from .reading import READERS, Reader
from .remarks import RemarkList
from .tables import OUTCOMES, TABLES_OF
from .telling import Remark


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    path: Path
    behalf: str = ""
    team: str = ""
    remarks: Path | None = None
    is_dry: bool = False
    kind: str = "cin"
    year: int | None = None
    mapping: TableMapping | None = None  # of a table of people


@dataclass(frozen=True)
class Report:
    """What became of a file."""

    run: UUID
    said: str
    tables: dict[str, dict[str, int]]
    remarks: Path | None
    checks: int
    is_dry: bool

    def as_json(self) -> dict[str, Any]:
        """The report for other programs."""
        return {
            "tables": self.tables,
            "run": str(self.run),
            "refusals": str(self.remarks) if self.remarks else None,
            "checks": self.checks,
            "dry_run": self.is_dry,
        }


Progress = Callable[[int, int], None]


def bring_in(wanted: Wanted, progress: Progress) -> Report:
    """Check the file, then bring it in. A dry run is one transaction, taken back at the end."""
    reader = _reader(wanted)
    with one_at_a_time():
        if not wanted.is_dry:
            return _bring_in(wanted, reader, progress)
        with acting(None), transaction.atomic():
            report = _bring_in(wanted, reader, progress)
            transaction.set_rollback(True)
        return report


def _reader(wanted: Wanted) -> Reader:
    if wanted.mapping is not None:
        return People(wanted.path, wanted.mapping)
    return READERS[wanted.kind](wanted.path, wanted.year)


def _bring_in(wanted: Wanted, reader: Reader, progress: Progress) -> Report:
    console, header = system_account("console"), reader.header
    with acting(console.pk):
        importer = ready_importer(by=console)
    behalf = choose_behalf(wanted.behalf)
    with acting(importer.pk, behalf=behalf.pk):
        team = choose_team(name=wanted.team, by=importer)
        number = new_id()
        remarks = RemarkList(_place(wanted, number), wanted.path.name, reader.place)
        run = begin_run(
            id=number,
            kind=wanted.kind,
            source=header.source,
            said=header.said,
            digest=header.digest,
            behalf=behalf,
            team=team,
            by=importer,
        )
        try:
            tables = _each_child(reader, run, importer, remarks, progress)
            end_run(run=run, counts=tables, checks=remarks.count, by=importer)
        finally:
            remarks.close()
    return Report(run.pk, header.said, tables, remarks.path, remarks.count, wanted.is_dry)


def _place(wanted: Wanted, run: UUID) -> Path | None:
    """Where the list of what to check goes; trying leaves nothing behind that was not asked for."""
    if wanted.remarks is not None or wanted.is_dry:
        return wanted.remarks
    return Path(settings.DATA) / "imports" / str(run) / "refusals.csv"


def _each_child(
    reader: Reader, run: ImportRun, by: Account, remarks: RemarkList, progress: Progress
) -> dict[str, dict[str, int]]:
    tally = Tally({table: Counter() for table in TABLES_OF[run.kind]})
    wrong = reader.header.wrong
    remarks.add([Remark(one.line, one.name, one.text, why, one.file) for one, why in wrong])
    for table, node, why in reader.refused():
        tally.count(table, "refused")
        remarks.add([Remark(node.line, node.name, node.text, why, node.file)])
    for number, told in enumerate(reader.children(), 1):
        tally.add(bring_in_child(run=run, told=told, by=by))
        remarks.add(told.remarks)
        progress(number, reader.header.children)
    return {
        table: {outcome: counts[outcome] for outcome in OUTCOMES}
        for table, counts in tally.tables.items()
    }
