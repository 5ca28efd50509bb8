"""A questionnaire in a browser: side by side, with no signal, on a phone, read by the person."""

from uuid import UUID

from playwright.sync_api import Page, expect

from .checks import axe, htmlcs
from .conftest import Enter
from .northmere import Council

ADE = "select id from people_person where called = 'Ade Bankole'"
WANTS = "To sit in the garden with Temi. Not only in summer. 🙂 O’Brien"


def ready(page: Page) -> None:
    page.wait_for_selector("form[data-draft][data-open]")


def saved(page: Page, words: str = "Saved ") -> None:
    expect(page.locator("[data-draft-state]")).to_contain_text(words, timeout=45_000)


def good(page: Page) -> None:
    """What the two judges find on this page, wide and on a small phone."""
    assert [*axe(page), *htmlcs(page)] == []
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size(size or {"width": 1280, "height": 720})


def test_an_assessment_made_together_loses_nothing(as_: Enter, council: Council) -> None:
    ade: UUID = council.one(ADE)
    page = as_("worker")
    page.goto(f"/people/{ade}/ask/")
    page.get_by_role("link", name="Care Act assessment", exact=True).click()
    page.get_by_text("Other pages, and other ways to ask").click()
    page.get_by_role("link", name="Side by side, large").click()
    ready(page)
    good(page)
    wants = page.locator("[name='wants.person']")
    wants.press_sequentially(WANTS[:20])
    saved(page)
    page.context.set_offline(True)
    wants.press_sequentially(WANTS[20:])
    saved(page, "No signal since ")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    ready(page)
    expect(page.locator("[name='wants.person']")).to_have_value(WANTS)
    page.get_by_text("Other pages, and other ways to ask").click()
    page.get_by_role("button", name="Children", exact=True).click()
    ready(page)
    helps = page.locator("[name='child-helps-how.person']")
    expect(helps).to_be_hidden()
    page.locator("[name='child-helps'][value='child-helps']").check()
    expect(helps).to_be_visible()
    helps.fill("Temi cooks on Thursdays")
    page.locator("[name='child-helps'][value='no-child-helps']").check()
    expect(helps).to_be_hidden()
    page.locator("[name='child-helps'][value='child-helps']").check()
    expect(helps).to_have_value("Temi cooks on Thursdays")
    page.get_by_text("Other pages, and other ways to ask").click()
    page.get_by_role("button", name="Look it over", exact=True).click()
    ready(page)
    expect(page.get_by_text(WANTS)).to_be_visible()
    good(page)
    page.get_by_label("Why it is finished with questions open").fill("He goes into hospital today")
    page.get_by_role("button", name="Finish it").dblclick()
    page.wait_for_url("**/entries/**")
    good(page)
    entry: UUID = council.one(
        "select entry_id from record_part where text = %s and question = 'wants.person'", WANTS
    )
    assert council.one("select count(*) from record_version where entry_id = %s", entry) == 1
    person = as_("person", viewport={"width": 375, "height": 800})
    person.goto(f"/my/record/{entry}/")
    expect(person.get_by_text(WANTS)).to_be_visible()
    expect(person.get_by_text("Temi cooks on Thursdays")).to_be_visible()


def test_by_keyboard_alone_in_easy_words(as_: Enter, council: Council) -> None:
    ade: UUID = council.one(ADE)
    page = as_("worker", viewport={"width": 375, "height": 800})
    page.goto(f"/people/{ade}/ask/about-me/?v=1&mode=easy")
    ready(page)
    good(page)
    expect(page.locator("main img")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") in ("TEXTAREA", "INPUT"):
            break
    page.keyboard.type("Ade, like the drink")
    saved(page)
    before = page.url
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Save and go on":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: address != before)
    ready(page)
    expect(page.get_by_text("Question 2 of")).to_be_visible()
