"""The database server of one test run, shared by its workers, each in a copy of one template."""

import fcntl
import os
import pickle
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
from django.db import connection, transaction
from django.utils import timezone
from psycopg import sql

from alongside.foundation.postgres import setup
from alongside.foundation.postgres.launcher import EmbeddedPostgres
from alongside.foundation.postgres.roles import APP, OWNER, SUPERUSER, passwords
from alongside.foundation.running.folder import data_folder
from alongside.foundation.running.migrate import bring_up

if TYPE_CHECKING:
    from tests.cast import Cast

TEMPLATE = "alongside_template"
WITH_CAST = "_with_cast"  # how a database ends in which the cast live
PATIENCE = 120  # seconds
COUNT = """select (select count(*) from foundation_trail), (select count(*) from accounts_account),
    (select count(*) from people_person)"""
_watch: dict[str, psycopg.Connection] = {}
_fresh: dict[str, tuple[object, ...]] = {}  # by database: what was there before the first test
_now = {"with cast": False, "at home": False}
_cast: dict[str, bytes] = {}  # by day: they have worked here since that morning


def server(data: Path | None = None) -> EmbeddedPostgres:
    """Return the launcher of this run's server."""
    return EmbeddedPostgres(data or data_folder(), durable=False)


def sign_in(role: str, name: str) -> None:
    """Point Django at one database as one role."""
    connection.close()
    connection.settings_dict |= {
        "HOST": str(server().socket),
        "USER": role,
        "PASSWORD": passwords(data_folder())[role],
        "NAME": name,
    }


def build() -> str:
    """Make sure that server, template and this worker's copies are there; the bare one's name."""
    server().start()
    with _alone():
        if not (data_folder() / "template-made").exists():
            _make_template()
            (data_folder() / "template-made").touch()
    make_copy(_home())
    sign_in(APP, _home())
    _now["at home"] = True
    move(with_cast=_now["with cast"])
    return _home()


def move(*, with_cast: bool) -> None:
    """Be in the database that the next test needs: a bare one, or one where the cast live."""
    _now["with cast"] = with_cast
    if not _now["at home"]:  # no test needed a database so far
        return
    lives_in = connection.settings_dict["NAME"]
    if lives_in not in (_home(), _home() + WITH_CAST):  # one that these tests have made themselves
        return
    name = _home() + WITH_CAST * with_cast
    if with_cast and _today() not in _cast:
        _bring_cast_in()
    if connection.settings_dict["NAME"] != name:
        sign_in(APP, name)


def cast() -> "Cast":
    """Everybody in DESIGN.md's cast, as they were made this morning; nobody else has touched it."""
    found: Cast = pickle.loads(_cast[_today()])
    return found


def copy(name: str, template: str) -> None:
    """Replace a database by a fresh copy of another."""
    with _connected(SUPERUSER) as root:
        drop = sql.SQL("drop database if exists {} with (force)")
        root.execute(drop.format(sql.Identifier(name)))
        words = sql.SQL("create database {} owner {} template {}")
        root.execute(words.format(*map(sql.Identifier, (name, OWNER, template))))


def make_copy(name: str) -> None:
    """Replace this worker's database with a fresh copy of the template."""
    connection.close()
    copy(name, TEMPLATE + WITH_CAST * name.endswith(WITH_CAST))
    _watch.pop(name, None)
    _fresh[name] = _rows(name)


def _home() -> str:
    return f"alongside_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"


def _today() -> str:
    return timezone.localdate().isoformat()


@contextmanager
def _alone() -> Iterator[None]:
    """Inside, no other worker of this run makes a template."""
    with (data_folder() / "template.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _bring_cast_in() -> None:
    """Copy the database where the cast live; the first who needs it today makes it."""
    from tests.cast import assemble  # settings import this module before there are models

    kept = data_folder() / f"cast-{_today()}"
    template = TEMPLATE + WITH_CAST
    with _alone():
        if not kept.exists():
            copy(template, TEMPLATE)
            sign_in(APP, template)
            with transaction.atomic():
                made = assemble()
            connection.close()
            kept.write_bytes(pickle.dumps(made))
        make_copy(_home() + WITH_CAST)
        _cast.clear()
        _cast[_today()] = kept.read_bytes()


def _connected(name: str) -> psycopg.Connection:
    """As the superuser, with patience: on a busy machine the server may be slow to answer."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return server().connect(name)
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(1)


def left_behind(name: str) -> bool:
    """Whether a test that should have been taken back wrote something that stayed.

    Whoever acts is on the trail, and whoever is there has an account or is a person.
    """
    try:
        return _rows(name) != _fresh[name]
    except psycopg.OperationalError:  # the copy was made anew, and who watched it was sent away
        _watch.clear()
        return _rows(name) != _fresh[name]


def _rows(name: str) -> tuple[object, ...]:
    if name not in _watch:
        _watch[name] = _connected(name)
    return _watch[name].execute(COUNT).fetchone() or ()


def _make_template() -> None:
    """As the owner migrate once; every test database is a copy of this one."""
    with server().connect(SUPERUSER) as root:
        drop = sql.SQL("drop database if exists {} with (force)")
        root.execute(drop.format(sql.Identifier(TEMPLATE)))
        root.execute(setup.create_database(TEMPLATE, root.info.server_version))
    with server().connect(TEMPLATE) as inside:
        setup.set_up_database(inside, TEMPLATE)
    sign_in(OWNER, TEMPLATE)
    try:
        bring_up(verbosity=0)
    finally:
        connection.close()


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside, Django owns the tables of the same database (never within a transaction)."""
    name = connection.settings_dict["NAME"]
    sign_in(OWNER, name)
    try:
        yield
    finally:
        sign_in(APP, name)


def clear_away() -> None:
    """The keeper of a run stops its server, and those of earlier runs whose keeper was killed."""
    for folder in Path(tempfile.gettempdir()).glob("alongside-test-*"):
        keeper = folder.name.split("-")[2]
        mine = keeper == os.environ["ALONGSIDE_TEST_KEEPER"]
        if mine or not _is_running(int(keeper)):
            server(folder).stop()
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
