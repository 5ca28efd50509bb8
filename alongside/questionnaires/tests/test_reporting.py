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


def told(
    entries: int, earlier: int = 0, **by_question: tuple[int, int, int] | int
) -> reporting.Unanswered:
    """The report, where every other question was always asked and answered."""
    since = entries - earlier
    counts = {one.id: reporting.Number(entries, since, since) for one in EVERY.questions}
    for name, said in by_question.items():
        number = (said, since, min(said, since)) if isinstance(said, int) else said
        counts[name.replace("_", "-")] = reporting.Number(*number)
    return reporting.unanswered(EVERY, reporting.Counted(entries, counts, since))


def ids(some: tuple[reporting.Seldom, ...]) -> list[str]:
    return [one.item.id for one in some]


def test_a_question_that_fewer_than_one_in_twenty_answers_is_named() -> None:
    found = told(100, washing=4, can_wash=5)
    assert ids(found.always) == ["washing"]
    assert found.always[0].answered == "fewer than 5 entries"
    assert found.always[0].asked == ""
    assert found.under_condition == found.hardly_asked == found.not_known == ()
    assert found.earlier == ""


def test_one_under_a_condition_is_measured_against_the_entries_that_asked_it() -> None:
    found = told(1000, since=(2, 60, 2), hours=(30, 60, 30))
    assert ids(found.under_condition) == ["since"]
    one = found.under_condition[0]
    assert (one.asked, one.answered) == ("60 entries", "fewer than 5 entries")
    assert one.condition == "“Points” is at least “3”"
    assert found.always == found.hardly_asked == found.not_known == ()


def test_where_it_was_asked_too_seldom_to_tell_nothing_is_said() -> None:
    assert not told(100, since=(0, 19, 0)).names_any
    assert ids(told(100, since=(0, 20, 0)).under_condition) == ["since"]


def test_one_whose_condition_hardly_ever_holds_stands_apart() -> None:
    found = told(100, since=(4, 4, 4), hours=(5, 5, 5))
    assert ids(found.hardly_asked) == ["since"]
    assert found.hardly_asked[0].asked == "fewer than 5 entries"
    assert found.always == found.under_condition == ()


def test_earlier_entries_are_told_as_not_known() -> None:
    found = told(100, earlier=40, since=(1, 30, 1))
    assert ids(found.under_condition) == ["since"]
    assert found.earlier == "40 entries"
    assert told(100, earlier=3, since=(1, 30, 1)).earlier == "fewer than 5 entries"
    assert told(100, earlier=40, washing=0).earlier == ""  # always asked, in the earlier ones too


def test_where_hardly_any_entry_says_what_was_asked_it_is_not_known() -> None:
    found = told(100, earlier=81, since=(4, 19, 4), hours=5)
    assert ids(found.not_known) == ["since"]
    assert found.not_known[0].asked == ""
    assert found.earlier == "81 entries"


def test_what_is_worked_out_is_no_question_to_anybody() -> None:
    assert not told(100, score=0, hours_total=0).names_any


def test_with_few_entries_nothing_is_named() -> None:
    found = told(19, washing=0)
    assert not found.is_enough
    assert not found.names_any
    assert told(20, washing=0).always
