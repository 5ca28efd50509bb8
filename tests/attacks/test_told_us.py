"""What a partner told us of somebody, attacked in SQL: reading it, changing it, learning of it."""

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Bar
from alongside.portal.tests.test_telling_us import BACK, joined, on_duty, sent, told_back
from alongside.record.models import ToldUs
from tests.attacks.attacker import changes, entry, inserts, reads
from tests.cast import Cast, account, assemble

pytestmark = pytest.mark.django_db
EVERY = "select id from record_toldus"
BACK_TO_ME = "select words from gate.what_i_was_told()"


@pytest.fixture
def cast() -> Cast:
    made = assemble()
    on_duty(made)
    return made


@pytest.fixture
def one(cast: Cast) -> ToldUs:
    return sent(cast)


def row(by: Account, **more: Any) -> dict[str, Any]:
    return {
        "id": new_id(), "by_id": by.pk, "at": timezone.now(), "form": "mash-referral 1",
        "is_urgent": False, "due_on": timezone.localdate(), "named": "Max", "born": "", "lives": "",
        "more": "", "texts": "{}", **more,
    }  # fmt: skip


def test_only_who_answers_and_who_sent_it_read_it(cast: Cast, one: ToldUs) -> None:
    other = account("partner", "Rosie", "Teacher")
    for who in (cast.charlie, cast.sam):
        assert reads(who, EVERY) == [one.pk], who.email
    for who in (cast.alice, cast.bob, cast.mo, cast.protection, cast.pat, cast.ade_account, other):
        assert reads(who, EVERY) == [], who.email
        assert reads(who, "select 1 from record_toldus where id = %s", [one.pk]) == [], who.email


def test_once_it_stands_on_a_record_that_decides(cast: Cast, one: ToldUs) -> None:
    with acting(cast.system.pk):
        duty = account("staff", "Dee", "Duty worker", ("duty-worker",))
    on_duty(cast, cast.adults)
    assert reads(cast.bob, EVERY) == [one.pk]
    joined(cast, one)
    assert reads(cast.charlie, EVERY) == [one.pk]
    for who in (cast.bob, cast.alice, duty):  # who reach everybody, and not this record
        assert reads(who, EVERY) == [], who.email
    with acting(cast.system.pk):
        grants.bar(
            person=cast.stranger, account=cast.charlie, ground=Bar.Ground.CONFLICT, reason="x",
            by=cast.system,
        )  # fmt: skip
    assert reads(cast.charlie, EVERY) == []
    assert reads(cast.sam, EVERY) == [one.pk]


def test_nobody_changes_it_or_takes_it_away(cast: Cast, one: ToldUs) -> None:
    for who in (cast.sam, cast.charlie, cast.mo, cast.system):
        for change in (
            "update record_toldus set named = 'y'",
            "update record_toldus set by_id = gate.me()",
            "update record_toldus set is_urgent = true",
            "update record_toldus set stands_at = now()",
            "delete from record_toldus",
        ):
            assert changes(who, change) == 0, (who.email, change)


def test_it_stands_on_a_record_once_it_does_and_not_before(cast: Cast, one: ToldUs) -> None:
    says = "select stands_at is not null from record_toldus where id = %s"
    for who in (cast.sam, cast.charlie, cast.mo):
        attacker_says(who, one)
    assert reads(cast.sam, says, [one.pk]) == [False]
    joined(cast, one)
    assert reads(cast.sam, says, [one.pk]) == [True]
    again = "update record_toldus set stands_at = null"
    assert [changes(who, again) for who in (cast.sam, cast.charlie, cast.system)] == [0, 0, 0]


def attacker_says(who: Account, one: ToldUs) -> None:
    reads(who, "select gate.told_us_stands(%s)", [one.pk])


def test_only_a_partner_tells_us_and_in_their_own_name(cast: Cast) -> None:
    assert inserts(cast.sam, "record_toldus", **row(cast.sam))
    assert not inserts(cast.sam, "record_toldus", **row(cast.alice))
    for who in (cast.alice, cast.charlie, cast.pat, cast.ade_account):
        assert not inserts(who, "record_toldus", **row(who)), who.email


def test_nothing_is_put_over_what_stands(cast: Cast, one: ToldUs) -> None:
    note = entry(cast.alice, [cast.ade])
    assert not inserts(cast.sam, "record_toldus", **row(cast.sam, id=note))
    assert not inserts(cast.sam, "record_toldus", **row(cast.sam, id=one.pk))
    other = account("partner", "Rosie", "Teacher")
    assert not inserts(other, "record_toldus", **row(other, id=one.pk))


