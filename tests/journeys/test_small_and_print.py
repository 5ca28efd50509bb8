"""On paper, and on a small phone: nothing cut off, nothing printed that only a screen can use."""

from collections.abc import Iterable

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from .conftest import Enter
from .northmere import Council

NOTE = "select entry_id from record_version where title = 'Going out, and the day centre' limit 1"
ADE = "select id from people_person where called = 'Ade Bankole'"
KEZIA = "select id from people_person where called = 'Kezia Marsh-Bello'"
FOCUSED = "document.activeElement.closest('svg a')?.getAttribute('aria-label')"
ONLY_ON_SCREEN = "header nav, [data-screen], main button, .govuk-skip-link, .al-leave, textarea"
CUT = """() => [...document.querySelectorAll("main *")].filter((one) => {
  const style = getComputedStyle(one);
  const hides = /hidden|clip|auto|scroll/.test(style.overflowX + style.overflowY);
  const off = one.closest(".govuk-visually-hidden, svg") || style.display === "none";
  return hides && !off && one.clientWidth &&
    (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1);
}).map((one) => one.outerHTML.slice(0, 120))"""


def on_paper(page: Page) -> str:
    """The words of the page as it is printed."""
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    text = " ".join(sheet.get_textpage().get_text_bounded() for sheet in paper)
    return " ".join(text.split())


def shown(page: Page, what: str) -> list[str]:
    return [one.inner_text() for one in page.locator(what).all() if one.is_visible()]


def prints_well(page: Page, words: Iterable[str]) -> None:
    page.set_viewport_size({"width": 700, "height": 1000})  # A4 inside its margins
    page.emulate_media(media="print")
    assert shown(page, ONLY_ON_SCREEN) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    paper = on_paper(page)
    assert [one for one in words if one not in paper] == []


def test_an_entry_prints(as_: Enter, council: Council) -> None:
    page = as_("worker")
    page.goto(f"/entries/{council.one(NOTE)}/")
    prints_well(page, ("Ade Bankole", "go out more in other ways", "Put him in, he is half"))


def test_a_timeline_prints(as_: Enter, council: Council) -> None:
    page = as_("worker")
    page.goto(f"/people/{council.one(ADE)}/timeline/")
    prints_well(page, ("Ade Bankole", "Going out, and the day centre", "Perching stool"))


def test_ones_own_record_prints_whole(as_: Enter) -> None:
    page = as_("person")
    page.goto("/my/record/?all=1")
    prints_well(page, ("My record", "Going out, and the day centre", "Tell Alice"))
    assert page.locator("main article").count() >= 25


def tab_to_mark(page: Page, called: str) -> None:
    """Press Tab until a mark of the drawing has the focus, and follow it to the words."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if (page.evaluate(FOCUSED) or "").startswith(called):
            page.keyboard.press("Enter")
            return
    marks = page.locator("svg a").evaluate_all("(all) => all.map((one) => one.ariaLabel)")
    raise AssertionError(f"Tab does not reach {called} among {marks}.")


def test_a_family_is_walked_by_tab_and_prints(as_: Enter, council: Council) -> None:
    page = as_("other-team")
    page.goto(f"/people/{council.one(KEZIA)}/about/family/")
    tab_to_mark(page, "Jonah")
    assert "Jonah" in page.locator(":target").inner_text()
    prints_well(page, ("Kezia Marsh-Bello", "A cross: has died, or was lost.", "The same in words"))
    assert on_paper(page).count("died 2019") == 2  # on the drawing, and in words
    assert "Was married to Jean Marsh" in on_paper(page)


def test_an_eco_map_is_walked_by_tab_and_prints(as_: Enter, council: Council) -> None:
    page = as_("other-team")
    page.goto(f"/people/{council.one(KEZIA)}/eco-map/")
    tab_to_mark(page, "Northmere Otters")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("this service")
    page.go_back()
    prints_well(page, ("Kezia Marsh-Bello", "The same in words", "Northmere Otters"))
    assert on_paper(page).count("Otters") == 2


@pytest.mark.parametrize("width", [320, 375])
def test_nothing_is_cut_off_on_a_phone(as_: Enter, council: Council, width: int) -> None:
    page = as_("worker", viewport={"width": width, "height": 640})
    ade = council.one(ADE)
    for address in (
        "/",
        f"/people/{ade}/",
        f"/people/{ade}/write/",
        f"/people/{ade}/timeline/",
        f"/entries/{council.one(NOTE)}/",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
