"""How the numbers of a self-assessment are worked out: levels, gaps, noise, growth, reliability.

Everything here is plain arithmetic on levels from 1 to 4. What somebody did not answer is left out
of every sum and never counts as nothing. There is no overall score, on purpose.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev, variance

RULES = "measuring 1"  # stored with each attempt: by which rules its numbers were worked out
LOWEST, HIGHEST = 1, 4
ANSWERS, ENOUGH = 4, 2  # of an area: how many there are, and how many are enough
MOST_SHOWN = 3  # of what there is to work on
PAIRS = 100  # before and after, from which an installation's own noise is used
# Until then: assumed, not measured. Retest correlation of an area's mean, and its spread in levels.
ASSUMED_RELIABILITY, ASSUMED_SPREAD = 0.70, 0.6
Z95 = 1.96  # two-sided, 95%


def level_of(levels: Iterable[int]) -> float | None:
    """The mean of the levels answered in one area, in levels; None with fewer than two."""
    found = list(levels)
    if any(not LOWEST <= one <= HIGHEST for one in found):
        raise ValueError("A level is 1, 2, 3 or 4.")
    return fmean(found) if len(found) >= ENOUGH else None


# What to work on


@dataclass(frozen=True)
class Aspect:
    """One area as far as choosing goes: where one is, what is typical, how much it matters."""

    cluster: str
    level: float | None
    typical_from: float
    importance: int | None  # 1 to 3, as the owner said
    is_of_role: bool = True
    has_star: bool = False


def gap(level: float, typical_from: float) -> float:
    """How far a level lies below where “typical” begins, in levels; never below nothing."""
    return max(0.0, typical_from - level)


def priority(one: Aspect) -> float:
    """Gap times importance (2 where nothing was said); nothing for what is not of one's role."""
    if one.level is None or not one.is_of_role:
        return 0.0
    return gap(one.level, one.typical_from) * (one.importance or 2)


def to_work_on(aspects: Sequence[Aspect]) -> list[str]:
    """The three areas with the highest priority; at the same priority those with a star, in order.

    What has no priority stands here only with a star: wanting to grow is a reason by itself.
    """
    found = [one for one in aspects if one.is_of_role and (priority(one) > 0 or one.has_star)]
    # Rounded, so that two sums that are equal on paper are equal here.
    found.sort(key=lambda one: (-round(priority(one), 9), not one.has_star))
    return [one.cluster for one in found[:MOST_SHOWN]]


# Noise


@dataclass(frozen=True)
class Noise:
    """How far two answers of somebody who did not change may lie apart, and how that is known."""

    reliability: float  # correlation of two occasions, 0 to 1
    spread: float  # standard deviation between people, in levels
    pairs: int  # measured here; 0 where both are assumed

    @property
    def is_assumed(self) -> bool:
        """Whether nobody measured it here yet."""
        return self.pairs < PAIRS

    @property
    def error(self) -> float:
        """The standard error of measurement, in levels: spread times root of 1 less reliability."""
        return self.spread * math.sqrt(1 - self.reliability)

    @property
    def band(self) -> float:
        """The smallest change that is clear at 95%, in levels: 1.96 times root 2 times the error.

        Jacobson and Truax 1991 for the form; the assumed 0.70 and 0.6 give 0.91.
        """
        return Z95 * math.sqrt(2) * self.error

    def smallest_clear(self, answers: int = ANSWERS) -> float:
        """The same for so many answers on either side, in levels.

        With fewer answers a mean is noisier. And it moves in steps (four answers: by quarters), so
        half a step is added: without it the 5% that are promised would be 6.
        """
        return self.band * math.sqrt(ANSWERS / answers) + 1 / (2 * answers)


ASSUMED = Noise(ASSUMED_RELIABILITY, ASSUMED_SPREAD, 0)


def noise_of(before: Sequence[float], after: Sequence[float]) -> Noise:
    """The noise measured from people who answered twice; the assumed one with fewer than 100."""
    if len(before) != len(after):
        raise ValueError("Each before needs its after.")
    if len(before) < PAIRS:
        return ASSUMED
    spread = math.sqrt((variance(before) + variance(after)) / 2)
    found = correlation(before, after)
    return Noise(min(max(found, 0.0), 1.0), spread, len(before))


def correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Pearson's correlation, from -1 to 1; 0 where either does not vary at all."""
    mean_one, mean_other = fmean(one), fmean(other)
    top = math.fsum((a - mean_one) * (b - mean_other) for a, b in zip(one, other, strict=True))
    below = math.sqrt(
        math.fsum((a - mean_one) ** 2 for a in one)
        * math.fsum((b - mean_other) ** 2 for b in other)
    )
    return top / below if below > 0 else 0.0


# Growth


@dataclass(frozen=True)
class Growth:
    """Three differences between three looks at one area, in levels; None where one is missing."""

    apparent: float | None  # now less what was said at the time
    felt: float | None  # now less how it looks looking back
    recalibration: float | None  # looking back less what was said at the time


