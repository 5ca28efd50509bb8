"""`alongside knowledge`: say what is wrong in the library, and what should be looked at again."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .guide import Guide
    from .linting import Measured


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="check")
    check = verbs.add_parser("check", help="say what is wrong, how long and how hard each is")
    check.add_argument(
        "files", metavar="FILE", nargs="*", type=Path, help="(default: the whole library)"
    )
    check.add_argument("--json", action="store_true", help="say it as JSON")
    check.add_argument("--data", default=argparse.SUPPRESS, help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    import django

    django.setup()
    from django.utils import timezone

    from alongside.foundation.content import ContentError

    from .access import files
    from .linting import measured
    from .reading import read_guide
    from .shelves import check_headings

    given = options.files or files()
    known = {one.stem for one in files()} | {one.stem for one in given}
    said: list[dict[str, Any]] = []
    for file in given:
        try:
            guide = read_guide(file)
            _named(guide, file, known)
            check_headings(guide, file)
        except ContentError as wrong:
            said.append({"file": str(wrong.file), "line": wrong.line, "wrong": wrong.sentence})
            continue
        found = measured(guide, timezone.localdate())
        said.append({"file": str(file), "wrong": None, **found.as_data()})
        if not options.json:
            print(*_measured(file, found), sep="\n")
    return _ended(said, options.json)


def _named(guide: Guide, file: Path, known: set[str]) -> None:
    """Refuse what would lead to a guide that is not there."""
    from alongside.foundation.content import ContentError

    from .access import led_to

    for key, line in led_to(guide):
        if key not in known:
            raise ContentError(file, line, f"It leads to “{key}”, and there is no such guide.")


def _measured(file: Path, found: Measured) -> Iterable[str]:
    age = "unknown" if found.reading_age is None else f"{found.reading_age:g}"
    unchecked = f", {found.unchecked} not checked" if found.unchecked else ""
    yield f"{file}: {found.words} words, {found.minutes} min, reading age {age}"
    sources = "1 source" if found.sources == 1 else f"{found.sources} sources"
    yield f"  {found.checks} to tick, {sources}{unchecked}, until {found.review_by}"
    yield from (f"  {one}" for one in found.remarks)


def _ended(said: list[dict[str, Any]], is_json: bool) -> int:
    wrong = [one for one in said if one["wrong"]]
    if is_json:
        print(json.dumps(said, ensure_ascii=False, indent=1))
        return 1 if wrong else 0
    for one in wrong:
        print(f"{one['file']}, line {one['line']}: {one['wrong']}")
    count = "1 file" if len(said) == 1 else f"{len(said)} files"
    print(f"\n{count}, {len(wrong) or 'none'} of them wrong.")
    return 1 if wrong else 0
