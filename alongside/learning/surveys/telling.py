"""What was frozen of a wave, in words and figures: nothing is counted here, it is only said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.foundation.small_numbers import Rules
from alongside.foundation.small_numbers.statistics import Share, mean, share
from alongside.learning.areas import areas
from alongside.learning.instrument import CLUSTERS, LADDER
from alongside.learning.measuring import HIGHEST, LOWEST, TOO_HIGH
from alongside.learning.profiles import Role

from .counting import FOCUS, NOT_SAID
from .form import CHOSEN, CHOSEN_OF, Asks, Survey
from .shipped import Reference

PALEST = 0.2  # of the first answer of a scale; the last is the full colour
EDGES_FROM = 100  # people, before anything is said about the questions themselves
DIVISIONS = {"role": "role", "team": "team"}
MOST, FEWEST = "Nine in ten or more", "One in ten or fewer"


@dataclass(frozen=True)
class Row:
    """One answer, or some together, and how many gave it."""

    words: str
    people: int | None  # rounded; None where it may not be told
    said: str = ""  # all that may be told where nearly everybody answered alike
    share: Share | None = None
    reference: int | None = None  # of a hundred, in somebody else's survey
    start: str = "0"  # of its bar, in per cent
    width: str = "0"
    shade: str = "1"


@dataclass(frozen=True)
class ByGroup:
    """The answers of one division."""

    division: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]  # the groups, and a cell for each answer


@dataclass(frozen=True)
class Part:
    """One question as it may be told."""

    key: str
    heading: str
    told: str  # told · alike · not
    rows: tuple[Row, ...] = ()
    alike: str = ""
    none: int | None = None
    mean: float | None = None
    is_many: bool = False
    is_scale: bool = False
    by: tuple[ByGroup, ...] = ()

    @property
    def has_reference(self) -> bool:
        """Whether somebody else's figure stands beside any of its answers."""
        return any(row.reference is not None for row in self.rows)


def parts_of(
    frozen: Mapping[str, Any],
    survey: Survey,
    rules: Rules,
    names: Mapping[str, str],
    reference: Reference | None = None,
) -> list[Part]:
    """Every question of the survey."""  # fmt: skip
    return [_part(frozen, asks, rules, names, reference) for asks in survey.asks]


def in_runs(parts: Sequence[Part]) -> list[list[Part]]:
    """Scales that follow each other are drawn as one list; every other question by itself."""
    found: list[list[Part]] = []
    for one in parts:
        if one.is_scale and found and found[-1][-1].is_scale:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def areas_of(frozen: Mapping[str, Any], rules: Rules, names: Mapping[str, str]) -> list[Part]:
    """The ten areas of a wave of capability."""
    levels = tuple((str(level), words) for level, words in LADDER.items())
    called = dict(areas())
    return [
        _part(frozen, Asks(one, called.get(one, one), "", levels, (), False, True), rules, names)
        for one in CLUSTERS
    ]


def demand_of(frozen: Mapping[str, Any], rules: Rules) -> list[tuple[str, Row, list[int]]]:
    """For each area: how many chose to work on it, and who and what there is to help."""
    called = dict(areas())
    supply = frozen.get("supply", {})
    return [
        (called.get(one, one), _chosen(frozen, f"{FOCUS}/{one}", "", rules), supply.get(one, []))
        for one in CLUSTERS
    ]


def edges_of(frozen: Mapping[str, Any]) -> list[tuple[str, str, int]]:
    """Areas in which most stand on the lowest or the highest level: the words may not tell apart.

    From what is told, and of a hundred people or more: area, level, and per cent of the people.
    """
    called = dict(areas())
    found = []
    for cluster in CLUSTERS:
        blocks = frozen["questions"].get(cluster, {}).get("blocks", ())
        base = sum(one["people"] for one in blocks)
        for level in (LOWEST, HIGHEST):
            people = sum(one["people"] for one in blocks if one["options"] == [str(level)])
            if base >= EDGES_FROM and people > TOO_HIGH * base:
                found.append(
                    (called.get(cluster, cluster), LADDER[level], round(100 * people / base))
                )
    return found


