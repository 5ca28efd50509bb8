"""Nothing typed is lost: in a real browser, the server killed, the network cut, the page locked."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.models import Draft

from .typist import at_once

pytestmark = [pytest.mark.django_db(transaction=True)]
PROJECT = Path(__file__).resolve().parents[2]
ROWS = """() => new Promise((done) => { const asked = indexedDB.open("alongside");
  asked.onsuccess = () => {
    const all = asked.result.transaction("rows").objectStore("rows").getAll();
    const words = (box) => new TextDecoder("latin1").decode(box);
    all.onsuccess = () => {
      asked.result.close();
      done(all.result.map((row) => [row.piece, row.seq, words(row.box)])); } } })"""


class Site:
    """The web process, which can be killed and started again at the same address."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://localhost:{self.port}"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.journeys.drafts_settings",
            "JOURNEY_DATABASE": str(connection.settings_dict["NAME"]),
            "JOURNEY_KEY": secrets.token_hex(32),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--no-ws"]
        words += ["--port", str(self.port), "--blocking-threads", "3", "--log-level", "error"]
        self.process = subprocess.Popen(
            [sys.executable, *words, "alongside.wsgi:application"],
            cwd=PROJECT,
            env=self.environment,
            start_new_session=True,
        )
        for _ in range(150):
            try:
                urlopen(f"{self.address}/health", timeout=2).close()
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("The site did not start.")

    def kill(self) -> None:
        """As a power cut would: no goodbye, no flushing."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@pytest.fixture
def alice(transactional_db: None) -> Account:
    return Account.objects.create_user("alice@northmere.example", kind="staff")


@pytest.fixture(scope="module")
def _served(django_db_setup: None) -> Iterator[Site]:
    """One process for this file; the database that it looks into is a fresh copy for each test."""
    one = Site()
    yield one
    one.kill()


@pytest.fixture
def site(_served: Site, transactional_db: None) -> Site:
    if not _served.process:
        _served.start()
    return _served


@pytest.fixture
def context(browser: Browser, site: Site, alice: Account) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=site.address)
    made.set_default_timeout(30_000)
    yield made
    made.close()


def write(context: BrowserContext, address: str = "/write/") -> Page:
    """Sign in and open a page to write on, ready to keep what is typed."""
    page = context.new_page()
    page.goto(f"/public/in/?who=alice@northmere.example&next={address}")
    ready(page)
    return page


def ready(page: Page) -> None:
    page.wait_for_selector("form[data-open]")


def state(page: Page) -> str:
    return page.locator("[data-draft-state] [data-words]").inner_text()


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-draft-state]")).to_contain_text(words, timeout=45_000)


def on_device(page: Page, words: str) -> None:
    """Wait for the last key: a crash of the browser within these milliseconds costs it."""
    for _ in range(100):
        if any(row[1] >= len(words) for row in page.evaluate(ROWS)):
            return
        time.sleep(0.02)
    raise AssertionError("The device has not kept what was typed.")


def kept(account: Account) -> dict[str, str]:
    """Every piece that the server has, and what stands beside it."""
    found: dict[str, str] = {}
    with acting(account.pk):
        from django.db import transaction

        with transaction.atomic():
            for draft in Draft.objects.all():
                found |= dict(draft.pieces.values_list("name", "text"))
                for name, text in draft.beside.values_list("name", "text"):
                    found[f"{name}, beside"] = text
    return found


def test_what_is_typed_is_saved_and_said_in_words(context: BrowserContext, alice: Account) -> None:
    page = write(context)
    page.get_by_label("Happened").press_sequentially("Ade wants to stop going. 😀")
    page.get_by_label("Call").check()
    page.get_by_label("Place").select_option("school")
    page.get_by_label("Temi").check()
    page.get_by_label("Pat").check()
    says(page, "Saved ")
    assert "draft=" in page.url
    page.reload()
    ready(page)
    expect(page.get_by_label("Happened")).to_have_value("Ade wants to stop going. 😀")
    expect(page.get_by_label("Call")).to_be_checked()
    expect(page.get_by_label("Place")).to_have_value("school")
    expect(page.get_by_label("Pat")).to_be_checked()
    assert kept(alice)["who"] == "temi\npat"
    assert page.evaluate(ROWS) == []  # the server has them: nothing is left on the device


def test_the_web_process_is_killed_in_mid_word(
    context: BrowserContext, site: Site, alice: Account
) -> None:
    page = write(context)
    words = page.get_by_label("Happened")
    words.press_sequentially("Before. ")
    at_once(page)
    says(page, "Saved ")
    site.kill()
    words.press_sequentially("While nobody listened. ")
    says(page, "No signal since ")
    says(page, "Keep writing.")
    assert [row[0] for row in page.evaluate(ROWS)] == ["happened"]
    assert "nobody" not in str(page.evaluate(ROWS))  # sealed
    site.start()
    words.press_sequentially("After.")
    says(page, "Saved ")
    assert kept(alice) == {"happened": "Before. While nobody listened. After."}


def test_the_page_is_lost_with_no_signal_and_found_again(
    context: BrowserContext, alice: Account
) -> None:
    page = write(context)
    page.get_by_label("Happened").press_sequentially("One. ")
    at_once(page)
    says(page, "Saved ")
    where = page.url
    context.set_offline(True)
    page.get_by_label("Happened").press_sequentially("Two, with no signal.")
    on_device(page, "One. Two, with no signal.")
    page.close()
    context.set_offline(False)
    assert kept(alice) == {"happened": "One. "}
    again = context.new_page()
    again.goto(where)
    ready(again)
    expect(again.get_by_label("Happened")).to_have_value("One. Two, with no signal.")
    wait_for(lambda: kept(alice) == {"happened": "One. Two, with no signal."})


def test_what_a_page_holds_is_taken_up_when_it_goes(
    context: BrowserContext, alice: Account
) -> None:
    page = write(context)
    page.get_by_label("Happened").press_sequentially("One. ")
    at_once(page)
    says(page, "Saved ")
    page.route("**/save/", lambda route: route.abort())
    page.get_by_label("Happened").press_sequentially("Two, which nobody heard.")
    on_device(page, "One. Two, which nobody heard.")
    other = context.new_page()
    other.goto(page.url)
    ready(other)
    expect(other.get_by_label("Happened")).to_have_value("One. ")
    page.close()
    expect(other.get_by_label("Happened")).to_have_value("One. Two, which nobody heard.")
    wait_for(lambda: kept(alice) == {"happened": "One. Two, which nobody heard."})


def test_words_of_another_draft_are_delivered_from_any_page(
    context: BrowserContext, alice: Account
) -> None:
    page = write(context)
    context.set_offline(True)
    page.get_by_label("Happened").press_sequentially("Never seen by the server.")
    on_device(page, "Never seen by the server.")
    page.close()
    context.set_offline(False)
    other = write(context)
    expect(other.get_by_label("Happened")).to_have_value("")
    wait_for(lambda: kept(alice) == {"happened": "Never seen by the server."})


def wait_for(is_so: object, seconds: int = 10) -> None:
    for _ in range(seconds * 10):
        if is_so():  # type: ignore[operator]
            return
        time.sleep(0.1)
    raise AssertionError("It did not come true in time.")


def test_two_tabs_are_both_kept_and_a_person_merges(
    context: BrowserContext, alice: Account
) -> None:
    first = write(context)
    first.get_by_label("Happened").press_sequentially("Met at home.")
    at_once(first)
    says(first, "Saved ")
    second = context.new_page()
    second.goto(first.url)
    ready(second)
    first.get_by_label("Happened").press("Control+End")
    first.get_by_label("Happened").press_sequentially(" He was tired.")
    at_once(first)
    says(first, "Saved ")
    wait_for(lambda: "tired." in kept(alice)["happened"])
    second.get_by_label("Happened").press("Control+End")
    second.get_by_label("Happened").press_sequentially(" She made tea.")
    at_once(second)
    says(second, "Two versions are kept:")
    assert kept(alice)["happened, beside"] == "Met at home. She made tea."
    second.get_by_role("link", name="look at both").click()
    expect(second.get_by_role("heading", level=1)).to_have_text("Two versions of the same words")
    second.get_by_role("button", name="Keep both together").click()
    ready(second)
    both = second.get_by_label("Happened").input_value()
    assert both == "Met at home. He was tired. She made tea."
    assert "happened, beside" not in kept(alice)


def test_locking_clears_the_page_and_keeps_the_words(
    context: BrowserContext, alice: Account
) -> None:
    page = write(context)
    page.get_by_label("Happened").press_sequentially("Said just before")
    other = context.new_page()
    other.goto("/write/")
    other.evaluate("new BroadcastChannel('alongside').postMessage('lock')")
    says(page, "Locked. Your words are kept.")
    expect(page.get_by_label("Happened")).to_have_value("")
    expect(page.get_by_label("Happened")).not_to_be_editable()
    assert kept(alice) == {"happened": "Said just before"}


def test_signed_out_elsewhere_and_sealed_words_arrive(
    context: BrowserContext, alice: Account
) -> None:
    page = write(context)
    page.get_by_label("Happened").press_sequentially("Before. ")
    at_once(page)
    says(page, "Saved ")
    context.request.get("/public/out/")
    page.get_by_label("Happened").press_sequentially("Typed while signed out.")
    at_once(page)
    says(page, "You are signed out. Your words are kept.")
    expect(page.get_by_label("Happened")).to_have_value("")
    wait_for(lambda: kept(alice) == {"happened": "Before. Typed while signed out."})


def test_another_person_at_the_same_browser_sees_nothing_and_brings_the_words(
    context: BrowserContext, alice: Account
) -> None:
    Account.objects.create_user("bob@northmere.example", kind="staff")
    page = write(context)
    context.set_offline(True)
    page.get_by_label("Happened").press_sequentially("Only for Alice.")
    on_device(page, "Only for Alice.")
    page.close()
    context.set_offline(False)
    theirs = context.new_page()
    theirs.goto("/public/in/?who=bob@northmere.example")
    ready(theirs)
    wait_for(lambda: kept(alice) == {"happened": "Only for Alice."})
    assert "Only for Alice" not in theirs.content()
    assert theirs.goto("/drafts/")
    assert "Only for Alice" not in theirs.content()


def test_finishing_takes_the_last_word_along(context: BrowserContext, alice: Account) -> None:
    page = write(context)
    page.get_by_label("Place").select_option("home")
    page.get_by_label("Happened").press_sequentially("Every word, to the last")
    page.get_by_role("button", name="Finish this note").click()
    expect(page.locator("pre")).to_have_text("Every word, to the last")
    page.go_back()
    page.wait_for_url("**/done/**")  # it was finished: the page leads to what it became
    with acting(alice.pk):
        assert set(kept(alice).values()) == {""}


def test_the_token_turns_over(context: BrowserContext, alice: Account) -> None:
    page = write(context)
    page.get_by_label("Happened").press_sequentially("One. ")
    at_once(page)
    says(page, "Saved ")
    context.request.get("/public/in/?who=alice@northmere.example")  # signing in changes the token
    page.get_by_label("Happened").press_sequentially("Two.")
    at_once(page)
    wait_for(lambda: kept(alice) == {"happened": "One. Two."})


def slowly(route: Route) -> None:
    time.sleep(1.5)
    route.continue_()


def test_typed_before_the_script_was_ready(context: BrowserContext, alice: Account) -> None:
    page = context.new_page()
    page.route("**/drafts/*/hello/", slowly)
    page.goto("/public/in/?who=alice@northmere.example", wait_until="commit")
    page.get_by_label("Happened").press_sequentially("Very early")
    ready(page)
    says(page, "Saved ")
    assert kept(alice) == {"happened": "Very early"}


PASTE = """(area, [letter, many]) => { area.value = (letter.repeat(99) + "\\n").repeat(many / 100);
  if (many % 100) area.value += letter.repeat(many % 100);
  area.dispatchEvent(new Event("input", {bubbles: true})); }"""


def test_a_long_text(context: BrowserContext, alice: Account) -> None:
    page = write(context)
    words = page.get_by_label("Happened")
    words.evaluate(PASTE, ["x", 1_000_000])
    at_once(page)
    wait_for(lambda: len(kept(alice).get("happened", "")) == 1_000_000, 30)
    words.evaluate(PASTE, ["y", 1_000_001])
    at_once(page)
    says(page, "longer than a million characters")
    assert kept(alice)["happened"][0] == "x"
