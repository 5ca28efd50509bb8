"""Somebody who supervises many: each one's next meeting, and as many queries as for one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import in_words
from alongside.learning.access import supervision as access
from alongside.learning.actions import supervision as actions
from alongside.learning.models import Meeting, Supervision
from tests.browsing import Browse
from tests.cast import Cast, account

from .supervised import address, begun, planned

pytestmark = pytest.mark.django_db


def supervised(cast: Cast, number: int, meetings: int = 3) -> Supervision:
    """Mo supervises one more, with meetings in each of some weeks to come."""
    with acting(cast.system.pk):
        who = account("staff", f"Worker {number:02}", "Social worker")
    with acting(cast.mo.pk):
        two = actions.propose_supervision(
            colleague=who, i_am="supervisor", rhythm="social-worker", by=cast.mo
        )
    with acting(who.pk):
        actions.accept_supervision(supervision=two, by=who)
    with acting(cast.mo.pk):
        now = timezone.now()
        Meeting.objects.bulk_create(
            Meeting(
                supervision=two,
                starts_at=now + timedelta(days=number + 1, weeks=week),
                how="phone",
                made_by=cast.mo,
            )
            for week in range(meetings)
        )
    return two


def test_a_supervisor_of_thirty_sees_each_ones_next_meeting(cast: Cast, browse: Browse) -> None:
    for number in range(30):
        supervised(cast, number)
    page = browse(cast.mo).get(address("supervisions")).content.decode()
    for number in range(30):
        day = timezone.localdate(timezone.now() + timedelta(days=number + 1))
        told = page.split(f"Worker {number:02}</a>")[1].split("</li>")[0]
        assert f"Next: {in_words(day)}" in told, number


def test_as_many_queries_for_five_as_for_one(cast: Cast, browse: Browse) -> None:
    mo = browse(cast.mo)
    supervised(cast, 0)

    def counted(where: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert mo.get(where).status_code == 200
        return len(queries)

    pages = (address("supervisions"), address("home"))
    for where in pages:
        mo.get(where)
    before = [counted(where) for where in pages]
    for number in range(1, 6):
        supervised(cast, number, meetings=9)
    assert [counted(where) for where in pages] == before


def test_many_supervisions_are_paged_and_none_is_lost(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "MANY", 2)
    for number in range(5):
        supervised(cast, number, meetings=0)
    mo, seen, where = browse(cast.mo), [], address("supervisions")
    for _ in range(3):
        page = mo.get(where).content.decode()
        seen += [number for number in range(5) if f"Worker {number:02}<" in page]
        where = address("supervisions") + page.split('rel="next"')[0].split('href="')[-1][:7]
    assert seen == [0, 1, 2, 3, 4]
    assert mo.get(address("supervisions") + "?page=x").status_code == 200


def test_meetings_are_paged_both_ways(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "PAGE", 3)
    two = begun(cast)
    now = timezone.now()
    with acting(cast.mo.pk):
        Meeting.objects.bulk_create(
            Meeting(
                supervision=two, starts_at=now + timedelta(days=day), how="phone",
                made_by=cast.mo, held_at=now if day < 0 else None,
            )
            for day in range(-7, 8) if day
        )  # fmt: skip
        found: list[Meeting] = []
        mark = None
        for _ in range(3):
            some = access.meetings_to_come(two, mark)
            found, mark = found + some.meetings, some.more
        assert [(one.starts_at - now).days for one in found] == [1, 2, 3, 4, 5, 6, 7]
        assert mark is None
        found = []
        for _ in range(3):
            some = access.meetings_before(two, mark)
            found, mark = found + some.meetings, some.more
        assert [(one.starts_at - now).days for one in found] == [-1, -2, -3, -4, -5, -6, -7]
    page = browse(cast.alice).get(two.get_absolute_url()).content.decode()
    assert "What is planned after these" in page
    assert "Earlier meetings" in page
    assert browse(cast.alice).get(f"{two.get_absolute_url()}?before=x").status_code == 200


def test_a_past_meeting_that_nobody_spoke_of_does_not_hide_the_next(
    cast: Cast, browse: Browse
) -> None:
    one = planned(cast)  # an hour ago
    mo = browse(cast.mo)
    assert "Have you met on" in mo.get(address("supervisions")).content.decode()
    with acting(cast.mo.pk):
        later = timezone.now() + timedelta(days=9)
        Meeting.objects.create(
            supervision=one.supervision, starts_at=later, how="phone", made_by=cast.mo
        )
    page = mo.get(address("supervisions")).content.decode()
    assert f"Next: {in_words(timezone.localdate(later))}" in page
