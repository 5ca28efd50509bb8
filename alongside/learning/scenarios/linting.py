"""How long a dilemma is, how hard to read, and what in it should be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from alongside.foundation.days import in_words
from alongside.foundation.reading_age import age_of, sentences, words

from .scenario import Scenario

OLDEST = 12  # reading age
LONGEST_SENTENCE = 35  # words
WORDS_A_MINUTE = 100  # with time to think


@dataclass(frozen=True)
class Measured:
    """What there is to say about a dilemma that is right."""

    scenes: int
    ends: int
    words: int
    reading_age: float | None
    unchecked: int  # sources
    remarks: tuple[str, ...]


def measured(scenario: Scenario, day: date) -> Measured:
    """Count and measure one dilemma, as of a day."""
    said = texts(scenario)
    return Measured(
        scenes=len(scenario.scenes),
        ends=sum(one.is_end for one in scenario.scenes),
        words=sum(len(words(one)) for one in said),
        reading_age=age_of(said),
        unchecked=len(scenario.unchecked),
        remarks=tuple(_remarks(scenario, said, day)),
    )


def texts(scenario: Scenario) -> list[str]:
    """Everything that a player may come to read."""
    found = [scenario.title, scenario.about]
    for scene in scenario.scenes:
        found += [*scene.text, *(one.words for one in scene.said), scene.ask]
        found += [*scene.follows, *scene.talk]
        for choice in scene.choices:
            found += [f"{choice.words}.", choice.why, *(one.words for one in choice.effects)]
    return [one for one in found if one]


def _remarks(scenario: Scenario, said: list[str], day: date) -> Iterator[str]:
    age = age_of(said)
    if age is not None and age > OLDEST:
        yield f"It is hard to read: reading age {age:g}. {OLDEST} is the most."
    for text in said:
        for sentence in sentences(text):
            if len(words(sentence)) > LONGEST_SENTENCE:
                yield f"{len(words(sentence))} words in one sentence: “{sentence[:60]}…”"
    if scenario.is_due(day):
        when = in_words(scenario.review_by)
        yield f"It was to be looked at again by {when}. Ask {scenario.owner}."
    if not scenario.holds_on(day):
        yield "It does not hold today, so nobody is offered it."
    if scenario.is_imported:
        yield "It was written elsewhere: nobody has said whom its choices touch."
