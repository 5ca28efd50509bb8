"""What two published divisions of the same people would tell if one were taken from the other.

Whoever has both may add up any classes of the one and take away any of the other. If the two sums
differ by few people, the difference is what those few said. People are lines of a graph between
the class they are in here and the class they are in there (or nowhere), so that the people by whom
two sums differ are a cut of it: every cut must be nobody, or five at the least. The smallest cut of
each connected part is found by the method of Stoer and Wagner (Journal of the ACM 44(4), 1997).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from .counted import Crossing
from .joining import Part
from .rules import Rules

Node = Hashable
Graph = dict[Node, dict[Node, int]]
NOWHERE = ("nowhere", frozenset[str]())


def smallest_cut(graph: Graph) -> tuple[int, set[Node]]:
    """Of a connected graph: the least weight that divides it, and the nodes on one side."""
    lines = {one: dict(to) for one, to in graph.items()}
    inside: dict[Node, set[Node]] = {one: {one} for one in lines}
    best, side = -1, set[Node]()
    while len(lines) > 1:
        last, before, weight = _phase(lines)
        if best < 0 or weight < best:
            best, side = weight, set(inside[last])
        inside[before] |= inside.pop(last)
        for to, heavy in lines.pop(last).items():
            del lines[to][last]
            if to != before:
                lines[before][to] = lines[before].get(to, 0) + heavy
                lines[to][before] = lines[before][to]
    return best, side


def _phase(lines: Graph) -> tuple[Node, Node, int]:
    """One round of the method: the last two nodes taken, and what ties the last one."""
    ties = dict.fromkeys(lines, 0)
    before = last = next(iter(ties))
    weight = 0
    while ties:
        taken = max(ties, key=ties.__getitem__)
        before, last, weight = last, taken, ties.pop(taken)
        for to, heavy in lines[taken].items():
            if to in ties:
                ties[to] += heavy
    return last, before, weight


def graph_of(here: Part, crossing: Crossing) -> Graph:
    """Classes here and classes there, tied by the people who are in both."""
    graph: Graph = {}
    for (there_group, here_group), count in crossing.people.items():
        there = _class(crossing.classes, there_group, "there")
        one = _class(here, here_group, "here")
        if count and there != one:
            graph.setdefault(there, {})
            graph.setdefault(one, {})
            graph[there][one] = graph[there].get(one, 0) + count
            graph[one][there] = graph[there][one]
    return graph


def _class(classes: Part, group: str | None, side: str) -> Node:
    for one in classes:
        if group is not None and group in one:
            return (side, one)
    return NOWHERE


def connected(graph: Graph) -> list[Graph]:
    """The parts of a graph that no line ties to each other."""
    left = set(graph)
    found: list[Graph] = []
    while left:
        waiting, part = [left.pop()], set[Node]()
        while waiting:
            one = waiting.pop()
            part.add(one)
            new = [to for to in graph[one] if to in left]
            left.difference_update(new)
            waiting.extend(new)
        found.append({one: graph[one] for one in graph if one in part})
    return found


def narrow_cut(here: Part, crossing: Crossing, rules: Rules) -> set[Node] | None:
    """One side of a cut by too few people, or None where there is no such cut."""
    for part in connected(graph_of(here, crossing)):
        if len(part) > 1:
            weight, side = smallest_cut(part)
            if weight < rules.least_change:
                return side
    return None


def told_apart(classes: Part, sizes: Mapping[str, int], crossing: Crossing, rules: Rules) -> Part:
    """The classes joined until no difference from the other division tells of few people.

    An empty tuple where joining cannot help, or one alone would be left.
    """
    while len(classes) > 1:
        side = narrow_cut(classes, crossing, rules)
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
