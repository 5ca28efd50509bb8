"""The choices of a question from elsewhere, in our words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ..reading import ID
from .packing import Json, unpacked
from .surveying import extension


@dataclass(frozen=True)
class Choice:
    """One choice: what it is called there, and how it is written down here."""

    system: str
    code: str
    words: str
    written: dict[str, Any]


class Names:
    """Ids in our manner, each given once."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def new(self, wanted: str) -> str:
        """The name itself where it can be an id, else one like it."""
        plain = wanted if ID.fullmatch(wanted) else _slug(wanted)
        found, number = plain, 2
        while found in self.given:
            found = f"{plain[:26].rstrip('-')}-{number}"
            number += 1
        self.given.add(found)
        return found


def _slug(text: str) -> str:
    found = re.sub("[^a-z0-9]+", "-", text.lower()).strip("-")[:30].rstrip("-")
    return found or "q"


def choices(item: Json, form: Json) -> list[Choice] | str:
    """The choices of a question; words where they cannot be had."""
    if values := item.get("answerValueSet"):
        brought = form.get("contained", [])
        sets = [one for one in brought if one.get("resourceType") == "ValueSet"]
        found = next((one for one in sets if f"#{one.get('id')}" == values), None)
        codings = _in_set(found) if found else "its list of choices is not in the form."
        if isinstance(codings, str):
            return codings
    else:
        codings = [_coding(one) for one in item.get("answerOption", [])]
    if any(_points(one) == "" for one in codings):
        return "the points of a choice are no number."
    names = Names()
    made = [_choice(one, names) for one in codings]
    return made or "it has no choices."


def _in_set(values: Json) -> list[Json] | str:
    if "expansion" in values:
        return [one for one in values["expansion"].get("contains", []) if one.get("code")]
    found: list[Json] = []
    for part in values.get("compose", {}).get("include", []):
        if "concept" not in part or "filter" in part or "valueSet" in part:
            return "its list of choices is a rule, not a list. Write the choices out."
        found += [{"system": part.get("system", ""), **one} for one in part["concept"]]
    return found


def _coding(option: Json) -> Json:
    coding: Json = dict(option.get("valueCoding") or {})
    if not coding:
        value = next((one for key, one in option.items() if key.startswith("value")), "")
        coding = {"display": str(value), "code": str(value)}
    beside = [*coding.get("extension", []), *option.get("extension", [])]
    return coding | {"extension": beside}


def _choice(coding: Json, names: Names) -> Choice:
    code, words = coding.get("code", ""), coding.get("display", "")
    written: dict[str, Any] = {"id": names.new(code or words), "say": words or code}
    if points := _points(coding):
        written["score"] = points
    own = unpacked(coding.get("extension", []))
    beside = {key: own[key] for key in ("easy", "help") if isinstance(own.get(key), str)}
    return Choice(coding.get("system", ""), code, words, written | beside)


def _points(coding: Json) -> str | None:
    """The points that a choice counts for; None where it has none, nothing where they are odd."""
    said = extension(coding, "ordinalValue", "itemWeight")
    if said is None:
        return None
    number = said.get("valueDecimal", said.get("valueInteger"))
    return "" if number is None else str(number)