def gaps_of(
    frozen: Mapping[str, Any], rules: Rules, roles: Mapping[str, Role]
) -> list[tuple[str, str, Row]]:
    """For each area and role: how many stand below where “typical” begins for that role.

    Added up from what is told already, so only where it tells a role by itself, and no joined
    answer lies on both sides.
    """
    called = dict(areas())
    found = []
    for cluster in CLUSTERS:
        table = frozen["questions"].get(cluster, {}).get("by", {}).get("role")
        rows = zip(table["classes"], table["people"], strict=True) if table else ()
        for groups, people in rows:
            role = roles.get(groups[0]) if len(groups) == 1 else None
            below = _below(role.typical[cluster][0], table["blocks"], people) if role else None
            if role and below is not None:
                row = Row(role.title, below, share=share(below, sum(people), rules))
                found.append((called.get(cluster, cluster), role.title, row))
    return found


def _below(begins: float, blocks: Sequence[Sequence[str]], people: Sequence[int]) -> int | None:
    """People on a whole level below; levels were rounded to whole ones, and so is this."""
    begin = int(begins + 0.5)
    sides = [{int(level) < begin for level in block} for block in blocks]
    if begin <= 1 or any(len(one) > 1 for one in sides):
        return None  # nobody can stand below the first level
    return sum(count for count, side in zip(people, sides, strict=True) if True in side)


def by_division(parts: Sequence[Part]) -> list[tuple[str, list[tuple[str, ByGroup]]]]:
    """The tables of each division, with the question of each."""
    found: dict[str, list[tuple[str, ByGroup]]] = {}
    for part in parts:
        for table in part.by:
            found.setdefault(table.division, []).append((part.heading, table))
    return list(found.items())


def divided(frozen: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, list[Row]]]:
    """How many answered in each group."""
    return [
        (division, [Row(_joined(one["options"], names), one["people"]) for one in classes])
        for division, classes in frozen.get("divisions", {}).items()
    ]


def _part(
    frozen: Mapping[str, Any], asks: Asks, rules: Rules, names: Mapping[str, str],
    reference: Reference | None = None,
) -> Part:  # fmt: skip
    beside = reference.percent if reference else {}
    if asks.is_many:
        rows = tuple(
            _chosen(frozen, f"{asks.key}{CHOSEN_OF}{option}", words, rules)
            for option, words in asks.options
        )
        return Part(asks.key, asks.ask, "told", rows, is_many=True)
    found = frozen["questions"].get(asks.key, {"told": "not"})
    words = dict(asks.options)
    if found["told"] != "told":
        alike = words.get(next(iter(found.get("alike", ())), ""), "")
        none = found.get("none")
        return Part(
            asks.key, asks.ask, found["told"], alike=alike, none=none, is_scale=asks.is_ordered
        )
    rows = tuple(_rows(found["blocks"], words, rules, asks.key, beside))
    return Part(
        asks.key,
        asks.ask,
        "told",
        rows,
        none=found["none"],
        is_scale=asks.is_ordered,
        mean=_mean(found["blocks"], rules) if asks.is_ordered else None,
        by=tuple(_by(name, one, words, rules, names) for name, one in found["by"].items()),
    )


def _rows(
    blocks: Sequence[Mapping[str, Any]], words: Mapping[str, str], rules: Rules, key: str,
    beside: Mapping[tuple[str, str], int],
) -> Iterator[Row]:  # fmt: skip
    base = sum(one["people"] for one in blocks)
    before = 0
    for number, one in enumerate(blocks):
        options = one["options"]
        start, width = 100 * before / base, 100 * one["people"] / base
        before += one["people"]
        yield Row(
            " or ".join(words.get(each, each) for each in options),
            one["people"],
            "",
            share(one["people"], base, rules),
            beside.get((key, options[0])) if len(options) == 1 else None,
            f"{start:.1f}",
            f"{max(0.0, width - 0.4):.1f}",
            f"{PALEST + (1 - PALEST) * number / max(1, len(blocks) - 1):.2f}",
        )


