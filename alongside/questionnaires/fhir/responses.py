"""A FHIR QuestionnaireResponse as texts by name: what one would type to answer the same again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from ..definition import CHOICES, NO, NUMBERS, PERSON, WORKER, YES, Item, Questionnaire
from ..values import AGREEMENT, typed_of
from .packing import Json
from .shapes import read

_PARTS = (PERSON, WORKER, "because", "differ")
_AGREED = {key.replace(" ", "-"): key for key in AGREEMENT}


class StrangerError(ValueError):
    """A response that answers what this questionnaire does not ask; the words say what."""


def read_response(text: str) -> Json:
    """The response that a text holds; ShapeError where it is none."""
    return read(text, "QuestionnaireResponse")


def texts_of(asked: Questionnaire, response: Mapping[str, Any]) -> dict[str, str]:
    """Everything that was answered, by name; StrangerError rather than leaving anything out."""
    run = _Texts(asked)
    run.items(response.get("item") or [], "")
    return run.texts


class _Texts:
    """What is gathered on the way down."""

    def __init__(self, asked: Questionnaire) -> None:
        self.asked = asked
        self.texts: dict[str, str] = {}
        self.rows: dict[str, int] = {}

    def items(self, items: Iterable[Json], prefix: str) -> None:
        for one in items:
            self.item(one, prefix)

    def item(self, one: Json, prefix: str) -> None:
        link = str(one.get("linkId", ""))
        id, _, part = link.partition(".")
        item = self.asked.by_id.get(id)
        if item is None:
            raise StrangerError(f"It answers “{link}”, which this questionnaire does not ask.")
        if part.startswith("when"):
            self.items(one.get("item") or [], prefix)
        elif part:
            self.part(item, part, one, prefix)
        elif item.is_repeated:
            name = prefix + item.id
            self.rows[name] = self.rows.get(name, 0) + 1
            self.texts[f"{name}.rows"] = str(self.rows[name])
            self.items(one.get("item") or [], f"{name}.{self.rows[name]}.")
        elif item.items or len(item.voices) > 1:
            self.items(one.get("item") or [], prefix)
        elif item.is_question and not item.is_worked_out:
            self.question(item, one, prefix)

    def part(self, item: Item, part: str, one: Json, prefix: str) -> None:
        answers = one.get("answer") or []
        if not answers:
            return
        value = _value(answers[0])
        if part == "agree" and item.is_agreed:
            self.texts[f"{item.id}.agree"] = _AGREED.get(_code(value), _code(value))
        elif part in _PARTS:
            self.texts[f"{prefix}{item.id}.{part}"] = str(value)
        else:
            link = one.get("linkId")
            raise StrangerError(f"It answers “{link}”, which this questionnaire does not ask.")

    def question(self, item: Item, one: Json, prefix: str) -> None:
        name = prefix + item.id
        values = [_value(answer) for answer in one.get("answer") or []]
        if item.type in CHOICES:
            codes = [_code(value) for value in values if isinstance(value, dict)]
            others = [str(value) for value in values if not isinstance(value, dict)]
            if codes:
                self.texts[name] = "\n".join(codes)
            if others:
                self.texts[f"{name}.other"] = "\n".join(others)
        elif values:
            self.texts[name] = _typed(item, values[0])


def _value(answer: Json) -> Any:
    return next((value for key, value in answer.items() if key.startswith("value")), "")


def _code(value: Any) -> str:
    return str(value.get("code", "")) if isinstance(value, dict) else str(value)


def _typed(item: Item, value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if item.type in NUMBERS:
        return str(value.get("value", "")) if isinstance(value, dict) else str(value)
    if item.type == "attachment" and isinstance(value, dict):
        return str(value.get("title", ""))
    if item.type in ("date", "dateTime", "time"):
        try:
            return typed_of(item, "", {item.type: _here(str(value))})
        except ValueError as error:
            said = f"Its answer to “{item.id}” is “{value}”, which is no {item.type} of FHIR."
            raise StrangerError(said) from error
    return str(value)


def _here(moment: str) -> str:
    """A moment as the clock here shows it, whichever clock it was written by."""
    if "T" not in moment:
        return moment
    at = datetime.fromisoformat(moment)
    return timezone.localtime(at).isoformat() if timezone.is_aware(at) else moment
