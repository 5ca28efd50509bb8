"""What two published divisions of the same people would tell if one were taken from the other.

Whoever has both may add up any classes of the one and take away any of the other. What is left are
the answers of those who are only in the first sum, less those of who are only in the second: where
the two sides are few people, it tells of them, and where one side is a single person, it may do so
beside several on the other, should none of these have said the same. So few people are looked for
on one side, and those on the other count a tenth each.

People are lines of a graph between the class they are in there and the class they are in here (or
nowhere): the two sides are those who cross a cut of it one way, and those who cross it the other.
The narrowest cut between two classes is as wide as the most that can flow from one to the other
(Ford and Fulkerson, Canadian Journal of Mathematics 8, 1956).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Hashable, Mapping

from .counted import Beside, Part
from .rules import Rules

Node = Hashable
Graph = dict[Node, dict[Node, int]]  # from, to, and how much may flow
NOWHERE = ("nowhere", frozenset[str]())
WHOLE = 10  # what a person counts on the side that is looked at; on the other, one


def lines_of(here: Part, other: Beside) -> Counter[tuple[Node, Node]]:
    """People by the class they are in there and the class they are in here."""
    found: Counter[tuple[Node, Node]] = Counter()
    for (there_group, here_group), count in other.people.items():
        there = _class(other.classes, there_group, "there")
        one = _class(here, here_group, "here")
        if count and there != one:
            found[there, one] += count
    return found


def graph_of(lines: Mapping[tuple[Node, Node], int]) -> Graph:
    """How wide each line is: a person counts whole one way, and a tenth the other."""
    graph: Graph = {}
    for (there, one), count in lines.items():
        for start, end, width in ((there, one, WHOLE * count), (one, there, count)):
            to = graph.setdefault(start, {})
            to[end] = to.get(end, 0) + width
    return graph


def _class(classes: Part, group: str | None, side: str) -> Node:
    for one in classes:
        if group is not None and group in one:
            return (side, one)
    return NOWHERE


def cut_between(graph: Graph, start: Node, end: Node, least: int) -> set[Node] | None:
    """The side of the start in a cut narrower than `least`, or None where there is none."""
    room = {one: dict(to) for one, to in graph.items()}
    flown = 0
    while flown < least:
        came = _reached(room, start)
        if end not in came:
            return set(came)
        way = [end]
        while (before := came[way[-1]]) is not None:
            way.append(before)
        steps = list(zip(way[1:], way, strict=False))
        width = min(room[one][to] for one, to in steps)
        for one, to in steps:
            room[one][to] -= width
            room[to][one] = room[to].get(one, 0) + width
        flown += width
    return None


def _reached(room: Graph, start: Node) -> dict[Node, Node | None]:
    """What can be reached, and from where it was."""
    came: dict[Node, Node | None] = {start: None}
    waiting = deque([start])
    while waiting:
        one = waiting.popleft()
        for to, width in room[one].items():
            if width and to not in came:
                came[to] = one
                waiting.append(to)
    return came


def narrow_cut(here: Part, other: Beside, rules: Rules) -> set[Node] | None:
    """One side of a cut that somebody crosses, and too few; or None where there is no such cut."""
    lines = lines_of(here, other)
    graph = graph_of(lines)
    for (there, one), count in lines.items():
        if count < rules.least_change:
            side = cut_between(graph, there, one, WHOLE * rules.least_change)
            if side is not None:
                return side
    return None


def told_apart(classes: Part, sizes: Mapping[str, int], other: Beside, rules: Rules) -> Part:
    """The classes joined until no difference from the other division tells of few people.

    An empty tuple where joining cannot help, or one alone would be left.
    """
    while len(classes) > 1:
        side = narrow_cut(classes, other, rules)
        if side is None:
            return classes
        inside = [one for one in classes if ("here", one) in side]
        outside = [one for one in classes if one not in inside]
        if not inside or not outside:
            return ()
        pair = {_smallest(inside, sizes), _smallest(outside, sizes)}
        pair |= {one for one in classes if len(one) > 1}  # there is one remainder, never two
        rest = frozenset().union(*pair)
        classes = (*(one for one in classes if one not in pair), rest)
    return ()


def _smallest(classes: list[frozenset[str]], sizes: Mapping[str, int]) -> frozenset[str]:
    return min(classes, key=lambda one: (sum(sizes.get(group, 0) for group in one), sorted(one)))
