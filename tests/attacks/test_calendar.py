"""Calendar addresses, attacked: guessed, read, made for others, kept alive, and what they say."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.record.actions.calendars import end_calendar, hashed, make_calendar
from alongside.record.models import CalendarFeed
from tests.cast import Cast, assemble

from . import attacker

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def secret(cast: Cast) -> str:
    with acting(cast.alice.pk):
        return make_calendar(by=cast.alice)


def asked(secret: str) -> int:
    return int(Client().get(f"/calendar/{secret}.ics").status_code)


def row(**more: Any) -> dict[str, Any]:
    now = timezone.now()
    usual = {"id": new_id(), "token_hash": "x" * 64, "made_at": now}
    return {**usual, "until": now + timedelta(days=90), **more}


def test_only_the_whole_address_opens_it(secret: str) -> None:
    assert asked(secret) == 200
    for wrong in (secret[:-1], secret + "A", secret.swapcase(), hashed(secret), "'", "%00", "🙂"):
        assert asked(wrong) == 404, wrong


def test_what_is_kept_is_no_address(cast: Cast, secret: str) -> None:
    [kept] = attacker.reads(cast.alice, "select token_hash from record_calendarfeed")
    assert secret not in kept
    assert asked(kept) == 404


def test_nobody_reads_or_ends_somebody_elses(cast: Cast, secret: str) -> None:
    for who in (cast.bob, cast.mo, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert attacker.reads(who, "select id from record_calendarfeed") == [], who.email
        assert attacker.changes(who, "update record_calendarfeed set ended_at = now()") == 0
    assert attacker.changes(cast.alice, "delete from record_calendarfeed") == 0
    assert asked(secret) == 200


def test_nobody_makes_one_for_somebody_else(cast: Cast) -> None:
    for who in (cast.mo, cast.ade_account, cast.sam, cast.pat):
        assert not attacker.inserts(who, "record_calendarfeed", **row(account_id=cast.bob.pk))
    for who in (cast.ade_account, cast.sam, cast.pat):
        assert not attacker.inserts(who, "record_calendarfeed", **row(account_id=who.pk))
    far = timezone.now() + timedelta(days=200)
    assert not attacker.inserts(
        cast.bob, "record_calendarfeed", **row(account_id=cast.bob.pk, until=far)
    )
    assert attacker.inserts(cast.bob, "record_calendarfeed", **row(account_id=cast.bob.pk))


def test_it_is_not_kept_alive(cast: Cast, secret: str) -> None:
    longer = "update record_calendarfeed set until = now() + interval '1 year'"
    assert attacker.changes(cast.alice, longer) == 0
    swap = "update record_calendarfeed set account_id = %s"
    assert attacker.changes(cast.alice, swap, [cast.bob.pk]) == 0
    with acting(cast.alice.pk):
        end_calendar(by=cast.alice)
    assert attacker.changes(cast.alice, "update record_calendarfeed set ended_at = null") == 0
    assert asked(secret) == 404


def test_a_leaver_has_no_calendar(cast: Cast, secret: str) -> None:
    with acting(cast.system.pk):
        cast.alice.is_active = False
        cast.alice.save(update_fields=["is_active"])
    assert asked(secret) == 404


def test_one_that_ran_out_is_gone(cast: Cast, secret: str) -> None:
    with acting(cast.alice.pk):
        CalendarFeed.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert asked(secret) == 404


def test_too_many_at_once_are_told_to_wait(cast: Cast, secret: str, settings: Any) -> None:
    from allauth.account import app_settings

    assert "calendar" in app_settings.RATE_LIMITS
