"""Tests of what is worked out: sums of points, FHIRPath, and what cannot be worked out yet."""

from decimal import Decimal

import pytest

from .. import calculating, responding
from ..fhir import scoring
from ..reading import read_questionnaire
from .making import asking, filled, made
from .samples import EVERYDAY

SAMPLE = read_questionnaire(EVERYDAY)
NUMBER = "%resource.descendants().where(linkId='n').answer.value"


def test_points_are_added_up() -> None:
    score = SAMPLE.by_id["score"]
    assert filled(SAMPLE, can_wash="help", can_dress="help").value(score) == Decimal(6)
    assert filled(SAMPLE, can_wash="alone").value(score) == Decimal(0)


def test_no_points_are_nothing_and_not_nought() -> None:
    assert filled(SAMPLE).value(SAMPLE.by_id["score"]) is None
    assert "score" not in {one.slot.name for one in filled(SAMPLE).answers()}


def test_rows_are_added_up_by_fhirpath() -> None:
    hours = {"what_helps__1__hours": "2.5", "what_helps__2__hours": "1.5"}
    total = SAMPLE.by_id["hours-total"]
    assert filled(SAMPLE, can_wash="help", **hours).value(total) == Decimal(4)
    assert filled(SAMPLE, can_wash="alone", **hours).value(total) == Decimal(0)


@pytest.mark.parametrize(
    ("expression", "typed", "expected"),
    [
        (f"{NUMBER} / 0", "3", None),
        (f"{NUMBER} / 2", "3", Decimal("1.5")),
        (f"{NUMBER} * 2", "", None),
        (f"{NUMBER} + 0.1", "0.2", Decimal("0.3")),
        ("%resource.descendants().where(linkId='n').answer.value | 5", "3", None),
    ],
    ids=["divided by nought", "half", "not answered", "tenths", "two results"],
)
def test_what_a_calculation_gives(expression: str, typed: str, expected: Decimal | None) -> None:
    asked = made(asking("n", "decimal"), asking("sum", f'decimal, calculate: "{expression}"'))
    form = filled(asked, n=typed)
    assert form.value(asked.by_id["sum"]) == expected
    assert not form.wrong()


def test_a_whole_number_is_not_rounded_into_being() -> None:
    asked = made(asking("n", "decimal"), asking("sum", f'integer, calculate: "{NUMBER} / 2"'))
    assert filled(asked, n="3").value(asked.by_id["sum"]) is None
    assert filled(asked, n="4").value(asked.by_id["sum"]) == Decimal(2)


def test_yes_and_words_can_be_worked_out() -> None:
    asked = made(
        asking("n", "integer"),
        asking("many", f'boolean, calculate: "{NUMBER} > 2"'),
        asking("words", f"string, calculate: \"iif({NUMBER} > 2, 'many', 'few')\""),
        asking("after", "text, when: {question: many, is: true}"),
    )
    form = filled(asked, n="3")
    assert form.value(asked.by_id["many"]) is True
    assert form.value(asked.by_id["words"]) == "many"
    assert form.is_asked(asked.by_id["after"])
    assert not filled(asked, n="2").is_asked(asked.by_id["after"])


@pytest.mark.parametrize(
    "broken",
    [
        f"({NUMBER})) * 2", f"{NUMBER} garbage", f"{NUMBER} +", f"{NUMBER} # 2",
        "%resource.where(linkId='n'", "%resource.where(linkId='n).answer",
        "%resource[0.where(linkId='n')",
    ],
)  # fmt: skip
def test_half_an_expression_is_never_read(broken: str) -> None:
    with pytest.raises(ValueError, match="at its letter"):
        calculating.compiled(broken)


def test_only_the_answers_that_are_named_are_given() -> None:
    form = filled(SAMPLE, can_wash="help", what_helps__1__hours="2", washing__person="Fine")
    found = str(responding.response(form, only={"hours"}))
    assert "'hours'" in found
    assert "'washing'" not in found


@pytest.mark.parametrize(
    "answers",
    [{}, {"can_wash": "help"}, {"can_wash": "help", "can_dress": "help"}, {"can_dress": "alone"}],
)
def test_points_leave_as_fhirpath_that_gives_the_same(answers: dict[str, str]) -> None:
    form, item = filled(SAMPLE, **answers), SAMPLE.by_id["score"]
    expression = scoring.expression(SAMPLE, item)
    found = calculating.evaluated(expression, responding.response(form), "2026-11-22")
    ours = form.value(item)
    assert [Decimal(str(one)) for one in found] == ([] if ours is None else [ours])