def test_who_sent_it_reads_nothing_of_what_it_became(cast: Cast, one: ToldUs) -> None:
    (work,) = joined(cast, one)
    for table in ("entry", "version", "part", "about", "referral", "referralline", "task"):
        assert reads(cast.sam, f"select id from record_{table}") == [], table
    assert reads(cast.sam, "select id from people_person") == []
    assert reads(cast.sam, "select entry_id from gate.asked_anew(%s, null, '{}')", [work.pk]) == []


def test_what_is_said_back_is_for_whoever_sent_it_alone(cast: Cast, one: ToldUs) -> None:
    (work,) = joined(cast, one)
    assert reads(cast.sam, BACK_TO_ME) == []
    told_back(cast, work)
    other = account("partner", "Rosie", "Teacher")
    assert reads(cast.sam, BACK_TO_ME) == [BACK]
    for who in (other, cast.alice, cast.charlie, cast.mo, cast.pat, cast.ade_account, cast.system):
        assert reads(who, BACK_TO_ME) == [], who.email


def test_the_gate_says_the_same_whoever_is_meant(cast: Cast) -> None:
    """Whether somebody would read it is asked without saying whom it is about."""
    assert reads(cast.sam, "select gate.somebody_answers()") == [True]
    for who in (cast.alice, cast.pat, cast.ade_account):
        assert reads(who, "select gate.somebody_answers()") == [False], who.email


def away(one: ToldUs, by: Account, **more: Any) -> dict[str, Any]:
    return {
        "id": new_id(), "told_id": one.pk, "why": "not found", "words": "x", "by_id": by.pk,
        "at": timezone.now(), **more,
    }  # fmt: skip


def test_only_who_answers_puts_it_away_and_in_their_own_name(cast: Cast, one: ToldUs) -> None:
    for who in (cast.alice, cast.mo, cast.protection, cast.pat, cast.sam, cast.ade_account):
        assert not inserts(who, "record_putaway", **away(one, who)), who.email
    out = {"out_at": timezone.now(), "out_by_id": cast.charlie.pk}
    for wrong in ({"by_id": cast.mo.pk}, {"words": ""}, {"told_id": new_id()}, out):
        assert not inserts(cast.charlie, "record_putaway", **away(one, cast.charlie, **wrong))
    assert inserts(cast.charlie, "record_putaway", **away(one, cast.charlie))
    assert not inserts(cast.charlie, "record_putaway", **away(one, cast.charlie))  # it is away
    for who in (cast.alice, cast.mo, cast.protection, cast.pat, cast.sam, cast.ade_account):
        assert reads(who, "select told_id from record_putaway") == [], who.email
    assert reads(cast.charlie, "select told_id from record_putaway") == [one.pk]


def test_why_it_was_put_away_is_never_changed_but_taken_out_once(cast: Cast, one: ToldUs) -> None:
    assert inserts(cast.charlie, "record_putaway", **away(one, cast.charlie))
    out = "update record_putaway set out_at = now(), out_by_id = %s"
    for who in (cast.sam, cast.mo, cast.alice, cast.pat):
        assert changes(who, out, [who.pk]) == 0, who.email
    assert changes(cast.charlie, out, [cast.mo.pk]) == 0
    for change in (
        "update record_putaway set words = 'y'",
        "update record_putaway set by_id = gate.me()",
        "update record_putaway set out_at = now()",
        "delete from record_putaway",
    ):
        assert changes(cast.charlie, change) == 0, change
    assert changes(cast.charlie, out, [cast.charlie.pk]) == 1
    for again in (out, "update record_putaway set out_at = null, out_by_id = %s"):
        assert changes(cast.charlie, again, [cast.charlie.pk]) == 0


def test_what_stands_on_a_record_is_not_put_away(cast: Cast, one: ToldUs) -> None:
    joined(cast, one)
    assert not inserts(cast.charlie, "record_putaway", **away(one, cast.charlie))


@pytest.mark.parametrize("statement", [
    "select person_id from gate.find_people(array['ade'], null, 5)",
    "select person_id from gate.find_exact(array['name'], array['ade bankole'], '{}', '{}')",
])  # fmt: skip
def test_a_partner_finds_nobody(cast: Cast, statement: str) -> None:
    assert reads(cast.sam, statement) == []


def test_an_id_that_was_guessed_opens_nothing(cast: Cast, one: ToldUs) -> None:
    guessed: UUID = new_id()
    assert reads(cast.sam, EVERY + " where id = %s", [guessed]) == []
    assert reads(cast.charlie, EVERY + " where id = %s", [guessed]) == []
