"""Two records that are one person: asked by one, agreed by another, undone as a whole."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import FOR_EVER
from alongside.foundation.actor import acting
from alongside.people import merging
from alongside.people.actions import grants
from alongside.people.actions.adding import Told, add_person, not_the_same
from alongside.people.actions.around import add_relationship
from alongside.people.actions.merging import (
    agree_to_merge,
    ask_to_merge,
    check_merge,
    find_them_two,
    look_at_parted,
    take_back_merge,
    undo_merge,
)
from alongside.people.models import (
    Bar,
    Basis,
    Fact,
    FactKind,
    Grant,
    Merge,
    NotTheSame,
    Person,
    Rung,
)
from tests.cast import Cast

ONE = "12 Canal Terrace, Northmere LS6 1AB"
Added = Callable[..., Person]
Asked = Callable[..., Merge]


@pytest.fixture
def added(cast: Cast) -> Added:
    """Somebody whom Alice added, and whose team's manager reads all of it."""

    def add(given: str, family: str = "Marsh", **more: Any) -> Person:
        told = more.pop("told", [Told(FactKind.ADDRESS, ONE)])
        with acting(cast.alice.pk):
            made = add_person(
                given=given,
                family=family,
                born_on=more.pop("born_on", date(2017, 5, 3)),
                told=told,
                is_somebody_new=True,
                by=cast.alice,
            )
        with acting(cast.system.pk):
            Grant.objects.create(
                person=made,
                account=cast.mo,
                rung=Rung.RESTRICTED,
                basis=Basis.SUPERVISES,
                starts=timezone.now(),
                until=FOR_EVER,
                given_by=cast.system,
            )
        return made

    return add


@pytest.fixture
def asked(cast: Cast) -> Asked:
    """That two are one, as Alice asks it."""

    def ask(gone: Person, into: Person) -> Merge:
        with acting(cast.alice.pk):
            return ask_to_merge(gone=gone, into=into, why="Same school, same mother", by=cast.alice)

    return ask


@pytest.fixture
def merged(cast: Cast, asked: Asked) -> Asked:
    """That two are one, as Mo agrees to it."""

    def merge(gone: Person, into: Person, **more: Any) -> Merge:
        made = asked(gone, into)
        with acting(cast.mo.pk):
            return agree_to_merge(merge=made, why="I rang the school", by=cast.mo, **more)

    return merge


def test_everything_of_the_one_is_of_the_other(cast: Cast, added: Added, merged: Asked) -> None:
    gone, into = added("Kezia", told=[Told(FactKind.PHONE, "07700 900123")]), added("Keziah")
    merge = merged(gone, into)
    assert merge.state == Merge.State.MADE
    with acting(cast.alice.pk):
        assert not Person.objects.visible_to(cast.alice).filter(pk=gone.pk).exists()
        facts = Fact.objects.filter(person=into, over_at=None)
        kinds = sorted(facts.values_list("kind", flat=True))
        assert kinds == ["address", "birth", "known as", "phone", "previous name"]
        assert facts.get(kind="known as").value == "Keziah Marsh"
        assert Person.objects.get(pk=into.pk).called == "Keziah Marsh"


def test_undoing_writes_back_what_stood_there(cast: Cast, added: Added, merged: Asked) -> None:
    gone, into = added("Kezia"), added("Keziah")

    def rows() -> list[Any]:
        with acting(cast.system.pk), connection.cursor() as cursor:
            cursor.execute("select * from people_fact order by id")
            facts = cursor.fetchall()
            cursor.execute("select * from people_grant order by id")
            given = cursor.fetchall()
            cursor.execute("select * from people_person order by id")
            return [facts, given, cursor.fetchall()]

    before = rows()
    merge = merged(gone, into)
    assert rows() != before
    with acting(cast.mo.pk):
        undo_merge(merge=merge, why="Two cousins", by=cast.mo)
    assert rows() == before


def test_whoever_asked_does_not_agree(cast: Cast, added: Added) -> None:
    gone, into = added("Kezia"), added("Keziah")
    with acting(cast.mo.pk):
        merge = ask_to_merge(gone=gone, into=into, why="The same", by=cast.mo)
        with pytest.raises(PermissionDenied, match="somebody else decides"):
            agree_to_merge(merge=merge, why="It is", by=cast.mo)
        with pytest.raises(PermissionDenied):
            find_them_two(merge=merge, why="It is not", by=cast.mo)
        assert take_back_merge(merge=merge, by=cast.mo).state == Merge.State.TAKEN_BACK


