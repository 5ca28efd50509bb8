"""What was counted and is not yet safe to tell: people by group, and answers by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

OVERALL = "everybody"  # the grouping that has one group

Grouping = Mapping[str, int]  # group -> people who answered
Cell = tuple[str, frozenset[str], frozenset[str]]  # a grouping, some of its groups, some options


@dataclass(frozen=True)
class Answers:
    """How one question was answered. Options leave nobody out and count nobody twice.

    Those who gave no answer, or said that they did not know, are in no option: they are told
    together, and never by group.
    """

    options: tuple[str, ...]
    is_ordered: bool  # a scale: neighbours are joined; otherwise small ones become "other"
    by: Mapping[str, Mapping[str, Mapping[str, int]]]  # grouping -> group -> option -> people
    added: dict[Cell, int] = field(default_factory=dict, compare=False, repr=False)

    def of(self, grouping: str, groups: frozenset[str], options: frozenset[str]) -> int:
        """People in any of the groups who gave any of the options, added up once."""
        cell = (grouping, groups, options)
        if cell not in self.added:
            found = self.by.get(grouping, {})
            self.added[cell] = sum(
                found.get(one, {}).get(option, 0) for one in groups for option in options
            )
        return self.added[cell]

    def overall(self) -> dict[str, int]:
        """People by option, in the order of the options."""
        everybody = self.by.get(OVERALL, {})
        return {
            option: sum(group.get(option, 0) for group in everybody.values())
            for option in self.options
        }


@dataclass(frozen=True)
class Crossing:
    """Where people of one division stood in another that is published: who came, stayed, went.

    `people` says of how many: (group there, group here) -> people. Nothing on a side means that
    they were not in it at all. `other` names the division (an earlier wave's, or this one's own
    second), `classes` how it was published: sets of its groups, or None for everybody as one.
    """

    other: str
    grouping: str  # the division here
    classes: tuple[frozenset[str], ...]
    people: Mapping[tuple[str | None, str | None], int]
    questions: frozenset[str] | None = None  # those that were asked there too; None for all

    def asks(self, question: str) -> bool:
        """Whether the other was asked this question as well."""
        return self.questions is None or question in self.questions


@dataclass(frozen=True)
class Counted:
    """All that was counted in one wave."""

    respondents: int
    groupings: Mapping[str, Grouping]  # at most two, as a table has two sides
    questions: Mapping[str, Answers]
    together: Mapping[tuple[str, str], int]  # people by group of the first and of the second
    crossings: tuple[Crossing, ...] = ()  # with every earlier wave that asked any of the same


def tally(rows: Mapping[tuple[str, str], int]) -> Counter[str]:
    """People by the first half of a pair."""
    found: Counter[str] = Counter()
    for (first, _), count in rows.items():
        found[first] += count
    return found
