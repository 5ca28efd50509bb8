"""Somebody who types words found nowhere else, and a count of each letter that the browser took."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import psutil
from playwright.sync_api import BrowserContext, Page, expect

BEASTS = ("otter", "heron", "badger", "curlew", "adder", "marten", "plover", "bittern")
WORD = re.compile(r"[A-Z][^A-Z\s]*")
NUMBERS = count(1)  # of all words of a run, so that no word is ever typed twice
SECONDS = 45  # a page waits up to 15 for its next try and 8 for an answer; twice that on two cores
# Each letter as the page itself is told of it, in fields of a draft alone: what is typed into a
# field that is closed, or into nothing at all, was never taken.
LISTEN = """addEventListener("input", ({ target, data }) =>
  data && target.form?.dataset.draft && tookIn(data), { capture: true })"""


class Count:
    """What browsers took in, letter by letter, and which of it is to be found at the end."""

    def __init__(self) -> None:
        self.taken = ""

    def listen(self, context: BrowserContext) -> None:
        """Count what is typed on the pages that this browser opens from now on."""
        context.expose_binding("tookIn", self._take)
        context.add_init_script(LISTEN)

    def _take(self, _source: Any, letters: str) -> None:
        self.taken += letters

    @property
    def words(self) -> list[str]:
        """Each word as far as it came: one that was cut off counts with the letters it had."""
        return WORD.findall(self.taken)

    @property
    def letters(self) -> int:
        return sum(map(len, self.words))

    def lost(self, texts: Iterable[str]) -> dict[str, str]:
        """What of each word is in no text; empty when every letter was found."""
        everything = "\n".join(texts)
        found = {word: _longest(word, everything) for word in self.words}
        return {word: word[len(there) :] for word, there in found.items() if there != word}


def _longest(word: str, everything: str) -> str:
    return next(word[:n] for n in range(len(word), -1, -1) if word[:n] in everything)


class Typist:
    """A pair of hands at one field of one page; the same hands go on after the page was lost."""

    def __init__(self, page: Page, field: str, mark: str = "W") -> None:
        self.page, self.field, self.mark = page, field, mark
        self.rest = ""  # of the word that was begun

    def at(self, page: Page) -> "Typist":
        """Go on at another page, at the end of what stands there."""
        self.page = page
        self.start()
        return self

    def start(self) -> "Typist":
        """Put the cursor behind the last word."""
        self.page.locator(self.field).focus()
        self.page.keyboard.press("Control+End")
        return self

    def words(self, many: int) -> "Typist":
        """Type so many words, key by key, beginning with the rest of the last one."""
        self._keys(self.rest)
        self.rest = ""
        for word in _new(self.mark, many):
            self._keys(word)
        return self

    def half(self) -> "Typist":
        """Type the first half of a word, and stop there."""
        self.words(0)
        [word] = _new(self.mark, 1)
        self.rest = word[7:]
        self._keys(word[:7])
        return self

    def _keys(self, letters: str) -> None:
        # Keys go wherever the cursor is, as in life: nothing here waits for the field to be open.
        for letter in letters:
            self.page.keyboard.press("Space" if letter == " " else letter)

    @property
    def text(self) -> str:
        return self.page.locator(self.field).input_value()


def _new(mark: str, many: int) -> Iterator[str]:
    for number in (next(NUMBERS) for _ in range(many)):
        yield f"{mark}{number:04d}{BEASTS[number % len(BEASTS)]} "


def ready(page: Page) -> None:
    """Wait until the page keeps what is typed."""
    page.wait_for_selector("form[data-draft][data-open]")


def says(page: Page, words: str) -> None:
    """Wait until the page says so of the words on it."""
    expect(page.locator("[data-draft-state]")).to_contain_text(words, timeout=SECONDS * 1000)


def at_once(page: Page) -> None:
    """Let the page send what it has, as when the signal comes back; else it waits for a pause."""
    page.evaluate("dispatchEvent(new Event('online'))")


def draft_on(page: Page) -> str:
    """The id of the draft of this page."""
    return str(page.locator("form[data-draft]").get_attribute("data-draft"))


def kill_browser(profile: str) -> None:
    """Kill the browser that lives in this folder with -9, and all that it started."""
    mine = psutil.Process().children(recursive=True)
    browser = [one for one in mine if f"--user-data-dir={profile}" in _line(one)]
    assert browser, "no browser of this test lives in that folder"
    for one in browser:
        one.kill()
    psutil.wait_procs(browser, timeout=SECONDS)


def _line(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.Error:  # it has just gone
        return []


@contextmanager
def no_signal(context: BrowserContext) -> Iterator[None]:
    """Inside, this browser reaches nobody."""
    context.set_offline(True)
    try:
        yield
    finally:
        context.set_offline(False)
