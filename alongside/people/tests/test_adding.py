"""Adding somebody: looking first, once only, with a grant; twins are no duplicates."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account, RoleHeld
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions.adding import Told, add_person, not_the_same
from alongside.people.duplicates import from_told, likely_duplicates, likely_same_as
from alongside.people.header import header_of
from alongside.people.models import Basis, FactKind, Grant, Known, Person
from tests.cast import Cast

Lines = Callable[..., list[tuple[Any, ...]]]
BORN = date(2019, 5, 3)


def give(account: Account, role: str, *, by: Account) -> None:
    with acting(by.pk):
        RoleHeld.objects.create(
            account=account, role_id=role, starts=timezone.now(), until=FOR_EVER, given_by=by
        )


ADDRESS = "12 Canal Terrace, Northmere LS6 1AB"


def test_whoever_adds_somebody_may_read_their_record(
    cast: Cast, lukasz: Person, lines: Lines
) -> None:
    with acting(cast.alice.pk):
        grant = Grant.objects.get(person=lukasz, account=cast.alice)
        assert (grant.rung, grant.basis) == (2, Basis.ALLOCATED)
        assert header_of(lukasz, cast.alice).born.startswith("Aged 7, born 3 May 2019")
    assert "person added" in [line[0] for line in lines(lukasz)]


def test_adding_twice_gives_back_the_first(cast: Cast) -> None:
    one = new_id()
    with acting(cast.alice.pk):
        made = [
            add_person(id=one, given="Noor", is_somebody_new=True, by=cast.alice) for _ in range(2)
        ]
        assert made[0].pk == made[1].pk == one
        assert Grant.objects.filter(person_id=one, account=cast.alice).count() == 1


def test_a_team_may_be_given_the_record_instead(cast: Cast) -> None:
    with acting(cast.alice.pk):
        person = add_person(given="Noor", team=cast.adults, is_somebody_new=True, by=cast.alice)
        assert list(Grant.objects.filter(person=person).values_list("team", flat=True)) == [
            cast.adults.pk
        ]
    give(cast.system, "importer", by=cast.system)
    with acting(cast.system.pk), pytest.raises(ValidationError, match="which team or worker"):
        add_person(given="Noor", is_somebody_new=True, by=cast.system)


def test_it_looks_first(cast: Cast, lukasz: Person) -> None:
    with acting(cast.alice.pk), pytest.raises(ValidationError) as refusal:
        add_person(given="Lukas", family="Nowak", born_on=BORN, by=cast.alice)
    assert refusal.value.code == "likely"


def test_without_the_permission_nobody_is_added(cast: Cast) -> None:
    with acting(cast.protection.pk), pytest.raises(PermissionDenied):
        add_person(given="Noor", is_somebody_new=True, by=cast.protection)


def test_somebody_may_have_no_name_yet_or_a_single_one(cast: Cast) -> None:
    with acting(cast.alice.pk):
        nameless = add_person(
            birth="1 March 2099", birth_known=Known.EXPECTED, is_somebody_new=True, by=cast.alice
        )
        assert nameless.called == "No name yet"
        single = add_person(given="Ngọc", is_somebody_new=True, by=cast.alice)
        assert (single.called, single.sort_key) == ("Ngọc", "ngoc")


def test_the_reasons_are_given_field_by_field(cast: Cast, lukasz: Person) -> None:
    with acting(cast.alice.pk):
        [likely] = likely_duplicates(
            given="Lukas",
            family="Nowack",
            born_on=date(2019, 3, 5),
            address=ADDRESS,
            by=cast.alice,
        ).people
    assert likely.person.pk == lukasz.pk
    assert any("day and month the other way round" in reason for reason in likely.reasons)
    assert "Address: the same" in likely.reasons


@pytest.mark.parametrize("given", ["Tomasz", "Zofia", "Ola"])
def test_a_twin_is_not_a_match(cast: Cast, lukasz: Person, given: str) -> None:
    with acting(cast.alice.pk):
        found = likely_duplicates(
            given=given, family="O’Brien-Nowak", born_on=BORN, address=ADDRESS, by=cast.alice
        )
    assert found.people == ()


def test_the_same_name_with_another_nhs_number_is_not_a_match(cast: Cast, lukasz: Person) -> None:
    with acting(cast.alice.pk):
        found = likely_duplicates(
            given="Łukasz",
            family="O’Brien-Nowak",
            born_on=BORN,
            numbers={FactKind.NHS_NUMBER: "9876543210"},
            by=cast.alice,
        )
    assert found.people == ()


def test_father_and_son_of_one_name_are_two(cast: Cast, lukasz: Person) -> None:
    with acting(cast.alice.pk):
        found = likely_duplicates(
            given="Łukasz", family="O’Brien-Nowak", born_on=date(1988, 2, 1), by=cast.alice
        )
    assert found.people == ()


def test_a_number_alone_is_enough(cast: Cast, lukasz: Person) -> None:
    with acting(cast.alice.pk):
        [likely] = likely_duplicates(
            given="Luke", numbers={FactKind.NHS_NUMBER: "9434765919"}, by=cast.alice
        ).people
    assert "NHS number: the same" in likely.reasons


def test_outside_ones_grants_it_only_says_whom_to_ask(
    cast: Cast, lukasz: Person, lines: Lines
) -> None:
    with acting(cast.charlie.pk):
        found = likely_duplicates(given="Łukasz", family="Nowak", born_on=BORN, by=cast.charlie)
        assert found.people == ()
        assert [one.teams for one in found.elsewhere] == [("Adults, East",)]
        other_day = likely_duplicates(
            given="Łukasz", family="Nowak", born_on=date(1970, 1, 1), by=cast.charlie
        )
        assert other_day.elsewhere == ()
    looked = [line for line in lines() if line[0] == "looked for duplicates"]
    assert len(looked) == 2
    assert "nowak" not in str(looked).casefold()


def test_two_people_found_to_be_two_are_never_offered_again(
    cast: Cast, lukasz: Person, lines: Lines
) -> None:
    with acting(cast.alice.pk):
        other = add_person(
            given="Lukas",
            family="Nowak",
            born_on=BORN,
            told=[Told(FactKind.ADDRESS, ADDRESS)],
            is_somebody_new=True,
            by=cast.alice,
        )
        assert [one.person.pk for one in likely_same_as(lukasz, cast.alice).people] == [other.pk]
        kept = not_the_same(one=other, other=lukasz, why="Cousins", by=cast.alice)
        assert not_the_same(one=lukasz, other=other, why="x", by=cast.alice).pk == kept.pk
        assert likely_same_as(lukasz, cast.alice).people == ()
        assert likely_same_as(other, cast.alice).people == ()
        with pytest.raises(ValidationError, match="one record"):
            not_the_same(one=other, other=other, why="x", by=cast.alice)
    assert "found not the same" in [line[0] for line in lines(lukasz)]


@pytest.mark.parametrize("told", ["about 2019", "about 2020", "May 2019", "2019"])
def test_a_birthday_that_is_not_known_to_the_day_hides_nobody(
    cast: Cast, lukasz: Person, told: str
) -> None:
    def looked(birth: str, known: str = Known.KNOWN) -> dict[str, Any]:
        name = Told(FactKind.NAME_KNOWN_AS, detail={"given": "Łukasz", "family": "O’Brien-Nowak"})
        return from_told([name, Told(FactKind.BIRTH, birth, known=known)])

    with acting(cast.alice.pk):
        [likely] = likely_duplicates(**looked(told), by=cast.alice).people
        assert likely.person.pk == lukasz.pk
        assert any("3 May 2019" in reason for reason in likely.reasons)
        guessed = looked("1 January 2018", Known.ESTIMATED)
        assert likely_duplicates(**guessed, by=cast.alice).people
        for other in ("about 1986", "June 2019", "2018"):
            assert likely_duplicates(**looked(other), by=cast.alice).people == ()
    with acting(cast.charlie.pk):
        assert likely_duplicates(**looked(told), by=cast.charlie).elsewhere


def test_a_record_whose_birthday_is_only_about_known_is_found_by_the_day(cast: Cast) -> None:
    with acting(cast.alice.pk):
        rahim = add_person(
            given="Rahim", family="Noorzai", birth="March 1986", is_somebody_new=True, by=cast.alice
        )
        asked: dict[str, Any] = {
            "given": "Rahim",
            "family": "Noorzai",
            "born_on": date(1986, 3, 14),
        }
        [likely] = likely_duplicates(**asked, by=cast.alice).people
        assert likely.person.pk == rahim.pk
        assert "Date of birth: may be the same, March 1986" in likely.reasons
        [likely] = likely_duplicates(given="Rahim", family="Noorzai", by=cast.alice).people
        assert "Date of birth: known for one only, March 1986" in likely.reasons
    with acting(cast.charlie.pk):
        assert likely_duplicates(**asked, by=cast.charlie).elsewhere
