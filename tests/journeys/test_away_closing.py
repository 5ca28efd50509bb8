"""Work without a signal: what opens it, what covers it, and what deletes what is there to read."""

import re
from typing import Any

from playwright.sync_api import CDPSession, Page, expect

from alongside.accounts.demo import DOMAIN
from alongside.desk.access import away
from alongside.foundation import no_signal as kept_page

from .away_day import (
    ADDRESSES,
    OPEN,
    PAGE,
    ask_and_allow,
    begin,
    held,
    home,
    texts,
    unlock,
    view,
)
from .conftest import Enter
from .northmere import Council
from .test_drafts import wait_for
from .typist import Count, Typist, no_signal


def test_lock_deletes_what_is_to_be_read_and_keeps_what_was_typed(
    packed: Page, council: Council
) -> None:
    page, count = packed, Count()
    count.listen(page.context)
    page.goto(OPEN)
    page.context.set_offline(True)
    unlock(page)
    view(page, "people")
    begin(page, "Write a note")
    Typist(page, "[name='fact']").start().words(3)
    home(page)
    assert held(page, "reading") > 0
    page.get_by_role("button", name="Lock, and delete what is here to read").click()
    view(page, "closed")
    assert held(page, "reading") == 0
    assert held(page, "rows") > 0
    assert "Ade" not in page.locator("main").inner_text()
    unlock(page)
    view(page, "people")
    expect(page.get_by_text("There is nobody here to read about.")).to_be_visible()
    page.get_by_role("button", name="A note, written together").click()  # without a name by now
    view(page, "write")
    typist = Typist(page, "[name='fact']").start()
    assert count.words[0] in typist.text
    typist.words(1)
    page.get_by_role("button", name="Stop here").click()
    page.context.set_offline(False)
    wait_for(lambda: not count.lost(texts(council)), 30)
    assert held(page, "rows") == 0


def test_a_lock_in_another_tab_covers_and_deletes(packed: Page) -> None:
    page = packed
    page.goto(OPEN)
    unlock(page)
    view(page, "people")
    other = page.context.new_page()
    other.goto("/")
    other.evaluate("new BroadcastChannel('alongside').postMessage('lock')")
    view(page, "closed")
    wait_for(lambda: held(page, "reading") == 0)
    assert "Ade" not in page.locator("main").inner_text()


def test_signing_out_deletes_what_is_to_be_read(packed: Page) -> None:
    assert held(packed, "reading") > 0
    packed.goto("/sign-out/")
    packed.get_by_role("button", name=re.compile("Sign out")).click()
    packed.wait_for_url("**/sign-in/**")
    wait_for(lambda: held(packed, "reading") == 0)


def test_the_time_is_over(packed: Page) -> None:
    page = packed
    page.clock.install()
    page.goto(OPEN)
    unlock(page)
    view(page, "people")
    page.clock.fast_forward("00:10:00")
    page.keyboard.press("Tab")
    assert held(page, "reading") > 0
    page.clock.fast_forward("04:00:00")
    view(page, "closed")  # covered, since nobody was there
    expect(page.locator("[data-along]")).to_contain_text("nothing here to read any more")
    wait_for(lambda: held(page, "reading") == 0)


def test_five_wrong_phrases_delete_what_is_to_be_read(packed: Page) -> None:
    page = packed
    page.goto(OPEN)
    for left in (4, 3, 2, 1):
        unlock(page, "not the right words")
        expect(page.locator("[data-said]")).to_contain_text(f"After {left} more")
    assert held(page, "reading") > 0
    unlock(page, "not the right words")
    expect(page.locator("[data-said]")).to_contain_text("Your own words are kept")
    assert held(page, "reading") == 0
    unlock(page)
    view(page, "people")


def authenticator(page: Page, *, has_secret: bool) -> CDPSession:
    """A device that can prove who holds it, and keeps a secret for a page or does not."""
    client = page.context.new_cdp_session(page)
    client.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "ctap2Version": "ctap2_1",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "hasPrf": has_secret,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    client.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return client


def test_opened_by_a_passkey_without_a_signal(as_: Enter, council: Council) -> None:
    page = as_("worker")
    ask_and_allow(page, as_, council)
    authenticator(page, has_secret=True)
    page.get_by_label("Ade Bankole").check()
    page.get_by_label(re.compile("With your face")).check()
    page.get_by_role("button", name="Take them along").click()
    expect(page.locator("[data-said]")).to_contain_text("Done.", timeout=45_000)
    page.goto(OPEN)
    page.context.set_offline(True)
    page.get_by_role("button", name="Open with this device’s passkey").click()
    view(page, "people")
    expect(page.get_by_role("button", name="Ade Bankole", exact=True)).to_be_visible()


def test_a_passkey_that_keeps_no_secret_is_said_in_words(as_: Enter, council: Council) -> None:
    page = as_("worker")
    ask_and_allow(page, as_, council)
    authenticator(page, has_secret=False)
    page.get_by_label("Ade Bankole").check()
    page.get_by_label(re.compile("With your face")).check()
    page.get_by_role("button", name="Take them along").click()
    expect(page.locator("[data-said]")).to_contain_text("Choose a pass phrase instead")
    assert held(page, "reading") == 0


def test_only_named_files_are_kept_and_they_go_when_it_is_switched_off(packed: Page) -> None:
    kept = set(packed.evaluate(ADDRESSES))
    assert kept == {"/public/no-signal/", OPEN, *kept_page.files(), *away.files()}
    packed.get_by_role("button", name=re.compile("^Switch it off")).click()
    packed.wait_for_selector("[data-whole-page]:not([hidden])")
    wait_for(lambda: OPEN not in packed.evaluate(ADDRESSES))
    assert held(packed, "reading") == 0


def test_somebody_else_at_this_browser_reads_nothing(packed: Page, council: Council) -> None:
    page = packed
    with no_signal(page.context):
        page.goto(OPEN)
        unlock(page)
        view(page, "people")
        begin(page, "Write a note")
        Typist(page, "[name='fact']").start().words(1)
        home(page)
    page.context.clear_cookies()
    came = page.context.request.post(
        "/demo/sign-in", form={"persona": "other-team"}, max_redirects=0
    )
    assert came.status == 302
    page.goto(PAGE)
    page.wait_for_selector("[data-whole-page]:not([hidden])")
    assert held(page, "reading") == 0
    page.goto(OPEN)
    view(page, "nothing")
    assert "Ade" not in page.locator("main").inner_text()
    assert DOMAIN in council.one("select email from accounts_account where email like 'worker@%%'")


def test_a_covered_page_still_sends_what_waits(packed: Page, council: Council) -> None:
    page, count = packed, Count()
    count.listen(page.context)
    page.goto(OPEN)
    unlock(page)
    view(page, "people")
    page.context.set_offline(True)
    begin(page, "Write a note")
    Typist(page, "[name='fact']").start().words(2)
    home(page)
    page.get_by_role("button", name="Cover the screen").click()
    view(page, "closed")
    assert held(page, "rows") > 0
    page.context.set_offline(False)
    wait_for(lambda: held(page, "rows") == 0, 30)
    assert count.lost(texts(council)) == {}


def test_opening_a_note_and_writing_nothing_leaves_nothing(packed: Page) -> None:
    page = packed
    page.goto(OPEN)
    unlock(page)
    view(page, "people")
    begin(page, "Write a note")
    expect(page.get_by_label("When", exact=True)).not_to_have_value("")
    home(page)
    expect(page.get_by_text("Nothing yet. Open somebody")).to_be_visible()
    assert held(page, "rows") == 0
