"""Planting a row in any table, by a superuser who skips foreign keys."""

from uuid import UUID

import psycopg
import pytest
from psycopg import sql


def run(root: psycopg.Connection, statement: str, *given: object) -> list[tuple[object, ...]]:
    """Run a statement that is put together here, and return its rows if it has any."""
    cursor = root.execute(sql.SQL(statement), given or None)
    return cursor.fetchall() if cursor.description else []


COLUMNS = """
select column_name, udt_name, is_nullable = 'YES' from information_schema.columns
 where table_schema = 'public' and table_name = %s and is_identity = 'NO' and is_generated = 'NEVER'
 order by ordinal_position
"""
VALUES = {
    "text": "'x'",
    "varchar": "'x'",
    "bool": "false",
    "int2": "2",
    "int4": "1",
    "int8": "1",
    "timestamptz": "now() - interval '1 day'",
    "date": "current_date",
    "jsonb": "'{}'",
    "bytea": "'x'",
    "numeric": "1",
}


# What a check of a table asks for, beyond what is planted everywhere.
CHECKED = {
    ("learning_answer", "level"): "1",
    ("learning_answer", "nothing"): "''",
    ("learning_session", "ends_at"): "now()",
    ("learning_wave", "smallest"): "5",
    ("people_handover", "from_account_id"): "'00000000-0000-0007-0000-000000000000'",
}

ONE = UUID(int=7 << 64)


def _value(kind: str, one: UUID) -> str:
    if kind == "uuid":
        return f"'{one}'"
    if kind == "_uuid":
        return f"array['{one}'::uuid]"
    return "'{}'" if kind.startswith("_") else VALUES[kind]


def plant(root: psycopg.Connection, table: str) -> None:
    """Add one row whose ids are all the same, so that rows of different tables belong together.

    What may be null is null, save where a check of the table asks for one of them; and where a
    check wants ids in order, each is greater than the one before it.
    """
    columns = [(str(name), str(kind), bool(null)) for name, kind, null in run(root, COLUMNS, table)]
    wanted = [(None, 0), (None, 1), *[(name, 0) for name, _, null in columns if null]]
    for extra, step in wanted:
        chosen = [
            (name, kind)
            for name, kind, null in columns
            if not null or name == extra or (table, name) in CHECKED
        ]
        names = ", ".join(f'"{name}"' for name, _ in chosen)
        values = ", ".join(
            CHECKED.get((table, name)) or _value(kind, UUID(int=ONE.int + step * place))
            for place, (name, kind) in enumerate(chosen)
        )
        try:
            with root.transaction():
                run(root, f'insert into "{table}" ({names}) values ({values})')
            return
        except psycopg.errors.CheckViolation:
            continue
    pytest.fail(f"No row could be planted in {table}")
