"""A council's staff set up a second step before anything else, and lose nothing by it."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from alongside.accounts import actions
from alongside.accounts.entering import HOW
from alongside.accounts.models import Account
from alongside.foundation.actor import acting

from .conftest import PASSWORD
from .test_sign_in import LETTERS

SECURITY = "/account/security/"


@pytest.fixture(autouse=True)
def council(settings: Any) -> None:
    settings.STAFF_SECOND_STEP = True


def enter(browser: Client, account: Account) -> Any:
    return browser.post("/sign-in/", {"login": account.email, "password": PASSWORD})


def add_app(account: Account) -> None:
    with acting(account.pk):
        TOTP.activate(account, LETTERS)


@pytest.mark.parametrize("path", ["/", "/find/", "/waiting/", "/accounts/", "/drafts/", "/kept/"])
def test_a_password_alone_opens_nothing_but_the_setting_up(
    browser: Client, alice: Account, path: str
) -> None:
    enter(browser, alice)
    assert browser.get(path).headers["Location"] == SECURITY
    page = browser.get(SECURITY).content.decode()
    assert "asks for a second step" in page
    assert "Go on to your first page" not in page
    assert browser.get("/account/app/add/").status_code == 200


def test_an_app_or_a_passkey_opens_everything(browser: Client, alice: Account) -> None:
    enter(browser, alice)
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN):
        with acting(alice.pk):
            made = Authenticator.objects.create(user=alice, type=kind, data={})
        assert browser.get("/").status_code == 200
        with acting(alice.pk):
            made.delete()
        assert browser.get("/").headers["Location"] == SECURITY


def test_recovery_codes_are_no_second_step(browser: Client, alice: Account) -> None:
    enter(browser, alice)
    with acting(alice.pk):
        codes = Authenticator.Type.RECOVERY_CODES
        Authenticator.objects.create(user=alice, type=codes, data={})
    assert browser.get("/").headers["Location"] == SECURITY


def test_it_begins_anew_when_an_administrator_forgets_it(
    browser: Client, alice: Account, ada: Account
) -> None:
    enter(browser, alice)
    add_app(alice)
    assert browser.get("/").status_code == 200
    with acting(ada.pk):
        actions.forget_second_factor(account=alice, by=ada)
    assert browser.get("/").headers["Location"] == SECURITY


def test_what_is_sent_meanwhile_is_kept(browser: Client, alice: Account) -> None:
    enter(browser, alice)
    sent = browser.post("/write/", {"words": "Ade made the tea himself."})
    assert sent.headers["Location"] == SECURITY
    add_app(alice)
    assert "Ade made the tea himself." in browser.get("/kept/").content.decode()


def test_a_script_is_told_with_a_status(browser: Client, alice: Account) -> None:
    enter(browser, alice)
    answer = browser.get("/find/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.json()) == (401, {"why": "second step"})


def test_who_came_by_the_councils_provider_is_let_through(browser: Client, alice: Account) -> None:
    enter(browser, alice)
    session = browser.session
    assert session[HOW] == "password"
    session[HOW] = "socialaccount"
    session.save()
    assert browser.get("/").status_code == 200


def test_nobody_else_is_made_to(
    browser: Client, ade: Account, make: Callable[..., Account]
) -> None:
    for account in (ade, make("Sam", "partner")):
        enter(browser, account)
        assert "asks for a second step" not in browser.get(SECURITY).content.decode()
        home = "/my/" if account.kind == "person" else "/shared/"
        assert browser.get(home).headers.get("Location") != SECURITY
        browser.post("/sign-out/")


def test_leaving_is_always_possible(browser: Client, alice: Account) -> None:
    enter(browser, alice)
    assert browser.get("/sign-out/").status_code == 200
    assert browser.post("/sign-out/").status_code == 302
    assert "_auth_user_id" not in browser.session
