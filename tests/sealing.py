"""What tests of the trail need: somebody who writes lines, the sealer, an owner who tampers."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from django.db import connection, transaction
from psycopg import sql

from alongside.foundation import sealer, trail
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.foundation.postgres.roles import APP, OWNER, SUPERUSER
from alongside.foundation.proof import Proof, Published, verify
from tests import cluster


@dataclass(frozen=True)
class Somebody:
    """Whoever writes a line; the trail knows no more of them."""

    pk: UUID = field(default_factory=new_id)
    kind: str = "staff"


def write(times: int = 1, *, by: Somebody | None = None, what: str = "person opened") -> Somebody:
    """Write lines as the application, each in a transaction of its own."""
    by = by or Somebody()
    for _ in range(times):
        with acting(by.pk), transaction.atomic():
            trail.note(what, about=[new_id()], by=by)
    return by


def seal(reader: psycopg.Connection, *, most: int = sealer.MOST) -> int:
    """Seal all that waits, once no other database of the same server holds it back."""
    until = time.monotonic() + 30
    while _is_held_back(reader) and time.monotonic() < until:
        time.sleep(0.02)
    sealed = 0
    while done := sealer.close_one(reader, most=most):
        sealed += done
    return sealed


def _is_held_back(reader: psycopg.Connection) -> bool:
    row = reader.execute(
        "select exists (select 1 from foundation_trail where era = %s"
        " and txid >= pg_snapshot_xmin(pg_current_snapshot()))",
        [sealer.current_era(reader)],
    ).fetchone()
    return bool(row and row[0])


def waits(reader: psycopg.Connection) -> int:
    """Count the lines after the last seal."""
    row = reader.execute(
        "select count(*) from foundation_trail where (era, txid) >= ("
        "select s.era, s.before_tx::text::xid8 from foundation_seal s"
        " union all select 0, '0'::xid8 order by 1 desc, 2 desc limit 1)"
    ).fetchone()
    assert row is not None
    return int(row[0])


def prove(published: Published | None = None) -> Proof:
    """Verify on a connection of its own, as the command does."""
    with sealer.connect() as reader:
        return verify(reader, published or Published())


@contextmanager
def apart(what: str) -> Iterator[str]:
    """A copy of the template beside the database that is lived in; gives its name."""
    name = f"{connection.settings_dict['NAME']}_{what}"
    cluster.make_copy(name)
    yield name
    with cluster.server().connect(SUPERUSER) as root:
        root.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextmanager
def living_in(name: str) -> Iterator[None]:
    """Inside, Django is the application in another database."""
    before = connection.settings_dict["NAME"]
    cluster.sign_in(APP, name)
    try:
        yield
    finally:
        cluster.sign_in(APP, before)


def keep() -> None:
    """Remember all lines and seals of this database."""
    with sealer.connect(OWNER) as owner:
        for table in ("foundation_trail", "foundation_seal"):
            copy = sql.SQL("create table {} as table {}")
            owner.execute(copy.format(_name(f"kept_{table}"), _name(table)))


def go_back() -> None:
    """Make lines and seals what they were when they were kept, whatever a test did to them."""
    with tampering("foundation_trail", "foundation_seal") as owner:
        for table in ("foundation_trail", "foundation_seal"):
            owner.execute(sql.SQL("truncate {}").format(_name(table)))
            again = sql.SQL("insert into {} select * from {}")
            owner.execute(again.format(_name(table), _name(f"kept_{table}")))


@contextmanager
def tampering(*tables: str) -> Iterator[psycopg.Connection]:
    """The owner, who has taken away what keeps these tables from being changed."""
    with sealer.connect(OWNER) as owner:
        for table in tables:
            owner.execute(sql.SQL("alter table {} disable trigger stays").format(_name(table)))
        yield owner
        for table in tables:
            owner.execute(
                sql.SQL("alter table {} enable always trigger stays").format(_name(table))
            )


def _name(table: str) -> sql.Identifier:
    return sql.Identifier(table)
