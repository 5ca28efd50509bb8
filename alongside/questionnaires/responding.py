"""Answers as a FHIR R4 QuestionnaireResponse: what leaves, and what sums are worked out on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .definition import CHOICES, NUMBERS, WORDS, Item, Questionnaire
from .enabling import around
from .fhir.names import quantity
from .values import AGREEMENT, OwnWords

if TYPE_CHECKING:
    from .answering import Filled

HERE = "https://alongside.invalid/fhir"  # replaced by the council's own address where it leaves
Json = dict[str, Any]


def empty(asked: Questionnaire) -> Json:
    """A response in which nothing is answered."""
    return {"resourceType": "QuestionnaireResponse", "status": "in-progress", "item": []}


def response(filled: Filled, only: Collection[str] | None = None, base: str = HERE) -> Json:
    """What is answered and asked; with `only`, no more than the questions with these linkIds."""
    wanted = None if only is None else {one.partition(".")[0] for one in only}
    items = list(_pages(_Response(filled, wanted, base)))
    return empty(filled.asked) | {"item": items}


class _Response:
    """What is needed on the way down."""

    def __init__(self, filled: Filled, wanted: set[str] | None, base: str) -> None:
        self.filled, self.wanted, self.base = filled, wanted, base
        self.above: set[str] | None = None
        if wanted is not None:
            asked = filled.asked
            self.above = {
                one.id for id in wanted if id in asked.by_id for one in asked.above(asked.by_id[id])
            }

    def is_wanted(self, item: Item) -> bool:
        if self.wanted is None or self.above is None:
            return True
        return item.id in self.wanted or item.id in self.above


def _pages(run: _Response) -> Iterator[Json]:
    for page in run.filled.asked.pages:
        yield from _around(run, page, list(_group(run, page, "")))


def _around(run: _Response, item: Item, found: list[Json]) -> list[Json]:
    """What was answered, inside the groups that a condition of several layers puts around it."""
    if found and run.wanted is None:
        for id in reversed(around(run.filled.asked, item)):
            found = [{"linkId": id, "item": found}]
    return found


def _group(run: _Response, item: Item, prefix: str) -> Iterator[Json]:
    if not run.is_wanted(item) or not run.filled.is_asked(item, prefix):
        return
    inside = [found for one in item.items for found in _any(run, one, prefix)]
    if run.wanted is None and item.is_agreed:
        inside += _agreement(run, item)
    if inside:
        yield (
            {"linkId": item.id, "text": item.ask, "item": inside}
            if item.ask
            else {
                "linkId": item.id,
                "item": inside,
            }
        )


def _any(run: _Response, item: Item, prefix: str) -> Iterator[Json]:
    yield from _around(run, item, list(_plain(run, item, prefix)))


def _plain(run: _Response, item: Item, prefix: str) -> Iterator[Json]:
    if item.is_repeated:
        for row in run.filled.rows(item, prefix):
            yield from _group(run, item, row)
    elif item.items:
        yield from _group(run, item, prefix)
    elif item.is_question and run.is_wanted(item) and run.filled.is_asked(item, prefix):
        yield from _question(run, item, prefix)


def _question(run: _Response, item: Item, prefix: str) -> Iterator[Json]:
    texts, name = run.filled.texts, prefix + item.id
    if len(item.voices) > 1:
        said = [
            {"linkId": f"{item.id}.{voice}", "answer": [{"valueString": text}]}
            for voice in item.voices
            if (text := texts.get(f"{name}.{voice}", "")).strip()
        ]
        if said:
            yield {"linkId": item.id, "text": item.ask, "item": said}
        return
    answers = list(_answers(run, item, prefix))
    if answers:
        yield {"linkId": item.id, "text": item.ask, "answer": answers}
    because = texts.get(f"{name}.because", "") if item.is_decided else ""
    if because.strip():
        yield {"linkId": f"{item.id}.because", "answer": [{"valueString": because}]}


def _answers(run: _Response, item: Item, prefix: str) -> Iterator[Json]:
    value = run.filled.value(item, prefix)
    other = run.filled.texts.get(f"{prefix}{item.id}.other", "").strip()
    if item.type in CHOICES:
        ids = value if isinstance(value, tuple) else (value,)
        for id in ids:
            option = None if isinstance(id, OwnWords) else item.option(str(id))
            if option is not None:
                coding = {"system": system(run.base, run.filled.asked, item), "code": option.id}
                yield {"valueCoding": {**coding, "display": option.say}}
        if other and item.type == "open-choice":
            yield {"valueString": other}
    elif value is not None:
        yield _valued(item, value)


def system(base: str, asked: Questionnaire, item: Item) -> str:
    """The code system of the options of one question."""
    name = item.options_from or f"{asked.id}.{item.id}"
    return f"{base}/CodeSystem/{name}"


def _valued(item: Item, value: Any) -> Json:
    if isinstance(value, bool):
        return {"valueBoolean": value}
    if item.type == "integer":
        return {"valueInteger": int(value)}
    if item.type in NUMBERS:
        number = float(value) if value % 1 else int(value)
        if item.type == "quantity":
            return {"valueQuantity": quantity(number, item.unit)}
        return {"valueDecimal": number}
    if isinstance(value, datetime | date | time):
        return {_MOMENTS[item.type]: _said(item, value)}
    if item.type == "url":
        return {"valueUri": value}
    if item.type == "attachment":
        return {"valueAttachment": {"title": value}}
    return {"valueString": str(value)}


def _said(item: Item, value: Any) -> str:
    text = str(value.isoformat())
    return f"{text}:00" if item.type == "time" and len(text) == 5 else text


_MOMENTS = {"date": "valueDate", "dateTime": "valueDateTime", "time": "valueTime"}


def _agreement(run: _Response, section: Item) -> Iterator[Json]:
    said = run.filled.texts.get(f"{section.id}.agree", "")
    if said in AGREEMENT:
        coding = {"system": f"{run.base}/CodeSystem/agreement", "code": said.replace(" ", "-")}
        answer = {"valueCoding": {**coding, "display": AGREEMENT[said]}}
        yield {"linkId": f"{section.id}.agree", "answer": [answer]}
    words = run.filled.texts.get(f"{section.id}.differ", "")
    if words.strip():
        yield {"linkId": f"{section.id}.differ", "answer": [{"valueString": words}]}


def example(asked: Questionnaire, names: Collection[str]) -> Json:
    """A response that answers each of these questions somehow, to try an expression on."""
    from .answering import Filled, slots_of

    texts: dict[str, str] = {}
    for item in asked.questions:
        if item.id in names and not item.is_worked_out:
            groups = [one for one in reversed(list(asked.above(item))) if one.is_repeated]
            prefix = "".join(f"{one.id}.1." for one in groups)
            for slot in slots_of(item, prefix):
                texts[slot.name] = _somehow(item)
    filled = Filled(asked, texts, date(2026, 1, 31))
    filled.asks_everything = True
    return response(filled, only=names)


def _somehow(item: Item) -> str:
    if item.type in CHOICES and item.options:
        return item.options[0].id
    least = item.least if item.least is not None else Decimal(2)
    return {"boolean": "true", "date": "27 March 2026", "dateTime": "27 March 2026, 2pm"}.get(
        item.type, f"{least}" if item.type in NUMBERS else "words" if item.type in WORDS else "2pm"
    )
