"""Single sign-on: only staff who have an account here, and only what the provider really said."""

import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings as real
from django.test import Client

from alongside.accounts import actions
from alongside.accounts.models import Account
from alongside.foundation.actor import acting

from . import oidc_provider
from .conftest import PASSWORD
from .oidc_provider import Provider

GO = "/sign-in/with/staff/"
ALICE = {"sub": "a-1", "email": "alice@northmere.example", "email_verified": True}


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with oidc_provider.running() as one:
        app = {
            "provider_id": "staff",
            "name": "Council account",
            "client_id": oidc_provider.CLIENT,
            "secret": oidc_provider.SECRET,
            "settings": {"server_url": one.where},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "VERIFIED_EMAIL": False,
                "APPS": [app],
            }
        }
        one.who = dict(ALICE)
        yield one


def go(browser: Client, **more: str) -> str:
    """Set out; returns the provider's address, to which our page leads."""
    page = browser.post(GO, more)
    assert page.status_code == 200
    (where,) = re.findall(r'<a href="(http[^"]+/authorize[^"]+)"', page.content.decode())
    assert page.headers["Refresh"] == f"0; url={unescape(where)}"
    return unescape(where)


def come_back(browser: Client, provider: Provider, where: str) -> Any:
    """What the provider makes of it, and our answer when the browser is back."""
    back = urlsplit(provider.authorize(dict(parse_qsl(urlsplit(where).query))))
    return browser.get(f"{back.path}?{back.query}")


def enter(browser: Client, provider: Provider, **more: str) -> Any:
    return come_back(browser, provider, go(browser, **more))


def is_in(browser: Client) -> str | None:
    return browser.session.get("_auth_user_id")


def test_staff_get_in_and_are_known_the_next_time(
    browser: Client, provider: Provider, alice: Account, trailed: Callable[[Account], list[str]]
) -> None:
    assert enter(browser, provider).headers["Location"] == "/"
    assert is_in(browser) == str(alice.pk)
    kept = SocialAccount.objects.get().extra_data
    assert kept == {"userinfo": ALICE}  # and nothing else that the provider says
    browser.post("/sign-out/")
    provider.who = {**ALICE, "email": "new.name@northmere.example"}
    assert enter(browser, provider).headers["Location"] == "/"
    assert is_in(browser) == str(alice.pk)
    assert trailed(alice).count("signed in") == 2
    assert trailed(alice).count("council account connected") == 1
    browser.post("/sign-out/")
    browser.post("/sign-in/", {"login": alice.email, "password": PASSWORD})
    assert is_in(browser) == str(alice.pk)  # the password stays


def test_a_second_step_is_the_providers_duty(
    browser: Client, provider: Provider, alice: Account, settings: Any
) -> None:
    settings.STAFF_SECOND_STEP = True
    enter(browser, provider)
    assert browser.get("/").status_code == 200


def test_what_we_ask_for(browser: Client, provider: Provider, alice: Account) -> None:
    """No address adds to it: neither other scopes nor anything else."""
    page = browser.post(f"{GO}?scope=admin&auth_params=nonce%3Dmine&process=connect")
    where = unescape(re.findall(r'href="(http[^"]+/authorize[^"]+)"', page.content.decode())[0])
    asked = parse_qs(urlsplit(where).query)
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert len(asked["nonce"][0]) == 64
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/sign-in/with/staff/back/"]


@pytest.mark.parametrize(
    "who",
    [
        {"email": "nobody@northmere.example"},
        {"email": "ade@northmere.example"},  # a person's own account
        {"email": None},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email_verified": None},
    ],
)
def test_whoever_has_no_staff_account_is_told_so(
    browser: Client, provider: Provider, alice: Account, ade: Account, who: dict[str, Any]
) -> None:
    said = {**ALICE, "sub": "x", **who}
    provider.who = {name: value for name, value in said.items() if value is not None}
    page = enter(browser, provider)
    assert page.status_code == 403
    assert "There is no open account for you here" in page.content.decode()
    assert is_in(browser) is None
    assert not SocialAccount.objects.exists()


