"""Withdrawing an import whose child was sealed meanwhile: that child is not reached or told."""

import json

import pytest
from django.db import connection, transaction

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.insight import jobs
from alongside.insight.actions import ask_to_withdraw, decide_withdrawal
from alongside.insight.models import ImportRun, Left, Withdrawal
from alongside.people.models import Person
from alongside.people.tests.test_sealing import rows_about
from alongside.record.models import About
from tests.cluster import as_owner

from .test_looked_after_sealing import Scene
from .test_looked_after_sealing import scene as scene


@pytest.fixture
def withdrawn(scene: Scene) -> Withdrawal:
    """The return that brought the child, taken back after the sealing."""
    kit = Account.objects.get(email="kit@northmere.example")
    with acting(kit.pk), transaction.atomic():
        run = ImportRun.objects.order_by("started_at")[0]
        asked = ask_to_withdraw(run=run, why="The wrong year", by=kit)
    second = scene.cast.protection
    with acting(second.pk), transaction.atomic():
        found = Withdrawal.objects.get(pk=asked.pk)
        decide_withdrawal(withdrawal=found, is_agreed=True, words="Yes", by=second)
    jobs.take_back_agreed(0)
    with acting(kit.pk), transaction.atomic():
        return Withdrawal.objects.get(pk=asked.pk)


def test_the_others_leave_and_the_sealed_record_is_not_reached(
    scene: Scene, withdrawn: Withdrawal
) -> None:
    assert withdrawn.ended_at is not None
    assert withdrawn.counts["people"]
    with acting(scene.officer.pk), transaction.atomic():
        assert About.objects.filter(person=scene.old).exists()
        assert Person.objects.get(pk=scene.old.pk).state == "living"
    kit = Account.objects.get(email="kit@northmere.example")
    for who in (kit, scene.cast.protection):
        with acting(who.pk), transaction.atomic():
            assert not Left.objects.filter(child="LA0002").exists()
            assert not Left.objects.filter(person_id__in=[scene.old.pk, scene.new.pk]).exists()


def test_nothing_joins_the_two_afterwards(scene: Scene, withdrawn: Withdrawal) -> None:
    with as_owner():
        old, new = rows_about(scene.old), rows_about(scene.new)
        with connection.cursor() as cursor:
            cursor.execute(
                "select t::text from foundation_trail t where t.at >= %s", [withdrawn.asked_at]
            )
            lines = [line for (line,) in cursor.fetchall()]
            cursor.execute("select w::text from insight_withdrawal w")
            [(row,)] = cursor.fetchall()
    assert lines
    for said in (*lines, row):
        assert str(scene.old.pk) not in said
        assert str(scene.new.pk) not in said
        assert "LA0002" not in said
    assert not {table for table, _ in old} & {"record_misfiled", "insight_left"}
    assert [table for table, found in new if str(scene.old.pk) in json.dumps(found)] == [
        "people_sealedlink"
    ]
