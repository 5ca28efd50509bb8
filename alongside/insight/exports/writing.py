"""A table as a file, CSV or Parquet: read and written piece by piece, however long it is."""

from collections.abc import Callable
from typing import Any, cast

import psycopg
from psycopg import sql

from .folder import Folder
from .tables import Table

BATCH = 2_000  # rows of Parquet that are in memory at once
Writer = Callable[[psycopg.Connection, Table, Folder, str], int]

# Which of PostgreSQL's types Parquet has too; all others are written as PostgreSQL writes them.
TEXT = "text"
SAME_IN_PARQUET = {
    "boolean", "smallint", "integer", "bigint", "real", "double precision", "bytea", "date",
    "timestamp with time zone", TEXT,
}  # fmt: skip


def write_csv(reader: psycopg.Connection, table: Table, folder: Folder, name: str) -> int:
    """As PostgreSQL itself writes it: nothing between two commas is null, "" is an empty text."""
    copy = sql.SQL("copy ({}) to stdout with (format csv, header, encoding 'UTF8')")
    with reader.cursor() as cursor, folder.file(name) as opened:
        with cursor.copy(copy.format(table.selected())) as pieces:
            for piece in pieces:
                opened.write(piece)
        return cursor.rowcount


def write_parquet(reader: psycopg.Connection, table: Table, folder: Folder, name: str) -> int:
    """With a type to each column; in batches, so that no table has to fit into memory."""
    import pyarrow
    from pyarrow import parquet

    schema = pyarrow.schema(
        [(one.name, arrow_type(one.type)) for one in table.columns],
        metadata={"table": table.full},
    )
    casts = {one.name: _cast(one.type) for one in table.columns if _cast(one.type)}
    count = 0
    with (
        folder.file(name) as opened,
        parquet.ParquetWriter(cast(Any, opened), schema, compression="zstd") as writer,
        reader.cursor("exported", binary=True) as cursor,
    ):
        cursor.itersize = BATCH
        cursor.execute(table.selected(casts))
        while rows := cursor.fetchmany(BATCH):
            count += len(rows)
            arrays = [
                pyarrow.array(list(column), type=kind.type)
                for column, kind in zip(zip(*rows, strict=True), schema, strict=True)
            ]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))
    return count


def _cast(kind: str) -> str:
    """As what a column is asked for; nothing where Parquet has its type."""
    if kind in SAME_IN_PARQUET:
        return ""
    return "text[]" if kind.endswith("[]") else TEXT


def arrow_type(kind: str) -> Any:
    """The type of Parquet for one of PostgreSQL's."""
    import pyarrow

    known = {
        "boolean": pyarrow.bool_(),
        "smallint": pyarrow.int16(),
        "integer": pyarrow.int32(),
        "bigint": pyarrow.int64(),
        "real": pyarrow.float32(),
        "double precision": pyarrow.float64(),
        "bytea": pyarrow.binary(),
        "date": pyarrow.date32(),
        "timestamp with time zone": pyarrow.timestamp("us", tz="UTC"),
    }
    if kind in known:
        return known[kind]
    return pyarrow.list_(pyarrow.string()) if kind.endswith("[]") else pyarrow.string()


WRITERS: dict[str, Writer] = {"csv": write_csv, "parquet": write_parquet}
