"""A questionnaire as a FHIR R4 Questionnaire; what FHIR has no place for stands beside, as ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from ..definition import CHOICES, NUMBERS, YES, Item, Option, Questionnaire, Test
from ..enabling import Layer, TangledError, around, condition, layers
from ..linting import reading_age
from ..responding import HERE, system
from ..values import AGREEMENT
from . import names, scoring
from .packing import Json, packed
from .writing import ADD, written, written_item, written_when

VOICES = {"person": "In your words", "worker": "In the worker's words"}
AGREE = "Do you both see it the same way?"
DIFFER = "What is seen differently?"
BECAUSE = "Why was this decided?"
# What FHIR itself says of a form, or of a question; the rest of the file goes into extensions.
_OF_FORM = {"id", "version", "title", "purpose", "valid_from", "valid_to", "checked_on", "pages"}
_OF_ITEM = {
    "id", "ask", "title", "type", "intro", "help", "when", "sections", "questions", "options",
    "many", "finish", "repeats", "calculate", "agree",
}  # fmt: skip
_WITH_LENGTH = {"text", "string", "url", "open-choice", "boolean", "integer", "decimal"}


class UnsayableError(ValueError):
    """A questionnaire that FHIR R4 cannot hold; the words say which question, and what to do."""


def questionnaire(asked: Questionnaire, base: str = HERE, publisher: str = "") -> Json:
    """The resource; UnsayableError where a condition is too tangled to be written down."""
    try:
        pages = [found for page in asked.pages for found in _Export(asked, base).items(page)]
    except TangledError as error:
        raise UnsayableError(str(error)) from error
    said = written(asked)
    rest = {key: value for key, value in said.items() if key not in _OF_FORM}
    age = reading_age(asked)
    period = {"start": said.get("valid_from"), "end": said.get("valid_to")}
    found: Json = {
        "resourceType": "Questionnaire",
        "id": asked.id,
        "url": f"{base}/Questionnaire/{asked.id}",
        "version": asked.version,
        "name": re.sub("[^A-Za-z0-9]", "", asked.id.title()),
        "title": asked.title,
        "status": "active",
        "subjectType": ["Patient"],
        "publisher": publisher or None,
        "purpose": asked.purpose,
        "lastReviewDate": said["checked_on"],
        "effectivePeriod": {key: day for key, day in period.items() if day},
        "extension": [
            *([packed(base, "reading-age", age)] if age is not None else []),
            *(packed(base, key, value) for key, value in rest.items()),
        ],
        "item": pages,
    }
    return {key: value for key, value in found.items() if value}


class _Export:
    """What is needed on the way down."""

    def __init__(self, asked: Questionnaire, base: str) -> None:
        self.asked, self.base = asked, base

    def items(self, item: Item) -> list[Json]:
        """An item, its reason where it is a decision, and what has to stand around both."""
        found_layers = layers(self.asked, item)
        own = found_layers[-1:]
        found = [self.item(item, found_layers), *self.because(item)]
        for one in found:
            one.update(self.enabled(own))
        for id, layer in reversed(
            list(zip(around(self.asked, item), found_layers[:-1], strict=True))
        ):
            around_it = {"linkId": id, "type": "group", **self.enabled((layer,)), "item": found}
            found = [around_it | {"extension": [packed(self.base, "part", "around")]}]
        return found

    def item(self, item: Item, found_layers: tuple[Layer, ...]) -> Json:
        inside = [*self.words(item), *self.voices(item)]
        inside += [found for one in item.items for found in self.items(one)]
        if item.is_agreed:
            inside += self.agreement(item)
        extensions = [*self.standard(item), *self.ours(item, found_layers)]
        limit = item.longest if item.type in _WITH_LENGTH and len(item.voices) < 2 else 0
        found: Json = {
            "linkId": item.id,
            "text": item.ask,
            "type": "group" if len(item.voices) > 1 else item.type,
            "required": item.is_required and item.type != "display",
            "repeats": (item.is_many or item.is_repeated) and item.type != "display",
            "readOnly": item.is_worked_out,
            "maxLength": limit,
            "answerOption": [self.option(item, one) for one in item.options],
            "extension": extensions,
            "item": inside if item.type != "display" else [],
        }
        return {key: value for key, value in found.items() if value}

    def ours(self, item: Item, found_layers: tuple[Layer, ...]) -> Iterable[Json]:
        """Our own extensions: all that the rest of the item does not already say."""
        said = written_item(self.asked, item)
        rest = {key: value for key, value in said.items() if key not in _OF_ITEM | _standing(item)}
        if item.role in ("page", "section"):
            rest["role"] = item.role
        if item.type == "display":
            rest |= {key: said[key] for key in ("help", "many", "finish") if key in said}
        if item.is_repeated and item.add != ADD:
            rest["add"] = item.add
        if item.when is not None and condition(self.as_read(found_layers)) != item.when:
            rest["when"] = written_when(item.when)
        if item.calculate and (item.sum_scores or item.calculate != _calculated(item.calculate)):
            rest["calculate"] = item.calculate
        return (packed(self.base, key, value) for key, value in rest.items())

    def standard(self, item: Item) -> Iterable[Json]:
        """The field's own extensions."""
        if item.is_repeated:
            yield {"url": names.MOST_OCCURRING, "valueInteger": item.most_rows}
        if item.type in NUMBERS and item.unit:
            yield {"url": names.UNIT, "valueCoding": _unit(item.unit)}
        for what, limit in (("min", item.least), ("max", item.most)):
            if limit is not None and item.type in NUMBERS:
                yield _limit(item, what, limit)
        if item.is_worked_out:
            is_sum = bool(item.sum_scores)
            said = scoring.expression(self.asked, item) if is_sum else _calculated(item.calculate)
            yield {
                "url": names.CALCULATED,
                "valueExpression": {"language": names.FHIRPATH, "expression": said},
            }

    def option(self, item: Item, option: Option) -> Json:
        coding: Json = {"system": system(self.base, self.asked, item), "code": option.id}
        coding["display"] = option.say
        if option.score is not None:
            coding["extension"] = [{"url": names.ORDINAL, "valueDecimal": number(option.score)}]
        beside = {"easy": option.easy, "help": option.help}
        own = [packed(self.base, key, words) for key, words in beside.items() if words]
        return {"valueCoding": coding} | ({"extension": own} if own else {})

    def words(self, item: Item) -> Iterable[Json]:
        """What stands above a part, and the help with a question."""
        if item.type == "display":
            return
        for part, words in (("intro", item.intro), ("help", item.help)):
            if words:
                found = self.part(item, part, words, "display")
                coding = {"system": names.DISPLAY_CATEGORY, "code": "instructions"}
                category = {"url": names.CATEGORY, "valueCodeableConcept": {"coding": [coding]}}
                yield found | {"extension": [category, *found["extension"]]}

    def voices(self, item: Item) -> Iterable[Json]:
        if len(item.voices) > 1:
            for voice in item.voices:
                found = self.part(item, voice, VOICES[voice], item.type)
                yield found | ({"maxLength": item.longest} if item.longest else {})

    def agreement(self, section: Item) -> Iterable[Json]:
        """Whether both see it the same way, and what is seen differently."""
        url = f"{self.base}/CodeSystem/agreement"
        codings = (
            {"system": url, "code": key.replace(" ", "-"), "display": words}
            for key, words in AGREEMENT.items()
        )
        options = [{"valueCoding": one} for one in codings]
        yield self.part(section, "agree", AGREE, "choice") | {"answerOption": options}
        yield self.part(section, "differ", DIFFER, "text")

    def because(self, item: Item) -> Iterable[Json]:
        if item.is_decided:
            yield self.part(item, "because", BECAUSE, "text")

    def part(self, item: Item, part: str, words: str, type: str) -> Json:
        """Something that belongs to an item and has no id of its own in our file."""
        own = packed(self.base, "part", part)
        return {"linkId": f"{item.id}.{part}", "text": words, "type": type, "extension": [own]}

    # Conditions

    def enabled(self, found: tuple[Layer, ...]) -> Json:
        """One layer as `enableWhen`."""
        if not found:
            return {}
        tests = [self.test(one) for one in found[0].tests]
        behaviour = (
            {"enableBehavior": "all" if found[0].is_all else "any"} if len(tests) > 1 else {}
        )
        return {"enableWhen": tests, **behaviour}

    def as_read(self, found: tuple[Layer, ...]) -> tuple[Layer, ...]:
        """Layers with their numbers as they come back, 4.50 as 4.5."""
        return tuple(Layer(one.is_all, tuple(map(self._as_read, one.tests))) for one in found)

    def _as_read(self, test: Test) -> Test:
        item = self.asked.by_id[test.question.partition(".")[0]]
        if test.operator == "exists" or item.type not in NUMBERS:
            return test
        return Test(test.question, test.operator, str(number(Decimal(test.value))))

    def test(self, test: Test) -> Json:
        item = self.asked.by_id[test.question.partition(".")[0]]
        answer = {"answerBoolean": test.value == YES}
        if test.operator != "exists":
            answer = self.answer(item, test.value)
        return {"question": test.question, "operator": test.operator, **answer}

    def answer(self, item: Item, value: str) -> Json:
        if item.type in CHOICES:
            coding = {"system": system(self.base, self.asked, item), "code": value}
            option = item.option(value)
            return {"answerCoding": coding | ({"display": option.say} if option else {})}
        if item.type in NUMBERS:
            said = number(Decimal(value))
            if item.type == "quantity":
                return {"answerQuantity": names.quantity(said, item.unit)}
            is_whole = item.type == "integer" and isinstance(said, int)
            return {"answerInteger" if is_whole else "answerDecimal": said}
        return {"answerDate": value} if item.type == "date" else {"answerBoolean": value == YES}


def _standing(item: Item) -> set[str]:
    """What the field's own names say of an item of this type."""
    found = {"unit", "min", "max"} if item.type in NUMBERS else set()
    if item.type in _WITH_LENGTH:
        found |= {"longest"}
    return found


def number(value: Decimal) -> int | float:
    """A number as JSON has it."""
    return int(value) if value == value.to_integral_value() else float(value)


def _calculated(expression: str) -> str:
    """An expression of ours as others read it: they have the day by themselves."""
    return expression.replace("%today", "today()")


def _unit(unit: str) -> Mapping[str, str]:
    code = names.UNITS.get(unit)
    return {"system": names.UCUM, "code": code, "display": unit} if code else {"display": unit}


def _limit(item: Item, what: str, limit: Decimal) -> Json:
    if item.type == "quantity":
        value = names.quantity(number(limit), item.unit)
        return {"url": f"{names.SDC}/sdc-questionnaire-{what}Quantity", "valueQuantity": value}
    said = number(limit)
    kind = "Integer" if item.type == "integer" and isinstance(said, int) else "Decimal"
    return {"url": f"{names.HL7}/{what}Value", f"value{kind}": said}
