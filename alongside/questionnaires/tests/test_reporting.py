"""What the report names of numbers that were counted, and how it says them."""

import pytest

from alongside.questionnaires import reporting
from alongside.questionnaires.reading import read_questionnaire

from .samples import EVERYDAY

EVERY = read_questionnaire(EVERYDAY)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "no entry"),
        (1, "fewer than 5 entries"),
        (4, "fewer than 5 entries"),
        (5, "5 entries"),
        (1234, "1,234 entries"),
    ],
)
def test_small_numbers_are_not_said(count: int, said: str) -> None:
    assert reporting.entries(count) == said


def answered(entries: int, **by_question: int) -> reporting.Unanswered:
    """The report, where every other question was always answered."""
    counts = {one.id: entries for one in EVERY.questions}
    counts |= {name.replace("_", "-"): count for name, count in by_question.items()}
    return reporting.unanswered(EVERY, reporting.Counted(entries, counts))


def test_a_question_that_fewer_than_one_in_twenty_answers_is_named() -> None:
    found = answered(100, washing=4, can_wash=5)
    assert [one.item.id for one in found.always] == ["washing"]
    assert found.always[0].answered == "fewer than 5 entries"
    assert found.under_condition == ()


def test_one_under_a_condition_stands_apart_with_it() -> None:
    found = answered(100, since=0, hours=1)
    assert found.always == ()
    assert [one.item.id for one in found.under_condition] == ["hours", "since"]
    assert "“Can you wash without help?” is “Only with help”" in found.under_condition[0].condition


def test_what_is_worked_out_is_no_question_to_anybody() -> None:
    assert answered(100, score=0, hours_total=0).always == ()


def test_with_few_entries_nothing_is_named() -> None:
    found = answered(19, washing=0)
    assert not found.is_enough
    assert (found.always, found.under_condition) == ((), ())
    assert answered(20, washing=0).always
