"""What FHIR has no place for, as extensions of our own: words, lists and names with values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .names import own, own_name

Json = dict[str, Any]
EACH = "each"  # the name of every part of a list


def packed(base: str, name: str, value: object) -> Json:
    """One extension with everything that a value holds."""
    return _packed(own(base, name), value)


def _packed(url: str, value: object) -> Json:
    if isinstance(value, Mapping):
        return {"url": url, "extension": [_packed(str(key), one) for key, one in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"url": url, "extension": [_packed(EACH, one) for one in value]}
    return {"url": url, "valueString": str(value)}


def unpacked(extensions: Iterable[Any]) -> dict[str, Any]:
    """What our own extensions hold, by name; others are left alone."""
    found: dict[str, Any] = {}
    for one in extensions:
        if isinstance(one, dict) and (name := own_name(str(one.get("url", "")))):
            found[name] = _value(one)
    return found


def _value(extension: Json) -> Any:
    inside = extension.get("extension")
    if not isinstance(inside, list):
        return next((str(one) for key, one in extension.items() if key.startswith("value")), "")
    parts = [one for one in inside if isinstance(one, dict)]
    if all(one.get("url") == EACH for one in parts):
        return [_value(one) for one in parts]
    return {str(one.get("url", "")): _value(one) for one in parts}
