"""Signing in by password and code, signing out, and what is said when it does not work."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.db import connection
from django.test import Client, override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.accounts import actions, jobs
from alongside.accounts.models import Account
from alongside.foundation.actor import acting

from .conftest import PASSWORD

LETTERS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(letters: str) -> str:
    return str(format_hotp_value(hotp_value(letters, int(time.time()) // 30)))


def enter(browser: Client, email: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return browser.post("/sign-in/", {"login": email, "password": password, **more})


def test_the_page_can_be_read(browser: Client) -> None:
    page = browser.get("/sign-in/").content.decode()
    assert "Sign in" in page
    assert "sign up" not in page.lower()


def test_a_password_lets_in_with_a_new_session_and_a_line_in_the_trail(
    browser: Client, alice: Account, trailed: Callable[[Account], list[str]]
) -> None:
    browser.get("/sign-in/")
    session = browser.session
    session["from before"] = "x"
    session.save()
    before = session.session_key
    response = enter(browser, "Alice@Northmere.example")
    assert response.headers["Location"] == "/"
    assert browser.session.session_key != before
    assert browser.session["kind"] == "staff"
    assert "signed in" in trailed(alice)


def test_one_goes_on_where_one_wanted_to_go_but_never_elsewhere(
    browser: Client, alice: Account
) -> None:
    assert enter(browser, alice.email, next="/waiting/").headers["Location"] == "/waiting/"
    browser.post("/sign-out/")
    assert enter(browser, alice.email, next="https://evil.example/").headers["Location"] == "/"


def test_a_wrong_password_says_what_to_do_and_is_noted_apart(
    browser: Client, alice: Account, trailed: Callable[[Account], list[str]]
) -> None:
    response = enter(browser, alice.email, "wrong")
    assert response.status_code == 200
    assert "do not belong together" in response.content.decode()
    assert "sign-in refused" in trailed(alice)


def test_an_unknown_address_reads_the_same_as_a_wrong_password(
    browser: Client, alice: Account
) -> None:
    known = enter(browser, alice.email, "wrong").content.decode()
    unknown = enter(browser, "nobody@northmere.example", "wrong").content.decode()
    told = "do not belong together"
    assert told in known
    assert told in unknown


def test_empty_boxes_are_named(browser: Client) -> None:
    page = enter(browser, "", "").content.decode()
    assert "Write your e-mail address" in page
    assert "Write your password" in page


def test_after_five_wrong_tries_even_the_right_password_waits(
    browser: Client, alice: Account
) -> None:
    for _ in range(5):
        enter(browser, alice.email, "wrong")
    response = enter(browser, alice.email)
    assert response.status_code == 429
    assert "Wait 5 minutes" in response.content.decode()
    assert "_auth_user_id" not in browser.session


def test_tries_are_counted_by_address_whatever_name_or_port_they_come_to(
    browser: Client, alice: Account
) -> None:
    for port in range(5):
        browser.post(
            "/sign-in/",
            {"login": alice.email.upper(), "password": "wrong"},
            headers={"host": f"testserver:{8000 + port}"},
        )
    assert enter(browser, alice.email).status_code == 429


def test_too_many_from_one_place_get_the_page_for_that(browser: Client, db: None) -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"login": "3/m/ip"}):
        answers = [enter(browser, f"n{n}@northmere.example", "x").status_code for n in range(4)]
    assert answers == [200, 200, 200, 429]


def test_the_slips_of_an_office_keep_nobody_out_but_guessing_ends(
    browser: Client, alice: Account
) -> None:
    """Everybody there comes from one address."""
    for n in range(39):
        enter(browser, f"colleague{n}@northmere.example", "a slip of the finger")
    assert enter(browser, alice.email).status_code == 302
    browser.post("/sign-out/")
    enter(browser, "colleague40@northmere.example", "wrong")
    assert enter(browser, alice.email).status_code == 429


def test_an_office_comes_in_by_passkey_within_one_minute(browser: Client, db: None) -> None:
    """The library lets ten people a minute come from one address."""
    answers = [browser.post("/sign-in/passkey/", {"credential": "{}"}) for _ in range(30)]
    assert {answer.headers["Location"] for answer in answers} == {"/sign-in/?passkey=unknown"}


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_a_password_is_looked_at(
    make: Callable[..., Account], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts of tries from one address, held by an open transaction, would make a queue of it."""
    alice, browser = make("Alice"), Client()
    is_free: list[bool] = []
    check = Account.check_password

    def looked_at(self: Account, password: str) -> bool:
        is_free.append(not connection.in_atomic_block)
        return check(self, password)

    monkeypatch.setattr(Account, "check_password", looked_at)
    assert enter(browser, alice.email, "wrong").status_code == 200
    assert enter(browser, alice.email).status_code == 302
    browser.post("/locked/now/")
    assert browser.post("/locked/", {"password": "wrong"}).status_code == 200
    assert browser.post("/locked/", {"password": PASSWORD}).status_code == 302
    assert browser.get("/account/security/").status_code == 200
    assert is_free == [True] * 4


