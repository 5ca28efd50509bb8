"""One's own security page: password, authenticator app, recovery codes."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from alongside.accounts.models import Account

from .conftest import PASSWORD
from .test_sign_in import code_now, enter

NEW = "nine yellow lanterns hum"


@pytest.fixture
def own(browser: Client, alice: Account) -> Client:
    enter(browser, alice.email)
    return browser


def test_the_page_says_what_there_is(own: Client) -> None:
    page = own.get("/account/security/").content.decode()
    assert "You have a password" in page
    assert "Add a passkey" in page


def test_by_a_number_it_says_why_there_are_no_passkeys(own: Client) -> None:
    page = own.get("/account/security/", headers={"host": "127.0.0.1:8000"}).content.decode()
    assert "http://localhost" in page
    own.post("/sign-out/")
    assert "http://localhost" in (
        own.get("/sign-in/", headers={"host": "127.0.0.1:8000"}).content.decode()
    )


def test_a_person_sees_it_in_their_own_frame(browser: Client, ade: Account) -> None:
    browser.force_login(ade)
    assert "Leave quickly" in browser.get("/account/security/").content.decode()


def test_a_password_is_changed_and_the_session_goes_on(own: Client, alice: Account) -> None:
    asked = {"current": PASSWORD, "password": NEW, "again": NEW}
    own.get("/account/password/")
    assert own.post("/account/password/", asked).headers["Location"] == "/account/security/"
    assert own.get("/account/security/").status_code == 200
    alice.refresh_from_db()
    assert alice.check_password(NEW)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"current": "wrong", "password": NEW, "again": NEW}, "not the password you have now"),
        ({"current": PASSWORD, "password": NEW, "again": NEW + "x"}, "not the same"),
        ({"current": PASSWORD, "password": "short", "again": "short"}, "too short"),
        ({"current": PASSWORD, "password": "password1234", "again": "password1234"}, "common"),
        ({"current": ""}, "Write the password you have now"),
    ],
)
def test_what_is_wrong_with_a_password_is_said(
    own: Client, alice: Account, asked: dict[str, str], sentence: str
) -> None:
    assert sentence in own.post("/account/password/", asked).content.decode()
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_an_app_is_added_used_and_removed(own: Client, alice: Account) -> None:
    page = own.get("/account/app/add/").content.decode()
    letters = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert letters
    wrong = own.post("/account/app/add/", {"code": "000000"})
    assert wrong.status_code == 200
    own.post("/account/app/add/", {"code": code_now(letters[1].replace(" ", ""))})
    assert Authenticator.objects.filter(user=alice, type="totp").exists()
    codes = own.get("/account/recovery-codes/").content.decode()
    assert len(re.findall(r"<li><code>", codes)) == 10
    assert (
        "recovery-codes.txt"
        in (own.get("/account/recovery-codes/download/").headers["Content-Disposition"])
    )
    own.get("/account/recovery-codes/new/")
    own.post("/account/recovery-codes/new/")
    own.get("/account/app/remove/")
    own.post("/account/app/remove/")
    assert not Authenticator.objects.filter(user=alice).exists()


def test_after_five_minutes_one_shows_once_more_who_one_is(own: Client) -> None:
    session = own.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 3600
    session.save()
    first = own.get("/account/app/add/")
    assert first.headers["Location"].startswith("/account/again/")
    assert "Is it really you" in own.get(first.headers["Location"]).content.decode()
    assert own.post("/account/again/", {"password": "wrong"}).status_code == 200
    own.post("/account/again/", {"password": PASSWORD})
    assert own.get("/account/app/add/").status_code == 200


@pytest.mark.parametrize("page", ["passkeys/", "passkeys/add/", "recovery-codes/new/", "again/"])
def test_each_page_can_be_read(own: Client, page: str) -> None:
    assert own.get(f"/account/{page}", follow=True).status_code == 200


def test_a_passkey_of_somebody_else_is_not_there(own: Client, ade: Account) -> None:
    other = Authenticator.objects.create(user=ade, type="webauthn", data={"name": "theirs"})
    for verb in ("remove", "rename"):
        assert own.get(f"/account/passkeys/{other.pk}/{verb}/").status_code == 404
        assert own.post(f"/account/passkeys/{other.pk}/{verb}/").status_code == 404
    assert Authenticator.objects.filter(pk=other.pk).exists()


def test_a_made_up_passkey_says_so(browser: Client, alice: Account) -> None:
    browser.get("/sign-in/passkey/", headers={"accept": "application/json"})
    for answer in ("{}", "nonsense", '{"response": {"userHandle": "x"}}', "[]", "null"):
        done = browser.post("/sign-in/passkey/", {"credential": answer}, follow=True)
        assert "not known here" in done.content.decode()
        assert "_auth_user_id" not in browser.session
