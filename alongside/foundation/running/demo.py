"""Loads the demo council once, in a process of its own, as the application's role."""

import json
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import django
from django.conf import settings

from . import fingerprint
from .folder import data_folder
from .progress import say

WELCOME = "demo-people.json"


def main() -> None:
    """Load it, mark it as loaded, and keep the lines that `alongside start` prints."""
    django.setup()
    module, _, name = settings.DEMO_LOADER.partition(":")
    load: Callable[[Callable[[str], None]], list[str] | None] = getattr(import_module(module), name)
    lines = load(say)
    fingerprint.remember_demo()
    (data_folder() / WELCOME).write_text(json.dumps(lines or []))


def exists(loader: str) -> bool:
    """Say whether there is a demo council to load."""
    try:
        spec = find_spec(loader.partition(":")[0])
    except ModuleNotFoundError:
        return False
    return spec is not None and spec.origin is not None  # an empty folder is no module


def people() -> list[str]:
    """Return the lines about whom one can sign in as, if the demo council was loaded here."""
    try:
        return list(json.loads((data_folder() / WELCOME).read_text()))
    except (FileNotFoundError, ValueError):  # or half written, on a disk that was full
        return []


if __name__ == "__main__":
    main()
