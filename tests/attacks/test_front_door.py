"""The front door, attacked in SQL: reading who got in touch, and saying what nobody decided."""

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.people.models import Bar
from alongside.record.actions import move_misfiled_entry
from alongside.record.actions.front_door import decide_referral, tell_of_decision
from alongside.record.actions.receiving import Source, receive_referral
from alongside.record.models import Entry, Referral
from tests.cast import Cast, assemble

from . import attacker

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
EVERY = "select id from record_referral"
WHO = "select who from record_referralline where what = 'from'"


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.fixture
def one(cast: Cast) -> Referral:
    """A neighbour, who must not be known, tells Alice about Ade."""
    with acting(cast.alice.pk):
        (made,) = receive_referral(
            id=new_id(),
            people=[cast.ade],
            received=When(TODAY, "day"),
            source=Source("public", "Gwen Astbury", "01632 960 044", is_quiet=True),
            words="The curtains have been closed since Friday.",
            by=cast.alice,
        )
    return made


def line(one: Referral, by: Account, **more: Any) -> dict[str, Any]:
    return {
        "id": new_id(),
        "entry_id": one.entry_id,
        "person_id": one.person_id,
        "what": "looked at",
        "code": "",
        "ground": "",
        "who": "",
        "reach": "",
        "is_quiet": False,
        "words": "x",
        "authority": "",
        "on": TODAY,
        "by_id": by.pk,
        "at": timezone.now(),
        **more,
    }


def outsiders(cast: Cast) -> tuple[Account, ...]:
    return (cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam)


def test_only_staff_with_the_record_read_it(cast: Cast, one: Referral) -> None:
    for who in (cast.alice, cast.bob, cast.mo):
        assert attacker.reads(who, EVERY) == [one.pk], who.email
        assert attacker.reads(who, WHO) == ["Gwen Astbury"], who.email
    for who in outsiders(cast):
        assert attacker.reads(who, EVERY) == [], who.email
        assert attacker.reads(who, WHO) == [], who.email
    shown = "update record_about set sharing = 'shown' where entry_id = %s"
    assert attacker.changes(cast.mo, shown, [one.entry_id]) == 1
    assert attacker.reads(cast.ade_account, "select id from record_entry") == [one.entry_id]
    assert attacker.reads(cast.ade_account, WHO) == []  # the words are theirs to read, and no more
    assert attacker.reads(cast.ade_account, EVERY) == []


def test_a_bar_a_restriction_and_a_move_hide_it(cast: Cast, one: Referral) -> None:
    restrict = "update record_entry set needs = 3 where id = %s"
    attacker.changes(cast.alice, restrict, [one.entry_id])
    assert attacker.reads(cast.bob, EVERY) == attacker.reads(cast.bob, WHO) == []
    with acting(cast.mo.pk):
        grants.bar(
            person=cast.ade, account=cast.alice, ground=Bar.Ground.CONFLICT, reason="x", by=cast.mo
        )
    assert attacker.reads(cast.alice, EVERY) == attacker.reads(cast.alice, WHO) == []


def test_what_stood_in_the_wrong_record_is_gone_from_it(cast: Cast, one: Referral) -> None:
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.mo, by=cast.system)
    with acting(cast.mo.pk):
        entry = Entry.objects.get(pk=one.entry_id)
        move_misfiled_entry(
            entry=entry, wrong=cast.ade, right=cast.temi, why="It is Temi", by=cast.mo
        )
    assert attacker.reads(cast.bob, EVERY) == attacker.reads(cast.bob, WHO) == []


def test_nobody_else_changes_it_and_nobody_takes_it_away(cast: Cast, one: Referral) -> None:
    take = "update record_referral set taken_by_id = gate.me()"
    for who in outsiders(cast):
        assert attacker.changes(who, take) == 0, who.email
    assert attacker.changes(cast.bob, take) == 1
    assert attacker.changes(cast.bob, "update record_referral set taken_by_id = %s", [
        cast.alice.pk]) == 0  # fmt: skip
    for column, value in (("person_id", cast.temi.pk), ("entry_id", new_id()),
                          ("is_urgent", True), ("received_at", timezone.now())):  # fmt: skip
        change = f"update record_referral set {column} = %s"
        assert attacker.changes(cast.alice, change, [value]) == 0, column
    assert attacker.changes(cast.alice, "delete from record_referral") == 0


