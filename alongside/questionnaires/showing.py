"""A questionnaire as a page shows it: steps, questions and boxes, in the words of the mode."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from alongside.knowledge.access import guide_named
from alongside.knowledge.guide import Guide

from .answering import Filled, Slot, agreement_of, slots_of
from .definition import CHOICES, PERSON, WORKER, Item, Questionnaire, Several, Test, When, tests_in
from .pieces import Box, Choice, Offer, Question, Row, Section, Step
from .values import AGREEMENT, words_of

CHECK = "check"  # the last step of each: what is open, and finishing
LONG_LIST = 12  # options; more than these are a menu


class Mode(StrEnum):
    """How the same questionnaire is gone through."""

    WORKER = "worker"  # by the worker, both voices on the page
    TOGETHER = "together"  # side by side, large
    ALONE = "alone"  # by the person, one thing in sight
    EASY = "easy"  # the same in easy words with pictures


ONE_BY_ONE = (Mode.ALONE, Mode.EASY)
MOST = 4_096  # questions whose places are kept in a process


class _Place(NamedTuple):
    """Of one box what is the same for everybody: of a wording that never changes, in one mode."""

    slot: Slot
    kind: str
    is_own: bool
    hint: str
    unit: str
    longest: int
    choices: tuple[Choice, ...]  # none of them ticked


_places: dict[tuple[str, Mode, str], tuple[_Place, ...]] = {}


@dataclass
class Showing:
    """What is known when a step is drawn."""

    filled: Filled
    mode: Mode
    called: str  # the person
    me: str  # the worker
    offers: Mapping[str, tuple[Offer, ...]] = field(default_factory=dict)  # by name
    same: Collection[str] = ()
    shows_wrong: bool = False
    is_reported: bool = False  # whoever types tells what the person said, and nothing is their own

    @property
    def asked(self) -> Questionnaire:
        """The questionnaire."""
        return self.filled.asked

    # Steps

    def steps(self) -> list[Step]:
        """Every screen that is gone through now, in order, without the last one."""
        if self.mode in ONE_BY_ONE:
            return list(self._one_by_one())
        return [Step(page.id, page.ask, page) for page in self.asked.pages if self._is_step(page)]

    def _is_step(self, page: Item) -> bool:
        return self.filled.is_asked(page)

    def _one_by_one(self) -> Iterator[Step]:
        for page in self.asked.pages:
            for section in page.items:
                for item in section.items:
                    if self.filled.is_asked(item) and self._is_for_person(item):
                        yield Step(item.id, page.ask, page, item.id)

    def _is_for_person(self, item: Item) -> bool:
        """Whether the person answers this, or a part of it, by themselves."""
        if item.items:
            return any(map(self._is_for_person, item.items))
        if item.type == "display":
            return self.asked.answered_by == PERSON
        if item.is_worked_out or item.is_decided:
            return False
        return PERSON in item.voices

    def sections(self, step: Step) -> list[Section]:
        """What a step shows."""
        found = []
        for section in step.page.items:
            if not self._may_show(section, "", step):
                continue
            questions = tuple(self._questions(section, "", step))
            if questions:
                found.append(
                    Section(
                        section.id,
                        "" if step.only else section.ask,
                        section.intro,
                        questions,
                        self._agreement(section, step),
                    )
                )
        return found

    def boxes(self, sections: list[Section]) -> list[Box]:
        """Every box that is drawn: the pieces of the draft on this page."""
        found = [box for section in sections for one in section.questions for box in boxes_in(one)]
        return found + [box for section in sections for box in section.agreement]

    # Questions

    def _questions(self, parent: Item, prefix: str, step: Step) -> Iterator[Question]:
        for item in parent.items:
            if step.only and parent.role == "section" and item.id != step.only:
                continue
            if step.only and not self._is_for_person(item):
                continue
            if self._may_show(item, prefix, step):
                yield self._question(item, prefix, step)

    def _may_show(self, item: Item, prefix: str, step: Step) -> bool:
        """Whether it is asked, or may come to be asked by an answer on this very step."""
        if self.filled.is_asked(item, prefix):
            return True
        return not step.only and self._hangs_on(item, step)

    def _hangs_on(self, item: Item, step: Step) -> bool:
        above = [item, *self.asked.above(item)]
        return any(
            self.asked.page_of(self.asked.by_id[test.question]).id == step.page.id
            for one in above
            if one.role != "page"
            for test in tests_in(one.when)
        )

    def _question(self, item: Item, prefix: str, step: Step) -> Question:
        shown = Question(
            id=f"ask-{prefix}{item.id}",
            name=prefix + item.id,
            role=item.role,
            ask=self._ask(item),
            item=item,
            key=(self.asked.digest, self.mode),
            is_asked=self.filled.is_asked(item, prefix),
            procedure=self._procedure(item),
            guidance=item.guidance if self.mode == Mode.WORKER else "",
        )
        if item.when is not None and not step.only and self._hangs_on(item, step):
            shown.when = json.dumps(as_data(item.when, prefix, self), separators=(",", ":"))
            shown.condition = self._condition(item.when)
        if item.is_repeated:
            shown.rows = tuple(self._rows(item, prefix, step))
        elif item.items:
            shown.inside = tuple(self._questions(item, prefix, step))
        elif item.type != "display":
            self._answer(shown, item, prefix)
        return shown

    def _rows(self, group: Item, prefix: str, step: Step) -> Iterator[Row]:
        for number, row in enumerate(self.filled.rows(group, prefix), 1):
            yield Row(number, tuple(self._questions(group, row, step)))

    def _answer(self, shown: Question, item: Item, prefix: str) -> None:
        """Give a question its boxes, or what is worked out, and what the answers point to."""
        if item.is_worked_out:
            value = self.filled.value(item, prefix)
            said = words_of(item, value) if value is not None else ""
            shown.worked_out = said or "This cannot be worked out yet."
            return
        shown.boxes = tuple(map(self._box, self._places(item, prefix)))
        shown.is_wide = len(item.voices) > 1 and len(shown.boxes) > 1
        proposal = self.filled.proposal(item, prefix) if item.proposes else None
        if proposal is not None:
            option = item.option(proposal.option)
            shown.proposal = f"{option.say if option else ''}. {proposal.because}"
            working = self.filled.working(proposal)
            shown.working = tuple((one.ask, words) for one, words in working)

    def _has_box(self, slot: Slot) -> bool:
        return self.mode not in ONE_BY_ONE or slot.voice == PERSON

    def _procedure(self, item: Item) -> Guide | None:
        """What the worker may look up here; never on a page that the person reads along."""
        if self.mode != Mode.WORKER or not item.procedure:
            return None
        return guide_named(item.procedure)

    def _ask(self, item: Item) -> str:
        return item.easy if self.mode == Mode.EASY and item.easy else item.ask

    # Boxes

    def _places(self, item: Item, prefix: str) -> tuple[_Place, ...]:
        """Where a question is answered, looked up once in a process."""
        key = self.asked.digest, self.mode, prefix + item.id
        found = _places.get(key)
        if found is None:
            if len(_places) >= MOST:
                _places.clear()
            slots = [one for one in slots_of(item, prefix) if self._has_box(one)]
            found = _places[key] = tuple(map(self._place, slots))
        return found

    def _place(self, slot: Slot) -> _Place:
        item = slot.item
        return _Place(
            slot,
            _kind(slot),
            slot.voice == PERSON,
            _hint(slot),
            item.unit if not slot.part else "",
            item.longest,
            tuple(self._choices(slot)),
        )

    def _choices(self, slot: Slot) -> Iterator[Choice]:
        if slot.item.type in CHOICES and not slot.part:
            for one in slot.item.options:
                yield Choice(one.id, self._say(one.easy, one.say), one.help)
        elif slot.item.type == "boolean":
            yield from (Choice("true", "Yes", ""), Choice("false", "No", ""))

    def _box(self, place: _Place) -> Box:
        slot, choices = place.slot, place.choices
        text = self.filled.text(slot)
        is_blank = not text.strip()
        if text and choices:
            chosen = {text} if slot.item.type == "boolean" else set(text.split("\n"))
            choices = tuple(
                Choice.of(one.value, one.say, one.value in chosen, one.help) for one in choices
            )
        return Box(
            slot.name,
            self._label(slot),
            place.kind,
            text,
            place.is_own and not self.is_reported,
            place.hint,
            place.unit,
            "" if is_blank and not self.shows_wrong else self.filled.wrong_at(slot),
            choices,
            place.longest,
            self.offers.get(slot.name, ()) if is_blank else (),
            slot.name in self.same,
        )

    def _say(self, easy: str, say: str) -> str:
        return easy if self.mode == Mode.EASY and easy else say

    def _label(self, slot: Slot) -> str:
        if not slot.part:
            return self._ask(slot.item)
        if slot.part == PERSON:
            return f"{self.called} says"
        if slot.part == WORKER:
            return f"{self.me} writes"
        return {"other": "Something else, in words", "because": f"Why {self.me} decides so"}.get(
            slot.part, self._ask(slot.item)
        )

    def _agreement(self, section: Item, step: Step) -> tuple[Box, ...]:
        if step.only:
            return ()
        boxes = []
        for slot in agreement_of(section):
            text = self.filled.text(slot)
            if slot.part == "differ":
                when = {"of": [f"{section.id}.agree"], "is": "=", "value": "differ"}
                label, told = "Where we see it differently", json.dumps(when)
                boxes.append(Box(slot.name, label, "text", text, False, when=told))
                continue
            choices = (Choice.of(key, say, key == text) for key, say in AGREEMENT.items())
            label = f"Do {self.called} and {self.me} see this the same way?"
            boxes.append(Box(slot.name, label, "radios", text, False, choices=tuple(choices)))
        return tuple(boxes)

    # Conditions in words

    def _condition(self, when: When) -> str:
        return f"Only if {said(when, self.asked)}"


def said(when: When, asked: Questionnaire) -> str:
    """A condition as one says it: “Can you wash?” is “Only with help”."""
    if isinstance(when, Several):
        return (" and " if when.is_all else " or ").join(said(one, asked) for one in when.of)
    item = asked.by_id[when.question]
    if when.operator == "exists":
        return f"“{item.ask}” is {'answered' if when.value == 'true' else 'not answered'}"
    option = item.option(when.value)
    value = option.say if option else {"true": "Yes", "false": "No"}.get(when.value, when.value)
    how = {"=": "is", "!=": "is not", ">": "is over", "<": "is under", ">=": "is at least"}
    return f"“{item.ask}” {how.get(when.operator, 'is at most')} “{value}”"


def as_data(when: When, prefix: str, showing: Showing) -> dict[str, Any]:
    """A condition for the script of the page: names of boxes, how they compare, and with what."""
    if isinstance(when, Several):
        inside = [as_data(one, prefix, showing) for one in when.of]
        return {"all" if when.is_all else "any": inside}
    return _as_test(when, prefix, showing)


def _as_test(test: Test, prefix: str, showing: Showing) -> dict[str, Any]:
    item = showing.asked.by_id[test.question]
    names = [
        slot.name
        for place in showing.filled.places(test.question, prefix)
        for slot in slots_of(item, place)
    ]
    return {"of": names, "is": test.operator, "value": test.value}


def boxes_in(question: Question) -> Iterator[Box]:
    """Every box of a question and of what lies in it."""
    yield from question.boxes
    for one in question.inside:
        yield from boxes_in(one)
    for row in question.rows:
        for one in row.questions:
            yield from boxes_in(one)


def _kind(slot: Slot) -> str:
    item = slot.item
    if slot.part in ("because",):
        return "text"
    if slot.part == "other":
        return "line"
    if item.type in CHOICES:
        if item.is_many:
            return "boxes"
        return "menu" if len(item.options) > LONG_LIST else "radios"
    kinds = {"text": "text", "boolean": "radios", "integer": "number", "decimal": "number"}
    return kinds.get(item.type, "number" if item.type == "quantity" else "line")


def _hint(slot: Slot) -> str:
    if slot.part:
        return ""
    return {
        "date": "A day, such as 27 March 2026",
        "dateTime": "A day, and a time if you know it: 24 November, 2pm",
        "time": "Such as 2pm or 14:30",
        "url": "The whole address, beginning with https://",
        "attachment": "The name of the file. Add the file itself on the last page.",
    }.get(slot.item.type, "")
