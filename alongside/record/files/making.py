"""What is shown of a file, made by a process of its own: a crash or a trap there ends only that."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.conf import settings

from .kinds import BROKEN, NotTaken

SECONDS = 75
AT_ONCE = threading.BoundedSemaphore(2)  # so that a few large files do not take all the memory
TOO_LONG = (
    "This took too long to read. Split it, or save it anew with fewer pages or a smaller picture."
)
SHOWN_KINDS = ("image/jpeg", "image/png", "application/pdf", "text/plain")


@dataclass(frozen=True)
class Made:
    """What is shown of a file, for as long as it is being put away."""

    shown: Path
    shown_kind: str
    pages: int
    text: str


@contextmanager
def made_from(file: BinaryIO, kind: str) -> Iterator[Made]:
    """Make what is shown; NotTaken where the file is not what it seems, with a sentence."""
    with TemporaryDirectory(prefix="alongside-file-") as name:
        folder = Path(name)
        file.seek(0)
        with (folder / "came").open("wb") as copy:
            shutil.copyfileobj(file, copy)
        with AT_ONCE:
            _run(kind, folder)
        yield _told(folder)


def _run(kind: str, folder: Path) -> None:
    command = [sys.executable, "-m", "alongside.record.files.child", kind, str(folder)]
    # Nothing of what this process knows: no key, no password, no address of a database.
    known = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own program, with a kind from our own list
            command,
            cwd=settings.BASE,
            env=known,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # an error could quote what is in the file
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as wrong:
        raise NotTaken(TOO_LONG) from wrong
    if done.returncode:
        raise NotTaken(TOO_LONG if done.returncode == -24 else BROKEN)  # SIGXCPU


def _told(folder: Path) -> Made:
    told = json.loads((folder / "told.json").read_text())
    if "refused" in told:
        raise NotTaken(str(told["refused"]))
    if told["shown_kind"] not in SHOWN_KINDS:
        raise NotTaken(BROKEN)
    return Made(folder / "shown", told["shown_kind"], int(told["pages"]), str(told["text"]))
