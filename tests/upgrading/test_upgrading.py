"""Each migration meets a database in use: nobody's row is lost, and the proof still holds.

It begins with nothing, applies every migration in turn, ours and those of libraries, and plants
rows in each table as soon as it is there: what comes next meets them. When those of `landed.json`
have run, an entry of that time goes in with its seal, and the policies are written; from then on
each migration also meets what a council's database has in its way. A new migration is tried here
because it exists, and nothing has to be told of it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from psycopg import sql

from alongside.foundation import rows, sealer
from alongside.foundation.postgres import setup
from alongside.foundation.postgres.roles import APP, OWNER, SUPERUSER
from alongside.foundation.proof import Published, verify
from tests import cluster

from .landing import FILE
from .planting import EACH, NOT_PLANTED, Garden, counts, run, tables

# Migrations that take rows away on purpose: {"people.0009_…": {"public.people_thing": "why"}}.
TAKES_AWAY: dict[str, dict[str, str]] = {
    "procrastinate.0004_drop_procrastinate_version_table": {
        "public.procrastinate_version": "the library counts its migrations as Django does"
    },
    "procrastinate.0008_close_fetch_job_race_condition": {
        "public.procrastinate_job_locks": "the library keeps its locks elsewhere"
    },
}

WRITE_ONCE = (
    "people_servicelook",
    "plans_sheet",
    "plans_line",
    "plans_meeting",
    "plans_meetingline",
    "people_handover",
    "people_handoverline",
    "record_allegationversion",
    "record_clockwords",
    "record_episode",
    "record_referralline",
    "record_toldus",
    "record_putaway",
    "record_duewords",
    "record_worklimit",
    "record_version",
    "record_part",
    "record_answer",
    "foundation_trail",
    "foundation_seal",
)


@dataclass
class Upgraded:
    """A database that has come all the way, and what was seen on it."""

    root: psycopg.Connection
    garden: Garden
    landed: dict[str, Any]
    applied: list[str]
    lost: list[str]
    new: str = ""  # the database of this run that was made in one go


@pytest.fixture(scope="module")
def upgraded(django_db_setup: None, django_db_blocker: Any) -> Iterator[Upgraded]:
    """A database of its own on the server of this run."""
    lived_in = str(connection.settings_dict["NAME"])
    name = f"{lived_in}_upgrading"
    with django_db_blocker.unblock():
        with cluster.server().connect(SUPERUSER) as server:
            run(server, f'drop database if exists "{name}" with (force)')
            server.execute(setup.create_database(name, server.info.server_version))
        try:
            with cluster.server().connect(name) as root:
                setup.set_up_database(root, name)
                cluster.sign_in(OWNER, name)
                found = _come_all_the_way(root)
                found.new = lived_in
                yield found
        finally:
            cluster.sign_in(APP, lived_in)
            with cluster.server().connect(SUPERUSER) as server:
                run(server, f'drop database if exists "{name}" with (force)')


def _come_all_the_way(root: psycopg.Connection) -> Upgraded:
    found = Upgraded(root, Garden(root), json.loads(FILE.read_text()), [], [])
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    state = ProjectState(real_apps=executor.loader.unmigrated_apps)
    waiting = {f"{app}.{name}" for app, name in found.landed["migrations"].items()}
    for migration, _backwards in plan:
        state = executor.apply_migration(state, migration)
        done = f"{migration.app_label}.{migration.name}"
        found.applied.append(done)
        _look_for_losses(found, done)
        found.garden.fill(state)
        _protect(root)
        if waiting and not (waiting := waiting - {done}):
            _land(found)
    assert not waiting, f"landed.json tells of migrations that are gone: {waiting}"
    call_command("createcachetable", verbosity=0)
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    return found


def _look_for_losses(found: Upgraded, migration: str) -> None:
    """All tables in one question each, since this is asked after every migration."""
    known = found.garden.counts
    there = counts(found.root, known.keys() & tables(found.root))
    for table, before in list(known.items()):
        now = there.get(table, 0)
        if now < before and table not in TAKES_AWAY.get(migration, {}):
            found.lost.append(f"{migration} leaves {now} of {before} rows in {table}")
        known[table] = now
        if table not in there:
            del known[table]


STAYS = """
create or replace function kept() returns trigger language plpgsql as $$
begin
  raise integrity_constraint_violation using message = 'What is finished is never changed';
end $$
"""


UNPROTECTED = """
select c.oid::regclass::text from pg_class c
 where c.relnamespace = 'public'::regnamespace and c.relname = any(%s) and not exists (
   select from pg_trigger t
    where t.tgrelid = c.oid and t.tgname = 'kept' and t.tgenabled = 'A')
