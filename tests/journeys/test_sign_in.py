"""Coming in, making a passkey, locking and unlocking: in a browser, also without a script."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from alongside.accounts import actions
from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from tests.journeys.checks import axe, htmlcs

pytestmark = [pytest.mark.django_db(transaction=True)]
PASSWORD = "seven green kettles sing"


@pytest.fixture
def alice(transactional_db: None) -> Account:
    """An administrator, so that there is a form to fill in."""
    console = actions.system_account("console")
    with acting(console.pk):
        return actions.add_account(
            email="alice@northmere.example",
            kind="staff",
            name="Alice",
            role="administrator",
            by=console,
        )


@pytest.fixture
def link(alice: Account) -> str:
    console = actions.system_account("console")
    with acting(console.pk):
        return f"/sign-in/link/{actions.make_sign_in_link(account=alice, by=console)}/"


@pytest.fixture
def known(alice: Account) -> Account:
    """Alice, with a password."""
    with acting(alice.pk):
        return actions.set_password(account=alice, password=PASSWORD, by=alice)


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=live_server.url, reduced_motion="reduce")
    made.set_default_timeout(30_000)
    yield made
    made.close()


def faultless(page: Page) -> None:
    """Both judges find nothing, and the page is not wider than a phone."""
    assert axe(page) == []
    assert htmlcs(page) == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.set_viewport_size({"width": 1280, "height": 800})


def with_authenticator(page: Page) -> Any:
    """A device that makes passkeys, and whose owner is always there."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def test_from_a_link_to_a_passkey_and_back_in(context: BrowserContext, link: str) -> None:
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if said.type == "error" else None)
    session, device = with_authenticator(page)
    page.goto(link)
    faultless(page)
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_text("You have no way back in yet.")).to_be_visible()
    faultless(page)
    page.get_by_role("link", name="Add a passkey").click()
    faultless(page)
    page.get_by_label("A name for it").fill("Work laptop")
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/account/recovery-codes/")
    assert page.locator("main li code").count() == 10
    faultless(page)
    page.goto("/account/passkeys/")
    expect(page.get_by_role("heading", name="Work laptop")).to_be_visible()
    faultless(page)
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    faultless(page)
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.goto("/accounts/")
    expect(page.get_by_role("heading", name="Accounts")).to_be_visible()

    page.evaluate("document.querySelector('[data-lock-after]').submit()")
    page.wait_for_url("**/locked/**")
    faultless(page)
    page.get_by_role("button", name="Unlock with your passkey").click()
    page.wait_for_url("**/accounts/")

    session.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    page.goto("/sign-out/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_text("No passkey was used.")).to_be_visible()
    assert not [said for said in refused if "Content Security Policy" in said]


def sign_in(page: Page) -> None:
    page.goto("/sign-in/?next=/accounts/add/")
    page.get_by_label("E-mail address").fill("alice@northmere.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Add an account")).to_be_visible()
    page.wait_for_load_state("load")  # the heading is there before the scripts have begun to listen


def test_nobody_there_is_warned_of_in_words_and_every_tab_locks(
    context: BrowserContext, known: Account
) -> None:
    context.clock.install()
    page = context.new_page()
    sign_in(page)
    other = context.new_page()
    other.goto("/accounts/teams/")
    context.clock.fast_forward("13:10")
    warning = page.locator("[data-lock-said]")
    expect(warning).to_contain_text("This page locks at")
    faultless(page)
    page.get_by_role("button", name="I am still here").click()
    expect(warning).to_be_hidden()
    expect(other.locator("[data-lock-said]")).to_be_hidden()
    context.clock.fast_forward("15:10")
    for tab in (page, other):
        expect(tab.get_by_role("heading", name="Locked while you were away")).to_be_visible()
    other.get_by_label("Your password").fill(PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url("**/accounts/teams/")


def test_a_tab_locks_also_when_the_one_that_locks_first_is_slow(
    context: BrowserContext, known: Account
) -> None:
    """Its page must not stay readable because the session was not locked yet when it looked."""
    page, other = context.new_page(), context.new_page()
    sign_in(page)
    other.goto("/accounts/teams/")
    slow: list[Route] = []
    page.route("**/locked/now/", lambda route: slow.append(route))
    page.evaluate("new BroadcastChannel('alongside').postMessage('lock')")
    expect(other.get_by_role("heading", name="Locked while you were away")).to_be_visible()
    for one in slow:  # what is never answered is cleared away in the middle of another test
        one.abort()


def test_going_back_shows_no_page_from_before_the_lock(
    context: BrowserContext, known: Account
) -> None:
    """Some browsers keep a page alive behind the next one, whatever they are told."""
    page = context.new_page()
    sign_in(page)
    context.request.post(  # another browser window locks
        "/locked/now/", form={"csrfmiddlewaretoken": token_of(page)}, max_redirects=0
    )
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.get_by_role("heading", name="Locked while you were away")).to_be_visible()


def token_of(page: Page) -> str:
    return page.locator("[data-lock-after] [name=csrfmiddlewaretoken]").input_value()


def test_typing_keeps_it_open_and_the_server_hears_of_it(
    context: BrowserContext, known: Account
) -> None:
    context.clock.install()
    page = context.new_page()
    sign_in(page)
    heard: list[str] = []
    page.on("request", lambda asked: heard.append(asked.url) if "still-here" in asked.url else None)
    box = page.get_by_label("Their name")
    for _ in range(5):
        box.press_sequentially("words ")
        context.clock.fast_forward("05:00")
    expect(box).to_have_value("words " * 5)
    expect(page.locator("[data-lock-said]")).to_be_hidden()
    assert len(heard) >= 2


def test_without_a_script_nothing_typed_is_lost_to_the_lock(
    browser: Browser, live_server: LiveServer, known: Account, settings: LazySettings
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page)
    assert page.get_by_role("button", name="Use your passkey").count() == 0
    page.get_by_label("E-mail address").fill("sian@northmere.example")
    page.get_by_label("Their name").fill("Siân O'Brien 🙂")
    settings.LOCK_AFTER_MINUTES = {"staff": 0}
    page.get_by_role("button", name="Add this account").click()
    expect(page.get_by_text("What you typed is safe")).to_be_visible()
    settings.LOCK_AFTER_MINUTES = {"staff": 15}
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("Siân O'Brien 🙂")).to_be_visible()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_role("heading", name="Siân O'Brien 🙂")).to_be_visible()
    context.close()


def test_the_keyboard_alone_is_enough(context: BrowserContext, known: Account) -> None:
    page = context.new_page()
    page.goto("/sign-in/")
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.text"))
        if reached[-1] == "login":
            page.keyboard.type("alice@northmere.example")
        if reached[-1] == "password":
            page.keyboard.type(PASSWORD)
            page.keyboard.press("Enter")
            break
    page.wait_for_url(lambda address: "/sign-in/" not in address)
