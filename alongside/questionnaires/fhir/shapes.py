"""Whether JSON is built as FHIR says, so that lists and names are where they belong."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from .findings import DEEPEST
from .packing import Json

LARGEST = 5_000_000  # characters
_LISTS = {
    "item", "extension", "modifierExtension", "answerOption", "enableWhen", "contained", "coding",
    "concept", "include", "contains", "answer",
}  # fmt: skip
_NAMED = {
    "valueCoding", "valueCodeableConcept", "valueExpression", "answerCoding", "valueQuantity",
    "answerQuantity", "compose", "expansion", "effectivePeriod", "valueAttachment",
}  # fmt: skip
_WORDS = {
    "linkId", "text", "type", "title", "question", "operator", "url", "display", "prefix",
    "enableBehavior", "answerValueSet", "expression", "language", "resourceType",
    "version", "publisher", "purpose", "description", "lastReviewDate", "start", "end", "name",
    "date", "unit", "system", "id", "valueString", "answerString", "valueDate", "answerDate",
}  # fmt: skip
# Of no use to us, and built in their own ways.
_SKIPPED = {
    "identifier",
    "meta",
    "contact",
    "useContext",
    "jurisdiction",
    "author",
    "subject",
    "source",
}
_WHOLE = {"maxLength", "valueInteger", "answerInteger"}
_NUMBERS = {"valueDecimal", "answerDecimal"}
_CODED = {"coding", "valueCoding", "answerCoding", "concept", "contains"}
_TRUTHS = {"required", "repeats", "readOnly", "answerBoolean", "valueBoolean"}


class ShapeError(ValueError):
    """A text that is no FHIR resource of the kind wanted; the words say why."""


def read(text: str, kind: str) -> Json:
    """The resource that a text holds; ShapeError where it is none."""
    if len(text) > LARGEST:
        raise ShapeError(f"It is longer than {LARGEST:,} characters.")
    try:
        found = json.loads(text, parse_float=Decimal)
    except RecursionError as error:
        raise ShapeError(f"Questions lie in each other more than {DEEPEST} deep.") from error
    except ValueError as error:
        raise ShapeError(
            "It cannot be read as JSON. If it is FHIR in XML, save it as JSON."
        ) from error
    if not isinstance(found, dict) or found.get("resourceType") != kind:
        raise ShapeError(f"It is no FHIR {kind}.")
    if wrong := _wrong(found, 0):
        raise ShapeError(wrong)
    return found


def _wrong(value: Any, depth: int) -> str:
    if depth > 3 * DEEPEST:
        return f"Questions lie in each other more than {DEEPEST} deep."
    if isinstance(value, list):
        return next((said for one in value if (said := _wrong(one, depth + 1))), "")
    if not isinstance(value, dict):
        return ""
    for key, inside in value.items():
        if key in _SKIPPED or (key == "text" and depth == 0):  # how the form looks as a page
            continue
        if said := _wrong_kind(key, inside) or _wrong(_known(key, inside), depth + 1):
            return said
    return ""


def _known(key: str, value: Any) -> Any:
    """Of other resources that a form brings along, only lists of choices are read."""
    if key != "contained":
        return value
    return [one for one in value if one.get("resourceType") == "ValueSet"]


def _wrong_kind(key: str, value: Any) -> str:
    kinds: tuple[tuple[set[str], type | tuple[type, ...], str], ...] = (
        (_LISTS, list, "a list"),
        (_NAMED, dict, "names and values"),
        (_WORDS, str, "words"),
        (_TRUTHS, bool, "true or false"),
        (_WHOLE, int, "a whole number"),
        (_NUMBERS, (int, Decimal), "a number"),
    )
    for keys, kind, said in kinds:
        if key in keys and not isinstance(value, kind):
            return f"“{key}” has to be {said}, as FHIR says."
        if keys is _LISTS and key in keys and not all(isinstance(one, dict) for one in value):
            return f"Each of “{key}” has to have names and values, as FHIR says."
    return _wrong_codes(key, value)


def _wrong_codes(key: str, value: Any) -> str:
    """A code is words; only a question and a form have a list of them, and no use for us."""
    codings = value if isinstance(value, list) else [value]
    if key in _CODED and not all(isinstance(one.get("code", ""), str) for one in codings):
        return "“code” has to be words, as FHIR says."
    return ""
