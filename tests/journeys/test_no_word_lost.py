"""Not one letter is lost: network, browser, server, session, second device and grant all give way.

Each letter is counted as the browser takes it in, and looked for at the end in the draft and beside
it. That the counting would notice is shown by controls, in which one rule at a time is broken.
"""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from .northmere import Council
from .restless import (
    A_KEY,
    FIELDS,
    NOTE,
    OTHER,
    OWN,
    TOGETHER,
    WORDS,
    Begin,
    Home,
    address_of,
    all_found,
    end_grants,
    lost,
    unlocked,
)
from .typist import Count, Typist, at_once, draft_on, kill_browser, no_signal, ready, says

# The network --------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [NOTE, TOGETHER, OWN])
def test_the_network_is_cut_in_mid_word(begin: Begin, restless: Council, place: str) -> None:
    page, count = begin(place)
    hands = Typist(page, FIELDS[place]).start().words(2).half()
    with no_signal(page.context):
        hands.words(3).half()
        says(page, "No signal since ")
        hands.words(1).half()
    hands.words(2)
    all_found(page, restless, count, 8 * 10)
    if place != OWN:  # which here may have locked itself meanwhile, within seconds
        assert count.taken == hands.text


def test_answers_are_lost_and_messages_come_late(begin: Begin, restless: Council) -> None:
    """The server acts and its answer is lost; a message comes when newer words have been heard."""
    page, count = begin(NOTE)
    met: list[Route] = []

    def swallow(route: Route) -> None:
        met.append(route)
        if len(met) in (1, 3):
            assert route.fetch().status == 200
        route.continue_() if len(met) > 3 else route.abort()

    page.route("**/save/", swallow)
    hands = Typist(page, FIELDS[NOTE]).start()
    for number in range(1, 5):
        hands.words(1).half()
        while len(met) < number:
            at_once(page)
            page.wait_for_timeout(50)
    late = met[1].request
    told = {name: late.all_headers()[name] for name in ("content-type", "x-csrftoken")}
    sent = page.context.request.post(late.url, data=late.post_data_buffer, headers=told)
    assert sent.status == 200
    hands.words(1)
    at_once(page)
    all_found(page, restless, count, 6 * 10)
    assert count.taken == hands.text


