"""Names for a whole county: of many origins, a few of them everywhere, and a long tail."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

from alongside.people.names import fold

POOL = Path(__file__).parent / "pools" / "names.txt"
GENERATIONS = ("old", "", "young")
SMITH = 8  # how far the commonest names stand out: Smith is one in eighty where a county is big
FEW = 3  # the same among those with few names
BIG = 5_000  # names from which an origin counts as a big one
DRAWS = 1_024  # of given names, for one origin, sex and generation
LONGEST_FAMILY = 14


@dataclass
class Origin:
    """Where names come from, and what families say of themselves."""

    key: str
    weight: int
    ethnicity: str
    language: str
    given: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by "she old", "he" …
    families: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Family:
    """A family name, how it is found, and the draws that give it: from `first`, before `end`."""

    name: str
    folded: str
    origin: int
    first: int
    end: int


@dataclass(frozen=True)
class Given:
    """A given name that one draw gives, among those of one origin, sex and generation."""

    group: int
    draw: int
    name: str
    folded: str


@cache
def origins() -> tuple[Origin, ...]:
    """All origins of the pool, with every family name that can be made of its parts."""
    found: list[Origin] = []
    for line in POOL.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            _read(found, line)
    for origin in found:
        origin.families = _each_once(origin.families)
    return tuple(found)


def _read(found: list[Origin], line: str) -> None:
    if line.startswith("= "):
        key, weight, ethnicity, language = (part.strip() for part in line[2:].split("|"))
        found.append(Origin(key, int(weight), ethnicity, language))
        return
    head, _, rest = line.partition(": ")
    if head == "make":
        found[-1].families += _made(rest)
    elif head == "families":
        found[-1].families += rest.split(", ")
    else:
        found[-1].given[head] = tuple(rest.split(", "))


def _made(rest: str) -> list[str]:
    """Every part with every part behind it, in an order that is always the same."""
    made = [""]
    for parts in rest.split(" + "):
        made = [_joined(one, "" if part == "_" else part) for one in made for part in parts.split()]
    made = [name for name in made if len(name) <= LONGEST_FAMILY]
    Random(len(made)).shuffle(made)  # noqa: S311 — the same each time is the point
    return made


def _joined(one: str, part: str) -> str:
    """al-Khatib and da Silva are written apart, O’Brien and McKay together."""
    if one in ("ap", "da", "do", "dos", "Abu", "Bin"):
        return f"{one} {part}"
    if (
        one.endswith(part[:1])
        and part[:1] not in "aeiou"
        and len(one) > 2
        and one[-2:-1] == one[-1:]
    ):
        return one + part[1:]  # no letter three times
    return one + part


def _each_once(names: list[str]) -> list[str]:
    return list({fold(name): name for name in reversed(names)}.values())[::-1]


# Drawing ----------------------------------------------------------------------------------------


def families(draws: int) -> Iterator[Family]:
    """Share out so many draws among all family names, the commonest names first.

    What is so rare that it gets no draw is left out.
    """
    total = sum(origin.weight for origin in origins())
    for number, origin in enumerate(origins()):
        before = sum(one.weight for one in origins()[:number])
        start, end = draws * before // total, draws * (before + origin.weight) // total
        yield from _shared_out(origin, number, start, end)


def _shared_out(origin: Origin, number: int, start: int, end: int) -> Iterator[Family]:
    stands_out = SMITH if len(origin.families) > BIG else FEW
    parts = [1 / (rank + stands_out) for rank in range(1, len(origin.families) + 1)]
    sums = list(accumulate(parts))
    first = start
    for name, so_far in zip(origin.families, sums, strict=True):
        last = start + round((end - start) * so_far / sums[-1])
        if last > first:
            yield Family(name, fold(name), number, first, last)
        first = last


def givens() -> Iterator[Given]:
    """For each origin, sex and generation so many draws, the first names of a list more often."""
    for number, origin in enumerate(origins()):
        for sex, side in enumerate(("she", "he")):
            for age, generation in enumerate(GENERATIONS):
                names = origin.given.get(f"{side} {generation}".strip()) or origin.given[side]
                yield from _drawn(group_of(number, sex, age), names)


def group_of(origin: int, sex: int, generation: int) -> int:
    """The number of a group of given names."""
    return (origin * 2 + sex) * len(GENERATIONS) + generation


def _drawn(group: int, names: tuple[str, ...]) -> Iterator[Given]:
    sums = list(accumulate(1 / (rank + 6) for rank in range(len(names))))
    folded = [fold(name) for name in names]
    place = 0
    for draw in range(DRAWS):
        while sums[place] / sums[-1] < (draw + 0.5) / DRAWS:
            place += 1
        yield Given(group, draw, names[place], folded[place])
