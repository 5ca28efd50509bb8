"""Where somebody stands, in a browser: a train without a signal, the keyboard, a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from .checks import axe, htmlcs
from .conftest import Enter
from .northmere import Council

START = "/learning/where-i-stand/"
SHOWN = "#placing [data-step]:not([hidden])"
ANSWERS = """select a.item, a.level from learning_answer a
  join learning_piece p on p.id = a.piece_id where p.id = %s and a.frame = %s order by a.item"""


def good(page: Page) -> None:
    assert axe(page) == []
    assert htmlcs(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, page.url


def begin(page: Page, length: str = "All of it") -> None:
    page.goto(START)
    page.get_by_label("Social worker", exact=True).check()
    page.get_by_label(re.compile(length)).check()
    page.get_by_role("button", name="Begin", exact=True).click()
    # Keys mean something once one script shows one statement and the other keeps what is chosen.
    expect(page.locator("#placing[data-one][data-open]")).to_be_visible(timeout=45_000)


def number(page: Page) -> int:
    """Which statement is shown; none of them: 0."""
    found = re.search(r"Number (\d+) of", page.locator(SHOWN).inner_text())
    return int(found[1]) if found else 0


def answer(page: Page, level: int) -> None:
    """Place oneself at what is shown, and go on to the next statement, by keyboard alone."""
    page.keyboard.press(str(level))
    page.keyboard.press("Enter")
    while number(page) == 0 and page.locator("[data-rest]").is_hidden():
        page.keyboard.press("ArrowRight")


def piece_of(page: Page) -> str:
    page.wait_for_url(re.compile(r"/where-i-stand/[0-9a-f-]{36}/(#|$)"))
    return page.url.split("#")[0].rstrip("/").rsplit("/", 1)[-1]


def said(council: Council, piece: str, frame: str = "now") -> dict[str, int]:
    return dict(council.rows(ANSWERS, piece, frame))


def level(place: int) -> int:
    return place % 4 + 1


def test_a_baseline_on_a_train(as_: Enter, council: Council) -> None:
    page = as_("principal", viewport={"width": 375, "height": 760})
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(START)
    good(page)
    begin(page)
    good(page)
    for place in range(1, 23):
        assert number(page) == place
        answer(page, level(place))
    expect(page.get_by_role("status")).to_contain_text("Saved", timeout=45_000)
    page.context.set_offline(True)
    for place in range(23, 41):
        assert number(page) == place
        answer(page, level(place))
    expect(page.get_by_role("status")).to_contain_text("No signal", timeout=45_000)
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("Saved", timeout=45_000)
    good(page)
    page.get_by_role("button", name="Finish, and see where I stand").click()
    piece = piece_of(page)
    names = [f"{cluster}{one}" for cluster in "abcdefghij" for one in range(1, 5)]
    assert said(council, piece) == {one: level(at) for at, one in enumerate(names, 1)}
    expect(page.get_by_role("heading", level=1, name="Where I stand")).to_be_visible()
    good(page)
    page.set_viewport_size({"width": 320, "height": 700})
    good(page)
    assert wrong == []


def test_the_tab_dies_without_a_signal_and_nothing_is_lost(as_: Enter, council: Council) -> None:
    page = as_("colleague")
    begin(page)
    for place in range(1, 6):
        answer(page, level(place))
    expect(page.get_by_role("status")).to_contain_text("Saved", timeout=45_000)
    address = page.locator("#placing").get_attribute("data-go-on")
    assert address
    page.context.set_offline(True)
    for place in range(6, 11):
        answer(page, level(place))
    page.wait_for_timeout(1_500)  # the device writes within a second of a pause
    page.close()
    again = page.context.new_page()
    page.context.set_offline(False)
    again.goto(address)
    for place, name in ((6, "b2"), (10, "c2")):
        chosen = again.locator(f"input[name={name}][value='{level(place)}']")
        expect(chosen).to_be_checked(timeout=45_000)
    expect(again.get_by_role("status")).to_contain_text("Saved", timeout=45_000)
    again.get_by_text("Go to another area").click()
    again.get_by_role("link", name="Developing others").click()
    assert number(again) == 37
    answer(again, 2)
    for _ in range(3):
        again.keyboard.press("ArrowRight")
    again.get_by_role("button", name="Finish, and see where I stand").click()
    found = said(council, piece_of(again))
    assert found == {
        **{name: level(at) for at, name in enumerate(
            ["a1", "a2", "a3", "a4", "b1", "b2", "b3", "b4", "c1", "c2"], 1)},
        "j1": 2,
    }  # fmt: skip


def test_looking_again_in_the_order_of_reveal(as_: Enter, council: Council) -> None:
    page = as_("other-team")
    for turn, where in enumerate((2, 3)):
        begin(page)
        assert page.locator("#placing input:checked").count() == 0
        while page.locator("[data-rest]").is_hidden():
            answer(page, where)
        if turn:
            page.get_by_role("button", name="Go on, and look back").click()
            expect(page.get_by_role("heading", level=1, name="Looking back")).to_be_visible()
            assert page.locator("#placing input:checked").count() == 0
            good(page)
            for _ in range(40):
                page.keyboard.press("1")
                page.keyboard.press("Enter")
        page.get_by_role("button", name="Finish, and see where I stand").click()
        piece = piece_of(page)
    assert set(said(council, piece, "then").values()) == {1}
    expect(page.get_by_role("heading", name="How it has changed")).to_be_visible()
    expect(page.get_by_text("No clear change yet.").first).to_be_visible()
    good(page)


@pytest.mark.parametrize(("who", "width"), [("manager", 1280), ("partner", 320)])
def test_without_script_it_is_walked_area_by_area(
    as_: Enter, council: Council, who: str, width: int
) -> None:
    page = as_(who, java_script_enabled=False, viewport={"width": width, "height": 800})
    page.goto(START)
    page.get_by_label("Supervisor or practice leader").check()
    page.get_by_label(re.compile("All of it")).check()
    page.get_by_role("button", name="Begin", exact=True).click()
    page.locator("input[name=a1][value='3']").check(force=True)
    page.get_by_role("button", name="Save, and go to the next area").first.click()
    assert page.url.endswith("#area-b")
    page.locator("input[name=b1][value='2']").check(force=True)
    page.get_by_role("button", name="Finish, and see where I stand").click()
    assert said(council, piece_of(page)) == {"a1": 3, "b1": 2}
