"""The reason that is owed where a record was opened at once: by when, and who has it when late."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from alongside.accounts.actions import system_account
from alongside.accounts.models import Account, Membership
from alongside.foundation.actor import acting
from alongside.people.actions import grants, handovers
from alongside.people.actions.handovers import Whom
from alongside.people.models import Bar, Handover, HandoverLine
from alongside.record import jobs
from alongside.record.actions.handovers import task_for_reason
from alongside.record.models import Task
from tests.browsing import Browse
from tests.cast import Cast, account, join

from .conftest import Trail, fields

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
Day = Callable[[date], None]


@pytest.fixture
def it_is(monkeypatch: pytest.MonkeyPatch) -> Day:
    """A day, as far as the calendar goes."""

    def so(day: date) -> None:
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: day)

    return so


@pytest.fixture
def opened(cast: Cast) -> Handover:
    """Alice opened the record of Ade to the children’s team, and owes why."""
    with acting(cast.alice.pk):
        return handovers.open_now(person=cast.ade, to=Whom(team=cast.children), by=cast.alice)


def owed(cast: Cast) -> Task:
    with acting(cast.system.pk):
        return Task.objects.select_related("account").get(what="reason owed", done_at=None)


def late(it_is: Day, days: int = 20) -> int:
    it_is(TODAY + timedelta(days=days))
    return jobs.hand_on_overdue(0)


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 6, 3), date(2026, 6, 4)),  # a Wednesday
        (date(2026, 6, 5), date(2026, 6, 8)),  # a Friday: Monday
        (date(2026, 6, 6), date(2026, 6, 8)),  # a Saturday
        (date(2026, 4, 2), date(2026, 4, 7)),  # before Good Friday: the day after Easter Monday
        (date(2026, 12, 24), date(2026, 12, 29)),  # Boxing day is a Saturday, kept on Monday
    ],
)
def test_it_is_owed_by_the_next_working_day(
    cast: Cast, opened: Handover, it_is: Day, day: date, due: date
) -> None:
    with acting(cast.alice.pk):
        Task.objects.filter(from_id=opened.pk).update(done_at=timezone.now())
        it_is(day)
        task_for_reason(handover=opened, by=cast.alice)
    assert owed(cast).due_on == due


def test_when_late_it_goes_to_whoever_leads_them_once(
    cast: Cast, opened: Handover, it_is: Day, trailed: Trail
) -> None:
    due = owed(cast).due_on
    assert due
    it_is(due)
    assert jobs.hand_on_overdue(0) == 0  # in time
    it_is(due + timedelta(days=1))
    assert [jobs.hand_on_overdue(0), jobs.hand_on_overdue(0)] == [1, 0]
    task = owed(cast)
    assert (task.account_id, bool(task.escalated_at)) == (cast.mo.pk, True)
    assert trailed(cast.ade).count("task escalated") == 1


def test_whoever_leads_them_reads_it_and_may_write_the_reason_down(
    cast: Cast, opened: Handover, it_is: Day, browse: Browse
) -> None:
    with acting(cast.bob.pk), pytest.raises(PermissionDenied):
        handovers.say(handover=opened, what=HandoverLine.What.REASON, words="x", by=cast.bob)
    late(it_is)
    manager = browse(cast.mo)
    assert "Say why the record of Ade" in manager.get("/waiting/").content.decode()
    page = manager.get(f"/handovers/{opened.pk}/").content.decode()
    assert "Say why it could not wait" in page
    url = f"/handovers/{opened.pk}/reason/"
    assert url in page
    assert "You opened this" not in manager.get(url).content.decode()
    told: dict[str, Any] = {**fields(manager.get(url).content.decode()), "words": "Alice told me."}
    assert manager.post(url, told).status_code == 302
    with acting(cast.system.pk):
        assert not Task.objects.filter(what="reason owed", done_at=None).exists()
        line = HandoverLine.objects.get(handover=opened, what="reason")
    assert (line.by_id, line.words) == (cast.mo.pk, "Alice told me.")


def test_whoever_owes_it_still_says_it_and_then_it_waits_with_nobody(
    cast: Cast, opened: Handover, it_is: Day
) -> None:
    late(it_is)
    with acting(cast.alice.pk):
        handovers.say(handover=opened, what=HandoverLine.What.REASON, words="x", by=cast.alice)
    with acting(cast.mo.pk):
        assert not Task.objects.filter(what="reason owed", done_at=None).exists()


def test_it_stays_where_nobody_leads_them_or_whoever_does_is_kept_out(
    cast: Cast, opened: Handover, it_is: Day
) -> None:
    with acting(cast.system.pk):
        account("staff", "Rosa", roles=("principal-social-worker",))  # of the whole council
        other = account("staff", "Omar", "Team manager", ("manager",))
        join(other, cast.children, is_manager=True)
        grants.bar(person=cast.ade, account=cast.mo, ground=Bar.Ground.FAMILY, by=cast.system)
    assert late(it_is) == 0
    with acting(cast.system.pk):
        Membership.objects.filter(account=cast.mo).update(until=timezone.now())
        nia = account("staff", "Nia", "Social worker", ("social-worker",))
        join(nia, cast.adults, is_manager=True)  # whose role does not open it to her
    assert late(it_is) == 0
    assert owed(cast).account_id == cast.alice.pk


def test_nobody_gets_what_they_opened_themselves_and_the_next_manager_comes_after_a_week(
    cast: Cast, it_is: Day
) -> None:
    with acting(cast.mo.pk):
        handovers.open_now(person=cast.ade, to=Whom(team=cast.children), by=cast.mo)
    assert late(it_is) == 0
    with acting(cast.system.pk):
        omar = account("staff", "Omar", "Team manager", ("manager",))
        join(omar, cast.adults, is_manager=True)
    assert late(it_is) == 1
    assert owed(cast).account_id == omar.pk
    assert late(it_is, 60) == 0  # nobody else leads them
    with acting(cast.system.pk):
        nia = account("staff", "Nia", "Team manager", ("manager",))
        join(nia, cast.adults, is_manager=True)
    assert late(it_is, 61) == 1
    assert owed(cast).account_id == nia.pk


def test_of_somebody_who_has_left_it_reaches_who_led_them(
    cast: Cast, opened: Handover, it_is: Day
) -> None:
    with acting(cast.system.pk):
        now = timezone.now()
        Membership.objects.filter(account=cast.alice).update(until=now)
        Account.objects.filter(pk=cast.alice.pk).update(is_active=False, left_on=TODAY)
    assert late(it_is) == 1
    assert owed(cast).account_id == cast.mo.pk
    with acting(cast.mo.pk):
        handovers.say(handover=opened, what=HandoverLine.What.REASON, words="x", by=cast.mo)
    clock = system_account("clock")
    with acting(clock.pk):
        assert not Task.objects.filter(what="reason owed", done_at=None).exists()
