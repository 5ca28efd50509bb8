"""The embedded server takes an eighth of what there is, and no more than a container may."""

from pathlib import Path

import pytest

from alongside.foundation.postgres.launcher import EmbeddedPostgres
from alongside.foundation.postgres.memory import shared_buffers

GB = 2**30


@pytest.mark.parametrize(
    ("whole", "said"),
    [(f"{2 * GB}\n", "256MB"), (f"{GB // 2}\n", "128MB"), (f"{1000 * GB}\n", None)],
)
def test_a_container_has_what_it_may_use(tmp_path: Path, whole: str, said: str | None) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text(whole)
    assert shared_buffers(limit) == (said or shared_buffers(tmp_path / "none"))


def test_without_a_limit_it_is_the_machine(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text("max\n")
    assert shared_buffers(limit) == shared_buffers(tmp_path / "none")
    assert 128 <= int(shared_buffers(limit).removesuffix("MB")) <= 8192


def test_the_server_is_started_with_it(tmp_path: Path) -> None:
    assert f"shared_buffers={shared_buffers()}" in EmbeddedPostgres(tmp_path)._options()
    assert "shared_buffers=128MB" in EmbeddedPostgres(tmp_path, durable=False)._options()
