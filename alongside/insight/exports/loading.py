"""Bringing an export's tables into empty ones: as their owner, all of it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from alongside.foundation.running.progress import step

from .folder import PIECE
from .tables import Table

BATCH = 2_000  # rows of Parquet
EVERY = """
select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'django_migrations'
   and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_%'
   and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
"""
FORCED = """
select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and c.relforcerowsecurity and not c.relispartition
"""
# What happens when a row is added has happened already, in the council from which it comes.
ON_INSERT = """
select t.tgrelid::regclass::text, quote_ident(t.tgname) from pg_trigger t
 where not t.tgisinternal and t.tgenabled = 'O' and t.tgtype & 4 = 4 and t.tgparentid = 0
"""
# The next number of each counter, behind the highest that came in.
COUNTERS = """
select c.oid::regclass::text, quote_ident(a.attname),
       pg_get_serial_sequence(c.oid::regclass::text, a.attname)
  from pg_class c join pg_attribute a on a.attrelid = c.oid
 where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
   and c.relnamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
   and pg_get_serial_sequence(c.oid::regclass::text, a.attname) is not null
"""


def load(owner: psycopg.Connection, path: Path, told: dict[str, Any], tables: list[Table]) -> None:
    """Fill every table; refused unless each gets exactly the rows that the export speaks of."""
    with owner.transaction():
        _empty(owner)
        with _open_for_copying(owner):
            for number, table in enumerate(in_order(tables), 1):
                with step(f"Bringing in table {number} of {len(tables)}, {table.file}"):
                    count = _fill(owner, path, table, told["written_as"])
                wanted = int(told["tables"][table.file]["rows"])
                if count != wanted:
                    raise SystemExit(
                        f"{table.file} has {count:,} rows and should have {wanted:,}. "
                        "Nothing was brought in."
                    )
            with step("Looking whether each row has all that it points at"):
                owner.execute("set constraints all immediate")
        for relation, column, counter in owner.execute(COUNTERS).fetchall():
            highest = sql.SQL("select max({}) from {}").format(sql.SQL(column), sql.SQL(relation))
            row = owner.execute(highest).fetchone()
            if row and row[0] is not None:
                owner.execute("select setval(%s, %s)", [counter, row[0]])


def in_order(tables: list[Table]) -> list[Table]:
    """What is pointed at before what points at it, for those keys that are compared at once.

    Where some point at each other in a ring, their keys are compared at the end.
    """
    by_name, done, begun = {one.file: one for one in tables}, [], set()

    def take(one: Table) -> None:
        if one.file in begun:
            return
        begun.add(one.file)
        for column in one.columns:
            if column.points_at in by_name:
                take(by_name[column.points_at])
        done.append(one)

    for one in tables:
        take(one)
    return done


def _empty(owner: psycopg.Connection) -> None:
    """What setting up wrote of its own: kinds of tables, roles, a first line of the trail."""
    there = owner.execute(EVERY).fetchall()
    names = sql.SQL(", ").join(sql.Identifier(schema, name) for schema, name in there)
    owner.execute(sql.SQL("truncate {}").format(names))


@contextmanager
def _open_for_copying(owner: psycopg.Connection) -> Iterator[None]:
    """COPY goes past no policy, not even for an owner; nobody else is let in meanwhile."""
    forced = [name for (name,) in owner.execute(FORCED).fetchall()]
    triggers = owner.execute(ON_INSERT).fetchall()
    for name in forced:
        owner.execute(sql.SQL(f"alter table {name} no force row level security"))
    for table, trigger in triggers:
        owner.execute(sql.SQL(f"alter table {table} disable trigger {trigger}"))
    yield
    for table, trigger in triggers:
        owner.execute(sql.SQL(f"alter table {table} enable trigger {trigger}"))
    for name in forced:
        owner.execute(sql.SQL(f"alter table {name} force row level security"))


def _fill(owner: psycopg.Connection, path: Path, table: Table, form: str) -> int:
    place = path / "tables" / f"{table.file}.{form}"
    return _from_csv(owner, place, table) if form == "csv" else _from_parquet(owner, place, table)


def _from_csv(owner: psycopg.Connection, place: Path, table: Table) -> int:
    statement = sql.SQL("copy {} ({}) from stdin with (format csv, header match, encoding 'UTF8')")
    with owner.cursor() as cursor:
        with (
            place.open("rb") as opened,
            cursor.copy(statement.format(table.identifier, table.names())) as copy,
        ):
            while piece := opened.read(PIECE):
                copy.write(piece)
        return cursor.rowcount


def _from_parquet(owner: psycopg.Connection, place: Path, table: Table) -> int:
    from pyarrow import parquet

    statement = sql.SQL("copy {} ({}) from stdin")
    with owner.cursor() as cursor:
        with (
            parquet.ParquetFile(place, memory_map=False) as opened,
            cursor.copy(statement.format(table.identifier, table.names())) as copy,
        ):
            for batch in opened.iter_batches(BATCH):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    copy.write_row(row)
        return cursor.rowcount
