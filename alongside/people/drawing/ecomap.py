"""An eco-map as marks and lines: one person in the middle, and everybody around them in rings."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil, cos, hypot, pi, sin

MOST = 36  # on one drawing; all of them stand in words
ROUND, MIDDLE = 52, 72  # how large a circle is, and that of the person
APART = 150  # from one to the next on a ring
FIRST, NEXT = 225, 165  # how far the first ring is from the middle, and the next from it
ON_FIRST = 9
LETTERS, LINES, QUIET = 12, 3, 20
EDGE = 24
TOOTH, HIGH = 13, 9  # of a jagged line


@dataclass(frozen=True)
class Spoke:
    """Somebody around the person, and the tie with them as far as anybody has said it."""

    key: str
    called: str
    quiet: str
    tie: str = ""
    flow: str = ""
    is_home: bool = False


@dataclass(frozen=True)
class Disc:
    """A circle with a name in it, and a quiet line below."""

    key: str
    x: int
    y: int
    lines: tuple[tuple[int, str], ...]
    quiet: tuple[tuple[int, str], ...]
    label: str
    is_home: bool = False


@dataclass(frozen=True)
class Tie:
    """A line, and in which way it is drawn: plain, strong, weak, stressful, or an arrow."""

    d: str
    way: str


@dataclass
class EcoMap:
    """Everything that is drawn."""

    width: int
    height: int
    x: int
    y: int
    name: tuple[tuple[int, str], ...]
    discs: list[Disc] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    ways: set[str] = field(default_factory=set)
    middle: int = MIDDLE
    radius: int = ROUND

    @property
    def size(self) -> int:
        """How wide it needs to be, in steps, for its letters to be read: 1 fits a page."""
        return min(8, max(1, -(-self.width // 1100)))

    @property
    def rem(self) -> float:
        """The width at which its letters are as large as the page's, in the page's own size."""
        return round(self.width / 16, 1)


def eco_map(called: str, spokes: Sequence[Spoke]) -> EcoMap:
    """One person and everybody around them, in the order in which they are given, clockwise."""
    shown = spokes[:MOST]
    places = _places(len(shown))
    far_x = max([abs(x) for x, _y in places], default=0) + max(ROUND, 75) + EDGE
    far_y = max([abs(y) for _x, y in places], default=0) + ROUND + 50 + EDGE // 2
    drawn = EcoMap(2 * round(far_x), 2 * round(far_y), round(far_x), round(far_y), _in(called))
    drawn.discs = [
        _disc(one, drawn.x + round(x), drawn.y + round(y), is_above=y < -1)
        for one, (x, y) in zip(shown, places, strict=True)
    ]
    for one, disc in zip(shown, drawn.discs, strict=True):
        drawn.ties += _ties(one, drawn, disc)
    drawn.ways = {tie.way for tie in drawn.ties} | {one.flow for one in shown if one.flow}
    drawn.ways |= {"home" for one in shown if one.is_home}
    return drawn


def _places(count: int) -> list[tuple[float, float]]:
    """Where each stands, from the middle; those of the second ring look between the first.

    Where there are two rings they take turns, so that nobody's line runs through another.
    """
    if count <= ON_FIRST:
        return [_at(FIRST, 2 * pi * n / count) for n in range(count)]
    half = ceil(count / 2)
    first = max(FIRST, half * APART / (2 * pi))
    step = 2 * pi / half
    return [_at(first + NEXT * (n % 2), step * (n // 2) + step / 2 * (n % 2)) for n in range(count)]


def _at(far: float, angle: float) -> tuple[float, float]:
    return far * sin(angle), -far * cos(angle)


def _in(words: str) -> tuple[tuple[int, str], ...]:
    """Words in the middle of a circle, line by line."""
    lines = textwrap.wrap(words, LETTERS, max_lines=LINES, placeholder=" …") or [words[:LETTERS]]
    top = 5 - 9 * (len(lines) - 1)
    return tuple((top + 18 * n, line) for n, line in enumerate(lines))


def _disc(one: Spoke, x: int, y: int, *, is_above: bool) -> Disc:
    """The quiet words stand away from the middle, where no line is."""
    said = textwrap.wrap(one.quiet, QUIET, max_lines=2, placeholder=" …")
    top = -ROUND - 10 - 18 * (len(said) - 1) if is_above else ROUND + 20
    quiet = tuple((top + 18 * n, line) for n, line in enumerate(said))
    name = _in(one.called)
    label = " ".join(line for _down, line in (*name, *quiet))  # as it reads, word for word
    return Disc(one.key, x, y, name, quiet, label, one.is_home)


# Lines --------------------------------------------------------------------------------------------


def _ties(one: Spoke, drawn: EcoMap, disc: Disc) -> list[Tie]:
    dx, dy = disc.x - drawn.x, disc.y - drawn.y
    far = hypot(dx, dy)
    ux, uy = dx / far, dy / far
    gap = 16 if one.flow else 4
    start = (drawn.x + ux * (MIDDLE + gap), drawn.y + uy * (MIDDLE + gap))
    end = (disc.x - ux * (ROUND + gap), disc.y - uy * (ROUND + gap))
    found = [_line(one.tie, start, end, (ux, uy))]
    if one.flow in ("flow-to", "flow-both"):  # towards the person
        tip = (start[0] - ux * 12, start[1] - uy * 12)
        found.append(_arrow(tip, (ux, uy)))
    if one.flow in ("flow-from", "flow-both"):
        tip = (end[0] + ux * 12, end[1] + uy * 12)
        found.append(_arrow(tip, (-ux, -uy)))
    return found


Point = tuple[float, float]


def _line(tie: str, start: Point, end: Point, way: Point) -> Tie:
    name = tie.removeprefix("tie-") or "plain"
    if tie != "tie-stressful":
        return Tie(f"M{start[0]:.0f} {start[1]:.0f}L{end[0]:.0f} {end[1]:.0f}", name)
    (ux, uy), far = way, hypot(end[0] - start[0], end[1] - start[1])
    teeth = max(2, int(far // TOOTH))
    points = [f"M{start[0]:.0f} {start[1]:.0f}"]
    for n in range(1, teeth):
        along, aside = far * n / teeth, HIGH * (1 if n % 2 else -1)
        x, y = start[0] + ux * along - uy * aside, start[1] + uy * along + ux * aside
        points.append(f"L{x:.0f} {y:.0f}")
    return Tie("".join([*points, f"L{end[0]:.0f} {end[1]:.0f}"]), name)


def _arrow(tip: Point, back: Point) -> Tie:
    """Two strokes from a tip, opening the way they come from."""
    (x, y), (ux, uy) = tip, back
    one = (x + ux * 16 - uy * 9, y + uy * 16 + ux * 9)
    other = (x + ux * 16 + uy * 9, y + uy * 16 - ux * 9)
    d = f"M{one[0]:.0f} {one[1]:.0f}L{x:.0f} {y:.0f}L{other[0]:.0f} {other[1]:.0f}"
    return Tie(d, "arrow")


LEGEND = (
    ("home", "Filled: lives with them."),
    ("plain", "Thin line: nobody has said what the tie is like."),
    ("strong", "Thick line: a strong tie."),
    ("weak", "Broken line: a weak tie."),
    ("stressful", "Jagged line: a stressful tie."),
    ("flow-to", "Arrow to the middle: gives strength."),
    ("flow-from", "Arrow away from the middle: takes strength."),
    ("flow-both", "Arrows both ways: gives and takes strength."),
)


def legend(drawn: EcoMap) -> str:
    """One line that says what is on this drawing, and nothing that is not."""
    return " ".join(words for way, words in LEGEND if way in drawn.ways)
