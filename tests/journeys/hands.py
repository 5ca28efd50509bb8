"""Hands that go through pages as people do: by keyboard alone, or by touch on a phone of 375 px."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from .checks import axe, htmlcs

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 375, "height": 760}, "has_touch": True}
LOADS = "load"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\?.*|#.*")
MOST = 400  # presses of Tab until a page counts as one that the keyboard cannot get through
KEYS = 12  # letters that are typed key by key before the rest of the words is put in at once
# Where the focus is, as seen from what is wanted: there, or so many presses before it or after it,
# as far as one can tell; and whether it is in sight and not behind what stays at the page's foot.
WHERE = """(want) => {
  const one = document.activeElement;
  const group = (a) => a.type === "radio" ? `${a.form?.id} ${a.name}` : null;
  if (one === want || (group(want) && group(one) === group(want))) {
    const box = one.getBoundingClientRect(), own = [one, ...(one.labels ?? [])];
    const x = box.left + Math.min(box.width / 2, 8);
    const seen = [box.top + 3, (box.top + box.bottom) / 2, box.bottom - 3].some((y) => {
      const there = document.elementFromPoint(x, y);
      return there && own.some((part) => part.contains(there)); });
    return seen ? "there" : "out of sight"; }
  const isAfter = want.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const [from, to] = isAfter ? [want, one] : [one, want], groups = new Set([group(to)]);
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")];
  const between = stops.filter((stop) => stop.tabIndex >= 0 && !stop.matches(":disabled")
    && stop.checkVisibility({ visibilityProperty: true })
    && from.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING
    && to.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_PRECEDING
    && (group(stop) === null || (!groups.has(group(stop)) && groups.add(group(stop)))));
  return (isAfter ? -1 : 1) * (between.length + 1); }"""
WIDTH = "document.documentElement.scrollWidth"


class Hands:
    """Somebody at a page: what they press, follow, write and choose, by the words that stand there.

    Each page that they come to is looked at once: nothing runs off it, and the two judges agree.
    """

    judges = True

    def __init__(self, page: Page) -> None:
        self.page = page
        self.judged: set[str] = set()

    # Going

    def go(self, address: str) -> "Hands":
        """Open an address, as from a bookmark."""
        self.page.goto(address)
        return self._came()

    def find(self, who: str) -> "Hands":
        """The first page of somebody, by the box that finds people."""
        self.go("/find/").box("Name, date of birth", who).press("Find")
        return self.follow(who)

    def follow(self, words: str, *, within: str = "main", exact: bool = True) -> "Hands":
        """Follow a link."""
        link = self.page.locator(within).get_by_role("link", name=words, exact=exact).first
        return self._leads(lambda: self._press(link))

    def press(self, words: str) -> "Hands":
        """Press a button that leads to a page."""
        button = self.page.locator("main").get_by_role("button", name=words, exact=True).first
        return self._leads(lambda: self._press(button))

    def _leads(self, act: Callable[[], None]) -> "Hands":
        with self.page.expect_event(LOADS):  # a draft changes the address without one
            act()
        return self._came()

    def _came(self) -> "Hands":
        page = self.page
        if page.locator("form[data-draft]").count():
            page.wait_for_selector("form[data-draft][data-open]")
        size = page.viewport_size
        assert size
        assert page.evaluate(WIDTH) <= size["width"], page.url
        return self

    def good(self, how: str = "") -> "Hands":
        """The two judges find nothing on this page; asked once of each kind of page, as it is."""
        kind = ID.sub("", self.page.url) + how
        if self.judges and kind not in self.judged:
            self.judged.add(kind)
            assert [*axe(self.page), *htmlcs(self.page)] == [], self.page.url
        return self

    # Reading

    def reads(self, *words: str) -> "Hands":
        """All of this stands on the page, in sight."""
        for one in words:
            expect(self.page.get_by_text(one).first).to_be_visible()
        return self

    def reads_not(self, *words: str) -> "Hands":
        """None of this stands on the page."""
        for one in words:
            expect(self.page.get_by_text(one)).to_have_count(0)
        return self

    # Filling in

    def answers(self, given: Mapping[str, str]) -> "Hands":
        """Answer questions by their names in the form: in words, or with one of their choices."""
        for name, said in given.items():
            one = self.page.locator(f"main [name='{name}']")
            if one.first.get_attribute("type") in ("radio", "checkbox"):
                self._tick(self.page.locator(f"main [name='{name}'][value='{said}']"))
            else:
                self.write(one, said)
        return self

    def box(self, label: str, words: str) -> "Hands":
        """Fill in one box, found by what it asks."""
        self.write(self.page.locator("main").get_by_label(label).first, words)
        return self

    def pick(self, name: str, option: str) -> "Hands":
        """Choose from a menu, found by its name in the form."""
        self._choose(self.page.locator(f"main [name='{name}']"), option)
        return self

    def choose(self, label: str, option: str) -> "Hands":
        """Choose from a menu."""
        self._choose(self.page.locator("main").get_by_label(label).first, option)
        return self

    def tick(self, words: str, *, of: str = "") -> "Hands":
        """Tick a box or a circle, in a group of that question where there are several."""
        within = self.page.locator("main")
        if of:
            within = within.get_by_role("group", name=of)
        self._tick(within.get_by_label(words, exact=True).first)
        return self

    def unfold(self, words: str) -> "Hands":
        """Open what is folded away."""
        self._press(self.page.locator("main summary").filter(has_text=words).first)
        return self

    def write(self, box: Locator, words: str) -> None:
        """Write into a box, in place of what stands there."""
        raise NotImplementedError

    def _press(self, what: Locator) -> None:
        raise NotImplementedError

    def _choose(self, menu: Locator, option: str) -> None:
        raise NotImplementedError

    def _tick(self, what: Locator) -> None:
        raise NotImplementedError


class Keyboard(Hands):
    """Tab, Shift and Tab, Enter, space and arrows, no mouse. The judges look at the phone."""

    judges = False

    def _reach(self, what: Locator) -> None:
        """Go there by Tab, from wherever the focus is; what has the focus can be seen."""
        what.wait_for(state="attached")
        for turn in range(MOST):
            where = what.evaluate(WHERE)
            assert where != "out of sight", f"The focus cannot be seen at {what}."
            if where == "there":
                return
            for _ in range(1 if turn else max(abs(where) - 1, 1)):  # the last ones are looked at
                self.page.keyboard.press("Tab" if where > 0 else "Shift+Tab")
        raise AssertionError(f"The keyboard does not reach {what}.")

    def _press(self, what: Locator) -> None:
        self._reach(what)
        self.page.keyboard.press("Enter")

    def write(self, box: Locator, words: str) -> None:
        self._reach(box)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words[:KEYS])
        self.page.keyboard.insert_text(words[KEYS:])

    def _choose(self, menu: Locator, option: str) -> None:
        self._reach(menu)
        wanted = menu.locator("option").filter(has_text=option).first.get_attribute("value")
        self.page.keyboard.press("Home")
        for _ in range(menu.locator("option").count()):
            if menu.input_value() == wanted:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows do not reach “{option}”.")

    def _tick(self, what: Locator) -> None:
        self._reach(what)
        if what.get_attribute("type") == "checkbox":
            self.page.keyboard.press("Space")
            return
        self.page.keyboard.press("Space")
        for _ in range(20):
            if what.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"The arrows do not reach {what}.")


class Touch(Hands):
    """One finger on a phone."""

    def _press(self, what: Locator) -> None:
        what.tap()

    def write(self, box: Locator, words: str) -> None:
        box.tap()
        box.fill(words)

    def _choose(self, menu: Locator, option: str) -> None:
        found = menu.locator("option").filter(has_text=option).first.get_attribute("value")
        menu.select_option(found)

    def _tick(self, what: Locator) -> None:
        what.tap()
        expect(what).to_be_checked()


@contextmanager
def come_in(browser: Browser, link: str) -> Iterator[Hands]:
    """Somebody who opens the address that was handed to them, on a phone of their own."""
    context = browser.new_context(base_url=link.partition("/sign-in/")[0], **PHONE)
    context.set_default_timeout(30_000)
    hands = Touch(context.new_page())
    hands.page.goto(link)
    hands.press("Come in")
    yield hands
    context.close()
