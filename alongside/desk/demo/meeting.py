"""A meeting of Northmere: Ade is asked to look at his plan, and has said what he thinks."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When, is_working_day
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.plans.meetings.actions import Asked, arrange_meeting, say_before

from .calendar import Calendar
from .council import Council

ASKED = (
    Asked("Ade", "in person", is_own=True),
    Asked("Pat Bankole", "by phone"),
    Asked("Kwame Mensah", "by phone"),
    Asked("Harriet Low, occupational therapist", "by message"),
)
OWN = "Start with the allotment. If it gets late we never come to it."


def arrange_ades(council: Council, days: Calendar, people: Mapping[str, Person]) -> None:
    """Within the week, at the depot, where Ade’s friends are."""
    day = days.day(-4)
    while not is_working_day(day):
        day += timedelta(days=1)
    alice = council.accounts["alice"]
    with acting(alice.pk):
        made = arrange_meeting(
            id=new_id(),
            person=people["ade"],
            kind="plan-review",
            starts=When(datetime.combine(day, time(14), tzinfo=LONDON), "time"),
            place="The depot, back room; step-free from the yard",
            link="",
            why="To look at what Ade agreed, and at weekends when Pat is away.",
            asked=ASKED,
            why_not="",
            by=alice,
        )
        say_before(meeting=made.pk, what="view", words=OWN, is_own=True, by=alice)
        told = "Somebody who can stay the night when I am away"
        say_before(meeting=made.pk, what="point", words=told, who="Pat Bankole", by=alice)
