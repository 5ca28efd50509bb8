"""Writes the line on the trail that each of those acts leaves, and has the sealer seal them all."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString, NamedTuple

import psycopg
from psycopg import sql

from alongside.foundation import sealer

from .bulk import side_by_side

LINES = Path(__file__).parent / "lines"
AT_ONCE = 20_000  # lines in one transaction: as many as the sealer likes to have in a batch
BLOCK = 8_192  # bytes of a table that are read at a time
PATIENCE = 120.0  # seconds for somebody else's long transaction on the same server
# What the lines are about, in their order, and from which table each is told.
SOURCES = (
    ("teams", "population.team"),
    ("accounts", "population.staff"),
    ("readers", "population.reader"),
    ("people", "population.someone"),
    ("grants", "people_grant"),
    ("sealed", "people_sealedlink"),
    ("facts", "people_fact"),
    ("needs", "people_need"),
    ("relationships", "people_relationship"),
    ("bars", "people_bar"),
    ("shared", "people_shared"),
    ("versions", "record_version"),
    ("decisions", "record_sharingdecision"),
    ("restrictions", "record_restriction"),
    ("answers", "record_answer"),
    ("tasks", "record_task"),
    ("drafts", "foundation_draft"),
)
INSERT: LiteralString = (
    "insert into foundation_trail (act, by_id, what, on_kind, on_id, person_id, detail) "
)
# Only what is looked up by: the sealer needs the other indexes at once.
LOOKED_UP_BY = ("foundation_trail_person", "foundation_trail_on")


class Piece(NamedTuple):
    """The lines of some blocks of one table."""

    source: str
    first: int
    before: int


def write_lines(
    owners: Sequence[psycopg.Connection], told: Mapping[str, Any], say: Callable[[str], None]
) -> int:
    """Write a line for everything that was done, and return how many there are."""
    owner, began = owners[0], time.monotonic()
    indexes = [_definition(owner, name) for name in LOOKED_UP_BY]
    for name in LOOKED_UP_BY:
        owner.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
    pieces = list(_pieces(owner))

    def write(connection: psycopg.Connection, piece: Piece) -> None:
        connection.execute(_insert(piece, told))

    with _row_by_row(owners):
        side_by_side(owners, write, pieces)
    for definition in indexes:
        owner.execute(sql.SQL(definition))
    owner.execute("analyze foundation_trail")
    row = owner.execute("select count(*) from foundation_trail").fetchone()
    number = int(row[0]) if row else 0
    say(f"{time.monotonic() - began:7.1f} s  {number:,} lines on the trail")
    return number


@contextmanager
def _row_by_row(owners: Sequence[psycopg.Connection]) -> Iterator[None]:
    """A few blocks at a time: whom each entry is about is looked up, not read from end to end."""
    joins = ("enable_hashjoin", "enable_mergejoin")
    for owner in owners:
        for join in joins:
            owner.execute("select set_config(%s, 'off', false)", [join])
    yield
    for owner in owners:
        for join in joins:
            owner.execute("select set_config(%s, 'on', false)", [join])


def _insert(piece: Piece, told: Mapping[str, Any]) -> sql.Composed:
    text = (LINES / f"{piece.source}.sql").read_text(encoding="utf-8")
    blocks = sql.SQL("a.ctid >= {} and a.ctid < {}").format(
        sql.Literal(f"({piece.first},0)"), sql.Literal(f"({piece.before},0)")
    )
    given = {key: sql.Literal(told[key]) for key in ("loader", "officer", "cast")}
    return sql.SQL(INSERT) + sql.SQL(text).format(range=blocks, **given)


def _definition(owner: psycopg.Connection, index: str) -> str:
    row = owner.execute("select pg_get_indexdef(%s::regclass)", [index]).fetchone()
    assert row is not None
    return str(row[0]).replace(" ON ONLY ", " ON ")


def _pieces(owner: psycopg.Connection) -> Iterator[Piece]:
    for source, table in SOURCES:
        row = owner.execute(
            "select pg_relation_size(oid) / %s, greatest(reltuples, 1) from pg_class"
            " where oid = %s::regclass",
            [BLOCK, table],
        ).fetchone()
        blocks, rows = row or (0, 1)
        together = max(1, int(AT_ONCE * blocks / rows))
        for first in range(0, int(blocks), together):
            yield Piece(source, first, first + together)


def seal(say: Callable[[str], None]) -> None:
    """Seal every line; the worker publishes the newest seal as soon as it runs."""
    began, number = time.monotonic(), 0
    with sealer.connect() as reader:
        while _waits(reader):
            sealed = sealer.close_one(reader)
            number += sealed
            if not sealed:
                if time.monotonic() > began + PATIENCE + number / 20_000:
                    say("Some lines wait for their seal: another transaction is still open.")
                    break
                time.sleep(0.05)
    say(f"{time.monotonic() - began:7.1f} s  {number:,} lines sealed")


def _waits(reader: psycopg.Connection) -> bool:
    row = reader.execute(
        "select exists (select 1 from foundation_trail where (era, txid) >= ("
        "select s.era, s.before_tx::text::xid8 from foundation_seal s"
        " union all select 0, '0'::xid8 order by 1 desc, 2 desc limit 1))"
    ).fetchone()
    return bool(row and row[0])
