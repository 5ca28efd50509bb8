"""Words are kept where a browser seals nothing or is slow, and where the signal goes too early."""

import time

import pytest
from playwright.sync_api import Page, Route, expect

from .northmere import Council
from .restless import FIELDS, NOTE, OWN, WORDS, Begin, all_found
from .typist import Typist, at_once, draft_on, ready, says

SEALS_NOTHING = """Object.defineProperty(globalThis, "indexedDB", {value: undefined})"""
SLOW_LOCKS = """const request = LockManager.prototype.request;
LockManager.prototype.request = async function (...told) {
  await new Promise((later) => setTimeout(later, 600));
  return request.apply(this, told); }"""


def test_two_tabs_of_a_browser_that_is_slow(begin: Begin, restless: Council) -> None:
    """However late a tab is given what it holds, no other takes it for a tab that has gone."""
    page, count = begin(NOTE)
    page.add_init_script(SLOW_LOCKS)
    page.reload()
    ready(page)
    page.route("**/save/", lambda route: route.abort())
    hands = [Typist(page, FIELDS[NOTE], "A").start().words(1)]
    tab = page.context.new_page()
    tab.goto(page.url)
    ready(tab)
    hands.append(Typist(tab, FIELDS[NOTE], "B").start())
    for number in range(6):
        hands[number % 2].words(1)
    page.unroute("**/save/")
    at_once(page)
    at_once(tab)
    all_found(page, restless, count, 5 * 10)


def test_a_browser_that_seals_nothing_locks_while_words_are_sent(
    begin: Begin, restless: Council
) -> None:
    """What was typed since the last message left goes with one more."""
    page, count = begin(NOTE, at_once=SEALS_NOTHING)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route) if not held else route.continue_()

    page.route("**/save/", hold)
    hands = Typist(page, FIELDS[NOTE]).start().words(1)
    draft = draft_on(page)
    at_once(page)
    while not held:
        page.wait_for_timeout(50)
    hands.words(2)
    page.evaluate("new BroadcastChannel('alongside').postMessage('lock')")
    other = page.context.new_page()
    other.goto("/public/no-signal/")
    other.evaluate("new BroadcastChannel('alongside').postMessage('lock')")
    page.wait_for_timeout(200)
    held[0].continue_()
    all_found(other, restless, count, 3 * 10, draft)


def test_the_signal_comes_and_goes_before_the_page_is_ready(
    begin: Begin, restless: Council
) -> None:
    """The page asks for its key again and again, and still is one page: no second version."""
    page, count = begin(NOTE)
    met: list[Route] = []
    page.route("**/hello/", lambda route: met.append(route))
    page.reload()
    hands = Typist(page, FIELDS[NOTE]).start()
    for _ in range(3):
        hands.half()
        at_once(page)
        page.wait_for_timeout(100)
    for number, route in enumerate(met):
        route.continue_()
        page.wait_for_timeout(300 * number)
        hands.words(1)
    ready(page)
    page.unroute("**/hello/")
    hands.words(1)
    at_once(page)
    all_found(page, restless, count, 4 * 10)
    assert len(restless.rows(WORDS, draft_on(page), draft_on(page))) == 1


@pytest.mark.parametrize("place", [NOTE, OWN])
def test_words_that_came_without_a_key_being_pressed(
    begin: Begin, restless: Council, place: str
) -> None:
    """As a program that listens and writes does it: the page is told nothing."""
    page, _ = begin(place)
    hands = Typist(page, FIELDS[place]).start().words(1)
    at_once(page)
    says(page, "Saved ")
    page.keyboard.press("Tab")
    page.locator(FIELDS[place]).evaluate("(field) => { field.value += 'dictated words'; }")
    draft = draft_on(page)
    page.get_by_role("button", name="Save and go on later").click()
    page.wait_for_url("**/drafts/")
    assert restless.rows(WORDS, draft, draft)[0][0].endswith("dictated words"), hands.mark


def nothing(route: Route) -> None:
    route.abort()


def locked_out(page: Page, hands: Typist) -> None:
    """Somebody types with no signal for so long that the session has locked when it is back."""
    page.route("**/still-here/", nothing)  # in life it is told once a minute, and not each second
    page.route("**/*", nothing)
    until = time.monotonic() + 7  # a browser looks for a newer sw.js seconds after a page
    while time.monotonic() < until:
        hands.words(1)
        page.wait_for_timeout(300)
    page.unroute("**/*", nothing)
    at_once(page)


def sent_after_all(page: Page) -> None:
    """The lock has kept what the page sent; whoever opens it sends it now."""
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you typed is here")
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_url("**/drafts/")


def test_a_browser_that_seals_nothing_comes_back_to_a_locked_session(
    begin: Begin, restless: Council
) -> None:
    page, count = begin(OWN, at_once=SEALS_NOTHING)
    hands = Typist(page, FIELDS[OWN]).start().words(1)
    draft = draft_on(page)
    locked_out(page, hands)
    sent_after_all(page)
    all_found(page, restless, count, 5 * 10, draft)


def test_the_signal_goes_before_the_page_is_ready_and_the_session_locks(
    begin: Begin, restless: Council
) -> None:
    """Nothing could be kept yet: no key had come."""
    page, count = begin(OWN)
    page.route("**/hello/", nothing)
    page.reload()
    hands = Typist(page, FIELDS[OWN]).start()
    draft = draft_on(page)
    page.route("**/*", nothing)
    page.unroute("**/hello/")
    locked_out(page, hands)
    sent_after_all(page)
    all_found(page, restless, count, 4 * 10, draft)


def test_the_signal_goes_before_the_page_is_ready_and_the_page_locks_itself(
    begin: Begin, restless: Council
) -> None:
    """No word may be read, since nobody is there; nor may the page go: words are on it alone."""
    page, count = begin(OWN)
    page.route("**/hello/", nothing)
    page.reload()
    Typist(page, FIELDS[OWN]).start().words(4)
    draft, words = draft_on(page), count.words[0]
    page.route("**/*", nothing)
    says(page, "Your words are on this page alone")
    assert words not in page.locator(FIELDS[OWN]).input_value()
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    page.wait_for_timeout(2_000)  # longer than it takes to leave for the lock
    says(page, "Your words are on this page alone")
    page.unroute("**/*", nothing)
    page.unroute("**/hello/", nothing)
    sent_after_all(page)
    all_found(page, restless, count, 4 * 10, draft)
