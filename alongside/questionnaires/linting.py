"""How much a questionnaire asks and how hard it is to read: counts, ages, rules of easy read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from alongside.foundation.reading_age import age_of, sentences, words

from .definition import PERSON, WORKER, Item, Questionnaire

LONGEST_EASY = 15  # words in a sentence of easy read


@dataclass(frozen=True)
class Remark:
    """Something that could be said more simply: where, and what."""

    line: int
    question: str
    sentence: str


@dataclass(frozen=True)
class Measured:
    """What there is to say about a questionnaire that is right."""

    questions: int
    by_person: int  # that have a place for the person's answer
    by_worker: int
    required: int
    worked_out: int
    reading_age: float | None  # of questions, help and what stands above a part
    easy_age: float | None  # of the easy-read words
    longest_question: str
    longest_words: int
    without_easy: tuple[str, ...]  # questions for the person that have no easy-read words
    remarks: tuple[Remark, ...]

    def as_data(self) -> dict[str, Any]:
        """The same as names and values."""
        return asdict(self)


def measured(asked: Questionnaire) -> Measured:
    """Count and measure one questionnaire."""
    questions = asked.questions
    theirs = [one for one in questions if is_for(asked, one, PERSON)]
    longest = max(questions, key=lambda one: len(words(one.ask)), default=None)
    return Measured(
        questions=len(questions),
        by_person=len(theirs),
        by_worker=sum(is_for(asked, one, WORKER) for one in questions),
        required=sum(one.is_required for one in questions),
        worked_out=sum(one.is_worked_out for one in questions),
        reading_age=reading_age(asked),
        easy_age=age_of(list(_easy(asked))),
        longest_question=longest.id if longest else "",
        longest_words=len(words(longest.ask)) if longest else 0,
        without_easy=tuple(one.id for one in theirs if not one.easy),
        remarks=tuple(_remarks(asked)),
    )


def is_for(asked: Questionnaire, item: Item, voice: str) -> bool:
    """Whether somebody answers here; where both speak, a choice or a number is for both."""
    if item.is_worked_out or item.is_decided:
        return voice == WORKER and item.is_decided
    return voice in item.voices or (asked.answered_by == "both" and not item.is_words)


def reading_age(asked: Questionnaire) -> float | None:
    """The age at which most people can read it; None where there is nothing to read."""
    texts = [asked.title, asked.purpose]
    for item in asked.by_id.values():
        texts += [item.ask, item.intro, item.help]
    return age_of(texts)


def _easy(asked: Questionnaire) -> Iterator[str]:
    for item in asked.by_id.values():
        yield item.easy
        yield from (one.easy for one in item.options)


def _remarks(asked: Questionnaire) -> Iterator[Remark]:
    """Sentences of easy read that are too long."""
    for item in asked.by_id.values():
        for text in (item.easy, *(one.easy for one in item.options)):
            for sentence in sentences(text):
                count = len(words(sentence))
                if count > LONGEST_EASY:
                    said = (
                        f"{count} words in one sentence of easy read; {LONGEST_EASY} is the most."
                    )
                    yield Remark(item.line, item.id, said)
