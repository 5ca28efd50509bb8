"""Supervision in two browsers: from the agenda to what was done, by keyboard, on a phone too."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from alongside.foundation.days import LONDON, in_words

from .checks import axe, htmlcs
from .conftest import Enter
from .northmere import Council

PHONE = {"width": 375, "height": 800}


def ready(page: Page) -> None:
    page.wait_for_selector("form[data-draft][data-open]")


def good(page: Page) -> None:
    """What the two judges find on this page, wide and on a small phone."""
    assert [*axe(page), *htmlcs(page)] == []
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(size or {"width": 1280, "height": 720})


def press(page: Page, words: str) -> None:
    """Go to a link or a button by keyboard alone, and press it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.innerText || ''"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"No keyboard reaches “{words}”.")


def type_in(page: Page, name: str, words: str) -> None:
    """Reach a field by keyboard, and type."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            page.keyboard.type(words)
            return
    raise AssertionError(f"No keyboard reaches “{name}”.")


def planned_now(page: Page) -> str:
    """Plan a meeting that was half an hour ago, by keyboard, and give its address."""
    page.goto("/learning/supervision/")
    page.get_by_role("link", name="Mo Ashworth").click()
    good(page)
    press(page, "Plan a meeting")
    ready(page)
    good(page)
    ago = (timezone.now() - timedelta(minutes=30)).astimezone(LONDON)
    page.locator("[name=starts]").fill("")
    type_in(page, "starts", f"{in_words(ago.date())}, {ago:%H:%M}")
    type_in(page, "how", " ")
    press(page, "Plan it")
    page.wait_for_url("**/supervision/meetings/*/")
    return page.url


def test_from_the_agenda_to_what_was_done(as_: Enter, council: Council) -> None:
    alice, mo = as_("worker", viewport=PHONE), as_("manager")
    meeting = planned_now(alice)
    good(alice)
    press(alice, "Bring something")
    ready(alice)
    good(alice)
    type_in(alice, "kind", " ")
    press(alice, "Put it on the agenda")
    alice.wait_for_url(meeting)
    # Mo brings something too, at the same time; nobody waits for the other.
    mo.goto(f"{meeting}bring/?kind=ethics")
    ready(mo)
    mo.locator("[name=text]").fill("We answer at night because we can.")
    mo.get_by_role("button", name="Put it on the agenda").dblclick()
    mo.wait_for_url(meeting)
    expect(mo.get_by_text("We answer at night because we can.")).to_have_count(1)
    expect(mo.get_by_role("heading", name="Somebody I work with")).to_be_visible()
    press(mo, "We have met")
    expect(mo.get_by_role("heading", name="What we spoke about")).to_be_visible()
    press(mo, "Note what was said")
    ready(mo)
    good(mo)
    mo.locator("textarea").first.fill("Nobody answers after six.")
    mo.get_by_role("button", name="Keep these notes").click()
    mo.wait_for_url(meeting)
    _decide(alice, meeting)
    _agree(alice, meeting)
    _sign(alice, mo, meeting)
    _follow_up(mo, meeting)
    assert not council.one("select count(*) from learning_said where text ilike '%%ade%%'")
    good(mo)


def _decide(alice: Page, meeting: str) -> None:
    """What was decided goes on Ade's record, where he reads it."""
    alice.goto(meeting)
    press(alice, "Write the decision on a record")
    good(alice)
    alice.get_by_label("Their name").select_option(label="Ade Bankole")
    press(alice, "Go on")
    ready(alice)
    good(alice)
    type_in(alice, "decided", "Ask Ade again in January about the day centre.")
    type_in(alice, "why", "He asked for time.")
    press(alice, "Write it on the record")
    alice.wait_for_url(meeting)
    alice.get_by_role("link", name="Ade Bankole: Decided in supervision").click()
    expect(alice.get_by_text("He asked for time.")).to_be_visible()


def _agree(alice: Page, meeting: str) -> None:
    alice.goto(f"{meeting}agree/")
    ready(alice)
    good(alice)
    type_in(alice, "text", "Tell the team when we stop answering")
    type_in(alice, "who", " ")
    press(alice, "Agree on it")
    alice.wait_for_url(meeting)


def _sign(alice: Page, mo: Page, meeting: str) -> None:
    """Alice signs; from then on Mo reads exactly that, and signs it too."""
    press(alice, "Sign what stands here")
    ready(alice)
    good(alice)
    press(alice, "Sign it")
    alice.wait_for_url(meeting)
    mo.goto("/learning/")
    mo.get_by_role("link", name="Alice signed what you wrote down").click()
    expect(mo.get_by_text("Bring something")).to_have_count(0)
    press(mo, "Read it and sign")
    ready(mo)
    press(mo, "Sign it")
    mo.wait_for_url(meeting)
    expect(mo.get_by_text("Signed by you and Alice.")).to_be_visible()


def _follow_up(mo: Page, meeting: str) -> None:
    press(mo, "Say what came of it")
    ready(mo)
    good(mo)
    type_in(mo, "is_done", " ")
    type_in(mo, "outcome", "They know, and two of them slept.")
    press(mo, "Say so")
    mo.wait_for_url(lambda address: "follow-ups" not in address)
    mo.goto(meeting)
    expect(mo.get_by_text("They know, and two of them slept.")).to_be_visible()


def test_nobody_else_finds_a_way_in(as_: Enter) -> None:
    alice = as_("worker")
    alice.goto("/learning/supervision/")
    alice.get_by_role("link", name="Mo Ashworth").click()
    address = alice.url
    for persona in ("colleague", "principal", "protection", "partner", "person"):
        page = as_(persona)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 404, persona
        good(page)


def test_without_a_script_it_all_works(as_: Enter) -> None:
    page = as_("worker", java_script_enabled=False)
    page.goto("/learning/supervision/")
    page.get_by_role("link", name="Mo Ashworth").click()
    page.locator("h2#planned ~ ul a").first.click()
    page.get_by_role("link", name="Bring something").first.click()
    page.get_by_label("Something else").check()
    page.locator("[name=text]").fill("Good news about the lift")
    page.get_by_role("button", name="Put it on the agenda").click()
    expect(page.get_by_text("Good news about the lift")).to_be_visible()