def _chosen(frozen: Mapping[str, Any], name: str, words: str, rules: Rules) -> Row:
    """One box of several: how many ticked it, of all who answered the survey."""
    found = frozen["questions"].get(name, {"told": "not"})
    ticked = next((one for one in found.get("blocks", ()) if one["options"] == [CHOSEN]), None)
    if found["told"] == "alike":
        return Row(words, None, MOST if list(found["alike"]) == [CHOSEN] else FEWEST)
    if ticked is None:
        return Row(words, None)
    base = sum(one["people"] for one in found["blocks"])
    width = f"{100 * ticked['people'] / base:.1f}"
    return Row(words, ticked["people"], share=share(ticked["people"], base, rules), width=width)


def _mean(blocks: Sequence[Mapping[str, Any]], rules: Rules) -> float | None:
    """Only where every level is told by itself."""
    levels = [(one["options"][0], one["people"]) for one in blocks if len(one["options"]) == 1]
    if len(levels) < len(blocks) or not all(level.isdigit() for level, _ in levels):
        return None
    return mean([(int(level), people) for level, people in levels], rules)


def _by(
    name: str, table: Mapping[str, Any], words: Mapping[str, str], rules: Rules,
    names: Mapping[str, str],
) -> ByGroup:  # fmt: skip
    heads = tuple(" or ".join(words.get(each, each) for each in one) for one in table["blocks"])
    rows = tuple(
        (_joined(groups, names), tuple(_cell(count, sum(people), rules) for count in people))
        for groups, people in zip(table["classes"], table["people"], strict=True)
    )
    return ByGroup(DIVISIONS[name], heads, rows)


def _cell(count: int, base: int, rules: Rules) -> str:
    found = share(count, base, rules)
    return f"{count}\N{NO-BREAK SPACE}({found.percent}%)" if found else str(count)


def _joined(groups: Sequence[str], names: Mapping[str, str]) -> str:
    said = ["Would not say" if one == NOT_SAID else names.get(one, one) for one in groups]
    return " + ".join(sorted(said)) + (" (together)" if len(said) > 1 else "")


@dataclass(frozen=True)
class Change:
    """One answer in two waves."""

    heading: str
    words: str
    before: Share
    now: Share

    @property
    def is_clear(self) -> bool:
        """Whether the two intervals lie apart; otherwise luck alone may have made the change."""
        return self.before.high < self.now.low or self.now.high < self.before.low


def changes(
    before: Mapping[str, Any] | None, now: Mapping[str, Any], asked_before: Survey, asked: Survey,
    rules: Rules, names: Mapping[str, str],
) -> list[Change]:  # fmt: skip
    """Every answer that both waves tell in the same words, with a percentage in each."""
    if not before:
        return []
    found = []
    is_capability = CLUSTERS[0] in now["questions"] and CLUSTERS[0] in before["questions"]
    earlier: dict[tuple[str, str, str], Share] = {}
    parts = areas_of(before, rules, names) if is_capability else []
    for part in (*parts, *parts_of(before, asked_before, rules, names)):
        for row in part.rows:
            if row.share:  # the same id may have asked something else then
                earlier[part.key, part.heading, row.words] = row.share
    parts = areas_of(now, rules, names) if is_capability else []
    for part in (*parts, *parts_of(now, asked, rules, names)):
        for row in part.rows:
            share_before = earlier.get((part.key, part.heading, row.words))
            if row.share and share_before:
                found.append(Change(part.heading, row.words, share_before, row.share))
    return found
