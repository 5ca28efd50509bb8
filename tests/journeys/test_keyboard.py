"""The writing part of the main job by keyboard alone."""

from playwright.sync_api import Page, expect

from .conftest import Enter
from .northmere import Council

HERE = """() => { const one = document.activeElement;
  const label = one.labels?.[0]?.innerText || one.getAttribute("aria-label") || one.innerText || "";
  return label.replace(/\\s+/g, " ").trim(); }"""
# Not only inside the window: not wholly behind what stays in view at its bottom, either.
IS_SEEN = """() => { const one = document.activeElement, box = one.getBoundingClientRect();
  const x = box.left + Math.min(box.width / 2, 8);
  return [box.top + 3, (box.top + box.bottom) / 2, box.bottom - 3].some((y) => {
    const there = document.elementFromPoint(x, y);
    const own = [one, ...(one.labels ?? [])];
    return there && own.some((part) => part.contains(there)); }); }"""


def tab_to(page: Page, words: str, most: int = 120) -> None:
    """Press Tab until what has the focus begins with these words; the focus is always seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        assert page.evaluate(IS_SEEN), f"The focus cannot be seen before “{words}”."
        if page.evaluate(HERE).startswith(words):
            return
    raise AssertionError(f"The keyboard does not reach “{words}”.")


def test_a_note_is_written_by_keyboard_alone(as_: Enter, council: Council) -> None:
    page = as_("worker", viewport={"width": 375, "height": 720})
    page.goto("/")
    tab_to(page, "Find")
    page.keyboard.press("Enter")
    page.wait_for_url("**/find/")
    tab_to(page, "Name, date of birth")
    page.keyboard.type("addy bankol")
    page.keyboard.press("Enter")
    page.wait_for_selector("#likely")
    tab_to(page, "Write with Ade Bankole")
    page.keyboard.press("Enter")
    page.wait_for_selector("form[data-open]")
    for label, words in (
        ("What happened", "Ade showed me the seedlings."),
        ("What somebody told you", "The frost comes on Monday."),
        ("What you make of it", "He plans well ahead."),
        ("What Ade wants to say", "Leeks. Put down that they are leeks."),
        ("A few words for the timeline", "Seedlings"),
    ):
        tab_to(page, label)
        page.keyboard.type(words)
    tab_to(page, "Finish this note")
    page.keyboard.press("Enter")
    expect(page.locator("main article")).to_contain_text("Put down that they are leeks.")
    assert council.one("select count(*) from record_version where title = 'Seedlings'") == 1
