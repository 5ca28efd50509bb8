"""Tests of counting and measuring: what is asked of whom, and how hard it is to read."""

from ..linting import measured
from ..reading import read_questionnaire
from .making import asking, made
from .samples import EVERYDAY, HEAD


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
