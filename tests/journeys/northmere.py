"""Northmere for the journeys: loaded once in a run, served from copies, looked into from below."""

import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from django.db import connection

from alongside.accounts import actions
from alongside.accounts.models import Account
from alongside.desk import demo
from alongside.foundation.actor import acting
from alongside.foundation.postgres.roles import APP
from alongside.foundation.running.folder import data_folder
from tests import cluster

LOADED = "alongside_northmere"
PROJECT = Path(__file__).resolve().parents[2]


@contextmanager
def living_in(name: str) -> Iterator[None]:
    """Inside, Django is the application in another database."""
    before = connection.settings_dict["NAME"]
    cluster.sign_in(APP, name)
    try:
        yield
    finally:
        cluster.sign_in(APP, before)


class Cut(Exception):
    """Somebody pulled the plug."""


def make_sure() -> list[str]:
    """Load the council, unless another worker of this run has done it; what it said meanwhile.

    A first try is cut off before it, so that whatever looks at Northmere stands on what such a try
    leaves behind, which is nothing.
    """
    made = data_folder() / "northmere-made"
    with (data_folder() / "northmere.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not made.exists():
            cluster.copy(LOADED, cluster.TEMPLATE)
            with living_in(LOADED):
                made.write_text("\n".join(_load()))
    return made.read_text().splitlines()


def _load() -> list[str]:
    try:
        demo.load(_until_entries)
    except Cut:
        assert not Account.objects.exists(), "A load that was cut off leaves nothing behind"
    else:
        raise AssertionError("Nothing was said of entries, so that nothing was cut off.")
    heard: list[str] = []
    demo.load(heard.append)
    with cluster.as_owner(), connection.cursor() as cursor:  # as the server would in a minute
        cursor.execute("analyze")
    return heard


def _until_entries(words: str) -> None:
    if "entries" in words:
        raise Cut


def move_in() -> list[str]:
    """Make this worker's own database a copy of Northmere; what was said while it was loaded."""
    heard = make_sure()
    connection.close()
    cluster.copy(str(connection.settings_dict["NAME"]), LOADED)
    return heard


class Council:
    """A web process on a copy of its own, as a council runs it."""

    def __init__(self, name: str = "council", settings: str = "council_settings") -> None:
        self.name = f"alongside_{name}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
        self.settings = f"tests.journeys.{settings}"
        self.key = secrets.token_hex(32)  # the same after it was killed
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def fresh(self) -> None:
        """Begin again, as loaded."""
        cluster.copy(self.name, LOADED)

    def start(self) -> None:
        """Serve, and return once it answers."""
        words = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
        words += ["--port", str(self.port), "--blocking-threads", "3", "--log-level", "error"]
        self.process = subprocess.Popen(
            [sys.executable, *words, "alongside.wsgi:application"],
            cwd=PROJECT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": self.settings,
                "JOURNEY_DATABASE": self.name,
                "JOURNEY_KEY": self.key,
            },
            start_new_session=True,
        )
        for _ in range(150):
            try:
                urlopen(f"{self.address}/health", timeout=2).close()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("The council's site did not start.")

    def stop(self) -> None:
        """Stop this process and what it started."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def rows(self, question: str, *given: Any) -> list[tuple[Any, ...]]:
        """Ask the database as somebody whom no policy binds."""
        with cluster.server().connect(self.name) as root:
            return root.execute(question.encode(), given).fetchall()

    def one(self, question: str, *given: Any) -> Any:
        """The single value that answers a question."""
        found = self.rows(question, *given)
        assert len(found) == 1, (question, found)
        return found[0][0]

    def link_for(self, email: str) -> str:
        """A link that signs somebody in once, for those who have no button at /demo/."""
        with living_in(self.name):
            console = actions.system_account("console")
            account = Account.objects.get(email=email)
            with acting(console.pk):
                return f"/sign-in/link/{actions.make_sign_in_link(account=account, by=console)}/"
