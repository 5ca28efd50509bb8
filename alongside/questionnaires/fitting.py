"""How an answer is held against the value of a condition."""

import operator
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}


def fits(how: str, answer: Any, value: str) -> bool:
    """Whether one answer fits; the value stands in the file as words."""
    return bool(COMPARE[how](answer, _as(answer, value)))


def _as(answer: Any, text: str) -> Any:
    """The value of a condition as what it is compared with."""
    if isinstance(answer, bool):
        return text == "true"
    if isinstance(answer, Decimal):
        return Decimal(text)
    return date.fromisoformat(text) if isinstance(answer, date) else text
