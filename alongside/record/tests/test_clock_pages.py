"""The pages of a clock: how its day was worked out, what became of it, and who may not."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When, in_words
from alongside.people.actions.lives import record_death
from alongside.people.models import Person
from alongside.record.actions.clocks import keep_clocks
from alongside.record.clocks.counting import months_after
from alongside.record.models import Clock, Entry
from tests import cast as making
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write, fields

TODAY = timezone.localdate()


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def alice(cast: Cast, browse: Browse) -> Client:
    return browse(cast.alice)


@pytest.fixture
def light(cast: Cast, note: Write) -> Clock:
    """Ade's plan began 70 days ago: its first look was due a fortnight ago."""
    note(kind="plan", happened=When(ago(70), "day"))
    with acting(cast.alice.pk):
        return Clock.objects.select_related("entry").get()


def now(cast: Cast, clock: Clock) -> Clock:
    with acting(cast.alice.pk):
        return Clock.objects.get(pk=clock.pk)


def say(browser: Client, clock: Clock, **told: str) -> Any:
    address = f"/clocks/{clock.pk}/say/"
    hidden = fields(browser.get(address).content.decode())
    return browser.post(address, {"draft": hidden["draft"], **told})


def test_the_page_says_the_rule_its_source_and_every_step(
    alice: Client, cast: Cast, light: Clock, trailed: Trail
) -> None:
    html = alice.get(f"/clocks/{light.pk}/").content.decode()
    assert "First look at how the plan works" in html
    assert f"It was due on {in_words(ago(14))}" in html.replace("Monday ", "").replace(
        f"{ago(14):%A} ", ""
    )
    assert "8 weeks on is" in html
    assert "National guidance" in html
    assert "Care and Support Statutory Guidance" in html
    assert f"/entries/{light.entry_id}/" in html
    assert trailed(cast.ade)[0] == "clock opened"


def test_what_is_local_or_not_verified_says_so_on_every_page(
    alice: Client, cast: Cast, light: Clock
) -> None:
    with acting(cast.alice.pk):
        Clock.objects.create(
            person=cast.ade,
            rule="safeguarding-plan",
            started_on=ago(3),
            entry=light.entry,
            due_on=ago(-4),
            started_by=cast.alice,
        )
        local = Clock.objects.get(rule="safeguarding-plan")
    said = "A council’s own rule, not verified yet"
    for address in (f"/people/{cast.ade.pk}/", "/", "/due/"):
        assert said in alice.get(address).content.decode(), address
    html = alice.get(f"/clocks/{local.pk}/").content.decode()
    assert "Not verified yet" in html
    assert "Old and local." in html


def test_done_late_with_a_reason_and_the_next_begins(
    alice: Client, cast: Cast, light: Clock, trailed: Trail
) -> None:
    answer = say(alice, light, what="done", done_on=in_words(ago(2)), why="")
    assert answer.status_code == 200
    assert "Say in a sentence why it was late" in answer.content.decode()
    answer = say(alice, light, what="done", done_on=in_words(ago(2)), why="He was in hospital.")
    assert answer.headers["location"] == f"/clocks/{light.pk}/"
    html = alice.get(f"/clocks/{light.pk}/").content.decode()
    assert f"Done on {in_words(ago(2))}, says Alice." in html
    assert "That was 12 days late." in html
    assert "Why: “He was in hospital.”" in html
    with acting(cast.alice.pk):
        later = Clock.objects.get(rule="care-plan-review")
    assert (later.started_on, later.after_id) == (ago(2), light.pk)
    assert trailed(cast.ade).count("clock met") == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "Say what became of it."),
        ({"what": "gone"}, "That cannot be said of it now."),
        ({"what": "again", "why": "x"}, "That cannot be said of it now."),
        ({"what": "done"}, "Say on which day"),
        ({"what": "done", "done_on": "31 February 2026"}, "31 February does not exist"),
        ({"what": "done", "done_on": "tomorrow"}, "has not come yet"),
        ({"what": "done", "done_on": in_words(ago(71))}, "It only counts from"),
        ({"what": "late"}, "Say in a sentence why it is late"),
        ({"what": "late", "why": "   "}, "Say in a sentence why it is late"),
        ({"what": "stop"}, "why it does not count any more"),
        ({"what": "stop", "why": "x" * 401}, "400"),
    ],
)
def test_what_cannot_be_has_a_sentence_and_keeps_what_was_typed(
    alice: Client, cast: Cast, light: Clock, told: dict[str, str], sentence: str
) -> None:
    answer = say(alice, light, **told)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in html
    assert told.get("why", "").strip() in html
    after = now(cast, light)
    assert (after.done_on, after.ended_at, after.late_why) == (None, None, "")