def test_parts_of_the_system_never_sign_in(browser: Client, console: Account) -> None:
    console.set_password(PASSWORD)
    console.save(update_fields=["password"])
    enter(browser, console.email)
    assert "_auth_user_id" not in browser.session


def test_signing_out_asks_first_and_leaves_nothing(
    browser: Client, alice: Account, trailed: Callable[[Account], list[str]]
) -> None:
    enter(browser, alice.email)
    assert "Sign out?" in browser.get("/sign-out/").content.decode()
    assert "_auth_user_id" in browser.session
    assert browser.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert dict(browser.session) == {}
    assert "signed out" in trailed(alice)


def test_there_is_no_sign_up(browser: Client, db: None) -> None:
    for address in ("/sign-up/", "/account/signup/", "/accounts/signup/", "/account/email/"):
        assert browser.get(address).status_code in (302, 404), address
    assert browser.post("/account/signup/", {"email": "x@y.example"}).status_code == 404


# The second step ----------------------------------------------------------------------------------


@pytest.fixture
def with_app(alice: Account) -> Account:
    TOTP.activate(alice, LETTERS)
    return alice


def test_the_letters_of_an_app_are_not_kept_in_clear(with_app: Account) -> None:
    kept = Authenticator.objects.get(user=with_app, type="totp")
    assert LETTERS not in str(kept.data)
    assert kept.wrap().validate_code(code_now(LETTERS))


@override_settings(SECRET_KEY="another" * 9)
def test_under_another_secret_key_no_code_fits(alice: Account) -> None:
    with override_settings(SECRET_KEY="the first" * 9):
        TOTP.activate(alice, LETTERS)
    kept = Authenticator.objects.get(user=alice, type="totp")
    assert not kept.wrap().validate_code(code_now(LETTERS))
    with override_settings(SECRET_KEY_FALLBACKS=["the first" * 9]):
        assert kept.wrap().validate_code(code_now(LETTERS))


def test_with_an_app_the_password_alone_is_not_enough(browser: Client, with_app: Account) -> None:
    assert enter(browser, with_app.email).headers["Location"] == "/sign-in/code/"
    assert "_auth_user_id" not in browser.session
    wrong = browser.post("/sign-in/code/", {"code": "000000"})
    assert "not right" in wrong.content.decode()
    assert "_auth_user_id" not in browser.session
    assert browser.post("/sign-in/code/", {"code": code_now(LETTERS)}).status_code == 302
    assert "_auth_user_id" in browser.session


def test_a_code_works_once(browser: Client, with_app: Account) -> None:
    code = code_now(LETTERS)
    enter(browser, with_app.email)
    browser.post("/sign-in/code/", {"code": code})
    browser.post("/sign-out/")
    enter(browser, with_app.email)
    browser.post("/sign-in/code/", {"code": code})
    assert "_auth_user_id" not in browser.session


