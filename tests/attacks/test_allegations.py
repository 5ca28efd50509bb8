"""What is kept apart: read, changed or led to by nobody else, with SQL of their own."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account, RoleHeld
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.record.tests.telling import keeper, tell
from tests.attacks.attacker import changes, inserts, reads
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
TABLES = ("record_allegation", "record_allegationversion")


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def josie(cast: Cast) -> Account:
    return keeper(cast)


def version(by: Account, allegation: UUID, number: int = 2, **more: Any) -> bool:
    """Whether this account can write a version of it."""
    usual = {
        "id": new_id(),
        "allegation_id": allegation,
        "number": number,
        "form": "position-of-trust 1",
        "said": json.dumps([]),
        "left_open": json.dumps({}),
        "why": "x",
        "by_id": by.pk,
        "at": timezone.now(),
    }
    return inserts(by, "record_allegationversion", **(usual | more))


def allegation(by: Account, **more: Any) -> bool:
    usual = {"id": new_id(), "told_by_id": by.pk, "told_at": timezone.now(), "versions": 1}
    return inserts(by, "record_allegation", **(usual | more))


def hold_the_role(cast: Cast, who: Account, role: str = "designated-officer") -> None:
    with acting(cast.system.pk):
        RoleHeld.objects.create(
            account=who, role_id=role, starts=timezone.now(), until=FOR_EVER, given_by=cast.system
        )


def test_no_role_but_one_reads_it(cast: Cast, josie: Account) -> None:
    tell(cast.alice)
    for one in (cast.alice, cast.bob, cast.charlie, cast.mo, cast.protection, cast.system):
        for table in TABLES:
            assert reads(one, f"select id from {table}") == [], (one.email, table)
    for one in (cast.ade_account, cast.pat, cast.sam):
        for table in TABLES:
            assert reads(one, f"select id from {table}") == [], (one.email, table)
    for table in TABLES:
        assert len(reads(josie, f"select id from {table}")) == 1


@pytest.mark.parametrize("role", ["manager", "principal-social-worker", "administrator"])
def test_leading_managing_and_administering_open_nothing(
    cast: Cast, josie: Account, role: str
) -> None:
    tell(cast.alice)
    hold_the_role(cast, cast.charlie, role)
    for table in TABLES:
        assert reads(cast.charlie, f"select id from {table}") == []


@pytest.mark.parametrize("kind", ["system", "person", "proxy", "partner"])
def test_the_role_alone_is_not_enough_for_who_does_not_work_here(
    cast: Cast, josie: Account, kind: str
) -> None:
    tell(cast.alice)
    who = {
        "system": cast.system,
        "person": cast.ade_account,
        "proxy": cast.pat,
        "partner": cast.sam,
    }[kind]
    hold_the_role(cast, who)
    for table in TABLES:
        assert reads(who, f"select id from {table}") == []
    assert not allegation(who)


def test_an_emergency_and_a_grant_on_everybody_lead_nowhere(cast: Cast, josie: Account) -> None:
    tell(cast.alice)
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=cast.ade.pk, reason="A child is alone", by=cast.charlie)
    for one in (cast.charlie, cast.system):
        for table in TABLES:
            assert reads(one, f"select id from {table}") == []


def test_whoever_told_neither_reads_nor_adds(cast: Cast, josie: Account) -> None:
    made = tell(cast.alice)
    assert not version(cast.alice, made)
    assert not version(cast.alice, made, number=1, id=new_id())
    assert changes(cast.alice, "update record_allegation set against_id = null") == 0
    assert changes(cast.alice, "update record_allegation set versions = 7") == 0
    hash_of = "select gate.allegation_hash(%s)"
    [mine] = reads(josie, "select id from record_allegationversion")
    assert reads(josie, hash_of, [mine]) == [None]  # of what somebody else wrote
    assert reads(cast.bob, hash_of, [mine]) == [None]


def test_nobody_tells_in_anothers_name_or_without_the_role_to_write(
    cast: Cast, josie: Account
) -> None:
    assert allegation(cast.alice)
    assert not allegation(cast.alice, told_by_id=cast.bob.pk)
    assert not allegation(cast.alice, versions=3)
    assert not allegation(cast.protection)  # reads and does not write
    assert not allegation(cast.system)
    made = tell(cast.alice)
    assert not version(josie, made, by_id=cast.alice.pk)
    assert version(josie, made)


def test_whom_it_is_against_is_out_by_every_door(cast: Cast, josie: Account) -> None:
    ffion = keeper(cast, "Ffion")
    made = tell(cast.alice, against=ffion)
    for table in TABLES:
        assert reads(ffion, f"select id from {table}") == []
    assert (
        changes(ffion, "update record_allegation set against_id = null where id = %s", [made]) == 0
    )
    assert changes(ffion, "update record_allegation set against_id = null") == 0
    assert not version(ffion, made)
    assert reads(ffion, "select gate.take_over_allegation(%s)", [made]) == []
    assert reads(ffion, "select id from record_task") == []


def test_a_keeper_does_not_shut_themselves_out_nor_changes_what_was_told(
    cast: Cast, josie: Account
) -> None:
    made = tell(cast.alice)
    mine = "update record_allegation set against_id = %s"
    assert changes(josie, mine, [josie.pk]) == 0
    assert changes(josie, mine, [cast.bob.pk]) == 1
    for verb in (
        "update record_allegationversion set why = 'y'",
        "delete from record_allegationversion",
        "delete from record_allegation",
        "update record_allegation set told_by_id = against_id",
        "update record_allegation set versions = 0",
    ):
        assert changes(josie, verb) == 0, verb
    assert reads(josie, "select id from record_allegation") == [made]


def test_nobody_else_takes_over_what_waits(cast: Cast, josie: Account) -> None:
    made = tell(cast.alice)
    for one in (cast.alice, cast.mo, cast.protection, cast.system):
        assert reads(one, "select gate.take_over_allegation(%s)", [made]) == []
        assert reads(one, "select gate.allegations_without_line()") == []
