"""`alongside export`: everything of one person, or of the council, in files for any program."""

import argparse
import json
import sys
from contextlib import redirect_stdout
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    kinds = parser.add_subparsers(dest="kind", required=True, metavar="person|council")
    person = kinds.add_parser("person", help="all that one may read of one person")
    person.add_argument("person", metavar="ID", help="as it stands in the address of their page")
    council = kinds.add_parser("council", help="every table, and every file")
    council.add_argument(
        "--format", choices=["csv", "parquet"], default="csv", help="(default: %(default)s)"
    )
    for one in (person, council):
        one.add_argument("folder", metavar="FOLDER", type=Path, help="a new folder")
        one.add_argument(
            "--as", dest="taker", metavar="EMAIL", required=True,
            help="the member of staff in whose name it is taken out, who stands on the trail",
        )  # fmt: skip
        one.add_argument("--reason", metavar="WORDS", required=True, help="why; it is kept")
        one.add_argument("--json", action="store_true", help="say what became of it as JSON")
        one.add_argument(
            "--data", metavar="FOLDER", default=argparse.SUPPRESS, help="the data folder"
        )


def run(options: argparse.Namespace) -> int:
    """Write it; 1 when something of it is not as it should be, 2 when it was refused."""
    import django

    from alongside.foundation.backup import mark

    mark.refuse_half_restored()
    django.setup()
    from django.core.exceptions import PermissionDenied, ValidationError

    try:
        if not options.json:
            return _carry_out(options)
        with redirect_stdout(sys.stderr):  # words on the way are no JSON
            return _carry_out(options)
    except ValidationError as refusal:
        print(" ".join(refusal.messages), file=sys.stderr)
    except PermissionDenied as refusal:
        print(str(refusal) or "That is not theirs to take out.", file=sys.stderr)
    return 2


def _carry_out(options: argparse.Namespace) -> int:
    from . import council, person
    from .actions import choose_taker

    by = choose_taker(options.taker, f"export {options.kind}")
    where, reason = options.folder.absolute(), options.reason
    if options.kind == "council":
        done = council.export_council(path=where, form=options.format, reason=reason, by=by)
        tell = council.tell
    else:
        done = person.export_person(path=where, id=options.person, reason=reason, by=by)
        tell = person.tell
    status = tell(done)
    if options.json:
        print(json.dumps(done), file=sys.__stdout__)
    return status
