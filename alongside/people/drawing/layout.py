"""Where everybody stands: a generation a row, couples together, children by birth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from .unions import Drawn, Union

COLUMNS = 10  # of a great many children in one home, who stand in rows
MANY = 12
CLOSER = 0.7  # brothers and sisters draw together as far as the others leave room
SWEEPS = 16
TRIES = 90
CROSSING, ORDER = 6.0, 40.0  # what they cost, against one place sideways


@dataclass
class Cluster:
    """Those who stand together: a couple, somebody with two partners, or many children in rows."""

    members: list[UUID]
    columns: int = 0  # 0: all in one row

    @property
    def width(self) -> int:
        return min(self.columns or len(self.members), len(self.members))

    def offset(self, key: UUID) -> int:
        """How many places from its left end somebody stands."""
        place = self.members.index(key)
        return place % self.columns if self.columns else place

    def row(self, key: UUID) -> int:
        return self.members.index(key) // self.columns if self.columns else 0


@dataclass
class Layout:
    """Rows of clusters from the top, and how far from the left each person stands, in places."""

    drawn: Drawn
    rows: list[list[Cluster]]
    at: dict[UUID, float] = field(default_factory=dict)
    cluster: dict[UUID, Cluster] = field(default_factory=dict)

    def middle(self, union: Union) -> float:
        """Between two parents, or below one, or above the children where no parent is told."""
        known = [self.at[one] for one in union.parents]
        if known:
            return sum(known) / len(known)
        known = [self.at[child] for child, _way in union.children]
        return (min(known) + max(known)) / 2


def lay_out(drawn: Drawn) -> Layout:
    """The best of several orders, by the same steps each time."""
    layout = _first(drawn)
    best, cost = _kept(layout), _place(layout)
    for sweep in range(SWEEPS):
        _sort_rows(layout, down=sweep % 2 == 0)
        if (now := _place(layout)) < cost:
            best, cost = _kept(layout), now
    layout.rows = best
    _swap(layout, cost)
    _place(layout)
    return layout


def _kept(layout: Layout) -> list[list[Cluster]]:
    return [[Cluster(list(one.members), one.columns) for one in row] for row in layout.rows]


# The first order ----------------------------------------------------------------------------------


def _first(drawn: Drawn) -> Layout:
    clusters = _clusters(drawn)
    of = {key: one for one in clusters for key in one.members}
    rows: list[list[Cluster]] = [[] for _ in range(max(drawn.level.values(), default=0) + 1)]
    done: set[int] = set()
    below: dict[UUID, list[Union]] = defaultdict(list)
    for union in drawn.unions:
        for parent in union.parents:
            below[parent].append(union)

    def visit(cluster: Cluster) -> None:
        if id(cluster) in done:
            return
        done.add(id(cluster))
        rows[drawn.level[cluster.members[0]]].append(cluster)
        for member in cluster.members:
            for union in below[member]:
                for child, _way in union.children:
                    visit(of[child])

    for cluster in sorted(clusters, key=lambda one: drawn.level[one.members[0]]):
        visit(cluster)
    return Layout(drawn, rows)


def _clusters(drawn: Drawn) -> list[Cluster]:
    """Chains of partners in one generation; and the many children of one home as a block."""
    partners: dict[UUID, list[UUID]] = defaultdict(list)
    for ends in sorted(drawn.bonds, key=sorted):
        one, two = sorted(ends, key=drawn.born)
        if drawn.level[one] == drawn.level[two]:
            partners[one].append(two)
            partners[two].append(one)
    blocks = _blocks(drawn, partners)
    left = [key for key in drawn.family.nodes if key not in {one for b in blocks for one in b}]
    found = [Cluster(block, COLUMNS) for block in blocks]
    seen: set[UUID] = set()
    for key in sorted(left, key=lambda one: (len(partners[one]) != 1, drawn.born(one))):
        if key not in seen:
            found.append(Cluster(_chain(key, partners, seen)))
    return found


def _blocks(drawn: Drawn, partners: dict[UUID, list[UUID]]) -> list[list[UUID]]:
    has_below = {parent for union in drawn.unions for parent in union.parents}
    count: dict[UUID, int] = defaultdict(int)
    for union in drawn.unions:
        for child, _way in union.children:
            count[child] += 1
    blocks = []
    for union in drawn.unions:
        alone = [
            child
            for child, _way in union.children
            if count[child] == 1 and child not in has_below and not partners[child]
        ]
        if len(alone) > MANY:
            blocks.append(alone)
    return blocks


def _chain(start: UUID, partners: dict[UUID, list[UUID]], seen: set[UUID]) -> list[UUID]:
    """Partners in a row: begun at somebody with one partner, each beside theirs where it fits."""
    chain = [start]
    seen.add(start)
    waiting = [start]
    while waiting:
        here = waiting.pop(0)
        for other in partners[here]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
                chain.insert(chain.index(here) + 1 if here == chain[-1] else len(chain), other)
    return chain


# Better orders ------------------------------------------------------------------------------------


def _sort_rows(layout: Layout, *, down: bool) -> None:
    """Each row by where its parents stand, or its children; brothers and sisters stay by birth."""
    rows = range(len(layout.rows)) if down else reversed(range(len(layout.rows)))
    wished = _wishes(layout)
    for number in rows:
        row = layout.rows[number]
        places = {id(one): _wish(layout, one, wished, down=down) for one in row}
        row.sort(key=lambda one: places[id(one)])
        _by_birth(layout, row)


def _wishes(layout: Layout) -> dict[UUID, list[tuple[bool, float]]]:
    """Where each would like to stand: below their parents (True), or above their children."""
    found: dict[UUID, list[tuple[bool, float]]] = defaultdict(list)
    for union in layout.drawn.unions:
        children = [layout.at[child] for child, _way in union.children]
        middle = layout.middle(union)
        centre = (min(children) + max(children)) / 2
        for child, _way in union.children:
            if union.parents:
                found[child].append((True, middle + CLOSER * (layout.at[child] - centre)))
            else:
                found[child].append((True, layout.at[child]))
        for parent in union.parents:
            found[parent].append((False, centre + layout.at[parent] - middle))
    return found


def _wish(
    layout: Layout, cluster: Cluster, wished: dict[UUID, list[tuple[bool, float]]], *, down: bool
) -> float:
    """Where a cluster's left end would like to be, by one side, or as it is."""
    found = [
        place - cluster.offset(key)
        for key in cluster.members
        for is_up, place in wished[key]
        if is_up == down
    ]
    now = layout.at[cluster.members[0]]
    return sum(found) / len(found) if found else now


