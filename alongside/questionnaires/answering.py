"""A questionnaire as it is being filled in: what is asked now, what is missing, what follows.

What was typed comes as texts by name. A name is the id of a question; `washing.person` and
`washing.worker` where it has two voices, `helpers.2.who` in the second row of a repeated group, and
`….other`, `….because`, `….agree`, `….differ`, `….rows` for what belongs to a question or a section.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError

from . import calculating
from .definition import (
    CHOICES,
    PERSON,
    WORKER,
    Item,
    Option,
    Proposal,
    Questionnaire,
    Rule,
    Several,
    Test,
    When,
    tests_in,
)
from .fitting import fits
from .values import AGREEMENT, OwnWords, data_of, value_of, words_of


@dataclass(frozen=True)
class Slot:
    """One place where something is typed or chosen."""

    name: str
    item: Item
    part: str = ""  # person · worker · other · because · agree · differ
    prefix: str = ""  # of the row that it stands in: "helpers.2."

    @property
    def voice(self) -> str:
        """Whose words they are."""
        if self.part in (PERSON, WORKER):
            return self.part
        return WORKER if self.part == "because" or not self.item.voices else self.item.voices[0]


@dataclass(frozen=True)
class Answered:
    """One answer, ready to be kept by whoever asked."""

    slot: Slot
    words: str
    data: dict[str, Any] | None


@dataclass(frozen=True)
class Wrong:
    """Something that cannot be kept as it was typed, or is missing."""

    slot: Slot
    why: str


def slots_of(item: Item, prefix: str = "") -> list[Slot]:
    """Where a question is answered: once, in two voices, or with words beside a choice."""
    name = prefix + item.id
    if len(item.voices) > 1:
        return [Slot(f"{name}.{voice}", item, voice, prefix) for voice in item.voices]
    found = [Slot(name, item, "", prefix)]
    if item.type == "open-choice":
        found.append(Slot(f"{name}.other", item, "other", prefix))
    if item.is_decided:
        found.append(Slot(f"{name}.because", item, "because", prefix))
    return found


def chosen(item: Item, value: Any) -> Option | None:
    """The option that a value stands for; none for somebody's own words."""
    return None if isinstance(value, OwnWords) else item.option(str(value))


def agreement_of(section: Item) -> list[Slot]:
    """Whether both see a section the same way, and how they differ."""
    if not section.is_agreed:
        return []
    return [Slot(f"{section.id}.{part}", section, part) for part in ("agree", "differ")]


