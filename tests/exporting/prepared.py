"""Settings of a place whose new database has its tables: a copy of the template is not migrated."""

import psycopg
from psycopg import sql

from alongside.foundation.backup import target
from alongside.foundation.postgres import own_server
from alongside.foundation.postgres.roles import OWNER
from alongside.settings import *  # noqa: F403
from tests.cluster import TEMPLATE


def _copied(url: str, name: str) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        copy = sql.SQL("create database {} owner {} template {}")
        server.execute(copy.format(*map(sql.Identifier, (name, OWNER, TEMPLATE))))


own_server.set_up = _copied
target.CLEAR = "select 1"
