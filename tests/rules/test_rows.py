"""The rows rule: each table of personal data is guarded by the database itself, tried with raw SQL.

One row is planted in every table, by a superuser who skips foreign keys, in a transaction that is
rolled back; then somebody whom nothing was granted tries to reach it as the application.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connection

from alongside.foundation import checks
from alongside.foundation.postgres.roles import APP, BACKUP, GATE, OWNER, SEALER, SEARCH
from alongside.foundation.rows import INNER, OPEN, UNPROTECTED, Rows, declared
from tests import cluster

from .planting import plant, run

pytestmark = pytest.mark.django_db

TABLES = dict(declared())
EVERYBODY_READS = {
    "accounts_agency": "partner agencies, which are not people",
    "accounts_membership": "who works in which team",
    "accounts_practitioner": "the staff directory",
    "accounts_role": "roles, from the shipped content",
    "accounts_roleheld": "who holds which role",
    "accounts_team": "teams",
    "learning_champion": "colleagues who offer help to everybody here, by their own will",
    "learning_session": "what everybody here may book",
    "learning_wave": "what is asked of everybody, and what may be told of all together",
    "questionnaires_definition": "what may be asked of anybody, which is no secret",
}
OPEN_MODELS = {
    "accounts_account": "accounts are the named exception: no name, no person",
    "accounts_signinlink": "read before anybody has signed in; hashes only",
}
GUARDED = sorted(set(TABLES) - set(EVERYBODY_READS) - set(OPEN_MODELS))


@contextmanager
def _superuser() -> Iterator[psycopg.Connection]:
    with cluster.server().connect(connection.settings_dict["NAME"]) as root:
        root.autocommit = False
        run(root, "set local session_replication_role = replica")
        yield root
        root.rollback()


@pytest.fixture
def root() -> Iterator[psycopg.Connection]:
    with _superuser() as found:
        yield found


@pytest.fixture(scope="module")
def planted(django_db_setup: None) -> Iterator[psycopg.Connection]:
    """A transaction in which every table has one row, about nobody whom anyone may see."""
    with _superuser() as found:
        for table in TABLES:
            plant(found, table)
        yield found


@contextmanager
def being(root: psycopg.Connection, who: UUID | None) -> Iterator[None]:
    """Inside, be the application with this account acting; nothing of it stays."""
    with root.transaction(force_rollback=True):
        run(root, "select set_config('alongside.account', %s, true)", str(who or ""))
        run(root, f"set local role {APP}")
        yield


def _account(root: psycopg.Connection, kind: str) -> UUID:
    made = uuid4()
    run(
        root,
        "insert into accounts_account (id, password, email, kind, is_active, is_demo, made_at)"
        " values (%s, '', %s, %s, true, false, now())",
        made,
        f"{made}@northmere.example",
        kind,
    )
    return made


@pytest.mark.parametrize("table", TABLES)
def test_a_row_is_really_there(planted: psycopg.Connection, table: str) -> None:
    """What the tests below do not see is hidden, and not merely missing."""
    assert run(planted, f'select count(*) from "{table}"') != [(0,)]


@pytest.mark.parametrize("table", GUARDED)
def test_where_nobody_acts_the_database_raises(planted: psycopg.Connection, table: str) -> None:
    with being(planted, None), pytest.raises(psycopg.errors.InsufficientPrivilege) as refusal:
        run(planted, f'select * from "{table}"')
    assert "Nobody is acting" in str(refusal.value)


@pytest.mark.parametrize("table", GUARDED)
def test_a_stranger_of_any_kind_reads_nothing(planted: psycopg.Connection, table: str) -> None:
    with planted.transaction(force_rollback=True):
        for kind in ("staff", "person", "proxy", "partner", "system"):
            with being(planted, _account(planted, kind)):
                assert run(planted, f'select * from "{table}"') == [], kind


@pytest.mark.parametrize("table", GUARDED)
def test_a_stranger_changes_and_removes_nothing(planted: psycopg.Connection, table: str) -> None:
    rule: Rows = TABLES[table]
    with planted.transaction(force_rollback=True):
        who = _account(planted, "staff")
        for column in rule.columns if rule.change != "false" else ():
            with being(planted, who):
                row = run(planted, f'update "{table}" set "{column}" = default returning 1')
                assert row == []
        if rule.remove != "false":
            with being(planted, who):
                assert run(planted, f'delete from "{table}" returning 1') == []


@pytest.mark.parametrize("table", sorted(TABLES))
def test_only_the_columns_that_may_change_can(planted: psycopg.Connection, table: str) -> None:
    rule: Rows = TABLES[table]
    allowed = set(rule.columns) if rule.change != "false" else set()
    granted = run(
        planted,
        "select column_name from information_schema.column_privileges"
        " where grantee = %s and table_name = %s and privilege_type = 'UPDATE'",
        APP,
        table,
    )
    assert {str(name) for (name,) in granted} == allowed
    held = "select has_table_privilege(%s, %s::regclass, %s)"
    assert run(planted, held, APP, table, "delete") == [(rule.remove != "false",)]
    assert run(planted, held, APP, table, "truncate") == [(False,)]


def finder(root: psycopg.Connection) -> dict[str, str]:
    found = run(root, UNPROTECTED, list(OPEN))
    return {str(name): str(why) for name, why in found}


def test_no_table_is_unprotected(root: psycopg.Connection) -> None:
    assert finder(root) == {}


PLANTED = {
    "diary": (
        "create table diary (words text); grant select on diary to alongside_app",
        "table without row-level security",
    ),
    "diary_one_column": (
        "create table diary_one_column (words text);"
        " grant select (words) on diary_one_column to alongside_app",
        "table without row-level security",
    ),
    "diary_not_forced": (
        "create table diary_not_forced (words text);"
        " alter table diary_not_forced enable row level security;"
        " create policy see on diary_not_forced to alongside_app using (true);"
        " grant select on diary_not_forced to alongside_app",
        "table without row-level security",
    ),
    "diary_view": (
        "create view diary_view as select * from people_person;"
        " grant select on diary_view to alongside_app",
        "view without security_invoker",
    ),
    "diary_copy": (
        "create materialized view diary_copy as select * from people_person;"
        " grant select on diary_copy to alongside_app",
        "materialised view that the application may read",
    ),
    "foundation_trail_other": (
        "grant select on foundation_trail_other to alongside_app",
        "table without row-level security",
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_the_finder_finds_what_is_planted(root: psycopg.Connection, name: str) -> None:
    statement, why = PLANTED[name]
    root.execute(statement.encode())
    assert finder(root) == {name: why}


def test_the_finder_lets_a_guarded_view_be(root: psycopg.Connection) -> None:
    root.execute(
        b"create view people_seen with (security_invoker=true) as select * from people_person;"
        b" grant select on people_seen to alongside_app"
    )
    assert finder(root) == {}


def test_each_open_table_says_why() -> None:
    for reasons in (OPEN, EVERYBODY_READS, OPEN_MODELS):
        assert all(reasons.values())
    assert not set(OPEN) & set(TABLES)
    assert set(EVERYBODY_READS) | set(OPEN_MODELS) <= set(TABLES)


def test_the_roles_are_as_weak_as_they_should_be(root: psycopg.Connection) -> None:
    roles = run(
        root,
        "select rolname, rolsuper or rolcreaterole or rolcreatedb or rolreplication, rolbypassrls,"
        " rolcanlogin from pg_roles where rolname like 'alongside%%' and %s order by 1",
        True,
    )
    assert roles == [
        (APP, False, False, True),
        (BACKUP, False, True, True),
        (GATE, False, False, False),
        (OWNER, False, False, True),
        (SEALER, False, False, True),
        (SEARCH, False, False, False),
    ]
    owners = run(
        root,
        "select distinct c.relowner::regrole::text from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'search')"
        " and c.relkind in ('r', 'p', 'v', 'm', 'S')",
    )
    assert owners == [(OWNER,)]
    members = run(root, "select distinct member::regrole::text from pg_auth_members")
    assert {name for (name,) in members} <= {OWNER, "pg_monitor"}


def test_a_start_would_refuse_a_strong_role() -> None:
    with connection.cursor() as cursor:
        cursor.execute(checks.ROLE)
        assert cursor.fetchone() == (False, False, False, False)


def test_a_strong_role_is_seen_for_what_it_is(root: psycopg.Connection) -> None:
    for role, expected in (
        (OWNER, (False, False, True, True)),
        (BACKUP, (False, True, False, False)),
    ):
        with root.transaction(force_rollback=True):
            run(root, f"set local role {role}")
            assert run(root, checks.ROLE) == [expected]


def test_the_search_schema_is_closed(root: psycopg.Connection) -> None:
    tables = run(
        root,
        "select relname from pg_class"
        " where relnamespace = 'search'::regnamespace and relkind = 'r'",
    )
    assert tables
    for role in (APP, SEALER):
        assert run(root, "select has_schema_privilege(%s, 'search', 'usage')", role) == [(False,)]
    for (table,) in tables:
        with being(root, uuid4()), pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(root, f'select * from search."{table}"')


DEFINERS = """
select p.oid::regprocedure::text, p.proowner::regrole::text,
       coalesce(array_to_string(p.proconfig, ';'), '')
  from pg_proc p
 where p.prosecdef
   and p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')
   and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
