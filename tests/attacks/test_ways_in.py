"""Nobody makes accounts and links that open more than they may let people in to, with own SQL."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants as actions
from alongside.people.actions import ways_in
from alongside.people.models import Grant
from tests.attacks.attacker import changes, grants, inserts, reads
from tests.cast import Cast, assemble
from tests.cast import account as made

pytestmark = pytest.mark.django_db

OWN = "the person themselves"
SURE = ways_in.MadeSure("known", "Met at home.", "alone")


@pytest.fixture
def cast() -> Cast:
    return assemble()


def account(me: Account, kind: str, **more: Any) -> bool:
    """Whether this account can add another."""
    row: dict[str, Any] = {
        "id": new_id(),
        "email": f"{new_id()}@home.example",
        "kind": kind,
        "password": "!",
        "is_active": True,
        "is_demo": False,
        "made_at": timezone.now(),
    }
    return inserts(me, "accounts_account", **(row | more))


def link(me: Account, whose: Account) -> bool:
    """Whether this account can make a way in for another."""
    now = timezone.now()
    row: dict[str, Any] = {
        "id": new_id(),
        "account_id": whose.pk,
        "token_hash": str(new_id()),
        "made_at": now,
    }
    return inserts(me, "accounts_signinlink", **row, until=now + timedelta(days=1))


def test_only_accounts_for_those_outside_and_only_by_whose_role_it_is(cast: Cast) -> None:
    assert account(cast.alice, "person")
    assert account(cast.alice, "proxy")
    for kind in ("staff", "partner", "system"):
        assert not account(cast.alice, kind)
    assert not account(cast.alice, "person", is_demo=True)
    for who in (cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert not account(who, "person")


def test_a_link_only_for_whom_one_may_let_in(cast: Cast) -> None:
    assert link(cast.alice, cast.ade_account)
    assert link(cast.alice, cast.pat)
    for whose in (cast.bob, cast.mo, cast.sam, cast.system, cast.alice):
        assert not link(cast.alice, whose)
    for who in (cast.charlie, cast.protection, cast.pat, cast.sam, cast.ade_account):
        assert not link(who, cast.ade_account)
        assert not link(who, cast.pat)
    with acting(cast.system.pk):
        grant = Grant.objects.get(account=cast.pat)
        actions.end_grant(grant=grant, why="over", by=cast.system)
    assert not link(cast.alice, cast.pat)
    with acting(cast.system.pk):
        actions.let_act_for(person=cast.stranger, account=cast.pat, called="P", by=cast.system)
        actions.let_act_for(person=cast.ade, account=cast.pat, called="P", by=cast.system)
    assert not link(cast.alice, cast.pat)


def test_a_role_without_it_gives_no_way_in_whatever_it_reads(cast: Cast) -> None:
    with acting(cast.alice.pk):
        actions.allocate(person=cast.temi, account=cast.protection, by=cast.alice)
    with acting(cast.system.pk):
        own, friend = made("person", "temi"), made("proxy", "friend")
    for whose, basis in ((own, OWN), (friend, "acting for them"), (cast.sam, "partner share")):
        row: dict[str, Any] = {
            "person_id": cast.temi.pk,
            "account_id": whose.pk,
            "rung": 0,
            "basis": basis,
        }
        assert not grants(cast.protection, **row)
        assert not grants(cast.charlie, **row)
        assert grants(cast.alice, **row)


def test_one_own_account_for_each_person_and_one_person_for_each(cast: Cast) -> None:
    with acting(cast.system.pk):
        first, second = made("person", "first"), made("person", "second")
    row: dict[str, Any] = {"person_id": cast.temi.pk, "rung": 0, "basis": OWN}
    soon = timezone.now() + timedelta(days=9)
    assert not grants(cast.alice, **row, account_id=first.pk, until=soon)
    assert grants(cast.alice, **row, account_id=first.pk, until=FOR_EVER)
    assert not grants(cast.alice, **row, account_id=second.pk)
    assert not grants(cast.alice, **row, account_id=cast.ade_account.pk)


def test_what_was_made_sure_of_is_nobody_elses_and_never_changes(cast: Cast) -> None:
    with acting(cast.alice.pk):
        grant = ways_in.let_person_read(
            person=cast.temi, email="t@home.example", reason="Asked", made_sure=SURE, by=cast.alice
        )
    assert grant.account is not None
    read = "select identity_words from people_wayin"
    assert reads(cast.alice, read) == ["Met at home."]
    for who in (grant.account, cast.charlie, cast.pat, cast.sam, cast.ade_account):
        assert not reads(who, read)
    for who in (cast.alice, cast.mo, cast.charlie, grant.account):
        assert not changes(who, "update people_wayin set identity_words = 'x'")
        assert not changes(who, "delete from people_wayin")


def test_an_emergency_and_a_death_let_nobody_in(cast: Cast) -> None:
    with acting(cast.charlie.pk):
        actions.break_glass(person_id=cast.temi.pk, reason="Found on the floor", by=cast.charlie)
    given: dict[str, Any] = {
        "person": cast.temi,
        "email": "t@home.example",
        "reason": "x",
        "made_sure": SURE,
    }
    with acting(cast.charlie.pk), pytest.raises(ValidationError):
        ways_in.let_person_read(**given, by=cast.charlie)
    with acting(cast.system.pk):
        own = made("person", "temi")
    row: dict[str, Any] = {"person_id": cast.temi.pk, "account_id": own.pk, "rung": 0, "basis": OWN}
    assert not grants(cast.charlie, **row)
    cast.temi.state = "died"
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="living"):
        ways_in.let_person_read(**given, by=cast.alice)


def test_of_the_sealed_only_who_seals_lets_anybody_in(cast: Cast) -> None:
    with acting(cast.system.pk):
        officer = made("staff", "Olu", "", ("adoption-records-officer",))
        actions.allocate(person=cast.temi, account=officer, by=cast.system)
        own = made("person", "temi")
    assert reads(officer, "select gate.unlist(%s)", [cast.temi.pk])
    row: dict[str, Any] = {"person_id": cast.temi.pk, "account_id": own.pk, "rung": 0, "basis": OWN}
    given: dict[str, Any] = {
        "person": cast.temi,
        "email": "t@home.example",
        "reason": "x",
        "made_sure": SURE,
    }
    assert not grants(cast.alice, **row)
    with acting(cast.alice.pk), pytest.raises(PermissionDenied):
        ways_in.let_person_read(**given, by=cast.alice)
    with acting(officer.pk):
        assert ways_in.let_person_read(**given, by=officer).account_id != own.pk
