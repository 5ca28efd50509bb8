"""What a superuser makes once: the roles, the database, its extensions; as SQL, or done at once."""

import hmac
import secrets
from base64 import b64encode
from collections.abc import Iterator, Mapping
from hashlib import pbkdf2_hmac, sha256

import psycopg
from psycopg import sql

from .roles import APP, BACKUP, GATE, LOGIN_ROLES, OWNER, SEALER, SEARCH, SILENT_ROLES

EXTENSIONS = ("fuzzystrmatch", "unaccent")
EDITION = "2"  # raise when anything below changes, so that an embedded server is set up again
LIMITS = {
    # A request that hangs must not hold locks, nor hold back the sealing of the trail.
    APP: {
        "statement_timeout": "30s",
        "idle_in_transaction_session_timeout": "60s",
        # Every page asks by index for few rows, so that one plan fits all; planning under the
        # policies costs more than reading.
        "plan_cache_mode": "force_generic_plan",
    },
    SEALER: {"idle_in_transaction_session_timeout": "60s"},
}


def server_statements(passwords: Mapping[str, str]) -> Iterator[sql.Composed]:
    """Give the statements for the whole server: the roles, twice harmless."""
    for role in LOGIN_ROLES:
        yield _make_role(role)
        yield sql.SQL("alter role {} login nocreatedb nocreaterole password {}").format(
            sql.Identifier(role), sql.Literal(verifier(passwords[role]))
        )
    for role in SILENT_ROLES:
        yield _make_role(role)
        yield sql.SQL("alter role {} nologin").format(sql.Identifier(role))
    # Row-level security would hide rows from a backup; no other role may pass it.
    yield sql.SQL("alter role {} bypassrls").format(sql.Identifier(BACKUP))
    # The owner hands functions over to these two, for which it must be a member of them.
    yield sql.SQL("grant {}, {} to {}").format(*map(sql.Identifier, (GATE, SEARCH, OWNER)))
    for role, limits in LIMITS.items():
        for name, value in limits.items():
            yield sql.SQL("alter role {} set {} = {}").format(
                sql.Identifier(role), sql.Identifier(name), sql.Literal(value)
            )


def verifier(password: str) -> str:
    """Return what PostgreSQL keeps of a password (SCRAM-SHA-256, RFC 5803).

    A server that logs such statements would otherwise have the password in its log. One with
    letters beyond ASCII goes as it is: how these are folded (SASLprep) is for the server to do.
    """
    if not password.isascii():
        return password
    salt, rounds = secrets.token_bytes(16), 4096
    salted = pbkdf2_hmac("sha256", password.encode(), salt, rounds)
    stored = sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    kept = [b64encode(part).decode() for part in (salt, stored, server)]
    return f"SCRAM-SHA-256${rounds}:{kept[0]}${kept[1]}:{kept[2]}"


def database_statements(name: str) -> Iterator[sql.Composed]:
    """Give the statements to run inside the database, twice harmless."""
    database = sql.Identifier(name)
    yield sql.SQL("revoke all on database {} from public").format(database)
    for role in LOGIN_ROLES:
        yield sql.SQL("grant connect on database {} to {}").format(database, sql.Identifier(role))
    yield sql.Composed([sql.SQL("revoke all on schema public from public")])
    yield sql.SQL("grant all on schema public to {}").format(sql.Identifier(OWNER))
    for extension in EXTENSIONS:
        yield sql.SQL("create extension if not exists {}").format(sql.Identifier(extension))
    for role in (APP, GATE, SEARCH, SEALER, BACKUP):
        yield sql.SQL("grant usage on schema public to {}").format(sql.Identifier(role))
    yield sql.SQL("comment on database {} is {}").format(database, sql.Literal(_mark()))


def _mark() -> str:
    return f"Alongside, set up by edition {EDITION}"


def _make_role(role: str) -> sql.Composed:
    return sql.SQL(
        "do $$ begin create role {}; exception when duplicate_object then null; end $$"
    ).format(sql.Identifier(role))


def create_database(name: str, version: int = 0) -> sql.Composed:
    """Give the statement that makes the database: UTF-8, sorted by code point, owned by the owner.

    `version` as psycopg gives it (180006); from 17 on PostgreSQL brings such a locale itself.
    """
    locale = "lc_ctype 'C.UTF-8'"
    if version >= 170000:
        locale = "lc_ctype 'C' locale_provider builtin builtin_locale 'C.UTF-8'"
    return sql.SQL(
        "create database {} owner {} template template0 encoding 'UTF8' lc_collate 'C' {}"
    ).format(sql.Identifier(name), sql.Identifier(OWNER), sql.SQL(locale))


def is_set_up(server: psycopg.Connection, name: str) -> bool:
    """Say whether this server already has the database as this edition makes it."""
    row = server.execute(
        "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name]
    ).fetchone()
    return row is not None and row[0] == _mark()


def set_up_server(server: psycopg.Connection, name: str, passwords: Mapping[str, str]) -> None:
    """As a superuser, in autocommit: make the roles and, when it is missing, the database."""
    for statement in server_statements(passwords):
        server.execute(statement)
    exists = server.execute("select 1 from pg_database where datname = %s", [name]).fetchone()
    if not exists:
        server.execute(create_database(name, server.info.server_version))


def set_up_database(inside: psycopg.Connection, name: str) -> None:
    """As a superuser, connected to the database itself: its rights and extensions."""
    for statement in database_statements(name):
        inside.execute(statement)


def as_script(name: str, passwords: Mapping[str, str]) -> str:
    """Write all of it as a script for psql, for a managed server's own administrator."""
    server = [statement.as_string() for statement in server_statements(passwords)]
    inside = [statement.as_string() for statement in database_statements(name)]
    database = create_database(name).as_string()
    return ";\n".join([*server, database]) + f';\n\\connect "{name}"\n' + ";\n".join(inside) + ";\n"
