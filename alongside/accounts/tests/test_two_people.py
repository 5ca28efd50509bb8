"""Coming in as a colleague takes two administrators; and whoever it happened to is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from alongside.accounts import actions
from alongside.accounts.access import may, step_taken
from alongside.accounts.models import Account, Role, SignInLink
from alongside.foundation.actor import acting
from tests import cluster
from tests.cast import account

from .conftest import PASSWORD

NEW = "new@northmere.example"
LETTERS = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
Make = Callable[..., Account]


@pytest.fixture
def grace(make: Make) -> Account:
    """A second administrator."""
    return make("Grace", "staff", "administrator")


@pytest.fixture
def office(browser: Client, ada: Account) -> Client:
    browser.force_login(ada)
    return browser


def test_who_takes_the_second_step_away_makes_no_link(
    office: Client, alice: Account, grace: Account, ada: Account
) -> None:
    TOTP.activate(alice, LETTERS)
    office.post(f"/accounts/{alice.pk}/forget/")
    page = office.post(f"/accounts/{alice.pk}/link/")
    assert page.status_code == 400
    assert "You took their second step away in the last 24 hours" in page.content.decode()
    with acting(ada.pk):
        assert not SignInLink.objects.exists()
    office.force_login(grace)
    made = office.post(f"/accounts/{alice.pk}/link/").content.decode()
    assert "http://testserver/sign-in/link/" in made.replace("<wbr>", "")


def test_nor_the_other_way_round(
    office: Client, alice: Account, grace: Account, console: Account
) -> None:
    TOTP.activate(alice, LETTERS)
    office.post(f"/accounts/{alice.pk}/link/")
    page = office.post(f"/accounts/{alice.pk}/forget/")
    assert page.status_code == 400
    assert "You made a way in for them in the last 24 hours" in page.content.decode()
    assert Authenticator.objects.filter(user=alice).exists()
    office.force_login(grace)
    assert office.post(f"/accounts/{alice.pk}/forget/").status_code == 302
    assert not Authenticator.objects.filter(user=alice).exists()


def test_nor_by_closing_and_opening_the_account(office: Client, alice: Account) -> None:
    TOTP.activate(alice, LETTERS)
    office.post(f"/accounts/{alice.pk}/close/")
    office.post(f"/accounts/{alice.pk}/open/")
    assert office.post(f"/accounts/{alice.pk}/link/").status_code == 400


def test_by_raw_sql_neither(alice: Account, ada: Account) -> None:
    TOTP.activate(alice, LETTERS)
    with acting(ada.pk):
        actions.forget_second_factor(account=alice, by=ada)
        later = timezone.now() + timedelta(hours=1)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            SignInLink.objects.create(account=alice, token_hash="x" * 64, until=later)


@pytest.mark.django_db(transaction=True)
def test_a_day_later_it_may_be_done() -> None:
    with transaction.atomic():
        console = actions.system_account("console")
        with acting(console.pk):
            alice, ada = account("staff", "Alice"), account("staff", "Ada", "", ("administrator",))
        TOTP.activate(alice, LETTERS)
    with acting(ada.pk):
        actions.forget_second_factor(account=alice, by=ada)
        with pytest.raises(ValidationError, match="do it tomorrow"):
            actions.make_sign_in_link(account=alice, by=ada)
    with cluster.as_owner(), connection.cursor() as cursor:
        cursor.execute("alter table foundation_trail disable trigger stays")
        cursor.execute("update foundation_trail set at = at - interval '25 hours'")
        cursor.execute("alter table foundation_trail enable always trigger stays")
    with acting(ada.pk):
        assert actions.make_sign_in_link(account=alice, by=ada)


def test_the_console_on_the_server_is_not_kept_waiting(alice: Account, console: Account) -> None:
    TOTP.activate(alice, LETTERS)
    with acting(console.pk):
        assert actions.make_sign_in_link(account=alice, by=console)


def test_whose_it_was_is_told_when_they_next_sign_in(
    browser: Client, alice: Account, ada: Account
) -> None:
    TOTP.activate(alice, LETTERS)
    with acting(ada.pk):
        actions.forget_second_factor(account=alice, by=ada)
    came = browser.post("/sign-in/", {"login": alice.email, "password": PASSWORD})
    assert came.headers["Location"] == "/account/security/"
    page = browser.get("/account/security/").content.decode()
    assert "Your second step was taken off by Ada on" in page
    assert "somebody may want to sign in as you" in page
    browser.post("/sign-out/")
    again = browser.post("/sign-in/", {"login": alice.email, "password": PASSWORD})
    assert again.headers["Location"] == "/", "told once on the way in, and then on that page alone"
    assert "taken off by Ada" in browser.get("/account/security/").content.decode()


def test_a_person_is_told_by_job(
    browser: Client, ade: Account, ada: Account, console: Account
) -> None:
    TOTP.activate(ade, LETTERS)
    with acting(ada.pk):
        actions.change_practitioner(
            account=ada, name="Ada", called="Ada", job_title="Systems administrator", by=ada
        )
        actions.forget_second_factor(account=ade, by=ada)
    browser.force_login(ade)
    page = browser.get("/account/security/").content.decode()
    assert "taken off by Systems administrator on" in page
    assert "by Ada" not in page


def test_nobody_else_is_told(browser: Client, alice: Account, ada: Account, grace: Account) -> None:
    TOTP.activate(alice, LETTERS)
    with acting(ada.pk):
        actions.forget_second_factor(account=alice, by=ada)
    for who in (ada, grace):
        browser.force_login(who)
        assert "taken off" not in browser.get("/account/security/").content.decode()
        with acting(who.pk):
            assert step_taken() is None


@pytest.mark.django_db(transaction=True)
def test_a_role_needs_the_right_to_give_one() -> None:
    """Whoever only looks after accounts adds somebody with no role, and is told why."""
    with cluster.as_owner():
        Role.objects.create(
            key="desk", title="Desk", sentence="Adds accounts.", permissions=["manage accounts"]
        )
    with transaction.atomic():
        console = actions.system_account("console")
        with acting(console.pk):
            alice, clerk = account("staff", "Alice"), account("staff", "Clerk", "", ("desk",))
    with acting(clerk.pk):
        with transaction.atomic():
            assert may(clerk, "manage accounts")
        with pytest.raises(PermissionDenied, match="does not include giving roles"):
            actions.add_account(email=NEW, kind="staff", name="New", role="manager", by=clerk)
        with transaction.atomic():
            assert not Account.objects.filter(email=NEW).exists()
        assert actions.add_account(email=NEW, kind="staff", name="New", by=clerk)
        with pytest.raises(PermissionDenied):
            actions.give_role(account=alice, role="manager", by=clerk)


def test_what_is_refused_says_so_in_words(alice: Account, ada: Account) -> None:
    TOTP.activate(alice, LETTERS)
    with acting(ada.pk):
        actions.forget_second_factor(account=alice, by=ada)
        with pytest.raises(ValidationError, match="Ask another administrator"):
            actions.make_sign_in_link(account=alice, by=ada)
