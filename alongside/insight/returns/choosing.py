"""Choosing the mapping of a table: from a file, saved by name, or proposed and nothing more."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from alongside.accounts.actions import system_account
from alongside.foundation.actor import acting
from alongside.insight.actions import choose_behalf, ready_importer, save_mapping
from alongside.insight.models import ImportMapping

from .cin import UnreadableFileError
from .mapping import Proposal, TableMapping, from_file, from_words, propose
from .sheets import open_table

NO_MAPPING = "There is no mapping saved as “{name}”, and no file of that name. Saved are: {saved}."


@dataclass(frozen=True)
class Asked:
    """What the command line says of the mapping."""

    table: Path
    mapping: str = ""  # a file, or the name of one that was saved
    save_as: str = ""
    behalf: str = ""


def choose(asked: Asked) -> TableMapping | Proposal:
    """The mapping that was named; or, where none was, what it might be: then nothing is done."""
    if not asked.mapping:
        table = open_table(asked.table)
        proposal = propose(table.headings, source_of(asked.save_as))
        if asked.save_as:
            chosen = from_words(proposal.said)
            _save(asked, chosen)
        return proposal
    chosen = _named(asked.mapping)
    if asked.save_as:
        _save(asked, chosen)
    return chosen


def source_of(name: str) -> str:
    """The source of a mapping that is saved as it was proposed: its name, in plain letters."""
    return " ".join(re.sub(r"[^a-z0-9 _.-]+", " ", name.casefold()).split())[:30]


def _named(name: str) -> TableMapping:
    path = Path(name)
    if path.suffix.casefold() in (".yaml", ".yml") and path.is_file():
        return from_file(path)
    console = system_account("console")
    with acting(console.pk):
        importer = ready_importer(by=console)
    with acting(importer.pk), transaction.atomic():
        saved = ImportMapping.objects.filter(name=" ".join(name.split())).order_by("-at").first()
        names = ImportMapping.objects.order_by("name").values_list("name", flat=True).distinct()
        if saved is None:
            listed = ", ".join(names) or "none yet"
            raise UnreadableFileError(NO_MAPPING.format(name=name, saved=listed))
    return from_words(saved.columns)


def _save(asked: Asked, chosen: TableMapping) -> None:
    console, behalf = system_account("console"), choose_behalf(asked.behalf)
    with acting(console.pk):
        importer = ready_importer(by=console)
    said: Any = chosen.said
    with acting(importer.pk, behalf=behalf.pk):
        save_mapping(
            name=asked.save_as, source=chosen.source, columns=said, behalf=behalf, by=importer
        )
