"""Shared work, attacked in SQL: others' lists, cover, limits, and tasks of somebody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from alongside.desk.access.caseload import open_tasks
from alongside.desk.access.order import lines_for
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.actions.bars import bar
from alongside.people.models import Bar, Basis, Grant
from alongside.record.models import Task
from tests.cast import Cast, assemble, join

from . import attacker

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def task(cast: Cast, what: str = "look again", **more: Any) -> Task:
    with acting(cast.alice.pk):
        return Task.objects.create(
            what=what,
            person=more.pop("person", cast.ade),
            account=more.pop("account", cast.alice),
            from_kind="record.about",
            from_id=new_id(),
            made_by=cast.alice,
            **more,
        )


def cover(away: Any, by: Any, cover: Any, **more: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "id": new_id(),
        "away_id": away.pk,
        "cover_id": cover.pk,
        "starts": now - timedelta(minutes=1),
        "until": now + timedelta(days=5),
        "grants": [],
        "said_by_id": by.pk,
        "said_at": now,
        **more,
    }


def words(by: Any, one: Task, **more: Any) -> dict[str, Any]:
    usual = {"id": new_id(), "what": "later", "words": "x", "by_id": by.pk, "at": timezone.now()}
    usual["step"] = ""
    return {**usual, "task_id": one.pk, **more}


def test_nobody_covers_for_somebody_by_their_own_word(cast: Cast) -> None:
    one = task(cast)
    for who in (cast.bob, cast.charlie, cast.protection, cast.sam, cast.ade_account):
        assert not attacker.inserts(who, "record_cover", **cover(cast.alice, who, who))
        assert attacker.reads(who, "select id from record_task where id = %s", [one.pk]) == []
    # Nor in somebody else's name, for oneself, or while it is over already.
    assert not attacker.inserts(cast.bob, "record_cover", **cover(cast.alice, cast.alice, cast.bob))
    assert not attacker.inserts(cast.bob, "record_cover", **cover(cast.bob, cast.bob, cast.bob))
    assert attacker.inserts(cast.mo, "record_cover", **cover(cast.alice, cast.mo, cast.bob))
    assert attacker.reads(cast.bob, "select id from record_task where id = %s", [one.pk])


def test_cover_is_not_made_longer_or_taken_back(cast: Cast) -> None:
    assert attacker.inserts(cast.alice, "record_cover", **cover(cast.alice, cast.alice, cast.bob))
    longer = "update record_cover set until = until + interval '1 year'"
    for who in (cast.alice, cast.bob, cast.mo):
        assert attacker.changes(who, longer) == 0
    end = "update record_cover set ended_at = now(), ended_by_id = gate.me()"
    assert attacker.changes(cast.bob, end) == 0
    assert attacker.changes(cast.charlie, end) == 0
    assert attacker.changes(cast.alice, end) == 1
    assert attacker.changes(cast.alice, "update record_cover set ended_at = null") == 0
    assert attacker.reads(cast.sam, "select id from record_cover") == []
    assert attacker.reads(cast.ade_account, "select id from record_cover") == []


def test_what_is_kept_apart_is_not_covered(cast: Cast) -> None:
    apart = task(cast, "allegation")
    attacker.inserts(cast.alice, "record_cover", **cover(cast.alice, cast.alice, cast.bob))
    assert attacker.reads(cast.bob, "select id from record_task where id = %s", [apart.pk]) == []
    done = "update record_task set done_at = now(), done_by_id = gate.me() where id = %s"
    assert attacker.changes(cast.bob, done, [apart.pk]) == 0


def test_who_is_kept_out_covers_nothing_about_that_person(cast: Cast) -> None:
    about = task(cast, "asked", words="What we say about them")
    other = task(cast, "asked", words="Of nobody", person=None)
    attacker.inserts(cast.alice, "record_cover", **cover(cast.alice, cast.alice, cast.bob))
    with acting(cast.bob.pk):
        assert open_tasks(cast.bob).filter(pk=about.pk).exists()
    with acting(cast.mo.pk):
        bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    see = "select words from record_task where id = %s"
    assert attacker.reads(cast.bob, see, [about.pk]) == []
    assert attacker.reads(cast.alice, see, [about.pk])
    done = "update record_task set done_at = now(), done_by_id = gate.me()"
    assert attacker.changes(cast.bob, f"{done} where id = %s", [about.pk]) == 0
    ask = "select gate.pass_task(%s, %s)"
    assert attacker.reads(cast.bob, ask, [about.pk, cast.alice.pk]) == [False]
    with acting(cast.bob.pk):
        assert not open_tasks(cast.bob).filter(pk=about.pk).exists()
        assert not {about.pk} & {line.id for line in lines_for(cast.bob)[0].lines}
        assert open_tasks(cast.bob).filter(pk=other.pk).exists()


def test_a_task_is_passed_by_whoever_has_it(cast: Cast) -> None:
    one = task(cast)
    ask = "select gate.pass_task(%s, %s)"
    for who in (cast.bob, cast.mo, cast.charlie):
        assert attacker.reads(who, ask, [one.pk, cast.bob.pk]) == [False], who.email
    assert attacker.reads(cast.ade_account, ask, [one.pk, cast.bob.pk]) == []
    # To nobody who may not open the record, who is no staff, or who left.
    for whom in (cast.charlie, cast.sam, cast.ade_account):
        assert attacker.reads(cast.alice, ask, [one.pk, whom.pk]) == [False]
    assert attacker.reads(cast.alice, ask, [one.pk, cast.bob.pk]) == [True]
    assert attacker.reads(cast.alice, ask, [one.pk, cast.alice.pk]) == [False]


@pytest.mark.parametrize("what", ["second look", "review break-glass", "allegation", "unlock file"])
def test_what_others_must_look_at_stays(cast: Cast, what: str) -> None:
    one = task(cast, what)
    ask = "select gate.pass_task(%s, %s)"
    assert attacker.reads(cast.alice, ask, [one.pk, cast.bob.pk]) == [False]


def test_words_are_said_in_ones_own_name_of_ones_own_list(cast: Cast) -> None:
    one = task(cast)
    for who in (cast.bob, cast.charlie, cast.sam, cast.ade_account):
        assert not attacker.inserts(who, "record_duewords", **words(who, one)), who.email
    assert not attacker.inserts(cast.alice, "record_duewords", **words(cast.bob, one))
    assert attacker.inserts(cast.alice, "record_duewords", **words(cast.alice, one))
    for who in (cast.bob, cast.mo, cast.sam):
        assert attacker.reads(who, "select words from record_duewords") == []
    for change in ("update record_duewords set words = 'y'", "delete from record_duewords"):
        assert attacker.changes(cast.alice, change) == 0


def limit(cast: Cast, by: Any, of: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "account_id": of.pk,
        "hours": 100,
        "stage": "experienced",
        "reason": "x",
        "by_id": by.pk,
        "at": timezone.now(),
    }


def test_a_limit_is_set_by_whoever_leads(cast: Cast) -> None:
    for who, of in (
        (cast.alice, cast.alice),
        (cast.bob, cast.alice),
        (cast.mo, cast.mo),
        (cast.mo, cast.charlie),
        (cast.protection, cast.alice),
    ):
        assert not attacker.inserts(who, "record_worklimit", **limit(cast, who, of)), who.email
    assert attacker.inserts(cast.mo, "record_worklimit", **limit(cast, cast.mo, cast.alice))
    every = "select id from record_worklimit"
    assert len(attacker.reads(cast.alice, every)) == len(attacker.reads(cast.mo, every)) == 1
    for who in (cast.bob, cast.charlie, cast.protection, cast.sam, cast.ade_account):
        assert attacker.reads(who, every) == [], who.email
    assert attacker.changes(cast.mo, "update record_worklimit set hours = 10") == 0


def test_the_unallocated_are_said_to_whoever_leads(cast: Cast) -> None:
    ask = "select person_id from gate.unallocated(%s, 100)"
    assert attacker.reads(cast.mo, ask, [cast.adults.pk]) == []
    with acting(cast.system.pk):
        for one in Grant.objects.filter(person=cast.ade, basis=Basis.ALLOCATED):
            grants.end_grant(grant=one, why="left", by=cast.system)
    assert attacker.reads(cast.mo, ask, [cast.adults.pk]) == [cast.ade.pk]
    for who in (cast.alice, cast.bob, cast.charlie, cast.sam, cast.ade_account):
        assert attacker.reads(who, ask, [cast.adults.pk]) == [], who.email
    with acting(cast.system.pk):
        join(cast.charlie, cast.adults)
    assert attacker.reads(cast.charlie, ask, [cast.adults.pk]) == []


def test_restrictions_are_counted_where_the_record_is_read(cast: Cast) -> None:
    entry = attacker.entry(cast.alice, [cast.ade])
    with acting(cast.alice.pk):
        from alongside.record.models import Restriction

        Restriction.objects.create(
            entry_id=entry,
            words="x",
            by=cast.alice,
            until=timezone.localdate(),
            review_by=cast.alice,
        )
    ask = "select person_id from gate.restricted_due(%s::uuid[], current_date + 10)"
    for who, sees in ((cast.mo, True), (cast.bob, True), (cast.charlie, False), (cast.sam, False)):
        assert bool(attacker.reads(who, ask, [[cast.ade.pk]])) is sees, who.email
