"""What tests of a group's next meeting begin with: its host says when, moves it, calls it off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from unittest import mock

from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When
from alongside.learning.access.next_meeting import next_of
from alongside.learning.actions import circles as actions
from alongside.learning.models import Circle
from tests.browsing import Browse


def url(circle: Circle, name: str = "plan-next") -> str:
    return reverse(f"learning:{name}", args=[circle.pk])


def at(days: float) -> When:
    moment = timezone.now() + timedelta(days=days)
    return When(moment.astimezone(LONDON).replace(second=0, microsecond=0), "time")


def plan(
    circle: Circle, days: float = 9, where: str = "Room 2", by: Account | None = None
) -> Circle:
    """Its host says when it meets, having read what stands."""
    by = by or circle.host
    with acting(by.pk):
        there = Circle.objects.get(pk=circle.pk)
        return actions.plan_next(
            circle=there, starts=at(days), where=where, seen=next_of(there).stands, by=by
        )


def call_off(circle: Circle, why: str = "I am ill.") -> Circle:
    with acting(circle.host_id):
        there = Circle.objects.get(pk=circle.pk)
        return actions.call_off_next(
            circle=there, why=why, seen=next_of(there).stands, by=circle.host
        )


def hidden(html: str) -> dict[str, str]:
    """All that the form of a page carries unseen."""
    forms = BeautifulSoup(html, "lxml").select("form")
    form = next(one for one in forms if one.select_one('[name="draft-pieces"]'))
    found = form.select("input[type=hidden]")
    return {str(one["name"]): str(one.get("value", "")) for one in found}


def page(browse: Browse, who: Account, where: str) -> str:
    return browse(who).get(where).content.decode()


@contextmanager
def days_later(days: float) -> Iterator[None]:
    """The clock of the pages, so many days on."""
    then = timezone.now() + timedelta(days=days)
    with mock.patch("alongside.learning.access.next_meeting.timezone.now", return_value=then):
        yield


def words(moment: datetime | None) -> str:
    assert moment is not None
    here = timezone.localtime(moment)
    return f"{here.day} {here:%B %Y}, {here:%H:%M}"
