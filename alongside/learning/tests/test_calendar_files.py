"""The calendar file of a group's meeting and of supervision: when, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON
from alongside.learning.access.next_meeting import next_of
from alongside.learning.actions import circles as actions
from alongside.learning.invitation import calendar_of
from alongside.learning.models import Circle
from tests.browsing import Browse
from tests.cast import Cast

from .in_circles import circle
from .meeting_next import at, call_off, days_later, page, plan, url
from .supervised import planned

__all__ = ["circle"]  # a fixture
pytestmark = pytest.mark.django_db


def event_in(file: bytes) -> Any:
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    return event


def test_the_file_says_that_it_is_a_group_and_when_and_nothing_else(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    made = plan(circle, where="Bob’s room")
    answer = browse(cast.bob).get(url(circle, "circle-calendar"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    event, text = event_in(answer.content), answer.content.decode()
    assert str(event["summary"]) == "A group in Alongside"
    assert event.start == made.next_at
    for told in ("Thursday", "Bob", "Alice", "Room", "Reflecting", "LOCATION", "ORGANIZER"):
        assert told not in text, told
    assert text.count("\n") == text.count("\r\n") == len(text.splitlines())
    for who in (cast.charlie, cast.mo, cast.sam, cast.protection, cast.ade_account, cast.pat):
        assert browse(who).get(url(circle, "circle-calendar")).status_code == 404, who.email


def test_a_group_without_a_meeting_has_no_file(cast: Cast, circle: Circle, browse: Browse) -> None:
    assert browse(cast.bob).get(url(circle, "circle-calendar")).status_code == 404


def test_moved_it_is_the_same_event_and_the_next_is_another(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    def event() -> Any:
        return event_in(browse(cast.bob).get(url(circle, "circle-calendar")).content)

    plan(circle, 2)
    first = event()
    plan(circle, 3)
    moved = event()
    assert moved["uid"] == first["uid"]
    assert moved["sequence"] > first["sequence"]
    assert moved.start - first.start == timedelta(days=1)
    call_off(circle)
    off = event()
    assert (off["uid"], str(off["status"])) == (first["uid"], "CANCELLED")
    with days_later(20):
        with acting(cast.alice.pk):
            there = Circle.objects.get(pk=circle.pk)
            actions.plan_next(
                circle=there, starts=at(40), seen=next_of(there).stands, by=cast.alice
            )
        assert event()["uid"] != first["uid"]


def test_supervision_says_that_it_is_supervision_and_when(cast: Cast, browse: Browse) -> None:
    one = planned(cast, hours=48, place="The small room", link="https://meet.example/abc")
    where = reverse("learning:meeting-calendar", args=[one.pk])
    answer = browse(cast.alice).get(where)
    event, text = event_in(answer.content), answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert str(event["summary"]) == "Supervision"
    assert event.end - event.start == timedelta(minutes=90)
    for told in ("Mo", "Alice", "small room", "meet.example", "LOCATION"):
        assert told not in text.replace("METHOD", ""), told
    assert where in page(browse, cast.mo, one.get_absolute_url())
    for who in (cast.bob, cast.protection, cast.sam, cast.ade_account):
        assert browse(who).get(where).status_code == 404, who.email


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (datetime(2027, 3, 27, 14, tzinfo=LONDON), datetime(2027, 3, 27, 14, tzinfo=UTC)),
        (datetime(2027, 3, 28, 14, tzinfo=LONDON), datetime(2027, 3, 28, 13, tzinfo=UTC)),
        (datetime(2027, 10, 30, 14, tzinfo=LONDON), datetime(2027, 10, 30, 13, tzinfo=UTC)),
        (datetime(2027, 10, 31, 14, tzinfo=LONDON), datetime(2027, 10, 31, 14, tzinfo=UTC)),
    ],
)
def test_the_time_is_right_on_both_sides_of_the_clocks_changing(
    here: datetime, there: datetime
) -> None:
    file = calendar_of(
        of="x", summary="x", starts_at=here, ends_at=here + timedelta(hours=1), url="/",
        made_at=timezone.now(),
    )  # fmt: skip
    assert f"DTSTART:{there:%Y%m%dT%H%M%S}Z\r\n".encode() in file
    assert event_in(file).start.astimezone(LONDON).hour == 14