def test_the_page_is_loaded_again_without_a_network(begin: Begin, restless: Council) -> None:
    page, count = begin(NOTE)
    hands = Typist(page, FIELDS[NOTE]).start().words(1).half()
    draft = draft_on(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    with no_signal(page.context):
        hands.words(2).half()
        page.reload()
        expect(page.get_by_role("heading", level=1)).to_contain_text("No signal")
    page.reload()
    ready(page)
    assert draft_on(page) == draft
    hands.at(page).words(2)
    at_once(page)
    all_found(page, restless, count, 6 * 10)
    assert count.taken == hands.text


def test_the_page_is_loaded_again_at_once(begin: Begin, restless: Council) -> None:
    """The last letters are neither sent nor answered when the page goes, five times over."""
    page, count = begin(TOGETHER)
    hands = Typist(page, FIELDS[TOGETHER]).start()
    for _ in range(5):
        hands.half()
        page.reload()
        ready(page)
        hands.at(page)
    hands.words(1)
    at_once(page)
    all_found(page, restless, count, 6 * 10)
    assert count.taken == hands.text


# The browser --------------------------------------------------------------------------------------


def test_the_browser_is_killed_in_mid_word(
    browser: Browser, restless: Council, tmp_path: Path
) -> None:
    """With no network, so that the device alone has the words; three times, in the same folder."""
    home = Home(browser, restless, tmp_path / "profile")
    page = home.start(address_of(restless, NOTE))
    draft = draft_on(page)
    hands = Typist(page, FIELDS[NOTE]).start()
    for _ in range(3):
        page.context.set_offline(True)
        hands.words(2).half()
        page.wait_for_timeout(A_KEY)  # only the last key may be on its way to the device
        where = page.url
        kill_browser(home.profile)
        assert draft in where
        page = home.start(where)
        hands.at(page)
    assert restless.rows(WORDS, draft, draft)
    hands.words(1)
    at_once(page)
    all_found(page, restless, home.count, 9 * 10)
    assert home.count.taken == hands.text
    page.context.close()


# The server ---------------------------------------------------------------------------------------


def test_the_server_is_killed_in_mid_word(begin: Begin, restless: Council) -> None:
    page, count = begin(TOGETHER)
    hands = Typist(page, FIELDS[TOGETHER]).start().words(1).half()
    restless.stop()
    hands.words(2).half()
    says(page, "No signal since ")
    restless.start()
    hands.words(2)
    all_found(page, restless, count, 7 * 10)
    assert count.taken == hands.text


# The session --------------------------------------------------------------------------------------


def test_nobody_types_and_the_session_locks_with_no_network(
    begin: Begin, restless: Council
) -> None:
    page, count = begin(OWN)
    hands = Typist(page, FIELDS[OWN]).start().words(1).half()
    draft = draft_on(page)
    with no_signal(page.context):
        hands.words(2).half()
        where = page.url
        says(page, "Locked. Your words are kept.")
        assert hands.text == ""
        with pytest.raises(Error, match="DISCONNECTED"):  # the page itself goes as well
            page.wait_for_url(lambda address: address != where)
    page.goto("/my/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Locked")
    all_found(page, restless, count, 4 * 10, draft)
    hands.at(unlocked(page, where)).words(1)
    at_once(page)
    all_found(page, restless, count, 5 * 10)
    assert count.taken == hands.text


def test_the_session_locks_while_somebody_types_with_no_network(
    begin: Begin, restless: Council
) -> None:
    """The server has heard of nobody for too long, and locks before the words have come."""
    page, count = begin(OWN)
    hands = Typist(page, FIELDS[OWN]).start().half()
    draft, until = draft_on(page), time.monotonic() + 5
    with no_signal(page.context):
        while time.monotonic() < until:
            hands.words(1).half()
            page.wait_for_timeout(400)
        where = page.url
    hands.words(3)  # until the page closes, and into nothing after that
    all_found(page, restless, count, 6 * 10, draft)
    hands.at(unlocked(page, where)).words(1)
    at_once(page)
    all_found(page, restless, count, 7 * 10)


def test_another_tab_locks_in_mid_word(begin: Begin, restless: Council) -> None:
    page, count = begin(OWN)
    other = page.context.new_page()
    other.goto("/my/")
    hands = Typist(page, FIELDS[OWN]).start().words(2).half()
    draft, where = draft_on(page), page.url
    other.evaluate("new BroadcastChannel('alongside').postMessage('lock')")
    hands.words(12)
    page.wait_for_url("**/locked/**")
    all_found(page, restless, count, 2 * 10, draft)
    assert count.letters < 15 * 10, "nothing was taken in once the page had closed"
    hands.at(unlocked(page, where)).words(1)
    at_once(page)
    all_found(page, restless, count, 3 * 10)


# A second device ----------------------------------------------------------------------------------


def both_type(begin: Begin, says_then: str = "Two versions are kept:") -> tuple[Page, list[Count]]:
    """Two devices and one tab more, all at one field of one draft."""
    first, count = begin(NOTE)
    hands = [Typist(first, FIELDS[NOTE], "A").start().words(1)]
    at_once(first)
    says(first, "Saved ")
    second, another = begin(NOTE, address=first.url)
    tab = first.context.new_page()
    tab.goto(first.url)
    ready(tab)
    hands += [Typist(second, FIELDS[NOTE], "B").start(), Typist(tab, FIELDS[NOTE], "C").start()]
    for number in range(9):
        hands[number % 3].words(1)
    says(second, says_then)
    return second, [count, another]


def test_one_draft_on_two_devices_at_once(begin: Begin, restless: Council) -> None:
    page, counts = both_type(begin)
    for count, words in zip(counts, (7, 3), strict=True):
        all_found(page, restless, count, words * 10)


# A grant ------------------------------------------------------------------------------------------


def test_the_grant_ends_while_somebody_types_with_no_network(
    begin: Begin, restless: Council, django_db_blocker: Any
) -> None:
    """Every word is kept, nothing can be finished, and the words are in the list to be read."""
    person, alice = restless.rows(OTHER)[0]
    page, count = begin(NOTE, address=f"/people/{person}/write/")
    hands = Typist(page, FIELDS[NOTE]).start().words(1).half()
    draft = draft_on(page)
    with no_signal(page.context):
        hands.words(2).half()
        with django_db_blocker.unblock():
            end_grants(restless, alice, person)
    hands.words(1).half()
    at_once(page)
    all_found(page, restless, count, 5 * 10)
    entries = restless.one("select count(*) from record_entry")
    hands.half()  # the last letters go with the form itself
    page.get_by_role("button", name="Finish this note").click()
    page.wait_for_load_state()
    assert restless.one("select count(*) from record_entry") == entries
    page.goto("/drafts/")
    first = count.words[0]
    expect(page.locator("main p", has_text=first)).to_be_visible()
    all_found(page, restless, count, 6 * 10, draft)


# Controls: one rule is broken, and the same counting finds letters missing ------------------------


def only_after_a_pause(route: Route) -> None:
    """The device is written half a second after the last key, and not at every key."""
    script = route.fetch().text()
    rule = "\n  keep();\n"
    assert script.count(rule) == 1
    broken = "\n  clearTimeout(timer.keep);\n  timer.keep = setTimeout(keep, 500);\n"
    route.fulfill(body=script.replace(rule, broken), content_type="text/javascript")


def test_a_device_that_is_written_only_after_a_pause_is_caught(
    browser: Browser, restless: Council, tmp_path: Path
) -> None:
    home = Home(browser, restless, tmp_path / "profile", service_workers="block")
    home.script = only_after_a_pause
    page = home.start(address_of(restless, NOTE))
    draft, hands = draft_on(page), Typist(page, FIELDS[NOTE]).start()
    page.context.set_offline(True)
    hands.words(2).half()
    page.wait_for_timeout(A_KEY)
    where = page.url
    kill_browser(home.profile)
    home.script = None
    page = home.start(where)
    Typist(page, FIELDS[NOTE]).start().words(1)
    at_once(page)
    says(page, "Saved ")
    assert len(lost(restless, draft, home.count)) >= 2
    page.context.close()


@pytest.fixture
def careless(restless: Council) -> Iterator[Council]:
    """A council that keeps no second version."""
    one = Council("careless", "last_write_settings")
    one.fresh()
    one.start()
    yield one
    one.stop()


def test_a_server_that_keeps_what_was_written_last_is_caught(
    begin: Begin, careless: Council
) -> None:
    page, counts = both_type(partial(begin, council=careless), "Saved ")
    page.wait_for_timeout(3000)  # all three have sent what they have
    draft = draft_on(page)
    assert sum(len(lost(careless, draft, count)) for count in counts) >= 3
