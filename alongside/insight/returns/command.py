"""`alongside import`: bring a council's return in from a file."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from .tables import TABLES_OF

if TYPE_CHECKING:
    from .importing import Progress, Report

WIDTH = 30  # of the bar that shows how far it is


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind", choices=list(TABLES_OF),
        help="cin: a children in need census (XML); "
        "ssda903: a return on children looked after (a folder of CSV files)",
    )  # fmt: skip
    parser.add_argument("file", metavar="FILE", type=Path, help="the file, or the folder")
    parser.add_argument("--json", action="store_true", help="say what became of it as JSON")
    parser.add_argument("--dry-run", action="store_true", help="only try it; nothing is kept")
    parser.add_argument(
        "--as", dest="behalf", metavar="EMAIL", default="",
        help="the member of staff for whom it is done (default: the first administrator)",
    )  # fmt: skip
    parser.add_argument(
        "--team", metavar="NAME", default="", help="the team that works with new children"
    )
    parser.add_argument(
        "--refusals", metavar="FILE", type=Path,
        help="where the list of what to check goes (default: imports/ in the data folder)",
    )  # fmt: skip
    parser.add_argument(
        "--year", metavar="YYYY", type=int, choices=range(1990, 2100),
        help="of ssda903: the year in which it ends (default: worked out from the episodes)",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.core.exceptions import ValidationError
    from django.db import DatabaseError

    from .cin import UnreadableFileError
    from .importing import Wanted, bring_in

    wanted = Wanted(
        options.file, options.behalf, options.team, options.refusals, is_dry=options.dry_run,
        kind=options.kind, year=options.year,
    )  # fmt: skip
    try:
        report = bring_in(wanted, _bar() if _is_watched(options) else _silent)
    except UnreadableFileError as refusal:
        return _refuse(str(refusal))
    except ValidationError as refusal:
        return _refuse(" ".join(refusal.messages))
    except OSError as refusal:
        return _refuse(f"The list of what to check cannot be written: {refusal.strerror}.")
    except DatabaseError:
        return _refuse(
            "The database stopped the import. The children before are whole; "
            "see that the database runs, then run the same again to go on.",
            status=1,
        )
    print(json.dumps(report.as_json()) if options.json else _in_words(report, options.kind))
    return 0


def _is_watched(options: argparse.Namespace) -> bool:
    return sys.stderr.isatty() and not options.json


def _refuse(sentence: str, status: int = 2) -> int:
    print(sentence, file=sys.stderr)
    return status


def _silent(done: int, of: int) -> None:
    """Nobody watches."""


def _bar() -> "Progress":
    def draw(done: int, of: int) -> None:
        full = WIDTH * done // max(1, of)
        end = "\n" if done == of else ""
        bar = f"[{'#' * full}{'.' * (WIDTH - full)}]"
        print(f"\r{bar} {done:,} of {of:,} children", end=end, file=sys.stderr, flush=True)

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
