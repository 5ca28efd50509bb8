"""The process in which one file is opened: little memory, little time, and no secrets.

Started as `python -m alongside.record.files.child KIND FOLDER`: reads `came` in that folder, writes
`shown` and `told.json`. Whoever starts it believes nothing that is not there.
"""

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

MEMORY = 2_500_000_000  # bytes of addresses
SECONDS = 60
LARGEST_WRITTEN = 250_000_000  # bytes


def main(kind: str, folder: Path) -> int:
    """Make what is shown; 0 where told.json says what came of it."""
    _limit()
    from .kinds import NotTaken

    try:
        told = _make(kind, folder / "came", folder / "shown")
    except NotTaken as refusal:
        told = {"refused": str(refusal)}
    (folder / "told.json").write_text(json.dumps(told))
    return 0


def _make(kind: str, came: Path, shown: Path) -> dict[str, Any]:
    if kind in ("jpeg", "png", "webp", "gif"):
        from .pictures import make_picture

        return {"shown_kind": make_picture(came, kind, shown), "pages": 1, "text": ""}
    from . import papers

    if kind == "pdf":
        pages, text = papers.make_pdf(came, shown)
        return {"shown_kind": "application/pdf", "pages": pages, "text": text}
    read = {"docx": papers.words_of_docx, "odt": papers.words_of_odt, "text": papers.words_of_text}
    text = read[kind](came)
    shown.write_text(text, encoding="utf-8")
    return {"shown_kind": "text/plain", "pages": 1, "text": text}


def _limit() -> None:
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_WRITTEN),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    )
    for what, most in limits:
        with suppress(ValueError, OSError):  # macOS knows some of them by name only
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
