"""Honest figures from rounded counts: shares, their intervals, means, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from .rules import Rules

MISSING_FROM = 100  # people asked, from which on it is said what share of them did not answer
Z = 1.959963984540054  # the 97.5th percentile of the normal distribution: 95% intervals


@dataclass(frozen=True)
class Share:
    """A share of those who answered, in whole per cent, with its 95% interval."""

    percent: int
    low: int
    high: int


def interval(count: int, base: int) -> tuple[float, float]:
    """The 95% interval of a share, from 0 to 1 (Wilson, JASA 22(158), 1927).

    It says how far off the share would be by luck alone, had those who answered been drawn by
    lot from very many. They were not, so it is the least doubt there is, not all of it.
    """
    if not 0 <= count <= base or base == 0:
        raise ValueError("A share needs a base, and a count within it.")
    share = count / base
    middle = share + Z * Z / (2 * base)
    spread = Z * sqrt(share * (1 - share) / base + Z * Z / (4 * base * base))
    below = 1 + Z * Z / base
    return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


def share(count: int, base: int, rules: Rules) -> Share | None:
    """The share, or None where the base is too small for a percentage."""
    if base < rules.percent_from or not 0 <= count <= base:
        return None
    low, high = interval(count, base)
    return Share(round(100 * count / base), round(100 * low), round(100 * high))


def mean(levels: Sequence[tuple[int, int]], rules: Rules) -> float | None:
    """The mean of (level, people), to one decimal; None where too few are told for one.

    Only from figures that are told, each level by itself: a mean of more would give away what is
    not told.
    """
    people = sum(count for _, count in levels)
    if people < rules.mean_from:
        return None
    return round(sum(level * count for level, count in levels) / people, 1)


def missing(answered: int, asked: int, rules: Rules) -> Share | None:
    """The share of those asked of whom nothing is known; None on a base that rounding would bend.

    `answered` is rounded already, so those asked are rounded alike: nobody is missing where all
    answered. Under a hundred, rounding alone could make some per cent of it.
    """
    if asked < MISSING_FROM:
        return None
    told = rules.rounded(asked)
    return share(max(0, told - answered), told, rules)
