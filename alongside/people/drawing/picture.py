"""A family as marks and lines, for a template to draw: numbers, and no colour."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from alongside.people.kin import Family, inverse_of
from alongside.people.near import age_line, words_of

from .layout import Layout, lay_out
from .unions import CUTS, MARRIED, Drawn, Union, drawn, said_only

STEP = 156  # from one place to the next
ROW = 196  # from one generation to the next, before what its lines need
IN_BLOCK = 166  # from row to row where many children stand in rows
HALF = 27  # half a square
EDGE = 100
LETTERS, LINES, QUIET = 16, 3, 21
SIDE = 12
BAR, TRACK = 62, 13  # how far above the children the line of brothers and sisters is


@dataclass(frozen=True)
class Mark:
    """Somebody: a shape, a name in at most two lines, and a quiet line."""

    key: UUID
    x: int
    y: int
    shape: str
    lines: tuple[tuple[int, str], ...]  # how far down, and the words
    quiet: tuple[tuple[int, str], ...]
    label: str
    level: int
    is_home: bool = False
    is_centre: bool = False
    is_over: bool = False

    @property
    def points(self) -> str:
        """The corners, where it is a diamond or a triangle."""
        x, y, half = self.x, self.y, HALF + 4
        if self.shape == "diamond":
            return f"{x},{y - half} {x + half},{y} {x},{y + half} {x - half},{y}"
        return f"{x},{y - half} {x + half},{y + HALF} {x - half},{y + HALF}"

    @property
    def left(self) -> int:
        return self.x - HALF

    @property
    def top(self) -> int:
        return self.y - HALF

    @property
    def inner(self) -> str:
        """The second outline, of whoever the drawing is about."""
        x, y = self.x, self.y
        if self.shape == "square":
            return f"M{x - 20} {y - 20}H{x + 20}V{y + 20}H{x - 20}Z"
        if self.shape == "circle":
            return f"M{x - 20} {y}a20 20 0 1 0 40 0a20 20 0 1 0 -40 0Z"
        if self.shape == "diamond":
            return f"M{x} {y - 22}L{x + 22} {y}L{x} {y + 22}L{x - 22} {y}Z"
        return f"M{x} {y - 18}L{x + 17} {y + 19}L{x - 17} {y + 19}Z"

    @property
    def cross(self) -> str:
        """Two strokes over whoever has died."""
        x, y = self.x, self.y
        one = f"M{x - HALF} {y - HALF}L{x + HALF} {y + HALF}"
        return f"{one}M{x + HALF} {y - HALF}L{x - HALF} {y + HALF}"


@dataclass(frozen=True)
class Stroke:
    """A line, and in which way it is drawn: birth, adopted, raised, said, together, cut."""

    d: str
    way: str
    ends: tuple[UUID, ...] = ()


@dataclass
class Picture:
    """Everything that is drawn."""

    width: int
    height: int
    marks: list[Mark]
    strokes: list[Stroke] = field(default_factory=list)
    ways: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        """How wide it needs to be, in steps, for its letters to be read: 1 fits a page."""
        return min(8, max(1, -(-self.width // 1100)))

    @property
    def rem(self) -> float:
        """The width at which its letters are as large as the page's, in the page's own size."""
        return round(self.width / 16, 1)


def picture(family: Family) -> Picture:
    """The family, laid out and drawn."""
    ready = drawn(family)
    layout = lay_out(ready)
    draws = _Drawing(ready, layout)
    return draws.picture()


class _Drawing:
    """Numbers for one layout."""

    def __init__(self, ready: Drawn, layout: Layout) -> None:
        self.ready, self.layout = ready, layout
        self.left = min(layout.at.values())
        self.strokes: list[Stroke] = []
        self.tracks = self._tracks()
        self.row_at = self._rows_at()

    # Where ---------------------------------------------------------------------------------------

    def x(self, key: UUID) -> int:
        return round(EDGE + (self.layout.at[key] - self.left) * STEP)

    def y(self, key: UUID) -> int:
        row = self.layout.cluster[key].row(key)
        return self.row_at[self.ready.level[key]] + row * IN_BLOCK

    def middle(self, union: Union) -> int:
        return round(EDGE + (self.layout.middle(union) - self.left) * STEP)

    def _rows_at(self) -> list[int]:
        """The height of each generation, with room for the lines above it and the rows in it."""
        found, y = [], 70
        for number, row in enumerate(self.layout.rows):
            tracks = max((t for (lv, _), t in self.tracks.items() if lv == number), default=0)
            y += tracks * TRACK
            found.append(y)
            deep = max((one.row(key) for one in row for key in one.members), default=0)
            y += ROW + deep * IN_BLOCK
        return found

    def _tracks(self) -> dict[tuple[int, int], int]:
        """Lines of brothers and sisters that would lie on each other lie above each other."""
        found: dict[tuple[int, int], int] = {}
        by_level: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for place, union in enumerate(self.ready.unions):
            level = self.ready.level[union.children[0][0]]
            xs = [self.x(child) for child, _way in union.children] + [self.middle(union)]
            by_level[level].append((min(xs), max(xs), place))
        for level, spans in by_level.items():
            ends: list[int] = []
            for start, end, place in sorted(spans):
                track = next((n for n, last in enumerate(ends) if last + 8 < start), len(ends))
                ends[track : track + 1] = [end]
                found[level, place] = track
        return found

    # What ----------------------------------------------------------------------------------------

    def picture(self) -> Picture:
        for ends, bond in self.ready.bonds.items():
            one, other = sorted(ends, key=self.x)
            self._couple(one, other, bond)
        for place, union in enumerate(self.ready.unions):
            self._children(place, union)
        marks = [self._mark(key) for key in self.ready.family.nodes]
        marks.sort(key=lambda one: (one.y, one.x))
        width = max(one.x for one in marks) + EDGE
        height = max(one.y for one in marks) + 110
        ways = {stroke.way for stroke in self.strokes} | {mark.shape for mark in marks}
        ways |= {"home" for mark in marks if mark.is_home and not mark.is_centre}
        ways |= {"over" for mark in marks if mark.is_over}
        return Picture(width, height, marks, self.strokes, ways)

    def _draw(self, d: str, way: str, *ends: UUID) -> None:
        self.strokes.append(Stroke(d, way, ends))

    def _couple(self, one: UUID, other: UUID, bond: str) -> None:
        way = "together" if bond in MARRIED else "unmarried" if bond else "unsaid"
        x1, x2, y1, y2 = self.x(one), self.x(other), self.y(one), self.y(other)
        if y1 == y2 and not self._between(one, other):
            self._draw(f"M{x1 + HALF} {y1}H{x2 - HALF}", way, one, other)
            self._cuts((x1 + x2) // 2, y1, bond)
            return
        top = self._arch(one, other)
        self._draw(f"M{x1 + 9} {y1 - HALF}V{top}H{x2 - 9}V{y2 - HALF}", way, one, other)
        self._cuts((x1 + x2) // 2, top, bond)

    def _cuts(self, x: int, y: int, bond: str) -> None:
        count = CUTS.get(bond, 0)
        x += 24 if count else 0  # beside the line to the children
        for n in range(count):
            self._draw(f"M{x - 6 + n * 9} {y + 13}L{x + 6 + n * 9} {y - 13}", "cut")

    def _between(self, one: UUID, other: UUID) -> bool:
        cluster = self.layout.cluster[one]
        if self.layout.cluster[other] is not cluster:
            return abs(self.layout.at[one] - self.layout.at[other]) > 1.01
        return abs(cluster.offset(one) - cluster.offset(other)) != 1

    def _arch(self, one: UUID, other: UUID) -> int:
        far = round(abs(self.layout.at[one] - self.layout.at[other]))
        return min(self.y(one), self.y(other)) - HALF - 8 - 5 * min(far, 4)

    def _start(self, union: Union) -> tuple[int, int]:
        """Where the line down to the children begins."""
        if not union.parents:
            return self.middle(union), 0
        if len(union.parents) == 1:
            (one,) = union.parents
            return self.x(one), self.y(one) + self._foot(one)
        one, other = sorted(union.parents, key=self.x)
        if self.y(one) == self.y(other) and not self._between(one, other):
            return (self.x(one) + self.x(other)) // 2, self.y(one)
        return self.x(other) - STEP // 2, self._arch(one, other)

    def _foot(self, key: UUID) -> int:
        """How far below somebody their words end."""
        name = _lines(self.ready.family.nodes[key].called)
        return 44 + 18 * (len(name) + len(self._quiet(key)))

    def _children(self, place: int, union: Union) -> None:
        rows: dict[int, list[tuple[UUID, str]]] = defaultdict(list)
        is_block = any(self.layout.cluster[child].columns for child, _way in union.children)
        top = min(self.y(child) for child, _way in union.children)
        for child, way in union.children:
            rows[self.y(child) if is_block else top].append((child, way))
        level = self.ready.level[union.children[0][0]]
        x, y = self._start(union)
        x += SIDE * (union.way != "birth" and len(union.parents) > 1)
        feet_at = self._foot_of_one(union)
        room = 40 if len(union.parents) > 1 else 14
        if feet_at is not None and abs(feet_at - x) < room:
            x = feet_at  # right above an only child: a line without a kink
        lift = BAR + self.tracks[level, place] * TRACK
        if len(rows) > 1:
            self._in_rows(rows, (x, y), lift, union)
            return
        bar = top - lift
        feet = list(self._feet(rows[top], bar, union))
        if union.parents:
            feet.append(x)
            self._draw(f"M{x} {y}V{bar}", union.way, *union.parents)
        if min(feet) != max(feet):
            self._draw(f"M{min(feet)} {bar}H{max(feet)}", union.way, *union.parents)

    def _foot_of_one(self, union: Union) -> int | None:
        """Where the line of an only child ends."""
        if len(union.children) != 1 or not union.parents:
            return None
        return self.x(union.children[0][0]) + SIDE * (union.way != "birth")

    def _feet(self, children: Iterable[tuple[UUID, str]], bar: int, union: Union) -> Iterator[int]:
        """Where children hang on their line; twins from one point of it."""
        told = list(children)
        for group in self._born_together(told):
            aside = 0 if union.way == "birth" else SIDE  # beside the line of birth, not on it
            foot = sum(self.x(child) for child, _way in group) // len(group) + aside
            for child, way in group:
                end = f"{self.x(child) + aside} {self.y(child) - HALF + aside // 5}"
                self._draw(f"M{foot} {bar}L{end}", way, *union.parents, child)
            yield foot

    def _born_together(self, told: list[tuple[UUID, str]]) -> list[list[tuple[UUID, str]]]:
        groups: list[list[tuple[UUID, str]]] = []
        for child, way in told:
            for group in groups:
                if any({child, other} <= twins for other, _ in group for twins in self.ready.twins):
                    group.append((child, way))
                    break
            else:
                groups.append([(child, way)])
        return groups

    def _in_rows(
        self,
        rows: dict[int, list[tuple[UUID, str]]],
        start: tuple[int, int],
        lift: int,
        union: Union,
    ) -> None:
        """Many children: a line for each row, joined by one at their left."""
        spine = min(self.x(child) for child, _way in union.children) - STEP // 2
        for number, (row, children) in enumerate(sorted(rows.items())):
            bar = row - (lift if number == 0 else BAR - 14)
            feet = list(self._feet(children, bar, union))
            ends = [*feet, start[0], spine] if number == 0 else [*feet, spine]
            self._draw(f"M{min(ends)} {bar}H{max(ends)}", union.way, *union.parents)
            if number == 0 and union.parents:
                self._draw(f"M{start[0]} {start[1]}V{bar}", union.way, *union.parents)
        ys = sorted(rows)
        self._draw(f"M{spine} {ys[0] - lift}V{ys[-1] - BAR + 14}", union.way, *union.parents)

    def _quiet(self, key: UUID) -> list[str]:
        """Their age, and what they are to the person where no line says it."""
        family = self.ready.family
        told = [age_line(family.nodes[key])]
        link = said_only(family, key)
        if link is not None and family.centre in (link.one, link.other) and key != family.centre:
            kind = link.kind if link.one == key else inverse_of(link.kind)
            told += textwrap.wrap(words_of(kind).lower(), QUIET)
        return [words for words in told if words]

    def _mark(self, key: UUID) -> Mark:
        node = self.ready.family.nodes[key]
        shape = {"F": "circle", "M": "square"}.get(node.sex, "diamond")
        if node.state in ("unborn", "lost"):
            shape = "triangle"
        names = _lines(node.called)
        quiet = self._quiet(key)
        return Mark(
            key=key,
            x=self.x(key),
            y=self.y(key),
            shape=shape,
            lines=tuple((48 + 18 * n, words) for n, words in enumerate(names)),
            quiet=tuple((48 + 18 * (len(names) + n), words) for n, words in enumerate(quiet)),
            label=", ".join([node.called, *quiet]),
            level=self.ready.level[key],
            is_home=node.is_home,
            is_centre=key == self.ready.family.centre,
            is_over=node.state in ("died", "lost"),
        )


def _lines(name: str) -> list[str]:
    return textwrap.wrap(name, LETTERS, max_lines=LINES, placeholder=" …") or [name[:LETTERS]]


LEGEND = (
    ("circle", "Circle: woman or girl."),
    ("square", "Square: man or boy."),
    ("diamond", "Diamond: neither, or not known."),
    ("triangle", "Triangle: a pregnancy."),
    ("home", "Filled: lives with them."),
    ("over", "A cross: has died, or was lost."),
    ("together", "Whole line between two: married."),
    ("unmarried", "Broken line between two: together, not married."),
    ("unsaid", "Dots between two: nothing is told of them as a couple."),
    ("cut", "One stroke across: parted. Two: divorced."),
    ("adopted", "Broken line down: by adoption."),
    ("raised", "Dotted line down: fostered or cared for."),
    ("step", "Dashes and dots down: step-parent."),
    ("said", "Sparse dots down: a donor, a surrogate, or only said to be."),
    ("sibling", "Dots and gaps: brother or sister, not told through whom."),
)


def legend(drawn_picture: Picture, called: str) -> str:
    """One line that says what is on this drawing, and nothing that is not."""
    said = [words for way, words in LEGEND if way in drawn_picture.ways]
    return " ".join([*said, f"{called} has two outlines."])
