"""Clocks keep what somebody said of them, whatever is changed in what they follow."""

import logging
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When, working_days_after
from alongside.people.actions.grants import allocate
from alongside.people.models import Person
from alongside.record.actions import Words, amend_entry, move_misfiled_entry
from alongside.record.actions.restricting import restrict_entry
from alongside.record.actions.settling_clocks import finish_clock, stop_clock
from alongside.record.clocks.counting import months_after
from alongside.record.models import Clock, ClockWords, Entry
from tests.cast import Cast

from .conftest import Write
from .test_clocks_follow import ago, amended, clocks, kofi, on

__all__ = ["clocks", "kofi"]
Clocks = Callable[..., dict[str, Clock]]


def ticked(question: str, code: str) -> Words:
    value = {"codes": [code]}
    return Words("fact", "As it was said.", question=question, asked="What?", value=value)


def answered(note: Write, people: list[Person], days: int, question: str, code: str) -> Entry:
    """What somebody ticked in a form, so many days ago."""
    kind, form = {
        "decision": ("referral", "front-door"),
        "begin": ("strategy", "strategy-discussion"),
    }[question]
    part = ticked(question, code)
    return note(part, kind=kind, form=f"{form} 1", people=people, happened=on(days))


def test_what_somebody_stopped_does_not_begin_again_with_a_word(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks
) -> None:
    entry = note(kind="strategy", people=[kofi], happened=on(3))
    with acting(cast.alice.pk):
        stop_clock(clock=Clock.objects.get(), why="No enquiry was begun.", by=cast.alice)
    amended(entry, cast.alice)
    assert clocks(kofi) == {}
    note(kind="strategy", people=[kofi], happened=on(2))  # another one counts by itself
    assert set(clocks(kofi)) == {"initial-conference"}


def test_adults_get_no_clocks_of_children_from_what_is_about_both(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks
) -> None:
    answered(note, [cast.ade, kofi], 9, "decision", "assess")
    answered(note, [cast.ade, kofi], 8, "begin", "begin-enquiry")
    assert clocks(cast.ade) == {}
    assert set(clocks(kofi)) == {"child-and-family-assessment", "initial-conference"}


def test_an_assessment_counts_from_the_referral(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks
) -> None:
    note(kind="referral", people=[kofi], happened=on(30))
    form = answered(note, [kofi], 10, "decision", "assess")
    assessment = clocks(kofi)["child-and-family-assessment"]
    assert assessment.started_on == ago(30)
    assert assessment.due_on == working_days_after(ago(30), 45)
    with acting(cast.alice.pk):
        amend_entry(
            entry=form,
            base=1,
            parts=[ticked("decision", "assess")],
            why="The day was wrong",
            happened=on(12),
            by=cast.alice,
        )
    found = clocks(kofi)
    assert found["referral-decision"].done_on == ago(12)
    assert found["child-and-family-assessment"].started_on == ago(30)


@pytest.mark.parametrize("code", ["enquiry", "immediate"])
def test_looking_into_harm_goes_on_with_an_assessment_that_counts_from_the_referral(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks, code: str
) -> None:
    note(kind="referral", people=[kofi], happened=on(30))
    answered(note, [kofi], 29, "decision", code)
    found = clocks(kofi)
    assert found["referral-decision"].done_on == ago(29)
    assert found["child-and-family-assessment"].started_on == ago(30)
    assert found["child-and-family-assessment"].due_on == working_days_after(ago(30), 45)
    answered(note, [kofi], 28, "begin", "meet-again")
    assert "initial-conference" not in clocks(kofi)
    answered(note, [kofi], 27, "begin", "begin-enquiry")
    found = clocks(kofi)
    assert found["initial-conference"].due_on == working_days_after(ago(27), 15)
    assert found["child-and-family-assessment"].started_on == ago(30)


@pytest.mark.parametrize("code", ["services", "specialist", "elsewhere", "nothing-more"])
def test_what_needs_no_assessment_begins_none(
    note: Write, kofi: Person, clocks: Clocks, code: str
) -> None:
    note(kind="referral", people=[kofi], happened=on(3))
    answered(note, [kofi], 2, "decision", code)
    assert set(clocks(kofi)) == {"referral-decision"}


def test_what_is_done_stays_unless_it_began_after(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks
) -> None:
    held = note(kind="conference", people=[kofi], happened=on(20))
    with acting(cast.alice.pk):
        finish_clock(clock=clocks(kofi)["core-group"], done_on=ago(10), by=cast.alice)
    amended(held, cast.alice, happened=on(12))
    core = clocks(kofi)["core-group"]
    assert (core.started_on, core.done_on) == (ago(20), ago(10))
    assert core.due_on == working_days_after(ago(20), 10)
    assert clocks(kofi)["review-conference-first"].due_on == months_after(ago(12), 3)
    amended(held, cast.alice, happened=on(9))
    core = clocks(kofi)["core-group"]
    assert (core.started_on, core.done_on, core.done_by_id) == (ago(9), None, None)
    with acting(cast.alice.pk):
        (said,) = ClockWords.objects.all()
    assert (said.what, said.by_id) == (ClockWords.What.MOVED, cast.alice.pk)
    assert "was put right" in said.words


def test_the_next_is_met_by_a_colleague_who_does_not_see_the_one_before(
    cast: Cast, note: Write, kofi: Person, clocks: Clocks
) -> None:
    first = note(kind="conference", people=[kofi], happened=on(300))
    note(kind="conference", people=[kofi], happened=on(200))
    until = timezone.localdate() + timedelta(days=9)
    with acting(cast.system.pk):
        for one in (cast.bob, cast.mo):
            allocate(person=kofi, account=one, by=cast.system)
    with acting(cast.alice.pk):
        restrict_entry(
            entry=first, words="About a relative.", until=until, review_by=cast.mo, by=cast.alice
        )
    third = note(kind="conference", people=[kofi], happened=on(50), by=cast.bob)
    with acting(cast.bob.pk):
        assert "review-conference-first" not in set(Clock.objects.values_list("rule", flat=True))
        met = Clock.objects.get(rule="review-conference-later", done_on=ago(50))
        assert met.met_by_id == third.pk
        assert Clock.objects.get(after=met).started_on == ago(50)


def test_a_slip_in_the_calendar_refuses_no_note(
    cast: Cast,
    note: Write,
    kofi: Person,
    clocks: Clocks,
    without_calendar: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, "alongside.record.actions.clocks"):
        entry = note(kind="conference", people=[kofi], happened=on(20))
        amended(entry, cast.alice, happened=on(12))
        with acting(cast.alice.pk):
            move_misfiled_entry(entry=entry, wrong=kofi, right=None, why="A slip", by=cast.alice)
    assert entry.pk
    assert clocks(kofi) == {}
    assert "Nothing follows from what is written" in caplog.text
    assert "Kofi" not in caplog.text


def test_whatever_goes_wrong_with_clocks_refuses_no_note_and_logs_no_words(
    note: Write,
    kofi: Person,
    clocks: Clocks,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fails(*_: object, **__: object) -> date:
        raise ArithmeticError("Kofi Mensah")

    monkeypatch.setattr("alongside.record.actions.clocks.due", fails)
    assert note(kind="conference", people=[kofi], happened=When(timezone.localdate(), "day"))
    assert clocks(kofi) == {}
    assert "ArithmeticError" in caplog.text
    assert "Kofi" not in caplog.text
