"""A worker's days in their own calendar: what it is told, and what it is never told."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from alongside.desk.access.calendar import word_for
from alongside.foundation.actor import acting
from alongside.people.models import Person
from alongside.record.clocks import rules
from alongside.record.models import Clock
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write

pytestmark = pytest.mark.django_db


def due(cast: Cast, note: Write, rule: str, days: int, person: Person | None = None) -> Clock:
    """Something due for Ade, counted from a note of Alice's."""
    whom = person or cast.ade
    entry = note(people=[whom])
    with acting(cast.alice.pk):
        return Clock.objects.create(
            person=whom,
            rule=rule,
            started_on=timezone.localdate(),
            entry=entry,
            due_on=timezone.localdate() + timedelta(days=days),
            started_by=cast.alice,
        )


def made(browse: Browse, cast: Cast) -> str:
    page = browse(cast.alice).post("/account/calendar/make/").content.decode()
    return page.split('value="http://testserver')[1].split('"')[0]


def events(address: str) -> list[tuple[str, date | datetime]]:
    answer = Client().get(address)
    assert answer.status_code == 200
    read = Calendar.from_ical(answer.content)
    return [(str(one["summary"]), one.decoded("dtstart")) for one in read.walk("VEVENT")]


def test_one_word_and_a_day(cast: Cast, browse: Browse, note: Write, trailed: Trail) -> None:
    due(cast, note, "care-plan-review", 20)
    due(cast, note, "child-protection-visit", 3, cast.temi)
    due(cast, note, "initial-conference", 9)
    due(cast, note, "child-and-family-assessment", 5)
    address = made(browse, cast)
    today = timezone.localdate()
    said = sorted(events(address))
    assert ("Review", today + timedelta(days=20)) in said
    assert {word for word, _ in said} <= {"Visit", "Review", "Meeting"}
    assert len(said) == 1  # Ade is grown up, and so is Temi: what is for children is over
    raw = Client().get(address)
    text = raw.content.decode()
    for word in ("Ade", "Bankole", str(cast.ade.pk), "care", "Alice", "http"):
        assert word not in text, word
    assert raw["Content-Type"].startswith("text/calendar")
    assert raw["Cache-Control"] == "private, no-store"
    assert all(line.endswith("\r\n") for line in text.splitlines(keepends=True))
    assert all(len(line.encode()) <= 75 for line in text.splitlines())
    assert trailed(by=cast.alice).count("calendar fetched") == 2


def test_it_stays_the_same_event(cast: Cast, browse: Browse, note: Write) -> None:
    clock = due(cast, note, "care-plan-review", 20)
    address = made(browse, cast)
    uid = Calendar.from_ical(Client().get(address).content).walk("VEVENT")[0]["uid"]
    with acting(cast.alice.pk):
        Clock.objects.filter(pk=clock.pk).update(due_on=timezone.localdate() + timedelta(days=30))
    [moved] = Calendar.from_ical(Client().get(address).content).walk("VEVENT")
    assert moved["uid"] == uid
    assert str(clock.pk) not in str(uid)
    assert moved.decoded("dtstart") == timezone.localdate() + timedelta(days=30)
    with acting(cast.alice.pk):
        Clock.objects.filter(pk=clock.pk).update(done_on=timezone.localdate(), done_by=cast.alice)
    assert events(address) == []


def test_a_new_one_ends_the_one_before(cast: Cast, browse: Browse) -> None:
    first = made(browse, cast)
    second = made(browse, cast)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    page = browse(cast.alice).get("/account/calendar/").content.decode()
    assert second not in page
    assert "1 time" in page
    browse(cast.alice).post("/account/calendar/end/")
    assert Client().get(second).status_code == 404
    refused = browse(cast.alice).post("/account/calendar/renew/").content.decode()
    assert "That address has ended. Make a new one." in refused


def test_it_holds_longer_when_it_is_renewed(cast: Cast, browse: Browse) -> None:
    address = made(browse, cast)
    sent = browse(cast.alice).post("/account/calendar/renew/")
    assert sent.status_code == 302
    assert Client().get(address).status_code == 200


def test_it_asks_the_same_however_much_there_is(cast: Cast, browse: Browse, note: Write) -> None:
    address = made(browse, cast)
    counts = []
    for _ in range(2):
        due(cast, note, "care-plan-review", 20)
        with CaptureQueriesContext(connection) as asked:
            events(address)
        counts.append(len(asked))
        for days in range(5):
            due(cast, note, "direct-payment-review", 30 + days)
    assert counts[0] == counts[1]


def test_it_is_for_staff(cast: Cast, browse: Browse) -> None:
    for who in (cast.ade_account, cast.pat, cast.sam):
        assert browse(who).get("/account/calendar/").status_code == 404
        assert browse(who).post("/account/calendar/make/").status_code == 404


def test_every_rule_is_one_of_three_words_or_none() -> None:
    assert {word_for(key) for key in rules()} == {"Visit", "Review", "Meeting", ""}
    assert word_for("conference-report-sent") == ""
    assert word_for("child-and-family-assessment") == ""
