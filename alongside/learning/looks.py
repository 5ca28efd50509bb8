"""Every look at one area: its level each time, and whether it clearly changed since the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .instrument import CLUSTERS, Instrument
from .measuring import ENOUGH, level_of
from .profiles import Role
from .standing import Attempted, Line, Said, comparable, levels, lines_of

MORE, LESS = "more", "less"


@dataclass(frozen=True)
class Look:
    """One look: by which wording, and what was said."""

    instrument: Instrument
    said: Said


@dataclass(frozen=True)
class AreaLooks:
    """One area at all the looks that are shown, the first look first."""

    title: str
    figures: tuple[tuple[float | None, str], ...]  # the level; "more" or "less" where it is clear
    line: Line  # the newest of them beside the first

    @property
    def between(self) -> tuple[float, ...]:
        """The levels of the looks between the first and the newest."""
        return tuple(level for level, _ in self.figures[1:-1] if level is not None)


def every_area(looks: Sequence[Look], role: Role) -> list[AreaLooks]:
    """The ten areas, by the newest wording; each later look is set against the first."""
    first, newest = looks[0], looks[-1]
    later = [_by_cluster(one, first, role) for one in looks[1:]] or [
        _by_cluster(first, Look(first.instrument, {}), role)
    ]
    return [
        AreaLooks(
            newest.instrument.by_cluster[cluster].title,
            (
                (_level(first, cluster), ""),
                *((one[cluster].level, _clear(one[cluster])) for one in later[: len(looks) - 1]),
            ),
            later[-1][cluster],
        )
        for cluster in CLUSTERS
    ]


def _by_cluster(one: Look, first: Look, role: Role) -> Mapping[str, Line]:
    before = comparable(one.instrument, first.instrument, first.said)
    found = lines_of(one.instrument, Attempted(one.said, before=before), role, {})
    return {line.cluster: line for line in found}


def _level(one: Look, cluster: str) -> float | None:
    return level_of(levels(one.instrument.by_cluster[cluster], one.said))


def _clear(line: Line) -> str:
    apparent = line.growth.apparent
    if apparent is None or not line.is_clear or line.compared < ENOUGH:
        return ""
    return MORE if apparent > 0 else LESS
