"""Tests of measuring a text: words, sentences, syllables, and the age that follows from them."""

import pytest

from ..reading_age import age_of, sentences, syllables, words

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
