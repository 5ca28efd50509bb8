"""Statuses, attacked in SQL: reading what is not reached, and saying what nobody said."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.actions.around import add_relationship
from alongside.people.models import Bar
from alongside.record.actions import statuses
from alongside.record.actions.orders import LOOK
from alongside.record.actions.statuses import Saying
from alongside.record.models import Clock, Episode, Task
from tests.cast import Cast, assemble

from . import attacker

pytestmark = pytest.mark.django_db
EVERY = "select id from record_episode"


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def said(cast: Cast) -> Episode:
    """Ade has a direct payment, says Alice."""
    with acting(cast.alice.pk):
        saying = Saying("direct-payment", When(timezone.localdate(), "day"))
        return statuses.say_status(person=cast.ade, saying=saying, by=cast.alice)


def row(cast: Cast, by: UUID, **more: Any) -> dict[str, Any]:
    one = new_id()
    return {
        "id": one,
        "episode": one,
        "number": 1,
        "what": "said",
        "person_id": cast.ade.pk,
        "kind": "carer",
        "code": "",
        "since": timezone.localdate(),
        "since_known": "day",
        "until_known": "day",
        "words": "",
        "why": "",
        "detail": "{}",
        "source": "",
        "by_id": by,
        "at": timezone.now(),
        **more,
    }


def test_only_staff_with_the_record_read_it_and_a_bar_hides_it(cast: Cast, said: Episode) -> None:
    for who in (cast.alice, cast.bob, cast.mo):
        assert attacker.reads(who, EVERY) == [said.pk], who.email
    for who in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert attacker.reads(who, EVERY) == [], who.email
    with acting(cast.mo.pk):
        grants.bar(
            person=cast.ade, account=cast.alice, ground=Bar.Ground.CONFLICT, reason="x", by=cast.mo
        )
    assert attacker.reads(cast.alice, EVERY) == []
    assert attacker.reads(cast.alice, "select id from record_clock") == []


def test_nobody_changes_what_was_said_and_nobody_takes_it_away(cast: Cast, said: Episode) -> None:
    for who in (cast.alice, cast.bob, cast.mo, cast.protection):
        assert attacker.changes(who, "update record_episode set code = 'x'") == 0
        assert attacker.changes(who, "delete from record_episode") == 0


def test_only_who_writes_here_says_it_and_in_their_own_name(cast: Cast, said: Episode) -> None:
    for who in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert not attacker.inserts(who, "record_episode", **row(cast, who.pk)), who.email
    assert not attacker.inserts(cast.alice, "record_episode", **row(cast, cast.bob.pk))
    assert attacker.inserts(cast.alice, "record_episode", **row(cast, cast.alice.pk))


def test_what_is_said_anew_follows_and_is_of_the_same_person(cast: Cast, said: Episode) -> None:
    def adds(**more: Any) -> bool:
        new = row(cast, cast.alice.pk, kind="direct-payment", episode=said.pk, **more)
        return attacker.inserts(cast.alice, "record_episode", **new)

    assert not adds(number=1)
    assert not adds(number=3)
    assert not adds(number=2, person_id=cast.temi.pk)
    assert not attacker.inserts(
        cast.alice, "record_episode", **row(cast, cast.alice.pk, episode=said.pk, number=2)
    )  # of another kind
    assert adds(number=2)
    assert not adds(number=2)


def test_it_stands_on_an_entry_and_names_somebody_of_the_same_record(
    cast: Cast, said: Episode
) -> None:
    about_temi = attacker.entry(cast.alice, [cast.temi])
    about_ade = attacker.entry(cast.alice, [cast.ade])
    with acting(cast.alice.pk):
        of_temi = add_relationship(person=cast.temi, called="Dan", kind="sibling", by=cast.alice)
        of_ade = add_relationship(person=cast.ade, called="Dan", kind="sibling", by=cast.alice)

    def adds(**more: Any) -> bool:
        return attacker.inserts(cast.alice, "record_episode", **row(cast, cast.alice.pk, **more))

    assert not adds(entry_id=about_temi)
    assert not adds(named_id=of_temi.pk)
    assert adds(entry_id=about_ade, named_id=of_ade.pk)


def test_what_was_taken_out_is_gone_but_for_the_few(cast: Cast, said: Episode) -> None:
    with acting(cast.alice.pk):
        statuses.take_status_out(status=said, why="Of his brother.", by=cast.alice)
    for who in (cast.alice, cast.bob):
        assert attacker.reads(who, EVERY) == [], who.email
        assert attacker.reads(who, "select id from record_clock") == []
    assert len(attacker.reads(cast.mo, EVERY)) == 2
    again = row(cast, cast.mo.pk, kind="direct-payment", episode=said.pk, number=3)
    assert not attacker.inserts(cast.mo, "record_episode", **again)


def test_no_clock_counts_from_somebody_elses_status(cast: Cast, said: Episode) -> None:
    with acting(cast.alice.pk):
        mine = Clock.objects.get()

    def adds(**more: Any) -> bool:
        new = {
            "id": new_id(),
            "person_id": cast.ade.pk,
            "rule": "care-plan-review",
            "started_on": timezone.localdate(),
            "due_on": timezone.localdate(),
            "started_by_id": cast.alice.pk,
            "started_at": timezone.now(),
            "late_why": "",
            "begun_why": "",
            "ended_why": "",
            **more,
        }
        return attacker.inserts(cast.alice, "record_clock", **new)

    assert not adds()  # from nothing
    assert not adds(episode_id=said.pk, person_id=cast.temi.pk)
    assert adds(episode_id=said.pk)
    assert attacker.reads(cast.charlie, "select id from record_clock") == []
    assert mine.pk in attacker.reads(cast.bob, "select id from record_clock")


def test_only_those_who_work_with_somebody_ask_who_looks_at_who_may_see(cast: Cast) -> None:
    asks, today = "select account_id from gate.who_looks(%s, %s, %s)", timezone.localdate()
    given = [cast.ade.pk, "x", today]
    for who in (cast.alice, cast.bob, cast.mo):
        assert attacker.reads(who, asks, given) == [cast.alice.pk], who.email
    for who in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert attacker.reads(who, asks, given) == [], who.email


def test_a_task_of_ones_own_or_for_another_day_hides_nothing_from_the_worker(cast: Cast) -> None:
    """A colleague who would have the worker not asked writes that task themselves."""
    with acting(cast.bob.pk):
        for account, due in ((cast.bob, 0), (cast.alice, 4000)):
            Task.objects.create(
                what=Task.What.FOLLOW_UP,
                words=LOOK,
                person=cast.ade,
                account=account,
                from_kind="record.episode",
                from_id=new_id(),
                due_on=timezone.localdate() + timedelta(days=due),
                made_by=cast.bob,
            )
    with acting(cast.alice.pk):
        pat = add_relationship(person=cast.ade, called="Pat", kind="sibling", by=cast.alice)
        said = Saying("order", When(timezone.localdate(), "day"), "no-contact", None, pat)
        made = statuses.say_status(person=cast.ade, saying=said, by=cast.alice)
        assert Task.objects.get(from_id=made.pk).account == cast.alice
