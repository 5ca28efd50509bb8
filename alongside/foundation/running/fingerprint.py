"""Tells in milliseconds whether the database is already as this version makes it."""

import hashlib
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from alongside.foundation.postgres import place
from alongside.foundation.postgres.roles import APP, OWNER

from .folder import PROJECT, data_folder

TABLE = (
    "public.django_migrations"  # its comment holds the fingerprint, so that a dump takes it along
)
SCHEMA = "public"  # its comment says that the demo council was loaded
DEMO = "The demo council was loaded"


def of_code() -> str:
    """Hash all that bringing up lays out: tables, policies, content, styles, pinned versions."""
    digest = hashlib.sha256()
    for path in sorted(_files()):
        digest.update(str(path.relative_to(PROJECT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _files() -> list[Path]:
    own = [path for end in ("py", "sql") for path in (PROJECT / "alongside").rglob(f"*.{end}")]
    own += (PROJECT / "content").rglob("*.yaml")
    own += (path for path in (PROJECT / "alongside").glob("*/static/**/*") if path.is_file())
    own += (PROJECT / "requirements").glob("*.lock")
    return [path for path in own if "tests" not in path.parts]


def connect(role: str = APP) -> psycopg.Connection:
    """Connect to the database without Django, as one of the roles."""
    login = place.login(data_folder(), role)
    words = make_conninfo(
        host=login["HOST"],
        port=login["PORT"],
        dbname=login["NAME"],
        user=role,
        password=login["PASSWORD"],
        connect_timeout=5,
        **place.find(data_folder()).options,
    )
    return psycopg.connect(words, autocommit=True)


def in_database() -> str:
    """Return the fingerprint of the code that last brought this database up, if any."""
    return _comment("select obj_description(to_regclass(%s), 'pg_class')", TABLE)


def is_demo_loaded() -> bool:
    """Say whether this database holds the demo council."""
    return _comment("select obj_description(to_regnamespace(%s), 'pg_namespace')", SCHEMA) == DEMO


def remember_code() -> None:
    """As the owner: the database is now as this code makes it."""
    _remember(sql.SQL("comment on table django_migrations is {}").format(sql.Literal(of_code())))


def remember_demo() -> None:
    """As the owner: the demo council is loaded, and is not loaded again."""
    _remember(sql.SQL("comment on schema public is {}").format(sql.Literal(DEMO)))


def _comment(question: str, thing: str) -> str:
    with connect() as database:
        row = database.execute(question.encode(), [thing]).fetchone()
    return str(row[0] or "") if row else ""


def _remember(statement: sql.Composed) -> None:
    with connect(OWNER) as database:
        database.execute(statement)