def test_a_worker_does_not_agree(cast: Cast, added: Added) -> None:
    gone, into = added("Kezia"), added("Keziah")
    with acting(cast.mo.pk):
        merge = ask_to_merge(gone=gone, into=into, why="The same", by=cast.mo)
    with acting(cast.alice.pk), pytest.raises(PermissionDenied, match="Ask a manager"):
        agree_to_merge(merge=merge, why="It is", by=cast.alice)


def test_two_people_are_not_asked_about_again(cast: Cast, added: Added, asked: Asked) -> None:
    gone, into = added("Kezia"), added("Keziah")
    merge = asked(gone, into)
    with acting(cast.mo.pk):
        assert find_them_two(merge=merge, why="Cousins", by=cast.mo).state == Merge.State.TWO
        assert NotTheSame.objects.filter(over_at=None).count() == 1
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="two people"):
        ask_to_merge(gone=gone, into=into, why="Again", by=cast.alice)


def test_asking_twice_gives_the_first(cast: Cast, added: Added, asked: Asked) -> None:
    gone, into = added("Kezia"), added("Keziah")
    assert asked(gone, into).pk == asked(gone, into).pk
    with acting(cast.mo.pk), pytest.raises(ValidationError, match="that waits for an answer"):
        ask_to_merge(gone=into, into=gone, why="Round", by=cast.mo)


def test_agreeing_twice_moves_nothing_twice(cast: Cast, added: Added, merged: Asked) -> None:
    merge = merged(added("Kezia"), added("Keziah"))
    with acting(cast.mo.pk):
        with pytest.raises(ValidationError, match="decided already"):
            agree_to_merge(merge=merge, why="Again", by=cast.mo)
        undone = undo_merge(merge=merge, why="Two", by=cast.mo)
        with pytest.raises(ValidationError):
            undo_merge(merge=undone, why="Again", by=cast.mo)


def test_reasons_are_asked_for(cast: Cast, added: Added, asked: Asked) -> None:
    gone, into = added("Kezia"), added("Keziah")
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="Say why you think"):
        ask_to_merge(gone=gone, into=into, why="  ", by=cast.alice)
    merge = asked(gone, into)
    with acting(cast.mo.pk), pytest.raises(ValidationError, match="Say how you know"):
        agree_to_merge(merge=merge, why="", by=cast.mo)


def test_a_stranger_asks_for_nothing(cast: Cast, added: Added) -> None:
    gone, into = added("Kezia"), added("Keziah")
    with acting(cast.charlie.pk), pytest.raises(PermissionDenied):
        ask_to_merge(gone=gone, into=into, why="The same", by=cast.charlie)


def test_twins_are_spoken_against(cast: Cast, added: Added) -> None:
    one, other = added("Kezia"), added("Miriam")
    with acting(cast.alice.pk):
        found = merging.beside(one, other, cast.alice)
    assert any("A twin or a brother or sister shares the rest" in said for said in found.against)
    assert any(said.startswith("Date of birth: the same") for said in found.reasons)


def test_another_number_speaks_against_it(cast: Cast, added: Added) -> None:
    one = added("Kezia", told=[Told(FactKind.NHS_NUMBER, "943 476 5919")])
    other = added("Kezia", told=[Told(FactKind.NHS_NUMBER, "401 023 2137")])
    with acting(cast.alice.pk):
        found = merging.beside(one, other, cast.alice)
    assert "NHS number: another one" in found.against
    number = next(row for row in found.rows if row.label == "NHS number")
    assert number.differs
    assert number.after == number.other


def test_a_death_on_one_stops_it(cast: Cast, added: Added) -> None:
    one, other = added("Kezia"), added("Keziah")
    with acting(cast.system.pk), connection.cursor() as cursor:
        cursor.execute("update people_person set state = 'died' where id = %s", [one.pk])
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="One of them lives"):
        ask_to_merge(gone=one, into=other, why="The same", by=cast.alice)


