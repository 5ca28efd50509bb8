"""Permissions come from roles held today; each kind of account has its own pages."""

from collections.abc import Callable

import pytest
from django.test import Client, override_settings

from alongside.accounts import actions
from alongside.accounts.access import home_of, may, permissions_of
from alongside.accounts.guards import is_public, who_enters
from alongside.accounts.models import Account, Role, RoleHeld
from alongside.foundation import content
from alongside.foundation.actor import acting

from .conftest import PASSWORD


def test_a_role_gives_its_permissions_and_no_others(alice: Account) -> None:
    assert may(alice, "write record")
    assert not may(alice, "allocate")


def test_an_ended_role_gives_nothing(alice: Account, ada: Account) -> None:
    with acting(ada.pk):
        actions.end_role(held=RoleHeld.objects.get(account=alice), by=ada)
    assert permissions_of(alice) == frozenset()


def test_a_closed_account_may_do_nothing_even_with_a_role(alice: Account) -> None:
    alice.is_active = False
    assert permissions_of(alice) == frozenset()


def test_roles_are_what_the_library_says(db: None) -> None:
    loaded = {role.key: tuple(role.permissions) for role in Role.objects.all()}
    assert loaded == {key: role.permissions for key, role in content.roles().items()}


def test_strangers_are_asked_to_sign_in_and_the_address_keeps_no_words(browser: Client) -> None:
    response = browser.get("/accounts/?words=Ade")
    assert response.status_code == 302
    assert response.headers["Location"] == "/sign-in/?next=/accounts/"


def test_a_script_of_a_stranger_gets_401(browser: Client) -> None:
    response = browser.get("/account/security/", headers={"accept": "application/json"})
    assert (response.status_code, response.json()) == (401, {"why": "signed out"})


@pytest.mark.parametrize(
    ("kind", "address", "status"),
    [
        ("person", "/accounts/", 404),
        ("proxy", "/accounts/", 404),
        ("partner", "/accounts/", 404),
        ("person", "/account/security/", 200),
        ("partner", "/account/security/", 200),
    ],
)
def test_each_kind_has_its_own_pages(
    browser: Client, make: Callable[..., Account], kind: str, address: str, status: int
) -> None:
    make("Pat", kind)
    browser.post("/sign-in/", {"login": "pat@northmere.example", "password": PASSWORD})
    assert browser.get(address).status_code == status


def test_staff_do_not_enter_the_pages_of_a_person() -> None:
    assert who_enters("/my/record/") == {"person"}
    assert who_enters("/shared/") == {"proxy", "partner"}
    assert who_enters("/people/1/") == {"staff"}
    assert who_enters("/an/address/that/nobody/wrote/down/") == {"staff"}
    assert not is_public("/people/1/hello/")


def test_each_kind_has_a_home(alice: Account, ade: Account) -> None:
    assert (home_of(alice), home_of(ade)) == ("/", "/my/")


def test_staff_without_the_permission_are_told(browser: Client, alice: Account) -> None:
    browser.force_login(alice)
    response = browser.get("/accounts/")
    assert response.status_code == 403
    assert "Ask an administrator" in response.content.decode()


def test_a_session_of_another_kind_is_thrown_away(browser: Client, alice: Account) -> None:
    browser.force_login(alice)
    browser.get("/account/security/")
    session = browser.session
    session["kind"] = "person"
    session.save()
    assert browser.get("/account/security/").status_code == 302
    assert "_auth_user_id" not in browser.session


@override_settings(IS_DEMO=False)
def test_outside_the_demonstration_nobody_plays_a_persona(browser: Client) -> None:
    assert browser.get("/demo/").status_code == 404
    assert browser.post("/demo/sign-in", {"persona": "worker"}).status_code == 404
