"""Fills a table from a question that the database itself answers, at the pace of the disk."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from django.apps import apps
from psycopg import sql

from alongside.foundation.postgres.roles import OWNER
from alongside.foundation.sealer import connect

from .bare import without_indexes

Piece = TypeVar("Piece")
STEPS = Path(__file__).parent / "steps"
# For these sessions only: room for sorting, and no wait for the disk between two tables.
FOR_LOADING = {
    "work_mem": "256MB",
    "maintenance_work_mem": "768MB",
    "synchronous_commit": "off",
    "max_parallel_workers_per_gather": "0",  # rows stay in the order in which they were asked for
    "statement_timeout": "0",
    "lock_timeout": "0",
    "client_min_messages": "warning",
}


def open_connection() -> psycopg.Connection:
    """Connect as the owner of the tables, ready for a great many rows."""
    owner = connect(OWNER)
    for name, value in FOR_LOADING.items():
        owner.execute("select set_config(%s, %s, false)", [name, value])
    return owner


def step(name: str, told: Mapping[str, Any]) -> sql.Composed:
    """The SQL of one step, with the numbers and ids of this council in it."""
    text = (STEPS / f"{name}.sql").read_text(encoding="utf-8")
    values = {
        key: one if isinstance(one, sql.SQL) else sql.Literal(one) for key, one in told.items()
    }
    return sql.SQL(text).format(**values)


def fill(
    into: psycopg.Connection, table: str, question: sql.Composed, asks: psycopg.Connection
) -> int:
    """Fill one table anew with what `asks` answers, and return how many rows there are.

    All of it is one transaction of `into`: rows come in as if they had always been there (COPY …
    FREEZE), so that nothing has to be written a second time. Row-level security is not forced
    meanwhile, which COPY asks for, and is again before anybody else can see the table.
    """
    types = _types(into, table)
    question = _with_defaults(asks, table, question)
    names = _columns(asks, question)
    chosen = sql.SQL(", ").join(
        sql.SQL("{}::{}").format(sql.Identifier(name), sql.SQL(types[name])) for name in names
    )
    reading = sql.SQL("copy (select {} from ({}) made) to stdout (format binary)").format(
        chosen, question
    )
    listed = sql.SQL(", ").join(map(sql.Identifier, names))
    place = sql.Identifier(*table.split("."))
    writing = sql.SQL("copy {} ({}) from stdin (format binary, freeze)").format(place, listed)
    with (
        into.transaction(),
        _kept(into, place),
        without_indexes(into, table),
        _not_forced(into, table),
    ):
        into.execute(sql.SQL("truncate {}").format(place))
        return _pipe(asks, reading, into, writing)


def _pipe(
    asks: psycopg.Connection,
    reading: sql.Composed,
    into: psycopg.Connection,
    writing: sql.Composed,
) -> int:
    with asks.cursor() as out_of, into.cursor() as to:
        with out_of.copy(reading) as rows, to.copy(writing) as copy:
            for row in rows:
                copy.write(row)
        return to.rowcount


def _columns(asks: psycopg.Connection, question: sql.Composable) -> list[str]:
    found = asks.execute(sql.SQL("select * from ({}) made limit 0").format(question)).description
    return [column.name for column in found or ()]


def _with_defaults(asks: psycopg.Connection, table: str, question: sql.Composed) -> sql.Composed:
    """What a step does not name is what the model says where nobody says anything."""
    fields = {
        field.column: field.get_default()
        for model in apps.get_models()
        if model._meta.db_table == table
        for field in model._meta.concrete_fields
        if field.column and not field.null and not field.primary_key and field.remote_field is None
    }
    named = _columns(asks, question)
    added = [
        sql.SQL(", {} as {}").format(sql.Literal(_plain(default)), sql.Identifier(column))
        for column, default in fields.items()
        if column not in named
    ]
    chosen = sql.SQL("select told.*{} from ({}) told")
    return chosen.format(sql.SQL("").join(added), question) if added else question


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def _types(owner: psycopg.Connection, table: str) -> dict[str, str]:
    return dict(
        owner.execute(
            "select attname, format_type(atttypid, null) from pg_attribute"
            " where attrelid = %s::regclass and attnum > 0 and not attisdropped",
            [table],
        ).fetchall()
    )


@contextmanager
def _kept(owner: psycopg.Connection, place: sql.Identifier) -> Iterator[None]:
    """What the ordinary actions wrote before (whose reach is the whole council) stays."""
    kept = sql.SQL("create temporary table kept on commit drop as table {}").format(place)
    owner.execute(kept)
    yield
    owner.execute(sql.SQL("insert into {} select * from kept").format(place))


@contextmanager
def _not_forced(owner: psycopg.Connection, table: str) -> Iterator[None]:
    row = owner.execute(
        "select relforcerowsecurity from pg_class where oid = %s::regclass", [table]
    ).fetchone()
    is_forced = bool(row and row[0])
    if is_forced:
        owner.execute(sql.SQL("alter table {} no force row level security").format(sql.SQL(table)))
    yield
    if is_forced:
        owner.execute(sql.SQL("alter table {} force row level security").format(sql.SQL(table)))


def run(owner: psycopg.Connection, names: Iterable[str], told: Mapping[str, Any]) -> None:
    """Run steps that do not end in one table, in their order."""
    for name in names:
        owner.execute(step(name, told))


def side_by_side(
    owners: Sequence[psycopg.Connection],
    work: Callable[[psycopg.Connection, Piece], None],
    pieces: Sequence[Piece],
) -> None:
    """Each connection takes the next piece as soon as it has finished one."""
    left = iter(pieces)

    def take(owner: psycopg.Connection) -> None:
        for piece in left:
            work(owner, piece)

    with ThreadPoolExecutor(len(owners)) as pool:
        for done in [pool.submit(take, owner) for owner in owners]:
            done.result()