def test_nothing_counts_as_decided_or_told_that_nobody_said(cast: Cast, one: Referral) -> None:
    def sets(what: str, *given: Any) -> bool:
        return attacker.changes(cast.alice, f"update record_referral set {what}", given) == 1

    assert not sets("step = 2")
    assert not sets("step = 2, decided = 'nothing-more'")
    assert not sets("decided = 'assess'")
    assert not sets("step = 9")
    other = attacker.entry(cast.alice, [cast.temi])
    assert not sets("decided_in_id = %s", other)
    with acting(cast.mo.pk):
        decide_referral(referral=one, decision="nothing-more", why="x", by=cast.mo)
    assert not sets("step = 9")  # the family was not told
    assert not sets("step = 0")
    assert not sets("decided_in_id = null")
    assert not sets("decided = 'immediate'")
    with acting(cast.mo.pk):
        tell_of_decision(referral=one, whom="family", how="phone", on=TODAY, words="x", by=cast.mo)
    assert sets("step = 9")


def test_nobody_decides_with_a_permission_that_they_do_not_hold(cast: Cast, one: Referral) -> None:
    def says(by: Account, **more: Any) -> bool:
        return attacker.inserts(by, "record_referralline", **line(one, by, **more))

    decision = {"what": "decided", "code": "nothing-more"}
    assert not says(cast.alice, **decision, authority="allocate")
    assert not says(cast.alice, **decision)
    assert not says(cast.alice, authority="write record")
    assert says(cast.mo, **decision, authority="allocate")
    assert says(cast.alice)
    for who in outsiders(cast):
        assert not says(who), who.email


def test_nobody_ends_what_waits_or_gives_back_what_others_took_on(
    cast: Cast, one: Referral
) -> None:
    def asks(by: Account, statement: str, given: UUID) -> list[Any]:
        with acting(by.pk), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [given])
            return list(cursor.fetchall())

    ends = "select id from gate.asked_anew(%s, null, '{}')"
    back = "select id from gate.give_back_referrals_of(%s)"
    with acting(cast.mo.pk):
        decide_referral(referral=one, decision="nothing-more", why="x", by=cast.mo)
    attacker.changes(cast.alice, "update record_referral set taken_by_id = gate.me()")
    for who in (cast.alice, cast.bob, *outsiders(cast)):
        for statement, given in ((ends, one.pk), (back, cast.alice.pk)):
            with pytest.raises(DatabaseError):
                asks(who, statement, given)
    assert asks(cast.mo, ends, one.pk) == []
    assert asks(cast.system, back, cast.alice.pk) == []  # she has not left
    taken = "select taken_by_id from record_referral"
    assert attacker.reads(cast.mo, taken) == [cast.alice.pk]


def test_what_is_said_is_said_in_ones_own_name_of_what_came_in_and_stays(
    cast: Cast, one: Referral
) -> None:
    def says(**more: Any) -> bool:
        return attacker.inserts(cast.bob, "record_referralline", **line(one, cast.bob, **more))

    assert says()
    assert not says(by_id=cast.alice.pk)
    assert not says(person_id=cast.temi.pk)
    assert not says(person_id=None)
    assert not says(what="from")
    assert not says(what="from", person_id=None)  # Alice wrote down who it was
    assert not says(entry_id=attacker.entry(cast.alice, [cast.ade]))  # nothing came in with that
    for change in ("update record_referralline set words = 'y'", "delete from record_referralline"):
        assert attacker.changes(cast.bob, change) == 0


def test_no_work_is_made_of_an_entry_for_somebody_it_is_not_about(
    cast: Cast, one: Referral
) -> None:
    def adds(person: UUID, entry: UUID, by: Account = cast.alice, **more: Any) -> bool:
        new = {
            "id": new_id(), "entry_id": entry, "person_id": person, "received_at": timezone.now(),
            "is_urgent": False, "step": 0, "due_on": TODAY, "decided": "", **more,
        }  # fmt: skip
        return attacker.inserts(by, "record_referral", **new)

    mine = attacker.entry(cast.alice, [cast.ade])
    assert not adds(cast.temi.pk, mine)
    assert not adds(cast.ade.pk, one.entry_id)  # once is enough
    assert not adds(cast.ade.pk, mine, step=9)
    assert not adds(cast.ade.pk, mine, taken_by_id=cast.bob.pk)
    assert not adds(cast.ade.pk, mine, decided="assess")
    for who in outsiders(cast):
        assert not adds(cast.ade.pk, mine, who), who.email
    assert adds(cast.ade.pk, mine)
