"""A survey in a test: whoever may ask everybody, thirty who are asked, giving and closing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import giving
from alongside.learning.actions import waves as actions
from alongside.learning.models import Wave
from alongside.learning.surveys.shipped import text_of
from tests.cast import Cast, account, assemble, join

HEALTH = text_of("health-check")
SAYS = {"framework": "3", "caseload": "2", "helps/fewer": "yes"}


@contextmanager
def being(who: Account) -> Iterator[None]:
    """As somebody, in a transaction as a request is."""
    with acting(who.pk), transaction.atomic():
        yield


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, made anew and committed: nothing is counted in the transaction that closed it."""
    with transaction.atomic():
        return assemble()


@pytest.fixture
def principal(cast: Cast) -> Account:
    """Whoever may ask everybody."""
    with being(cast.system):
        return account("staff", "Principal", "Principal", roles=("principal-social-worker",))


@pytest.fixture
def many(cast: Cast) -> list[Account]:
    """Thirty colleagues more, in two teams."""
    with being(cast.system):
        found = [account("staff", f"Worker{number}", "Social worker") for number in range(30)]
        for number, one in enumerate(found):
            join(one, cast.adults if number % 2 else cast.children)
    return found


def opened(by: Account, **more: Any) -> Wave:
    """A wave that is open from today."""
    given = {
        "kind": "health check", "title": "How we are", "about": "To see what to do first.",
        "text": HEALTH, "whom": "staff", "teams": [], "groups": ["role", "team"], "smallest": 10,
        "closes_on": timezone.localdate() + timedelta(days=14),
    }  # fmt: skip
    with acting(by.pk):
        return actions.open_wave(**{**given, **more}, by=by)


def give(wave: Wave, by: Account, answers: dict[str, str] | None = None, **groups: str) -> None:
    """Answer as the page does."""
    with acting(by.pk):
        giving.give_answers(wave=wave, answers=answers or SAYS, groups=groups, by=by)


def closed(wave: Wave, by: Account) -> Wave:
    """Close, then count, and read again what stands for ever."""
    with acting(by.pk):
        actions.close_wave(wave=wave, by=by)
        actions.count_wave(wave=wave, by=by)
        with transaction.atomic():
            wave.refresh_from_db()
    return wave


def counted(sql: str, *given: Any) -> int:
    """A number, asked as whoever acts."""
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        row = cursor.fetchone()
    assert row
    return int(row[0])
