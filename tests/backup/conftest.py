"""A council with something of everything, its backup, and a restore that was killed once."""

import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from alongside.accounts import sealing
from alongside.accounts.actions import make_sign_in_link, system_account
from alongside.foundation import sealer
from alongside.foundation.actor import acting
from alongside.foundation.postgres import place
from alongside.foundation.postgres.launcher import EmbeddedPostgres
from alongside.foundation.postgres.roles import APP, FILE
from alongside.record.tests import bringing, samples
from tests import cluster
from tests.cast import assemble
from tests.sealing import seal

from .house import KEY, House, files, rows, url

SECRET = "JBSWY3DPEHPK3PXP"  # of an authenticator app


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder that root's database server can pass through too."""
    made = Path(tempfile.mkdtemp(prefix="alongside-try-"))
    made.chmod(0o711)
    yield made
    for home in made.glob("*/pgdata"):
        EmbeddedPostgres(home.parent).stop()
    shutil.rmtree(made, ignore_errors=True)


@dataclass
class Source:
    """The council that is backed up, and all that it held before that."""

    house: House
    rows: dict[str, tuple[int, str]]
    files: dict[str, bytes]
    session: str


@pytest.fixture(scope="session")
def council(django_db_setup: None, django_db_blocker: Any, folder: Path) -> Iterator[Source]:
    """Made by the actions that people's clicks call, in a database of its own."""
    lived_in = str(connection.settings_dict["NAME"])
    name = f"{lived_in}_source"
    data = folder / "source"
    data.mkdir()
    with django_db_blocker.unblock():
        server = cluster.server()
        shutil.copy(server.data / FILE, data / FILE)
        cluster.make_copy(name)
        cluster.sign_in(APP, name)
        with override_settings(DATA=data, SECRET_KEY=KEY, MEDIA_ROOT=data / "files"):
            session = populate(data)
        cluster.sign_in(APP, lived_in)
    settings = {"DATABASE_URL": url(server, name), "ALONGSIDE_SECRET_KEY": KEY}
    house = House(data, server, name, settings)
    yield Source(house, rows(house), files(house), session)
    with server.connect("postgres") as root:
        root.execute(f'drop database "{name}" with (force)')


def populate(data: Path) -> str:
    """An entry with a file, a draft, ways to sign in, somebody signed in, and seals."""
    with transaction.atomic():
        cast = assemble()
    entry = bringing.begin(cast.alice, cast.ade)
    bringing.add(entry, cast.alice)
    bringing.add(entry, cast.alice, samples.pdf(), name="Siân’s letter 🙂.pdf")
    bringing.finish(entry, cast.alice, cast.ade)
    bringing.begin(cast.alice, cast.ade)  # and one that is not finished
    with acting(cast.system.pk):
        make_sign_in_link(account=cast.bob, by=cast.system)
    system_account("backup")
    Authenticator.objects.create(
        user=cast.alice,
        type="totp",
        data={"secret": sealing.seal("authenticators", SECRET)},
        created_at=timezone.now(),
    )
    session = SessionStore()
    session["_auth_user_id"] = str(cast.alice.pk)
    session.save()
    with sealer.connect() as closer:
        seal(closer)
        sealer.publish(closer, data / sealer.FILE)
    bringing.begin(cast.alice, cast.ade)  # a line of the trail that no seal has yet
    return str(session.session_key)


@pytest.fixture(scope="session")
def key(folder: Path, council: Source) -> Path:
    """A pair of keys, made by the command; the file has both halves."""
    path = folder / "key.txt"
    council.house.run("backup-key", "--to", str(path))
    return path


@pytest.fixture(scope="session")
def public(key: Path) -> str:
    return key.read_text().split("public key: ")[1].split()[0]


@dataclass
class Backup:
    """The file, and what the command said of it."""

    path: Path
    said: str


@pytest.fixture(scope="session")
def backup(council: Source, public: str, folder: Path) -> Backup:
    """A backup while somebody else is in the middle of writing, who holds nothing up."""
    path = folder / "northmere.age"
    with council.house.root() as busy, busy.transaction(force_rollback=True):
        busy.execute(
            "insert into accounts_team (id, name, kind, phone)"
            " values (gen_random_uuid(), 'Not there yet', 'adults', '')"
        )
        said = council.house.run("backup", "--to", str(path), "--key", public)
    return Backup(path, said)


@pytest.fixture(scope="session")
def source(council: Source, backup: Backup) -> Source:
    """The council once its backup is made: what tests do to it from now on is not in that."""
    del backup
    return council


@dataclass
class Restored:
    """Where it was brought back, what was said, and what was refused while it was half done."""

    house: House
    said: str
    refusals: dict[str, str]


@pytest.fixture(scope="session")
def restored(backup: Backup, key: Path, public: str, folder: Path) -> Restored:
    """Killed with the database coming in, looked at, and done again into the same folder."""
    data = folder / "restored"
    house = House(data, EmbeddedPostgres(data, durable=False))
    words = ("restore", str(backup.path), "--identity", str(key))
    first = house.begin(*words)
    while not (data / "secret-key").exists():  # the last thing before the database
        assert first.poll() is None, first.communicate()
        time.sleep(0.01)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    refusals = {
        name: house.run(name, *more, status=1)
        for name, *more in (("serve",), ("worker",), ("migrate",), ("backup", "--key", public))
    }
    refusals["application"] = try_to_enter(data)
    said = house.run(*words)
    house.server = EmbeddedPostgres(data, durable=False)
    house.server.start()
    return Restored(house, said, refusals)


def try_to_enter(data: Path) -> str:
    """What the database says to the application's role, if it does not let it in."""
    where = place.login(data, APP)
    try:
        psycopg.connect(
            host=where["HOST"],
            port=where["PORT"],
            user=APP,
            password=where["PASSWORD"],
            dbname=where["NAME"],
        ).close()
    except psycopg.OperationalError as refusal:
        return str(refusal)
    return ""
