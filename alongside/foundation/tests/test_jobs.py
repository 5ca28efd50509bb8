"""What the worker clears away: only what is over, and as often as one likes."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app

from alongside.foundation import jobs

pytestmark = pytest.mark.django_db

CLOCKS = {
    "alongside.foundation.jobs.clear_sessions",
    "alongside.foundation.jobs.clear_counts",
    "alongside.people.jobs.recount_names",
    "alongside.record.jobs.hand_on_overdue",
    "alongside.record.jobs.look_again",
}


def test_every_clock_is_registered() -> None:
    registry = app.periodic_registry.periodic_tasks
    assert {name for name, _ in registry} >= CLOCKS


def test_sessions_that_are_over_are_cleared() -> None:
    soon = timezone.now() + timedelta(hours=1)
    Session.objects.create(session_key="over", session_data="", expire_date=timezone.now())
    Session.objects.create(session_key="open", session_data="", expire_date=soon)
    for _ in range(2):
        jobs.clear_sessions(0)
        assert [one.session_key for one in Session.objects.all()] == ["open"]


def test_counts_that_are_over_are_cleared() -> None:
    cache.set("tries:stays", 3, timeout=300)
    cache.set("tries:over", 3, timeout=300)
    with connection.cursor() as cursor:
        cursor.execute(
            "update django_cache set expires = now() - interval '1 minute'"
            " where cache_key like '%tries:over'"
        )
    assert jobs.clear_counts(0) == 1
    assert jobs.clear_counts(0) == 0
    assert cache.get("tries:stays") == 3


def test_names_are_recounted() -> None:
    recount = import_module("alongside.people.jobs").recount_names
    for _ in range(2):
        recount(0)
