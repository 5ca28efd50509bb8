"""Clocks, attacked in SQL: reading what is not reached, and writing what never followed."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.actions.sealing import seal_identity
from alongside.people.models import Bar, Basis
from alongside.record.models import Clock
from tests.cast import Cast, account, assemble

from . import attacker

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 2)


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def clock(cast: Cast) -> Clock:
    """About Ade, counted from what Alice wrote about him."""
    entry = attacker.entry(cast.alice, [cast.ade])
    with acting(cast.alice.pk):
        return Clock.objects.create(
            person=cast.ade,
            rule="care-plan-review-light",
            started_on=DAY,
            entry_id=entry,
            due_on=DAY + timedelta(days=56),
            started_by=cast.alice,
        )


def row(entry: UUID | None, person: UUID, by: UUID, **more: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "person_id": person,
        "rule": "care-plan-review",
        "started_on": DAY,
        "entry_id": entry,
        "due_on": DAY,
        "started_by_id": by,
        "started_at": timezone.now(),
        "late_why": "",
        "begun_why": "",
        "ended_why": "",
        **more,
    }


def test_only_staff_with_the_record_read_it(cast: Cast, clock: Clock) -> None:
    every = "select id from record_clock"
    for who in (cast.alice, cast.bob, cast.mo):
        assert attacker.reads(who, every) == [clock.pk], who.email
    for who in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert attacker.reads(who, every) == [], who.email


def test_a_bar_and_a_restriction_hide_it(cast: Cast, clock: Clock) -> None:
    every = "select id from record_clock"
    attacker.changes(
        cast.alice, "update record_entry set needs = 3 where id = %s", [clock.entry_id]
    )
    assert attacker.reads(cast.bob, every) == []
    assert attacker.reads(cast.alice, every) == [clock.pk]  # who wrote it
    with acting(cast.mo.pk):
        grants.bar(
            person=cast.ade, account=cast.alice, ground=Bar.Ground.CONFLICT, reason="x", by=cast.mo
        )
    assert attacker.reads(cast.alice, every) == []


def test_nobody_else_changes_it_and_nobody_takes_it_away(cast: Cast, clock: Clock) -> None:
    done = "update record_clock set done_on = current_date, done_by_id = gate.me()"
    for who in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert attacker.changes(who, done) == 0, who.email
    assert attacker.changes(cast.bob, done) == 1
    for column in ("person_id", "entry_id", "rule", "started_by_id", "started_at"):
        value = {"rule": "'core-group'", "started_at": "now()"}.get(column, f"'{clock.pk}'")
        change = f"update record_clock set {column} = {value}"
        assert attacker.changes(cast.alice, change) == 0, column
    assert attacker.changes(cast.alice, "delete from record_clock") == 0


def test_nobody_says_in_anothers_name_what_became_of_it(cast: Cast, clock: Clock) -> None:
    def sets(what: str, *given: Any, by: Any = cast.bob) -> bool:
        return attacker.changes(by, f"update record_clock set {what}", given) == 1

    about_ade = attacker.entry(cast.alice, [cast.ade])
    about_temi = attacker.entry(cast.alice, [cast.temi])
    assert not sets("done_on = current_date, done_by_id = %s", cast.alice.pk)
    assert not sets("done_on = current_date")
    assert not sets("done_by_id = %s", cast.bob.pk)
    assert not sets("met_by_id = %s", about_ade)
    mine = "done_on = current_date, done_by_id = gate.me(), met_by_id = %s"
    assert not sets(mine, about_temi)
    assert sets(mine, about_ade)
    assert not sets("met_by_id = %s", about_ade, by=cast.charlie)
    assert not sets("done_on = current_date - 1", by=cast.alice)  # Bob said the day
    assert sets("done_on = null, done_by_id = null, met_by_id = null", by=cast.alice)
    assert not sets("ended_at = now(), ended_by_id = %s, ended_why = 'x'", cast.alice.pk)
    assert not sets("ended_at = now(), ended_why = 'x'")
    assert sets("ended_at = now(), ended_by_id = gate.me(), ended_why = 'x'")
    assert not sets("ended_why = 'y'", by=cast.alice)
    assert sets("ended_at = null, ended_by_id = null, ended_why = ''", by=cast.alice)


def test_none_begins_as_done_or_after_somebody_elses(cast: Cast, clock: Clock) -> None:
    def adds(person: UUID, entry: UUID | None, **more: Any) -> bool:
        new = row(entry, person, cast.alice.pk, **more)
        return attacker.inserts(cast.alice, "record_clock", **new)

    about_temi = attacker.entry(cast.alice, [cast.temi])
    now, me = timezone.now(), cast.alice.pk
    for more in (
        {"done_on": DAY, "done_by_id": me},
        {"done_by_id": cast.bob.pk},
        {"met_by_id": clock.entry_id},
        {"ended_at": now, "ended_by_id": me, "ended_why": "x"},
        {"ended_by_id": cast.bob.pk},
        {"late_why": "x"},
    ):
        assert not adds(cast.ade.pk, clock.entry_id, **more), more
    assert not adds(cast.temi.pk, about_temi, after_id=clock.pk)
    assert adds(cast.ade.pk, clock.entry_id, after_id=clock.pk)


def test_what_is_said_of_it_is_said_in_ones_own_name_and_stays(cast: Cast, clock: Clock) -> None:
    def says(who: Any, by: UUID) -> bool:
        new = {"id": new_id(), "clock_id": clock.pk, "what": "late", "words": "x"}
        new |= {"reason": "", "agreed_by": ""}
        return attacker.inserts(who, "record_clockwords", **new, by_id=by, at=timezone.now())

    assert not says(cast.bob, cast.alice.pk)
    assert says(cast.bob, cast.bob.pk)
    for who in (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        assert not says(who, who.pk), who.email
        assert attacker.reads(who, "select words from record_clockwords") == [], who.email
    assert attacker.reads(cast.alice, "select words from record_clockwords") == ["x"]
    for change in ("update record_clockwords set words = 'y'", "delete from record_clockwords"):
        assert attacker.changes(cast.bob, change) == 0


def test_none_is_put_on_a_record_from_an_entry_that_is_not_in_it(cast: Cast, clock: Clock) -> None:
    def adds(who: Any, entry: UUID | None, person: UUID, **more: Any) -> bool:
        return attacker.inserts(who, "record_clock", **row(entry, person, who.pk, **more))

    elsewhere = attacker.entry(cast.charlie, [cast.stranger])
    temis = attacker.entry(cast.alice, [cast.temi])
    assert not adds(cast.charlie, elsewhere, cast.ade.pk)
    assert not adds(cast.charlie, clock.entry_id, cast.ade.pk)
    assert not adds(cast.alice, temis, cast.ade.pk)
    assert not adds(cast.ade_account, clock.entry_id, cast.ade.pk)
    assert not adds(cast.sam, clock.entry_id, cast.ade.pk)
    assert not adds(cast.alice, clock.entry_id, cast.ade.pk, started_by_id=cast.bob.pk)
    assert adds(cast.alice, clock.entry_id, cast.ade.pk)


def test_an_entry_taken_out_of_a_record_opens_none_of_its_clocks(cast: Cast) -> None:
    entry = attacker.entry(cast.alice, [cast.ade, cast.temi])
    for person in (cast.ade, cast.temi):
        attacker.inserts(cast.alice, "record_clock", **row(entry, person.pk, cast.alice.pk))
    every = "select person_id from record_clock"
    assert set(attacker.reads(cast.alice, every)) == {cast.ade.pk, cast.temi.pk}
    out = "select gate.take_out(id, 'a slip') from record_about where person_id = %s"
    attacker.changes(cast.alice, out, [cast.temi.pk])
    assert attacker.reads(cast.alice, every) == [cast.ade.pk]


def test_a_sealed_identity_keeps_its_clocks_from_all_who_had_read_them(
    transactional_db: None,
) -> None:
    with transaction.atomic():
        cast = assemble()
        with acting(cast.system.pk):
            roles = ("adoption-records-officer", "social-worker")
            officer = account("staff", "Olu", roles=roles)
    entry = attacker.entry(cast.alice, [cast.temi])
    assert attacker.inserts(cast.alice, "record_clock", **row(entry, cast.temi.pk, cast.alice.pk))
    with acting(cast.alice.pk), transaction.atomic():
        grants.allocate(person=cast.temi, account=officer, by=cast.alice)
    with acting(officer.pk):
        after = seal_identity(
            person=cast.temi, given="Noor", family="Ash", why="An order", by=officer
        )
    assert attacker.reads(cast.alice, "select id from record_clock") == []
    assert attacker.reads(cast.bob, "select id from record_clock") == []
    new = "select id from record_clock where person_id = %s"
    assert attacker.reads(officer, new, [after.pk]) == []


def by_hand(cast: Cast, **more: Any) -> dict[str, Any]:
    return row(None, cast.ade.pk, more.pop("by", cast.alice).pk, begun_why="By letter", **more)


def test_what_began_elsewhere_says_why_and_is_begun_by_who_writes(cast: Cast) -> None:
    with acting(cast.system.pk):
        reads = account("staff", "Una")
        grants.allocate(person=cast.ade, account=reads, basis=Basis.SUPERVISES, by=cast.system)
    assert attacker.reads(reads, "select id from people_person where id = %s", [cast.ade.pk])
    assert not attacker.inserts(reads, "record_clock", **by_hand(cast, by=reads))
    for who in (cast.charlie, cast.ade_account, cast.pat, cast.sam):
        assert not attacker.inserts(who, "record_clock", **by_hand(cast, by=who)), who.email
    assert not attacker.inserts(cast.alice, "record_clock", **by_hand(cast, by=cast.bob))
    assert not attacker.inserts(cast.alice, "record_clock", **row(None, cast.ade.pk, cast.alice.pk))
    assert attacker.inserts(cast.alice, "record_clock", **by_hand(cast))
    assert attacker.changes(cast.alice, "update record_clock set begun_why = 'y'") == 0


def test_what_is_said_of_its_time_stays_beside_its_own_clock(cast: Cast, clock: Clock) -> None:
    with acting(cast.system.pk):
        reads = account("staff", "Una")
        grants.allocate(person=cast.ade, account=reads, basis=Basis.SUPERVISES, by=cast.system)
    other = by_hand(cast)
    assert attacker.inserts(cast.alice, "record_clock", **other)
    days = {"since": DAY, "until": DAY + timedelta(days=3), "reason": "", "agreed_by": ""}

    def says(what: str, clock_id: UUID, who: Any = cast.alice, **more: Any) -> UUID | None:
        new = {"id": new_id(), "clock_id": clock_id, "what": what, "words": "x", **days, **more}
        new |= {"by_id": who.pk, "at": timezone.now()}
        return new["id"] if attacker.inserts(who, "record_clockwords", **new) else None

    assert not says("paused", clock.pk, reads)
    assert not says("paused", clock.pk, until=DAY)
    assert not says("longer", clock.pk)  # by nobody
    assert (first := says("paused", clock.pk))
    assert not says("paused", other["id"], instead_of_id=first)
    assert not says("longer", clock.pk, instead_of_id=first, agreed_by="Mo")
    assert not says("late", clock.pk, instead_of_id=first)
    with acting(cast.charlie.pk):
        grants.break_glass(person_id=cast.ade.pk, reason="He fell, and rang.", by=cast.charlie)
    assert not says("paused", clock.pk, cast.charlie)  # a visit moves no day
    assert not says("longer", clock.pk, cast.charlie, agreed_by="Mo")
    assert says("late", clock.pk, cast.charlie)
    assert says("not so", clock.pk, instead_of_id=first)
    assert not says("not so", clock.pk, instead_of_id=first)