def growth(before: float | None, then: float | None, now: float | None) -> Growth:
    """What changed, three ways, none of them blended: Howard 1980 on response shift."""
    return Growth(_less(now, before), _less(now, then), _less(then, before))


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def is_clear(change: float | None, noise: Noise = ASSUMED, answers: int = ANSWERS) -> bool:
    """Whether a change lies outside the noise; `answers`: on the side with fewer of them."""
    return change is not None and abs(change) > noise.smallest_clear(answers)


# Vignettes


def strictness(placed: Mapping[str, int], meant: Mapping[str, int]) -> float | None:
    """By how many levels one places invented practitioners above (+) or below (-) what was meant.

    For words only. Scores are never rescaled with it: that raises reliability even for random
    answers (von Davier and others 2017).
    """
    differences = [placed[key] - meant[key] for key in placed if key in meant]
    return fmean(differences) if len(differences) >= 3 else None


def strictness_in_words(found: float | None) -> str:
    """The same in a sentence; nothing where fewer than three were placed."""
    if found is None:
        return ""
    if abs(found) < 0.5:
        return "You use the scale about as the examples were written."
    if found < 0:
        return "You are stricter than the examples were written: you may be harder on yourself too."
    return "You are more generous than the examples were written: you may be so to yourself too."


# Claimed, evidenced, corroborated


@dataclass(frozen=True)
class Standing:
    """What there is about one area: never put together into one number."""

    claimed: float | None  # the level that the owner says
    evidenced: int  # pieces that the owner says show it
    corroborated: int  # of those, agreed with by a peer

    def __post_init__(self) -> None:
        if self.corroborated > self.evidenced:
            raise ValueError("A peer agrees with a piece of evidence, so there cannot be more.")


# Reliability: for whoever keeps the instrument, never about anybody


def alpha(rows: Sequence[Sequence[float]]) -> float | None:
    """Cronbach's alpha of complete rows, one a person; None without two people and variance."""
    if len(rows) < 2 or len(rows[0]) < 2:
        return None
    items = len(rows[0])
    total = variance([math.fsum(row) for row in rows])
    if total == 0:
        return None
    each = math.fsum(variance(column) for column in zip(*rows, strict=True))
    return items / (items - 1) * (1 - each / total)


def omega(loadings: Sequence[float]) -> float:
    """McDonald's omega of one factor from standardised loadings: McDonald 1999."""
    common = math.fsum(loadings) ** 2
    return common / (common + math.fsum(1 - one**2 for one in loadings))


def loadings(rows: Sequence[Sequence[float]]) -> list[float] | None:
    """One factor's standardised loadings, by principal axes; None where an item never varies.

    The communality of each item is begun at its highest correlation and worked out again 200 times.
    """
    columns = [list(column) for column in zip(*rows, strict=True)]
    if len(rows) < 3 or any(pstdev(column) == 0 for column in columns):
        return None
    matrix = [[correlation(one, other) for other in columns] for one in columns]
    shared = [max(abs(v) for j, v in enumerate(row) if j != i) for i, row in enumerate(matrix)]
    found = [0.0] * len(columns)
    for _ in range(200):
        reduced = [
            [shared[i] if i == j else value for j, value in enumerate(row)]
            for i, row in enumerate(matrix)
        ]
        found = _first_factor(reduced)
        shared = [min(one**2, 1.0) for one in found]
    return found


def _first_factor(matrix: Sequence[Sequence[float]]) -> list[float]:
    """The first eigenvector times the root of its eigenvalue, by repeated multiplication."""
    vector = [1.0] * len(matrix)
    size = 0.0
    for _ in range(100):
        moved = [math.fsum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]
        size = math.sqrt(math.fsum(one**2 for one in moved))
        if size == 0:
            return [0.0] * len(matrix)
        vector = [one / size for one in moved]
    return [one * math.sqrt(size) for one in vector]


def item_rest(rows: Sequence[Sequence[float]]) -> list[float]:
    """How each item goes with the sum of the others, as a correlation."""
    columns = list(zip(*rows, strict=True))
    totals = [math.fsum(row) for row in rows]
    return [
        correlation(
            column, [all_of_it - own for all_of_it, own in zip(totals, column, strict=True)]
        )
        for column in columns
    ]


TOO_HIGH, TOO_OFTEN_NOT_ROLE = 0.60, 0.40  # shares of answers


def flags(answers: Sequence[str]) -> list[str]:
    """What is odd about one statement's answers: option ids, such as 4, or not-role."""
    levels = [one for one in answers if one in ("1", "2", "3", "4")]
    found = []
    if levels and levels.count("4") / len(levels) > TOO_HIGH:
        found.append("More than 60% chose the highest level: the wording may flatter.")
    if answers and answers.count("not-role") / len(answers) > TOO_OFTEN_NOT_ROLE:
        found.append("More than 40% say that it is not part of their role.")
    return found
