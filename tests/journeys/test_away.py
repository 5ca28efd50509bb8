"""Work without a signal, from the asking for a device to words that arrive by themselves.

A device is got packed, people are taken along, the network goes; notes and forms are begun and gone
on with, the browser is killed and started again, the screen is covered, what was there to read is
deleted; and each letter that was typed is with the council at the end.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import chromium
from tests.journeys.checks import axe, htmlcs

from .away_day import (
    DRAFTS,
    OPEN,
    PHRASE,
    ask_and_allow,
    begin,
    held,
    home,
    take_along,
    texts,
    unlock,
    view,
)
from .conftest import Enter
from .northmere import Council
from .test_drafts import wait_for
from .typist import Count, Typist, kill_browser, no_signal


def test_a_day_without_a_signal(packed: Page, council: Council) -> None:
    page, count = packed, Count()
    count.listen(page.context)
    with no_signal(page.context):
        page.goto("/people/")
        page.get_by_role("link", name=re.compile("Open what you took along")).click()
        unlock(page)
        view(page, "people")
        page.get_by_role("button", name="Ade Bankole", exact=True).click()
        view(page, "person")
        expect(page.get_by_role("heading", level=1)).to_have_text("Ade Bankole")
        told = page.locator("main").inner_text()
        assert "his left ear hears better" in told
        assert "14 Canal Terrace" in told
        page.get_by_role("button", name="Write a note").click()
        view(page, "write")
        expect(page.get_by_label("When", exact=True)).not_to_have_value("")
        expect(page.get_by_label("What Ade wants to say")).to_be_visible()
        Typist(page, "[name='fact']").start().words(6)
        expect(page.locator("[data-state]")).to_contain_text("On this device")
        home(page)
        begin(page, "Care Act assessment")
        Typist(page, "[name='wants.person']").start().words(4)
        home(page)
        expect(page.get_by_text("Waiting here since")).to_have_count(2)
        assert held(page, "rows") >= 2
    expect(page.get_by_text("With the council since")).to_have_count(2, timeout=45_000)
    assert held(page, "rows") == 0
    assert count.letters > 100
    assert count.lost(texts(council)) == {}
    found = {
        (purpose, address.partition("?")[0].split("/")[3])
        for purpose, address in council.rows(DRAFTS)
    }
    assert {("note", "write"), ("questionnaire", "ask")} <= found
    page.goto("/drafts/")
    page.get_by_role("link", name=re.compile("^Note: Ade Bankole")).first.click()
    page.wait_for_selector("form[data-draft][data-open]")
    assert count.words[0] in page.get_by_label("What happened").input_value()


def test_gone_on_with_after_it_was_sent_and_read_again(packed: Page, council: Council) -> None:
    page, count = packed, Count()
    count.listen(page.context)
    page.goto(OPEN)
    unlock(page)
    view(page, "people")
    begin(page, "Write a note")
    Typist(page, "[name='fact']").start().words(2)
    expect(page.locator("[data-state]")).to_contain_text("With the council", timeout=45_000)
    home(page)
    with no_signal(page.context):
        page.get_by_role("button", name=re.compile("^A note")).first.click()
        view(page, "write")
        typist = Typist(page, "[name='fact']").start()
        assert count.words[1] in typist.text
        typist.words(2)
        page.get_by_role("button", name="Stop here").click()
        view(page, "people")
    expect(page.get_by_text("With the council since")).to_have_count(1, timeout=45_000)
    assert count.lost(texts(council)) == {}
    two = "select count(*) from foundation_beside"
    assert council.one(two) == 0  # one editor went on: no second version


def test_the_browser_is_killed_without_a_signal_and_nothing_lies_in_clear(
    browser: Browser, council: Council, as_: Enter, tmp_path: Path
) -> None:
    count, profile = Count(), str(tmp_path / "profile")
    context = launch(browser, profile, council, count)
    page = context.pages[0]
    came = context.request.post("/demo/sign-in", form={"persona": "worker"}, max_redirects=0)
    assert came.status == 302
    ask_and_allow(page, as_, council)
    take_along(page)
    page.goto(OPEN)
    context.set_offline(True)
    unlock(page)
    view(page, "people")
    begin(page, "Write a note")
    Typist(page, "[name='fact']").start().words(5).half()
    page.wait_for_timeout(150)  # as long as a hand takes to the next key
    kill_browser(profile)
    written = _everything(profile)
    assert not [
        word
        for word in count.words
        if word.encode() in written or word.encode("utf-16-le") in written
    ]
    assert b"Canal Terrace" not in written
    assert PHRASE.encode() not in written
    context = launch(browser, profile, council, count)
    page = context.pages[0]
    context.set_offline(True)
    page.goto(OPEN)
    unlock(page)
    view(page, "people")
    page.get_by_role("button", name=re.compile("^A note")).first.click()
    view(page, "write")
    typist = Typist(page, "[name='fact']").start()
    assert typist.text.startswith(count.words[0])
    typist.words(2)
    page.wait_for_timeout(600)
    context.set_offline(False)
    wait_for(lambda: not count.lost(texts(council)), 30)
    assert count.letters > 60
    context.close()


def launch(browser: Browser, profile: str, council: Council, count: Count) -> BrowserContext:
    """A browser that lives in a folder, as it was left there."""
    words = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    made = browser.browser_type.launch_persistent_context(
        profile, executable_path=chromium.find(), args=words, base_url=council.address
    )
    made.set_default_timeout(30_000)
    count.listen(made)
    return made


def _everything(folder: str) -> bytes:
    found = [one for one in Path(folder).rglob("*") if one.is_file()]
    return b"".join(one.read_bytes() for one in found)


def test_what_is_wrong_is_said_and_nothing_is_taken(as_: Enter, council: Council) -> None:
    page = as_("worker")
    ask_and_allow(page, as_, council)
    said = page.locator("[data-said]")
    press = page.get_by_role("button", name="Take them along")
    press.click()
    expect(said).to_contain_text("Choose at least one person")
    page.get_by_label("Ade Bankole").check()
    press.click()
    expect(said).to_contain_text("four different words")
    page.get_by_label("Pass phrase", exact=True).fill("a b c d")
    press.click()
    expect(said).to_contain_text("too short")
    page.get_by_label("Pass phrase", exact=True).fill(PHRASE)
    page.get_by_label("The same once more").fill(PHRASE + "s")
    press.click()
    expect(said).to_contain_text("not the same")
    with no_signal(page.context):
        page.get_by_label("The same once more").fill(PHRASE)
        press.click()
        expect(said).to_contain_text("could not be reached")
    assert held(page, "reading") == 0


@pytest.mark.parametrize("width", [1280, 320])
def test_every_view_is_for_everybody(packed: Page, width: int) -> None:
    page = packed
    page.set_viewport_size({"width": width, "height": 800})

    def look() -> Iterator[str]:
        yield from axe(page)
        yield from htmlcs(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"The page is {wide} wide at {width}."

    assert list(look()) == []
    page.goto(OPEN)
    view(page, "closed")
    assert list(look()) == []
    unlock(page)
    view(page, "people")
    assert list(look()) == []
    page.get_by_role("button", name="Ade Bankole", exact=True).first.click()
    view(page, "person")
    assert list(look()) == []
    for form in ("Write a note", "Care Act assessment", "Mental capacity and best interests"):
        page.get_by_role("button", name=form, exact=True).click()
        view(page, "write")
        assert list(look()) == [], form
        page.get_by_role("button", name="Stop here").click()
        view(page, "person")


def test_by_keyboard_alone(packed: Page) -> None:
    page = packed
    page.goto(OPEN)
    view(page, "closed")
    page.get_by_label("Your pass phrase").focus()
    page.keyboard.type(PHRASE)
    page.keyboard.press("Enter")
    view(page, "people")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    view(page, "person")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    view(page, "write")
    page.go_back()
    view(page, "person")
