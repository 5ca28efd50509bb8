"""Whoever has every published table and all the time in the world: what they can work out.

They know the people in each group exactly, and each published figure exactly (stronger than the
rounded ones that they really have), and solve for each hidden cell the least and the most that it
can be.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor
from typing import Any

import numpy as np
from scipy.optimize import linprog  # type: ignore[import-untyped,unused-ignore]

from alongside.foundation.small_numbers import Counted, Published
from alongside.foundation.small_numbers.counted import OVERALL

Cell = Hashable
SLACK = 1e-6


@dataclass
class Known:
    """Sums of cells, each between two figures; every cell is at least nobody."""

    cells: dict[Cell, int] = field(default_factory=dict)
    sums: list[tuple[dict[int, float], float, float]] = field(default_factory=list)

    def learn(self, cells: Mapping[Any, float], low: float, high: float) -> None:
        """That the weighted sum of some cells lies between two figures."""
        at = {self._at(one): weight for one, weight in cells.items()}
        self.sums.append((at, low, high))

    def _at(self, cell: Cell) -> int:
        return self.cells.setdefault(cell, len(self.cells))

    def bounds(self, cells: Iterable[Cell]) -> tuple[int, int]:
        """The least and the most people that may be in some cells together."""
        aim = np.zeros(len(self.cells))
        for one in cells:
            aim[self.cells[one]] = 1
        return ceil(self._least(aim) - SLACK), floor(-self._least(-aim) + SLACK)

    def _least(self, aim: np.ndarray) -> float:
        rows, limits = [], []
        for at, low, high in self.sums:
            row = np.zeros(len(self.cells))
            row[list(at)] = list(at.values())
            rows += [row, -row]
            limits += [high, -low]
        found = linprog(aim, A_ub=np.array(rows), b_ub=np.array(limits), bounds=(0, None))
        assert found.status == 0, found.message
        return float(found.fun)


def everything_known(counted: Counted, told: Published) -> Known:
    """All that a published wave says, with its figures exactly."""
    known = Known()
    for key, answers in counted.questions.items():
        for name, sizes in {**counted.groupings, OVERALL: {OVERALL: counted.respondents}}.items():
            for group, people in sizes.items():
                cells: dict[Cell, float] = {
                    (key, name, group, option): 1.0 for option in answers.options
                }
                known.learn({**cells, (key, name, group, None): 1.0}, people, people)
            for option in answers.options if name != OVERALL else ():
                total: dict[Cell, float] = {(key, OVERALL, OVERALL, option): 1.0}
                known.learn({**total, **{(key, name, one, option): -1.0 for one in sizes}}, 0, 0)
        _learn_question(known, key, counted, told)
    return known


def _learn_question(known: Known, key: str, counted: Counted, told: Published) -> None:
    if not told.is_told:
        return
    table, answers = told.questions[key], counted.questions[key]
    for block in table.blocks:
        _learn_cell(known, key, counted, OVERALL, (OVERALL,), block.options)
    if table.told == "alike":
        people = sum(answers.overall().values())
        cells: dict[Cell, float] = {(key, OVERALL, OVERALL, table.alike[0]): 1.0}
        known.learn(cells, 0.9 * people, people)
    for name, one in table.by.items():
        for groups in one.classes:
            for options in one.blocks:
                _learn_cell(known, key, counted, name, groups, options)


def _learn_cell(
    known: Known, key: str, counted: Counted, name: str,
    groups: Iterable[str], options: Iterable[str],
) -> None:  # fmt: skip
    count = counted.questions[key].of(name, frozenset(groups), frozenset(options))
    cells = {(key, name, one, option): 1.0 for one in groups for option in options}
    known.learn(cells, count, count)


def hidden_cells(counted: Counted, told: Published) -> list[tuple[str, str, str, str]]:
    """Cells that are told by no figure of their own, those of fewest people first."""
    found = []
    for key, answers in counted.questions.items():
        table = told.questions.get(key)
        apart = {one.options for one in table.blocks} if table else set()
        for name, sizes in {**counted.groupings, OVERALL: {OVERALL: 0}}.items():
            by = table.by.get(name) if table else None
            for group in sizes:
                if sizes[group] == counted.respondents:
                    continue  # that is everybody, who are told as such
                for option in answers.options:
                    shown = (
                        (option,) in apart
                        if name == OVERALL
                        else bool(by and (group,) in by.classes and (option,) in by.blocks)
                    )
                    if not shown:
                        found.append((key, name, group, option))
    return sorted(
        found,
        key=lambda one: counted.questions[one[0]].of(
            one[1], frozenset([one[2]]), frozenset([one[3]])
        ),
    )
