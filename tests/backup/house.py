"""A whole Alongside for tests of backups: a database, a data folder, and our commands on them."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from alongside.foundation.backup.snapshot import TABLES
from alongside.foundation.postgres.launcher import EmbeddedPostgres
from alongside.foundation.postgres.roles import SUPERUSER, passwords

KEY = "Wv7-qLx2" * 8  # the secret key of the house that is backed up


@dataclass
class House:
    """The data folder, the server that has its database, and what the environment says."""

    data: Path
    server: EmbeddedPostgres
    name: str = "alongside"
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("ALONGSIDE_")}
        kept.pop("DATABASE_URL", None)
        told = {"DJANGO_SETTINGS_MODULE": "alongside.settings", "ALONGSIDE_DATA": str(self.data)}
        return kept | told | self.settings

    def begin(self, *words: str) -> "subprocess.Popen[str]":
        """Begin one of our commands."""
        return subprocess.Popen(
            [sys.executable, "-m", "alongside", *words],
            env=self.environment(),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, *words: str, status: int = 0) -> str:
        """Run one of our commands to its end, and return what it said."""
        process = self.begin(*words)
        said, complained = process.communicate(timeout=300)
        assert process.returncode == status, f"{said}\n{complained}"
        assert "Traceback" not in complained, complained
        return said + complained

    def root(self) -> psycopg.Connection:
        """The superuser, who sees what is really there."""
        return self.server.connect(self.name)


def url(server: EmbeddedPostgres, name: str) -> str:
    """The address of a database by its server's socket."""
    return f"postgresql:///{name}?host={server.socket}"


def superuser_url(server: EmbeddedPostgres) -> str:
    """The address by which a superuser gets in, as an administrator would write it."""
    secret = passwords(server.data)[SUPERUSER]
    return make_conninfo(
        host=str(server.socket),
        port=server.port,
        user=SUPERUSER,
        password=secret,
        dbname="postgres",
    )


def rows(house: House) -> dict[str, tuple[int, str]]:
    """For each table how many rows it has, and one hash over all that they say."""
    found = {}
    with house.root() as root:
        root.execute("set timezone = 'UTC'")
        for schema, table in root.execute(sql.SQL(TABLES)).fetchall():
            question = sql.SQL(
                "select count(*), md5(coalesce(string_agg(md5(t::text), '' order by t::text), ''))"
                " from {} t"
            ).format(sql.Identifier(schema, table))
            row = root.execute(question).fetchone()
            assert row is not None
            found[f"{schema}.{table}"] = (int(row[0]), str(row[1]))
    return found


def ask(house: House, question: str) -> list[tuple[object, ...]]:
    """What the superuser reads."""
    with house.root() as root:
        return root.execute(sql.SQL(question)).fetchall()


def files(house: House) -> dict[str, bytes]:
    """Every file in the storage of a house."""
    top = house.data / "files"
    return {str(one.relative_to(top)): one.read_bytes() for one in top.rglob("*") if one.is_file()}
