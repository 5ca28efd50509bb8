"""Starts and stops the embedded PostgreSQL of one data folder: only its programs, driven by us."""

import fcntl
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import psycopg

from alongside.foundation.running.folder import open_data_folder

from . import binaries, memory, place, setup
from .place import Place
from .roles import SUPERUSER, keep_secret, make_passwords, passwords

DATABASE = "alongside"
LONGEST_SOCKET = 90  # a socket's path may have 107 bytes; PostgreSQL adds its own file name
PATIENCE = 60.0  # seconds for a server to recover after it was killed
SETTINGS = {
    "max_connections": "60",
    "jit": "off",
    # The log of the server never holds a person's words: errors of statements quote what was
    # typed, so only what the server itself has to say is kept.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "autovacuum_vacuum_scale_factor": "0.05",
}
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
}


class EmbeddedPostgres:
    """The server of one data folder. `durable=False` is for tests only: a power cut loses all."""

    def __init__(
        self,
        data: Path,
        *,
        tcp_port: int = 0,
        durable: bool = True,
        more: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.data = data.resolve()
        self.tcp_port = tcp_port
        self.durable = durable
        self.more = more  # settings of one start, such as those for loading a great deal

    def start(self, say: Callable[[str], None] = lambda words: None) -> Place:
        """Make sure that the server runs and is set up; several may ask at once."""
        open_data_folder(self.data)
        with self._only_one():
            secrets = make_passwords(self.data)
            self._initialise(secrets[SUPERUSER], say)
            self._ensure_running(say)
            self._ensure_set_up(secrets)
            found = self._place()
            place.remember(self.data, found)
            return found

    def stop(self) -> None:
        """Stop the server, letting nobody finish at leisure, and clear away its socket."""
        if self._was_started and self.pgdata.exists():
            with self._only_one():
                self._run("pg_ctl", "-D", str(self.pgdata), "-w", "-m", "fast", "stop")
                if self.answers():
                    raise SystemExit(f"The database did not stop. {self._last_words()}")
                shutil.rmtree(self.socket, ignore_errors=True)

    def answers(self) -> bool:
        """Say whether this very server takes connections: asked, not guessed from a pid."""
        try:
            if self._was_started:
                self.connect(SUPERUSER).close()
        except psycopg.OperationalError:
            return False
        return self._was_started

    @property
    def _was_started(self) -> bool:
        """Whether there ever was one here: merely asking must not begin to make one."""
        return SUPERUSER in passwords(self.data)

    def connect(self, database: str) -> psycopg.Connection:
        """Connect as the superuser, which only setting up and tests do."""
        return psycopg.connect(
            host=str(self.socket),
            port=self.port,
            user=SUPERUSER,
            password=passwords(self.data)[SUPERUSER],
            dbname=database,
            autocommit=True,
            connect_timeout=3,
        )

    @property
    def port(self) -> int:
        return self.tcp_port or 5432

    @property
    def socket(self) -> Path:
        """The socket's folder: inside the data folder, or where that cannot be, elsewhere."""
        known = place.recall(self.data)
        if self._has_room_for_socket or known is None:
            return self.home / "socket"
        return Path(known.host)

    @property
    def _has_room_for_socket(self) -> bool:
        path = os.fsencode(self.home / "socket")
        return len(path) <= LONGEST_SOCKET and b"," not in path  # a comma parts two of them

    def _make_socket_folder(self) -> None:
        if not self._has_room_for_socket and not self.socket.is_dir():
            far = tempfile.mkdtemp(prefix="alongside-", dir="/tmp")  # made anew, for us alone
            place.remember(self.data, Place(far, self.port, DATABASE))
        self.socket.mkdir(mode=0o700, exist_ok=True)
        self._give(self.socket)

    @property
    def pgdata(self) -> Path:
        return self.home / "pgdata"

    @cached_property
    def user(self) -> binaries.Runner:
        return binaries.runner(self.pgdata)

    @cached_property
    def home(self) -> Path:
        """The folder of pgdata: the data folder, unless only root may go there."""
        note = self.data / "database-home"
        if note.exists():
            return Path(note.read_text().strip())
        user = binaries.runner(self.data / "pgdata")
        if user.is_me or user.may_enter(self.data):
            return self.data
        binaries.make_system_folder()
        home = Path(tempfile.mkdtemp(prefix="data-", dir=binaries.SYSTEM_FOLDER))
        home.chmod(0o711)
        keep_secret(note, str(home))
        return home

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        with (self.data / "database.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _initialise(self, password: str, say: Callable[[str], None]) -> None:
        """Make the cluster beside its place and move it there, so that it is whole or absent."""
        if self.pgdata.exists():
            return
        say("Making the database")
        part, secret = self.home / "pgdata.part", self.home / "pgdata.password"
        shutil.rmtree(part, ignore_errors=True)
        keep_secret(secret, password)
        part.mkdir(mode=0o700)
        for path in (part, secret):
            self._give(path)
        try:
            made = self._run(
                *("initdb", "-D", str(part), "-U", SUPERUSER, f"--pwfile={secret}"),
                *("--auth=scram-sha-256", "--encoding=UTF8", *self._locale()),
                *([] if self.durable else ["--no-sync"]),
            )
        finally:
            secret.unlink()
        if made.returncode:
            raise SystemExit(f"PostgreSQL could not make its files: {made.stderr.strip()}")
        part.rename(self.pgdata)

    def _locale(self) -> list[str]:
        if self._version() >= 17:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C.UTF-8"]

    def _version(self) -> int:
        said = self._run("postgres", "--version").stdout  # "postgres (PostgreSQL) 18.6"
        return int(said.split()[2].split(".")[0])

    def _ensure_running(self, say: Callable[[str], None]) -> None:
        """Adopt the server that answers, wait for one that recovers, start one that is gone."""
        if self.answers():
            return
        deadline, told = time.monotonic() + PATIENCE, time.monotonic() + 2
        while True:
            self._forget_stale_pid()
            started = self._start_once()
            if started.returncode == 0 or self.answers():
                return
            if time.monotonic() > deadline:
                raise SystemExit(f"The database did not start. {self._last_words()}")
            if time.monotonic() > told:
                say("Waiting for the database to recover")
                told = deadline
            time.sleep(0.3)

    def _start_once(self) -> subprocess.CompletedProcess[str]:
        self._make_socket_folder()
        log = self.pgdata / "server.log"
        if log.exists() and log.stat().st_size > 10_000_000:
            log.replace(log.with_suffix(".log.1"))
        command = ("pg_ctl", "-D", str(self.pgdata), "-w", "-t", str(int(PATIENCE)))
        return self._run(*command, "-l", str(log), "-o", self._options(), "start")

    def _options(self) -> str:
        chosen = {
            "unix_socket_directories": str(self.socket),
            "unix_socket_permissions": "0700",
            "listen_addresses": "127.0.0.1" if self.tcp_port else "",
            "port": str(self.port),
            **SETTINGS,
            "shared_buffers": memory.shared_buffers(),
            **({} if self.durable else FORGETFUL),
            **self.more,
        }
        return " ".join(f"-c {name}={shlex.quote(value)}" for name, value in chosen.items())

    def _forget_stale_pid(self) -> None:
        """Remove postmaster.pid when its number now belongs to some other program."""
        note = self.pgdata / "postmaster.pid"
        try:
            pid = int(note.read_text().split()[0])
            home = Path(f"/proc/{pid}/cwd").resolve(strict=True)
        except (FileNotFoundError, ValueError, IndexError, PermissionError):
            return  # PostgreSQL itself deals with a process that is gone
        if home != self.pgdata:
            note.unlink(missing_ok=True)

    def _last_words(self) -> str:
        log = self.pgdata / "server.log"
        lines = log.read_text(errors="replace").splitlines()[-3:] if log.exists() else []
        return " ".join(["Its log", str(log), "ends:", *lines])

    def _ensure_set_up(self, secrets: dict[str, str]) -> None:
        with self.connect(SUPERUSER) as server:
            if setup.is_set_up(server, DATABASE):
                return
            setup.set_up_server(server, DATABASE, secrets)
        with self.connect(DATABASE) as inside:
            setup.set_up_database(inside, DATABASE)

    def _place(self) -> Place:
        return Place(str(self.socket), self.port, DATABASE)

    def _give(self, path: Path) -> None:
        if not self.user.is_me:
            os.chown(path, self.user.uid, self.user.gid)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = binaries.folder_for(self.user) / program
        is_me = self.user.is_me
        return subprocess.run(  # noqa: S603 our own program with our own arguments
            [str(path), *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            env={"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath},
            user=None if is_me else self.user.uid,
            group=None if is_me else self.user.gid,
            extra_groups=None if is_me else [],
        )
