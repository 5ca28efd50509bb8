"""`alongside learning`: check the dilemmas, bring one in from Twee 3, take one out as Twee 3."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from alongside.foundation.content import ContentError

LONGEST_FILE = 1_000_000  # characters


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `alongside learning twee` asks for."""
    parser.add_argument("file", metavar="FILE", type=Path, help="a story, or a dilemma to take out")
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="write it there (default: show it)"
    )
    parser.add_argument(
        "--back", action="store_true", help="the other way round: a dilemma made a story"
    )


def run(options: argparse.Namespace) -> int:
    """Bring a story in, or take a dilemma out; every remark goes to the standard error."""
    try:
        made, remarks = (_out if options.back else _in)(options.file)
    except ContentError as wrong:
        print(f"{wrong.file}, line {wrong.line}: {wrong.sentence}", file=sys.stderr)
        return 1
    for line, sentence in remarks:
        print(f"{options.file}, line {line}: {sentence}", file=sys.stderr)
    if made is None:
        print("No dilemma was made of it.", file=sys.stderr)
        return 1
    if options.out is None:
        print(made)
        return 0
    try:
        with options.out.open("x", encoding="utf-8") as file:
            file.write(made)
    except OSError as error:
        print(f"{options.out} was not written: {error.strerror}.", file=sys.stderr)
        return 1
    print(f"{options.out} was written. Read it through before others play it.", file=sys.stderr)
    return 0


def _in(file: Path) -> tuple[str | None, list[tuple[int, str]]]:
    from .from_twee import bring
    from .writing import as_yaml

    brought = bring(_text(file), file.name, date.today())
    said = [(one.line, one.sentence) for one in brought.remarks]
    return (as_yaml(brought.scenario) if brought.scenario else None), said


def _out(file: Path) -> tuple[str | None, list[tuple[int, str]]]:
    from .reading import read_scenario_text
    from .to_twee import as_twee

    return as_twee(read_scenario_text(_text(file), file)), []


def _text(file: Path) -> str:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            text = lines.read(LONGEST_FILE + 1)
    except UnicodeDecodeError as error:
        said = "It is not written in UTF-8. Save it as UTF-8 and bring it again."
        raise ContentError(file, 1, said) from error
    except OSError as error:
        raise ContentError(file, 1, f"It cannot be read: {error.strerror}.") from error
    if len(text) > LONGEST_FILE:
        raise ContentError(file, 1, f"It is longer than {LONGEST_FILE:,} characters.")
    return text


def check_scenarios() -> None:
    """Read every dilemma of the library afresh; ContentError for the first that is wrong."""
    from .library import files
    from .reading import read_scenario

    for file in files():
        read_scenario(file)
