"""Writes many rows at once as they stand, their own days included, under the usual policies."""

import json
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection, models

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.ids import new_id

CHUNK = 250

FINISHED = """
with written as materialized (
  select v.id, gate.content_hash(v.id) as content, v.number from record_version v
   where v.id = any (%s::uuid[]))
insert into foundation_trail (act, by_id, what, on_kind, on_id, person_id, detail)
select l.act, %s, l.what, 'record.version', w.id, l.person,
       jsonb_build_object('content', w.content, 'version', w.number)
  from unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[]) l(act, version, person, what)
  join written w on w.id = l.version
"""


def put(rows: Sequence[models.Model]) -> None:
    """Insert rows of one model as they are, also where a column would otherwise be given today."""
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        model = type(chunk[0])
        manager = model._base_manager
        manager._insert(  # type: ignore[attr-defined]
            chunk, fields=model._meta.concrete_fields, using="default", raw=True
        )
        for row in chunk:
            row._state.adding = False


def change(rows: Sequence[models.Model], columns: Sequence[str]) -> None:
    """Bring columns of many rows up to what the objects say."""
    if rows:
        type(rows[0])._base_manager.bulk_update(rows, columns, batch_size=CHUNK)


def note_all(
    what: str, on: Iterable[tuple[models.Model, UUID]], by: Account, **detail: object
) -> None:
    """The trail's lines of many acts of one kind, each on one thing and about one person."""
    lines = [
        (
            new_id(),
            by.pk,
            None,
            what,
            one._meta.label_lower,
            one.pk,
            person,
            None,
            json.dumps(detail),
        )
        for one, person in on
    ]
    with connection.cursor() as cursor:
        cursor.executemany(trail.INSERT, lines)


def note_written(lines: Sequence[tuple[UUID, UUID, str]], by: Account) -> None:
    """The lines of finished versions (version, person, what), each with the hash of its content."""
    acts: dict[UUID, UUID] = {}
    for version, _, _ in lines:
        acts.setdefault(version, new_id())
    for start in range(0, len(lines), CHUNK):
        chunk = lines[start : start + CHUNK]
        versions = [version for version, _, _ in chunk]
        with connection.cursor() as cursor:
            cursor.execute(
                FINISHED,
                [
                    versions,
                    by.pk,
                    [acts[version] for version in versions],
                    versions,
                    [person for _, person, _ in chunk],
                    [what for _, _, what in chunk],
                ],
            )
