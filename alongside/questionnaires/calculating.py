"""What is worked out from answers: FHIRPath over the response, given no more than it names.

An expression is compiled once and gets only the answers whose `linkId` it names, which is some
forty times faster than the whole response. An empty result is "cannot be worked out yet", never 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import fhirpathpy
from fhirpathpy.models import models

from . import grammar, responding
from .definition import NUMBERS, Item, Questionnaire

if TYPE_CHECKING:
    from .answering import Filled

NAMED = re.compile(r"linkId\s*=\s*'([^']+)'")
LONGEST = 4_000  # characters of one expression


@lru_cache(maxsize=512)
def compiled(expression: str) -> Callable[..., list[Any]]:
    """The expression, ready to be asked; ValueError where it cannot be read."""
    if len(expression) > LONGEST:
        raise ValueError(f"it is longer than {LONGEST:,} characters")
    grammar.must_parse(expression)
    try:
        return fhirpathpy.compile(expression, models["r4"])
    except Exception as error:  # the library raises bare exceptions of many kinds
        raise ValueError(
            str(error).splitlines()[0] if str(error) else "it is no FHIRPath"
        ) from error


@lru_cache(maxsize=512)
def named(expression: str) -> frozenset[str]:
    """The linkIds that an expression names; ValueError where it cannot be read, or names none."""
    compiled(expression)
    found = frozenset(NAMED.findall(expression))
    if not found:
        raise ValueError("it names no question: write where(linkId='…')")
    return found


def evaluated(expression: str, resource: dict[str, Any], day: str) -> list[Any]:
    """What the expression gives for a response; ValueError with its complaint."""
    try:
        return compiled(expression)(resource, {"resource": resource, "today": day})
    except ValueError:
        raise
    except Exception as error:  # the library raises bare exceptions of many kinds
        raise ValueError(str(error).splitlines()[0] if str(error) else "it failed") from error


def worked_out(filled: Filled, item: Item) -> Any:
    """The value of a calculated question; None while it cannot be worked out."""
    expression = item.calculate
    resource = responding.response(filled, only=named(expression))
    try:
        found = evaluated(expression, resource, filled.today.isoformat())
    except ValueError:
        return None
    return _as_value(item, found[0]) if len(found) == 1 else None


def _as_value(item: Item, found: Any) -> Any:
    if item.type == "boolean":
        return found if isinstance(found, bool) else None
    if item.type not in NUMBERS:
        return str(found)
    if isinstance(found, bool):
        return None
    try:
        number = Decimal(str(found))
    except InvalidOperation:
        return None
    if not number.is_finite() or (item.type == "integer" and number % 1):
        return None
    return number


def tried(asked: Questionnaire, item: Item) -> str:
    """What goes wrong when it is asked of nothing, and of an answer to everything; or nothing."""
    names = {one.partition(".")[0] for one in named(item.calculate)}
    for resource in (responding.empty(asked), responding.example(asked, names)):
        try:
            evaluated(item.calculate, resource, "2026-01-31")
        except ValueError as error:
            return str(error)
    return ""
