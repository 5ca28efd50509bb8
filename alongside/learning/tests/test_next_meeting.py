"""When a group meets next: said by its host, moved, called off, and read by those in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When
from alongside.learning.access.home import something_waits
from alongside.learning.access.next_meeting import next_of
from alongside.learning.actions import circles as actions
from alongside.learning.actions.circles import hosting
from alongside.learning.actions.circles.meeting import SINCE
from alongside.learning.models import Circle
from tests.browsing import Browse
from tests.cast import Cast

from .in_circles import ask, circle
from .meeting_next import at, call_off, days_later, hidden, page, plan, url, words
from .supervised import LATER, NEXT, sentences

__all__ = ["circle"]  # a fixture
pytestmark = pytest.mark.django_db
HOME, GROUPS = "/learning/", "/learning/together/"


# Said, and read


def test_whoever_hosts_says_it_on_a_page_and_everybody_in_it_reads_it(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    alice = browse(cast.alice)
    form = alice.get(url(circle)).content.decode()
    sent = {**hidden(form), "starts": NEXT, "where": "Room 2"}
    assert alice.post(url(circle), sent)["Location"] == url(circle, "circle")
    with acting(cast.alice.pk):
        circle.refresh_from_db()
    when = words(circle.next_at)
    assert NEXT.split(",")[0] in when
    for who in (cast.alice, cast.bob):
        shown = page(browse, who, url(circle, "circle"))
        assert when in shown
        assert "Room 2" in shown
        assert when in page(browse, who, GROUPS)
        assert f"Your group meets on {when}" in page(browse, who, HOME)
    asked_in = page(browse, cast.charlie, url(circle, "circle"))
    assert when in asked_in  # so that they know whether they can come
    assert "Your group meets" not in page(browse, cast.charlie, HOME)
    assert when not in page(browse, cast.mo, HOME) + page(browse, cast.mo, GROUPS)


def test_a_second_press_and_a_replay_change_nothing(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    alice = browse(cast.alice)
    first = {**hidden(alice.get(url(circle)).content.decode()), "starts": NEXT, "where": "Room 2"}
    for _ in range(2):
        assert alice.post(url(circle), first)["Location"] == url(circle, "circle")
    later = {**hidden(alice.get(url(circle)).content.decode()), "starts": LATER, "where": "Room 2"}
    assert alice.post(url(circle), later).status_code == 302
    with acting(cast.alice.pk):
        moved = Circle.objects.get(pk=circle.pk)
    assert alice.post(url(circle), first).status_code == 302  # sent again, a day too late
    assert moved.next_at is not None
    with acting(cast.alice.pk):
        assert Circle.objects.get(pk=circle.pk).next_at == moved.next_at
        again = actions.plan_next(
            circle=circle, starts=When(moved.next_at.astimezone(LONDON), "time"),
            where="Room 2", seen="an old page", by=cast.alice,
        )  # fmt: skip
    assert again.next_changed_at == moved.next_changed_at


@pytest.mark.parametrize(
    ("starts", "said"),
    [
        (lambda: at(-1), "That time is past. Write a day and a time to come."),
        (lambda: at(-800), "That time is past."),
        (lambda: at(30 * 365), "That is more than two years ahead. Write a nearer day."),
        (lambda: When(at(3).day, "day"), "Say at what time too"),
    ],
)
def test_a_day_that_cannot_be_meant_gets_one_sentence(
    cast: Cast, circle: Circle, browse: Browse, starts: Any, said: str
) -> None:
    alice, given = browse(cast.alice), starts()
    form = hidden(alice.get(url(circle)).content.decode())
    refused = alice.post(url(circle), {**form, "starts": given.words(), "where": "Room 2"})
    assert said in sentences(refused)
    assert given.words() in refused.content.decode()  # and what was typed stands there still
    with acting(cast.alice.pk):
        assert Circle.objects.get(pk=circle.pk).next_at is None


def test_too_many_words_and_none_get_a_sentence_too(cast: Cast, circle: Circle) -> None:
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="200 characters"):
            actions.plan_next(circle=circle, starts=at(3), where="x" * 201, by=cast.alice)
        with pytest.raises(ValidationError, match="No meeting is planned"):
            actions.call_off_next(circle=circle, why="Ill", seen="", by=cast.alice)
    there = plan(circle)
    with acting(cast.alice.pk):
        for why, said in ((" ", "Say why"), ("x" * 401, "400 characters")):
            with pytest.raises(ValidationError, match=said):
                actions.call_off_next(
                    circle=there, why=why, seen=next_of(there).stands, by=cast.alice
                )


# Two at once


def test_two_who_host_it_at_once_do_not_write_over_each_other(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    """Two windows of one host: what the other said in between is read before it is replaced."""
    alice = browse(cast.alice)
    one, two = (hidden(alice.get(url(circle)).content.decode()) for _ in range(2))
    assert alice.post(url(circle), {**one, "starts": NEXT, "where": ""}).status_code == 302
    refused = alice.post(url(circle), {**two, "starts": LATER, "where": "Room 9"})
    assert SINCE in sentences(refused)
    shown = refused.content.decode()
    with acting(cast.alice.pk):
        circle.refresh_from_db()
    assert words(circle.next_at) in shown  # what stands now
    assert LATER in shown  # and what was typed
    again = {**hidden(shown), "starts": LATER, "where": "Room 9"}
    assert alice.post(url(circle), again).status_code == 302
    with acting(cast.alice.pk):
        assert Circle.objects.get(pk=circle.pk).next_where == "Room 9"


def test_whoever_handed_it_on_meanwhile_says_nothing_any_more(cast: Cast, circle: Circle) -> None:
    with acting(cast.alice.pk):
        before = Circle.objects.get(pk=circle.pk)
        hosting.hand_on(circle=Circle.objects.get(pk=circle.pk), to=cast.bob.pk, by=cast.alice)
        with pytest.raises(ValidationError, match="Only whoever hosts this group"):
            actions.plan_next(circle=before, starts=at(3), by=cast.alice)
    with acting(cast.bob.pk):
        circle.refresh_from_db()
    assert plan(circle, by=cast.bob).next_at is not None


def test_only_whoever_hosts_has_the_pages(cast: Cast, circle: Circle, browse: Browse) -> None:
    plan(circle)
    for who in (cast.bob, cast.charlie, cast.mo, cast.sam, cast.ade_account):
        for name in ("plan-next", "call-off-next"):
            for answer in (
                browse(who).get(url(circle, name)),
                browse(who).post(url(circle, name), {"starts": LATER, "why": "Mine"}),
            ):
                assert answer.status_code == 404, (who.email, name)
    with acting(cast.alice.pk):
        stands = Circle.objects.get(pk=circle.pk)
    assert (stands.next_where, stands.next_off_why) == ("Room 2", "")


# Moved and called off


def test_who_is_in_it_is_told_that_it_was_moved_until_they_have_looked(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    known = plan(circle, 9).next_at
    with acting(cast.bob.pk):
        assert not something_waits(cast.bob)
    plan(circle, 10)
    now = plan(circle, 40).next_at
    home = page(browse, cast.bob, HOME)
    assert "Your group’s meeting was moved" in home
    assert f"now on {words(now)}, and was to be on {words(known)}" in home  # not the one between
    with acting(cast.bob.pk):
        assert something_waits(cast.bob)
    assert "was moved" not in page(browse, cast.alice, HOME)
    shown = page(browse, cast.bob, url(circle, "circle"))
    assert "Moved on" in shown
    assert f"{words(known)}." in shown
    assert "was moved" not in page(browse, cast.bob, HOME)
    with acting(cast.bob.pk):
        assert not something_waits(cast.bob)
    plan(circle, 41)
    assert f"was to be on {words(now)}" in page(browse, cast.bob, HOME)  # which Bob had read


def test_a_round_says_nothing_of_it_so_it_stays_news(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    one = ask(circle, "talk")
    plan(circle, 5)
    plan(circle, 6)
    assert browse(cast.bob).get(reverse("learning:round", args=[one.pk])).status_code == 200
    assert "meeting was moved" in page(browse, cast.bob, HOME)


def test_called_off_it_stands_where_they_look_for_it_and_another_may_be_planned(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    was = plan(circle, 9).next_at
    alice = browse(cast.alice)
    form = hidden(alice.get(url(circle, "call-off-next")).content.decode())
    for _ in range(2):  # a second press leads to the same
        done = alice.post(url(circle, "call-off-next"), {**form, "why": "The room is flooded."})
        assert done["Location"] == url(circle, "circle")
    home = page(browse, cast.bob, HOME)
    assert "Your group’s meeting was called off" in home
    assert words(was) in home
    assert "was called off" in page(browse, cast.bob, GROUPS)
    shown = page(browse, cast.bob, url(circle, "circle"))
    assert "The room is flooded." in shown
    assert "It was to be on" in shown
    assert "called off" not in page(browse, cast.bob, HOME)
    assert alice.get(url(circle, "call-off-next")).status_code == 302
    plan(circle, 12)
    shown = page(browse, cast.bob, url(circle, "circle"))
    assert "Called off" not in shown
    assert "Moved on" in shown


def test_old_news_is_no_news(cast: Cast, circle: Circle, browse: Browse) -> None:
    plan(circle, 2)
    plan(circle, 3)
    with days_later(3.2):  # they met, at the new time
        assert "was moved" not in page(browse, cast.bob, HOME)
        with acting(cast.bob.pk):
            assert not something_waits(cast.bob)
    call_off(circle)
    with days_later(5):  # whoever came for nothing reads why
        assert "was called off" in page(browse, cast.bob, HOME)
    with days_later(20):
        assert "called off" not in page(browse, cast.bob, HOME)
        assert "Called off" not in page(browse, cast.bob, url(circle, "circle"))


def test_whoever_comes_in_later_is_not_told_what_changed_before(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    plan(circle, 5)
    plan(circle, 6)
    with acting(cast.charlie.pk):
        actions.answer_invitation(circle=circle, accepts=True, by=cast.charlie)
    home = page(browse, cast.charlie, HOME)
    assert "was moved" not in home
    assert "Your group meets on" in home


def test_a_meeting_that_is_past_is_the_last_and_not_the_next(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    plan(circle, 2)
    with days_later(2.02):  # half an hour after it began, people still come
        assert "Last met" not in page(browse, cast.bob, url(circle, "circle"))
    with days_later(2.2):
        shown = page(browse, cast.bob, url(circle, "circle"))
        assert "Last met on" in shown
        assert "Put it in my calendar" not in shown
        assert "Last met on" in page(browse, cast.bob, GROUPS)
        assert "Your group meets" not in page(browse, cast.bob, HOME)
        with acting(cast.alice.pk):
            there = Circle.objects.get(pk=circle.pk)
            new = actions.plan_next(
                circle=there, starts=at(20), seen=next_of(there).stands, by=cast.alice
            )
        assert (new.next_was_at, new.next_changed_at) == (None, None)  # another, and not moved


def test_an_ended_group_meets_no_more(cast: Cast, circle: Circle, browse: Browse) -> None:
    plan(circle)
    with acting(cast.alice.pk):
        actions.end_circle(circle=circle, by=cast.alice)
    assert "Your group meets" not in page(browse, cast.bob, HOME)
    assert "Room 2" not in page(browse, cast.bob, url(circle, "circle"))
    assert browse(cast.alice).get(url(circle)).status_code == 302
    assert browse(cast.bob).get(url(circle, "circle-calendar")).status_code == 404
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="has ended"):
        actions.plan_next(circle=circle, starts=at(3), by=cast.alice)


def test_many_groups_that_meet_take_as_many_questions_as_one(cast: Cast, browse: Browse) -> None:
    def asked(where: str) -> int:
        with CaptureQueriesContext(connection) as sent:
            assert browse(cast.alice).get(where).status_code == 200
        return len(sent)

    def another(title: str) -> None:
        with acting(cast.alice.pk):
            made = actions.begin_circle(kind="reflection", title=title, by=cast.alice)
        plan(made)

    another("One")
    few = [asked(where) for where in (HOME, GROUPS)]
    for number in range(12):
        another(f"Group {number}")
    assert [asked(where) for where in (HOME, GROUPS)] == few
