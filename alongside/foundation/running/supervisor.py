"""Looks after the processes that belong together: restarts what dies, stops all of it at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

from .processes import KEEPER
from .progress import say

PAUSE = 0.3  # seconds between two looks
LONGEST_WAIT = 30.0  # seconds before a child that keeps dying is tried again
STEADY_AFTER = 10.0  # seconds of life after which earlier deaths are forgotten
GRACE = 12.0  # seconds to finish before being killed


class Child:
    """One process that should always run."""

    def __init__(self, words: str, command: Sequence[str]) -> None:
        self.words, self.command = words, command
        self.process: subprocess.Popen[bytes] | None = None
        self.deaths, self.began, self.not_before = 0, 0.0, 0.0

    def look(self) -> None:
        """Start it if it should run and does not; notice when it has died."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.not_before:
                self._start(now)
        elif (status := self.process.poll()) is not None:
            self._died(now, _how(status))

    def _died(self, now: float, how: str) -> None:
        self.process = None
        self.deaths = 1 if now - self.began > STEADY_AFTER else self.deaths + 1
        self.not_before = now + min(LONGEST_WAIT, 0.25 * 2 ** min(self.deaths, 10))
        say(f"The {self.words} stopped ({how}). Starting it again.")

    def _start(self, now: float) -> None:
        # A session of its own: Ctrl-C reaches us alone, and we stop the others in order.
        self.began = now
        try:
            self.process = subprocess.Popen(  # noqa: S603 our own command
                self.command,
                env=os.environ | {KEEPER: str(os.getpid())},
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as refusal:  # no memory just now must not take the other children along
            self._died(now, str(refusal.strerror))

    def ask_to_stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait for its end, and end it when that takes too long."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, seconds))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """Keeps children alive, and calls `look_after` (the database), until told to stop."""

    def __init__(self, children: Sequence[Child], look_after: Callable[[], None]) -> None:
        self.children, self.look_after = children, look_after
        self.is_stopping = False

    def listen(self) -> None:
        """Let Ctrl-C, a polite kill and a closed terminal stop everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def look(self) -> None:
        """Take one look at everything."""
        self.look_after()
        for child in self.children:
            if not self.is_stopping:
                child.look()

    def run(self) -> None:
        """Look again and again until told to stop, then stop the children."""
        try:
            while not self.is_stopping:
                self.look()
                time.sleep(PAUSE)
        finally:
            self.stop_children()

    def stop_children(self) -> None:
        """Ask all at once, then wait for each; whoever does not finish in time is killed."""
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            child.wait(deadline - time.monotonic())


def _how(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"status {status}"


def command(*words: str) -> list[str]:
    """Return the command line of one of our own commands, with this very Python."""
    return [sys.executable, "-m", "alongside", *words]
