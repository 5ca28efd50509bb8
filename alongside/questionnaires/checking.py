"""Whether a definition holds together: ids, conditions, sums, and no circles among them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from alongside.foundation.content import ContentError

from . import calculating
from .definition import (
    CHOICES,
    MOMENTS,
    NO,
    NUMBERS,
    YES,
    Item,
    Lead,
    Questionnaire,
    Test,
    When,
    tests_in,
)

MOST_QUESTIONS = 200
LONGEST_ASKED = 400  # characters of a question
LONGEST_NAME = 78  # of a piece of a draft, with the number of a row
LONGEST_CHAIN = 60  # of things that wait for each other, so that the program can follow them
KNOWN = ("name", "pronouns", "birth", "address", "phone", "email", "language", "needs")
RESERVED = ("signing",)  # asked at the end of each that is signed


def check(found: Questionnaire, file: Path) -> None:
    """Refuse what would ask the wrong thing, or never end."""
    _Check(found, file).run()


class _Check:
    def __init__(self, found: Questionnaire, file: Path) -> None:
        self.found, self.file = found, file

    def wrong(self, item: Item | None, sentence: str) -> ContentError:
        return ContentError(self.file, item.line if item else 1, sentence)

    def run(self) -> None:
        seen: dict[str, Item] = {}
        for page in self.found.pages:
            for item in page.walk():
                if item.id in RESERVED:
                    raise self.wrong(item, f"“{item.id}” is asked by itself. Choose another id.")
                if item.id in seen:
                    said = f"“{item.id}” is there twice, first in line {seen[item.id].line}."
                    raise self.wrong(item, f"{said} Give one of them another id.")
                seen[item.id] = item
        if len(self.found.questions) > MOST_QUESTIONS:
            count = len(self.found.questions)
            raise self.wrong(
                None,
                f"It asks {count} questions, and {MOST_QUESTIONS} is the most. Divide it in two.",
            )
        for item in seen.values():
            self.item(item)
        for rule in self.found.rules:
            for when in (rule.when, rule.must):
                self.condition(when, None)
        self.circles()

    def item(self, item: Item) -> None:
        if item.is_question and not (item.why and item.used_by):
            raise self.wrong(
                item, f"“{item.id}” has to say “why” it is asked and who it is “used_by”."
            )
        if len(item.ask) > LONGEST_ASKED:
            raise self.wrong(
                item, f"“ask” of “{item.id}” is longer than {LONGEST_ASKED} characters."
            )
        if len(self.longest_name(item)) > LONGEST_NAME:
            raise self.wrong(item, f"“{item.id}” lies too deep in other groups. Shorten their ids.")
        if item.prefill and item.prefill not in KNOWN:
            raise self.wrong(item, f"“prefill” may be one of {', '.join(KNOWN)}.")
        if item.least is not None and item.most is not None and item.least > item.most:
            raise self.wrong(item, f"“min” of “{item.id}” is more than its “max”.")
        if wrong := _out_of_place(item):
            raise self.wrong(item, wrong)
        self.condition(item.when, item)
        self.worked_out(item)
        self.proposed(item)
        for lead in item.leads_to:
            self.lead(item, lead)

    def longest_name(self, item: Item) -> str:
        rows = [f"{one.id}.500" for one in self.found.above(item) if one.is_repeated]
        return ".".join([*rows, item.id, "because"])

    def condition(self, when: When | None, item: Item | None) -> None:
        for test in tests_in(when):
            asked = self.found.by_id.get(test.question)
            if asked is None or not asked.is_question:
                said = f"A condition asks about “{test.question}”, which is no question here."
                raise self.wrong(item, said)
            if wrong := _value_of(test, asked):
                raise self.wrong(item, wrong)

    def worked_out(self, item: Item) -> None:
        if not item.is_worked_out:
            return
        if item.type not in NUMBERS | {"boolean", "string", "text"}:
            raise self.wrong(
                item, f"“{item.id}” is worked out, so it is a number, words or yes/no."
            )
        if any(one.is_repeated for one in self.found.above(item)):
            raise self.wrong(item, f"“{item.id}” is worked out once, so it cannot stand in a row.")
        for id in item.sum_scores:
            asked = self.found.by_id.get(id)
            if asked is None or not any(one.score is not None for one in asked.options):
                raise self.wrong(item, f"“sum_scores” names “{id}”, which has no scores.")
        if item.calculate:
            self.calculated(item)

    def calculated(self, item: Item) -> None:
        try:
            names = calculating.named(item.calculate)
        except ValueError as error:
            raise self.wrong(item, f"“calculate” of “{item.id}” cannot be read: {error}") from error
        for id in names:
            if id.partition(".")[0] not in self.found.by_id:
                raise self.wrong(item, f"“calculate” names “{id}”, which is no question here.")
            if id in self.found.by_id and len(self.found.by_id[id].voices) > 1:
                said = f"“calculate” names “{id}”, which has two voices"
                raise self.wrong(item, f"{said}. Write {id}.person or {id}.worker.")
        if wrong := calculating.tried(self.found, item):
            raise self.wrong(item, f"“calculate” of “{item.id}” cannot be worked out: {wrong}")

    def proposed(self, item: Item) -> None:
        if item.proposes and item.type not in CHOICES:
            raise self.wrong(item, "Only a choice can be proposed.")
        for one in item.proposes:
            if item.option(one.option) is None:
                raise self.wrong(item, f"“{one.option}” is proposed and is no option here.")
            self.condition(one.when, item)

    def lead(self, item: Item, lead: Lead) -> None:
        for id in lead.answers:
            is_yes = item.type == "boolean" and id in (YES, NO)
            if not is_yes and item.option(id) is None:
                raise self.wrong(item, f"“leads_to” speaks of “{id}”, which is no answer here.")

    def circles(self) -> None:
        """No question may wait for itself, by conditions or by sums."""
        deep: dict[str, int] = {}
        for id in self.found.by_id:
            self.follow(id, [], deep)

    def follow(self, id: str, path: list[str], deep: dict[str, int]) -> int:
        """How many others an item waits for, one after the other."""
        if id in deep:
            return deep[id]
        if id in path:
            circle = " → ".join([*path[path.index(id) :], id])
            item = self.found.by_id[id]
            raise self.wrong(item, f"These wait for each other: {circle}. Take one condition out.")
        others = self.waits_for(self.found.by_id[id])
        deep[id] = 1 + max((self.follow(one, [*path, id], deep) for one in others), default=0)
        if deep[id] > LONGEST_CHAIN + 1:
            said = f"“{id}” waits for {deep[id] - 1} others, one after the other"
            raise self.wrong(self.found.by_id[id], f"{said}. {LONGEST_CHAIN} is the most.")
        return deep[id]

    def waits_for(self, item: Item) -> Iterator[str]:
        for test in tests_in(item.when):
            yield test.question
        yield from item.sum_scores
        if item.calculate:
            yield from (one.partition(".")[0] for one in calculating.named(item.calculate))
        parent = self.found.parents.get(item.id)
        if parent is not None:
            yield parent.id


def _out_of_place(item: Item) -> str:
    """What an item says that its type has no use for; nothing where all of it fits."""
    if item.type == "group" and not item.items:
        return f"There is nothing in “{item.id}”. Put a question into it, or take it out."
    if item.is_many and item.type not in CHOICES:
        return (
            f"“{item.id}” is no choice, so “many” means nothing. Put it into a group that repeats."
        )
    has_limits = item.unit or item.least is not None or item.most is not None
    if has_limits and item.type not in NUMBERS:
        return f"“{item.id}” is no number, so it has no “unit”, “min” or “max”."
    return ""


def _value_of(test: Test, asked: Item) -> str:
    """What is wrong with the value of a condition; nothing where it fits."""
    value, name = test.value, asked.id
    if test.operator == "exists":
        return ""
    if asked.type in CHOICES and asked.option(value) is None:
        return f"A condition compares “{name}” with “{value}”, which is no option of it."
    if asked.type in CHOICES | {"boolean"} and test.operator not in ("=", "!="):
        return f"“{name}” has no order: a condition can say “is” or “is_not”."
    if asked.type == "boolean" and value not in (YES, NO):
        return f"“{name}” is yes or no: a condition says true or false."
    if asked.type in NUMBERS and not _is_number(value):
        return f"A condition compares the number “{name}” with “{value}”, which is none."
    if asked.type in MOMENTS:
        return (
            "" if asked.type == "date" and _is_day(value) else f"“{name}” can only be “answered”."
        )
    if asked.type not in CHOICES | NUMBERS | {"boolean"}:
        return f"“{name}” is in words, so a condition can only say whether it is “answered”."
    return ""


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
