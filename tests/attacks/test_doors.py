"""The doors without a session, and what waits behind a locked one, tried from a browser."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import get_resolver

from alongside.accounts import keeping
from alongside.accounts.forms import UnlockForm
from alongside.accounts.models import Account
from alongside.accounts.views import lock
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
ENTRANCE = "/sign-in/"


@pytest.fixture
def cast() -> Cast:
    return assemble()


def guess(browser: Client, who: Account, **more: Any) -> int:
    answers = {"login": who.email, "password": "wrong guess again"}
    return browser.post(ENTRANCE, answers, **more).status_code


def test_no_header_makes_another_address_of_ones_own(db: None) -> None:
    accounts = [Account(email=f"somebody{number}@northmere.example") for number in range(42)]
    tried = [
        guess(Client(), one, HTTP_X_FORWARDED_FOR=f"203.0.113.{number}")
        for number, one in enumerate(accounts)
    ]
    assert tried[0] == 200
    assert tried[-1] == 429


def test_a_flood_of_devices_does_not_wash_away_the_count_of_wrong_passwords(cast: Cast) -> None:
    for _ in range(5):
        guess(Client(), cast.alice)
    assert guess(Client(), cast.alice) == 429
    for _ in range(400):  # more than Django keeps unless told otherwise
        cache.set(f"sealed:{uuid4()}", 1, 60)
    assert guess(Client(REMOTE_ADDR="203.0.113.9"), cast.alice) == 429


def test_devices_behind_one_address_wait_whatever_they_call_themselves(
    settings: Any, db: None
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"sealed": "3/m/ip"}
    told = [
        Client()
        .post(
            "/drafts/sealed/",
            {"format": 1, "device": str(uuid4()), "rows": []},
            content_type="application/json",
        )
        .status_code
        for _ in range(4)
    ]
    assert told == [200, 200, 200, 429]


def test_nobody_invented_goes_on_without_a_password_where_people_are_real(
    cast: Cast, settings: Any
) -> None:
    settings.IS_DEMO = False
    cast.alice.is_demo = True
    request = RequestFactory().post("/locked/", {"go-on": "1"})
    assert not lock._is_them(request, cast.alice, UnlockForm(None))


def test_a_postcode_is_kept_and_a_password_is_not() -> None:
    kept = ("postcode", "code_set", "encode", "passphrase-of-the-school")
    dropped = (
        "password",
        "new_password",
        "password1",
        "code",
        "totp-code",
        "token",
        "csrfmiddlewaretoken",
        "credential",
    )
    assert [one for one in kept if keeping._is_secret(one)] == []
    assert [one for one in dropped if not keeping._is_secret(one)] == []


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_signing_in_leads_to_no_other_site(cast: Cast, there: str) -> None:
    answers = {"login": cast.alice.email, "password": "pass-Alice", "next": there}
    done = Client().post(f"{ENTRANCE}?next={there}", answers)
    assert done.status_code == 302
    assert "evil" not in done.headers["Location"]


def test_the_library_s_own_doors_are_not_all_open() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    closed = (
        "account_signup",
        "account_email",
        "account_confirm_email",
        "socialaccount_connections",
    )
    assert names.isdisjoint(closed)
    assert Client().get("/sign-in/with-nobody/").status_code == 403