def test_late_is_explained_and_stays_due(alice: Client, cast: Cast, light: Clock) -> None:
    say(alice, light, what="late", why="We wait for his sister <b>& him</b>.")
    assert now(cast, light).done_on is None
    html = alice.get("/due/").content.decode()
    assert "Late because: “We wait for his sister &lt;b&gt;&amp; him" in html


def test_stopped_and_opened_again(alice: Client, cast: Cast, light: Clock, trailed: Trail) -> None:
    say(alice, light, what="stop", why="The plan has ended.")
    assert now(cast, light).ended_why == "The plan has ended."
    assert "What is due" not in alice.get(f"/people/{cast.ade.pk}/").content.decode()
    assert "does not count since" in alice.get(f"/clocks/{light.pk}/").content.decode()
    say(alice, light, what="again", why="It was another plan.")
    assert now(cast, light).ended_at is None
    assert [one for one in trailed(cast.ade) if one.startswith("clock")].count("clock stopped") == 1
    say(alice, light, what="done", done_on="today", why="Late.")
    say(alice, light, what="again", why="It was another man.")
    assert now(cast, light).done_on is None
    with acting(cast.alice.pk):  # what had begun because of it is over
        assert not Clock.objects.filter(rule="care-plan-review", ended_at=None).exists()


def test_a_form_that_is_sent_again_does_nothing_more(
    alice: Client, cast: Cast, light: Clock, trailed: Trail
) -> None:
    address = f"/clocks/{light.pk}/say/"
    draft = fields(alice.get(address).content.decode())["draft"]
    told = {"draft": draft, "what": "done", "done_on": "today", "why": "Late."}
    for _ in range(3):
        assert alice.post(address, told).status_code == 302
    with acting(cast.alice.pk):
        assert Clock.objects.count() == 2
    assert trailed(cast.ade).count("clock met") == 1


def test_two_who_say_it_at_once_are_told(
    alice: Client, browse: Browse, cast: Cast, light: Clock
) -> None:
    bob = browse(cast.bob)
    address = f"/clocks/{light.pk}/say/"
    his = fields(bob.get(address).content.decode())["draft"]
    say(alice, light, what="stop", why="The plan has ended.")
    answer = bob.post(address, {"draft": his, "what": "done", "done_on": "today", "why": "Late."})
    assert answer.status_code == 200
    assert "That cannot be said of it now" in answer.content.decode()
    assert now(cast, light).done_on is None


def test_what_an_entry_met_is_opened_again_by_hand_and_stays_so(
    alice: Client, cast: Cast, light: Clock, note: Write
) -> None:
    review = note(kind="review", happened=When(ago(1), "day"))
    html = alice.get(f"/clocks/{light.pk}/say/").content.decode()
    assert "It was late" in html
    assert say(alice, light, what="late", why="He was away.").status_code == 302
    assert say(alice, light, what="again", why="It was no review.").status_code == 302
    assert now(cast, light).done_on is None
    with acting(cast.alice.pk):
        keep_clocks(entry=review, by=cast.alice)  # as after a word of it was amended
    assert now(cast, light).done_on is None
    html = alice.get(f"/clocks/{light.pk}/").content.decode()
    assert "Why: “He was away.”" in html
    assert "“It was no review.”" in html


def test_what_was_said_before_stays_and_is_shown_with_who(
    alice: Client, browse: Browse, cast: Cast, light: Clock
) -> None:
    bob = browse(cast.bob)
    say(alice, light, what="late", why="He was in hospital.")
    say(bob, light, what="late", why="We had nobody.")
    say(alice, light, what="stop", why="He moved.")
    say(bob, light, what="again", why="He did not move.")
    assert "Late because: “We had nobody.”" in bob.get("/due/?who=team").content.decode()
    html = alice.get(f"/clocks/{light.pk}/").content.decode()
    said = ("He was in hospital.", "We had nobody.", "He moved.", "He did not move.")
    places = [html.index(f"<dd>“{one}”") for one in said]
    assert places == sorted(places)
    assert f"Why it is late. Alice, {in_words(TODAY)}" in html
    assert f"It is still to be done. Bob, {in_words(TODAY)}" in html
    say(alice, light, what="done", done_on=in_words(ago(20)), why="On a visit.")
    assert now(cast, light).late_why == "We had nobody."
    html = alice.get(f"/clocks/{light.pk}/").content.decode()
    assert "<dd>“On a visit.”" in html
    assert "Why: “" not in html  # it was done in time


def test_the_same_is_not_counted_twice(alice: Client, cast: Cast, light: Clock) -> None:
    say(alice, light, what="stop", why="He moved.")
    with acting(cast.alice.pk):
        Clock.objects.create(
            person=cast.ade,
            rule=light.rule,
            started_on=light.started_on,
            entry=light.entry,
            due_on=light.due_on,
            started_by=cast.alice,
        )
    answer = say(alice, light, what="again", why="He did not.")
    assert "The same is counted again already" in answer.content.decode()


