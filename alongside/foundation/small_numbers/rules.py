"""The rules by which small numbers are protected: stricter is allowed, looser is refused.

Where they come from, read in stored copies: HESA's rounding strategy (counts to the nearest 5, no
percentage on a base under 22.5, no mean on 7 or fewer), Washington State Department of Health
(1 to 9 are hidden, and hidden again where a total would give them away; shares near everybody or
nobody are given as a limit only), survey vendors' thresholds of 3 to 10. Ours are the stricter of
each.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

LEAST_EVER = 5  # people in a figure: no council may go below


@dataclass(frozen=True)
class Rules:
    """What a published figure must satisfy. People are counted in whole numbers."""

    least: int = 10  # people in each published cell
    to_nearest: int = 5  # counts are rounded to this
    percent_from: int = 23  # people in the base of a percentage, at the least
    mean_from: int = 10  # people in the base of a mean, at the least
    alike: Fraction = Fraction(9, 10)  # from this share on, only "90% or more" is told
    alike_from: int = 50  # and only of so many, so that the others may still be several
    least_change: int = 5  # people by whom two published groups differ, unless by nobody

    def __post_init__(self) -> None:
        if self.least < LEAST_EVER:
            raise ValueError(f"A figure tells of {LEAST_EVER} people at the least.")
        looser = (
            self.to_nearest < 5
            or self.percent_from < 23
            or self.mean_from < 10
            or self.alike > Fraction(9, 10)
            or self.alike_from < 50
            or self.least_change < 5
        )
        if looser:
            raise ValueError("These rules may be made stricter, never looser.")

    def rounded(self, count: int) -> int:
        """The count as it is shown: to the nearest 5."""
        return (count + self.to_nearest // 2) // self.to_nearest * self.to_nearest
