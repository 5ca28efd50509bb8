"""Rows for every table there is, made from nothing but what the database says of its columns.

Row n of every table has the same ids as row n of every other, so that they belong together whatever
points at what. The first row is as empty as may be; the others are full.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db.migrations.state import ProjectState
from psycopg import sql

from alongside.foundation.backup.snapshot import TABLES

EACH = 3  # rows
NOT_PLANTED = {
    "public.django_migrations": "what was applied",
    "public.foundation_trail": "has the lines of landed.json, which seals belong to",
    "public.foundation_seal": "the same",
}
COLUMNS = """
select a.attname, t.typname, t.typtype::text, not a.attnotnull, a.attgenerated::text,
       a.attidentity::text,
       case when t.typname = 'varchar' and a.atttypmod > 0 then a.atttypmod - 4 else 200 end,
       (select array_agg(e.enumlabel order by e.enumsortorder) from pg_enum e
         where e.enumtypid = t.oid)
  from pg_attribute a join pg_type t on t.oid = a.atttypid
 where a.attrelid = %s::regclass and a.attnum > 0 and not a.attisdropped order by a.attnum
"""
SIMPLE = {
    "bool": "false",
    "timestamptz": "timestamptz '2024-02-29 23:30+00'",
    "date": "date '2024-02-29'",
    "time": "time '12:00'",
    "interval": "interval '1 day'",
    "jsonb": "'{}'",
    "json": "'{}'",
    "bytea": "'x'",
    "inet": "'127.0.0.1'",
}
# Columns in which not every text fits.
TEXTS = {"extra_data": "'{}'"}  # JSON, before a library made it a type of its own
# Columns of which a check asks more than their type says.
CHECKED = {"ends_at": "timestamptz '2024-03-01 00:30+00'", "smallest": "10"}
NUMBERS = ("int2", "int4", "int8", "numeric", "float4", "float8")


@dataclass(frozen=True)
class Column:
    """One column as the database describes it, with the choices that its model gives it."""

    name: str
    kind: str
    may_be_empty: bool
    longest: int
    choices: tuple[str, ...]

    def value(self, row: int, step: int) -> str:
        """A literal for this row; `step` sets ids apart, for tables whose ids must be in order."""
        if self.name in CHECKED:
            return CHECKED[self.name]
        if self.kind == "uuid":
            return f"'{UUID(int=(row << 64) + step)}'"
        if self.kind == "_uuid":
            return f"array['{UUID(int=row << 64)}'::uuid]"
        if self.choices:
            return f"'{self.choices[row % len(self.choices)]}'"
        if self.kind in NUMBERS:
            return str(row)
        if self.kind.startswith("_"):
            return "'{}'"
        if given := TEXTS.get(self.name) or SIMPLE.get(self.kind):
            return given
        return f"'{f'{row} Siân’s 🙂 words'[: self.longest]}'"


@dataclass
class Garden:
    """All that was planted: how many rows each table has, which nobody may lose on the way."""

    root: psycopg.Connection
    counts: dict[str, int] = field(default_factory=dict)

    def fill(self, state: ProjectState) -> None:
        """Plant in every table that is there by now and has nothing in it."""
        self.root.execute(
            "set session_replication_role = replica"
        )  # foreign keys fit by themselves
        new = tables(self.root) - NOT_PLANTED.keys() - self.counts.keys()
        choices = _choices(state) if new else {}
        for name in sorted(new):
            self._plant(name, choices.get(name.partition(".")[2], {}))
        self.root.execute("set session_replication_role = origin")

    def _plant(self, name: str, choices: dict[str, tuple[str, ...]]) -> None:
        columns = list(_columns(self.root, name, choices))
        for row in range(1, EACH + 1):
            self._plant_one(name, columns, row)
        for column in columns:  # what others add is numbered after these
            self.root.execute(
                "select setval(pg_get_serial_sequence(%s, %s), 1000)", [name, column.name]
            )
        self.counts |= counts(self.root, [name])
        assert self.counts[name] >= EACH, name

    def _plant_one(self, name: str, columns: list[Column], row: int) -> None:
        """Where a check of the table refuses the row, try it with one more or one less in it."""
        needed = [one for one in columns if not one.may_be_empty]
        empty = [one for one in columns if one.may_be_empty]
        full = [*needed, *empty]
        tries = [needed, full] if row == 1 else [full, needed]
        tries += [[*needed, one] for one in empty]
        tries += [[other for other in full if other is not one] for one in empty]
        tries += [[*needed, *pair] for pair in combinations(empty, 2)]  # one of each of two
        for chosen in tries:
            for step in (0, 1):
                if self._goes_in(name, chosen, row, step):
                    return
        pytest.fail(f"No row fits into {name}: teach tests/upgrading/planting.py how one looks")

    def _goes_in(self, name: str, columns: list[Column], row: int, step: int) -> bool:
        names = ", ".join(f'"{one.name}"' for one in columns)
        values = ", ".join(one.value(row, step * place) for place, one in enumerate(columns))
        into = f"insert into {name} ({names}) values ({values})" if columns else ""
        try:
            with self.root.transaction():
                run(self.root, into or f"insert into {name} default values")
        except (psycopg.errors.CheckViolation, psycopg.errors.UniqueViolation):
            return False
        return True


def run(root: psycopg.Connection, statement: str) -> list[tuple[Any, ...]]:
    """Run a statement that is put together here."""
    cursor = root.execute(statement.encode())
    return cursor.fetchall() if cursor.description else []


def tables(root: psycopg.Connection) -> set[str]:
    """The tables that are there by now."""
    found = root.execute(sql.SQL(TABLES)).fetchall()
    return {f"{schema}.{table}" for schema, table in found}


def counts(root: psycopg.Connection, names: Iterable[str]) -> dict[str, int]:
    """How many rows each of these tables has."""
    each = [f"select '{name}', count(*) from {name}" for name in names]
    return dict(run(root, " union all ".join(each))) if each else {}


def _columns(
    root: psycopg.Connection, name: str, choices: dict[str, tuple[str, ...]]
) -> list[Column]:
    found = []
    for column, kind, sort, null, made, counted, longest, labels in root.execute(COLUMNS, [name]):
        if made or counted == "a":
            continue
        words = tuple(labels) if sort == "e" else choices.get(column, ())
        fitting = tuple(word for word in words if len(word) <= longest)
        found.append(Column(column, kind, null, longest, fitting))
    return found


def _choices(state: ProjectState) -> dict[str, dict[str, tuple[str, ...]]]:
    """What the models of that time let one choose from, by table and column."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for model in state.apps.get_models(include_auto_created=True):
        for one in model._meta.local_concrete_fields:
            if one.choices and one.column and one.get_internal_type() in ("CharField", "TextField"):
                told = tuple(str(key).replace("'", "''") for key, _words in one.flatchoices)
                found.setdefault(model._meta.db_table, {})[one.column] = told
    return found
