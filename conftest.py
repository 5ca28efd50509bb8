"""What every test stands on: a database built by its owner, then lived in as the application."""

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.test import TestCase, TransactionTestCase
from pytest_django.plugin import blocking_manager_key

from tests import browsing, cluster
from tests.cast import Cast


def pytest_unconfigure() -> None:
    """Stop the server after the last test, whatever happened before."""
    if os.environ.get("ALONGSIDE_TEST_KEEPER") == str(os.getpid()):
        cluster.clear_away()


# How long a machine takes to draw an example says nothing about Alongside.
hypothesis.settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any-machine")


@pytest.hookimpl(trylast=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Say at once what failed and why: a run that never comes to its end says nothing later."""
    if report.failed and os.environ.get("ALONGSIDE_TEST_KEEPER") == str(os.getpid()):
        why = report.longreprtext.strip().splitlines()[-25:]
        free = shutil.disk_usage(settings.DATA).free // 1_000_000
        print(f"\n{report.nodeid} ({report.when}, {free} MB free)", *why, sep="\n", flush=True)


@pytest.fixture(scope="session", autouse=True)
def addresses(django_test_environment: None) -> None:
    """Read once before the first test, which may pretend that this is no demo council."""
    import_module(settings.ROOT_URLCONF)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """Build the database as its owner, then be the application, as in life."""
    with django_db_blocker.unblock():
        cluster.build()
    yield
    with django_db_blocker.unblock():
        connection.close()


def _fresh_copy(self: TransactionTestCase) -> None:
    """After a test with real transactions: a fresh copy, since the application may not truncate."""
    cluster.make_copy(connection.settings_dict["NAME"])


def _nothing_left(self: TestCase) -> None:
    """After a test that is taken back: whatever stayed would make all that follow it fail."""
    _taken_back(self)
    name = connection.settings_dict["NAME"]
    if cluster.left_behind(name):
        cluster.make_copy(name)
        raise AssertionError("This test left rows behind: it needs real transactions.")


TransactionTestCase._fixture_teardown = _fresh_copy  # type: ignore[attr-defined]
_taken_back = TestCase._fixture_teardown  # type: ignore[attr-defined]
TestCase._fixture_teardown = _nothing_left  # type: ignore[attr-defined]


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, who live in a database of their own, as they were made this morning."""
    return cluster.cast()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: Any) -> None:
    """Before anything begins: into the database that this test needs."""
    with item.config.stash[blocking_manager_key].unblock():
        cluster.move(with_cast=_meets_cast(item))


def _meets_cast(item: Any) -> bool:
    """Whether it is our own `cast`, or one that some file has made of it."""
    for one in reversed(item._fixtureinfo.name2fixturedefs.get("cast", ())):
        if one.baseid == "":
            return True
        if "cast" not in one.argnames:
            return False
    return False


@pytest.fixture
def browse(db: None) -> browsing.Browse:
    """A browser in which an account is signed in, and which looks at each page."""
    return browsing.signed_in
