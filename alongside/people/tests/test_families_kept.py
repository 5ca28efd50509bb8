"""What is said of a family stays: warnings until their day, words as typed, and nobody's secret."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import FOR_EVER
from alongside.desk.access import person as desk
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people import fitting, near
from alongside.people.actions.around import (
    Named,
    add_relationship,
    end_relationship,
    take_back_relationship,
)
from alongside.people.actions.families import (
    answer_proposal,
    record_contact,
    record_responsibility,
    tell_more,
)
from alongside.people.actions.grants import allocate
from alongside.people.drawing.words import ENDED
from alongside.people.gathering import MOST, family_of
from alongside.people.kin import COUPLES, TOGETHER
from alongside.people.models import Basis, Grant, Person, Relationship, Rung
from tests.cast import Cast, account

from .test_families import add, proposed
from .test_sealing import Scene, scene

__all__ = ["scene"]


def current(cast: Cast, person: Person) -> set[str]:
    """The kinds that stand on somebody's record."""
    with acting(cast.system.pk):
        rows = Relationship.objects.filter(person=person, over_at=None)
        return {row.kind for row in rows if not row.is_past}


def warn(cast: Cast, person: Person, who: Relationship, words: str, **more: Any) -> Relationship:
    with acting(cast.alice.pk):
        return record_contact(person=person, who=who, unsafe=words, **more, by=cast.alice)[0]


# One record, and the other's ----------------------------------------------------------------------


@pytest.mark.parametrize("is_over", [True, False])
def test_a_warning_on_one_record_leaves_the_one_on_the_other(
    cast: Cast, kezia: Person, jonah: Person, is_over: bool
) -> None:
    theirs = add(cast, jonah, "sibling", kezia)
    with acting(cast.alice.pk):
        mine = Relationship.objects.get(person=kezia)
    warn(cast, jonah, theirs, "Not alone")
    warning = warn(cast, kezia, mine, "Not after dark")
    with acting(cast.alice.pk):
        if is_over:
            take_back_relationship(relationship=warning, why="Wrong", by=cast.alice)
        else:
            end_relationship(relationship=warning, by=cast.alice)
    assert current(cast, kezia) == {"sibling"}
    assert current(cast, jonah) == {"sibling", "contact-unsafe"}


def test_what_is_sensitive_ends_where_it_was_told(cast: Cast, kezia: Person) -> None:
    edge = add(cast, kezia, "sibling", cast.temi, is_sensitive=True)
    add(cast, cast.temi, "sibling", kezia, is_sensitive=True)
    with acting(cast.alice.pk):
        end_relationship(relationship=edge, by=cast.alice)
    assert current(cast, kezia) == set()
    assert current(cast, cast.temi) == {"sibling"}


def test_one_ground_of_responsibility_ends_and_the_other_stands(cast: Cast, kezia: Person) -> None:
    first, second = (
        add(cast, kezia, "responsible", cast.temi, ground=ground)
        for ground in ("gave-birth", "certificate")
    )
    with acting(cast.alice.pk):
        end_relationship(relationship=first, by=cast.alice)
        left = Relationship.objects.filter(person=cast.temi, ends_on=None)
        assert [row.ground for row in left] == [second.ground]


def test_nothing_of_the_sealed_is_told_on_another_record(scene: Scene) -> None:
    cast, officer = scene.cast, scene.officer
    with acting(cast.alice.pk), transaction.atomic():
        allocate(person=cast.temi, account=officer, by=cast.alice)
    with acting(officer.pk), transaction.atomic():
        add_relationship(person=scene.new, kind="parent", other=cast.temi, by=officer)
        assert Relationship.objects.filter(person=scene.new, other=cast.temi).exists()
    with acting(officer.pk), transaction.atomic():
        assert not Relationship.objects.filter(person=cast.temi, other=scene.new.pk).exists()


