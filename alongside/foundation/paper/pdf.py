"""A paper as tagged PDF (PDF/UA-1), laid out in a process of its own."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext

from alongside.foundation.days import LONDON

from . import child
from .document import Format, Paper, PaperNotMade, Progress
from .pieces import BOX, Pieces, front

SECONDS = 90
AT_ONCE = threading.BoundedSemaphore(2)  # so that a few large papers do not take all the memory
TOO_MUCH = (
    "This is more than one paper can hold. Choose fewer entries, or a shorter time, and make "
    "several papers."
)
NOT_MADE = "The paper could not be made. Nothing in the record has changed. Ring whoever runs it."
FAMILIES = ["Atkinson Hyperlegible Next", "Atkinson Hyperlegible Next Extended"]
# What comes with the compiler, or with the machine, for letters that ours does not have.
OTHERS = ["Noto Sans", "DejaVu Sans", "Libertinus Serif", "DejaVu Sans Mono"]


def as_pdf(paper: Paper, progress: Progress | None = None) -> bytes:
    """The paper as PDF/UA-1. Raises PaperNotMade, with a sentence, where it is too much for one."""
    told = json.dumps(_told(paper, progress)).encode()
    with AT_ONCE:
        return _laid_out(told)


def _told(paper: Paper, progress: Progress | None) -> dict[str, Any]:
    pieces = Pieces(paper, progress)
    language, _, region = paper.language.partition("-")
    page, of, end = (
        gettext("Page %(page)s of %(pages)s").replace("%(pages)s", "%(page)s").split("%(page)s")
    )
    return {
        **front(paper),
        "lang": language,
        "region": region or None,
        "size": paper.format.points,
        "airy": paper.format is Format.EASY_READ,
        "landscape": paper.landscape,
        "fonts": [*FAMILIES, *OTHERS],
        "system_fonts": True,
        "page_of": [page, of, end],
        "on_page": gettext(", page "),
        "box": BOX,  # here, and not in the template, so that a letter can stand for it
        "lacking": gettext(
            "Some letters could not be printed with the letters at hand. Each stands here as a "
            "square, or as its name between brackets: %(names)s."
        ),
        "at": timezone.now().astimezone(LONDON).isoformat(timespec="seconds"),
        "places": pieces.places,
        "body": pieces.body,
    }


def _laid_out(told: bytes) -> bytes:
    command = [sys.executable, "-I", str(Path(child.__file__))]
    # Nothing of what this process knows: no key, no password, no address of a database.
    known = {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command,
            cwd=settings.BASE,
            env=known,
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # an error could quote what is on the paper
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as wrong:
        raise PaperNotMade(TOO_MUCH) from wrong
    if done.returncode < 0:  # stopped by the limits
        raise PaperNotMade(TOO_MUCH)
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise PaperNotMade(NOT_MADE)
    return done.stdout
