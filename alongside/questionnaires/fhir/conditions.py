"""FHIR's `enableWhen` as our conditions; what would ask the wrong person is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..definition import CHOICES, NO, NUMBERS, YES
from .options import Choice
from .packing import Json
from .writing import KEYS, Written


@dataclass
class Asked:
    """What a condition has to know of the question that it looks at."""

    id: str
    type: str
    is_many: bool = False
    choices: list[Choice] = field(default_factory=list)


def condition(item: Json, known: Mapping[str, Asked]) -> Written | str | None:
    """The condition of an item; a reason where we cannot hold it, None where there is none."""
    tests = item.get("enableWhen") or []
    said = [_test(one, known) for one in tests]
    wrong = next((one for one in said if isinstance(one, str)), None)
    if wrong is not None or not said:
        return wrong
    if len(said) == 1:
        return said[0]
    behaviour = item.get("enableBehavior")
    if behaviour not in ("any", "all"):
        return "it has several conditions and does not say whether any or all must hold."
    return {str(behaviour): said}


def _test(test: Json, known: Mapping[str, Asked]) -> Written | str:
    name, operator = test.get("question", ""), test.get("operator", "")
    asked = known.get(name)
    if asked is None:
        return f"it depends on “{name}”, which is not in this form or is never answered."
    if operator not in KEYS:
        return f"its condition compares by “{operator}”, which is not of FHIR R4."
    if operator == "exists":
        return {"question": asked.id, "answered": YES if test.get("answerBoolean") else NO}
    value = _value(test, asked)
    if value is None:
        return f"it depends on what “{name}” says in words, or on a value that is not there."
    if asked.type in CHOICES | {"boolean"} and operator not in ("=", "!="):
        return f"its condition puts the answers of “{name}” in an order that they do not have."
    found = {"question": asked.id, KEYS[operator]: value}
    if operator != "!=":
        return found
    if asked.is_many:
        return f"it depends on what is not among several answers to “{name}”."
    # There, “is not” also holds where nothing was answered.
    return {"any": [{"question": asked.id, "answered": NO}, found]}


def _value(test: Json, asked: Asked) -> str | None:
    value = next((one for key, one in test.items() if key.startswith("answer")), None)
    if asked.type in CHOICES:
        return _chosen(value, asked.choices)
    if asked.type == "boolean" and isinstance(value, bool):
        return YES if value else NO
    if asked.type in NUMBERS and value is not None and not isinstance(value, bool):
        number = value.get("value") if isinstance(value, dict) else value
        return None if number is None else str(number)
    return str(value) if asked.type == "date" and value is not None else None


def _chosen(value: Any, choices: list[Choice]) -> str | None:
    for one in choices:
        if isinstance(value, dict):
            is_same = value.get("system") in (None, "", one.system) or not one.system
            is_it = value.get("code") == one.code and is_same
        else:
            is_it = str(value) in (one.code, one.words)
        if is_it:
            return str(one.written["id"])
    return None
