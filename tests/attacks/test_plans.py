"""Plans, attacked in SQL: reading another's, writing for another, and changing what was agreed."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Bar
from alongside.plans.actions import end_plan
from alongside.plans.models import Sheet
from alongside.plans.tests.agreeing import agree
from tests.cast import Cast, assemble

from . import attacker

pytestmark = pytest.mark.django_db
REASON = "He rang and said that he has fallen, and nobody who works with him answers."
TABLES = ("plans_sheet", "plans_line")


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def made(cast: Cast) -> Sheet:
    return agree(cast.ade, cast.alice)


def sheet(cast: Cast, **more: Any) -> dict[str, Any]:
    id = new_id()
    usual = {
        "id": id,
        "plan": id,
        "person_id": cast.ade.pk,
        "kind": "care",
        "number": 1,
        "content": "{}",
        "agreed_on": timezone.localdate(),
        "by_id": cast.alice.pk,
        "at": timezone.now(),
    }
    return usual | more


def line(made: Sheet, **more: Any) -> dict[str, Any]:
    usual = {
        "id": new_id(),
        "plan": made.plan,
        "sheet_id": made.pk,
        "person_id": made.person_id,
        "what": "agrees",
        "step": "",
        "who": "x",
        "is_own": False,
        "words": "",
        "on": timezone.localdate(),
        "by_id": made.by_id,
        "at": timezone.now(),
    }
    return usual | more


def test_only_those_who_reach_the_record_read_a_row(cast: Cast, made: Sheet) -> None:
    for table in TABLES:
        for account in (cast.alice, cast.bob, cast.mo, cast.ade_account):
            assert attacker.reads(account, f"select id from {table}"), (account.email, table)
        for account in (cast.charlie, cast.pat, cast.sam, cast.protection):
            assert attacker.reads(account, f"select id from {table}") == []
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    for table in TABLES:
        assert attacker.reads(cast.bob, f"select id from {table}") == []


def test_nobody_writes_a_sheet_for_another_or_out_of_turn(cast: Cast, made: Sheet) -> None:
    assert attacker.inserts(cast.alice, "plans_sheet", **sheet(cast))
    for account in (cast.charlie, cast.pat, cast.sam, cast.ade_account, cast.system):
        assert not attacker.inserts(account, "plans_sheet", **sheet(cast, by_id=account.pk))
    assert not attacker.inserts(cast.alice, "plans_sheet", **sheet(cast, by_id=cast.bob.pk))
    for content in ("[]", '"x"', "null"):
        odd = sheet(cast, content=content)
        assert not attacker.inserts(cast.alice, "plans_sheet", **odd), content
    next_one = {"plan": made.plan, "kind": made.kind, "number": 2}
    for wrong in (
        {"plan": made.plan},
        {"plan": new_id()},
        {**next_one, "number": 3},
        {**next_one, "kind": "care"},
        {**next_one, "person_id": cast.temi.pk},
    ):
        assert not attacker.inserts(cast.alice, "plans_sheet", **sheet(cast, **wrong)), wrong
    assert attacker.inserts(cast.alice, "plans_sheet", **sheet(cast, **next_one))


def test_nobody_says_what_is_not_theirs_to_say(cast: Cast, made: Sheet) -> None:
    ade = cast.ade_account
    own = {"by_id": ade.pk, "is_own": True}
    assert attacker.inserts(ade, "plans_line", **line(made, **own))
    theirs = agree(cast.temi, cast.alice)
    for wrong in (
        {**own, "is_own": False},
        {**own, "what": "over"},
        {**own, "what": "out"},
        {**own, "what": "done"},  # of no step
        {**own, "step": "s1"},  # of a step, and not whether it is done
        {**own, "by_id": cast.alice.pk},
        {**own, "person_id": cast.temi.pk, "sheet_id": theirs.pk, "plan": theirs.plan},
        {**own, "sheet_id": theirs.pk},
        {**own, "plan": theirs.plan},
    ):
        assert not attacker.inserts(ade, "plans_line", **line(made, **wrong)), wrong
    for account in (cast.charlie, cast.pat, cast.sam):
        assert not attacker.inserts(account, "plans_line", **line(made, by_id=account.pk))
    assert not attacker.inserts(cast.alice, "plans_line", **line(made, what="anything"))
    done = {"what": "done", "step": "s1"}
    # What a person says is written down by whoever agreed it with them, and never of a step.
    assert attacker.inserts(cast.alice, "plans_line", **line(made, is_own=True))
    assert not attacker.inserts(cast.alice, "plans_line", **line(made, is_own=True, **done))
    bobs = {"by_id": cast.bob.pk}
    assert attacker.inserts(cast.bob, "plans_line", **line(made, **bobs))
    assert not attacker.inserts(cast.bob, "plans_line", **line(made, is_own=True, **bobs))
    for told in ({"words": "Why"}, {"words": "", "who": "x"}):  # read by more than the plan is
        assert not attacker.inserts(cast.alice, "plans_line", **line(made, what="out", **told))
    assert not attacker.inserts(cast.alice, "plans_line", **line(made, plan=theirs.plan))


def test_whoever_is_there_for_a_time_speaks_for_nobody(cast: Cast, made: Sheet) -> None:
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=cast.ade.pk, reason=REASON, by=cast.charlie)
    mine = {"by_id": cast.charlie.pk, "who": ""}
    for what in ("agrees", "differs", "not asked", "over", "out"):
        assert not attacker.inserts(cast.charlie, "plans_line", **line(made, what=what, **mine))
    done = line(made, what="done", step="s1", **mine)
    assert attacker.inserts(cast.charlie, "plans_line", **done)


@pytest.mark.parametrize("table", TABLES)
def test_nothing_agreed_or_said_is_changed_or_removed(cast: Cast, made: Sheet, table: str) -> None:
    for statement in (f"update {table} set by_id = by_id", f"delete from {table}"):
        for account in (cast.alice, cast.mo, cast.system, cast.ade_account):
            assert attacker.changes(account, statement) == 0
    with (
        acting(cast.alice.pk),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"truncate {table} cascade")


def test_what_was_in_the_wrong_record_is_gone_from_sight(cast: Cast, made: Sheet) -> None:
    with acting(cast.alice.pk):
        end_plan(plan=made.plan, is_misplaced=True, words="It is Temi’s.", by=cast.alice)
    for account in (cast.alice, cast.bob):
        assert attacker.reads(account, "select id from plans_sheet") == []
        assert attacker.reads(account, "select what from plans_line") == ["out"]
    for table in TABLES:
        assert attacker.reads(cast.ade_account, f"select id from {table}") == []
    assert attacker.reads(cast.mo, "select id from plans_sheet") == [made.pk]
    assert not attacker.inserts(cast.mo, "plans_line", **line(made, by_id=cast.mo.pk))
