"""A survey written question by question: what each needs, and the questionnaire they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import Any

import yaml

from alongside.foundation.days import in_words
from alongside.questionnaires.checking import LONGEST_ASKED

from .form import MOST_OPTIONS, MOST_QUESTIONS, NONE, Asks, Survey
from .shipped import BARRIERS, SHIPPED, shipped

ONE, MANY, SCALE = "one", "many", "scale"  # how a question is answered
KINDS = (
    (ONE, "One answer of several"),
    (MANY, "As many answers as apply"),
    (SCALE, "A scale: steps from least to most"),
)
OWN_STEPS = ""  # the steps of a scale are written, not taken from one that is there
WAYS_OUT = ("dont-know", "not-role", "prefer-not")
LONGEST_ANSWER, LONGEST_HEADING, LONGEST_HELP = 150, 150, 300
RESERVED = ("true", "false")  # the format reads these as no words
STATUS = "written here, not validated"
SOURCE = "Written here by those who ask."
WHY = "Why it is asked stands at its beginning, where everybody who is asked reads it."
USED_BY = "Everybody who is asked reads what is told of all together."


@dataclass(frozen=True)
class Written:
    """One question as somebody wrote it; it may not be ready yet."""

    number: int = 0  # its name in the draft, whatever its place
    heading: str = ""  # what begins with it
    ask: str = ""
    help: str = ""
    kind: str = ""
    steps: str = OWN_STEPS  # which shipped wording of a scale
    options: tuple[str, ...] = ()
    none: tuple[str, ...] = ()  # ways to give no answer

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers that can be chosen, without those that are none."""
        if self.kind == SCALE and self.steps in (known := shipped_steps()):
            return known[self.steps]
        return self.options

    @property
    def ways_out(self) -> tuple[str, ...]:
        """The ways to give no answer; where several can be chosen, nobody has to choose any."""
        return () if self.kind == MANY else self.none

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written that could be missed."""
        return not (self.heading or self.ask or self.help or self.kind or self.options)


def lines_of(text: str) -> tuple[str, ...]:
    """The lines that say something, each with single spaces."""
    return tuple(line for one in text.splitlines() if (line := " ".join(one.split())))


@lru_cache(maxsize=1)
def shipped_steps() -> dict[str, tuple[str, ...]]:
    """The scales of the surveys that come with Alongside: steps from least to most."""
    found: dict[tuple[str, ...], str] = {}
    for survey in (*SHIPPED, BARRIERS):
        for asks in shipped(survey).asks:
            if asks.is_ordered and asks.options:
                words = tuple(say for _, say in asks.options)
                found.setdefault(words, f"{survey}-{asks.key}")
    return {key: words for words, key in found.items()}


# What is not ready


def wrong_with(one: Written) -> Iterator[tuple[str, str]]:
    """What one question still needs: the name of its field, and a sentence."""
    if not one.ask:
        yield "ask", "Write the question."
    elif len(one.ask) > LONGEST_ASKED:
        yield "ask", f"The question has {len(one.ask)} characters, and {LONGEST_ASKED} fit."
    if len(one.heading) > LONGEST_HEADING:
        yield "heading", f"The heading is longer than {LONGEST_HEADING} characters."
    if len(one.help) > LONGEST_HELP:
        yield "help", f"The help is longer than {LONGEST_HELP} characters."
    if one.kind not in dict(KINDS):
        yield "kind", "Choose how it is answered."
    else:
        yield from _wrong_with_answers(one)


def _wrong_with_answers(one: Written) -> Iterator[tuple[str, str]]:
    own = one.answers is one.options
    count = len(one.answers)
    if own and count < 2:
        yield "options", "Write two answers or more, each on a line of its own."
    elif own and count > MOST_OPTIONS:
        yield "options", f"There are {count} answers, and {MOST_OPTIONS} fit. Join some of them."
    if len(one.ways_out) > len(WAYS_OUT):
        yield "none", f"{len(WAYS_OUT)} ways not to answer are enough."
    for field, words in (("options", one.options if own else ()), ("none", one.ways_out)):
        for word in words:
            if len(word) > LONGEST_ANSWER:
                yield field, f"“{word[:40]}…” is longer than {LONGEST_ANSWER} characters."
            elif word in RESERVED:
                yield field, f"Write “{word}” with a capital letter."
    if twin := _twin((*one.answers, *one.ways_out)):
        field = "none" if twin in one.ways_out else "options"
        yield field, f"“{twin}” is there twice. Nobody could tell the two apart."


def _twin(words: Sequence[str]) -> str:
    seen: set[str] = set()
    for word in words:
        if word.casefold() in seen:
            return word
        seen.add(word.casefold())
    return ""


def wrong_together(questions: Sequence[Written]) -> list[str]:
    """What is wrong with all of them together, in sentences."""
    if not questions:
        return ["There are no questions yet. Write one, or start from a survey that is there."]
    found = []
    if len(questions) > MOST_QUESTIONS:
        count = len(questions)
        found.append(f"There are {count} questions, and {MOST_QUESTIONS} fit. Few would go on.")
    places: dict[tuple[str, str], int] = {}
    for place, (heading, one) in enumerate(under_headings(questions), 1):
        key = (heading.casefold(), one.ask.casefold())
        if one.ask and key in places:
            found.append(f"Questions {places[key]} and {place} ask the same: “{one.ask}”.")
        places.setdefault(key, place)
    return found


def under_headings(questions: Sequence[Written]) -> Iterator[tuple[str, Written]]:
    """Each question, with the heading that it stands under."""
    heading = ""
    for one in questions:
        heading = one.heading or heading
        yield heading, one


# The questionnaire


def questionnaire(id: str, title: str, questions: Sequence[Written], today: date) -> str:
    """The text of the questionnaire that they make; every one of them is ready."""
    pages: list[dict[str, Any]] = []
    for heading, one in under_headings(questions):
        if not pages or one.heading:
            number = len(pages) + 1
            section = {"id": f"s{number}", "questions": []}
            words = heading or "Questions"
            pages.append({"id": f"p{number}", "title": words, "sections": [section]})
        pages[-1]["sections"][0]["questions"].append(_question(heading, one))
    head = {
        "id": id, "version": "1", "title": title, "purpose": WHY, "answered_by": "worker",
        "kind": "survey", "valid_from": today.isoformat(), "source": SOURCE,
        "checked_on": today.isoformat(), "checked": "false", "status": STATUS, "pages": pages,
    }  # fmt: skip
    text: str = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=100)
    return f"# Written in Alongside on {in_words(today)}.\n{text}"


def _question(heading: str, one: Written) -> dict[str, Any]:
    options: list[dict[str, str]] = []
    for number, words in enumerate(one.answers, 1):
        if one.kind == SCALE:
            options.append({"id": str(number), "say": words, "score": str(number)})
        else:
            options.append({"id": f"a{number}", "say": words})
    options += [{"id": id, "say": say} for id, say in zip(WAYS_OUT, one.ways_out, strict=False)]
    found: dict[str, Any] = {
        "id": _key(heading, one), "ask": one.ask, "type": "choice", "why": WHY, "used_by": USED_BY,
        "options": options,
    }  # fmt: skip
    if one.kind == MANY:
        found["many"] = "true"
    return found | ({"help": one.help} if one.help else {})


def _key(heading: str, one: Written) -> str:
    """The same for the same words, so that two askings are compared only where they asked alike."""
    words = (heading, one.ask, one.kind, *one.answers, "", *one.ways_out)
    return f"q-{sha256(chr(0).join(words).encode()).hexdigest()[:12]}"


# Starting from one that is there


def copied(survey: Survey) -> list[Written]:
    """The questions of a survey, to go on from."""
    found: list[Written] = []
    for group in survey.groups:
        for place, asks in enumerate(group.asks):
            found.append(replace(_copied(asks), heading=group.title if not place else ""))
    return found


def _copied(asks: Asks) -> Written:
    words = tuple(say for _, say in asks.options)
    kind = MANY if asks.is_many else SCALE if asks.is_ordered else ONE
    steps = {known: key for key, known in shipped_steps().items()}.get(words, OWN_STEPS)
    if kind != SCALE:
        steps = OWN_STEPS
    return Written(
        ask=asks.ask,
        help=asks.help,
        kind=kind,
        steps=steps,
        options=() if steps else words,
        none=tuple(say for id, say in asks.none if id in NONE),
    )
