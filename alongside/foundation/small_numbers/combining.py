"""What all published divisions of two waves would tell together, by any sum of their classes.

Classes may be added up and taken away any number of times. People who are in the same class of
every division are one point; a sum tells of the points that do not cancel out in it, and tells too
much where these are few people. Sums are the rows of a matrix with a column for each point, and
those that cancel out everywhere but in a few columns are cocircuits of its matroid. They are read
off the dual: a few columns carry such a sum just where their dual vectors depend on each other
(Oxley, Matroid Theory, 2nd edition 2011, chapter 2). What depends stays so when the vectors are
drawn at random onto as many dimensions as may depend, here modulo a prime so large that chance
plays no part.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from random import Random
from typing import NamedTuple

PRIME = (1 << 61) - 1
SEED = 20  # the same sums are looked at in the same way every time

Point = tuple[Hashable, ...]  # one class of each division, or None
Row = dict[int, int]  # column -> coefficient modulo the prime, never zero


class _Dual(NamedTuple):
    """A column seen from the dual: how many people, and where it lies."""

    people: int
    at: tuple[int, ...]


def tells_of_few(points: Mapping[Point, int], few: int) -> bool:
    """Whether some sum of classes tells of fewer than `few` people, and of somebody."""
    columns = sorted((one for one in points if points[one]), key=lambda one: -points[one])
    pivots = _reduced(_rows(columns))
    dual = _dual(len(columns), pivots, few - 1)
    light = {
        number: _Dual(points[one], dual[number])
        for number, one in enumerate(columns)
        if points[one] < few
    }
    must = [number for number in pivots if number in light]
    return _depend(light, few - 1, must, pivots)


def _rows(columns: list[Point]) -> list[Row]:
    """A row for each class of each division: one in every column that is in it."""
    rows: dict[tuple[int, Hashable], Row] = {}
    for number, point in enumerate(columns):
        for division, one in enumerate(point):
            if one is not None:
                rows.setdefault((division, one), {})[number] = 1
    return list(rows.values())


def _reduced(rows: list[Row]) -> dict[int, Row]:
    """Rows by the column that is in no other, the columns of most people before all others."""
    found: dict[int, Row] = {}
    for column in sorted({each for row in rows for each in row}):
        row = next((one for one in rows if column in one), None)
        if row is None:
            continue
        rows = [one for one in rows if one is not row]
        scale = pow(row[column], -1, PRIME)
        row = {each: value * scale % PRIME for each, value in row.items()}
        for other in (*rows, *found.values()):
            if column in other:
                _take(other, row, other[column])
        rows = [one for one in rows if one]
        found[column] = row
        if not rows:
            break
    return found


def _take(other: Row, row: Row, times: int) -> None:
    for each, value in row.items():
        left = (other.get(each, 0) - times * value) % PRIME
        if left:
            other[each] = left
        else:
            other.pop(each, None)


def _dual(columns: int, pivots: dict[int, Row], dimensions: int) -> list[tuple[int, ...]]:
    """Every column in the dual, drawn at random onto a few dimensions."""
    dice = Random(SEED)  # noqa: S311 (nothing secret is drawn)
    spread = [dice.randrange(1, PRIME) for _ in range(columns * dimensions)]
    free = [tuple(spread[one * dimensions :][:dimensions]) for one in range(columns)]
    found = list(free)
    for pivot, row in pivots.items():
        found[pivot] = tuple(
            -sum(value * free[one][axis] for one, value in row.items() if one != pivot) % PRIME
            for axis in range(dimensions)
        )
    return found


def _depend(
    light: dict[int, _Dual], people: int, must: Iterable[int], pivots: dict[int, Row]
) -> bool:
    """Whether columns of so many people, one of `must` among them, depend on each other."""
    if _alike(light.values(), people):
        return True
    least = min((one.people for one in light.values()), default=0)
    for number in must:
        if light[number].people + 2 * least > people:
            continue
        rest = _contracted(light, number)
        # Without this column its row needs another to stand on: one of the two is in every sum.
        instead = next((one for one in pivots.get(number, ()) if one != number), number)
        next_to = [one for one in (*pivots, instead) if one in rest] if pivots else list(rest)
        if _depend(rest, people - light[number].people, next_to, {}):
            return True
    return False


def _contracted(light: dict[int, _Dual], number: int) -> dict[int, _Dual]:
    """All others as they lie beside one that is taken as there already."""
    by = light[number].at
    axis = next(one for one, value in enumerate(by) if value)
    scale = pow(by[axis], -1, PRIME)
    unit = [value * scale % PRIME for value in by]
    return {
        each: _Dual(
            one.people,
            tuple(
                (value - one.at[axis] * unit[along]) % PRIME
                for along, value in enumerate(one.at)
                if along != axis
            ),
        )
        for each, one in light.items()
        if each != number
    }


def _alike(light: Iterable[_Dual], people: int) -> bool:
    """Whether one column is nothing, or two lie in one direction, and are few together."""
    directions: dict[tuple[int, ...], int] = {}
    for one in light:
        if one.people > people:
            continue
        way = _direction(one.at)
        if not any(way) or directions.get(way, people) + one.people <= people:
            return True
        directions[way] = min(one.people, directions.get(way, one.people))
    return False


def _direction(at: tuple[int, ...]) -> tuple[int, ...]:
    first = next((value for value in at if value), 0)
    if not first:
        return at
    scale = pow(first, -1, PRIME)
    return tuple(value * scale % PRIME for value in at)
