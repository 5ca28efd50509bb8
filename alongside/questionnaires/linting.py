"""How much a questionnaire asks and how hard it is to read: counts, reading age, easy-read rules.

The reading age is the Flesch–Kincaid grade (0.39 × words a sentence + 11.8 × syllables a word −
15.59; Kincaid and others, 1975) plus five years. Syllables are counted here, by groups of vowels
and the silent endings of English: libraries that know each word fetch a dictionary first. On short
texts it is a hint, not a verdict; whether people understand a question is found out by asking them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .definition import PERSON, WORKER, Item, Questionnaire

LONGEST_EASY = 15  # words in a sentence of easy read
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|$)|[.!?…]+[”\"’')]+|\n+|:(?=\s)")

# Vowels that stand together and are said one after the other: “being”, “quiet”, “idea”, “usual”.
_TWO_VOWELS = re.compile(
    r"[aeiouy]ing$|(?<![ctsg])i(?:a|et|en(?!d))|io(?![un])|[^gq]ua|[dr]ea$|crea|scie|[^aeiouy]ier$"
)


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


# Words


def age_of(texts: list[str]) -> float | None:
    """The reading age of texts, each of which is a sentence at least."""
    said = [sentence for text in texts for sentence in sentences(text)]
    all_words = [word for sentence in said for word in words(sentence)]
    if not all_words:
        return None
    per_sentence = len(all_words) / len(said)
    per_word = sum(map(syllables, all_words)) / len(all_words)
    return round(max(0.39 * per_sentence + 11.8 * per_word - 15.59, 0) + 5, 1)


def sentences(text: str) -> list[str]:
    """The sentences of a text that have words in them."""
    return [one.strip() for one in _SENTENCE_END.split(text) if words(one)]


def words(text: str) -> list[str]:
    """The words of a text; what is joined by a hyphen is one."""
    return _WORD.findall(text)


def syllables(word: str) -> int:
    """About how many syllables an English word has; at least one."""
    plain = re.sub(r"['’](?:s|t|re|ve|ll|d|m)?$", "", word.lower())
    return sum(_syllables(part) for part in re.split(r"['’-]", plain) if part) or 1


def _syllables(part: str) -> int:
    spoken = re.sub(r"^every", "evry", re.sub(r"^some(?=.)", "sum", part))
    spoken = re.sub(r"(?:[^laeiouy]|[aeiouy]l)(?:es|e)$|(?<=[^td])ed$", _silent, spoken)
    groups = len(re.findall(r"[aeiouy]+", spoken))
    return max(groups + len(_TWO_VOWELS.findall(spoken)), 1)


def _silent(found: re.Match[str]) -> str:
    """What is left where an ending is not said; “-ces”, “-ses”, “-ges” are."""
    text = found.group()
    if text == "ed":
        return ""
    if text.endswith("es") and text[0] in "cszxgh":
        return text
    return text[:-2] if text.endswith("es") else text[:-1]
