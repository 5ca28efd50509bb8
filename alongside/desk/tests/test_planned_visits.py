"""A visit that is due, planned for a day and a time: on its page, by day, and in the calendar."""

from datetime import date, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.desk.access.calendar import word_for
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, WEEKDAYS, When, in_words
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.record.access.clocks import said_of
from alongside.record.access.planned import planned_of
from alongside.record.actions import settling_clocks
from alongside.record.actions.planning_visits import plan_visit
from alongside.record.clocks import rules
from alongside.record.models import Clock, ClockWords
from alongside.record.tests.by_hand import post
from tests import cast as making
from tests.attacks import attacker
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail
from .test_calendar import made
from .test_own_meetings import told

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
VISIT, REVIEW = "looked-after-visit", "looked-after-review"


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


def at(days: int, hour: int = 14) -> datetime:
    return datetime.combine(day(days), time(hour), LONDON)


def words(days: int, clock: str = "2pm") -> str:
    return f"{WEEKDAYS[day(days).weekday()]} {in_words(day(days))}, {clock}"


@pytest.fixture
def child(cast: Cast) -> Any:
    """Somebody of about 9 with whom Alice works."""
    with acting(cast.system.pk):
        return making.person("Rukhsana Bibi", day(-3300), worker=cast.alice, by=cast.system)


def due(cast: Cast, child: Any, rule: str = VISIT, days: int = 5) -> Clock:
    with acting(cast.alice.pk):
        return Clock.objects.create(
            person=child,
            rule=rule,
            started_on=day(-20),
            due_on=day(days),
            begun_why="It began elsewhere.",
            started_by=cast.alice,
        )


@pytest.fixture
def visit(cast: Cast, child: Any) -> Clock:
    return due(cast, child)


def plan(clock: Clock, by: Account, starts: datetime | None, **more: Any) -> Clock:
    with acting(by.pk):
        when = When(starts, "time") if starts else None
        return plan_visit(clock=clock, starts=when, is_planned=starts is not None, by=by, **more)


def lines(cast: Cast, clock: Clock) -> list[str]:
    with acting(cast.alice.pk):
        return [one.what for one in said_of(clock)]


def test_it_is_planned_moved_and_taken_back_on_its_page(
    cast: Cast, browse: Browse, visit: Clock, trailed: Trail
) -> None:
    alice, own = browse(cast.alice), f"/clocks/{visit.pk}/"

    def page() -> str:
        return str(alice.get(own).content.decode())

    assert "Say when the visit is planned" in page()
    assert "still planned" not in alice.get(f"{own}planned/").content.decode()
    assert post(alice, f"{own}planned/", starts=f"{in_words(day(2))}, 2pm").status_code == 302
    assert f"Planned for {words(2)}." in page()
    assert f"When it is planned. Alice, {in_words(TODAY)}" in page()
    assert "“”" not in page()
    assert "Plan the visit for another time, or take it back" in page()
    moved = {"is_planned": "yes", "starts": f"{in_words(day(7))}, 10am"}
    assert post(alice, f"{own}planned/", **moved).status_code == 302
    assert f"Planned for {words(7, '10am')}, after that day." in page()
    assert f"<s>{words(2)}.</s> Said otherwise since." in page()
    assert f"Planned for {words(2)}" not in page()
    assert post(alice, f"{own}planned/", is_planned="no", starts="").status_code == 302
    assert "Planned for" not in page()
    assert "It is not planned any more. Alice" in page()
    assert "Say when the visit is planned" in page()
    assert lines(cast, visit) == ["planned", "planned", "not so"]
    assert trailed(by=cast.alice).count("visit planned") == 2
    assert trailed(by=cast.alice).count("visit not planned") == 1


@pytest.mark.parametrize(
    ("starts", "sentence"),
    [
        ("", "Say on which day and when"),
        ("tomorrow", "Say at what time"),
        ("yesterday 2pm", "is past. If the visit was made"),
        ("27 March 2099, 2pm", "more than a year away"),
        ("31 February 2027, 2pm", "February"),
        ("O’Neill’s 🙂", "27 March"),
    ],
)
def test_what_cannot_be_planned_is_said_and_kept(
    cast: Cast, browse: Browse, visit: Clock, starts: str, sentence: str
) -> None:
    answer = post(browse(cast.alice), f"/clocks/{visit.pk}/planned/", starts=starts)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert sentence in html
    assert f'value="{starts}"' in html or not starts
    assert lines(cast, visit) == []


def test_pressed_twice_it_is_said_once(cast: Cast, visit: Clock) -> None:
    for _ in range(2):
        plan(visit, cast.alice, at(2))
    assert lines(cast, visit) == ["planned"]
    for _ in range(2):
        plan(visit, cast.alice, None)
    assert lines(cast, visit) == ["planned", "not so"]
    plan(visit, cast.alice, at(2))
    assert lines(cast, visit) == ["planned", "not so", "planned"]


def test_only_a_visit_that_is_due_is_planned_by_who_writes_here(
    cast: Cast, browse: Browse, child: Any, visit: Clock
) -> None:
    review = due(cast, child, REVIEW)
    assert "planned" not in browse(cast.alice).get(f"/clocks/{review.pk}/").content.decode()
    assert browse(cast.alice).get(f"/clocks/{review.pk}/planned/").status_code == 403
    with pytest.raises(ValidationError, match="no visit"):
        plan(review, cast.alice, at(2))
    for who in (cast.charlie, cast.bob, cast.ade_account, cast.pat, cast.sam):
        assert browse(who).get(f"/clocks/{visit.pk}/planned/").status_code == 404, who.email
        with pytest.raises(PermissionDenied):
            plan(visit, who, at(2))
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=child.pk, reason="She fell, and rang.", by=cast.charlie)
    assert browse(cast.charlie).get(f"/clocks/{visit.pk}/planned/").status_code == 403
    with pytest.raises(ValidationError):
        plan(visit, cast.charlie, at(2))
    assert "planned/" not in browse(cast.charlie).get(f"/clocks/{visit.pk}/").content.decode()
    assert lines(cast, visit) == []


