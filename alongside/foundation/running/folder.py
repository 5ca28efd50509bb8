"""The data folder, as commands find it before Django's settings are loaded."""

import os
import secrets
import shutil
from pathlib import Path

from alongside.foundation.postgres.roles import keep_secret

PROJECT = Path(__file__).resolve().parents[3]
LEAST_ROOM = 300_000_000  # bytes
DEMO_KEY = "demo-"  # how a key begins that was made for a demonstration


def data_folder() -> Path:
    """Return the folder that --data or ALONGSIDE_DATA names, or .alongside beside the project."""
    return Path(os.environ.get("ALONGSIDE_DATA") or PROJECT / ".alongside").resolve()


def open_data_folder(data: Path) -> None:
    """Make the data folder if need be, and say so in a sentence when it cannot be written in."""
    try:
        if not data.exists():
            data.mkdir(parents=True)
            # Root's database runs as somebody else, who passes through but cannot look around.
            data.chmod(0o711 if os.geteuid() == 0 else 0o700)
        with (data / "running.lock").open("a"):
            pass
    except OSError as refusal:
        raise SystemExit(
            f"Alongside cannot write in {data} ({refusal.strerror}). "
            "Choose another folder with --data, or change who owns this one."
        ) from None


def has_room(data: Path) -> bool:
    """Say whether the disk of the data folder has room for the database to work."""
    return shutil.disk_usage(data).free >= LEAST_ROOM


def make_demo_key(data: Path) -> None:
    """Keep a secret key for a demonstration, unless there is one; a council brings its own."""
    if os.environ.get("ALONGSIDE_SECRET_KEY") or (data / "secret-key").exists():
        return
    keep_secret(data / "secret-key", DEMO_KEY + secrets.token_urlsafe(60))
