"""When a group meets, and who was there: tried with SQL of their own by those who may not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, When
from alongside.learning.actions import circles
from alongside.learning.models import Circle, Member
from alongside.learning.tests.in_circles import circle
from tests.cast import Cast, assemble

from .attacker import changes, reads

__all__ = ("circle",)
pytestmark = pytest.mark.django_db
SETS = (
    "next_at = now() + interval '3 days'", "next_where = 'Mine'", "next_off_why = 'Ill'",
    "next_was_at = now()", "next_changed_at = now()", "next_set_at = now()",
)  # fmt: skip


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def meets(cast: Cast, circle: Circle) -> Circle:
    """Alice hosts and says when; Bob is in; Charlie is asked in and has not answered."""
    starts = When((timezone.now() + timedelta(days=5)).astimezone(LONDON), "time")
    with acting(cast.alice.pk):
        return circles.plan_next(circle=circle, starts=starts, where="Room 2", by=cast.alice)


def strangers(cast: Cast) -> tuple[Account, ...]:
    return (cast.mo, cast.protection, cast.sam, cast.ade_account, cast.pat, cast.system)


def test_only_whoever_hosts_says_when_a_group_meets(cast: Cast, meets: Circle) -> None:
    for who in (cast.bob, cast.charlie, *strangers(cast)):
        for sets in SETS:
            assert changes(who, f"update learning_circle set {sets}") == 0, (who.email, sets)
    assert changes(cast.alice, f"update learning_circle set {SETS[0]}") == 1


def test_nor_does_whoever_handed_it_on(cast: Cast, meets: Circle) -> None:
    assert reads(cast.alice, "select gate.hand_circle_on(%s, %s)", [meets.pk, cast.bob.pk]) == [
        True
    ]
    for sets in SETS:
        assert changes(cast.alice, f"update learning_circle set {sets}") == 0, sets
    assert changes(cast.bob, f"update learning_circle set {SETS[0]}") == 1


@pytest.mark.parametrize("days", [-1, -400, 30 * 365])
def test_not_even_the_host_plans_what_is_past_or_a_lifetime_away(
    cast: Cast, meets: Circle, days: int
) -> None:
    sets = "update learning_circle set next_at = %s"
    assert changes(cast.alice, sets, [timezone.now() + timedelta(days=days)]) == 0


def test_an_ended_group_is_given_no_meeting(cast: Cast, meets: Circle) -> None:
    with acting(cast.alice.pk):
        circles.end_circle(circle=meets, by=cast.alice)
    assert changes(cast.alice, f"update learning_circle set {SETS[0]}") == 0


def test_strangers_read_of_no_meeting(cast: Cast, meets: Circle) -> None:
    read = "select next_where from learning_circle"
    assert reads(cast.bob, read) == ["Room 2"]
    for who in strangers(cast):
        assert reads(who, read) == [], who.email


def test_whoever_is_only_asked_in_reads_when_nobody_was_there(cast: Cast, meets: Circle) -> None:
    """They know what the others are called, since the page says so; and nothing else of them."""
    rows = "select account_id from learning_member"
    assert reads(cast.charlie, rows) == [cast.charlie.pk]
    for column in ("seen_at", "told_at", "joined_at", "invited_at", "called"):
        sql = f"select {column} from learning_member where account_id <> %s"
        assert reads(cast.charlie, sql, [cast.charlie.pk]) == [], column
        assert len(reads(cast.bob, sql, [cast.bob.pk])) == 2, column  # Bob has come in
    called = "select * from gate.called_in(%s, 100)"
    assert sorted(reads(cast.charlie, called, [meets.pk])) == ["Alice", "Bob"]
    for who in strangers(cast):
        assert reads(who, called, [meets.pk]) == [], who.email
    with acting(cast.bob.pk):
        circles.leave_circle(circle=meets, by=cast.bob)
    assert reads(cast.bob, called, [meets.pk]) == []
    assert reads(cast.charlie, called, [meets.pk]) == ["Alice"]


def test_nobody_says_for_another_that_they_have_read_of_it(cast: Cast, meets: Circle) -> None:
    for who in (cast.alice, cast.charlie, cast.mo):
        sql = "update learning_member set told_at = now() where account_id = %s"
        assert changes(who, sql, [cast.bob.pk]) == 0, who.email
    with acting(cast.bob.pk):
        assert Member.objects.get(account=cast.bob).told_at is None
