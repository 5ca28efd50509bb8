"""Single-use links: good once, for a day, for one account."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from alongside.accounts import actions
from alongside.accounts.models import Account, SignInLink
from alongside.foundation.actor import acting

LETTERS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def token(alice: Account, ada: Account) -> str:
    with acting(ada.pk):
        return actions.make_sign_in_link(account=alice, by=ada)


def test_only_a_hash_is_kept(token: str) -> None:
    assert token not in SignInLink.objects.get().token_hash


def test_opening_shows_a_button_and_uses_nothing_up(browser: Client, token: str) -> None:
    for _ in range(3):
        assert "Come in" in browser.get(f"/sign-in/link/{token}/").content.decode()
    browser.head(f"/sign-in/link/{token}/")
    assert SignInLink.objects.get().used_at is None


def test_pressing_lets_in_once(
    browser: Client, alice: Account, token: str, trailed: Callable[[Account], list[str]]
) -> None:
    response = browser.post(f"/sign-in/link/{token}/")
    assert response.headers["Location"] == "/account/security/"
    assert browser.session["_auth_user_id"] == str(alice.pk)
    assert {"sign-in link made", "sign-in link used", "signed in"} <= set(trailed(alice))
    again = Client()
    assert again.post(f"/sign-in/link/{token}/").status_code == 410
    assert "_auth_user_id" not in again.session


def test_whoever_comes_by_link_chooses_a_password_without_the_old_one(
    browser: Client, alice: Account, token: str
) -> None:
    browser.post(f"/sign-in/link/{token}/")
    assert "The password you have now" not in browser.get("/account/password/").content.decode()
    new = "nine yellow lanterns hum"
    done = browser.post("/account/password/", {"password": new, "again": new})
    assert done.headers["Location"] == "/account/security/"
    alice.refresh_from_db()
    assert alice.check_password(new)
    assert browser.get("/account/security/").status_code == 200, "still signed in"


def test_a_link_is_not_a_way_past_the_second_step(
    browser: Client, alice: Account, token: str
) -> None:
    TOTP.activate(alice, LETTERS)
    response = browser.post(f"/sign-in/link/{token}/")
    assert response.headers["Location"] == "/sign-in/code/"
    assert "_auth_user_id" not in browser.session


def test_after_a_day_it_is_over(browser: Client, ada: Account, token: str) -> None:
    link = SignInLink.objects.get()
    with acting(ada.pk):
        old = SignInLink.objects.create(
            account=link.account, token_hash=link.token_hash[::-1], until=timezone.now()
        )
    assert old.until <= timezone.now() < link.until <= timezone.now() + timedelta(hours=24)
    from alongside.accounts.actions.links import is_good

    assert is_good(token)
    assert browser.get("/sign-in/link/made-up/").status_code == 410


def test_a_newer_link_ends_the_older(browser: Client, alice: Account, ada: Account) -> None:
    with acting(ada.pk):
        first = actions.make_sign_in_link(account=alice, by=ada)
        second = actions.make_sign_in_link(account=alice, by=ada)
    assert browser.get(f"/sign-in/link/{first}/").status_code == 410
    assert browser.get(f"/sign-in/link/{second}/").status_code == 200


def test_it_lets_in_the_one_it_is_for_also_where_somebody_else_is_signed_in(
    browser: Client, alice: Account, ade: Account, token: str
) -> None:
    browser.force_login(ade)
    assert "Somebody is signed in here already" in (
        browser.get(f"/sign-in/link/{token}/").content.decode()
    )
    browser.post(f"/sign-in/link/{token}/")
    assert browser.session["_auth_user_id"] == str(alice.pk)
    assert browser.session["kind"] == "staff"


def test_a_closed_account_gets_no_link_and_its_link_ends(
    browser: Client, alice: Account, ada: Account, token: str
) -> None:
    with acting(ada.pk):
        actions.close_account(account=alice, by=ada)
        with pytest.raises(ValidationError, match="closed"):
            actions.make_sign_in_link(account=alice, by=ada)
    assert browser.post(f"/sign-in/link/{token}/").status_code == 410


def test_nobody_makes_a_link_for_themselves(ada: Account) -> None:
    with acting(ada.pk), pytest.raises(ValidationError, match="somebody else"):
        actions.make_sign_in_link(account=ada, by=ada)


def test_a_link_from_before_an_account_was_closed_stays_over(
    browser: Client, alice: Account, ada: Account
) -> None:
    with acting(ada.pk):
        token = actions.make_sign_in_link(account=alice, by=ada)
        actions.close_account(account=alice, by=ada)
        actions.reopen_account(account=alice, by=ada)
    assert browser.get(f"/sign-in/link/{token}/").status_code == 410
    assert browser.post(f"/sign-in/link/{token}/").status_code == 410
    assert "_auth_user_id" not in browser.session
