"""What the tests of accounts stand on: a few accounts, and a browser that looks at each page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from alongside.accounts import actions
from alongside.accounts.models import FOR_EVER, Account, RoleHeld, Team
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from tests.browsing import PageChecker

PASSWORD = "seven green kettles sing"


@pytest.fixture
def browser(db: None) -> Client:
    return PageChecker()


@pytest.fixture
def console(db: None) -> Account:
    return actions.system_account("console")


@pytest.fixture
def make(console: Account) -> Callable[..., Account]:
    """Make an account with a password, and roles without asking anybody."""

    def made(name: str, kind: str = "staff", *roles: str, **more: Any) -> Account:
        with acting(console.pk):
            account = actions.add_account(
                email=f"{name.lower()}@northmere.example", kind=kind, name=name, by=console, **more
            )
            for role in roles:
                RoleHeld.objects.create(
                    id=new_id(),
                    account=account,
                    role_id=role,
                    starts=timezone.now(),
                    until=FOR_EVER,
                    given_by=console,
                )
        with acting(account.pk):
            return actions.set_password(account=account, password=PASSWORD, by=account)

    return made


@pytest.fixture
def alice(make: Callable[..., Account]) -> Account:
    return make("Alice", "staff", "social-worker")


@pytest.fixture
def ada(make: Callable[..., Account]) -> Account:
    """An administrator."""
    return make("Ada", "staff", "administrator")


@pytest.fixture
def ade(make: Callable[..., Account]) -> Account:
    return make("Ade", "person")


@pytest.fixture
def east(ada: Account) -> Team:
    with acting(ada.pk):
        return actions.add_team(name="Adults, East", kind="adults", by=ada)


@pytest.fixture
def trailed(make: Callable[..., Account]) -> Callable[[Account], list[str]]:
    """What the trail says was done to an account, sorted, as data protection reads it."""
    officer = make("Priti", "staff", "data-protection-officer")

    def lines(account: Account) -> list[str]:
        with acting(officer.pk), connection.cursor() as cursor:
            cursor.execute(
                "select what from gate.whole_trail(now() + interval '1 hour', 900, null)"
                " where on_id = %s or (on_id is null and by_id = %s)",
                [account.pk, account.pk],
            )
            return sorted(row[0] for row in cursor.fetchall())

    return lines