def test_a_slip_in_the_calendar_closes_no_page_and_stops_nobody(
    alice: Client, cast: Cast, light: Clock, without_calendar: None
) -> None:
    assert alice.get(f"/clocks/{light.pk}/").status_code == 200
    answer = say(alice, light, what="done", done_on="today", why="Late.")
    assert answer.status_code == 302
    assert now(cast, light).done_on == TODAY


def test_what_was_for_a_child_is_not_due_from_the_eighteenth_birthday(
    alice: Client, cast: Cast, note: Write
) -> None:
    def born(day: date) -> Person:
        with acting(cast.system.pk):
            return making.person("Kofi Mensah", day, worker=cast.alice, by=cast.system)

    today, tomorrow = months_after(TODAY, -216), months_after(TODAY, -216) + timedelta(days=1)
    pages = []
    for day in (today, tomorrow):
        person = born(day)
        entry = note(kind="strategy", people=[person], happened=When(ago(3), "day"))
        pages.append(alice.get(f"/people/{person.pk}/").content.decode())
        with acting(cast.alice.pk):
            clock = Clock.objects.get(entry=entry)
        html = alice.get(f"/clocks/{clock.pk}/").content.decode()
        assert ("They are 18 by now" in html) == (day == today)
    assert "child protection conference" not in pages[0]
    assert "child protection conference" in pages[1]
    assert alice.get("/due/").content.decode().count("Hold the child protection conference") == 1


@pytest.mark.parametrize("who", ["charlie", "protection", "pat", "sam", "ade_account"])
def test_nobody_else_learns_that_it_exists(
    browse: Browse, cast: Cast, light: Clock, who: str
) -> None:
    browser = browse(getattr(cast, who))
    real, none = light.pk, uuid4()

    def told(key: UUID, more: str) -> tuple[int, int]:
        address = f"/clocks/{key}/{more}"
        return browser.get(address).status_code, browser.post(address, {"what": "stop"}).status_code

    assert told(real, "")[0] in (403, 404)
    assert told(real, "") == told(none, "")
    assert told(real, "say/") == told(none, "say/")
    assert now(cast, light).ended_at is None


def test_who_may_not_read_the_entry_does_not_read_its_clock(
    browse: Browse, cast: Cast, light: Clock
) -> None:
    bob = browse(cast.bob)
    assert bob.get(f"/clocks/{light.pk}/").status_code == 200
    with acting(cast.system.pk):
        assert light.entry_id
        Entry.objects.filter(pk=light.entry_id).update(needs=3)
    assert bob.get(f"/clocks/{light.pk}/").status_code == 404
    html = bob.get(f"/people/{cast.ade.pk}/").content.decode()
    assert "First look at how the plan works" not in html


def test_nothing_is_due_for_somebody_who_has_died(alice: Client, cast: Cast, light: Clock) -> None:
    with acting(cast.alice.pk):
        record_death(person=cast.ade, died_on=ago(1), by=cast.alice)
    assert "First look" not in alice.get("/due/").content.decode()
    assert "Nothing is due for them any more" in alice.get(f"/clocks/{light.pk}/").content.decode()
    assert alice.get(f"/clocks/{light.pk}/say/").status_code == 403


def test_the_pages_ask_as_many_questions_whatever_is_due(
    alice: Client, cast: Cast, light: Clock, note: Write
) -> None:
    alice.get("/due/")

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as questions:
            assert alice.get(address).status_code == 200
        return len(questions)

    few = {address: asked(address) for address in ("/", "/due/", f"/people/{cast.ade.pk}/")}
    for person in (cast.ade, cast.temi, cast.temi):
        entry = note(kind="note", people=[person])
        with acting(cast.alice.pk):
            Clock.objects.create(
                person=person,
                rule="care-plan-review",
                started_on=ago(1),
                entry=entry,
                due_on=ago(-1),
                started_by=cast.alice,
            )
    assert {address: asked(address) for address in few} == few


def test_the_next_page_begins_where_the_last_one_ended(
    alice: Client, cast: Cast, note: Write
) -> None:
    for number in range(33):
        entry = note(kind="note")
        with acting(cast.alice.pk):
            Clock.objects.create(
                person=cast.ade,
                rule="care-plan-review",
                started_on=ago(number),
                entry=entry,
                due_on=ago(number // 4),
                started_by=cast.alice,
            )
    first = alice.get("/due/")
    seen = set(_clocks_on(first))
    assert len(seen) == 30
    html = first.content.decode()
    more = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    rest = set(_clocks_on(alice.get(f"/due/{more}")))
    assert len(rest) == 3
    assert not seen & rest
    for odd in ("?after=x", "?after=2026-01-01.x", "?after=2026-99-01.", "?who=them"):
        assert len(set(_clocks_on(alice.get(f"/due/{odd}")))) == 30


def _clocks_on(answer: Any) -> list[str]:
    return [part.split("/")[0] for part in answer.content.decode().split('href="/clocks/')[1:]]
