"""Rows of the form as what they mean: a goal, a step, a line of money."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from alongside.plans.wording import Every, Goal, Money, Step

POUNDS = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d{1,2})?")
MOST = 10_000_000  # pounds


def pounds(amount: str) -> Decimal:
    """£1,200.50; never 12,50, which would be a hundred times as much without its comma."""
    match = POUNDS.fullmatch(amount.strip())
    if match is None or (found := Decimal(match[1].replace(",", "") + (match[2] or ""))) >= MOST:
        raise InvalidOperation
    return found.quantize(Decimal("0.01"))


def goal(n: int, key: int, said: Mapping[str, Any]) -> Goal:
    """The goal of row `n`, under the key that it keeps."""
    where = said.get(f"goal-{n}-where")
    words, know = said[f"goal-{n}-words"], said.get(f"goal-{n}-know") or ""
    return Goal(f"g{key}", words.strip(), know.strip(), int(where) if where else None)


def step(n: int, key: int, said: Mapping[str, Any]) -> Step:
    """The step of row `n`, under the key that it keeps."""
    at = f"step-{n}-"
    by: date | None = said.get(f"{at}by")
    words, name = said[f"{at}words"].strip(), said.get(f"{at}name") or ""
    return Step(f"s{key}", words, str(said[f"{at}owner"]), name, by)


def money(n: int, key: int, said: Mapping[str, Any]) -> Money:
    """The line of money of row `n`, under the key that it keeps."""
    at = f"money-{n}-"
    return Money(
        f"m{key}", said[f"{at}words"].strip(), said[f"{at}amount"], said[f"{at}every"] or Every.WEEK
    )
