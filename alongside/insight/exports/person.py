"""Everything of one person in a folder: person.json, its schema, pages to read, and the files."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.running.progress import say, step
from alongside.people.access import record_to_open
from alongside.people.models import Person

from . import gathering, pages, schema
from .actions import begin_export, end_export
from .folder import Folder, new_folder
from .models import Export
from .shapes import Row

FORMAT = gathering.FORMAT


def export_person(*, path: Path, id: str, reason: str, by: Account) -> dict[str, Any]:
    """Write the folder; return what became of it.

    That it was begun is on the trail before anything is written, and stays there if it is cut off.
    """
    with acting(by.pk):
        with transaction.atomic():
            person = _to_export(id, by)
            made = begin_export(form="json", reason=reason, person=person, by=by)
        with new_folder(path) as folder, transaction.atomic():
            return _write_person(folder, person, made, by)


def _to_export(id: str, by: Account) -> Person:
    try:
        return record_to_open(by, UUID(id), "record opened to export")
    except (ValueError, Http404):
        raise ValidationError(
            "They may see nobody with this id. It stands in the address of the person’s page."
        ) from None


def _write_person(folder: Folder, person: Person, made: Export, by: Account) -> dict[str, Any]:
    with step("Reading the record"):
        told = gathering.gather(person, made.reason, by)
    with step("Writing it"):
        folder.write("person.json", json.dumps(told, indent=1, ensure_ascii=False) + "\n")
        folder.write("person.schema.json", json.dumps(schema.made(), indent=1) + "\n")
        wrong = _write_files(folder, told["entries"])
        for name, words in pages.written(told):
            folder.write(name, words)
    counts = {
        "entries": len(told["entries"]),
        "facts": len(told["facts"]),
        "files": len(list(gathering.copies(told["entries"]))),
        "left_out": sum(one["count"] for one in told["left_out"]),
    }
    digest = folder.finish({"format": FORMAT, "made_at": told["made_at"]})
    end_export(made=made, digest=digest, counts=counts, by=by)
    return {
        "folder": str(folder.path), **counts, "sha256": digest, "wrong": wrong,
        "not_for_them": gathering.not_for_them(told),
        "why": told["left_out"],
    }  # fmt: skip


def _write_files(folder: Folder, entries: list[Row]) -> list[str]:
    """Each original once; one that is not as it came is told of, and the others still go in."""
    wrong = []
    for path, digest, id in gathering.copies(entries):
        seen = sha256()
        with folder.file(path) as opened:
            try:
                for piece in gathering.original(id):
                    seen.update(piece)
                    opened.write(piece)
            except OSError:
                wrong.append(f"The file {id} could not be read.")
                continue
        if seen.hexdigest() != digest:
            wrong.append(f"The file {id} is not what it was when it came.")
    return wrong


def tell(done: dict[str, Any]) -> int:
    """Say in words what became of it; 1 when a file is not as it should be."""
    say(f"The record is in {done['folder']}: open index.html, or read person.json.")
    say(f"It holds {done['entries']:,} entries, {done['facts']:,} facts, {done['files']:,} files.")
    for one in done["why"]:
        say(f"- Left out: {one['count']:,} {one['what']}. {one['why']}")
    if done["not_for_them"]:
        counts = ", ".join(f"{count} {how}" for how, count in done["not_for_them"].items())
        say(f"- Not all of it is for the person to read: {counts}. The pages mark each.")
    for sentence in done["wrong"]:
        say(f"- {sentence}")
    say("It is not encrypted.")
    return 1 if done["wrong"] else 0
