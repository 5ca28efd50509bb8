"""In which order tests run, and which stay together: what is made for a file is made once."""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# What a whole folder stands on (a council, its backup, its exports) is made once for all of it.
FOLDERS = ("tests/backup/", "tests/exporting/")
# The longest begin first, so that no worker is left with one of them while the other has nothing.
LONGEST = (
    "tests/backup/",
    "tests/exporting/",
    "tests/rules/test_no_named_result.py",
    "tests/journeys/test_crawl.py",
    "tests/journeys/test_drafts.py",
    "tests/journeys/test_supervision.py",
)
LAST = "tests/journeys/"  # a browser keeps a loop of events in the process that drives it


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Gives a worker the next whole file, or one of those folders."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in FOLDERS if file.startswith(folder)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Whatever `--dist` says: a file is not split."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """After they were shuffled, and by whether they use a database."""
    items.sort(key=_place)


def _place(item: pytest.Item) -> tuple[bool, int]:
    long = (n for n, name in enumerate(LONGEST) if item.nodeid.startswith(name))
    return item.nodeid.startswith(LAST), next(long, len(LONGEST))