class Filled:
    """What was typed so far, looked at through its questionnaire."""

    asks_everything = False  # conditions hold, whatever was answered

    def __init__(self, asked: Questionnaire, texts: Mapping[str, str], today: date) -> None:
        self.asked, self.texts, self.today = asked, texts, today
        self._values: dict[str, Any] = {}
        self._is_asked: dict[tuple[str, str], bool] = {}
        self._rows: dict[str, list[str]] = {}

    # Rows of repeated groups

    @cached_property
    def _used_rows(self) -> Mapping[str, int]:
        """The last row of each repeated group in which something was typed."""
        found: dict[str, int] = {}
        for name, text in self.texts.items():
            if name.endswith(".rows") or not text.strip():
                continue
            steps = name.split(".")
            for place, step in enumerate(steps):
                if step.isdecimal() and len(step) < 4:
                    group = ".".join(steps[:place])
                    found[group] = max(found.get(group, 0), int(step))
        return found

    @cached_property
    def _used_prefixes(self) -> frozenset[str]:
        """The rows in which something was typed: "helpers.2.", …"""
        found: set[str] = set()
        for name, text in self.texts.items():
            if not name.endswith(".rows") and text.strip():
                steps = name.split(".")
                numbers = (place for place, step in enumerate(steps) if step.isdecimal())
                found.update(".".join(steps[: place + 1]) + "." for place in numbers)
        return frozenset(found)

    def rows(self, group: Item, prefix: str = "") -> list[str]:
        """The prefixes of the rows of a repeated group: "helpers.1.", "helpers.2.", …"""
        name = prefix + group.id
        if name not in self._rows:
            wanted = self.texts.get(f"{name}.rows", "")
            asked_for = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else 1
            count = min(max(asked_for, self._used_rows.get(name, 0), 1), group.most_rows)
            self._rows[name] = [f"{name}.{number}." for number in range(1, count + 1)]
        return self._rows[name]

    def inside(self, item: Item, prefix: str = "") -> Iterator[tuple[Item, str]]:
        """Every question inside, in order, with the row that it stands in."""
        for one in item.items:
            if one.is_repeated:
                for row in self.rows(one, prefix):
                    yield from self.inside(one, row)
            elif one.items:
                yield from self.inside(one, prefix)
            elif one.is_question:
                yield one, prefix

    # Values

    def text(self, slot: Slot) -> str:
        """What stands there, as it was typed."""
        return self.texts.get(slot.name, "")

    def value(self, item: Item, prefix: str = "") -> Any:
        """The answer to a question that has one; None where there is none, or it cannot be read."""
        name = prefix + item.id
        if name not in self._values:
            self._values[name] = (
                self._worked_out(item) if item.is_worked_out else self._typed(item, name)
            )
        return self._values[name]

    def _typed(self, item: Item, name: str) -> Any:
        if len(item.voices) > 1:
            said = [
                text
                for voice in item.voices
                if (text := self.texts.get(f"{name}.{voice}", "").strip())
            ]
            return "\n\n".join(said) or None
        try:
            found = value_of(item, self.texts.get(name, ""), self.today)
        except ValidationError:
            found = None
        if found is None and item.type == "open-choice":
            return OwnWords(self.texts.get(f"{name}.other", "").strip()) or None
        return found

    def _worked_out(self, item: Item) -> Any:
        if item.sum_scores:
            scores = [score for id in item.sum_scores for score in self._scores(id)]
            return sum(scores, Decimal()) if scores else None
        return calculating.worked_out(self, item)

    def _scores(self, id: str) -> Iterator[Decimal]:
        item = self.asked.by_id[id]
        for value in self.values(id):
            for one in value if isinstance(value, tuple) else (value,):
                option = chosen(item, one)
                if option is not None and option.score is not None:
                    yield option.score

    def places(self, id: str, prefix: str = "") -> list[str]:
        """The rows in which a question stands; of one that asks in a row, that row alone."""
        item = self.asked.by_id[id]
        groups = [one for one in reversed(list(self.asked.above(item))) if one.is_repeated]
        found = [""]
        for group in groups:
            same = _row_within(prefix, f"{found[0]}{group.id}.") if len(found) == 1 else ""
            found = [same] if same else [row for one in found for row in self.rows(group, one)]
        return found

    def values(self, id: str, prefix: str = "") -> list[Any]:
        """Every answer to a question that is asked: one for each row, none where there is none."""
        item = self.asked.by_id[id]
        found = (
            self.value(item, place)
            for place in self.places(id, prefix)
            if self.is_asked(item, place)
        )
        return [one for one in found if one is not None]

    # Conditions

    def is_asked(self, item: Item, prefix: str = "") -> bool:
        """Whether a question, with all that it lies in, is asked now."""
        key = item.id, prefix
        if key not in self._is_asked:
            parent = self.asked.parents.get(item.id)
            above = prefix
            if parent is not None and parent.is_repeated:
                above = _row_above(prefix)
            is_in = parent is None or self.is_asked(parent, above)
            self._is_asked[key] = is_in and self.holds(item.when, prefix)
        return self._is_asked[key]

    def holds(self, when: When | None, prefix: str = "") -> bool:
        """Whether a condition holds; what is not asked counts as not answered."""
        if when is None or self.asks_everything:
            return True
        if isinstance(when, Several):
            said = (self.holds(one, prefix) for one in when.of)
            return all(said) if when.is_all else any(said)
        return self._fits(when, self.values(when.question, prefix))

    def _fits(self, test: Test, values: list[Any]) -> bool:
        if test.operator == "exists":
            return bool(values) == (test.value == "true")
        item = self.asked.by_id[test.question]
        answers = [
            one for value in values for one in (value if isinstance(value, tuple) else (value,))
        ]
        if item.type in CHOICES:
            answers = [one for one in answers if chosen(item, one)]
        return any(fits(test.operator, one, test.value) for one in answers)

    # What there is to say before it is final

    def all_slots(self) -> Iterator[tuple[Slot, bool]]:
        """Every place, in order, and whether it is asked now."""
        for page in self.asked.pages:
            for section in page.items:
                for item, prefix in self.inside(section):
                    is_asked = self.is_asked(item, prefix)
                    for slot in slots_of(item, prefix):
                        yield slot, is_asked
                for slot in agreement_of(section):
                    yield slot, self.is_asked(section)

    def ids_asked(self, voice: str = "") -> list[str]:
        """The ids of the questions that are asked now, of one voice alone where it is named."""
        slots = (slot for slot, is_asked in self.all_slots() if is_asked)
        found = (one.item for one in slots if one.item.is_question)
        return list(dict.fromkeys(one.id for one in found if not voice or voice in one.voices))

    def wrong(self) -> list[Wrong]:
        """What cannot be kept as it was typed, with what to do."""
        found = []
        for slot, is_asked in self.all_slots():
            if is_asked and (why := self.wrong_at(slot)):
                found.append(Wrong(slot, why))
        return found

    def wrong_at(self, slot: Slot) -> str:
        """Why one answer cannot be kept as it is; empty where it can."""
        text = self.text(slot)
        if slot.part == "agree":
            return "" if text in ("", *AGREEMENT) else "Choose one of the answers that stand here."
        if slot.part in ("other", "because", "differ"):
            return "Write this in fewer than 20,000 characters." if len(text) > 20_000 else ""
        if slot.item.is_worked_out:
            return ""
        try:
            value_of(slot.item, text, self.today)
        except ValidationError as refusal:
            return " ".join(refusal.messages)
        return ""

    def missing(self) -> list[Slot]:
        """What must be answered before it is finished; a row left empty asks nothing."""
        found = []
        for slot, is_asked in self.all_slots():
            if not is_asked or not self._must(slot):
                continue
            if slot.prefix and not self._row_is_used(slot.prefix):
                continue
            found.append(slot)
        return found

    def _must(self, slot: Slot) -> bool:
        if slot.part == "because":  # a decision says why
            chosen = self.value(slot.item, slot.prefix)
            return chosen is not None and not self.text(slot).strip()
        is_first = slot.part in ("", *slot.item.voices[:1])
        return slot.item.is_required and is_first and self.value(slot.item, slot.prefix) is None

    def _row_is_used(self, prefix: str) -> bool:
        return prefix in self._used_prefixes

    def broken(self) -> list[Rule]:
        """The rules across questions that do not hold."""
        return [
            rule for rule in self.asked.rules if self.holds(rule.when) and not self.holds(rule.must)
        ]

    def proposal(self, item: Item, prefix: str = "") -> Proposal | None:
        """What the answers point to: the first proposal whose condition holds."""
        return next((one for one in item.proposes if self.holds(one.when, prefix)), None)

    def working(self, proposal: Proposal) -> list[tuple[Item, str]]:
        """The answers that a proposal looks at, as they now stand."""
        names = dict.fromkeys(test.question for test in tests_in(proposal.when))
        found = []
        for id in names:
            item = self.asked.by_id[id]
            said = [words_of(item, value) for value in self.values(id)]
            found.append((item, ", ".join(said) or "not answered yet"))
        return found

    def answers(self) -> list[Answered]:
        """Every answer to what is asked, in order, as words and as data."""
        return [
            found
            for slot, is_asked in self.all_slots()
            if is_asked and (found := self._answer(slot))
        ]

    def no_longer_asked(self) -> list[tuple[Slot, str]]:
        """What was answered and is not asked any more, because another answer was changed."""
        return [
            (slot, self._words(slot))
            for slot, is_asked in self.all_slots()
            if not is_asked and self.text(slot).strip()
        ]

    def _words(self, slot: Slot) -> str:
        found = self._answer(slot)
        return found.words if found else self.text(slot)

    def _answer(self, slot: Slot) -> Answered | None:
        text = self.text(slot)
        if slot.part == "agree":
            words = AGREEMENT.get(text, "")
            return Answered(slot, words, {"codes": [text]}) if words else None
        if slot.part:  # words, whoever says them
            is_beside = slot.part == "other" and self._chosen(slot) is not None
            return None if is_beside or not text.strip() else Answered(slot, text, None)
        value = self._chosen(slot)
        if value is None:
            return None
        other = self.texts.get(f"{slot.name}.other", "").strip()
        data = data_of(slot.item, value)
        if other and data is not None:
            data = {**data, "other": other}
        return Answered(slot, words_of(slot.item, value, other), data)

    def _chosen(self, slot: Slot) -> Any:
        if slot.item.is_worked_out:
            return self.value(slot.item, slot.prefix)
        try:
            return value_of(slot.item, self.texts.get(slot.prefix + slot.item.id, ""), self.today)
        except ValidationError:
            return None


def _row_within(prefix: str, group: str) -> str:
    """Of the row "a.1.b.2." the row of "a." that it lies in, "a.1."; empty where in none."""
    if not prefix.startswith(group):
        return ""
    return f"{group}{prefix[len(group) :].partition('.')[0]}."


def _row_above(prefix: str) -> str:
    """Of the row "a.1.b.2." the row that it lies in: "a.1."."""
    steps = prefix.rstrip(".").split(".")[:-2]
    return ".".join(steps) + "." if steps else ""
