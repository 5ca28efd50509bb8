"""How much memory the embedded server keeps pages of the database in."""

import os
from contextlib import suppress
from pathlib import Path

LIMIT = Path("/sys/fs/cgroup/memory.max")  # of a container, in bytes, or "max"
LEAST, MOST = 128, 8_192  # MB


def shared_buffers(limit: Path = LIMIT) -> str:
    """An eighth of what there is, between 128 MB and 8 GB, as PostgreSQL is told it.

    A quarter is the usual advice for a machine that does nothing else; the pages of the
    application, its files and the operating system's own copies live on this one too. PostgreSQL
    takes it as it needs it.
    """
    return f"{min(max(_whole(limit) // 8, LEAST), MOST)}MB"


def _whole(limit: Path) -> int:
    """What this machine has, or as much of it as this container may use; in MB."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    # No container, an older sort of one, or one without a limit.
    with suppress(OSError, ValueError):
        whole = min(whole, int(limit.read_text()))
    return whole // 2**20
