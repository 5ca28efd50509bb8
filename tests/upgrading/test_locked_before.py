"""What was locked before anybody was asked why has a lock too, so that two people may open it."""

from importlib import import_module
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests import cluster

pytestmark = pytest.mark.django_db
MIGRATION = import_module("alongside.record.migrations.0006_locks")
FILE = """
insert into record_attachment (id, entry_id, name, kind, size, sha256, description, shown_kind,
    pages, text, since, state, said, by_id, at, taken_off_why)
  values (%s, gen_random_uuid(), 'a.pdf', 'pdf', 1, '', '', %s, 1, '', 1, %s, '', %s,
    '2024-02-29 12:00+00', '')
"""
LINE = """
insert into foundation_trail (act, by_id, what, on_kind, on_id, detail)
  values (gen_random_uuid(), %s, 'attachment locked', 'record.attachment', %s, '{}')
"""


def file(root: psycopg.Connection, writer: UUID, shown: str, state: str = "locked") -> UUID:
    id = uuid4()
    root.execute(FILE, [id, shown, state, writer])
    return id


def test_each_gets_a_lock_by_whoever_the_trail_names() -> None:
    writer, bob = uuid4(), uuid4()
    with cluster.server().connect(connection.settings_dict["NAME"]) as root:
        root.autocommit = False
        root.execute("set local session_replication_role = replica")
        known = file(root, writer, "application/pdf")
        stopped = file(root, writer, "")
        file(root, writer, "application/pdf", "clean")
        root.execute(LINE, [bob, known])
        root.execute(sql.SQL(MIGRATION.LOCKED_BEFORE))
        found = root.execute(
            "select attachment_id, was, by_id, ended_at, why <> '' from record_filelock"
        ).fetchall()
        root.rollback()
    assert sorted(found) == sorted(
        [(known, "waiting", bob, None, True), (stopped, "quarantined", writer, None, True)]
    )