def test_the_database_holds_to_it_whatever_asks(cast: Cast, child: Any, visit: Clock) -> None:
    other = due(cast, child, "connected-person-visit")
    plan(visit, cast.alice, at(2))
    with acting(cast.alice.pk):
        first = ClockWords.objects.get().pk

    def says(clock: Clock, who: Account = cast.alice, what: str = "planned", **more: Any) -> bool:
        new: dict[str, Any] = {"id": new_id(), "clock_id": clock.pk, "what": what, "words": ""}
        new |= {"by_id": who.pk, "at": timezone.now(), "reason": "", "agreed_by": ""}
        new |= {"planned_for": at(3), **more}
        return attacker.inserts(who, "record_clockwords", **new)

    assert not says(visit, planned_for=None)
    assert not says(visit, by_id=cast.bob.pk)
    assert not says(visit, cast.charlie)
    assert not says(other, instead_of_id=first)
    assert not says(visit, what="late", instead_of_id=first)
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=child.pk, reason="She fell, and rang.", by=cast.charlie)
    assert not says(visit, cast.charlie)
    assert attacker.changes(cast.alice, "update record_clockwords set planned_for = now()") == 0
    assert says(visit, instead_of_id=first)
    assert not says(visit, instead_of_id=first)  # two at once


def test_it_is_gone_when_the_visit_is_done(
    cast: Cast, browse: Browse, visit: Clock, child: Any
) -> None:
    plan(visit, cast.alice, at(2))
    address = made(browse, cast)
    assert [str(one["summary"]) for one in told(address)] == ["Visit"]
    with acting(cast.alice.pk):
        settling_clocks.finish_clock(clock=visit, done_on=TODAY, by=cast.alice)
        later = Clock.objects.get(after=visit)
        assert planned_of(said_of(later)) is None
    assert "Planned for" not in browse(cast.alice).get(f"/clocks/{visit.pk}/").content.decode()
    assert "Planned for" not in browse(cast.alice).get("/due/").content.decode()
    assert browse(cast.alice).get(f"/clocks/{visit.pk}/planned/").status_code == 403
    assert [one.decoded("dtstart") for one in told(address)] == [later.due_on]
    with pytest.raises(ValidationError, match="seen to this meanwhile"):
        plan(visit, cast.alice, at(3))


def test_the_calendar_says_visit_and_the_time(cast: Cast, browse: Browse, visit: Clock) -> None:
    address = made(browse, cast)
    [whole] = told(address)
    assert whole.decoded("dtstart") == day(5)
    plan(visit, cast.alice, at(2))
    [timed] = told(address)
    assert (str(timed["summary"]), timed.decoded("dtstart")) == ("Visit", at(2))
    assert timed.decoded("dtend") == at(2, 15)
    assert timed["uid"] == whole["uid"]
    assert timed["sequence"] > whole["sequence"]
    assert "Rukhsana" not in Client().get(address).content.decode()
    plan(visit, cast.alice, None)
    [again] = told(address)
    assert again.decoded("dtstart") == day(5)
    assert again["sequence"] >= timed["sequence"]


def test_a_time_that_is_over_hides_no_day(cast: Cast, browse: Browse, visit: Clock) -> None:
    plan(visit, cast.alice, at(2))
    address = made(browse, cast)
    before = told(address)[0]["sequence"]
    with patch(f"{plan_visit.__module__}._to_come", lambda starts: starts.earliest):
        plan(visit, cast.alice, at(-1))
    [event] = told(address)
    assert event.decoded("dtstart") == day(5)
    assert event["sequence"] >= before
    assert f"It was planned for {words(-1)}." in (
        browse(cast.alice).get(f"/clocks/{visit.pk}/").content.decode()
    )


def test_one_that_is_long_late_is_in_the_calendar_once_it_is_planned(
    cast: Cast, browse: Browse, child: Any
) -> None:
    late = due(cast, child, days=-60)
    address = made(browse, cast)
    assert told(address) == []
    plan(late, cast.alice, at(2))
    assert [one.decoded("dtstart") for one in told(address)] == [at(2)]


def test_by_day_it_stands_beside_what_is_due_at_the_cost_of_one_question(
    cast: Cast, browse: Browse, child: Any, visit: Clock
) -> None:
    alice, address = browse(cast.alice), made(browse, cast)

    def asked(path: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            assert alice.get(path).status_code == 200
        return len(questions)

    paths = ("/due/", address)
    for path in paths:
        asked(path)
    few = {path: asked(path) for path in paths}
    assert "Planned for" not in alice.get("/due/").content.decode()
    plan(visit, cast.alice, at(2))
    for rule in ("connected-person-visit", "placed-with-parent-visit"):
        plan(due(cast, child, rule), cast.alice, at(3))
    html = alice.get("/due/").content.decode()
    assert f"Planned for {words(2)}." in html
    assert html.count(f"Planned for {words(3)}.") == 2
    assert {path: asked(path) for path in paths} == few


def test_what_the_calendar_calls_a_visit_can_be_planned() -> None:
    for key, rule in rules().items():
        assert rule.is_visit == (word_for(key) == "Visit"), key
