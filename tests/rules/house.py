"""The files that the house rules look at: what is in the repository, or would be."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEFT_OUT = {".git", ".venv", ".alongside", ".test", "build", "__pycache__", ".hypothesis"}
LEFT_OUT |= {".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache"}


@cache
def files() -> tuple[Path, ...]:
    """Return every file that git keeps or would keep; without git, every file that is not made."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        found = [ROOT / name for name in said.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        found = [path for path in ROOT.rglob("*") if not LEFT_OUT & set(path.parts)]
    return tuple(sorted(path for path in found if path.is_file()))


def python(*, tests: bool = True, migrations: bool = False) -> list[Path]:
    """Return the Python files, with or without tests and migrations."""
    return [
        path
        for path in files()
        if path.suffix == ".py"
        and (migrations or "migrations" not in path.parts)
        and (tests or not {"tests", "conftest.py"} & set(path.parts))
    ]


def own() -> list[Path]:
    """Return the Python files of the sixteen packages, without tests and migrations."""
    return [path for path in python(tests=False) if path.is_relative_to(ROOT / "alongside")]


def name(path: Path) -> str:
    """Return a file's name as a reader of a failure wants it."""
    return str(path.relative_to(ROOT))
