"""What processes cost: their time on a processor and their memory, as the kernel counts them."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


def family(root: int) -> set[int]:
    """A process and everything that it started, by id."""
    children: dict[int, list[int]] = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue  # it ended while we looked
        parent = int(stat.rpartition(")")[2].split()[1])
        children.setdefault(parent, []).append(int(folder.name))
    found, waiting = set(), [root]
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting += children.get(one, [])
    return found


def seconds_used(pids: Iterable[int]) -> float:
    """Processor time of these processes and their threads, in seconds; ended ones count nought."""
    nanoseconds = 0
    for pid in pids:
        for task in PROC.glob(f"{pid}/task/*/schedstat"):
            try:
                nanoseconds += int(task.read_text().split()[0])
            except (OSError, IndexError):
                continue
    return nanoseconds / 1e9


def megabytes(pids: Iterable[int]) -> float:
    """Memory of these processes, what they share counted once (proportional set size)."""
    kilobytes = 0
    for pid in pids:
        try:
            lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1024


@dataclass
class Meter:
    """The web process and the database, watched from a start to a stop."""

    app: int
    database: int

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Begin to count."""
        self._app_before = self._used(self.app)
        self._database_before = self._used(self.database)

    def stop(self) -> tuple[float, float]:
        """Seconds on a processor since the start: of the web process, and of the database."""
        app = _difference(self._app_before, self._used(self.app))
        return app, _difference(self._database_before, self._used(self.database))

    def memory(self) -> tuple[float, float]:
        """Megabytes now: of the web process, and of the database with its shared buffers."""
        return megabytes(family(self.app)), megabytes(family(self.database))

    @staticmethod
    def _used(root: int) -> dict[int, float]:
        return {pid: seconds_used([pid]) for pid in family(root)}


def _difference(before: dict[int, float], after: dict[int, float]) -> float:
    return sum(max(0.0, used - before.get(pid, 0.0)) for pid, used in after.items())


def cores() -> int:
    """How many processors this may use."""
    return len(os.sched_getaffinity(0))
