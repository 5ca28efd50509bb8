"""A survey made from a questionnaire: choices only, since whoever writes freely is recognised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from alongside.foundation.content import ContentError
from alongside.questionnaires.definition import Item, Questionnaire
from alongside.questionnaires.reading import read_questionnaire

KIND = "survey"
# Answers that are none: they are counted together, and never by group.
NONE = frozenset({"dont-know", "not-role", "prefer-not"})
CHOSEN, NOT_CHOSEN = "yes", "no"  # how a box of several is counted
MOST_OPTIONS, MOST_QUESTIONS = 12, 60
CHOSEN_OF = "/"  # between a question and its option, where several may be chosen


@dataclass(frozen=True)
class Asks:
    """One question of a survey."""

    key: str
    ask: str
    help: str
    options: tuple[tuple[str, str], ...]  # those that are answers
    none: tuple[tuple[str, str], ...]  # those that say why there is none
    is_many: bool
    is_ordered: bool  # a scale

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """All that may be ticked, in order."""
        return self.options + self.none

    def counted_as(self) -> tuple[str, ...]:
        """The names under which answers are counted."""
        if self.is_many:
            return tuple(f"{self.key}{CHOSEN_OF}{option}" for option, _ in self.options)
        return (self.key,)

    def ballot(self, said: str | list[str]) -> dict[str, str]:
        """What stands on a ballot for this answer."""
        if self.is_many:
            return {f"{self.key}{CHOSEN_OF}{one}": CHOSEN for one in said}
        return {self.key: str(said)} if said else {}


@dataclass(frozen=True)
class Group:
    """Questions under one heading."""

    title: str
    intro: str
    asks: tuple[Asks, ...]

    @property
    def keys(self) -> frozenset[str]:
        """The ids of its questions."""
        return frozenset(one.key for one in self.asks)


@dataclass(frozen=True)
class Survey:
    """A questionnaire as a wave asks it."""

    id: str
    form: str
    title: str
    purpose: str
    status: str
    source: str
    digest: str
    groups: tuple[Group, ...]

    @cached_property
    def asks(self) -> tuple[Asks, ...]:
        """Every question, in order."""
        return tuple(one for group in self.groups for one in group.asks)

    @cached_property
    def by_key(self) -> Mapping[str, Asks]:
        """Questions by their ids."""
        return {one.key: one for one in self.asks}


@lru_cache(maxsize=32)
def survey_of(text: str, name: str = "this survey") -> Survey:
    """The survey that a text holds; ContentError says in which line what is wrong."""
    asked = read_questionnaire(text, name)
    for line, sentence in _wrong(asked):
        raise ContentError(Path(name), line, sentence)
    return Survey(
        asked.id,
        asked.form,
        asked.title,
        asked.purpose,
        asked.status,
        asked.dated.source,
        asked.digest,
        tuple(_groups(asked)),
    )


def _groups(asked: Questionnaire) -> Iterator[Group]:
    for page in asked.pages:
        for section in page.items:
            asks = tuple(_asks(one) for one in section.items if one.is_question)
            yield Group(section.ask or page.ask, section.intro or page.intro, asks)


def _asks(item: Item) -> Asks:
    said = tuple((one.id, one.say) for one in item.options)
    return Asks(
        item.id,
        item.ask,
        item.help,
        tuple(one for one in said if one[0] not in NONE),
        tuple(one for one in said if one[0] in NONE),
        item.is_many,
        all(one.score is not None for one in item.options if one.id not in NONE),
    )


# What a survey cannot be


def _wrong(asked: Questionnaire) -> Iterator[tuple[int, str]]:
    if asked.kind != KIND:
        yield 1, f"A survey says “kind: {KIND}”."
    if len(asked.questions) > MOST_QUESTIONS:
        yield 1, f"It asks more than {MOST_QUESTIONS} questions. Few would go on to the end."
    for page in asked.pages:
        for item in page.walk():
            yield from ((item.line, sentence) for sentence in _wrong_with(item))


def _wrong_with(item: Item) -> Iterator[str]:
    if item.when is not None:
        yield "A survey asks everybody the same: take “when” out."
    if item.role == "group":
        yield "A survey has no groups of questions: give each its own place in a section."
    if item.role != "question" or item.type == "display":
        return
    if item.type != "choice":
        yield (
            f"“{item.id}” is no choice. A survey asks with options alone: what somebody writes, "
            "or a number of theirs, can give them away."
        )
        return
    answers = [one for one in item.options if one.id not in NONE]
    if not 2 <= len(answers) <= MOST_OPTIONS:
        yield f"“{item.id}” needs 2 to {MOST_OPTIONS} options that are answers."
    if any(CHOSEN_OF in one.id for one in item.options) or (
        item.is_many and len(answers) < len(item.options)
    ):
        yield f"“{item.id}” lets choose several, so leave out those that say there is no answer."
    scored = [one.score is not None for one in answers]
    if any(scored) and not all(scored):
        yield f"“{item.id}” gives some options a score and not others: a scale needs one for each."
