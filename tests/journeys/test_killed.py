"""Web process, worker and PostgreSQL are killed while people write: nothing shown as saved is lost.

The long form, with two hundred kills and forty typists, is benchmarks/killer.py.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import killer


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that root's database server, which runs as somebody else, can pass through."""
    made = Path(tempfile.mkdtemp(prefix="alongside-killed-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_nothing_that_was_saved_is_lost_when_things_are_killed(folder: Path) -> None:
    found = killer.run(folder / "data", kills=6, typists=6, seconds=1.5, seed=4)
    assert found["lost"] == []
    assert found["doubled"] == []
    assert found["refused"] == []
    assert found["verify"] == 0, found["verify_said"]
    assert found["drafts"] > 5
    assert found["finished"] > 0
    assert sum(found["killed"].values()) == 6
    assert set(found["killed"]) == {"web", "worker", "database", "backend"}