"""
OWNERS_OWN = {"gate.make_trail_months(integer)"}  # only an owner may attach a partition


def test_each_definer_function_has_a_fixed_path_and_a_weak_owner(root: psycopg.Connection) -> None:
    found = run(root, DEFINERS)
    assert len(found) > 20
    for name, owner, config in found:
        path = next((one for one in str(config).split(";") if one.startswith("search_path=")), "")
        assert path.endswith("public, pg_temp"), f"{name}: {config}"
        assert owner == OWNER if name in OWNERS_OWN else owner in (GATE, SEARCH), f"{name}: {owner}"


IN_GATE = "select p.oid, p.proname from pg_proc p where p.pronamespace = 'gate'::regnamespace"
EVERYBODY = """
select p.oid::regprocedure::text
  from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
 where p.pronamespace = 'gate'::regnamespace and a.grantee = 0 and a.privilege_type = 'EXECUTE'
"""


def test_no_function_of_the_gate_is_everybodys(root: psycopg.Connection) -> None:
    assert run(root, EVERYBODY) == []


def test_inner_functions_are_not_the_applications(root: psycopg.Connection) -> None:
    found = run(root, IN_GATE)
    assert set(INNER) <= {str(name) for _, name in found}
    for oid, name in found:
        (may,) = run(root, "select has_function_privilege(%s, %s::oid, 'execute')", APP, oid)
        assert may == (name not in INNER,), name


def test_the_sealer_calls_only_what_sealing_needs(root: psycopg.Connection) -> None:
    may = run(
        root,
        "select p.proname from pg_proc p where p.pronamespace = 'gate'::regnamespace"
        " and has_function_privilege(%s, p.oid, 'execute') order by 1",
        SEALER,
    )
    assert [name for (name,) in may] == [
        "allegation_hash",
        "allegations_without_line",
        "answer_hash",
        "answers_without_line",
        "content_hash",
        "files_not_as_added",
        "leaf",
        "make_trail_months",
        "versions_without_line",
    ]


def test_the_application_cannot_make_things_where_names_are_looked_up(
    root: psycopg.Connection,
) -> None:
    for schema in ("public", "gate"):
        held = run(root, "select has_schema_privilege(%s, %s, 'create')", APP, schema)
        assert held == [(False,)]
