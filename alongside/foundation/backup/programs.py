"""pg_dump and pg_restore: of the server's own version, or of the next newer one that is here."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from alongside.foundation.postgres import binaries

SAID = re.compile(r"\(PostgreSQL\) (\d+)")  # "pg_dump (PostgreSQL) 18.6"
PACKAGED = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/*/bin")


class Program(NamedTuple):
    """One program, and the major version of PostgreSQL that it belongs to."""

    path: Path
    major: int


def find(name: str, wanted: int) -> Program:
    """Return this program in at least the version that is wanted, the nearest one first."""
    found = [program for program in _found(name) if program.major]
    fit = [program for program in found if program.major >= wanted]
    if fit:
        return min(fit, key=lambda program: program.major)
    older = ", ".join(sorted({str(program.major) for program in found}))
    here = f"Only version {older} was found" if older else "None was found"
    raise SystemExit(
        f"This needs {name} of PostgreSQL {wanted} or newer. {here}. Install the client programs "
        "of PostgreSQL, or name their folder in ALONGSIDE_POSTGRES_BIN."
    )


def _found(name: str) -> Iterator[Program]:
    for folder in _folders(name):
        path = folder / name
        if path.is_file() and os.access(path, os.X_OK):
            yield Program(path, major(path))


def _folders(name: str) -> Iterator[Path]:
    if os.environ.get("ALONGSIDE_POSTGRES_BIN") or find_spec(binaries.PACKAGE):
        yield binaries.folder()
    if at := shutil.which(name):
        yield Path(at).parent
    for pattern in PACKAGED:
        yield from sorted(Path("/").glob(pattern.lstrip("/")))


def major(path: Path) -> int:
    """Ask a program of PostgreSQL for its major version; nought if it does not run here."""
    try:
        said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20)  # noqa: S603 our own words
    except (OSError, subprocess.TimeoutExpired):
        return 0
    told = SAID.search(said.stdout)
    return int(told[1]) if told else 0
