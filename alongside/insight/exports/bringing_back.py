"""`alongside import person`: brings one person's export in, in one go, or only tries it."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

FORMAT = "alongside person 1"
LARGEST = 500_000_000  # bytes of person.json; a bound, no finding
IN_WORDS = {"came_in": "at the front door"}
WITH_REAL = (
    "The person in this export is real, and this is a demonstration. Bring it into a service that "
    "runs with ALONGSIDE_MODE=council."
)


def run(options: argparse.Namespace) -> int:
    """Bring it in; 2 when it was refused."""
    import django

    django.setup()
    from django.core.exceptions import PermissionDenied, ValidationError
    from django.db import DatabaseError, IntegrityError

    try:
        done = bring_in(options.file.absolute(), options.behalf, options.team, options.dry_run)
    except ValidationError as refusal:
        return _refuse(" ".join(refusal.messages))
    except PermissionDenied as refusal:
        return _refuse(str(refusal))
    except IntegrityError:
        return _refuse("It does not fit together with what is here. Nothing of it was kept.")
    except DatabaseError:
        return _refuse("The database refused it. Nothing of it was kept.", status=1)
    print(json.dumps(done) if options.json else _in_words(done))
    return 0


def _refuse(sentence: str, status: int = 2) -> int:
    print(sentence, file=sys.stderr)
    return status


def read(path: Path) -> tuple[dict[str, Any], str]:
    """The person as the file has them, and its hash; refused where anything does not fit."""
    from django.core.exceptions import ValidationError

    from . import schema
    from .beside import PARTS
    from .folder import check_files, read_manifest

    manifest = read_manifest(path, FORMAT)
    check_files(path, manifest)
    if (path / "person.json").stat().st_size > LARGEST:
        raise ValidationError("person.json is larger than any record.")
    try:
        told = json.loads((path / "person.json").read_bytes())
    except ValueError:
        raise ValidationError("person.json is not JSON.") from None
    told.update((part, []) for part in PARTS if part not in told)  # an export of an earlier version
    if wrong := next(schema.wrong_with(told, schema.made()), ""):
        raise ValidationError(f"This export cannot be read: {wrong}.")
    for entry in told["entries"]:
        for one in entry.get("files", ()):
            if one["path"] and one["path"] not in manifest["files"]:
                raise ValidationError(f"{one['path']} is missing from the export.")
    return told, str(manifest["files"]["person.json"]["sha256"])


def bring_in(path: Path, behalf: str, team: str, is_dry: bool) -> dict[str, Any]:
    """As the importer, for a named member of staff, in one transaction."""
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from alongside.accounts.actions import system_account
    from alongside.foundation.actor import acting
    from alongside.insight.actions import choose_behalf, choose_team, ready_importer

    from .actions.files import Files

    told, digest = read(path)
    if told["mode"] == "council" and settings.IS_DEMO:
        raise ValidationError(WITH_REAL)
    files = Files(path)
    try:
        console = system_account("console")
        with acting(console.pk), transaction.atomic():
            importer = ready_importer(by=console)
            human = choose_behalf(behalf)
            with acting(importer.pk, behalf=human.pk):
                chosen = choose_team(name=team, by=importer)
                done = _bring(told, digest, files, human, chosen, importer)
            if is_dry:
                files.forget()
                transaction.set_rollback(True)
    except BaseException:
        files.forget()
        raise
    return {**done, "dry_run": is_dry}


def _bring(told: Any, digest: str, files: Any, human: Any, team: Any, by: Any) -> dict[str, Any]:
    from alongside.foundation.ids import new_id
    from alongside.insight.actions import begin_run, end_run

    from .actions.bringing_back import SOURCE, bring_back
    from .beside import PARTS

    run = begin_run(
        id=new_id(), kind="person", source=SOURCE, said=f"A record made on {told['made_at'][:10]}",
        digest=digest, behalf=human, team=team, by=by,
    )  # fmt: skip
    back = bring_back(told=told, run=run, files=files, by=by)
    tables = {
        name: {one: counts[one] for one in ("read", "imported", "unchanged", "refused")}
        for name, counts in back.tally.items()
    }
    end_run(run=run, counts=tables, checks=len(back.refused), by=by)
    left = sum(one["count"] for one in told["left_out"])
    return {
        "tables": tables, "run": str(run.pk), "person": str(back.person.pk),
        "refused": back.refused, "left_out": left,
        "left_aside": {name: len(told[name]) for name in ("chronologies", *PARTS) if told[name]},
    }  # fmt: skip


def _in_words(done: dict[str, Any]) -> str:
    begun = "Only tried, and nothing kept." if done["dry_run"] else "Brought in."
    lines = [begun, "", f"{'':<16}{'read':>9}{'brought in':>13}{'unchanged':>12}{'refused':>10}"]
    for table, counts in done["tables"].items():
        lines.append(
            f"{table.capitalize():<16}{counts['read']:>9,}{counts['imported']:>13,}"
            f"{counts['unchanged']:>12,}{counts['refused']:>10,}"
        )
    lines += ["", *(f"- {words}" for words in done["refused"])]
    if done["left_out"]:
        lines.append(f"- {done['left_out']:,} things were not in the export. It says which.")
    if aside := done["left_aside"].get("chronologies"):
        what = "1 chronology was" if aside == 1 else f"{aside:,} chronologies were"
        lines.append(
            f"- {what} left aside: a chronology may be about several people, so it is not made "
            "again from the record of one. The export keeps it, to be read there."
        )
    if others := [
        f"{number} {IN_WORDS.get(name, name)}"
        for name, number in done["left_aside"].items()
        if name != "chronologies"
    ]:
        lines.append(
            f"- Left aside: {', '.join(others)}. Each holds for those who were there, or starts "
            "what is due: somebody here looks at them and says them again. The export keeps them."
        )
    return "\n".join(lines)