"""


def _protect(root: psycopg.Connection) -> None:
    """What is finished may not be changed by a migration either, from its first day on."""
    for (table,) in root.execute(UNPROTECTED, [list(WRITE_ONCE)]).fetchall():
        run(
            root,
            f"{STAYS};"
            f"create or replace trigger kept before update or delete on {table}"
            " for each row execute function kept();"
            f"alter table {table} enable always trigger kept",
        )


def _land(found: Upgraded) -> None:
    """Put in what was written at that time, and the policies that stood in the way then."""
    root = found.root
    root.execute("set session_replication_role = replica")
    for table, written in found.landed["rows"].items():
        for row in written:
            names = sql.SQL(", ").join(map(sql.Identifier, row))
            into = sql.SQL(
                "insert into {0} ({1}) select {1} from jsonb_populate_record(null::{0}, %s)"
            ).format(sql.Identifier(table), names)
            root.execute(into, [json.dumps(row)])
        if f"public.{table}" in found.garden.counts:
            found.garden.counts[f"public.{table}"] += len(written)
    root.execute("set session_replication_role = origin")
    _write_policies(root)


def _write_policies(root: psycopg.Connection) -> None:
    """Today's, without those about what is only to come: a column in a policy is hard to change."""
    with connection.cursor() as owner:
        owner.execute("set check_function_bodies = off")
        statements = [*rows._opening()]
        for path in rows.gate_files():
            statements += _statements(path.read_text())
        for statement in statements:
            _as_far_as_it_fits(owner, statement)
        for table, rule in rows.declared():
            if run(root, f"select to_regclass('{table}') is not null")[0][0]:
                _as_far_as_it_fits(owner, f'alter table "{table}" enable row level security')
                _as_far_as_it_fits(owner, f'alter table "{table}" force row level security')
                everything = f'create policy owner on "{table}" to {OWNER} using (true)'
                _as_far_as_it_fits(owner, everything)
                for number, body in enumerate(rule.policies()):
                    policy = f'create policy app_{number} on "{table}" {body}'
                    _as_far_as_it_fits(owner, policy.replace("{t}", table))
        owner.execute("set check_function_bodies = on")


def _as_far_as_it_fits(owner: Any, statement: str) -> None:
    try:
        with transaction.atomic():
            owner.execute(statement)
    except DatabaseError as problem:
        if not isinstance(problem.__cause__, psycopg.ProgrammingError):
            raise


def _statements(script: str) -> Iterator[str]:
    """The statements of a gate.sql, one by one; a body of a function belongs to its statement."""
    lines: list[str] = []
    is_inside = False
    for line in script.splitlines():
        lines.append(line)
        if line.count("$$") % 2:
            is_inside = not is_inside
        is_atomic = "begin atomic" in "\n".join(lines) and line.strip() != "end;"
        if line.rstrip().endswith(";") and not is_inside and not is_atomic:
            yield "\n".join(lines)
            lines = []


def test_no_migration_loses_a_row(upgraded: Upgraded) -> None:
    assert upgraded.lost == []


def test_every_table_had_rows_when_the_next_migration_came(upgraded: Upgraded) -> None:
    """Or what is said above would be about empty tables."""
    there = set(upgraded.garden.counts)
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed:
            assert f"public.{model._meta.db_table}" in {*there, *NOT_PLANTED}
    assert {"search.token", "search.place", "public.procrastinate_jobs"} <= there
    assert set(upgraded.landed["migrations"].values()) <= {
        one.partition(".")[2] for one in upgraded.applied
    }


def test_what_was_finished_long_ago_still_has_its_hash(upgraded: Upgraded) -> None:
    """A new column of a version or a part must not change what the old ones say."""
    for version, content in upgraded.landed["content"].items():
        row = upgraded.root.execute("select gate.content_hash(%s)", [version]).fetchone()
        assert row == (content,)


def test_the_trail_of_long_ago_is_still_proven(upgraded: Upgraded) -> None:
    """Seals, lines and content of that time. What was planted has no lines, and is found out."""
    landed = upgraded.landed["rows"]
    (seal,) = landed["foundation_seal"]
    published = {int(seal["no"]): str(seal["seal"]).removeprefix("\\x")}
    with sealer.connect() as reader:
        proof = verify(reader, Published(seals=published))
    planted = tuple(str(UUID(int=row << 64)) for row in range(1, EACH + 1))
    about = [any(one in words for one in planted) for words in proof.wrong]
    assert any(about)
    assert all(about), proof.wrong
    assert proof.sealed == seal["lines"] == len(landed["foundation_trail"])
    assert proof.published == 1


def test_policies_are_as_on_a_new_database(upgraded: Upgraded) -> None:
    """Nothing that was there before is left over, and nothing is missing."""
    question = (
        "select schemaname, tablename, policyname, roles::text, cmd, qual, with_check"
        " from pg_policies order by 1, 2, 3"
    )
    with cluster.server().connect(upgraded.new) as fresh:
        assert run(upgraded.root, question) == run(fresh, question)


def test_the_list_of_what_is_written_once_is_whole(upgraded: Upgraded) -> None:
    found = run(
        upgraded.root,
        "select distinct c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
        " where t.tgname = 'stays' and not c.relispartition",
    )
    assert {name for (name,) in found} == set(WRITE_ONCE)
