"""Who lives with somebody: now and before, kept addresses, nobody's home, and sixty in one."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import FOR_EVER
from alongside.foundation.actor import acting
from alongside.people.actions.around import Named, add_relationship
from alongside.people.actions.facts import change_fact, record_fact
from alongside.people.actions.lives import record_death
from alongside.people.actions.protecting import protect_fact
from alongside.people.household import PAGE, Household, household_of
from alongside.people.models import Basis, Fact, FactKind, Grant, Person, Rung
from alongside.people.near import at_home
from tests.cast import Cast, person

PLACE = "4 Weir Cottages, Northmere, LS6 4ZZ"
OTHER = "9 Weir Cottages, Northmere, LS6 4ZZ"


def live(cast: Cast, who: Person, place: str = PLACE, since: date | None = None) -> Fact:
    with acting(cast.alice.pk):
        return record_fact(
            person=who, kind=FactKind.ADDRESS, value=place, starts_on=since, by=cast.alice
        )


def home(cast: Cast, who: Person, page: int = 1) -> Household:
    with acting(cast.alice.pk):
        return household_of(who, cast.alice, page)


def names(found: Household) -> list[str]:
    return [one.called for one in found.now]


def test_who_lives_there_now_and_since_when(cast: Cast, kezia: Person, jonah: Person) -> None:
    live(cast, kezia, since=date(2020, 1, 1))
    live(cast, jonah, since=date(2023, 6, 1))
    live(cast, cast.ade, OTHER)  # a neighbour, of the same postcode
    with acting(cast.alice.pk):
        add_relationship(
            person=kezia, kind="kinship-carer", called="Ruth Marsh", told_by="Kezia", by=cast.alice
        )
    found = home(cast, kezia)
    assert [(one.called, one.words) for one in found.now] == [
        ("Jonah Marsh", "Since 1 June 2023."),
        ("Ruth Marsh", "Kinship carer. Kezia said so."),
    ]
    assert (found.before, found.addresses) == ([], [PLACE])


def test_who_lived_there_before_is_dated(cast: Cast, kezia: Person, jonah: Person) -> None:
    live(cast, kezia, since=date(2020, 1, 1))
    fact = live(cast, jonah, since=date(2021, 1, 1))
    with acting(cast.alice.pk):
        change_fact(fact=fact, value=OTHER, starts_on=date(2024, 3, 1), by=cast.alice)
    found = home(cast, kezia)
    assert names(found) == []
    assert [one.words for one in found.before] == [
        f"At {PLACE}, from 1 January 2021 until 1 March 2024."
    ]
    # Who came after they had gone never lived with them.
    live(cast, cast.temi, since=date(2024, 4, 1))
    assert [one.called for one in home(cast, jonah).before] == ["Kezia Marsh"]


@pytest.mark.parametrize("whose", ["mine", "theirs"])
def test_an_address_that_is_kept_from_somebody_joins_nobody(
    cast: Cast, kezia: Person, jonah: Person, whose: str
) -> None:
    kept = {"mine": live(cast, kezia), "theirs": live(cast, jonah)}[whose]
    assert names(home(cast, kezia)) == ["Jonah Marsh"]
    with acting(cast.alice.pk):
        protect_fact(
            fact=kept, from_whom="His father", why="Threats", by=cast.alice,
            review_on=timezone.localdate() + timedelta(days=30),
        )  # fmt: skip
    for who in (kezia, jonah):
        assert names(home(cast, who)) == []
    assert home(cast, kezia).is_kept == (whose == "mine")


def test_no_fixed_address_is_nobodys_home(cast: Cast, kezia: Person, jonah: Person) -> None:
    for who in (kezia, jonah):
        live(cast, who, "No fixed address")
    assert names(home(cast, kezia)) == []
    with acting(cast.alice.pk):
        assert at_home(kezia, cast.alice, []) == []


def test_whose_record_one_may_not_see_is_not_there(cast: Cast, kezia: Person) -> None:
    live(cast, kezia)
    with acting(cast.charlie.pk):
        record_fact(person=cast.stranger, kind=FactKind.ADDRESS, value=PLACE, by=cast.charlie)
    assert names(home(cast, kezia)) == []


def test_sixty_children_in_one_household_stay_readable(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    live(cast, kezia)
    live(cast, jonah)
    home(cast, kezia)
    with acting(cast.alice.pk), CaptureQueriesContext(connection) as few:
        household_of(kezia, cast.alice)
    with acting(cast.system.pk):
        for n in range(60):
            person(f"Child {n:02}", date(2017, 5, 3), worker=cast.alice, by=cast.system)
    with acting(cast.alice.pk):
        children = Person.objects.filter(called__startswith="Child ")
        for child in children:
            record_fact(person=child, kind=FactKind.ADDRESS, value=PLACE, by=cast.alice)
    with acting(cast.alice.pk), CaptureQueriesContext(connection) as many:
        found = household_of(kezia, cast.alice)
    assert len(many) == len(few)
    assert (found.count, found.pages, len(found.now)) == (61, 3, PAGE)
    told = [name for number in (1, 2, 3) for name in names(home(cast, kezia, number))]
    assert told == [*[f"Child {n:02}" for n in range(60)], "Jonah Marsh"]
    assert home(cast, kezia, 99).page == 3


def test_who_reaches_only_one_of_them_reads_of_one(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    live(cast, kezia)
    live(cast, jonah)
    with acting(cast.system.pk):
        now = timezone.now()
        Grant.objects.create(
            person=kezia, account=cast.bob, rung=Rung.RECORD, basis=Basis.ALLOCATED,
            starts=now - timedelta(minutes=1), until=FOR_EVER, given_by=cast.system,
        )  # fmt: skip
    with acting(cast.bob.pk):
        assert household_of(kezia, cast.bob).now == []


def test_who_has_died_is_among_those_of_before(cast: Cast, kezia: Person, jonah: Person) -> None:
    live(cast, kezia, since=date(2020, 1, 1))
    live(cast, jonah, since=date(2023, 6, 1))
    died = Named(state="died", died="May 2024")
    with acting(cast.alice.pk):
        add_relationship(
            person=kezia, kind="lives-with", called="Ruth Marsh", named=died, by=cast.alice
        )
        add_relationship(
            person=kezia, kind="lives-with", other=jonah, called="Jonah", by=cast.alice
        )
        add_relationship(
            person=kezia, kind="lives-with", other=cast.temi, called="Temi", by=cast.alice
        )
        for who in (jonah, cast.temi):
            record_death(person=who, died_on=date(2025, 3, 1), by=cast.alice)
    found = home(cast, kezia)
    assert found.now == []
    assert [one.called for one in found.before] == ["Jonah Marsh", "Ruth Marsh", "Temi"]
    assert [one.words.rpartition("Died ")[2] for one in found.before] == [
        "1 March 2025.",
        "May 2024.",
        "1 March 2025.",
    ]
