"""Which dilemmas there are. They are about nobody, so who opens one to read is noted nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.utils import timezone

from alongside.foundation.content import ContentError, folder

from .reading import read_scenario
from .scenario import Scenario


def files() -> list[Path]:
    """Every file of the library, by name."""
    return sorted((folder() / "scenarios").glob("*.yaml"))


def scenarios() -> Mapping[str, Scenario]:
    """Every dilemma that can be read, by key; a file that is wrong takes no other away."""
    return _read(folder())


@lru_cache(maxsize=8)
def _read(root: Path) -> Mapping[str, Scenario]:
    found: dict[str, Scenario] = {}
    for file in sorted((root / "scenarios").glob("*.yaml")):
        try:
            found[file.stem] = read_scenario(file)
        except ContentError:  # `alongside learning check` says which and why
            continue
    return found


def in_force(on: date | None = None) -> list[Scenario]:
    """What holds on a day (today, unless one is given), by title."""
    day = on or timezone.localdate()
    found = (one for one in scenarios().values() if one.holds_on(day))
    return sorted(found, key=lambda one: one.title.casefold())


def scenario_named(key: str) -> Scenario | None:
    """The dilemma of this key, also one that is no longer offered: runs of it go on."""
    return scenarios().get(key)


def for_cluster(cluster: str) -> list[Scenario]:
    """What there is to play about one cluster of capability today."""
    return [one for one in in_force() if cluster in one.aligns]
