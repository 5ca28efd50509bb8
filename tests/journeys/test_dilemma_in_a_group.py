"""Six people and one dilemma: chosen unseen, shown, talked about, and on to an end; also alone."""

import re

from playwright.sync_api import Page, ViewportSize, expect

from alongside.accounts.demo import address_of

from .checks import axe, htmlcs
from .conftest import Enter

HOST = "worker"
OTHERS = ("colleague", "other-team", "manager", "principal", "partner")
PHONE = {"width": 375, "height": 760}
SMALL: ViewportSize = {"width": 320, "height": 640}
FIRST = ("Look at the page tonight", "Say that you would rather ask", "Ask a colleague")
WIDE = "document.documentElement.scrollWidth"


def good(page: Page) -> None:
    """Two judges find nothing wrong, and nothing runs off a small phone."""
    assert axe(page) == []
    assert htmlcs(page) == []
    size = page.viewport_size
    page.set_viewport_size(SMALL)
    assert page.evaluate(WIDE) <= SMALL["width"]
    if size:
        page.set_viewport_size(size)


def begins(host: Page) -> str:
    """Make a group from the page of a dilemma; gives its address."""
    host.goto("/learning/dilemmas/open-profile/")
    good(host)
    host.get_by_role("link", name="Play it in a group").click()
    host.get_by_label("What is your group called?").fill("East and friends")
    good(host)
    host.get_by_role("button", name="Make the group").click()
    host.wait_for_url(re.compile("/learning/together/dilemmas/"))
    return host.url


def comes_in(host: Page, guest: Page, email: str, group: str) -> None:
    """The host asks somebody in by their work address; they say yes."""
    host.goto(group)
    host.get_by_role("link", name="Ask somebody in").click()
    host.get_by_label("Who?").fill(email)
    host.locator("main form button").first.click()
    guest.goto(group)
    guest.locator("main form button").first.click()
    guest.goto(group)
    expect(guest.get_by_role("heading", level=1)).to_have_text("East and friends")


def chooses(page: Page, group: str, words: str, why: str) -> None:
    page.goto(group)
    page.get_by_label(words).check()
    page.get_by_label("What makes you choose this?").fill(why)
    page.get_by_role("button", name="Choose", exact=True).click()
    expect(page.get_by_text("You chose, and nobody else sees it yet")).to_be_visible()


def everybody_in(as_: Enter, host: Page, group: str) -> dict[str, Page]:
    """The six, each in a browser of their own: one without JavaScript, two on a bus."""
    found = {HOST: host}
    for name in OTHERS:
        on_a_bus = {"viewport": PHONE} if name in ("other-team", "partner") else {}
        plain = {"java_script_enabled": False} if name == "manager" else {}
        found[name] = as_(name, **on_a_bus, **plain)
        comes_in(host, found[name], address_of(name), group)
    return found


def chosen_unseen(everybody: dict[str, Page], group: str) -> None:
    """Each chooses, and finds nothing that another wrote."""
    for number, (name, page) in enumerate(everybody.items()):
        chooses(page, group, FIRST[number % 3], f"Because of {name} 🙂")
        others = [one for one in everybody if one != name]
        assert not [one for one in others if f"Because of {one} " in page.content()]


def to_an_end(host: Page, group: str) -> None:
    """The host takes the group on, scene by scene."""
    host.goto(group)
    for words in ("Say that you would rather ask", "You go tomorrow", "The agreement missed"):
        show = host.get_by_role("button", name="Show everybody’s choices")
        if show.count():
            with host.expect_event("load"):
                show.click()
        ways = host.get_by_role("group", name="Which way does the group go on?")
        ways.get_by_label(words).check()
        with host.expect_event("load"):  # else the page that is left is asked for its buttons
            host.get_by_role("button", name="Take the group there").click()


def test_a_dilemma_in_a_group_of_six(as_: Enter) -> None:
    host = as_(HOST)
    group = begins(host)
    everybody = everybody_in(as_, host, group)
    host.goto(group)
    expect(host.get_by_text("6 are here")).to_be_visible()
    good(host)
    host.get_by_role("button", name="Open the first scene").click()
    chosen_unseen(everybody, group)
    waits, plain = everybody["partner"], everybody["manager"]
    good(waits)
    host.goto(group)
    expect(host.get_by_text("6 of 6 have chosen")).to_be_visible()
    host.get_by_role("button", name="Show everybody’s choices").click()
    for page in (host, plain):
        page.goto(group)
        for name in everybody:
            expect(page.get_by_text(f"Because of {name} 🙂")).to_be_visible()
    # Whoever waits is told, without asking.
    expect(waits.get_by_text("The group has gone on.")).to_be_visible(timeout=45_000)
    waits.get_by_role("link", name="Look now").click()
    waits.get_by_label("What do you make of it?").fill("At our place nobody asks first.")
    waits.get_by_role("button", name="Say it").click()
    expect(waits.get_by_text("At our place nobody asks first.").first).to_be_visible()
    good(waits)
    to_an_end(host, group)
    for page in (host, waits, plain):
        page.goto(group)
        expect(page.get_by_role("heading", name="What might follow")).to_be_visible()
        expect(page.get_by_text("At our place nobody asks first.")).to_have_count(0)
    good(waits)
    waits.get_by_role("link", name="A quick look").click()
    expect(waits.get_by_text("This is an earlier round.")).to_be_visible()
    expect(waits.get_by_text("At our place nobody asks first.").first).to_be_visible()


def test_alone_without_javascript_to_an_end_and_back(as_: Enter) -> None:
    page = as_("worker", java_script_enabled=False, viewport=PHONE)
    page.goto("/learning/dilemmas/the-score/")
    page.get_by_role("button", name="Play it alone").click()
    page.get_by_label("Visit Shabana tomorrow").check()
    page.get_by_label("What makes you choose this?").fill("I was told to.")
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.get_by_text("I was told to.")).to_be_visible()
    expect(page.get_by_text("Whom that touches")).to_be_visible()
    page.get_by_role("button", name="Back one step").click()
    page.get_by_label("Ask what goes into the number").check()
    page.get_by_role("button", name="Go on", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dev")
    page.get_by_role("link", name="Your way so far").click()
    expect(page.get_by_text("Then, with a change of mind")).to_be_visible()
    expect(page.get_by_text("I was told to.")).to_be_visible()


def test_alone_by_keyboard_and_the_judges_are_content(as_: Enter) -> None:
    page = as_("colleague")
    page.goto("/learning/dilemmas/")
    good(page)
    page.get_by_role("link", name="You are on mute").click()
    page.get_by_role("button", name="Play it alone").press("Enter")
    page.get_by_label("He said that it is fine").press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("He is a grown man.")
    good(page)
    page.get_by_role("button", name="Go on", exact=True).press("Enter")
    expect(page.get_by_text("He is a grown man.")).to_be_visible()
    page.get_by_label("Carry on, so that there is").press("Space")
    page.get_by_role("button", name="Go on", exact=True).press("Enter")
    page.get_by_label("Give him the good news").press("Space")
    page.get_by_role("button", name="Go on", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="To talk about")).to_be_visible()
    good(page)
    page.get_by_role("link", name="Reflect on it").click()
    good(page)
    page.get_by_label("So what?").fill("I like good news too much.")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url(lambda address: "/reflect/" not in address)
