"""`alongside start`: the database, the web process and the worker, looked after until Ctrl-C."""

import argparse
import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.request import urlopen

import psycopg

from alongside.foundation import checks
from alongside.foundation.postgres import place
from alongside.foundation.postgres.launcher import EmbeddedPostgres

from . import demo, fingerprint
from .folder import data_folder, has_room, make_demo_key, open_data_folder
from .ports import MOST, port
from .progress import say, step
from .supervisor import Child, Supervisor, command

LOOK_AT_DATABASE = 2.0  # seconds between two looks
FIRST_ANSWER = 60.0  # seconds that the web process may take to answer for the first time


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host", default="127.0.0.1", help="where to listen (default: %(default)s)"
    )
    parser.add_argument("--port", type=port, default=8000, help="(default: %(default)s)")
    parser.add_argument("--tcp-port", type=port, default=0, help="let PostgreSQL listen here too")
    parser.add_argument("--empty", action="store_true", help="without the demo council")


def run(options: argparse.Namespace) -> int:
    data = data_folder()
    server = EmbeddedPostgres(data, tcp_port=options.tcp_port) if place.is_embedded() else None
    open_data_folder(data)
    if server and not has_room(data):
        say(f"There is little room left on the disk of {data}: the database may stop.")
    with _alone(data) as note:
        _find_port(options.host, options.port)
        if checks.is_demo():
            make_demo_key(data)
        checks.refuse_unsafe()
        keeper = _keeper(options, server)
        keeper.listen()  # from here on Ctrl-C stops what already runs
        try:
            _bring_up(options, server, keeper)
            checks.refuse_unsafe()  # now that the database can be asked too
            _tell(note, _address(options))
            _welcome(options, keeper)
            keeper.run()
        finally:
            keeper.stop_children()
            if server:
                server.stop()
    say("Alongside has stopped.")
    return 0


@contextmanager
def _alone(data: Path) -> Iterator[IO[str]]:
    """Hold the data folder; a second start says where the first one is."""
    with (data / "running.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            where = file.read().strip() or "it is still starting"
            raise SystemExit(f"Alongside already runs from {data}: {where}.") from None
        _tell(file, "")
        yield file
        _tell(file, "")


def _tell(note: IO[str], words: str) -> None:
    note.seek(0)
    note.truncate()
    note.write(words)
    note.flush()


def _find_port(host: str, wanted: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, wanted))
        except OSError as refusal:
            raise SystemExit(
                f"Alongside cannot listen on port {wanted} of {host} ({refusal.strerror}). "
                f"Try another one, such as --port {wanted + 1 if wanted < MOST else 8000}."
            ) from None


def _keeper(options: argparse.Namespace, server: EmbeddedPostgres | None) -> Supervisor:
    where = ["--host", options.host, "--port", str(options.port)]
    children = [
        Child("web process", command("serve", *where)),
        Child("worker", command("worker")),
    ]
    return Supervisor(children, _Watch(server))


class _Watch:
    """Asks the embedded server every two seconds, and starts it when it does not answer."""

    def __init__(self, server: EmbeddedPostgres | None) -> None:
        self.server, self.next_look = server, 0.0

    def __call__(self) -> None:
        if self.server is None or time.monotonic() < self.next_look:
            return
        try:
            self._look(self.server)
        except (SystemExit, psycopg.Error, OSError) as refusal:  # such as a full disk
            say(f"The database cannot be started now: {refusal}")
        self.next_look = time.monotonic() + LOOK_AT_DATABASE

    def _look(self, server: EmbeddedPostgres) -> None:
        if not server.answers():
            say("The database stopped. Starting it again.")
            server.start(say)
            say("The database is back.")


def _bring_up(
    options: argparse.Namespace, server: EmbeddedPostgres | None, keeper: Supervisor
) -> None:
    if server:
        with step("Starting the database"):
            server.start(say)
    current = _ask_database()
    if current != fingerprint.of_code():
        with step("Bringing the database up to this version"):
            _do(command("migrate", "--quiet"), keeper)
    if _wants_demo(options):
        with step("Loading the demo council, which happens once"):
            _do([sys.executable, "-m", "alongside.foundation.running.demo"], keeper)


def _ask_database() -> str:
    try:
        return fingerprint.in_database()
    except psycopg.OperationalError as refusal:
        raise SystemExit(
            f"The database does not let Alongside in: {str(refusal).strip()}\n"
            "Run 'alongside database-setup' first, or look at DATABASE_URL and the passwords."
        ) from None


def _wants_demo(options: argparse.Namespace) -> bool:
    if options.empty or not checks.is_demo() or not demo.exists(checks.demo_loader()):
        return False
    return not fingerprint.is_demo_loaded()


def _do(words: list[str], keeper: Supervisor) -> None:
    status = subprocess.run(words, check=False, stdin=subprocess.DEVNULL).returncode  # noqa: S603
    if keeper.is_stopping:
        raise SystemExit("Stopped before it was ready. The next start carries on from here.")
    if status:
        raise SystemExit("That did not work; the lines above say why.")


def _address(options: argparse.Namespace) -> str:
    """Passkeys need a domain name, so this machine is called localhost and never 127.0.0.1."""
    here = options.host in ("127.0.0.1", "::1", "0.0.0.0", "::", "localhost")  # noqa: S104
    name = "localhost" if here else options.host
    scheme = "https" if os.environ.get("ALONGSIDE_CERTIFICATE") else "http"
    return f"{scheme}://{name}:{options.port}"


def _welcome(options: argparse.Namespace, keeper: Supervisor) -> None:
    """Wait for the first answer, then say where to go; until then nothing else takes up time."""
    with step("Starting the web process"):
        is_ready = _waited_for(keeper, options)
    if is_ready:
        say(f"\nAlongside is ready: {_address(options)}")
        for line in demo.people():
            say(f"  {line}")
        say("Press Ctrl-C to stop it.")
    elif not keeper.is_stopping:
        say("The web process does not answer yet; it is started again and again. Ctrl-C stops it.")


def _waited_for(keeper: Supervisor, options: argparse.Namespace) -> bool:
    web, deadline = keeper.children[0], time.monotonic() + FIRST_ANSWER
    while not keeper.is_stopping and time.monotonic() < deadline:
        web.look()
        if _is_answered(options.host, options.port):
            return True
        time.sleep(0.1)
    return False


def _is_answered(host: str, port: int) -> bool:
    """Ask for /health; behind its own certificate, being able to connect has to be enough."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        with socket.create_connection((name, port), timeout=3):
            if os.environ.get("ALONGSIDE_CERTIFICATE"):
                return True
        shown = f"[{name}]" if ":" in name else name
        with urlopen(f"http://{shown}:{port}/health", timeout=3) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
