"""Births, twins, a lost pregnancy, a death and its undoing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, in_force
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people.actions.adding import Told, add_person
from alongside.people.actions.around import Named, add_relationship
from alongside.people.actions.facts import record_fact
from alongside.people.actions.families import tell_more
from alongside.people.actions.grants import allocate
from alongside.people.actions.lives import (
    Newborn,
    record_birth,
    record_death,
    record_lost_pregnancy,
    undo_death,
)
from alongside.people.header import header_of
from alongside.people.models import (
    Bar,
    Basis,
    Fact,
    FactKind,
    Grant,
    Known,
    Person,
    Relationship,
    Rung,
)
from tests.cast import Cast

Lines = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture(autouse=True)
def as_alice(cast: Cast) -> Any:
    with acting(cast.alice.pk):
        yield


@pytest.fixture
def unborn(cast: Cast) -> Person:
    due = timezone.localdate() + timedelta(days=20)
    return add_person(
        called="Baby Mensah",
        born_on=due,
        birth_known=Known.EXPECTED,
        told=[Told(FactKind.ADDRESS, "3 Mere Lane, LS1 1AA")],
        is_somebody_new=True,
        by=cast.alice,
    )


def test_somebody_unborn_is_expected(cast: Cast, unborn: Person) -> None:
    assert unborn.state == Person.State.UNBORN
    assert header_of(unborn, cast.alice).state == "Not born yet."


def test_a_birth_keeps_the_record_and_the_expected_day(
    cast: Cast, unborn: Person, lines: Lines
) -> None:
    today = timezone.localdate()
    [child] = record_birth(
        person=unborn, born_on=today, children=[Newborn("Esi", "Mensah", "F")], by=cast.alice
    )
    assert child.pk == unborn.pk
    child.refresh_from_db()
    assert (child.called, child.state, child.born_on) == ("Esi Mensah", "living", today)
    expected = Fact.objects.get(person=child, kind=FactKind.BIRTH, known=Known.EXPECTED)
    assert expected.over_why == "Born"
    assert "birth recorded" in [line[0] for line in lines(child)]
    with pytest.raises(ValidationError):
        record_birth(person=child, born_on=today, by=cast.alice)


def test_twins_share_workers_bars_relations_and_each_other(
    cast: Cast, unborn: Person, lines: Lines
) -> None:
    add_relationship(person=unborn, kind="parent", called="Abena Mensah", by=cast.alice)
    with acting(cast.system.pk):
        Bar.objects.create(
            person=unborn,
            account=cast.charlie,
            ground=Bar.Ground.FAMILY,
            starts=timezone.now(),
            until=FOR_EVER,
            given_by=cast.system,
        )
    today = timezone.localdate()
    esi, kofi = record_birth(
        person=unborn,
        born_on=today,
        children=[Newborn("Esi", "Mensah"), Newborn("Kofi", "Mensah")],
        by=cast.alice,
    )
    assert Bar.objects.filter(person=kofi, account=cast.charlie).exists()
    assert {edge.kind for edge in Relationship.objects.filter(person=kofi)} == {"parent", "twin"}
    assert Relationship.objects.filter(person=esi, kind="twin", other=kofi).exists()
    holders = [
        set(Grant.objects.filter(in_force(), person=one).values_list("account", "team"))
        for one in (esi, kofi)
    ]
    assert holders[0] == holders[1]
    assert Fact.objects.get(person=kofi, kind=FactKind.ADDRESS).value == "3 Mere Lane, LS1 1AA"
    assert "birth recorded" in [line[0] for line in lines(kofi)]


def test_twins_are_born_although_one_of_those_around_is_out_of_sight(
    cast: Cast, unborn: Person
) -> None:
    with acting(cast.system.pk):
        add_relationship(person=unborn, kind="parent", other=cast.stranger, by=cast.system)
        add_relationship(person=unborn, kind="parent", other=cast.temi, by=cast.system)
    _, kofi = record_birth(
        person=unborn,
        born_on=timezone.localdate(),
        children=[Newborn("Esi"), Newborn("Kofi")],
        by=cast.alice,
    )
    around = Relationship.objects.filter(person=kofi, kind="parent")
    assert {one.other_id for one in around} == {cast.stranger.pk, cast.temi.pk}
    assert Relationship.objects.filter(person=cast.temi, other=kofi).exists()
    with acting(cast.charlie.pk):  # nobody writes on a record that they do not see
        assert not Relationship.objects.filter(person=cast.stranger, other=kofi.pk).exists()


def test_a_twin_has_all_that_was_said_of_the_family(cast: Cast, unborn: Person) -> None:
    """Rows of one name stay of one name, with who said so, grounds, warnings and days."""
    told: dict[str, Any] = {"person": unborn, "by": cast.alice}
    abena = add_relationship(**told, kind="parent", called="Abena Mensah")
    since = When(date(2020, 3, 1), "month")
    kwame = add_relationship(
        **told, kind="partner", of=abena, called="Kwame", told_by="Abena", starts_on=since,
        named=Named("M", born="about 1990"),
    )  # fmt: skip
    kwame = tell_more(relationship=kwame, named=Named("M", born="1991"), by=cast.alice)
    add_relationship(**told, kind="parent", who=kwame)
    add_relationship(**told, kind="contact-unsafe", who=kwame, words="Not alone")
    add_relationship(**told, kind="responsible", called="Northmere", ground="care-order")
    add_relationship(**told, kind="friend", called="Bea", starts_on=date(2020, 1, 1))
    born = {"born_on": timezone.localdate(), "children": [Newborn("Esi"), Newborn("Kofi")]}
    esi, kofi = record_birth(person=unborn, **born, by=cast.alice)  # type: ignore[arg-type]
    names = "kind called words told_by ground starts_on starts_known other_sex other_born over_why"
    both = [
        sorted(Relationship.objects.filter(person=one, other=None).values_list(*names.split()))
        for one in (esi, kofi)
    ]
    assert both[0] == both[1]
    assert len(both[1]) == 7
    rows = Relationship.objects.filter(person=kofi)
    assert len({row.end for row in rows.filter(called="Kwame")}) == 1
    partner = rows.get(kind="partner", over_at=None)
    assert partner.of == rows.get(called="Abena Mensah")
    assert (partner.told_by, partner.since, partner.other_born) == ("Abena", "March 2020", "1991")
    assert not rows.filter(of__person=esi).exists()


def test_a_birth_to_come_is_refused(cast: Cast, unborn: Person) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="not come yet"):
        record_birth(person=unborn, born_on=tomorrow, by=cast.alice)


def test_a_lost_pregnancy_is_said_gently_and_nothing_more_is_expected(
    cast: Cast, unborn: Person, lines: Lines
) -> None:
    record_lost_pregnancy(person=unborn, by=cast.alice)
    header = header_of(unborn, cast.alice)
    assert header.state.startswith("This pregnancy was lost.")
    assert "Expected" not in header.facts
    assert "lost pregnancy recorded" in [line[0] for line in lines(unborn)]
    with pytest.raises(ValidationError):
        record_birth(person=unborn, born_on=timezone.localdate(), by=cast.alice)


def test_death_ends_proxies_and_is_undone_as_a_whole(cast: Cast, lines: Lines) -> None:
    record_death(person=cast.ade, died_on=date(2026, 3, 1), by=cast.alice)
    cast.ade.refresh_from_db()
    listed = Grant.objects.filter(
        in_force(), person=cast.ade, account__in=[cast.pat, cast.ade_account, cast.sam]
    )
    assert not listed.exists()
    header = header_of(cast.ade, cast.alice)
    assert header.state == "Died on 1 March 2026, aged 67."
    assert not header.is_living
    with pytest.raises(ValidationError, match="already"):
        record_death(person=cast.ade, by=cast.alice)
    undo_death(person=cast.ade, why="Another Mr Bankole", by=cast.alice)
    cast.ade.refresh_from_db()
    assert (cast.ade.state, cast.ade.died_on) == ("living", None)
    assert listed.count() == 3
    said = [line[0] for line in lines(cast.ade)]
    assert {"death recorded", "death undone"} <= set(said)


def test_an_end_of_its_own_comes_back_as_it_was(cast: Cast) -> None:
    """A power to act for a year is no power for ever, because somebody took him for dead."""
    ends = timezone.now() + timedelta(days=365)
    with acting(cast.system.pk):
        grant = Grant.objects.get(account=cast.pat)
        grant.until = ends
        grant.save(update_fields=["until"])
    record_death(person=cast.ade, died_on=date(2026, 3, 1), by=cast.alice)
    undo_death(person=cast.ade, why="Another Mr Bankole", by=cast.alice)
    grant.refresh_from_db()
    assert (grant.until, grant.ended_by, grant.ended_why) == (ends, None, "")
    assert Grant.objects.get(account=cast.ade_account).until == FOR_EVER


@pytest.mark.parametrize("days", [1, 365])
def test_no_grant_is_made_longer_than_it_was(cast: Cast, days: int) -> None:
    """Whoever holds the record could write to the row of a share by hand."""
    grant = Grant.objects.get(account=cast.sam)
    grant.until = timezone.now()
    grant.save(update_fields=["until"])
    grant.refresh_from_db()
    assert grant.until_before == FOR_EVER
    grant.until += timedelta(days=days)
    with pytest.raises(DatabaseError, match="not made longer"), transaction.atomic():
        grant.save(update_fields=["until"])
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        grant.save(update_fields=["until_before"])


def test_who_may_only_contact_them_cannot_write_a_death(cast: Cast) -> None:
    allocate(
        person=cast.ade,
        account=cast.charlie,
        rung=Rung.CONTACT,
        basis=Basis.DUTY,
        by=cast.alice,
    )
    with acting(cast.charlie.pk), pytest.raises(PermissionDenied):
        record_death(person=cast.ade, by=cast.charlie)


def test_a_death_before_birth_is_refused(cast: Cast) -> None:
    record_fact(person=cast.ade, kind=FactKind.BIRTH, value="3 May 1958", by=cast.alice)
    wrong: tuple[dict[str, Any], ...]
    wrong = ({"died_on": date(1950, 1, 1)}, {"day": "1 March 1950"}, {"day": "April 1958"})
    for told in wrong:
        with pytest.raises(ValidationError, match="before they were born"), transaction.atomic():
            record_death(person=cast.ade, **told, by=cast.alice)
    record_death(person=cast.ade, day="May 1958", by=cast.alice)


def test_a_day_of_death_may_not_be_known(cast: Cast) -> None:
    record_death(person=cast.ade, by=cast.alice)
    assert header_of(cast.ade, cast.alice).state == "Has died."
