"""What may be told of a wave: made once, frozen, and never counted anew.

Why nothing hidden can be worked out (for one wave, even by somebody who had every published figure
exactly): each published cell tells of `least` people or more, and so does what is left of its row
and its column, because all groups have their answers joined alike. What lies inside a joined cell
is then free to be anything over a range at least that wide (the bounds of Fréchet for a table
whose two sides are known). Two divisions meet only in the total, which is told already.
Percentages, means and intervals are worked out from the rounded figures, so they add nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from .combining import tells_of_few
from .counted import OVERALL, Answers, Beside, Counted, Crossing, Part
from .differencing import narrow_cut, told_apart
from .joining import classes_of, is_alike, joined_answers, joined_to
from .rules import Rules

Told = Literal["told", "alike", "not"]
EVERYBODY: Part = (frozenset([OVERALL]),)


@dataclass(frozen=True)
class Block:
    """Answers that are told together, and how many gave one of them, rounded."""

    options: tuple[str, ...]
    people: int


@dataclass(frozen=True)
class Table:
    """Answers by group: one row for each class, in the order of the division it is part of."""

    classes: tuple[tuple[str, ...], ...]
    blocks: tuple[tuple[str, ...], ...]
    people: tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class OneTable:
    """What may be told of one question."""

    told: Told
    blocks: tuple[Block, ...] = ()
    alike: tuple[str, ...] = ()  # what nine in ten or more answered
    none: int | None = None  # people without an answer, rounded; None for fewer than may be told
    by: dict[str, Table] = field(default_factory=dict)
    why: str = ""  # "change": beside an earlier wave it would tell of few


@dataclass(frozen=True)
class Published:
    """All that will ever be told of a wave."""

    is_told: bool
    people: int  # who answered, rounded; 0 where too few did
    divisions: dict[str, tuple[Block, ...]] = field(default_factory=dict)
    questions: dict[str, OneTable] = field(default_factory=dict)
    rules: dict[str, Any] = field(default_factory=dict)
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return asdict(self)


def publish(counted: Counted, rules: Rules | None = None) -> Published:
    """Everything that may be told of what was counted."""
    rules = rules or Rules()
    shown = {**asdict(rules), "alike": float(rules.alike)}
    if counted.respondents < rules.least:
        return Published(False, 0, rules=shown, why="few")
    withheld = _withheld(counted, rules)
    if withheld and withheld >= set(counted.questions):
        return Published(False, 0, rules=shown, why="change")
    divided = _Divided(counted, rules)
    return Published(
        True,
        rules.rounded(counted.respondents),
        {name: _people(name, classes, counted, rules) for name, classes in divided.finest.items()},
        {
            key: OneTable("not", why="change")
            if key in withheld
            else _question(one, counted.respondents, divided.of(key), rules)
            for key, one in counted.questions.items()
        },
        shown,
    )


def _withheld(counted: Counted, rules: Rules) -> set[str]:
    """Questions of which an earlier wave told, and everybody together differs from it by few."""
    return {
        question
        for one in counted.crossings
        if _tells(one, {}, rules)
        or any(narrow_cut(EVERYBODY, one.beside(there, OVERALL), rules) for there in one.there)
        for question in counted.questions
        if one.asks(question)
    }


class _Divided:
    """The groups of each division as they may be told, kept apart from all told before.

    What an earlier wave asked all of this one's questions is kept apart from everything. One that
    asked a few of them matters to these alone: their groups are joined further, never divided
    otherwise, so that a later wave need only be kept apart from the finest.
    """

    def __init__(self, counted: Counted, rules: Rules) -> None:
        self.counted, self.rules = counted, rules
        all_of_them = [
            one
            for one in counted.crossings
            if all(one.asks(question) for question in counted.questions)
        ]
        begin = {name: classes_of(sizes, rules) for name, sizes in counted.groupings.items()}
        self.finest = self._apart(all_of_them, begin)
        self.some = [one for one in counted.crossings if one not in all_of_them]
        self.made: dict[tuple[bool, ...], dict[str, Part]] = {}

    def of(self, question: str) -> dict[str, Part]:
        """For one question: kept apart from every wave that asked it."""
        which = tuple(one.asks(question) for one in self.some)
        if not any(which):
            return self.finest
        if which not in self.made:
            asked = [one for one in self.some if one.asks(question)]
            self.made[which] = self._apart(asked, self.finest)
        return self.made[which]

    def _apart(self, crossings: list[Crossing], begin: dict[str, Part]) -> dict[str, Part]:
        found: dict[str, Part] = {}
        for name, sizes in self.counted.groupings.items():
            classes = begin.get(name, ())
            against = [one.beside(there, name) for one in crossings for there in one.there]
            against += [Beside(found[first], self.counted.together) for first in found]
            before: Part | None = None
            while classes and classes != before:  # what is joined for one may undo another
                before = classes
                for other in against:
                    classes = told_apart(classes, sizes, other, self.rules) if classes else ()
            if classes:
                found[name] = classes
        for one in crossings:
            while found and _tells(one, found, self.rules):
                _join_further(found)
        return found


def _tells(crossing: Crossing, divisions: Mapping[str, Part], rules: Rules) -> bool:
    """Whether these divisions, and all that the earlier wave told, together tell of few."""
    here = {OVERALL: EVERYBODY, **divisions}
    return tells_of_few(crossing.points(here), rules.least_change)


def _join_further(divisions: dict[str, Part]) -> None:
    """The last division told less finely by one class, or no more."""
    name, classes = divisions.popitem()
    if len(classes) > 2:
        divisions[name] = joined_to(classes, len(classes) - 2)


def _people(name: str, classes: Part, counted: Counted, rules: Rules) -> tuple[Block, ...]:
    sizes = counted.groupings[name]
    return tuple(
        Block(tuple(sorted(one)), rules.rounded(sum(sizes[group] for group in one)))
        for one in classes
    )


def _question(
    answers: Answers, respondents: int, divisions: dict[str, Part], rules: Rules
) -> OneTable:
    overall = answers.overall()
    without = respondents - sum(overall.values())
    none = rules.rounded(without) if without >= rules.least else None
    found = replace(_overall(answers, overall, rules), none=none)
    if found.told != "told":
        return found
    blocks = tuple(frozenset(one.options) for one in found.blocks)
    tables = {
        name: _table(answers, name, blocks, classes, rules) for name, classes in divisions.items()
    }
    return replace(found, by={name: one for name, one in tables.items() if one})


def _overall(answers: Answers, overall: dict[str, int], rules: Rules) -> OneTable:
    """The question for everybody together: blocks of answers, or that most said the same."""
    people = sum(overall.values())
    everybody: Part = (frozenset(answers.by.get(OVERALL, {})),)
    single = tuple(frozenset([one]) for one in answers.options)
    if people < rules.least:
        return OneTable("not")
    if single and is_alike(single, everybody, answers, OVERALL, rules):
        most = max(overall, key=overall.__getitem__)
        enough = people >= rules.alike_from
        return OneTable("alike", alike=(most,)) if enough else OneTable("not")
    blocks = joined_answers(single, everybody, answers, OVERALL, rules)
    if not blocks:
        return OneTable("not")
    return OneTable("told", tuple(_block(one, answers, everybody, rules) for one in blocks))


def _block(block: frozenset[str], answers: Answers, everybody: Part, rules: Rules) -> Block:
    options = tuple(one for one in answers.options if one in block)
    return Block(options, rules.rounded(answers.of(OVERALL, everybody[0], block)))


def _table(answers: Answers, name: str, blocks: Part, classes: Part, rules: Rules) -> Table | None:
    """The division that tells most: as many answers apart as can be, for as many groups."""
    best: tuple[int, Part, Part] = (0, (), ())
    for keep in range(len(classes) - 1, 0, -1):
        if (len(blocks) - 1) * keep <= best[0]:
            break  # fewer groups cannot tell more than this
        joined = joined_to(classes, keep)
        kept = joined_answers(blocks, joined, answers, name, rules)
        worth = (len(kept) - 1) * (len(joined) - 1)
        if kept and worth > best[0]:
            best = (worth, joined, kept)
    worth, joined, kept = best
    if not worth:
        return None
    return Table(
        tuple(tuple(sorted(one)) for one in joined),
        tuple(tuple(each for each in answers.options if each in one) for one in kept),
        tuple(
            tuple(rules.rounded(answers.of(name, one, block)) for block in kept) for one in joined
        ),
    )
