"""The whole of `alongside start` in a folder of its own: up, killed at, back again, and gone."""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from alongside.foundation.running import start
from alongside.foundation.running.supervisor import Child, Supervisor

SECONDS = 240


@dataclass
class Running:
    """A started Alongside: its process, port, data folder and what it said."""

    port: int
    data: Path
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)

    def begin(self) -> None:
        """Start it, with a log of its own; also once more when it has ended."""
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "alongside.settings"}
        with self.log.open("wb") as file:
            self.process = subprocess.Popen(
                command(self.data, self.port),
                stdout=file,
                stderr=subprocess.STDOUT,
                env=environment,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def is_well(self) -> bool:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}/health", timeout=3) as answer:
                return bool(json.load(answer) == {"status": "ok"})
        except OSError:
            return False

    def child(self, word: str) -> psutil.Process:
        found = psutil.Process(self.process.pid).children()
        return next(one for one in found if word in one.cmdline())

    def database(self) -> int:
        return int((self.data / "pgdata" / "postmaster.pid").read_text().split()[0])


def wait_for(truth: Callable[[], object], running: Running) -> None:
    deadline = time.monotonic() + SECONDS
    while not truth():
        assert time.monotonic() < deadline, running.said
        time.sleep(0.05)


def command(data: Path, port: int) -> list[str]:
    words = ["start", "--data", str(data), "--port", str(port), "--empty"]
    return [sys.executable, "-m", "alongside", *words]


@pytest.fixture
def running() -> Iterator[Running]:
    """Alongside in a new folder on a free port; whatever is left of it is ended afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="alongside-try-"))
    folder.chmod(0o711)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = folder / "data"
    started = Running(port, data, folder / "log")
    started.begin()
    yield started
    started.process.terminate()  # perhaps another one than at first
    started.process.wait(30)
    words = ["database", "stop", "--data", str(data)]
    subprocess.run([sys.executable, "-m", "alongside", *words], check=False, capture_output=True)
    shutil.rmtree(folder)


def test_up_killed_at_back_again_gone_and_taken_over(running: Running) -> None:
    """One life of one folder, since its first start makes every table."""
    wait_for(lambda: "Press Ctrl-C to stop it." in running.said, running)
    assert running.is_well()
    assert f"Alongside is ready: http://localhost:{running.port}" in running.said

    second = subprocess.run(
        command(running.data, running.port + 1), capture_output=True, text=True, timeout=60
    )
    assert second.returncode == 1
    assert f"already runs from {running.data}: http://localhost:{running.port}" in second.stderr

    for word in ("granian", "worker"):
        dead = running.child(word).pid
        os.kill(dead, signal.SIGKILL)
        wait_for(partial(_is_another, running, word, dead), running)
    wait_for(running.is_well, running)

    killed = running.database()
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: "The database is back." in running.said, running)
    wait_for(running.is_well, running)
    assert running.database() != killed

    _ends(running)
    _begins_again(running)
    _killed_outright_it_leaves_only_the_database_which_is_taken_over(running)


def _ends(running: Running) -> None:
    everything = [running.child("granian"), running.child("worker")]
    everything += [*everything[0].children(), psutil.Process(running.database())]
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(30) == 0, running.said
    assert "Traceback" not in running.said
    assert not [one for one in everything if _is_alive(one)]
    assert not (running.data / "socket").exists()


def _begins_again(running: Running) -> None:
    """What was brought up once is not brought up a second time."""
    assert "Bringing the database up to this version" in running.said
    running.begin()
    wait_for(lambda: "Press Ctrl-C to stop it." in running.said, running)
    assert "Bringing the database up to this version" not in running.said


def _killed_outright_it_leaves_only_the_database_which_is_taken_over(running: Running) -> None:
    database = running.database()
    children = psutil.Process(running.process.pid).children(recursive=True)
    running.process.kill()
    running.process.wait()
    wait_for(lambda: not [one for one in children if _is_alive(one)], running)
    assert psutil.pid_exists(database)

    began = time.monotonic()
    running.begin()
    wait_for(running.is_well, running)
    assert running.database() == database
    assert time.monotonic() - began < 30  # 2 seconds when nothing else runs


def test_a_database_that_cannot_be_started_now_is_said_and_asked_for_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    class Full:
        def answers(self) -> bool:
            return False

        def start(self, say: object) -> None:
            raise OSError(28, "No space left on device")

    watch = start._Watch(Full())  # type: ignore[arg-type]
    for _ in range(2):
        watch.next_look = 0
        watch()
    assert capsys.readouterr().out.count("No space left on device") == 2


def test_ready_is_said_only_by_what_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(start, "FIRST_ANSWER", 0.2)
    monkeypatch.setattr(start, "_is_answered", lambda host, port: False)
    nothing = Child("web process", [sys.executable, "-c", "pass"])
    options = argparse.Namespace(host="127.0.0.1", port=1)
    start._welcome(options, Supervisor([nothing], lambda: None))
    said = capsys.readouterr().out
    assert "does not answer yet" in said
    assert "ready" not in said


def _is_alive(process: psutil.Process) -> bool:
    """A zombie has ended; only nobody has asked how."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _is_another(running: Running, word: str, killed: int) -> bool:
    try:
        return running.child(word).pid != killed
    except (StopIteration, psutil.NoSuchProcess, psutil.ZombieProcess):
        return False
