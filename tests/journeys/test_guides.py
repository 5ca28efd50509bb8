"""Guides in a browser: ticks that stay there, a question that leads to its procedure, paper."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from .conftest import Enter
from .northmere import Council
from .test_questionnaires import ADE, good, ready, saved

GUIDE = "/knowledge/easy-read/"
COURSE = "/learning/courses/life-online/"
BOXES = "[data-checklist] input"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('off'); }});"


def ticked(page: Page) -> list[int]:
    """Which lines of the checklists are ticked."""
    boxes = page.locator(BOXES)
    return [n for n in range(boxes.count()) if boxes.nth(n).is_checked()]


@pytest.mark.parametrize(
    "address",
    [
        "/knowledge/",
        GUIDE,
        "/knowledge/first-steps/",
        "/knowledge/by/situation/",
        "/knowledge/by/owner/",
        "/learning/courses/",
        COURSE,
    ],
)
def test_two_judges_find_nothing(as_: Enter, address: str) -> None:
    page = as_("worker")
    page.goto(address)
    good(page)


def test_ticks_stay_in_this_browser_for_whoever_made_them(as_: Enter) -> None:
    page = as_("worker", viewport={"width": 375, "height": 800})
    page.goto(GUIDE)
    page.locator(BOXES).first.focus()
    page.keyboard.press("Space")
    page.get_by_label("Numbers as figures").check()
    page.reload()
    first = ticked(page)
    assert len(first) == 2
    expect(page.get_by_text("Your ticks are kept in this browser")).to_be_visible()
    page.goto("/knowledge/first-steps/")
    assert ticked(page) == []
    kept = str(page.evaluate("JSON.stringify(localStorage)"))
    assert "easy-read" not in kept
    assert len(kept) < 80  # two marks, and nothing else
    # Somebody else signs in at the same browser: none of it is theirs.
    page.context.request.post("/demo/sign-in", form={"persona": "colleague"}, max_redirects=0)
    page.goto(GUIDE)
    expect(page.get_by_role("link", name="Bob")).to_be_visible()
    assert ticked(page) == []
    page.context.request.post("/demo/sign-in", form={"persona": "worker"}, max_redirects=0)
    page.goto(GUIDE)
    assert ticked(page) == first
    page.get_by_role("button", name="Take all ticks away").click()
    assert ticked(page) == []
    expect(page.locator(BOXES).first).to_be_focused()
    assert page.evaluate("localStorage.length") == 0


def test_how_far_one_is_in_a_course_only_this_browser_knows(as_: Enter) -> None:
    page = as_("worker", viewport={"width": 320, "height": 800})
    page.goto(COURSE)
    page.get_by_label("Done: Ask Somebody who knows it").check()
    page.get_by_label("Done: Read When a child is harmed online").check()
    page.reload()
    assert ticked(page) == [0, 2]
    page.get_by_role("link", name="Short courses").click()
    expect(page.get_by_text("You ticked 2 of 6 steps, in this browser.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    kept = str(page.evaluate("JSON.stringify(localStorage)"))
    assert "life-online" not in kept
    # Somebody else at the same browser is told nothing of it.
    page.context.request.post("/demo/sign-in", form={"persona": "colleague"}, max_redirects=0)
    page.goto("/learning/courses/")
    expect(page.get_by_role("link", name="Bob")).to_be_visible()
    expect(page.get_by_text("You ticked")).to_have_count(0)


def test_a_course_is_a_list_without_a_script_and_prints(as_: Enter) -> None:
    page = as_("partner", java_script_enabled=False)
    page.goto("/learning/")
    page.get_by_role("link", name="Short courses", exact=True).click()
    page.get_by_role("link", name="Somebody’s life online").click()
    assert page.locator("ol.lr-steps > li").count() == 6
    page.locator(BOXES).first.check()
    expect(page.get_by_text("Print it to keep them.")).to_be_visible()
    expect(page.get_by_role("link", name="Bring it to supervision")).to_have_count(0)
    page.emulate_media(media="print")
    expect(page.get_by_text("Lines of my own")).to_be_visible()
    expect(page.get_by_role("link", name="Use it as CPD")).to_be_hidden()


def test_a_browser_that_keeps_nothing_says_so(as_: Enter) -> None:
    page = as_("worker")
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.add_init_script(NO_STORAGE)
    page.goto(GUIDE)
    expect(page.get_by_text("Ticks are gone when you leave this page.")).to_be_visible()
    page.locator(BOXES).first.check()
    expect(page.get_by_text("This browser keeps no ticks.")).to_be_visible()
    assert wrong == []


def test_without_a_script_it_is_read_ticked_and_found(as_: Enter) -> None:
    page = as_("partner", java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Guides", exact=True).click()
    page.get_by_label("What are you looking for?").fill("easy read pictures")
    page.get_by_role("button", name="Look for it").click()
    assert page.url.endswith("/knowledge/")
    page.get_by_role("link", name="Writing easy read").first.click()
    page.locator(BOXES).first.check()
    expect(page.get_by_text("Print it to keep them.")).to_be_visible()
    expect(page.get_by_role("button", name="Take all ticks away")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(BOXES).first).to_be_visible()
    expect(page.get_by_text("Looked after by")).to_be_visible()
    expect(page.locator(".al-contents")).to_be_hidden()
    expect(page.get_by_text("Print it to keep them.")).to_be_hidden()


def test_a_question_leads_to_its_procedure_and_nothing_typed_is_lost(
    as_: Enter, council: Council
) -> None:
    ade: UUID = council.one(ADE)
    page = as_("worker")
    page.goto(f"/people/{ade}/ask/")
    page.get_by_role("link", name="Mental capacity and best interests", exact=True).click()
    ready(page)
    question = page.locator("#ask-decision")
    question.get_by_role("textbox").fill("Whether to move to Hazel Court. 🙂 O’Brien")
    saved(page)
    question.get_by_text("Why we ask").click()
    question.get_by_role("link", name="Mental capacity and best interests").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mental capacity and best interests")
    page.go_back()
    ready(page)
    expect(page.locator("#ask-decision").get_by_role("textbox")).to_have_value(
        "Whether to move to Hazel Court. 🙂 O’Brien"
    )
    page.get_by_text("Other pages, and other ways to ask").click()
    page.get_by_role("link", name="Side by side, large").click()
    ready(page)
    assert page.locator("main a[href^='/knowledge/']").count() == 0
