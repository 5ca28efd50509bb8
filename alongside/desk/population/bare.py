"""Takes keys and indexes away while tables are filled, and puts back exactly what was there."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg import sql

FOREIGN_KEYS: LiteralString = """
select c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) from pg_constraint c
 where c.contype = 'f' and c.conparentid = 0
   and (c.conrelid = any (%(tables)s::regclass[]) or c.confrelid = any (%(tables)s::regclass[]))
 order by 1, 2
"""
KEYS: LiteralString = """
select c.conname, pg_get_constraintdef(c.oid) from pg_constraint c
 where c.contype in ('p', 'u') and c.conrelid = %(table)s::regclass order by c.contype, c.conname
"""
INDEXES: LiteralString = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
 where i.indrelid = %(table)s::regclass
   and not exists (
     select 1 from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))
 order by 1
"""


@dataclass(frozen=True)
class ForeignKey:
    """One foreign key: the table that has it, its name, and what it says."""

    table: str
    name: str
    says: str


def take_foreign_keys(owner: psycopg.Connection, tables: Iterable[str]) -> list[ForeignKey]:
    """Drop the foreign keys of these tables, and those that point at them."""
    found = owner.execute(FOREIGN_KEYS, {"tables": list(tables)}).fetchall()
    keys = [ForeignKey(*row) for row in found]
    for key in keys:
        owner.execute(_statement("alter table {} drop constraint {}", key.table, key.name))
    return keys


def put_back(owner: psycopg.Connection, keys: Iterable[ForeignKey]) -> None:
    """Make them again, at first for new rows only: those that are there are checked below."""
    for key in keys:
        statement = _statement("alter table {} add constraint {}", key.table, key.name)
        owner.execute(statement + sql.SQL(f" {key.says} not valid"))


def check(owner: psycopg.Connection, key: ForeignKey) -> None:
    """Check every row; several tables may be checked at the same time."""
    owner.execute(_statement("alter table {} validate constraint {}", key.table, key.name))


@contextmanager
def without_indexes(owner: psycopg.Connection, table: str) -> Iterator[None]:
    """Inside, the table has neither keys nor indexes; afterwards it has those that it had."""
    keys = owner.execute(KEYS, {"table": table}).fetchall()
    indexes = owner.execute(INDEXES, {"table": table}).fetchall()
    for name, _ in keys:
        owner.execute(_statement("alter table {} drop constraint {}", table, name))
    for name, _ in indexes:
        owner.execute(sql.SQL(f"drop index {name}"))
    yield
    for name, says in keys:
        owner.execute(
            _statement("alter table {} add constraint {}", table, name) + sql.SQL(f" {says}")
        )
    for _, says in indexes:
        owner.execute(sql.SQL(says.replace(" ON ONLY ", " ON ")))


def _statement(words: LiteralString, table: str, name: str) -> sql.Composed:
    """`table` came from the database, already quoted where it needs to be."""
    return sql.SQL(words).format(sql.SQL(table), sql.Identifier(name))
