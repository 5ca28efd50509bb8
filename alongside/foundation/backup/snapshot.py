"""The database at one moment: what it holds, and all of it as pg_dump writes it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from alongside.foundation import sealer
from alongside.foundation.postgres import place
from alongside.foundation.postgres.roles import BACKUP

from .bundle import DATABASE, PART, Member
from .manifest import LEFT_OUT
from .programs import Program

# Whole tables: what a partition holds is counted with the table that it is a part of.
TABLES = """
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and not c.relispartition
   and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
   and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
 order by 1, 2
"""
EXTENSIONS = "select extname from pg_extension where extname <> 'plpgsql' order by 1"


@contextmanager
def taken() -> Iterator[tuple[psycopg.Connection, str]]:
    """Hold one moment of the database still for reading; give the reader and the moment's name.

    Nobody waits for it: neither who writes, nor the sealing of the trail.
    """
    with sealer.connect(BACKUP) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.read_only = True
        with reader.transaction():
            reader.execute("set local statement_timeout = 0")
            reader.execute("set local idle_in_transaction_session_timeout = 0")
            yield reader, str(one(reader, "select pg_export_snapshot()"))


def one(reader: psycopg.Connection, question: str, *given: Any) -> Any:
    """Ask for a single value."""
    row = reader.execute(sql.SQL(question), given or None).fetchone()
    return row[0] if row else None


def counts(reader: psycopg.Connection) -> dict[str, int]:
    """Count the rows of every table that is kept, by "schema.table"."""
    found = {}
    for schema, table in reader.execute(sql.SQL(TABLES)).fetchall():
        name = f"{schema}.{table}"
        if name not in LEFT_OUT:
            question = sql.SQL("select count(*) from {}").format(sql.Identifier(schema, table))
            row = reader.execute(question).fetchone()
            found[name] = int(row[0]) if row else 0
    return found


def applied(reader: psycopg.Connection) -> list[str]:
    """Name the migrations that made this database, as "people.0001_first_tables"."""
    rows = reader.execute("select app, name from django_migrations order by app, name")
    return [f"{app}.{name}" for app, name in rows.fetchall()]


def extensions(reader: psycopg.Connection) -> list[str]:
    return [name for (name,) in reader.execute(EXTENSIONS).fetchall()]


def last_seal(reader: psycopg.Connection) -> tuple[int, str]:
    """Return number and hash of the newest seal."""
    row = reader.execute("select no, seal from foundation_seal order by no desc limit 1").fetchone()
    return (int(row[0]), bytes(row[1]).hex()) if row else (0, "")


def dump(program: Program, moment: str) -> Iterator[Member]:
    """Give the database as it was at that moment, in members of one size but for the last."""
    words = [
        str(program.path),
        "--format=custom",
        f"--snapshot={moment}",
        "--no-password",
        "--no-publications",
        "--no-subscriptions",
        "--no-security-labels",
        "--lock-wait-timeout=60s",
        "--extension=plpgsql",  # the others belong to a superuser; a restore makes them first
        *(f"--exclude-table-data={name}" for name in LEFT_OUT),
        f"--dbname={address(BACKUP)}",
    ]
    with TemporaryFile() as said, _running(words, said) as process:
        assert process.stdout is not None  # asked for below
        number = 0
        while part := process.stdout.read(PART):
            number += 1
            yield Member.of(f"{DATABASE}{number:08d}", part)
        if process.wait():
            raise SystemExit(f"The database could not be written out: {last_words(said)}")


@contextmanager
def _running(words: list[str], said: Any) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(  # noqa: S603 our own program with our own arguments
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=said,
        env=environment(BACKUP),
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def address(role: str) -> str:
    """Say where the database is as PostgreSQL's programs want it, without the password."""
    where = connection.settings_dict
    kept = (
        "sslmode",
        "sslrootcert",
        "sslcert",
        "sslkey",
        "connect_timeout",
        "target_session_attrs",
    )
    options = {key: where["OPTIONS"][key] for key in kept if key in where["OPTIONS"]}
    return make_conninfo(
        host=where["HOST"], port=where["PORT"], dbname=where["NAME"], user=role, **options
    )


def environment(role: str) -> dict[str, str]:
    """What these programs are told beside their arguments, which others could read."""
    password = place.login(settings.DATA, role)["PASSWORD"]
    kept = {key: os.environ[key] for key in ("HOME", "PATH") if key in os.environ}
    return {**kept, "LC_ALL": "C", "PGPASSWORD": password, "PGTZ": "UTC"}


def last_words(said: Any) -> str:
    """What a program complained of last; of its lines only the one that says what went wrong."""
    said.seek(0)
    lines = said.read().decode(errors="replace").splitlines()
    told = [line.partition("error: ")[2] for line in lines if "error: " in line]
    return told[-1] if told else "it did not say why."
