"""Needs: shown first, in the person's terms, through the six steps, and kept when they change."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from alongside.foundation.actor import acting
from alongside.people.actions.needs import end_need, record_need, review_need, take_step
from alongside.people.header import header_of, headers_of
from alongside.people.models import Need, NeedStep
from tests.cast import Cast

Lines = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def as_alice(cast: Cast) -> Any:
    with acting(cast.alice.pk):
        yield


def test_a_need_stands_in_the_header_and_in_lists(cast: Cast, lines: Lines) -> None:
    need = record_need(
        person=cast.ade, option="format-large-print", words="Large print, 18 point", by=cast.alice
    )
    same = record_need(
        person=cast.ade, option="format-large-print", words="Large print, 18 point", by=cast.alice
    )
    assert (need.pk, need.category) == (same.pk, "004")
    cast.ade.refresh_from_db()
    assert cast.ade.needs_line == "Large print, 18 point."
    header = header_of(cast.ade, cast.alice)
    assert header.needs == ("Large print, 18 point",)
    assert header.has_large_print
    steps = set(need.steps.values_list("step", flat=True))
    assert steps == {"identify", "record", "flag"}
    assert "need recorded" in [line[0] for line in lines(cast.ade)]


def test_four_needs_are_in_sight_and_all_are_kept(cast: Cast) -> None:
    for number in range(6):
        record_need(person=cast.ade, words=f"Need {number} " + "x" * 90, by=cast.alice)
    assert len(header_of(cast.ade, cast.alice).needs) == 4
    cast.ade.refresh_from_db()
    assert len(cast.ade.needs_line) <= 300
    assert cast.ade.needs_line.endswith(".")


def test_asking_again_keeps_what_was_right_before(cast: Cast, lines: Lines) -> None:
    need = record_need(person=cast.ade, words="Mornings", by=cast.alice)
    still = review_need(need=need, is_right=True, review_on=date(2099, 1, 1), by=cast.alice)
    assert still.pk == need.pk
    new = review_need(need=need, is_right=False, words="Afternoons", by=cast.alice)
    need.refresh_from_db()
    assert (new.replaces_id, need.over_why) == (need.pk, "Asked again")
    assert header_of(cast.ade, cast.alice).needs == ("Afternoons",)
    with pytest.raises(ValidationError, match="Somebody has changed"):
        review_need(need=need, is_right=True, by=cast.alice)
    with pytest.raises(ValidationError):
        review_need(need=new, is_right=True, words="Evenings", by=cast.alice)
    assert [line[0] for line in lines(cast.ade)].count("need reviewed") == 2


def test_steps_are_taken_and_an_end_says_why(cast: Cast) -> None:
    need = record_need(person=cast.ade, words="Mornings", by=cast.alice)
    take_step(need=need, step=NeedStep.Step.MEET, note="Visit at 10am", by=cast.alice)
    with pytest.raises(ValidationError, match="not come yet"):
        take_step(need=need, step=NeedStep.Step.MEET, on=date(2099, 1, 1), by=cast.alice)
    with pytest.raises(ValidationError):
        end_need(need=need, why=" ", by=cast.alice)
    end_need(need=need, why="He is well again", by=cast.alice)
    cast.ade.refresh_from_db()
    assert cast.ade.needs_line == ""
    assert header_of(cast.ade, cast.alice).needs == ()


@pytest.mark.parametrize(
    "answers",
    [
        {"words": ""},
        {"words": "x" * 400},
        {"option": "nothing-known"},
        {"category": "99", "words": "x"},
    ],
)
def test_wrong_answers_are_refused(cast: Cast, answers: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        record_need(person=cast.ade, by=cast.alice, **answers)


def test_a_stranger_reads_no_need_and_the_person_their_own(cast: Cast) -> None:
    record_need(person=cast.ade, words="Mornings", by=cast.alice)
    with acting(cast.ade_account.pk):
        assert Need.objects.count() == 1
    for account in (cast.charlie, cast.pat, cast.sam):
        with acting(account.pk):
            assert not Need.objects.exists()


def test_headers_of_many_people_cost_two_queries(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        found = headers_of([cast.ade, cast.temi], cast.alice)
    assert found[cast.temi.pk].short == "Temi"