def _by_birth(layout: Layout, row: list[Cluster]) -> None:
    of = {key: one for one in row for key in one.members}
    for union in layout.drawn.unions:
        theirs = [of[child] for child, _way in union.children if child in of]
        theirs = list({id(one): one for one in theirs}.values())
        if len(theirs) < 2 or any(one.columns for one in theirs):
            continue
        places = sorted(row.index(one) for one in theirs)
        for place, one in zip(places, theirs, strict=True):
            row[place] = one


def _swap(layout: Layout, cost: float) -> None:
    """Neighbours change places, and couples turn round, where that leaves fewer crossings."""
    tries = 0
    improved = True
    while improved and tries < TRIES:
        improved = False
        for number, row in enumerate(layout.rows):
            for change in [*_turns(row), *_neighbours(row)]:
                if tries >= TRIES:
                    return
                tries += 1
                before = _kept(layout)[number]
                _apply(row, change)
                now = _place(layout)
                if now < cost - 0.01:
                    cost, improved = now, True
                else:
                    row[:] = before


Change = tuple[str, int]


def _turns(row: list[Cluster]) -> Iterator[Change]:
    for place, one in enumerate(row):
        if len(one.members) > 1 and not one.columns:
            yield ("turn", place)


def _neighbours(row: list[Cluster]) -> Iterator[Change]:
    for place in range(len(row) - 1):
        yield ("swap", place)


def _apply(row: list[Cluster], change: Change) -> None:
    what, place = change
    if what == "turn":
        row[place].members.reverse()
    else:
        row[place], row[place + 1] = row[place + 1], row[place]


# Places -------------------------------------------------------------------------------------------


def _place(layout: Layout) -> float:
    """Give everybody a place, and say what the whole costs."""
    layout.cluster = {key: one for row in layout.rows for one in row for key in one.members}
    for row in layout.rows:
        x = 0.0
        for cluster in row:
            _set(layout, cluster, x)
            x += cluster.width
    for turn in range(8):
        rows = layout.rows if turn % 2 == 0 else layout.rows[::-1]
        for row in rows:
            _settle(layout, row, is_last=turn > 5, down=turn % 2 == 0)
    return _cost(layout)


def _set(layout: Layout, cluster: Cluster, x: float) -> None:
    for key in cluster.members:
        layout.at[key] = x + cluster.offset(key)


def _settle(layout: Layout, row: list[Cluster], *, down: bool, is_last: bool) -> None:
    """As near to where each would like to be as the others leave room (pool adjacent violators)."""
    wished = _wishes(layout)
    blocks: list[list[float]] = []  # sum of wishes, weight, how many places, clusters
    ends = 0.0
    for cluster in row:
        left = layout.at[cluster.members[0]]
        wish = _wish(layout, cluster, wished, down=down)
        if is_last:
            wish = (wish + _wish(layout, cluster, wished, down=not down)) / 2
        weight = 1.0 if abs(wish - left) > 0 or _joined(cluster, wished) else 0.05
        blocks.append([(wish - ends) * weight, weight, 1])
        ends += cluster.width
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, more, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += more
            blocks[-1][2] += count
    places = [total / weight for total, weight, count in blocks for _ in range(int(count))]
    ends = 0.0
    for cluster, place in zip(row, places, strict=True):
        _set(layout, cluster, place + ends)
        ends += cluster.width


def _joined(cluster: Cluster, wished: dict[UUID, list[tuple[bool, float]]]) -> bool:
    return any(wished[key] for key in cluster.members)


def _cost(layout: Layout) -> float:
    spans: dict[int, list[tuple[float, float, float]]] = defaultdict(list)
    cost = 0.0
    for union in layout.drawn.unions:
        middle = layout.middle(union)
        xs = [layout.at[child] for child, _way in union.children]
        level = layout.drawn.level[union.children[0][0]]
        spans[level].append((middle, min([*xs, middle]), max([*xs, middle])))
        cost += sum(abs(x - middle) for x in xs) / max(1, len(xs) // 3)
        if not any(layout.cluster[child].columns for child, _way in union.children):
            cost += ORDER * sum(one > two for one, two in pairwise(xs))
    for told in spans.values():
        for place, (middle, left, right) in enumerate(told):
            for other, start, end in told[place + 1 :]:
                cost += CROSSING * ((start < middle < end) + (left < other < right))
                cost += CROSSING * (left < end and start < right) / 3
    for ends in layout.drawn.bonds:
        one, two = ends
        if layout.drawn.level[one] == layout.drawn.level[two]:
            cost += 2 * (abs(layout.at[one] - layout.at[two]) - 1)
    everyone = layout.at.values()
    return cost + 0.2 * (max(everyone) - min(everyone))