def test_a_council_may_vouch_for_what_its_provider_leaves_unsaid(
    browser: Client, provider: Provider, alice: Account, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["VERIFIED_EMAIL"] = True
    provider.who = {**ALICE, "email_verified": False}
    assert enter(browser, provider).status_code == 403  # but not for what it denies
    del provider.who["email_verified"]
    assert enter(browser, provider).headers["Location"] == "/"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": None},
        {"azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"sub": "somebody-else"},  # the profile is not of the same person
        {"iat": int(time.time()) + 3600},
    ],
)
def test_a_wrong_token_is_refused(
    browser: Client, provider: Provider, alice: Account, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    refused(browser, enter(browser, provider))


def refused(browser: Client, page: Any) -> None:
    assert page.status_code == 403
    assert "Your council account did not let you in" in page.content.decode()
    assert is_in(browser) is None
    assert not SocialAccount.objects.exists()


def test_a_token_that_the_provider_did_not_sign_is_refused(
    browser: Client, provider: Provider, alice: Account
) -> None:
    provider.signs_with = rsa.generate_private_key(65537, 2048)
    refused(browser, enter(browser, provider))
    provider.signs_with, provider.algorithm = "x" * 64, "HS256"
    refused(browser, enter(browser, provider))
    provider.algorithm = "none"
    refused(browser, enter(browser, provider))


def test_the_address_in_the_token_counts(
    browser: Client, provider: Provider, alice: Account
) -> None:
    provider.claims = {"email": "nobody@northmere.example"}
    assert enter(browser, provider).status_code == 403
    assert is_in(browser) is None


def test_what_was_asked_for_in_another_browser_is_refused(
    browser: Client, provider: Provider, alice: Account
) -> None:
    """A state is of one session, and a code goes with what that session alone knows."""
    where = go(type(browser)())
    refused(browser, come_back(browser, provider, where))
    refused(browser, browser.get(f"{GO}back/?code=code0"))
    stolen = urlsplit(provider.authorize(dict(parse_qsl(urlsplit(where).query))))
    code = parse_qs(stolen.query)["code"][0]
    own = parse_qs(urlsplit(go(browser)).query)["state"][0]
    refused(browser, browser.get(f"{GO}back/?code={code}&state={own}"))


def test_coming_back_twice_is_refused(browser: Client, provider: Provider, alice: Account) -> None:
    back = urlsplit(provider.authorize(dict(parse_qsl(urlsplit(go(browser)).query))))
    assert browser.get(f"{back.path}?{back.query}").status_code == 302
    browser.post("/sign-out/")
    assert browser.get(f"{back.path}?{back.query}").status_code == 403
    assert is_in(browser) is None


def test_an_address_that_was_given_to_somebody_else_opens_nothing(
    browser: Client, provider: Provider, alice: Account, trailed: Callable[[Account], list[str]]
) -> None:
    enter(browser, provider)
    browser.post("/sign-out/")
    provider.who = {**ALICE, "sub": "the next Alice"}
    page = enter(browser, provider)
    assert page.status_code == 403
    assert "no open account" in page.content.decode()
    assert is_in(browser) is None
    assert SocialAccount.objects.get().uid == ALICE["sub"]
    assert "sign-in refused" in trailed(alice)


def test_after_a_move_to_another_provider_addresses_count_again(
    browser: Client,
    provider: Provider,
    alice: Account,
    console: Account,
    trailed: Callable[[Account], list[str]],
) -> None:
    enter(browser, provider)
    browser.post("/sign-out/")
    with acting(console.pk):
        actions.disconnect_provider(account=alice, by=console)
    provider.who = {**ALICE, "sub": "as the new provider calls her"}
    assert enter(browser, provider).headers["Location"] == "/"
    assert is_in(browser) == str(alice.pk)
    assert "council account disconnected" in trailed(alice)


@pytest.mark.parametrize("is_known", [False, True])
def test_a_closed_account_stays_closed(
    browser: Client, provider: Provider, alice: Account, console: Account, is_known: bool
) -> None:
    if is_known:
        enter(browser, provider)
        browser.post("/sign-out/")
    with acting(console.pk):
        actions.close_account(account=alice, by=console)
    assert not SocialAccount.objects.exists()
    page = enter(browser, provider)
    assert page.status_code == 403
    assert "no open account" in page.content.decode()
    assert is_in(browser) is None


def test_one_goes_on_where_one_wanted_to_go_but_never_elsewhere(
    browser: Client, provider: Provider, alice: Account
) -> None:
    assert enter(browser, provider, next="/waiting/").headers["Location"] == "/waiting/"
    browser.post("/sign-out/")
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        assert enter(browser, provider, next=elsewhere).headers["Location"] == "/"
        browser.post("/sign-out/")


def test_nobody_who_is_signed_in_is_connected_to_it(
    browser: Client, provider: Provider, alice: Account, ade: Account
) -> None:
    """A person who finds the address gets nothing of the worker whose council account is open."""
    browser.post("/sign-in/", {"login": ade.email, "password": PASSWORD})
    assert is_in(browser) == str(ade.pk)
    enter(browser, provider, process="connect")
    assert SocialAccount.objects.get().user == alice
    assert is_in(browser) == str(alice.pk)
    assert browser.session["kind"] == "staff"


def test_unlocking_by_it_keeps_the_session(
    browser: Client, provider: Provider, alice: Account
) -> None:
    enter(browser, provider)
    session = browser.session
    session["kept"] = [["x", "sealed"]]
    session["locked-at"] = int(time.time())
    session.save()
    assert enter(browser, provider).headers["Location"] == "/kept/"
    assert "locked-at" not in browser.session
    assert browser.session["kept"] == [["x", "sealed"]]


def test_turning_back_is_no_mistake(browser: Client, provider: Provider, alice: Account) -> None:
    provider.refuses = "access_denied"
    page = enter(browser, provider)
    assert page.headers["Location"] == "/sign-in/with-cancelled/"
    provider.refuses = "server_error"
    refused(browser, enter(browser, provider))


def test_a_provider_that_is_away_is_said(
    browser: Client, provider: Provider, alice: Account
) -> None:
    where = go(browser)
    provider.is_down = True
    page = come_back(browser, provider, where)
    assert page.status_code in (403, 502)
    assert "Try again in a few minutes" in page.content.decode()
    assert "Try again in a few minutes" in browser.post(GO).content.decode()


def test_without_a_provider_there_is_no_such_page(browser: Client) -> None:
    assert not real.SOCIALACCOUNT_PROVIDERS
    assert browser.get(GO).status_code == 404
    assert browser.get(f"{GO}back/").status_code == 404