def test_somebody_kept_out_of_one_is_kept_out_of_both(
    cast: Cast, added: Added, merged: Asked
) -> None:
    gone, into = added("Kezia"), added("Keziah")
    with acting(cast.mo.pk):
        for who in (gone, into):
            grants.allocate(person=who, account=cast.bob, by=cast.mo)
        grants.bar(person=gone, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    merge = merged(gone, into)
    with acting(cast.bob.pk):
        assert not Person.objects.filter(pk__in=[gone.pk, into.pk]).exists()
    with acting(cast.mo.pk):
        undo_merge(merge=merge, why="Two", by=cast.mo)
    with acting(cast.bob.pk):
        assert list(Person.objects.filter(pk__in=[gone.pk, into.pk])) == [into]


def test_who_is_kept_out_since_stays_out_of_both(cast: Cast, added: Added, merged: Asked) -> None:
    gone, into = added("Kezia"), added("Keziah")
    with acting(cast.mo.pk):
        grants.allocate(person=gone, account=cast.bob, by=cast.mo)
    merge = merged(gone, into)
    with acting(cast.mo.pk):
        grants.bar(person=into, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
        undo_merge(merge=merge, why="Two", by=cast.mo)
    with acting(cast.bob.pk):
        assert not Person.objects.filter(pk__in=[gone.pk, into.pk]).exists()


def test_a_chain_is_undone_from_its_end(cast: Cast, added: Added, merged: Asked) -> None:
    c, b, a = added("Kezia"), added("Keziah"), added("Kesia")
    first, second = merged(c, b), merged(b, a)
    with acting(cast.mo.pk):
        with pytest.raises(ValidationError, match="Undo that first"):
            undo_merge(merge=first, why="Two", by=cast.mo)
        undo_merge(merge=second, why="Two", by=cast.mo)
        undo_merge(merge=first, why="Two", by=cast.mo)
        assert Person.objects.visible_to(cast.mo).filter(pk__in=[a.pk, b.pk, c.pk]).count() == 3


def test_not_the_same_as_others_is_said_of_whoever_stays(
    cast: Cast, added: Added, merged: Asked
) -> None:
    gone, into, third = added("Kezia"), added("Keziah"), added("Miriam")
    with acting(cast.alice.pk):
        kept = not_the_same(one=gone, other=third, why="Twins", by=cast.alice)
    merge = merged(gone, into)
    with acting(cast.alice.pk):
        now = NotTheSame.objects.get(pk=kept.pk)
        assert {now.one_id, now.other_id} == {into.pk, third.pk}
    with acting(cast.mo.pk):
        undo_merge(merge=merge, why="Two", by=cast.mo)
        again = NotTheSame.objects.get(pk=kept.pk)
        assert (again.one_id, again.other_id) == (kept.one_id, kept.other_id)


def test_both_sign_ins_wait_until_somebody_has_looked(cast: Cast, added: Added) -> None:
    into = added("Ade", "Bankole", born_on=date(1958, 5, 3))

    def reads(who: Any) -> bool:
        with acting(who.pk), connection.cursor() as cursor:
            cursor.execute("select cardinality(gate.mine()), gate.am_in_doubt()")
            mine, doubt = cursor.fetchone()
            assert doubt is (mine == 0)
            return bool(mine)

    assert reads(cast.ade_account)
    with acting(cast.alice.pk):
        merge = ask_to_merge(gone=into, into=cast.ade, why="The same", by=cast.alice)
    assert not reads(cast.ade_account)
    with acting(cast.pat.pk):
        assert merging.am_in_doubt()
    with acting(cast.mo.pk):
        agree_to_merge(merge=merge, why="I asked him", by=cast.mo)
    assert not reads(cast.ade_account)
    with acting(cast.mo.pk):
        check_merge(merge=merge, by=cast.mo)
        assert check_merge(merge=merge, by=cast.mo).checked_at  # twice does no harm
    assert reads(cast.ade_account)
    with acting(cast.mo.pk):  # parted, what was written meanwhile may be about the other
        undo_merge(merge=merge, why="Two men", by=cast.mo)
        assert merging.is_in_doubt(cast.ade)
        assert merging.is_in_doubt(into)
    assert not reads(cast.ade_account)
    with acting(cast.protection.pk):
        look_at_parted(merge=merge, by=cast.protection)
    assert reads(cast.ade_account)


def test_a_second_sign_in_stops_it(cast: Cast, added: Added) -> None:
    other = added("Ade", "Bankole", born_on=date(1958, 5, 3))
    with acting(cast.system.pk):
        Grant.objects.create(
            person=other,
            account=cast.pat,
            rung=0,
            basis=Basis.SELF,
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="sign-in of their own"):
        ask_to_merge(gone=other, into=cast.ade, why="The same", by=cast.alice)


def test_who_are_related_are_two(cast: Cast, added: Added) -> None:
    one, other = added("Kezia"), added("Keziah")
    with acting(cast.alice.pk):
        add_relationship(person=one, other=other, called="Keziah", kind="friend", by=cast.alice)
        with pytest.raises(ValidationError, match="related to each other"):
            ask_to_merge(gone=one, into=other, why="The same", by=cast.alice)
        found = merging.beside(one, other, cast.alice)
    assert any("the other is their friend" in said for said in found.against)


def test_who_comes_to_read_both_is_told_before(cast: Cast, added: Added) -> None:
    one, other = added("Kezia"), added("Keziah")
    with acting(cast.mo.pk):
        grants.allocate(person=other, account=cast.charlie, by=cast.mo)
        found = merging.beside(one, other, cast.mo)
    assert "Charlie, who reads Keziah Marsh only" in found.only_one
    assert not any("Alice" in said or "Mo" in said for said in found.only_one)
