"""Meetings for tests, arranged by the action itself."""

from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.plans.meetings.actions import Asked, arrange_meeting, write_minutes
from alongside.plans.meetings.minutes import Came, Minutes
from alongside.plans.models import Meeting
from alongside.plans.wording import Owner, Step
from alongside.record.models import Entry

SAID = "He said that the stairs are the worst of it."


def soon(days: int = 3) -> datetime:
    return timezone.localtime() + timedelta(days=days)


def arrange(person: Person, by: Account, **more: Any) -> Meeting:
    """Arrange a meeting, by this account, in three days."""
    usual: dict[str, Any] = {
        "id": new_id(),
        "kind": "network-meeting",
        "starts": When(soon(), "time"),
        "place": "The depot",
        "link": "",
        "why": "To find out who does what.",
        "asked": [Asked("Ade", "by phone", is_own=True), Asked("Kwame", "by letter")],
        "why_not": "",
    }
    with acting(by.pk):
        return arrange_meeting(person=person, by=by, **(usual | more))


def minutes(**more: Any) -> Minutes:
    """Small minutes with a decision of the person's own and one of a worker's."""
    usual: dict[str, Any] = {
        "held_on": timezone.localdate(),
        "came": [Came("came", "Ade", is_own=True), Came("away", "Kwame", "He was driving.")],
        "said": SAID,
        "decisions": [
            Step("s1", "Count the stairs"),
            Step("s2", "Bring a rail", Owner.WORKER, "Harriet", timezone.localdate()),
        ],
    }
    return Minutes(**(usual | more))


def held(person: Person, by: Account, days: int = 2, **more: Any) -> Meeting:
    """A meeting that was arranged for so many days ago, while that was to come."""
    with patch("alongside.plans.meetings.actions._to_come", lambda starts, _: starts.earliest):
        return arrange(person, by, starts=When(soon(-days), "time"), **more)


def written(person: Person, by: Account, **more: Any) -> Entry:
    """The minutes of such a meeting."""
    meeting = held(person, by)
    with acting(by.pk):
        return write_minutes(meeting=meeting.pk, minutes=minutes(**more), by=by)
