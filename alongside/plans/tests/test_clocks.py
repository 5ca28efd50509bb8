"""What is agreed and what is minuted starts and meets clocks, and they follow where it goes."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.foundation.days import When, working_days_after
from alongside.foundation.ids import new_id
from alongside.people.actions import grants, lives
from alongside.people.actions.handovers import assign
from alongside.people.models import Grant, Person
from alongside.plans.actions import end_plan
from alongside.plans.kinds import kinds
from alongside.plans.meetings.actions import write_minutes
from alongside.plans.meetings.kinds import kinds as kinds_of_meeting
from alongside.record.actions import Words, amend_entry, finish_entry, move_misfiled_entry, statuses
from alongside.record.actions.clocks_by_hand import begin_clock
from alongside.record.actions.statuses import Saying
from alongside.record.actions.tasks import task_for_answer
from alongside.record.clocks import rules
from alongside.record.clocks.counting import months_after
from alongside.record.models import Clock, Entry, EntryKind, Task
from tests import cast as making
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Agreed, Trail, day
from .meeting import held, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def kofi(cast: Cast) -> Person:
    """A child of ten, with whom Alice works."""
    with acting(cast.system.pk):
        born = months_after(day(0), -125)
        return making.person("Kofi Mensah", born, worker=cast.alice, by=cast.system)


def clocks(cast: Cast, person: Person) -> dict[str, Clock]:
    """The live ones by rule, the newest of each."""
    with acting(cast.alice.pk):
        found = Clock.objects.filter(person=person, ended_at=None).order_by("started_on", "pk")
        return {one.rule: one for one in found}


def looked_after(cast: Cast, person: Person, days: int) -> None:
    saying = Saying("looked-after", When(day(-days), "day"), "C2", None)
    with acting(cast.alice.pk):
        statuses.say_status(person=person, saying=saying, by=cast.alice)


def wrote(cast: Cast, person: Person, kind: str, days: int, **more: Any) -> Entry:
    with acting(cast.alice.pk):
        return finish_entry(
            id=new_id(), kind=kind, people=[person], happened=When(day(-days), "day"),
            parts=[Words("fact", "We talked.")], by=cast.alice, **more,
        )  # fmt: skip


def met(cast: Cast, person: Person, kind: str, days: int) -> Entry:
    """The minutes of a meeting of that kind, held so many days ago."""
    meeting = held(person, cast.alice, days, kind=kind)
    with acting(cast.alice.pk):
        return write_minutes(meeting=meeting.pk, minutes=minutes(held_on=day(-days)), by=cast.alice)


def out(cast: Cast, entry: Any, person: Person) -> None:
    with acting(cast.alice.pk):
        one = Entry.objects.get(pk=entry.pk)
        move_misfiled_entry(entry=one, wrong=person, right=None, why="Not his.", by=cast.alice)


@pytest.mark.parametrize("how", ["meeting", "note", "plan"])
def test_a_review_of_being_looked_after_is_met_however_it_is_written(
    cast: Cast, kofi: Person, agreed: Agreed, how: str
) -> None:
    looked_after(cast, kofi, 12)
    assert clocks(cast, kofi)["looked-after-review-first"].done_on is None
    entry: Any
    if how == "meeting":
        entry = met(cast, kofi, "looked-after-review", 4)
    elif how == "note":
        entry = wrote(cast, kofi, "review", 4)
    else:
        plan = agreed(kofi, kind="care", agreed_on=day(-10)).plan
        entry = agreed(kofi, kind="care", agreed_on=day(-4), plan=plan, seen=1)
    found = clocks(cast, kofi)
    first, second = found["looked-after-review-first"], found["looked-after-review-second"]
    assert (first.done_on, first.met_by_id) == (day(-4), entry.pk)
    assert (second.started_on, second.due_on) == (day(-4), months_after(day(-4), 3))
    if how != "plan":
        out(cast, entry, kofi)
        found = clocks(cast, kofi)
        assert found["looked-after-review-first"].done_on is None
        assert "looked-after-review-second" not in found


@pytest.mark.parametrize(("how", "counts"), [("meeting", True), ("care", True), ("safety", False)])
def test_what_was_written_before_a_status_is_said_counts_by_its_kind(
    cast: Cast, kofi: Person, agreed: Agreed, how: str, counts: bool
) -> None:
    if how == "meeting":
        met(cast, kofi, "looked-after-review", 4)
    else:
        plan = agreed(kofi, kind=how, agreed_on=day(-10)).plan
        agreed(kofi, kind=how, agreed_on=day(-4), plan=plan, seen=1)
    looked_after(cast, kofi, 12)
    begun = {"looked-after-review-second" if counts else "looked-after-review-first"}
    assert set(clocks(cast, kofi)) == begun


@pytest.mark.parametrize("how", ["meeting", "note", "plan"])
def test_a_review_of_the_plan_is_that_of_the_direct_payment_too(
    cast: Cast, agreed: Agreed, how: str
) -> None:
    with acting(cast.alice.pk):
        saying = Saying("direct-payment", When(day(-50), "day"), "", None)
        statuses.say_status(person=cast.ade, saying=saying, by=cast.alice)
    plan = agreed(agreed_on=day(-50))
    entry: Any
    if how == "meeting":
        entry = met(cast, cast.ade, "plan-review", 4)
    elif how == "note":
        entry = wrote(cast, cast.ade, "review", 4)
    else:
        entry = agreed(agreed_on=day(-4), plan=plan.plan, seen=1)
    found = clocks(cast, cast.ade)
    first, second = found["direct-payment-review-first"], found["direct-payment-review"]
    assert (first.done_on, first.met_by_id) == (day(-4), entry.pk)
    assert (second.started_on, second.due_on) == (day(-4), months_after(day(-4), 12))
    assert found["care-plan-review-light"].met_by_id == entry.pk


def test_a_child_in_need_plan_looked_at_again_is_the_review_of_its_direct_payment(
    cast: Cast, kofi: Person, agreed: Agreed
) -> None:
    with acting(cast.alice.pk):
        saying = Saying("direct-payment", When(day(-50), "day"), "", None)
        statuses.say_status(person=kofi, saying=saying, by=cast.alice)
    plan = agreed(kofi, kind="child-in-need", agreed_on=day(-50)).plan
    assert set(clocks(cast, kofi)) == {"direct-payment-review-first"}
    agreed(kofi, kind="child-in-need", agreed_on=day(-4), plan=plan, seen=1)
    assert clocks(cast, kofi)["direct-payment-review"].started_on == day(-4)


def test_a_note_of_a_review_is_written_on_the_page(
    cast: Cast, kofi: Person, browse: Browse
) -> None:
    alice = browse(cast.alice)
    page = alice.get(f"/people/{kofi.pk}/write/").content.decode()
    assert '<option value="review">Review of a plan, or of care' in page


def test_a_strategy_discussion_that_is_minuted_begins_a_clock_and_does_the_task(
    cast: Cast, kofi: Person
) -> None:
    with acting(cast.alice.pk):
        task = task_for_answer(
            entry=wrote(cast, kofi, "note", 6), person=kofi, words="Hold it", within=1,
            awaits="strategy", by=cast.alice,
        )  # fmt: skip
        assert task
    entry = met(cast, kofi, "strategy-discussion", 3)
    assert clocks(cast, kofi)["initial-conference"].due_on == working_days_after(day(-3), 15)

    def is_done() -> bool:
        with acting(cast.alice.pk):
            return Task.objects.get(pk=task.pk).met_by_id == entry.pk

    assert is_done()
    out(cast, entry, kofi)
    assert clocks(cast, kofi) == {}
    assert not is_done()


@pytest.mark.parametrize("how", ["first version", "newest version", "plan"])
def test_a_plan_out_of_the_wrong_record_takes_its_clocks_along(
    cast: Cast, agreed: Agreed, trailed: Trail, how: str
) -> None:
    made = agreed(agreed_on=day(-9))
    again = agreed(agreed_on=day(-2), plan=made.plan, seen=1)
    with acting(cast.alice.pk):
        assert Clock.objects.get(entry_id=again.pk, ended_at=None).rule == "care-plan-review"
    if how == "plan":
        with acting(cast.alice.pk):
            end_plan(plan=made.plan, is_misplaced=True, words="Not his.", by=cast.alice)
    else:
        out(cast, made if how == "first version" else again, cast.ade)
    assert clocks(cast, cast.ade) == {}
    assert trailed(cast.ade).count("clock stopped") == 2  # nobody sees them by now


def test_after_a_handover_the_day_is_put_right_by_whoever_works_with_them_now(
    cast: Cast, kofi: Person
) -> None:
    entry = wrote(cast, kofi, "conference", 20)
    with acting(cast.system.pk):
        grants.allocate(person=kofi, account=cast.mo, by=cast.system)
    with acting(cast.mo.pk):
        assign(person=kofi, account=cast.bob, by=cast.mo)
        for one in Grant.objects.filter(person=kofi, account=cast.alice):
            grants.end_grant(grant=one, by=cast.mo)
    with acting(cast.bob.pk):
        said = [Words("fact", "It was two days earlier.")]
        amend_entry(
            entry=entry, base=1, parts=said, why="A slip", happened=When(day(-22), "day"),
            by=cast.bob,
        )  # fmt: skip
        found = {one.rule: one for one in Clock.objects.filter(person=kofi, ended_at=None)}
    assert found["core-group"].started_on == day(-22)
    assert found["review-conference-first"].due_on == months_after(day(-22), 3)


def test_what_begins_by_plan_meeting_note_and_status_ends_with_a_death(
    cast: Cast, kofi: Person, agreed: Agreed
) -> None:
    agreed()
    looked_after(cast, kofi, 5)
    met(cast, kofi, "child-protection-conference", 3)
    wrote(cast, kofi, "strategy", 2)

    def still_open(person: Person) -> int:
        return Clock.objects.visible_to(cast.alice).still_open().filter(person=person).count()

    with acting(cast.alice.pk):
        assert (still_open(cast.ade), still_open(kofi)) == (1, 4)
        for one in (cast.ade, kofi):
            lives.record_death(person=one, died_on=day(0), by=cast.alice)
        assert (still_open(cast.ade), still_open(kofi)) == (0, 0)


# Conferences and core groups ---------------------------------------------------------------------


def test_a_conference_that_is_minuted_meets_what_was_due_and_each_review_the_next(
    cast: Cast, kofi: Person
) -> None:
    met(cast, kofi, "strategy-discussion", 130)
    first = met(cast, kofi, "child-protection-conference", 120)
    found = clocks(cast, kofi)
    assert set(found) == {"initial-conference", "core-group", "review-conference-first"}
    due = found["initial-conference"]
    assert (due.done_on, due.met_by_id) == (day(-120), first.pk)
    assert found["core-group"].due_on == working_days_after(day(-120), 10)
    assert found["review-conference-first"].due_on == months_after(day(-120), 3)
    second = met(cast, kofi, "child-protection-conference", 40)
    found = clocks(cast, kofi)
    reviewed, later = found["review-conference-first"], found["review-conference-later"]
    assert (reviewed.done_on, reviewed.met_by_id) == (day(-40), second.pk)
    assert (later.started_on, later.after_id) == (day(-40), reviewed.pk)
    assert later.due_on == months_after(day(-40), 6)
    met(cast, kofi, "child-protection-conference", 3)
    last = clocks(cast, kofi)["review-conference-later"]
    assert (last.started_on, last.after_id, last.done_on) == (day(-3), later.pk, None)


def test_a_core_group_that_is_minuted_meets_its_clock_and_no_other_meeting_does(
    cast: Cast, kofi: Person
) -> None:
    met(cast, kofi, "child-protection-conference", 12)
    met(cast, kofi, "family-meeting", 8)
    wrote(cast, kofi, "meeting", 7)
    assert clocks(cast, kofi)["core-group"].done_on is None
    entry = met(cast, kofi, "core-group", 5)
    found = clocks(cast, kofi)
    assert set(found) == {"core-group", "review-conference-first"}
    assert (found["core-group"].done_on, found["core-group"].met_by_id) == (day(-5), entry.pk)
    out(cast, entry, kofi)
    assert clocks(cast, kofi)["core-group"].done_on is None


def test_where_somebody_follows_the_next_core_group_each_begins_the_next(
    cast: Cast, kofi: Person
) -> None:
    with acting(cast.alice.pk):
        begun = begin_clock(
            person=kofi, rule="core-group-later", started_on=day(-20), why="Ours asks for it.",
            by=cast.alice,
        )  # fmt: skip
    entry = met(cast, kofi, "core-group", 5)
    now = clocks(cast, kofi)["core-group-later"]
    assert (now.started_on, now.after_id, now.due_on) == (day(-5), begun.pk, day(23))
    with acting(cast.alice.pk):
        assert Clock.objects.get(pk=begun.pk).met_by_id == entry.pk


@pytest.mark.parametrize(("kind", "is_held"), [("core-group", True), ("network-meeting", False)])
def test_a_core_group_held_before_the_plan_is_said_is_not_due_again(
    cast: Cast, kofi: Person, kind: str, is_held: bool
) -> None:
    met(cast, kofi, kind, 3)
    saying = Saying("protection-plan", When(day(-9), "day"), "NEG", None)
    with acting(cast.alice.pk):
        statuses.say_status(person=kofi, saying=saying, by=cast.alice)
    begun = {"core-group", "review-conference-first", "child-protection-visit"}
    assert set(clocks(cast, kofi)) == begun - ({"core-group"} if is_held else set())


# A protection plan is looked at again, and its conference is still to come ------------------------


def test_looking_at_a_protection_plan_again_says_what_it_does_not_do(
    cast: Cast, kofi: Person, agreed: Agreed, browse: Browse
) -> None:
    met(cast, kofi, "child-protection-conference", 80)
    due = clocks(cast, kofi)["review-conference-first"]
    first = agreed(kofi, kind="child-protection", agreed_on=day(-79))
    alice, loud = browse(cast.alice), "still due by"

    def page(address: str = "") -> str:
        return str(alice.get(f"/plans/{first.plan}/{address}").content.decode())

    assert f"/clocks/{due.pk}/" in page()
    assert loud not in page()  # nobody has looked at it again
    assert "does not stand for the review conference" in page("review/?on=1")
    agreed(kofi, kind="child-protection", agreed_on=day(-2), plan=first.plan, seen=1)
    assert clocks(cast, kofi)["review-conference-first"].done_on is None
    html = page()
    assert loud in html
    assert f"/people/{kofi.pk}/meetings/arrange/child-protection-conference/" in html
    assert loud not in page("?version=1")
    met(cast, kofi, "child-protection-conference", 1)
    html = page()
    assert loud not in html
    assert f"/clocks/{clocks(cast, kofi)['review-conference-later'].pk}/" in html


def test_a_review_that_follows_its_conference_is_not_told_of_the_next(
    cast: Cast, kofi: Person, agreed: Agreed, browse: Browse
) -> None:
    met(cast, kofi, "child-protection-conference", 80)
    first = agreed(kofi, kind="child-protection", agreed_on=day(-79))
    met(cast, kofi, "child-protection-conference", 5)
    agreed(kofi, kind="child-protection", agreed_on=day(-3), plan=first.plan, seen=1)
    html = browse(cast.alice).get(f"/plans/{first.plan}/").content.decode()
    assert "still due by" not in html
    assert "Next review conference" in html


def test_other_plans_ask_nothing_about_it(cast: Cast, agreed: Agreed, browse: Browse) -> None:
    made, alice = agreed(), browse(cast.alice)
    with CaptureQueriesContext(connection) as asked:
        alice.get(f"/plans/{made.plan}/")
    assert not [one for one in asked.captured_queries if '"record_clock"' in one["sql"]]


def test_what_stands_beside_a_plan_can_be_done() -> None:
    found = [one.beside for one in kinds().values() if one.beside]
    assert found
    for one in found:
        assert set(one.clocks) <= set(rules())
        kind = kinds_of_meeting()[one.meeting]
        assert kind.becomes == EntryKind.CONFERENCE


def test_a_version_is_not_taken_out_from_under_a_colleagues(
    cast: Cast, agreed: Agreed, browse: Browse
) -> None:
    made = agreed(agreed_on=day(-3))
    mine = agreed(by=cast.bob, plan=made.plan, seen=1)
    bob, address = browse(cast.bob), f"/entries/{mine.pk}/move/"
    page = bob.get(address).content.decode()
    stood = page.split('name="stood" value="')[1].split('"')[0]
    told = {"wrong": str(cast.ade.pk), "right": "", "why": "Not his.", "stood": stood}
    answer = bob.post(address, told)
    assert answer.status_code == 200
    assert "a manager takes this out" in answer.content.decode()
    assert "Not his." in answer.content.decode()  # nothing that was typed is lost
    with acting(cast.bob.pk):
        assert not Task.objects.filter(what="misfiled").exists()
    mo = browse(cast.mo)
    assert mo.post(address, told).status_code == 302
    with acting(cast.mo.pk):
        assert not Clock.objects.filter(person=cast.ade, ended_at=None).exists()
