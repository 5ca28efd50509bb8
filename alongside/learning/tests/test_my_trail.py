"""One's own trail of learning: all of it, page by page, found by an index, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.learning.access.pieces import LINES, my_trail
from alongside.learning.actions import circles, supervision
from alongside.learning.actions import pieces as actions
from tests.browsing import Browse
from tests.cast import Cast

from .supervised import written
from .test_pieces import made, shared
from .test_sessions import book, offer

pytestmark = pytest.mark.django_db
NUMSCANS = (
    "select coalesce(sum(pg_stat_get_xact_numscans(i.indexrelid)), 0) from pg_index i"
    " join pg_inherits h on h.inhrelid = i.indexrelid"
    " where h.inhparent = 'foundation_trail_learning'::regclass"
)


def told(who: Account) -> list[tuple[str, str]]:
    """Every line, and whether it is one's own doing."""
    with acting(who.pk):
        lines, _ = my_trail(most=400)
    return [(one.what, "me" if one.by_id == who.pk else "another") for one in lines]


def fill(who: Account, number: int) -> None:
    with acting(who.pk):
        for place in range(number):
            trail.note(f"learning: line {place}", on=who, by=who)


def test_what_was_booked_joined_brought_agreed_and_followed_up_is_there(cast: Cast) -> None:
    book(offer(cast.mo), cast.alice)
    with acting(cast.bob.pk):
        made_by_bob = circles.begin_circle(kind="reflection", title="T", by=cast.bob)
        circles.invite(circle=made_by_bob, account=cast.alice, by=cast.bob)
    meeting = written(cast)
    with acting(cast.mo.pk):
        supervision.bring_point(meeting=meeting, kind="other", text="Rota", by=cast.mo)
        supervision.agree_follow_up(meeting=meeting, text="Ring", who=cast.mo, by=cast.mo)
        supervision.write_agreement(
            supervision=meeting.supervision, said={"purpose": "To think"}, by=cast.mo
        )
    hers = told(cast.alice)
    for line in (
        ("learning: session booked", "me"),
        ("learning: asked into a circle", "another"),
        ("learning: brought to supervision", "me"),
        ("learning: brought to supervision", "another"),
        ("learning: agreed in supervision", "another"),
        ("learning: supervision agreement written", "another"),
    ):
        assert line in hers, line
    assert not any("supervision" in what or "circle" in what for what, _ in told(cast.charlie))


def test_what_others_read_of_ones_own_is_there_and_theirs_is_not(cast: Cast) -> None:
    piece = made(cast.alice)
    share = shared(piece, cast.bob)
    with acting(cast.bob.pk):
        actions.open_shared(share=share, by=cast.bob)
    made(cast.bob)
    assert ("learning: opened by whom it is shared with", "another") in told(cast.alice)
    assert ("learning: Reflection kept", "another") not in told(cast.alice)
    assert told(cast.mo) == []


def test_it_goes_on_for_as_long_as_there_is_something(cast: Cast, browse: Browse) -> None:
    fill(cast.alice, LINES + 5)
    client = browse(cast.alice)
    first = client.get("/learning/trail/")
    page = first.content.decode()
    assert page.count("<tr>") == LINES + 1
    older = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = client.get(f"/learning/trail/{older}").content.decode()
    assert second.count("<tr>") == 6
    assert 'rel="next"' not in second
    assert "Back to the newest" in second
    lines = [f"Line {place}</td>" for place in range(LINES + 5)]
    assert all((page + second).count(one) == 1 for one in lines), "each once, none left out"


def test_lines_of_one_moment_are_not_lost_between_pages(cast: Cast) -> None:
    fill(cast.alice, 10)
    with acting(cast.alice.pk):
        seen = []
        before = None
        while True:
            lines, before = my_trail(before, most=3)
            seen += [one.id for one in lines]
            if before is None:
                break
        every, _ = my_trail(most=400)
    assert seen == [one.id for one in every]
    assert len(seen) == 10


@pytest.mark.parametrize("before", ["x", "2026-01-01", "2026-01-01T00:00:00+00:00 x", "\x00", "é"])
def test_an_address_that_nobody_made_begins_at_the_newest(
    cast: Cast, browse: Browse, before: str
) -> None:
    fill(cast.alice, 1)
    page = browse(cast.alice).get("/learning/trail/", {"before": before})
    assert "Line 0" in page.content.decode()


def test_before_everything_it_says_so(cast: Cast, browse: Browse) -> None:
    fill(cast.alice, 1)
    long_ago = (timezone.now() - timedelta(days=9)).isoformat()
    page = browse(cast.alice).get("/learning/trail/", {"before": f"{long_ago} {uuid4()}"})
    assert "Nothing is older than that." in page.content.decode()


def test_much_is_asked_as_often_as_little_and_by_the_index(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    fill(cast.alice, 1)
    client.get("/learning/trail/")
    counts = []
    for more in (0, 150):
        fill(cast.alice, more)
        with CaptureQueriesContext(connection) as sent:
            client.get("/learning/trail/")
        counts.append(len(sent))
    assert counts[0] == counts[1]
    with acting(cast.alice.pk), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")  # so few lines are read faster whole
        cursor.execute(NUMSCANS)
        (before,) = cursor.fetchone()
        my_trail()
        cursor.execute(NUMSCANS)
        assert cursor.fetchone()[0] > before
