"""What every test stands on: a database built by its owner, then lived in as the application."""

import os
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from alongside.foundation.postgres.roles import APP
from tests import browsing, cluster
from tests.cast import Cast, assemble


def pytest_unconfigure() -> None:
    """Stop the server after the last test, whatever happened before."""
    if os.environ.get("ALONGSIDE_TEST_KEEPER") == str(os.getpid()):
        cluster.clear_away()


@pytest.fixture(scope="session", autouse=True)
def addresses(django_test_environment: None) -> None:
    """Read once before the first test, which may pretend that this is no demo council."""
    import_module(settings.ROOT_URLCONF)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Build the database as its owner, then be the application, as in life."""
    with django_db_blocker.unblock():
        name = cluster.build()
        cluster.sign_in(APP, name)
    yield
    with django_db_blocker.unblock():
        connection.close()


def _fresh_copy(self: TransactionTestCase) -> None:
    """After a test with real transactions: a fresh copy, since the application may not truncate."""
    cluster.make_copy(connection.settings_dict["NAME"])


TransactionTestCase._fixture_teardown = _fresh_copy  # type: ignore[attr-defined]


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, made anew."""
    return assemble()


@pytest.fixture
def browse(db: None) -> browsing.Browse:
    """A browser in which an account is signed in, and which looks at each page."""
    return browsing.signed_in
