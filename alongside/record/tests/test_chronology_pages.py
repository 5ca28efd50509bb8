"""The pages of a chronology: begin it, choose, say it in few words, read it, finish it."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people.actions.around import add_relationship
from alongside.record.actions.chronologies import finish_chronology
from alongside.record.models import Chronology, ChronologyPerson
from tests.browsing import Browse
from tests.cast import Cast

from .chronicling import FOR, begin, lines, many, rows, say
from .conftest import Trail, Write, fields

pytestmark = pytest.mark.django_db
MARCH = When(date(2026, 3, 4), "day")
MAY = When(date(2026, 5, 16), "day")


def started(browser: Any, address: str, **told: Any) -> Any:
    """The form of a page as it stands, sent with these answers."""
    return browser.post(address, {**fields(browser.get(address).content.decode()), **told})


def test_from_the_timeline_to_a_finished_chronology(
    cast: Cast, note: Write, browse: Browse, trailed: Trail
) -> None:
    note(happened=MARCH), note(happened=MAY, kind="call")
    alice = browse(cast.alice)
    assert f"/people/{cast.ade.pk}/chronologies/" in timeline(alice, cast)
    empty = alice.get(f"/people/{cast.ade.pk}/chronologies/").content.decode()
    assert "No chronology has been made yet" in empty
    address = f"/people/{cast.ade.pk}/chronologies/begin/"
    told = {"made_for": FOR, "purpose": "review", "take": "all"}
    made = started(alice, address, **told)
    assert made.status_code == 302
    page = alice.get(made.url).content.decode()
    assert "Chronology for Ade Bankole" in page
    assert "2 entries, of 4 March 2026 to 16 May 2026." in page
    assert "Ade made the tea himself." in page
    with acting(cast.alice.pk):
        found = Chronology.objects.get()
    first, second = rows(found, cast.alice)
    line = f"/chronologies/lines/{first.pk}/"
    beside = alice.get(line).content.decode()
    assert "Ade made the tea himself." in beside
    kept = started(alice, line, summary="Tea, made by Ade.", impact="He is proud of it.")
    assert kept.url == f"/chronologies/lines/{second.pk}/"
    last = started(alice, kept.url, summary="Rang.")
    assert last.url == made.url
    closing = alice.get(f"{made.url}finish/").content.decode()
    assert "2 of 2" in closing
    done = started(alice, f"{made.url}finish/", letters="AT")
    assert done.url == made.url
    page = alice.get(done.url).content.decode()
    for words in ("Tea, made by Ade.", "He is proud of it.", "Exhibit AT1", "Exhibit AT2"):
        assert words in page
    assert "Choose what goes in" not in page
    assert "Make a newer one" in page
    newer: Any = alice.post(f"{made.url}newer/")
    assert "Tea, made by Ade." in alice.get(newer.url).content.decode()
    assert {"chronology opened", "line written", "chronology finished"} <= set(trailed(cast.ade))


def timeline(browser: Any, cast: Cast) -> str:
    page: str = browser.get(f"/people/{cast.ade.pk}/timeline/").content.decode()
    return page


def test_sending_the_first_page_twice_makes_one(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    address = f"/people/{cast.ade.pk}/chronologies/begin/"
    told = {"made_for": FOR, "purpose": "review", "take": "none"}
    told |= fields(alice.get(address).content.decode())
    sent: list[Any] = [alice.post(address, told) for _ in range(2)]
    first, second = sent
    assert first.url == second.url
    with acting(cast.alice.pk):
        assert Chronology.objects.count() == 1


def test_what_is_wrong_is_said_and_nothing_is_lost(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    address = f"/people/{cast.ade.pk}/chronologies/begin/"
    told = {"made_for": FOR, "since": "31 November 2026", "take": "kinds"}
    page = started(alice, address, **told).content.decode()
    for words in (
        "31 November does not exist",
        "Choose whom it is made for",
        "Tick at least one kind",
    ):
        assert words in page
    assert FOR in page
    backwards = {"made_for": FOR, "purpose": "court", "take": "none"}
    backwards |= {"since": "2 March 2026", "until": "1 March 2026"}
    assert "before the first one" in started(alice, address, **backwards).content.decode()


def test_a_family_is_offered_and_stands_side_by_side(
    cast: Cast, note: Write, browse: Browse
) -> None:
    with acting(cast.system.pk):
        for other, kind in ((cast.temi, "child"), (cast.stranger, "friend")):
            add_relationship(
                person=cast.ade, other=other, called=other.called, kind=kind, by=cast.system
            )
    note(people=[cast.temi], happened=MARCH), note(people=[cast.ade, cast.temi], happened=MAY)
    alice = browse(cast.alice)
    address = f"/people/{cast.ade.pk}/chronologies/begin/"
    page = alice.get(address).content.decode()
    assert "Temi Bankole" in page
    assert "Nobody Known" not in page
    told = {"made_for": FOR, "purpose": "conference", "take": "all", "people": [cast.temi.pk]}
    made = started(alice, address, **told)
    page = alice.get(made.url).content.decode()
    assert "Chronology for Ade Bankole and Temi Bankole" in page
    assert "The same as for Ade Bankole." in page
    wrong = started(alice, address, **{**told, "people": [cast.stranger.pk]})
    assert wrong.status_code == 200
    with acting(cast.alice.pk):
        assert ChronologyPerson.objects.count() == 2


def test_entries_are_ticked_and_those_already_in_are_not_offered(
    cast: Cast, note: Write, browse: Browse
) -> None:
    visit, call = note(happened=MARCH), note(happened=MAY, kind="call")
    made = begin(cast.alice, cast.ade, take="none")
    alice = browse(cast.alice)
    address = f"/chronologies/{made.pk}/choose/"
    page = alice.get(address).content.decode()
    assert str(visit.pk) in page
    assert str(call.pk) in page
    assert "Put in all 2" in page
    assert "Tick at least one" in alice.post(address, {}).content.decode()
    alice.post(address, {"entries": [str(call.pk)]})
    page = alice.get(address).content.decode()
    assert "One entry is in it." in page
    assert str(call.pk) not in page
    assert "Nothing fits" in alice.get(f"{address}?kind=letter").content.decode()
    assert "Nothing fits" in alice.get(f"{address}?since=1+May+2026&kind=").content.decode()
    alice.post(f"{address}?kind=visit", {"all": "1"})
    assert len(lines(made, cast.alice)) == 2
    assert "Nothing fits" in alice.post(f"{address}?kind=visit", {"all": "1"}).content.decode()
    ticked = {"line": [str(rows(made, cast.alice)[0].pk), "not an id"]}
    alice.post(f"/chronologies/{made.pk}/take-out/", ticked)
    assert [one.told.line.entry_id for one in lines(made, cast.alice)] == [call.pk]


def test_a_colleague_s_words_are_shown_beside_mine(cast: Cast, note: Write, browse: Browse) -> None:
    note()
    made = begin(cast.alice, cast.ade)
    line = rows(made, cast.alice)[0]
    alice = browse(cast.alice)
    address = f"/chronologies/lines/{line.pk}/"
    stood = fields(alice.get(address).content.decode())
    say(line, cast.bob, "Bob’s words.")
    page = alice.post(address, {**stood, "summary": "Alice’s words."}).content.decode()
    for words in ("Somebody else has written here", "Bob’s words.", "Alice’s words."):
        assert words in page
    again = {**fields(page), "summary": "Both."}
    assert alice.post(address, again).status_code == 302
    assert lines(made, cast.alice)[0].summary == "Both."


def test_a_summary_that_is_far_too_long_is_given_back(
    cast: Cast, note: Write, browse: Browse
) -> None:
    note()
    made = begin(cast.alice, cast.ade)
    address = f"/chronologies/lines/{rows(made, cast.alice)[0].pk}/"
    alice = browse(cast.alice)
    long = "Ade’s tea. " * 480_000
    answer = started(alice, address, summary=long, impact="He is proud of it.")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "He is proud of it." in page
    assert page.count("Ade’s tea.") >= 480_000
    assert lines(made, cast.alice)[0].summary == ""


def test_who_may_do_what(cast: Cast, note: Write, browse: Browse) -> None:
    note()
    made = begin(cast.alice, cast.ade)
    line = rows(made, cast.alice)[0].pk
    reading = [f"/chronologies/{made.pk}/", f"/chronologies/{made.pk}/paper/"]
    writing = [f"/chronologies/{made.pk}/{one}/" for one in ("choose", "for", "finish")]
    writing.append(f"/chronologies/lines/{line}/")
    sending = [f"/chronologies/{made.pk}/{one}/" for one in ("take-out", "newer")]
    sending.append(f"/chronologies/lines/{line}/now/")
    for account in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        browser = browse(account)
        for address in (*reading, *writing):
            assert browser.get(address).status_code == 404, (account.email, address)
        for address in (*sending, *writing):
            assert browser.post(address, {}).status_code == 404, (account.email, address)
    with acting(cast.alice.pk):
        finish_chronology(chronology=made, by=cast.alice)
    bob = browse(cast.bob)
    assert [bob.get(one).status_code for one in (*reading, *writing)] == [200, 200, *[403] * 4]
    assert [bob.post(one, {}).status_code for one in (sending[0], sending[2])] == [403, 403]


def test_words_of_somebody_else_are_text_and_not_a_page(
    cast: Cast, note: Write, browse: Browse
) -> None:
    note()
    made = begin(cast.alice, cast.ade, made_for="<script>alert(1)</script>")
    say(rows(made, cast.alice)[0], cast.alice, "<img src=x onerror=alert(1)> **bold**")
    page = browse(cast.alice).get(f"/chronologies/{made.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "<strong>bold</strong>" in page


def questions(browser: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_two_thousand_lines_ask_no_more_than_two(cast: Cast, browse: Browse) -> None:
    many(2_000, [cast.ade], cast.alice)
    early = {"since": date(2018, 1, 1), "until": date(2018, 1, 2)}
    few, all_of_it = begin(cast.alice, cast.ade, **early), begin(cast.alice, cast.ade)
    alice = browse(cast.alice)
    for what in ("", "finish/"):
        small = questions(alice, f"/chronologies/{few.pk}/{what}")
        assert questions(alice, f"/chronologies/{all_of_it.pk}/{what}") <= small, what
    page = alice.get(f"/chronologies/{all_of_it.pk}/").content.decode()
    assert "This is a part of it: 50 of 2000 lines." in page
    later = re.search(r'href="(\?after=[^"]+)"', page)
    assert later
    second = alice.get(f"/chronologies/{all_of_it.pk}/{later[1]}").content.decode()
    assert "Visit 50: the kettle" in second
    assert "Visit 49: the kettle" not in second
    whole = alice.get(f"/chronologies/{all_of_it.pk}/?all=1").content.decode()
    assert whole.count("the kettle was on") >= 2_000
    offered = alice.get(f"/chronologies/{few.pk}/choose/?kind=").content.decode()
    assert "Put in all 1998" in offered
    assert len(lines(all_of_it, cast.alice)) == 2_000


def test_addresses_that_nobody_wrote_open_at_the_beginning(
    cast: Cast, note: Write, browse: Browse
) -> None:
    note()
    made = begin(cast.alice, cast.ade)
    alice = browse(cast.alice)
    for odd in ("?after=x", "?after=2026-01-01~1", "?after=99999-01-01T00:00:00Z~%00"):
        page = alice.get(f"/chronologies/{made.pk}/{odd}").content.decode()
        assert "Ade made the tea himself." in page
    for odd in ("?since=never", "?kind=fun", "?person=x", "?until=31+2+2026"):
        assert alice.get(f"/chronologies/{made.pk}/choose/{odd}").status_code == 200
