"""Where a backup is brought back: an empty data folder, and an empty database of either kind."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString, Protocol

import psycopg
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from alongside.foundation import sealer
from alongside.foundation.postgres import binaries, own_server, place
from alongside.foundation.postgres.launcher import EmbeddedPostgres
from alongside.foundation.postgres.roles import APP, BACKUP, FILE, OWNER, SEALER, passwords
from alongside.foundation.running.progress import say

from . import mark, programs, snapshot

LOCKS = {mark.FILE, "running.lock", "database.lock"}
OUTSIDE = (APP, SEALER, BACKUP)  # who may not come in before all of it is there

# All that a restore may have made in the database of a server of one's own.
CLEAR = """
do $$ declare thing text; begin
  for thing in select format('schema %I', nspname) from pg_namespace
     where nspowner = 'alongside_owner'::regrole and nspname <> 'public' loop
    execute format('drop %s cascade', thing);
  end loop;
  for thing in select format('table %s', c.oid::regclass) from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition and c.relowner = 'alongside_owner'::regrole loop
    execute format('drop %s cascade', thing);
  end loop;
  for thing in select format('routine %s', p.oid::regprocedure) from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.proowner = 'alongside_owner'::regrole
       and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e') loop
    execute format('drop %s cascade', thing);
  end loop;
  for thing in select format('type %s', t.oid::regtype) from pg_type t
     where t.typnamespace = 'public'::regnamespace and t.typowner = 'alongside_owner'::regrole
       and t.typtype in ('e', 'c', 'd', 'r') and t.typrelid = 0 loop
    execute format('drop %s cascade', thing);
  end loop;
end $$
"""


EXISTS = "select 1 from pg_database where datname = %s"
IS_CLOSED = """
select not has_database_privilege(rolname, current_database(), 'connect')
  from pg_roles where rolname = 'alongside_app'
