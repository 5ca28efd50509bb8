"""The supervisor: what dies comes back, what is stubborn is ended, and nobody is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from alongside.foundation.running.supervisor import Child, Supervisor

FOREVER = [sys.executable, "-c", "import time; time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    " print('deaf', flush=True); time.sleep(600)",
]


def wait_for(truth: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not truth():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def test_what_is_killed_is_started_again() -> None:
    child = Child("sleeper", FOREVER)
    keeper = Supervisor([child], lambda: None)
    keeper.look()
    assert child.process is not None
    first = child.process.pid
    os.kill(first, signal.SIGKILL)

    def is_back() -> bool:
        keeper.look()
        return child.process is not None and child.process.pid != first

    wait_for(is_back)
    keeper.stop_children()
    assert not is_running(first)


def test_what_keeps_dying_is_tried_less_and_less_but_never_given_up() -> None:
    child = Child("breaker", [sys.executable, "-c", "raise SystemExit(3)"])
    waits = []
    for _ in range(10):
        child.not_before = 0
        child.look()
        assert child.process is not None
        child.process.wait()
        child.look()
        waits.append(round(child.not_before - time.monotonic(), 1))
    assert waits[0] < 1
    assert waits == sorted(waits)
    assert waits[-1] == 30
    child.deaths, child.not_before = 100_000, 0  # a month of trying
    child.look()
    assert child.process is not None
    child.process.wait()
    child.look()
    assert 29 < child.not_before - time.monotonic() <= 30


def test_what_cannot_be_started_now_is_tried_again_and_takes_nobody_along() -> None:
    child, other = Child("nothing", ["/no/such/program"]), Child("sleeper", FOREVER)
    keeper = Supervisor([child, other], lambda: None)
    for _ in range(3):
        child.not_before = 0
        keeper.look()
    assert child.process is None
    assert child.deaths == 3
    assert other.process is not None
    assert is_running(other.process.pid)
    keeper.stop_children()


def test_the_stubborn_are_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alongside.foundation.running.supervisor.GRACE", 0.5)
    child = Child("deaf one", DEAF)
    keeper = Supervisor([child], lambda: None)
    keeper.look()
    assert child.process is not None
    time.sleep(0.5)
    keeper.stop_children()
    assert not is_running(child.process.pid)


def test_children_die_with_a_keeper_that_was_killed_outright(tmp_path: Path) -> None:
    child = (
        "from alongside.foundation.running.processes import die_with_keeper; die_with_keeper();"
        f" import os, time; open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()));"
        " time.sleep(600)"
    )
    keeper = (
        "import sys; from alongside.foundation.running.supervisor import Child, Supervisor;"
        f" Supervisor([Child('child', [sys.executable, '-c', {child!r}])], lambda: None).run()"
    )
    process = subprocess.Popen([sys.executable, "-c", keeper])
    wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    pid = int((tmp_path / "pid").read_text())
    assert is_running(pid)
    process.kill()
    process.wait()
    wait_for(lambda: not is_running(pid), 5)
