"""How long a guide is, how hard to read, and what in it should be looked at again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from alongside.foundation.days import in_words
from alongside.foundation.reading_age import age_of, sentences, words

from .guide import Guide

MOST_WORDS = 900  # read in five minutes
OLDEST = 12  # reading age: plain to a colleague at the end of a long day
LONGEST_SENTENCE = 30  # words


@dataclass(frozen=True)
class Measured:
    """What there is to say about a guide that is right."""

    words: int
    minutes: int
    reading_age: float | None
    checks: int  # lines to tick
    sources: int
    unchecked: int  # of them
    review_by: date
    remarks: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """The same as names and values."""
        return {**asdict(self), "review_by": self.review_by.isoformat()}


def measured(guide: Guide, day: date) -> Measured:
    """Count and measure one guide, as of a day."""
    texts = [guide.title, guide.purpose, *guide.body.lines]
    return Measured(
        words=sum(len(words(one)) for one in texts),
        minutes=guide.minutes,
        reading_age=age_of(texts),
        checks=sum(len(one.checks) for one in guide.body.pieces),
        sources=len(guide.sources),
        unchecked=len(guide.unchecked),
        review_by=guide.review_by,
        remarks=tuple(_remarks(guide, texts, day)),
    )


def _remarks(guide: Guide, texts: Collection[str], day: date) -> Iterator[str]:
    count = sum(len(words(one)) for one in texts)
    if count > MOST_WORDS:
        yield f"It has {count} words, and {MOST_WORDS} is the most for five minutes."
    age = age_of(list(texts))
    if age is not None and age > OLDEST:
        yield f"It is hard to read: reading age {age:g}. {OLDEST} is the most."
    for text in texts:
        for sentence in sentences(text):
            if len(words(sentence)) > LONGEST_SENTENCE:
                yield f"{len(words(sentence))} words in one sentence: “{sentence[:60]}…”"
    if guide.is_due(day):
        yield f"It was to be looked at again by {in_words(guide.review_by)}. Ask {guide.owner}."
    if not guide.holds_on(day):
        yield "It does not hold today, so nobody is shown it."
