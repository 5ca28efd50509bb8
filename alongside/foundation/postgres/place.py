"""Where the database is: the embedded one of the data folder, or the one in DATABASE_URL."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from .roles import APP, keep_secret, passwords

FILE = "database.json"
LOOKS_LIKE = (
    "DATABASE_URL should look like postgresql://host:5432/alongside "
    "(it names the database; the roles' passwords are kept apart)."
)


@dataclass(frozen=True)
class Place:
    """Host (or socket folder), port and name of a database, and options such as sslmode."""

    host: str
    port: int
    name: str
    options: dict[str, str] = field(default_factory=dict)


def from_url(url: str) -> Place:
    """Read postgresql://host:port/name?sslmode=require; a user in it is ignored: roles are ours."""
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:  # a port that is no number, or half an IPv6 address
        raise SystemExit(LOOKS_LIKE) from None
    options = dict(parse_qsl(parts.query))
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql", "pgsql") or not name:
        raise SystemExit(LOOKS_LIKE)
    host = options.pop("host", "") or unquote(parts.hostname or "") or "localhost"
    return Place(host, port, name, options)


def remember(data: Path, place: Place) -> None:
    """Write down where the embedded server listens, if that is not what is written already."""
    if recall(data) != place:
        keep_secret(data / FILE, json.dumps(asdict(place)))


def recall(data: Path) -> Place | None:
    """Read where the embedded server listens, if it was ever started here."""
    try:
        return Place(**json.loads((data / FILE).read_text()))
    except (FileNotFoundError, PermissionError):
        return None


def find(data: Path) -> Place:
    """Return the place to connect to; before a first start there is nobody there to answer."""
    if url := os.environ.get("DATABASE_URL"):
        return from_url(url)
    return recall(data) or Place(str(data / "socket"), 5432, "alongside")


def is_embedded() -> bool:
    """Say whether Alongside runs the database server itself."""
    return not os.environ.get("DATABASE_URL")


def login(data: Path, role: str = APP) -> dict[str, Any]:
    """Return what Django's DATABASES wants to know in order to connect as this role."""
    place = find(data)
    return {
        "HOST": place.host,
        "PORT": str(place.port),
        "NAME": place.name,
        "USER": role,
        "PASSWORD": passwords(data).get(role, ""),
    }
