"""The meetings to which a worker goes: in their calendar, by day, and on their home."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, WEEKDAYS, When, in_words
from alongside.people.actions import grants, lives
from alongside.people.models import Bar
from alongside.plans.meetings.actions import Asked, change_meeting, write_minutes
from alongside.plans.meetings.minutes import Came
from alongside.plans.models import Meeting
from alongside.plans.tests.meeting import arrange, held, minutes
from alongside.record.models import Clock
from tests.attacks import attacker
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write
from .test_calendar import made

pytestmark = pytest.mark.django_db
ADE = Asked("Ade", "by phone", is_own=True)
BOB = Asked("  bob , social worker", "by message")
MINE = "select meeting from gate.my_meetings(now() - interval '40 days', now() + interval '1 year')"


def at(days: int, hour: int = 14) -> datetime:
    day = timezone.localdate() + timedelta(days=days)
    return datetime.combine(day, time(hour), LONDON)


def meet(cast: Cast, days: int = 1, *asked: Asked, **more: Any) -> Meeting:
    """A meeting about Ade that Alice arranged, at 2pm on that day."""
    starts = When(at(days), "time")
    return arrange(cast.ade, cast.alice, starts=starts, asked=[ADE, *asked], **more)


def change(meeting: Meeting, by: Account, what: str, starts: datetime | None = None) -> None:
    told = {"starts": When(starts, "time")} if starts else {}
    with acting(by.pk):
        change_meeting(meeting=meeting.pk, what=what, words="Ade asked for it.", by=by, **told)


def told(address: str) -> list[Any]:
    answer = Client().get(address)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def page(browse: Browse, who: Account, address: str) -> str:
    return str(browse(who).get(address).content.decode())


def test_the_calendar_says_meeting_and_a_time_and_no_more(cast: Cast, browse: Browse) -> None:
    meeting = meet(cast, 3)
    address = made(browse, cast)
    [event] = told(address)
    assert str(event["summary"]) == "Meeting"
    assert event.decoded("dtstart") == at(3)
    assert event.decoded("dtend") == at(3, 15)
    assert event["sequence"] == 0
    text = Client().get(address).content.decode()
    for word in ("Ade", "depot", "Network", "Kwame", "http", str(meeting.pk), meeting.pk.hex):
        assert word not in text, word


def test_a_moved_meeting_moves_and_one_called_off_leaves(cast: Cast, browse: Browse) -> None:
    meeting = meet(cast, 3)
    address = made(browse, cast)
    [before] = told(address)
    change(meeting, cast.alice, "moved", at(5, 10))
    [after] = told(address)
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") == at(5, 10)
    change(meeting, cast.alice, "moved", at(2, 9))
    [again] = told(address)
    assert again["sequence"] >= after["sequence"]
    assert again.decoded("dtstart") == at(2, 9)
    change(meeting, cast.alice, "off")
    assert told(address) == []


def test_who_is_asked_by_name_has_it_too_and_nobody_else(cast: Cast, browse: Browse) -> None:
    meeting = meet(cast, 1, BOB)
    address = f'href="/meetings/{meeting.pk}/"'
    for path in ("/", "/due/", "/due/?who=team"):
        for who in (cast.alice, cast.bob):
            assert address in page(browse, who, path), (path, who.email)
        for who in (cast.mo, cast.charlie):
            assert address not in page(browse, who, path), (path, who.email)
    secret = browse(cast.bob).post("/account/calendar/make/").content.decode()
    feed = secret.split('value="http://testserver')[1].split('"')[0]
    [event] = told(feed)
    assert event.decoded("dtstart") == at(1)
    assert [one["uid"] for one in told(made(browse, cast))] != [event["uid"]]


def test_who_is_kept_out_since_reads_nothing_of_it(cast: Cast, browse: Browse) -> None:
    meeting = meet(cast, 1, BOB)
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    for path in ("/", "/due/"):
        assert str(meeting.pk) not in page(browse, cast.bob, path)
        assert str(meeting.pk) in page(browse, cast.alice, path)


def test_the_function_gives_nobody_meetings_that_are_not_theirs(cast: Cast) -> None:
    meeting = meet(cast, 1, BOB, Asked("Pat", "by phone"), Asked("Charlie", "by phone"))
    assert attacker.reads(cast.alice, MINE) == [meeting.pk]
    assert attacker.reads(cast.bob, MINE) == [meeting.pk]
    for who in (cast.mo, cast.charlie, cast.pat, cast.ade_account, cast.sam, cast.system):
        assert attacker.reads(who, MINE) == [], who.email


def test_home_says_those_of_the_next_week_by_their_time(cast: Cast, browse: Browse) -> None:
    for days in (1, 7, 8):
        meet(cast, days)
    html = page(browse, cast.alice, "/")
    assert "Meeting, 2pm tomorrow</a></b>Ade Bankole. Network meeting." in html
    week = timezone.localdate() + timedelta(days=7)
    assert f"Meeting, 2pm on {WEEKDAYS[week.weekday()]} {week.day} " in html
    assert html.count("Meeting, 2pm") == 2
    assert page(browse, cast.alice, "/due/").count("Meeting, 2pm") == 3


def test_what_is_due_by_day_has_them_on_the_day_they_are_moved_to(
    cast: Cast, browse: Browse
) -> None:
    change(meet(cast, 3), cast.alice, "moved", at(20, 9))
    html = page(browse, cast.alice, "/due/")
    heading = html.index(f"{in_words(at(20).date())}, in ")
    assert heading < html.index("Meeting, 9am")
    assert in_words(at(3).date()) not in html
    assert "Meeting," not in page(browse, cast.alice, "/")


def test_it_is_gone_from_the_lists_once_it_is_over_or_they_died(cast: Cast, browse: Browse) -> None:
    off, meant = meet(cast, 1), meet(cast, 2)
    held(cast.ade, cast.alice, asked=[ADE])
    change(off, cast.alice, "off")
    for path in ("/", "/due/"):
        html = page(browse, cast.alice, path)
        assert "Meeting, 2pm" in html
        assert html.count("/meetings/") == 1
    with acting(cast.alice.pk):
        lives.record_death(person=cast.ade, died_on=timezone.localdate(), by=cast.alice)
    for path in ("/", "/due/"):
        assert str(meant.pk) not in page(browse, cast.alice, path)
    assert told(made(browse, cast)) == []


def test_who_sent_word_was_not_there(cast: Cast, browse: Browse) -> None:
    meeting = held(cast.ade, cast.alice, asked=[ADE, BOB])
    assert attacker.reads(cast.bob, MINE) == [meeting.pk]
    came = [Came("came", "Ade", is_own=True), Came("sent word", "Bob, social worker")]
    with acting(cast.alice.pk):
        write_minutes(meeting=meeting.pk, minutes=minutes(came=came), by=cast.alice)
    assert attacker.reads(cast.bob, MINE) == []
    assert attacker.reads(cast.alice, MINE) == [meeting.pk]


def test_the_pages_ask_as_many_questions_however_many_there_are(cast: Cast, browse: Browse) -> None:
    meet(cast, 1)
    alice, address = browse(cast.alice), made(browse, cast)
    paths = ("/", "/due/", address)

    def asked(path: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as questions:
            assert alice.get(path).status_code == 200
        return sum("gate.my_meetings" in one["sql"] for one in questions), len(questions)

    for path in paths:
        asked(path)
    few = {path: asked(path) for path in paths}
    assert {ours for ours, _ in few.values()} == {1}
    for days in (1, 2, 3):
        meet(cast, days, BOB)
        change(meet(cast, days), cast.alice, "moved", at(days + 1, 10))
    assert {path: asked(path) for path in paths} == few


def test_the_next_page_goes_on_with_neither_lost_nor_twice(
    cast: Cast, browse: Browse, note: Write, trailed: Trail
) -> None:
    entry = note(kind="note")
    with acting(cast.alice.pk):
        for number in range(20):
            first = Clock.objects.create(
                person=cast.ade,
                rule="care-plan-review",
                started_on=timezone.localdate(),
                entry=entry if not number else None,
                begun_why="" if not number else "It began elsewhere.",
                due_on=timezone.localdate() + timedelta(days=1 + number // 4),
                started_by=cast.alice,
            )
    meetings = {str(meet(cast, 1 + number // 4).pk) for number in range(20)}
    html = page(browse, cast.alice, "/due/")
    more = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    rest = page(browse, cast.alice, f"/due/{more}")

    def seen(text: str) -> list[str]:
        return [part.split("/")[0] for part in text.split('href="/meetings/')[1:]]

    def clocks(text: str) -> int:
        return text.count('href="/clocks/')

    assert clocks(html) + len(seen(html)) == 30
    assert clocks(rest) + len(seen(rest)) == 10
    assert sorted(seen(html) + seen(rest)) == sorted(meetings)
    assert first.due_on == timezone.localdate() + timedelta(days=5)
    assert "people listed" in trailed(by=cast.alice)
