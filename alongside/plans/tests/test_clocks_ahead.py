"""What is due before a conference counts back from the day for which it is arranged."""

from datetime import date, datetime, time, timedelta

import pytest

from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When
from alongside.people.models import Person
from alongside.plans.meetings.actions import change_meeting, write_minutes
from alongside.plans.meetings.kinds import kinds
from alongside.plans.models import Meeting, MeetingLine
from alongside.record.actions.clocks_ahead import HELD, OFF
from alongside.record.actions.settling_clocks import finish_clock, stop_clock
from alongside.record.clocks import rules
from alongside.record.clocks.ahead import coming_rows
from alongside.record.clocks.counting import months_after
from alongside.record.models import Clock
from tests import cast as making
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import day
from .meeting import arrange, held, minutes

pytestmark = pytest.mark.django_db
What = MeetingLine.What
FIRST = {"conference-report-to-family": 3, "conference-report-sent": 2}
REVIEW = {"conference-report-to-family": 3, "review-conference-report-sent": 5}


@pytest.fixture
def kofi(cast: Cast) -> Person:
    """A child of ten, with whom Alice works."""
    with acting(cast.system.pk):
        born = months_after(day(0), -125)
        return making.person("Kofi Mensah", born, worker=cast.alice, by=cast.system)


def at(days: int) -> When:
    """Two in the afternoon, so many days from today."""
    return When(datetime.combine(day(days), time(14), LONDON), "time")


def conference(cast: Cast, person: Person, days: int) -> Meeting:
    return arrange(person, cast.alice, kind="child-protection-conference", starts=at(days))


def change(cast: Cast, meeting: Meeting, what: str, days: int = 0) -> None:
    with acting(cast.alice.pk):
        change_meeting(
            meeting=meeting.pk, what=what, words="The chair is ill.",
            starts=at(days) if days else None, by=cast.alice,
        )  # fmt: skip


def ahead(cast: Cast, person: Person) -> dict[str, Clock]:
    """What is open and counts back from a meeting, by rule."""
    with acting(cast.alice.pk):
        found = Clock.objects.visible_to(cast.alice).filter(person=person)
        found = found.filter(done_on=None, ended_at=None, rule__in=FIRST | REVIEW)
        assert len(found) == len({one.rule for one in found})
        return {one.rule: one for one in found}


def due(cast: Cast, person: Person) -> dict[str, date]:
    return {rule: one.due_on for rule, one in ahead(cast, person).items()}


def before(days: int, wanted: dict[str, int]) -> dict[str, date]:
    return {rule: day(days) - timedelta(days=many) for rule, many in wanted.items()}


def test_a_conference_begins_what_is_due_before_it_and_no_other_meeting_does(
    cast: Cast, kofi: Person
) -> None:
    arrange(kofi, cast.alice, kind="core-group", starts=at(20))
    assert ahead(cast, kofi) == {}
    conference(cast, kofi, 20)
    assert due(cast, kofi) == before(20, FIRST)
    assert {one.started_on for one in ahead(cast, kofi).values()} == {day(20)}


def test_a_review_conference_wants_its_report_earlier(cast: Cast, kofi: Person) -> None:
    meeting = held(kofi, cast.alice, 80, kind="child-protection-conference")
    with acting(cast.alice.pk):
        write_minutes(meeting=meeting.pk, minutes=minutes(held_on=day(-80)), by=cast.alice)
    conference(cast, kofi, 9)
    assert due(cast, kofi) == before(9, REVIEW)


def test_it_moves_with_the_conference_and_ends_when_that_is_called_off(
    cast: Cast, kofi: Person
) -> None:
    meeting = conference(cast, kofi, 20)
    first = {one.pk for one in ahead(cast, kofi).values()}
    change(cast, meeting, What.MOVED, 30)
    assert due(cast, kofi) == before(30, FIRST)
    assert {one.pk for one in ahead(cast, kofi).values()} == first
    change(cast, meeting, What.OFF)
    assert ahead(cast, kofi) == {}
    with acting(cast.alice.pk):
        found = Clock.objects.filter(pk__in=first)
        assert {(one.ended_why, one.ended_by_id) for one in found} == {(OFF, cast.alice.pk)}
    conference(cast, kofi, 25)
    assert due(cast, kofi) == before(25, FIRST)


def test_what_was_done_or_stopped_by_hand_does_not_begin_again_when_it_moves(
    cast: Cast, kofi: Person
) -> None:
    meeting = conference(cast, kofi, 20)
    now = ahead(cast, kofi)
    with acting(cast.alice.pk):
        finish_clock(clock=now["conference-report-sent"], done_on=day(0), by=cast.alice)
        stop_clock(clock=now["conference-report-to-family"], why="He has no family.", by=cast.alice)
    change(cast, meeting, What.MOVED, 30)
    change(cast, meeting, What.MOVED, 40)
    assert ahead(cast, kofi) == {}


def test_once_it_is_held_nothing_is_due_before_it_and_the_next_begins_its_own(
    cast: Cast, kofi: Person
) -> None:
    meeting = held(kofi, cast.alice, 2, kind="child-protection-conference")
    assert len(ahead(cast, kofi)) == 2
    with acting(cast.alice.pk):
        write_minutes(meeting=meeting.pk, minutes=minutes(held_on=day(-2)), by=cast.alice)
        assert set(Clock.objects.filter(rule__in=FIRST).values_list("ended_why", flat=True)) == {
            HELD
        }
    assert ahead(cast, kofi) == {}
    conference(cast, kofi, 60)
    assert due(cast, kofi) == before(60, REVIEW)


def test_of_two_the_next_counts_and_the_other_once_that_is_off(cast: Cast, kofi: Person) -> None:
    later, next_one = conference(cast, kofi, 40), conference(cast, kofi, 20)
    assert due(cast, kofi) == before(20, FIRST)
    change(cast, next_one, What.OFF)
    assert due(cast, kofi) == before(40, FIRST)
    change(cast, later, What.OUT)
    assert ahead(cast, kofi) == {}


def test_its_page_says_what_it_counts_back_from(cast: Cast, kofi: Person, browse: Browse) -> None:
    conference(cast, kofi, 20)
    one = ahead(cast, kofi)["conference-report-to-family"]
    html = browse(cast.alice).get(one.get_absolute_url()).content.decode()
    assert "It counts back from a meeting that is arranged." in html
    assert "outside Alongside" not in html
    assert "A council’s own rule" in html


def test_every_row_names_a_kind_of_meeting_and_a_rule_that_counts_back() -> None:
    assert {one.meeting for one in coming_rows()} <= set(kinds())
    assert all(rules()[key].is_before for one in coming_rows() for key in one.starts)
    assert coming_rows()
