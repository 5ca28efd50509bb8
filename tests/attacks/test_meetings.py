"""Meetings, attacked in SQL: reading one to which nobody asked, speaking for another, changing."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Bar
from alongside.plans.meetings.actions import change_meeting
from alongside.plans.models import Meeting
from alongside.plans.tests.meeting import arrange, written
from tests.cast import Cast, assemble

from . import attacker

pytestmark = pytest.mark.django_db
TABLES = ("plans_meeting", "plans_meetingline")


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def made(cast: Cast) -> Meeting:
    return arrange(cast.ade, cast.alice)


def meeting(cast: Cast, **more: Any) -> dict[str, Any]:
    usual = {
        "id": new_id(),
        "person_id": cast.ade.pk,
        "kind": "core-group",
        "starts_at": timezone.now(),
        "place": "",
        "link": "",
        "why": "x",
        "by_id": cast.alice.pk,
        "at": timezone.now(),
    }
    return usual | more


def line(id: Any, cast: Cast, **more: Any) -> dict[str, Any]:
    usual = {
        "id": new_id(),
        "meeting_id": id,
        "person_id": cast.ade.pk,
        "what": "view",
        "who": "x",
        "how": "",
        "is_own": False,
        "words": "x",
        "by_id": cast.alice.pk,
        "at": timezone.now(),
    }
    return usual | more


def test_only_those_who_reach_the_record_read_a_row(cast: Cast, made: Meeting) -> None:
    for table in TABLES:
        for account in (cast.alice, cast.bob, cast.mo, cast.ade_account):
            assert attacker.reads(account, f"select id from {table}"), (account.email, table)
        for account in (cast.charlie, cast.pat, cast.sam, cast.protection):
            assert attacker.reads(account, f"select id from {table}") == []
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    for table in TABLES:
        assert attacker.reads(cast.bob, f"select id from {table}") == []


def test_a_person_reads_what_they_are_asked_to_and_no_more(cast: Cast, made: Meeting) -> None:
    secret = arrange(cast.ade, cast.alice, asked=[], why_not="It would put him in danger.")
    ade = cast.ade_account
    assert attacker.reads(ade, "select id from plans_meeting") == [made.pk]
    of_it = f"select what from plans_meetingline where meeting_id = '{secret.pk}'"
    assert attacker.reads(ade, of_it) == []
    assert not attacker.inserts(
        ade, "plans_meetingline", **line(secret.pk, cast, by_id=ade.pk, is_own=True)
    )
    theirs = line(made.pk, cast, who="The school")
    own = line(made.pk, cast, by_id=ade.pk, is_own=True)
    assert attacker.inserts(cast.alice, "plans_meetingline", **theirs)
    assert attacker.inserts(ade, "plans_meetingline", **own)
    sorts = attacker.reads(ade, "select distinct what from plans_meetingline")
    assert "not asked" not in sorts
    assert "came" not in sorts


def test_nobody_speaks_for_another_or_out_of_turn(cast: Cast, made: Meeting) -> None:
    ade = cast.ade_account
    own = {"by_id": ade.pk, "is_own": True}
    wrong: dict[str, Any]
    for wrong in (
        {**own, "is_own": False},
        {**own, "what": "invited"},
        {**own, "what": "off"},
        {**own, "what": "out", "words": "", "who": ""},
        {**own, "what": "written"},
        {**own, "what": "decided"},
        {**own, "what": "agrees"},  # before there are minutes
        {**own, "by_id": cast.alice.pk},
        {**own, "person_id": cast.temi.pk},
    ):
        told = line(made.pk, cast, **wrong)
        assert not attacker.inserts(ade, "plans_meetingline", **told), wrong
    for account in (cast.charlie, cast.pat, cast.sam, cast.system):
        told = line(made.pk, cast, by_id=account.pk)
        assert not attacker.inserts(account, "plans_meetingline", **told)
        assert not attacker.inserts(account, "plans_meeting", **meeting(cast, by_id=account.pk))
    assert not attacker.inserts(ade, "plans_meeting", **meeting(cast, by_id=ade.pk))
    for wrong in (
        {"by_id": cast.bob.pk},
        {"what": "decided"},  # by nobody who wrote the minutes
        {"what": "moved"},  # to no day
        {"what": "anything"},
        {"what": "out", "who": "", "words": "Why"},  # read by more than the meeting is
        {"person_id": cast.temi.pk},
    ):
        told = line(made.pk, cast, **wrong)
        assert not attacker.inserts(cast.alice, "plans_meetingline", **told), wrong


def test_what_is_said_once_minutes_are_written(cast: Cast) -> None:
    entry = written(cast.ade, cast.alice)
    bobs = {"by_id": cast.bob.pk}
    assert attacker.inserts(
        cast.bob, "plans_meetingline", **line(entry.pk, cast, what="agrees", **bobs)
    )
    for wrong in (
        {"what": "agrees", "is_own": True, **bobs},
        {"what": "decided", **bobs},
        {"what": "came", **bobs},
        {"what": "written", **bobs},
        {"what": "view", **bobs},
        {"what": "point"},
        {"what": "written"},
    ):
        told = line(entry.pk, cast, **wrong)
        who = cast.bob if "by_id" in wrong else cast.alice
        assert not attacker.inserts(who, "plans_meetingline", **told), wrong


@pytest.mark.parametrize("table", TABLES)
def test_nothing_said_is_changed_or_removed(cast: Cast, made: Meeting, table: str) -> None:
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


def test_what_was_in_the_wrong_record_is_gone_from_sight(cast: Cast, made: Meeting) -> None:
    with acting(cast.alice.pk):
        change_meeting(meeting=made.pk, what="out", words="It is Temi’s.", by=cast.alice)
    for account in (cast.alice, cast.bob):
        assert attacker.reads(account, "select id from plans_meeting") == []
        assert attacker.reads(account, "select what from plans_meetingline") == ["out"]
    for table in TABLES:
        assert attacker.reads(cast.ade_account, f"select id from {table}") == []
    assert attacker.reads(cast.mo, "select id from plans_meeting") == [made.pk]
