"""The demonstration's way in: one button each, for invented people only."""

from collections.abc import Callable

from django.test import Client

from alongside.accounts.demo import CAST
from alongside.accounts.models import Account


def test_before_anything_is_loaded_the_page_says_so(browser: Client, db: None) -> None:
    assert "has not been loaded" in browser.get("/demo/").content.decode()
    assert browser.post("/demo/sign-in", {"persona": "worker"}).status_code == 404


def test_each_of_the_cast_has_one_button_and_a_home(
    browser: Client, make: Callable[..., Account]
) -> None:
    kinds = {"person": "person", "proxy": "proxy", "partner": "partner"}
    homes = {"person": "/my/", "proxy": "/shared/", "partner": "/shared/"}
    made = {one.key: make(one.key, kinds.get(one.key, "staff"), is_demo=True) for one in CAST}
    page = browser.get("/demo/").content.decode()
    for key, account in made.items():
        assert f'value="{key}"' in page
        done = browser.post("/demo/sign-in", {"persona": key})
        assert done.headers["Location"] == homes.get(key, "/")
        assert browser.session["_auth_user_id"] == str(account.pk)
        assert browser.session["kind"] == account.kind


def test_nobody_real_is_reached_by_a_persona(browser: Client, make: Callable[..., Account]) -> None:
    make("worker", "staff")  # the address, but not invented
    make("other", "staff", is_demo=True)
    for persona in ("worker", "other", "", "importer", "worker@northmere.example"):
        assert browser.post("/demo/sign-in", {"persona": persona}).status_code == 404
    assert "_auth_user_id" not in browser.session


def test_opening_the_address_does_nothing(browser: Client, db: None) -> None:
    assert browser.get("/demo/sign-in").status_code == 405
