"""The clock: what nobody looked at in time reaches somebody, once, and nothing is ever shown."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from alongside.accounts.actions import system_account
from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.people.models import Bar, Grant
from alongside.record import jobs
from alongside.record.actions import (
    ask_to_look_again,
    decide_sharing,
    do_task,
    escalate_overdue,
    restrict_entry,
)
from alongside.record.models import About, Entry, Restriction, Sharing, Task
from tests.cast import Cast, account

from .conftest import Trail, Write

TODAY = timezone.localdate()


@pytest.fixture
def rosa(cast: Cast) -> Account:
    """The principal social worker."""
    with acting(cast.system.pk):
        return account("staff", "Rosa", roles=("principal-social-worker",))


Pass = Callable[[int], None]


@pytest.fixture
def days_pass(monkeypatch: pytest.MonkeyPatch) -> Pass:
    """So many days later, as far as the calendar goes."""

    def later(days: int) -> None:
        day = TODAY + timedelta(days=days)
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)

    return later


def tasks(cast: Cast, **more: Any) -> list[Task]:
    with acting(cast.system.pk):
        return list(Task.objects.filter(done_at=None, **more))


def test_a_late_decision_reaches_the_principal_once(
    cast: Cast, rosa: Account, note: Write, days_pass: Pass, trailed: Trail
) -> None:
    note(kind="police")
    assert jobs.hand_on_overdue(0) == 0  # in time
    days_pass(40)
    assert jobs.hand_on_overdue(0) == 1
    assert jobs.hand_on_overdue(0) == 0
    (task,) = tasks(cast)
    assert task.account_id == rosa.pk
    assert task.escalated_at
    assert trailed(cast.ade).count("task escalated") == 1
    with acting(cast.alice.pk):
        assert About.objects.get().sharing == Sharing.HELD  # a clock shows nothing


def test_the_clock_gets_its_reach_once_with_words(cast: Cast, trailed: Trail) -> None:
    jobs.hand_on_overdue(0)
    jobs.look_again(0)
    clock = system_account("clock")
    with acting(clock.pk):
        grant = Grant.objects.get(account=clock)
    assert (grant.person_id, grant.basis, grant.given_by_id) == (None, "system purpose", clock.pk)
    assert "reads no words" in grant.reason
    assert trailed(by=clock) == ["access given"]


def test_nobody_is_handed_their_own_or_what_they_are_kept_out_of(
    cast: Cast, rosa: Account, note: Write, days_pass: Pass
) -> None:
    note(kind="police")
    with acting(cast.system.pk):
        Bar.objects.create(
            person=cast.ade,
            account=rosa,
            ground="conflict",
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    days_pass(40)
    assert jobs.hand_on_overdue(0) == 0
    with acting(cast.system.pk):
        second = account("staff", "Una", roles=("principal-social-worker",))
    assert jobs.hand_on_overdue(0) == 1
    assert tasks(cast)[0].account_id == second.pk


def test_no_human_is_the_clock(cast: Cast) -> None:
    for action in (escalate_overdue, ask_to_look_again):
        with acting(cast.mo.pk), pytest.raises(ValidationError, match="own clock"):
            action(by=cast.mo)
    ask = "select * from gate.looks_due(current_date, 5)"
    with (
        acting(cast.mo.pk),
        pytest.raises(ProgrammingError, match="Only the clock"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(ask)


def held(cast: Cast) -> Task:
    """Mo holds an entry of Alice's for 30 days, and then ticks off the looking again."""
    with acting(cast.mo.pk):
        decide_sharing(
            about=About.objects.select_related("entry").get(),
            sharing=Sharing.HELD,
            words="We will tell you in person.",
            why="Bad news",
            review_on=TODAY + timedelta(days=30),
            by=cast.mo,
        )
        task = Task.objects.get(what=Task.What.LOOK_AGAIN)
        do_task(task=task, by=cast.mo)
    return task


def test_what_is_held_past_its_day_is_looked_at_again(
    cast: Cast, note: Write, days_pass: Pass, trailed: Trail
) -> None:
    note()
    before = held(cast)
    days_pass(30)
    assert jobs.look_again(0) == 0  # its day is not over
    days_pass(31)
    assert jobs.look_again(0) == 1
    assert jobs.look_again(0) == 0
    (task,) = tasks(cast)
    assert (task.what, task.account_id) == (Task.What.LOOK_AGAIN, cast.mo.pk)
    assert (task.from_kind, task.from_id) == (before.from_kind, before.from_id)
    assert trailed(cast.ade).count("looking again asked") == 1


def test_it_falls_to_somebody_else_where_whoever_said_so_has_left(
    cast: Cast, rosa: Account, note: Write, days_pass: Pass
) -> None:
    note()
    held(cast)
    with acting(cast.system.pk):
        cast.mo.is_active = False
        cast.mo.save(update_fields=["is_active"])
    days_pass(31)
    assert jobs.look_again(0) == 1
    assert tasks(cast)[0].account_id == rosa.pk


def restricted(cast: Cast) -> Restriction:
    with acting(cast.alice.pk):
        return restrict_entry(
            entry=Entry.objects.get(),
            words="It concerns another member of the family.",
            until=TODAY + timedelta(days=30),
            review_by=cast.mo,
            by=cast.alice,
        )


def test_what_is_restricted_past_its_day_is_looked_at_again(
    cast: Cast, note: Write, days_pass: Pass
) -> None:
    note()
    restriction = restricted(cast)
    days_pass(31)
    assert jobs.look_again(0) == 0  # its task is still open
    with acting(cast.mo.pk):
        do_task(task=Task.objects.get(), by=cast.mo)
    assert jobs.look_again(0) == 1
    assert jobs.look_again(0) == 0
    (task,) = tasks(cast)
    assert (task.what, task.account_id) == (Task.What.REVIEW_RESTRICTION, cast.mo.pk)
    assert (task.from_kind, task.from_id) == ("record.restriction", restriction.pk)
