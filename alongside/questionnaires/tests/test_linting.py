"""Tests of counting and measuring: what is asked of whom, and how hard it is to read."""

import pytest

from ..linting import age_of, measured, sentences, syllables, words
from ..reading import read_questionnaire
from .making import asking, made
from .samples import EVERYDAY, HEAD

SYLLABLES = {
    1: "the wash like does phone live don't you're helped used rules breathe friend strength",
    2: "people little table places changes wanted needed money being question somewhere quiet",
    3: "idea area family assessment decision anything everyday easier medicine remember together",
    4: "eligible situation information communicate interpreter usually difficulty",
    5: "opportunity electricity",
}  # fmt: skip


@pytest.mark.parametrize(
    ("count", "word"), [(count, word) for count, some in SYLLABLES.items() for word in some.split()]
)
def test_syllables_of_common_words(count: int, word: str) -> None:
    assert syllables(word) == count


def test_what_counts_as_a_word_and_a_sentence() -> None:
    assert words("I don’t know – 3 well-kept things.") == [
        "I",
        "don’t",
        "know",
        "3",
        "well-kept",
        "things",
    ]
    assert sentences("Who helps? Say it.\nAnd when: at night") == [
        "Who helps", "Say it", "And when", "at night",
    ]  # fmt: skip
    assert sentences("? – …") == []


def test_the_reading_age_is_the_published_sum() -> None:
    # 10 words in 2 sentences with 11 syllables: 0.39 × 5 + 11.8 × 1.1 − 15.59 is below nought.
    assert age_of(["The cat sat on it.", "Who will help you today?"]) == 5
    # 7 words, 1 sentence, 20 syllables: 0.39 × 7 + 11.8 × 20 / 7 − 15.59 = 20.9, and five years.
    hard = (
        "Responsibilities necessitate considerable communication, information, opportunity, idea."
    )
    count = sum(map(syllables, words(hard)))
    assert age_of([hard]) == round(0.39 * 7 + 11.8 * count / 7 - 15.59 + 5, 1)
    assert age_of(["", "…"]) is None


def test_longer_sentences_and_words_are_harder() -> None:
    easy = age_of(["Who helps you?"])
    longer = age_of(
        ["Who helps you, and who would help you if that person could not come that day?"]
    )
    harder = age_of(["Which individuals facilitate participation?"])
    assert easy is not None
    assert longer is not None
    assert harder is not None
    assert easy < longer < harder


def test_who_is_asked_what_is_counted() -> None:
    found = measured(read_questionnaire(EVERYDAY))
    assert found.questions == 10
    assert found.required == 1
    assert found.worked_out == 2
    assert found.by_person == 6  # not the worker's own words, nor a decision, nor a sum
    assert found.by_worker == 8
    assert found.without_easy == ("can-wash", "can-dress", "hours", "tools", "since")
    assert found.longest_question in ("can-wash", "can-dress", "washing", "eligible", "tools")
    assert found.longest_words == 5


def test_a_sentence_of_easy_read_has_fifteen_words() -> None:
    fifteen = " ".join(["word"] * 15)
    more = f'text, easy_read: {{text: "{fifteen}. {fifteen} more."}}'
    (remark,) = measured(made(asking("before", "text"), asking("one", more))).remarks
    assert remark.question == "one"
    assert remark.line == HEAD.count("\n") + 8
    assert remark.sentence.startswith("16 words in one sentence of easy read; 15 is the most.")


def test_only_the_worker_is_asked() -> None:
    head = HEAD.replace("answered_by: both", "answered_by: worker")
    found = measured(
        made(asking("one", "text"), asking("two", "choice, options: [{id: a, say: A}]"), head=head)
    )
    assert (found.by_person, found.by_worker) == (0, 2)
    assert found.without_easy == ()
    assert found.easy_age is None