def test_a_recovery_code_lets_in_once(browser: Client, with_app: Account) -> None:
    code = RecoveryCodes.activate(with_app).get_unused_codes()[0]
    enter(browser, with_app.email)
    browser.post("/sign-in/code/", {"code": code})
    assert "_auth_user_id" in browser.session
    browser.post("/sign-out/")
    enter(browser, with_app.email)
    browser.post("/sign-in/code/", {"code": code})
    assert "_auth_user_id" not in browser.session


def test_the_code_page_is_not_there_without_a_password_first(browser: Client, db: None) -> None:
    assert browser.get("/sign-in/code/").headers["Location"] == "/sign-in/"


# Forgotten ----------------------------------------------------------------------------------------


def test_without_mail_the_page_says_whom_to_ask(browser: Client, db: None) -> None:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        page = browser.get("/sign-in/forgotten/").content.decode()
    assert "Ask an administrator" in page


def send_letters() -> None:
    """What the worker does."""
    for job in ProcrastinateJob.objects.filter(task_name=jobs.send_new_way_in.name):
        jobs.send_new_way_in(**job.args)


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_with_mail_a_link_sets_a_new_password(browser: Client, alice: Account) -> None:
    browser.get("/sign-in/forgotten/")
    browser.post("/sign-in/forgotten/", {"email": alice.email})
    send_letters()
    [letter] = mail.outbox
    assert "Alice" not in letter.body
    address = next(word for word in letter.body.split() if "/sign-in/forgotten/" in word)
    page = browser.get(address.removeprefix("http://testserver"), follow=True)
    form = page.redirect_chain[-1][0]
    new = "nine yellow lanterns hum"
    done = browser.post(form, {"password1": new, "password2": new}, follow=True)
    assert "Your new password is ready" in done.content.decode()
    assert "_auth_user_id" not in browser.session
    enter(browser, alice.email, new)
    assert "_auth_user_id" in browser.session


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_an_unknown_address_gets_no_mail_and_the_same_page(browser: Client, alice: Account) -> None:
    known = browser.post("/sign-in/forgotten/", {"email": alice.email})
    unknown = browser.post("/sign-in/forgotten/", {"email": "nobody@northmere.example"})
    assert known.headers["Location"] == unknown.headers["Location"]
    assert mail.outbox == [], "or the time that it takes would tell the two apart"
    send_letters()
    assert [letter.to for letter in mail.outbox] == [[alice.email]]


@override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_no_job_holds_the_link_and_a_closed_account_gets_none(
    browser: Client, alice: Account, ada: Account
) -> None:
    browser.post("/sign-in/forgotten/", {"email": alice.email})
    [job] = ProcrastinateJob.objects.filter(task_name=jobs.send_new_way_in.name)
    assert job.args == {"account": str(alice.pk), "origin": "http://testserver"}
    with acting(ada.pk):
        actions.close_account(account=alice, by=ada)
    send_letters()
    assert mail.outbox == []


@override_settings(EMAIL_BACKEND="nowhere.EmailBackend", EMAIL_HOST="nowhere.invalid")
def test_a_mail_server_that_is_away_does_not_show_who_has_an_account(
    browser: Client, alice: Account
) -> None:
    for email in (alice.email, "nobody@northmere.example"):
        page = browser.post("/sign-in/forgotten/", {"email": email})
        assert page.headers["Location"] == "/sign-in/forgotten/sent/"


# Closed -------------------------------------------------------------------------------------------


def test_a_session_ends_the_moment_its_account_is_closed(
    browser: Client, alice: Account, ada: Account
) -> None:
    enter(browser, alice.email)
    assert browser.get("/account/security/").status_code == 200
    with acting(ada.pk):
        actions.close_account(account=alice, by=ada)
    assert browser.get("/account/security/").status_code == 302
    with acting(ada.pk):
        actions.reopen_account(account=alice, by=ada)
    assert browser.get("/account/security/").status_code == 302, "the old session stays dead"
    assert enter(browser, alice.email).status_code == 200, "the old password is gone"