def test_what_is_said_of_something_sensitive_is_sensitive(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    donor = add(cast, kezia, "donor", jonah)
    child = add(cast, kezia, "friend", cast.temi, of=donor)
    friend = add(cast, kezia, "friend", "", who=donor)
    assert (child.is_sensitive, friend.is_sensitive) == (True, True)
    assert current(cast, jonah) == set()


def test_whose_record_is_closed_can_be_written_about_and_is_drawn_as_told_here(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    with acting(cast.system.pk):
        told = add_relationship(
            person=kezia, kind="parent", other=cast.stranger, called="Dad", by=cast.system
        )
    add(cast, kezia, "sibling", jonah)
    with acting(cast.system.pk):
        add_relationship(
            person=jonah, kind="parent", other=cast.stranger, called="Mr New", by=cast.system
        )
    warn(cast, kezia, told, "Must not know the school")
    with acting(cast.alice.pk):
        record_responsibility(person=kezia, ground="certificate", who=told, by=cast.alice)
    friend = add(cast, kezia, "friend", "", who=told, starts_on=date(2020, 1, 1))
    assert (friend.other_id, friend.called) == (cast.stranger.pk, "Dad")
    with acting(cast.alice.pk):
        node = family_of(kezia, cast.alice).nodes[cast.stranger.pk]
    assert (node.called, node.person) == ("Dad", None)
    with acting(cast.charlie.pk):
        kinds = Relationship.objects.filter(person=cast.stranger).values_list("kind", flat=True)
        assert set(kinds) == {"child"}  # as the system told it, and nothing since


# Days ---------------------------------------------------------------------------------------------


def test_a_warning_stands_until_the_last_day_that_is_meant(
    cast: Cast, kezia: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    lucy = add(cast, kezia, "parent", "Lucy Marsh")
    today = timezone.localdate()
    year = When(date(today.year, 1, 1), "year")
    warning = warn(cast, kezia, lucy, "Not alone", ends_on=year)
    assert (warning.ends_on, warning.until) == (date(today.year, 12, 31), str(today.year))
    for day, is_there in ((warning.ends_on, True), (date(today.year + 1, 1, 1), False)):
        monkeypatch.setattr(timezone, "localdate", lambda *_, day=day: day)
        with acting(cast.alice.pk):
            [one] = near.around_of(kezia, cast.alice)
            [shown] = desk.around(kezia, cast.alice)
            beside = family_of(kezia, cast.alice).beside
            assert len(near.ended_of(kezia)) == (not is_there)
        assert any(line.edge.kind == "contact-unsafe" for line in one.lines) == is_there
        assert ("Not alone" in shown.line) == is_there
        assert any(not link.is_past for link in beside) == is_there


def test_what_has_an_end_to_come_can_end_before(cast: Cast, kezia: Person, jonah: Person) -> None:
    later = timezone.localdate() + timedelta(days=400)
    edge = add(cast, kezia, "friend", jonah, ends_on=later)
    with acting(cast.alice.pk):
        end_relationship(relationship=edge, by=cast.alice)
        with pytest.raises(ValidationError, match="already ended"):
            end_relationship(relationship=edge, by=cast.alice)
    assert current(cast, kezia) == current(cast, jonah) == set()


def test_it_may_end_in_the_month_in_which_it_began(cast: Cast, kezia: Person) -> None:
    edge = add(cast, kezia, "friend", "Bea", starts_on=date(2025, 3, 15))
    with acting(cast.alice.pk):
        month = When(date(2025, 3, 1), "month")
        ended = end_relationship(relationship=edge, ends_on=month, by=cast.alice)
    assert (ended.until, ended.is_past) == ("March 2025", True)


def test_what_is_no_longer_so_this_year_is_over_today(cast: Cast, kezia: Person) -> None:
    edge = add(cast, kezia, "friend", "Bea")
    year = When(date(timezone.localdate().year, 1, 1), "year")
    with acting(cast.alice.pk):
        ended = end_relationship(relationship=edge, ends_on=year, by=cast.alice)
    assert (ended.until, ended.is_past) == (str(year.day.year), True)


# Words --------------------------------------------------------------------------------------------


def test_words_that_say_more_are_not_dropped(cast: Cast, kezia: Person) -> None:
    lucy = add(cast, kezia, "parent", "Lucy Marsh", told_by="Ruth")
    assert add(cast, kezia, "parent", "Lucy Marsh").pk == lucy.pk
    with pytest.raises(ValidationError, match="what you write says more"):
        add(cast, kezia, "parent", "Lucy Marsh", words="Rings on Sundays")
    warn(cast, kezia, lucy, "Not alone")
    with pytest.raises(ValidationError, match="what you write says more"):
        warn(cast, kezia, lucy, "Not alone", ends_on=date(2199, 1, 1))
    with acting(cast.alice.pk):
        told: dict[str, Any] = {"person": kezia, "ground": "gave-birth", "who": lucy}
        first = record_responsibility(**told, by=cast.alice)
        assert record_responsibility(**told, by=cast.alice).pk == first.pk
        with pytest.raises(ValidationError, match="what you write says more"):
            record_responsibility(**told, starts_on=date(2018, 1, 1), by=cast.alice)


def test_somebody_else_of_the_same_name_is_somebody_else(cast: Cast, kezia: Person) -> None:
    one = add(cast, kezia, "grandparent", "Jean Marsh")
    other = add(cast, kezia, "grandparent", "Jean Marsh", is_somebody_else=True)
    assert one.end != other.end


def test_what_was_refused_is_not_asked_again_of_a_name_on_another_record(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    add(cast, kezia, "sibling", jonah)
    for child in (kezia, jonah):
        add(cast, child, "parent", "Lucy Marsh")
    with acting(cast.alice.pk):
        lucy = Relationship.objects.get(person=jonah, kind="parent")
    add(cast, jonah, "parent", "Jean Marsh", of=lucy)
    assert proposed(cast, kezia) == {"Jean Marsh": "grandparent"}
    with acting(cast.alice.pk):
        [one] = fitting.proposals(family_of(kezia, cast.alice))
        answer_proposal(
            person=kezia, kind=one.kind, called=one.who.called, is_so=False, by=cast.alice
        )
    assert proposed(cast, kezia) == {}


def test_more_of_a_name_is_nothing_taken_back_and_reaches_the_drawing(
    cast: Cast, kezia: Person
) -> None:
    alan = add(cast, kezia, "grandparent", "Alan Marsh")
    friend = add(cast, kezia, "friend", "", who=alan)
    with acting(cast.alice.pk):
        tell_more(relationship=friend, named=Named("M", "died", died="2019"), by=cast.alice)
        family = family_of(kezia, cast.alice)
        assert near.ended_of(kezia) == []
    assert family.over == frozenset()
    assert (family.nodes[alan.pk].state, family.nodes[alan.pk].died) == ("died", "2019")


@pytest.mark.parametrize("act", [end_relationship, take_back_relationship, tell_more])
def test_a_row_is_locked_before_it_changes(cast: Cast, kezia: Person, act: Any) -> None:
    edge = add(cast, kezia, "friend", "Bea")
    more: dict[Any, dict[str, Any]] = {
        take_back_relationship: {"why": "Wrong"}, tell_more: {"named": Named("F")},
    }  # fmt: skip
    with acting(cast.alice.pk), CaptureQueriesContext(connection) as asked:
        act(relationship=edge, **more.get(act, {}), by=cast.alice)
    said = [query["sql"] for query in asked]
    locks = [n for n, sql in enumerate(said) if "FOR UPDATE" in sql and "people_rel" in sql]
    changes = [n for n, sql in enumerate(said) if sql.startswith('UPDATE "people_rel')]
    assert locks
    assert locks[0] < changes[0]


def test_what_ended_between_partners_reads_as_ended() -> None:
    assert set(ENDED) == TOGETHER
    assert TOGETHER <= COUPLES


# Many, and who may --------------------------------------------------------------------------------


def test_a_page_holds_the_nearest(cast: Cast, kezia: Person) -> None:
    lucy = add(cast, kezia, "parent", "Lucy")
    friends = [
        Relationship(person=kezia, kind="child", of=lucy, called=f"C {n}", recorded_by=cast.alice)
        for n in range(MOST + 20)
    ]
    with acting(cast.alice.pk):
        Relationship.objects.bulk_create(friends)
        whole = family_of(kezia, cast.alice)
    cut = whole.nearest(MOST)
    assert len(whole.nodes) == MOST + 22
    assert (len(cut.nodes), cut.is_cut) == (MOST, True)
    assert {kezia.pk, lucy.pk} <= set(cut.nodes)
    assert all(link.one in cut.nodes and link.other in cut.nodes for link in cut.links)
    assert not whole.nearest(MOST * 2).is_cut


def test_what_is_over_is_bounded(cast: Cast, kezia: Person) -> None:
    rows = [
        Relationship(
            person=kezia, kind="friend", called=f"F {n}", recorded_by=cast.alice,
            ends_on=date(2020, 1, 1),
        )
        for n in range(near.MOST_ENDED + 5)
    ]  # fmt: skip
    with acting(cast.alice.pk):
        Relationship.objects.bulk_create(rows)
        assert len(near.ended_of(kezia)) == near.MOST_ENDED


def test_whose_role_is_to_read_does_not_write(cast: Cast, kezia: Person) -> None:
    edge = add(cast, kezia, "parent", "Lucy Marsh")
    with acting(cast.system.pk):
        reader = account("staff", "Rea", "", ("administrator",))
        Grant.objects.create(
            person=kezia, account=reader, rung=Rung.RECORD, basis=Basis.ALLOCATED,
            starts=timezone.now(), until=FOR_EVER, given_by=cast.system,
        )  # fmt: skip
    with acting(reader.pk):
        acts: list[Any] = [
            lambda: add_relationship(person=kezia, kind="friend", called="Bea", by=reader),
            lambda: end_relationship(relationship=edge, by=reader),
            lambda: take_back_relationship(relationship=edge, why="x", by=reader),
            lambda: tell_more(relationship=edge, named=Named("F"), by=reader),
        ]
        for act in acts:
            with pytest.raises(PermissionDenied, match="read here"):
                act()
