"""`alongside import`: bring a council's return in from a file."""

import argparse
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .tables import TABLES_OF

if TYPE_CHECKING:
    from .importing import Progress, Report

# Our own exports, which are read by who writes them.
EXPORTED = {
    "person": "alongside.insight.exports.bringing_back",
    "council": "alongside.insight.exports.moving_in",
}
PROPOSED = (
    "Nothing came in. By its headings, this is what the table may be. Put it into a file such as "
    "people.yaml, put right what is wrong, and give it with --mapping people.yaml. "
    "--save-mapping NAME keeps it for the next time."
)
NOTHING_DONE = 3  # a mapping was proposed, and nothing else
WIDTH = 30  # of the bar that shows how far it is


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", choices=list({**TABLES_OF, **EXPORTED}),
        help="cin: a children in need census (XML); "
        "ssda903: a return on children looked after (a folder of CSV files); "
        "people: any table of people (CSV or .xlsx), with a mapping; "
        "person, council: what “alongside export” wrote (a folder)",
    )  # fmt: skip
    parser.add_argument("file", metavar="FILE", type=Path, help="the file, or the folder")
    parser.add_argument("--json", action="store_true", help="say what became of it as JSON")
    parser.add_argument("--dry-run", action="store_true", help="only try it; nothing is kept")
    parser.add_argument(
        "--as", dest="behalf", metavar="EMAIL", default="",
        help="the member of staff for whom it is done (default: the first administrator)",
    )  # fmt: skip
    parser.add_argument(
        "--team", metavar="NAME", default="", help="the team that works with whoever is new"
    )
    parser.add_argument(
        "--refusals", metavar="FILE", type=Path,
        help="where the list of what to check goes (default: imports/ in the data folder)",
    )  # fmt: skip
    parser.add_argument(
        "--year", metavar="YYYY", type=int, choices=range(1990, 2100),
        help="of ssda903: the year in which it ends (default: worked out from the episodes)",
    )  # fmt: skip
    parser.add_argument(
        "--mapping", metavar="FILE.yaml|NAME", default="",
        help="of people: which column is what; without one, one is proposed and nothing comes in",
    )  # fmt: skip
    parser.add_argument(
        "--save-mapping",
        metavar="NAME",
        default="",
        help="of people: keep the mapping under a name, for the next time",
    )
    parser.add_argument(
        "--superuser-url", metavar="URL", default=os.environ.get("ALONGSIDE_SUPERUSER_URL", ""),
        help="of council, for a server of your own: makes roles and database first",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    if options.kind in EXPORTED:
        return int(import_module(EXPORTED[options.kind]).run(options))
    import django

    django.setup()
    from django.core.exceptions import ValidationError
    from django.db import DatabaseError

    from .cin import UnreadableFileError
    from .importing import Wanted, bring_in

    try:
        mapping = _mapping(options)
        if isinstance(mapping, str):
            print(mapping)
            return NOTHING_DONE
        wanted = Wanted(
            options.file, options.behalf, options.team, options.refusals,
            is_dry=options.dry_run, kind=options.kind, year=options.year, mapping=mapping,
        )  # fmt: skip
        report = bring_in(wanted, _bar(options.kind) if _is_watched(options) else _silent)
    except UnreadableFileError as refusal:
        return _refuse(str(refusal))
    except ValidationError as refusal:
        return _refuse(" ".join(refusal.messages))
    except OSError as refusal:
        return _refuse(f"The list of what to check cannot be written: {refusal.strerror}.")
    except DatabaseError:
        return _refuse(
            "The database stopped the import. Whoever came before is whole; "
            "see that the database runs, then run the same again to go on.",
            status=1,
        )
    print(json.dumps(report.as_json()) if options.json else _in_words(report, options.kind))
    return 0


def _mapping(options: argparse.Namespace) -> Any:
    """The mapping of a table; or, in words, what it might be: then nothing is done."""
    if options.kind != "people":
        return None
    from .choosing import Asked, choose
    from .mapping import TableMapping

    asked = Asked(options.file, options.mapping, options.save_mapping, options.behalf)
    chosen = choose(asked)
    if isinstance(chosen, TableMapping):
        return chosen
    if options.json:
        return json.dumps({"mapping": chosen.said, "left_out": chosen.left_out})
    said = [PROPOSED, "", chosen.as_yaml()]
    if chosen.left_out:
        said.append(f"Columns that we do not know, and that stay out: {', '.join(chosen.left_out)}")
    if options.save_mapping:
        said.append(f"It was saved as “{options.save_mapping}”, for --mapping.")
    return "\n".join(said)


def _is_watched(options: argparse.Namespace) -> bool:
    return sys.stderr.isatty() and not options.json


def _refuse(sentence: str, status: int = 2) -> int:
    print(sentence, file=sys.stderr)
    return status


def _silent(done: int, of: int) -> None:
    """Nobody watches."""


def _bar(kind: str) -> "Progress":
    things = "rows" if kind == "people" else "children"

    def draw(done: int, of: int) -> None:
        full = WIDTH * done // max(1, of)
        end = "\n" if done == of else ""
        bar = f"[{'#' * full}{'.' * (WIDTH - full)}]"
        print(f"\r{bar} {done:,} of {of:,} {things}", end=end, file=sys.stderr, flush=True)

    return draw


def _in_words(report: "Report", kind: str) -> str:
    begun = "Only tried, and nothing kept: " if report.is_dry else "Brought in: "
    lines = [f"{begun}{report.said}", ""]
    lines.append(f"{'':<28}{'read':>9}{'brought in':>13}{'unchanged':>12}{'refused':>10}")
    for table, counts in report.tables.items():
        if counts["read"]:
            lines.append(
                f"{TABLES_OF[kind][table]:<28}{counts['read']:>9,}{counts['imported']:>13,}"
                f"{counts['unchanged']:>12,}{counts['refused']:>10,}"
            )
    if report.checks:
        where = f", listed in {report.remarks}" if report.remarks else ""
        things = "1 thing" if report.checks == 1 else f"{report.checks:,} things"
        lines += ["", f"{things} to check{where}."]
    return "\n".join(lines)
