"""The mark of a restore that is not finished: nothing is served from there, ever."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from alongside.foundation.running.folder import data_folder

FILE = "restore-under-way"
COUNCIL = "real-people"  # a restored folder says so, since it may be started with other settings


def is_there(data: Path) -> bool:
    """Say whether a restore into this folder was begun and never finished."""
    return (data / FILE).exists()


def refuse_half_restored() -> None:
    """Stop whatever would work with a folder that a restore left half filled."""
    data = data_folder()
    if is_there(data):
        raise SystemExit(
            f"What is in {data} is only half restored, from {told(data).get('file', 'a backup')}. "
            "Run 'alongside restore' into it again: it clears away what is there and begins anew."
        )


def refuse_real_people() -> None:
    """Stop a demonstration from opening what was restored from a council's service."""
    data = data_folder()
    if (data / COUNCIL).exists():
        raise SystemExit(
            f"What is in {data} was restored from a council's service: the people in it are real. "
            "Set ALONGSIDE_MODE=council, and what 'alongside check-config' then asks for."
        )


def told(data: Path) -> dict[str, str]:
    """What the mark says: from which file, into which database, and since when."""
    try:
        found = json.loads((data / FILE).read_text())
        return {str(key): str(value) for key, value in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


@contextmanager
def held(data: Path, *, file: str, into: str) -> Iterator[None]:
    """Mark the folder for as long as a restore takes. If that ends badly the mark stays."""
    handle = os.open(data / FILE, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"Another restore into {data} is under way.") from None
        note.truncate()
        json.dump({"file": file, "into": into, "since": datetime.now(tz=UTC).isoformat()}, note)
        note.flush()
        os.fsync(note.fileno())
        yield
        (data / FILE).unlink()
