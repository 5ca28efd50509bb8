"""A year's CPD: from a reflection on the way home to the regulator's form."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .checks import axe, htmlcs
from .conftest import Enter
from .northmere import Council

Look = Callable[[Page], None]
FIRST = "I went with a list of questions. It was my list."


def good(page: Page) -> None:
    assert axe(page) == []
    assert htmlcs(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, page.url


def unlooked(page: Page) -> None:
    """What looks at a page is a script itself, so that without scripts nothing can."""
    expect(page.locator("h1")).to_be_visible()


def press(page: Page, name: str) -> None:
    with page.expect_event("load"):  # else the next address may come before the answer
        page.get_by_role("button", name=name, exact=True).click()


def reflect(page: Page, look: Look) -> None:
    """Three questions; a name slips in, and goes out again."""
    page.goto("/learning/reflections/")
    look(page)
    page.get_by_role("link", name="What, so what, now what").click()
    page.get_by_label("What to call it").fill("A list of questions")
    page.get_by_label("When was it?").fill("yesterday")
    page.get_by_label("What?", exact=True).fill(f"{FIRST} Kaylee O’Hara said nothing.")
    press(page, "Keep it")
    expect(page.locator("main")).to_contain_text("Who could this be about?")
    expect(page.locator("main")).to_contain_text("Kaylee O’Hara")
    look(page)
    page.get_by_label("What?", exact=True).fill(f"{FIRST} She said nothing.")
    press(page, "Keep it")
    page.wait_for_url(re.compile(r"/learning/pieces/[0-9a-f-]{36}/$"))
    expect(page.locator("main")).to_contain_text("She said nothing.")
    look(page)


def use_as_cpd(page: Page, look: Look) -> None:
    """Two presses; what was learnt, and what good it did, are one's own to write."""
    page.get_by_role("link", name="Use as CPD").click()
    expect(page.get_by_label("What to call it")).to_have_value("A list of questions")
    expect(page.get_by_label("What did you learn?")).to_have_value("")
    expect(page.get_by_label("What good has it done")).to_have_value("")
    look(page)
    page.get_by_label("What did you do, and why").fill("I thought through a visit.")
    page.get_by_label("What did you learn?").fill("To ask what they came with.")
    page.get_by_label("What good has it done").fill("The next family began.")
    press(page, "Keep it")
    page.wait_for_url(re.compile(r"/learning/cpd/[0-9a-f-]{36}/$"))
    look(page)


def talk_over(alice: Page, bob: Page, look: Look) -> None:
    """A peer is let in, says something, and it becomes part of the piece in one's own words."""
    piece = alice.url
    alice.get_by_role("link", name="Talk it over").click()
    look(alice)
    alice.get_by_label("Who may read it?").fill("colleague@northmere.example")
    press(alice, "Let them read it")
    bob.goto("/learning/shared-with-me/")
    bob.get_by_role("link", name="A list of questions").click()
    expect(bob.locator("main")).to_contain_text("To ask what they came with.")
    look(bob)
    bob.get_by_label("What you would like to say").fill("You could send them the list before.")
    press(bob, "Say it")
    expect(bob.locator("main")).to_contain_text("You could send them the list before.")
    alice.goto(piece.replace("/cpd/", "/pieces/"))
    expect(alice.locator("main")).to_contain_text("You could send them the list before.")
    press(alice, "End this now")
    assert bob.reload().status == 404  # type: ignore[union-attr]
    alice.goto(piece)
    alice.get_by_role("link", name="Change it").click()
    alice.get_by_label("I talked it over with a peer").check()
    alice.get_by_label("Who they are to you").fill("a social worker in my team")
    alice.get_by_label("What did you learn from talking it over").fill("To send it before.")
    press(alice, "Keep this version")
    expect(alice.locator("main")).to_contain_text("a social worker in my team")


def second(page: Page, look: Look) -> None:
    page.goto("/learning/cpd/")
    expect(page.locator("main")).to_contain_text("One more piece of learning.")
    look(page)
    page.get_by_role("link", name="Write a piece").click()
    page.get_by_label("What to call it").fill("A book about listening")
    page.get_by_label("Reading or research").check()
    page.get_by_label("What did you do, and why").fill("I read a book.")
    page.get_by_label("What did you learn?").fill("That silence is an answer.")
    page.get_by_label("What good has it done").fill("I wait longer.")
    press(page, "Keep it")
    page.goto("/learning/cpd/")
    expect(page.locator("main")).to_contain_text("You have what the regulator asks for")


def take_along(page: Page, folder: Path, look: Look) -> None:
    page.goto("/learning/take-along/")
    look(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save the file", exact=True).click()
    waiting.value.save_as(folder / "mine.zip")
    with zipfile.ZipFile(io.BytesIO((folder / "mine.zip").read_bytes())) as packed:
        told = json.loads(packed.read("learning.json"))
    titles = [one["title"] for one in told["pieces"]]
    assert titles.count("A list of questions") == 2
    assert "A book about listening" in titles


# Two personas, since both journeys happen in one council.
@pytest.mark.parametrize(("who", "has_script"), [("other-team", True), ("principal", False)])
def test_a_year_of_cpd(
    as_: Enter, council: Council, tmp_path: Path, who: str, has_script: bool
) -> None:
    alice = as_(who, java_script_enabled=has_script)
    bob = as_("colleague", java_script_enabled=has_script)
    look = good if has_script else unlooked
    reflect(alice, look)
    use_as_cpd(alice, look)
    talk_over(alice, bob, look)
    second(alice, look)
    take_along(alice, tmp_path, look)


def test_each_answer_is_copied_by_itself(as_: Enter, council: Council) -> None:
    alice = as_("worker", permissions=["clipboard-read", "clipboard-write"])
    alice.goto("/learning/cpd/new/")
    alice.get_by_label("What to call it").fill("Copied")
    alice.get_by_label("Supervision", exact=True).check()
    alice.get_by_label("What did you learn?").fill("Line one.\nLine two. 🙂")
    press(alice, "Keep it")
    alice.wait_for_url(re.compile(r"/learning/cpd/[0-9a-f-]{36}/$"))
    section = alice.locator("section").filter(has_text="What did you learn?")
    section.get_by_role("button", name="Copy this answer").click()
    assert alice.evaluate("navigator.clipboard.readText()") == "Line one.\nLine two. 🙂"
    expect(alice.locator("#copied")).to_contain_text("Copied")
