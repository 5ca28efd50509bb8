"""A survey written question by question: what each needs, and the questionnaire they make."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from alongside.learning.surveys import building, drafting
from alongside.learning.surveys.building import Written
from alongside.learning.surveys.form import survey_of
from alongside.learning.surveys.shipped import BARRIERS, SHIPPED, shipped

TEA = Written(1, "", "Is there tea? ☕", "", "one", "", ("Yes", "No"), ("I don’t know",))
OFTEN = Written(2, "The week", "How often?", "", "scale", "health-check-framework")
TODAY = date(2026, 11, 22)


def made(*questions: Written) -> str:
    """The text that these make."""
    return building.questionnaire("own-1", "Ours", questions, TODAY)


# What is written


def test_what_is_written_becomes_a_questionnaire() -> None:
    answers = ("Time", "Tea: hot # strong")
    many = Written(3, "", "What helps?", "Choose all.", "many", "", answers, ("I don’t know",))
    survey = survey_of(made(TEA, OFTEN, many))
    assert [group.title for group in survey.groups] == ["Questions", "The week"]
    tea, often, helps = survey.asks
    assert (tea.ask, tea.is_ordered, tea.is_many) == ("Is there tea? ☕", False, False)
    assert [say for _, say in tea.options] == ["Yes", "No"]
    assert tea.none == (("dont-know", "I don’t know"),)
    assert often.is_ordered
    assert [id for id, _ in often.options] == ["1", "2", "3", "4"]
    assert (helps.is_many, helps.help) == (True, "Choose all.")
    assert helps.options[1][1] == "Tea: hot # strong"
    assert helps.none == ()  # nobody has to choose any


def test_the_same_words_are_the_same_question_and_others_are_not() -> None:
    first, again = survey_of(made(TEA, OFTEN)), survey_of(made(OFTEN, TEA))
    alone = survey_of(made(TEA))
    assert alone.asks[0].key == first.asks[0].key
    assert again.asks[1].key != first.asks[0].key  # under another heading it asks something else
    other = Written(**{**vars(TEA), "options": ("No", "Yes")})
    assert survey_of(made(other)).asks[0].key != first.asks[0].key


@pytest.mark.parametrize("key", [*SHIPPED, BARRIERS])
def test_a_shipped_survey_is_copied_word_for_word(key: str) -> None:
    survey = shipped(key)
    copied = building.copied(survey)
    assert [list(building.wrong_with(one)) for one in copied] == [[]] * len(copied)
    assert building.wrong_together(copied) == []
    again = survey_of(building.questionnaire("own-2", "Copy", copied, TODAY))

    def words(one: Any) -> list[Any]:
        return [
            (asks.ask, asks.help, asks.is_many, asks.is_ordered, [say for _, say in asks.choices])
            for asks in one.asks
        ]

    assert words(again) == words(survey)
    assert [group.title for group in again.groups] == [group.title for group in survey.groups]


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"ask": ""}, "ask", "Write the question."),
        ({"ask": "a" * 401}, "ask", "401 characters, and 400 fit"),
        ({"kind": ""}, "kind", "Choose how it is answered."),
        ({"options": ()}, "options", "two answers or more"),
        ({"options": ("One",)}, "options", "two answers or more"),
        ({"options": tuple("abcdefghijklm")}, "options", "13 answers, and 12 fit"),
        ({"options": ("Yes", "yes")}, "options", "“yes” is there twice"),
        ({"options": ("Yes", "I don’t know")}, "none", "“I don’t know” is there twice"),
        ({"options": ("true", "False")}, "options", "with a capital letter"),
        ({"options": ("a" * 151, "b")}, "options", "longer than 150"),
        ({"none": ("a", "b", "c", "d")}, "none", "3 ways not to answer are enough"),
        ({"heading": "a" * 151}, "heading", "longer than 150"),
        ({"help": "a" * 301}, "help", "longer than 300"),
    ],
)
def test_what_one_question_still_needs(change: dict[str, Any], field: str, says: str) -> None:
    found = list(building.wrong_with(Written(**{**vars(TEA), **change})))
    assert [name for name, _ in found] == [field]
    assert says in found[0][1]


def test_what_is_wrong_with_all_of_them() -> None:
    assert "no questions yet" in building.wrong_together([])[0]
    twin = Written(**{**vars(TEA), "ask": "IS THERE TEA? ☕", "number": 2})
    assert "Questions 1 and 2 ask the same" in building.wrong_together([TEA, twin])[0]
    many = [Written(**{**vars(TEA), "ask": f"Number {n}?"}) for n in range(61)]
    assert "61 questions, and 60 fit" in building.wrong_together(many)[0]


def test_questions_move_and_are_taken_out_and_put_back() -> None:
    texts: dict[str, str] = {}
    texts |= drafting.added(texts, [TEA, OFTEN])
    texts |= drafting.added(texts, [TEA])
    assert drafting.numbers(texts) == [1, 2, 3]
    texts |= drafting.moved(texts, 3, 1)
    assert drafting.numbers(texts) == [3, 1, 2]
    texts |= drafting.moved(texts, 3, 99)
    assert drafting.numbers(texts) == [1, 2, 3]
    texts |= drafting.taken_out(texts, 1)
    assert drafting.numbers(texts) == [2, 3]
    assert drafting.question(texts, 1).ask == TEA.ask
    assert drafting.next_number(texts) == 4
    texts |= drafting.put_back(texts, 1)
    assert drafting.numbers(texts) == [2, 3, 1]
    assert drafting.put_back(texts, 1) == {}
    assert drafting.question(texts, 2) == OFTEN


def test_odd_letters_come_through() -> None:
    odd = "Bell \x07, mirror \u202e, end \uffff, 👩🏽‍💻, 'quote\": {a: [b]} # &x *y %z"
    survey = survey_of(made(Written(**{**vars(TEA), "ask": odd, "options": (odd, "- no")})))
    assert survey.asks[0].ask == odd
    assert [say for _, say in survey.asks[0].options] == [odd, "- no"]