"""


class Target(Protocol):
    """A place for a backup; each kind of server has its own."""

    data: Path
    name: str  # which tells it from every other place

    def major(self) -> int:
        """Return the major version of PostgreSQL there."""

    def refuse_unless_empty(self) -> None:
        """Stop if there is anything that was not left by a restore into this very place."""

    def clear_away(self) -> None:
        """Remove what such a restore left."""

    def make_ready(self) -> None:
        """Make the roles and an empty database, which nobody but its owner can enter."""

    def leave(self) -> None:
        """Afterwards, whether it went well or not."""


def target(data: Path, superuser_url: str) -> Target:
    """Return the place that the settings name."""
    return Embedded(data) if place.is_embedded() else OwnServer(data, superuser_url)


class Embedded:
    """A new data folder, with a server that Alongside runs itself."""

    name = "the embedded server"

    def __init__(self, data: Path) -> None:
        self.data = data

    def major(self) -> int:
        return programs.major(binaries.folder() / "postgres")

    def refuse_unless_empty(self) -> None:
        if not _is_again(self):
            _refuse_full(self.data, LOCKS)
            _refuse_full_bucket()

    def clear_away(self) -> None:
        if (self.data / "pgdata").exists() or (self.data / "database-home").exists():
            server = EmbeddedPostgres(self.data)
            server.stop()
            if server.home != self.data:
                shutil.rmtree(server.home, ignore_errors=True)
        _empty(self.data, LOCKS)

    def make_ready(self) -> None:
        EmbeddedPostgres(self.data).start(say)
        _become_owner(self.data)
        close_doors()

    def leave(self) -> None:
        connection.close()
        if (self.data / "pgdata").exists():
            EmbeddedPostgres(self.data).stop()


class OwnServer:
    """A database on a server that the council looks after."""

    def __init__(self, data: Path, superuser_url: str) -> None:
        self.data, self.url = data, superuser_url
        self.place = place.find(data)
        self.name = f"{self.place.name} at {self.place.host}:{self.place.port}"

    def major(self) -> int:
        with self._server() as found:
            return found.info.server_version // 10_000

    def refuse_unless_empty(self) -> None:
        """The mark alone is not believed: the database must also be closed, as a restore does."""
        is_again = _is_again(self)
        if not is_again:
            _refuse_full(self.data, {*LOCKS, FILE})
            _refuse_full_bucket()
        with self._server() as found:
            if self.url:
                self._refuse_roles_of_another(found)
            if not found.execute(EXISTS, [self.place.name]).fetchone():
                return
        with self._inside() as found:
            tables = len(found.execute(sql.SQL(snapshot.TABLES)).fetchall())
            if tables and not (is_again and snapshot.one(found, IS_CLOSED)):
                raise SystemExit(
                    f"The database {self.place.name} is not empty: it has {tables} tables. Name "
                    "a new one in DATABASE_URL; a restore never writes over anything."
                )

    def clear_away(self) -> None:
        _empty(self.data, {*LOCKS, FILE})

    def make_ready(self) -> None:
        if self.url:
            own_server.set_up(self.url, self.place.name)
        _become_owner(self.data)
        close_doors()
        with sealer.connect(OWNER) as owner:
            owner.execute(sql.SQL(CLEAR))

    def leave(self) -> None:
        connection.close()

    @contextmanager
    def _server(self) -> Iterator[psycopg.Connection]:
        with self._connected(self.url) as found:
            yield found

    @contextmanager
    def _inside(self) -> Iterator[psycopg.Connection]:
        with self._connected(self.url and make_conninfo(self.url, dbname=self.place.name)) as found:
            yield found

    @contextmanager
    def _connected(self, url: str) -> Iterator[psycopg.Connection]:
        """As the superuser where there is one, and otherwise as the owner of the database."""
        try:
            found = psycopg.connect(url, connect_timeout=10) if url else sealer.connect(OWNER)
        except psycopg.OperationalError as refusal:
            raise SystemExit(
                f"The server does not let Alongside in: {str(refusal).strip()}\nGive "
                "--superuser-url, or run 'alongside database-setup' with this data folder first."
            ) from None
        with found:
            yield found

    def _refuse_roles_of_another(self, found: psycopg.Connection) -> None:
        """Roles belong to the whole server: new passwords would lock out whoever uses them now."""
        has_roles = found.execute("select 1 from pg_roles where rolname = %s", [OWNER]).fetchone()
        if has_roles and OWNER not in passwords(self.data):
            raise SystemExit(
                "This server already has Alongside's roles, so an Alongside may live on it, and "
                f"new passwords would lock it out. Copy its {FILE} into {self.data} first, or use "
                "another server."
            )


def close_doors() -> None:
    """Let nobody in but the owner, until all of it is there."""
    _door("revoke connect on database {} from {}", OUTSIDE)


def open_doors(*roles: str) -> None:
    """Let these roles in."""
    _door("grant connect on database {} to {}", roles)


def _door(statement: LiteralString, roles: Sequence[str]) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, roles))
    database = sql.Identifier(connection.settings_dict["NAME"])
    with sealer.connect(OWNER) as owner:
        owner.execute(sql.SQL(statement).format(database, names))


def _become_owner(data: Path) -> None:
    """Django was set up before the server and its passwords were there."""
    connection.close()
    connection.settings_dict |= place.login(data, OWNER)


def _is_again(target: Target) -> bool:
    """Say whether a restore into this very place was begun before, and did not end well."""
    return mark.is_there(target.data) and mark.told(target.data).get("into") == target.name


def _refuse_full(data: Path, allowed: set[str]) -> None:
    if not data.exists():
        return
    if not data.is_dir():
        raise SystemExit(f"{data} is a file. Name a folder with --data, which a restore makes.")
    if there := sorted(one.name for one in data.iterdir() if one.name not in allowed):
        raise SystemExit(
            f"{data} is not empty: there is {there[0]} in it. Name a new folder with --data; a "
            "restore never writes over anything."
        )


def _refuse_full_bucket() -> None:
    """In a bucket that another Alongside uses, each would clear away the other's files."""
    if settings.S3_BUCKET and any(default_storage.listdir("")):
        raise SystemExit(
            f"The bucket {settings.S3_BUCKET} is not empty. Name a new one in ALONGSIDE_S3_BUCKET."
        )


def _empty(data: Path, but: set[str]) -> None:
    for one in data.iterdir():
        if one.name not in but:
            if one.is_dir() and not one.is_symlink():
                shutil.rmtree(one)
            else:
                one.unlink()
