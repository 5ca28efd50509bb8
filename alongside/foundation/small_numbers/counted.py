"""What was counted and is not yet safe to tell: people by group, and answers by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

OVERALL = "everybody"  # the grouping that has one group

Part = tuple[frozenset[str], ...]  # how a division is told: sets of its groups
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
class Beside:
    """A division beside one that is told: how that one is told, and who is where in the two.

    `classes` are sets of its groups; `people` says of how many: (group there, group here) ->
    people. Nothing on a side means that they were not in it at all.
    """

    classes: Part
    people: Mapping[tuple[str | None, str | None], int]


Stood = tuple[str, ...] | None  # the group in each division, in their order; None: in none of them


@dataclass(frozen=True)
class Crossing:
    """Where people of this wave stood in an earlier one that is told: who came, stayed, went.

    `there` is how each division of the earlier wave was told, `here` the names of this one's, with
    everybody as one among both. `people` says of how many: (where there, where here) -> people.
    """

    there: Mapping[str, Part]
    here: tuple[str, ...]
    people: Mapping[tuple[Stood, Stood], int]
    questions: frozenset[str] | None = None  # those that were asked there too; None for all

    def asks(self, question: str) -> bool:
        """Whether the other was asked this question as well."""
        return self.questions is None or question in self.questions

    def beside(self, there: str, here: str) -> Beside:
        """One division of the earlier wave beside one of this."""
        left, right = list(self.there).index(there), self.here.index(here)
        people: Counter[tuple[str | None, str | None]] = Counter()
        for (before, now), count in self.people.items():
            there_in = before[left] if before else None
            people[there_in, now[right] if now else None] += count
        return Beside(self.there[there], people)

    def points(self, here: Mapping[str, Part]) -> Counter[tuple[Hashable, ...]]:
        """People by the class they are in, in every division of both waves."""
        found: Counter[tuple[Hashable, ...]] = Counter()
        sides = (self.there.values(), [here.get(name, ()) for name in self.here])
        for stood, count in self.people.items():
            point: list[Hashable] = []
            for where, divisions in zip(stood, sides, strict=True):
                for number, classes in enumerate(divisions):
                    group = where[number] if where else None
                    point.append(next((one for one in classes if group in one), None))
            found[tuple(point)] += count
        return found


@dataclass(frozen=True)
class Counted:
    """All that was counted in one wave."""

    respondents: int
    groupings: Mapping[str, Grouping]  # at most two, as a table has two sides
    questions: Mapping[str, Answers]
    together: Mapping[
        tuple[str | None, str | None], int
    ]  # people by group of the first and of the second
    crossings: tuple[Crossing, ...] = ()  # with every earlier wave that asked any of the same


def tally(rows: Mapping[tuple[str, str], int]) -> Counter[str]:
    """People by the first half of a pair."""
    found: Counter[str] = Counter()
    for (first, _), count in rows.items():
        found[first] += count
    return found
