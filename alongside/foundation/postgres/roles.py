"""The six database roles, and where their passwords are kept."""

import json
import os
import secrets
from pathlib import Path

OWNER, APP, GATE = "alongside_owner", "alongside_app", "alongside_gate"
SEARCH, SEALER, BACKUP = "alongside_search", "alongside_sealer", "alongside_backup"

LOGIN_ROLES = (OWNER, APP, SEALER, BACKUP)
SILENT_ROLES = (GATE, SEARCH)  # nobody signs in as these: they only own definer functions

SUPERUSER = "postgres"  # of the embedded server only; a real server's superuser is never kept here
FILE = "database-roles.json"


def password_setting(role: str) -> str:
    """Return the environment variable that may hold this role's password."""
    return f"ALONGSIDE_{role.removeprefix('alongside_').upper()}_PASSWORD"


def passwords(data: Path) -> dict[str, str]:
    """Read the passwords: the environment wins over the file in the data folder."""
    found: dict[str, str] = {}
    try:
        found = json.loads((data / FILE).read_text())
    except FileNotFoundError:
        pass
    except PermissionError:
        raise SystemExit(
            f"{data / FILE} belongs to another user of this machine. Run Alongside as the user "
            "who started it first, or choose another folder with --data."
        ) from None
    for role in LOGIN_ROLES:
        if password := os.environ.get(password_setting(role)):
            found[role] = password
    return found


def make_passwords(data: Path) -> dict[str, str]:
    """Return the passwords, first inventing and keeping whichever are missing."""
    found = passwords(data)
    missing = [role for role in (SUPERUSER, *LOGIN_ROLES) if role not in found]
    if missing:
        found |= {role: secrets.token_urlsafe(24) for role in missing}
        keep_secret(data / FILE, json.dumps(found, indent=1))
    return found


def keep_secret(path: Path, text: str) -> None:
    """Write a file that only this user may read, whole or not at all, even if the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
