"""Sessions: offered, booked, waited for, given up, held; and the last place that two want."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from icalendar import Calendar

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.learning.access import sessions as access
from alongside.learning.actions import sessions as actions
from alongside.learning.models import Booking, Piece, Session, Words
from tests.browsing import Browse
from tests.cast import Cast, account, assemble
from tests.drafting import hidden

from .in_circles import refused_by_database, rows

pytestmark = pytest.mark.django_db


def at(hours: float) -> When:
    return When(timezone.localtime(timezone.now() + timedelta(hours=hours)), "time")


def given(**more: Any) -> dict[str, Any]:
    told: dict[str, Any] = {
        "title": "Video reviews that work", "about": "We try it.", "clusters": ["D"],
        "starts": at(48), "minutes": 60, "places": 2, "place": "Room 3", "link": "",
    }  # fmt: skip
    return {**told, **more}


def offer(by: Account, **more: Any) -> Session:
    with acting(by.pk):
        return actions.offer_session(**{"how": "classroom", **given(**more)}, by=by)


def book(session: Session, by: Account) -> str:
    with acting(by.pk):
        return actions.book(session=session, by=by).state


def state(session: Session, by: Account) -> str:
    with acting(by.pk):
        return access.session_to_view(by, session.pk).mine


def begin(session: Session, by: Account) -> None:
    """Let it have begun, as time does."""
    with acting(by.pk):
        then = timezone.now() - timedelta(hours=1)
        Session.objects.filter(pk=session.pk).update(starts_at=then)


def test_the_last_place_goes_once_and_whoever_waits_longest_has_what_is_given_up(
    cast: Cast,
) -> None:
    one = offer(cast.mo, places=1)
    assert book(one, cast.alice) == "booked"
    assert book(one, cast.alice) == "booked"  # twice changes nothing
    assert book(one, cast.bob) == "waiting"
    assert book(one, cast.sam) == "waiting"
    with acting(cast.alice.pk):
        actions.give_up(session=one, by=cast.alice)
        actions.give_up(session=one, by=cast.alice)
    assert [state(one, who) for who in (cast.alice, cast.bob, cast.sam)] == [
        "", "booked", "waiting",
    ]  # fmt: skip
    assert book(one, cast.alice) == "waiting"  # behind those who wait
    with acting(cast.mo.pk):
        actions.change_session(session=one, **given(places=3), by=cast.mo)
    assert [state(one, who) for who in (cast.sam, cast.alice)] == ["booked", "booked"]
    with acting(cast.mo.pk), pytest.raises(ValidationError, match="have a place already"):
        actions.change_session(session=one, **given(places=1), by=cast.mo)


def test_the_database_refuses_places_that_are_not_there(cast: Cast) -> None:
    one = offer(cast.mo, places=1)
    book(one, cast.alice)
    new = (
        "insert into learning_booking (id, session_id, account_id, state, at, changed_at)"
        " values (%s, %s, %s, %s, now(), now())"
    )
    assert refused_by_database(cast.bob, new, [uuid4(), one.pk, cast.bob.pk, "booked"])
    assert refused_by_database(cast.bob, new, [uuid4(), one.pk, cast.charlie.pk, "waiting"])
    book(one, cast.bob)
    jump = "update learning_booking set state = 'booked' where session_id = %s and account_id = %s"
    assert refused_by_database(cast.bob, jump, [one.pk, cast.bob.pk])
    came = "update learning_booking set state = 'came' where session_id = %s and account_id = %s"
    assert refused_by_database(cast.alice, came, [one.pk, cast.alice.pk])
    assert refused_by_database(cast.mo, came, [one.pk, cast.alice.pk])  # it has not begun
    with acting(cast.mo.pk):
        actions.cancel_session(session=one, why="Ill", by=cast.mo)
    assert refused_by_database(cast.charlie, new, [uuid4(), one.pk, cast.charlie.pk, "waiting"])


def test_only_whoever_runs_it_sees_who_comes(cast: Cast, browse: Browse) -> None:
    one = offer(cast.mo)
    book(one, cast.alice)
    url = f"/learning/sessions/{one.pk}/"
    assert "Alice" in browse(cast.mo).get(url).content.decode()
    with acting(cast.system.pk):
        leader = account("staff", "Polly", "", ("principal-social-worker",))
    for who in (cast.bob, cast.sam, leader, cast.protection):
        page = browse(who).get(url)
        assert page.status_code == 200
        assert "Alice" not in page.content.decode(), who.email
        assert rows(who, "learning_booking") == 0
        for step in ("change/", "cancel/", "who-came/"):
            assert browse(who).get(url + step).status_code == 404, (who.email, step)
    assert browse(cast.ade_account).get(url).status_code == 404
    assert rows(cast.ade_account, "learning_session") == 0


def test_offering_needs_the_right_to(cast: Cast, browse: Browse) -> None:
    assert browse(cast.bob).get("/learning/sessions/offer/").status_code == 403
    with pytest.raises(ValidationError, match="role"):
        offer(cast.bob)
    sql = (
        "insert into learning_session (id, title, about, how, clusters, place, link, starts_at,"
        " ends_at, places, offered_by_id, made_at, cancelled_why) values (%s, 'x', 'x', 'coaching',"
        " '{}', '', '', now() + interval '1 day', now() + interval '2 days', 1, %s, now(), '')"
    )
    assert refused_by_database(cast.bob, sql, [uuid4(), cast.bob.pk])


def test_offered_booked_and_kept_through_the_pages(cast: Cast, browse: Browse) -> None:
    mo, alice = browse(cast.mo), browse(cast.alice)
    page = mo.get("/learning/sessions/offer/").content.decode()
    day = timezone.localdate() + timedelta(days=9)
    told = {
        "how": "webinar", "title": "O’Brien’s hour 🙂", "about": "Try it", "clusters": ["A", "D"],
        "starts": f"{day:%d/%m/%Y} 2pm", "minutes": "90", "places": "2", "place": "",
        "link": "https://meet.example/abc",
    }  # fmt: skip
    made = mo.post("/learning/sessions/offer/", {**hidden(page), **told})
    assert made.status_code == 302
    again = mo.post("/learning/sessions/offer/", {**hidden(page), **told})
    assert again["Location"] == made["Location"]
    with acting(cast.mo.pk):
        one = Session.objects.get()
    listed = alice.get("/learning/sessions/?area=D&how=webinar").content.decode()
    assert "O’Brien’s hour 🙂" in listed
    assert "2pm to 3.30pm" in listed
    assert "O’Brien" not in alice.get("/learning/sessions/?area=J").content.decode()
    assert "meet.example" not in alice.get(made["Location"]).content.decode()
    assert alice.post(f"{made['Location']}book/").status_code == 302
    assert "meet.example" in alice.get(made["Location"]).content.decode()
    begin(one, cast.mo)
    mo.post(f"{made['Location']}who-came/", {"came": [_booking(one, cast.mo)]})
    assert state(one, cast.alice) == "came"
    page = alice.get(f"{made['Location']}afterwards/").content.decode()
    kept = {**hidden(page), "learnt": "", "differently": "Ask first"}
    assert alice.post(f"{made['Location']}afterwards/", kept).status_code == 302
    assert alice.post(f"{made['Location']}afterwards/", kept).status_code == 302
    with acting(cast.alice.pk):
        piece = Piece.objects.get(kind="session")
        assert Words.objects.get(piece=piece).text == "Ask first"
    for who in (cast.mo, cast.bob):
        assert rows(who, "learning_piece") == 0
    assert "You wrote it down" in alice.get(made["Location"]).content.decode()


def _booking(session: Session, by: Account) -> str:
    with acting(by.pk):
        return str(Booking.objects.get(session=session).pk)


def test_a_calendar_file_names_nobody_and_the_link_only_for_whoever_comes(
    cast: Cast, browse: Browse
) -> None:
    one = offer(cast.mo, how="webinar", place="", link="https://meet.example/abc")
    book(one, cast.alice)
    url = f"/learning/sessions/{one.pk}/session.ics"
    mine = browse(cast.alice).get(url)
    assert mine["Content-Type"].startswith("text/calendar")
    found: Any = Calendar.from_ical(mine.content)
    (event,) = found.walk("VEVENT")
    assert event.start == one.starts_at.replace(microsecond=0)
    assert event.end - event.start == timedelta(hours=1)
    assert str(event["summary"]) == "Video reviews that work"
    assert str(event["location"]) == "https://meet.example/abc"
    for who in ("Mo", "Alice", "northmere.example", "ORGANIZER", "ATTENDEE"):
        assert who not in mine.content.decode(), who
    assert b"meet.example" not in browse(cast.bob).get(url).content
    with acting(cast.mo.pk):
        actions.cancel_session(session=one, why="Ill", by=cast.mo)
    assert b"STATUS:CANCELLED" in browse(cast.alice).get(url).content


def test_cancelled_or_begun_is_over_for_everybody(cast: Cast, browse: Browse) -> None:
    one, two = offer(cast.mo), offer(cast.mo, title="Another")
    book(one, cast.alice)
    with acting(cast.mo.pk):
        with pytest.raises(ValidationError):
            actions.cancel_session(session=one, why=" ", by=cast.mo)
        actions.cancel_session(session=one, why="The room is flooded", by=cast.mo)
    page = browse(cast.alice).get(f"/learning/sessions/{one.pk}/").content.decode()
    assert "The room is flooded" in page
    begin(two, cast.mo)
    for gone in (one, two):
        refused = browse(cast.bob).post(f"/learning/sessions/{gone.pk}/book/")
        assert refused.status_code == 422
        assert rows(cast.bob, "learning_booking") == 0
        with acting(cast.mo.pk), pytest.raises(ValidationError):
            actions.change_session(session=gone, **given(), by=cast.mo)


def test_what_is_near_an_area_is_named_with_free_places_first(cast: Cast) -> None:
    full = offer(cast.mo, places=1, starts=at(10), title="Full")
    offer(cast.mo, starts=at(20), title="Free")
    mine = offer(cast.mo, starts=at(30), title="Booked")
    offer(cast.mo, clusters=["A"], title="Other")
    book(full, cast.bob)
    book(mine, cast.alice)
    with acting(cast.alice.pk):
        found = access.sessions_for("D", but=cast.alice)
    assert [one.session.title for one in found] == ["Free", "Full"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts": at(-1)}, {"starts": When(timezone.localdate(), "day")}, {"minutes": 0},
        {"minutes": 100_000}, {"title": "  "}, {"place": ""}, {"link": "http://x.example"},
    ],
)  # fmt: skip
def test_bad_sessions_are_refused_in_words(cast: Cast, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        offer(cast.mo, **wrong)


def test_wrong_dates_are_said_on_the_page(cast: Cast, browse: Browse) -> None:
    mo = browse(cast.mo)
    told = {**given(clusters=[]), "how": "coaching", "place": ""}
    for words in ("31 November 2027, 2pm", "yesterday 2pm", "27 March 2027", "soon"):
        page = mo.get("/learning/sessions/offer/").content.decode()
        answer = mo.post("/learning/sessions/offer/", {**hidden(page), **told, "starts": words})
        assert "thing to put right" in answer.content.decode(), words
    assert rows(cast.mo, "learning_session") == 0


def test_the_list_asks_as_much_of_twenty_as_of_one(cast: Cast, browse: Browse) -> None:
    from django.test.utils import CaptureQueriesContext

    alice, asked = browse(cast.alice), []
    for more in (1, 20):
        for _ in range(more):
            book(offer(cast.mo), cast.alice)
        alice.get("/learning/sessions/")
        with CaptureQueriesContext(connection) as seen:
            alice.get("/learning/sessions/")
        asked.append(len(seen))
    assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
def test_the_last_place_that_eight_want_at_once_has_one() -> None:
    with transaction.atomic():
        cast = assemble()
        one = offer(cast.mo, places=1)
        with acting(cast.system.pk):
            others = [account("staff", f"Worker {n}") for n in range(8)]
    barrier, got = threading.Barrier(8), []

    def go(who: Account) -> None:
        try:
            barrier.wait()
            got.append(book(one, who))
        except Exception as error:  # told below
            got.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[who]) for who in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == ["booked"] + ["waiting"] * 7
    with transaction.atomic(), acting(cast.mo.pk):
        assert Booking.objects.filter(state="booked").count() == 1
