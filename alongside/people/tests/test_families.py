"""Families: what is said of whom, what cannot be, what follows, and what is never told on."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from alongside.accounts.models import FOR_EVER
from alongside.foundation.actor import acting
from alongside.foundation.content import codes
from alongside.foundation.days import When
from alongside.people import fitting, near
from alongside.people.actions.around import (
    Named,
    add_relationship,
    end_relationship,
)
from alongside.people.actions.families import (
    answer_proposal,
    record_contact,
    record_responsibility,
    tell_more,
)
from alongside.people.gathering import family_of
from alongside.people.models import Basis, Grant, Person, Relationship, Rung
from tests.cast import Cast


def add(cast: Cast, person: Person, kind: str, end: Person | str, **more: Any) -> Relationship:
    """Alice writes it down."""
    told = {"called": end} if isinstance(end, str) else {"other": end}
    with acting(cast.alice.pk):
        return add_relationship(person=person, kind=kind, **told, **more, by=cast.alice)


def proposed(cast: Cast, person: Person) -> dict[str, str]:
    with acting(cast.alice.pk):
        found = fitting.proposals(family_of(person, cast.alice))
    return {one.who.called: one.kind for one in found}


# Kinds --------------------------------------------------------------------------------------------


def test_every_kind_says_what_holds_it() -> None:
    known = {code.code: code for code in codes("relationships").codes}
    ties = {"birth", "law", "care", "social", "professional"}
    assert {code.tie for code in known.values()} == ties
    assert all(known[code.inverse].tie == code.tie for code in known.values())


# What cannot be so --------------------------------------------------------------------------------


def test_nobody_is_their_own_parent_nor_their_own_forebear(cast: Cast, kezia: Person) -> None:
    with pytest.raises(ValidationError, match="relation of themselves"):
        add(cast, kezia, "parent", kezia)
    add(cast, kezia, "parent", cast.temi)
    add(cast, cast.temi, "parent", cast.ade)
    with pytest.raises(ValidationError, match="cannot be the parent of Ade Bankole") as refusal:
        add(cast, cast.ade, "parent", kezia)
    assert "kind" in refusal.value.message_dict
    with pytest.raises(ValidationError, match="cannot be the parent of Ade Bankole"):
        add(cast, kezia, "child", cast.ade)


def test_a_parent_is_born_before_their_child_by_birth_and_not_by_marriage(
    cast: Cast, kezia: Person
) -> None:
    with pytest.raises(ValidationError, match="Kezia Marsh was born after Ade Bankole"):
        add(cast, cast.ade, "parent", kezia)
    assert add(cast, cast.ade, "step-parent", kezia)


@pytest.mark.parametrize(
    ("starts_on", "sentence"),
    [
        (date(2016, 1, 1), "Kezia Marsh was born on 3 May 2017"),
        (When(date(2016, 1, 1), "year"), "Kezia Marsh was born on 3 May 2017"),
        (date(2025, 1, 1), "Joy had died by then, 2019"),
    ],
)
def test_nothing_begins_before_a_birth_or_after_a_death(
    cast: Cast, kezia: Person, starts_on: Any, sentence: str
) -> None:
    joy = Named(state="died", born="about 1940", died="2019")
    with pytest.raises(ValidationError, match=sentence) as refusal:
        add(cast, kezia, "friend", "Joy", named=joy, starts_on=starts_on)
    assert "starts_on" in refusal.value.message_dict
    kept = add(cast, kezia, "friend", "Joy", named=joy, starts_on=When(date(2017, 1, 1), "about"))
    assert kept.since == "about 2017"


@pytest.mark.parametrize(
    ("named", "field"),
    [
        (Named(born="soon"), "other_born"),
        (Named(born="1 March 2199"), "other_born"),
        (Named(born="1960", died="1950"), "other_died"),
    ],
)
def test_the_days_of_a_name_are_days(cast: Cast, kezia: Person, named: Named, field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        add(cast, kezia, "grandparent", "Folake Bello", named=named)
    assert field in refusal.value.message_dict


def test_what_is_seldom_so_is_kept_and_said(cast: Cast, kezia: Person) -> None:
    for name, born in (("Lucy", "2009"), ("Tunde", ""), ("Bea", "")):
        add(cast, kezia, "parent", name, named=Named(born=born))
    with acting(cast.alice.pk):
        said = fitting.look_again(family_of(kezia, cast.alice))
    assert said[0] == "Lucy would have been 8 when Kezia Marsh was born."
    assert said[1].startswith("Lucy and Tunde and Bea all stand here as a parent of Kezia")


# Names without a record ---------------------------------------------------------------------------


def test_a_name_is_one_person_however_often_it_is_told(cast: Cast, kezia: Person) -> None:
    tunde = add(cast, kezia, "parent", "Tunde Bello")
    folake = add(cast, kezia, "parent", "Folake Bello", of=tunde)
    add(cast, kezia, "grandparent", "", who=folake)
    with acting(cast.alice.pk):
        family = family_of(kezia, cast.alice)
        listed = near.around_of(kezia, cast.alice)
    assert sorted(node.called for node in family.nodes.values()) == [
        "Folake Bello", "Kezia Marsh", "Tunde Bello",
    ]  # fmt: skip
    lines = {one.called: [line.words for line in one.lines] for one in listed}
    assert lines["Folake Bello"] == ["Parent of Tunde Bello.", "Grandparent."]


def test_more_of_a_name_keeps_what_was_known(cast: Cast, kezia: Person) -> None:
    alan = add(cast, kezia, "grandparent", "Alan Marsh", told_by="Ruth")
    with acting(cast.alice.pk):
        more = tell_more(relationship=alan, named=Named("M", "died", died="2019"), by=cast.alice)
        with pytest.raises(ValidationError, match="changed this since"):
            tell_more(relationship=alan, named=Named("F"), by=cast.alice)
        [one] = near.around_of(kezia, cast.alice)
        family = family_of(kezia, cast.alice)
        before = Relationship.objects.get(pk=alan.pk)
    assert (more.end, more.told_by, one.quiet) == (alan.pk, "Ruth", "Died 2019.")
    assert family.nodes[alan.pk].state == "died"
    assert before.over_at
    assert (before.other_state, before.other_died) == ("living", "")


def test_the_same_name_in_the_same_place_on_two_records_is_one(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    add(cast, kezia, "sibling", jonah)
    for child in (kezia, jonah):
        add(cast, child, "parent", "Lucy Marsh")
    add(cast, jonah, "friend", "Lucy Marsh")
    add(cast, jonah, "grandparent", "Lucy Marsh")  # her mother has her name
    with acting(cast.alice.pk):
        family = family_of(kezia, cast.alice)
    names = sorted(node.called for node in family.nodes.values())
    assert names == ["Jonah Marsh", "Kezia Marsh", "Lucy Marsh", "Lucy Marsh"]
    lucy = family.elders(kezia.pk)[0]
    assert family.children(lucy) == [kezia.pk, jonah.pk]


# What follows -------------------------------------------------------------------------------------


def test_relatives_that_follow_are_proposed_with_their_working(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    lucy, tunde = (add(cast, kezia, "parent", name) for name in ("Lucy Marsh", "Tunde Bello"))
    for row, name in ((lucy, "Lucy Marsh"), (tunde, "Tunde Bello")):
        add(cast, kezia, "child", jonah, of=row)
        assert row.called == name
    add(cast, kezia, "child", "Rosa", of=lucy)
    diego = add(cast, kezia, "partner", "Diego", of=lucy)
    jean = add(cast, kezia, "parent", "Jean Marsh", of=lucy)
    add(cast, kezia, "child", "Ruth Marsh", of=jean)
    assert proposed(cast, kezia) == {
        "Jonah Marsh": "full-sibling",
        "Rosa": "sibling",
        "Jean Marsh": "grandparent",
        "Ruth Marsh": "aunt-uncle",
    }
    with acting(cast.alice.pk):
        rosa = next(row for row in Relationship.objects.filter(called="Rosa"))
    add(cast, kezia, "parent", "", who=diego, of=rosa)
    assert proposed(cast, kezia)["Rosa"] == "half-sibling"
    with acting(cast.alice.pk):
        assert not Relationship.objects.filter(person=kezia, kind="full-sibling").exists()
        found = fitting.proposals(family_of(kezia, cast.alice))
    assert found[0].working == "Lucy Marsh and Tunde Bello stand here as the parents of both."


def test_an_answer_to_what_follows_is_kept(cast: Cast, kezia: Person, jonah: Person) -> None:
    for child in (kezia, jonah):
        add(cast, child, "parent", cast.temi)
    assert proposed(cast, kezia) == {"Jonah Marsh": "sibling"}
    with acting(cast.alice.pk):
        answer_proposal(person=kezia, kind="sibling", other=jonah, is_so=False, by=cast.alice)
    assert proposed(cast, kezia) == {}
    assert proposed(cast, jonah) == {"Kezia Marsh": "sibling"}
    with acting(cast.alice.pk):
        answer_proposal(person=jonah, kind="sibling", other=kezia, is_so=True, by=cast.alice)
        assert Relationship.objects.filter(person=kezia, kind="sibling", over_at=None).exists()


# Responsibility and contact -----------------------------------------------------------------------


def test_parental_responsibility_says_where_it_comes_from(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    tunde = add(cast, kezia, "parent", "Tunde Bello")
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError) as refusal:
            record_responsibility(person=kezia, ground="", who=tunde, by=cast.alice)
        assert "ground" in refusal.value.message_dict
        record_responsibility(
            person=kezia, ground="certificate", who=tunde, told_by="Certificate seen",
            starts_on=When(date(2017, 5, 1), "month"), by=cast.alice,
        )  # fmt: skip
        with pytest.raises(ValidationError, match="is an adult"):
            record_responsibility(
                person=cast.temi, ground="gave-birth", called="Joy", by=cast.alice
            )
        [one] = near.around_of(kezia, cast.alice)
    assert [line.words for line in one.lines] == [
        "Parent.",
        "Has parental responsibility: registered as a parent on the birth certificate.",
    ]
    assert one.lines[1].quiet == "Since May 2017. Certificate seen said so."


def test_responsibility_by_adoption_stays_where_it_was_told(cast: Cast, kezia: Person) -> None:
    edge = add(cast, kezia, "responsible", cast.temi, ground="adoption")
    assert edge.is_sensitive
    with acting(cast.alice.pk):
        assert not Relationship.objects.filter(person=cast.temi).exists()


def test_what_contact_is_safe_is_for_who_reads_the_record(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    edge = add(cast, kezia, "sibling", jonah)
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError):
            record_contact(person=kezia, who=edge, by=cast.alice)
        said = record_contact(
            person=kezia, who=edge, safe="At Ruth’s", unsafe="Not alone", by=cast.alice
        )
        assert [one.words for one in said] == ["At Ruth’s", "Not alone"]
        Grant.objects.create(
            person=jonah, account=cast.charlie, rung=Rung.RECORD, basis=Basis.ALLOCATED,
            starts=said[0].recorded_at, until=FOR_EVER, given_by=cast.alice,
        )  # fmt: skip
        Grant.objects.create(
            person=kezia, account=cast.charlie, rung=Rung.CONTACT, basis=Basis.ALLOCATED,
            starts=said[0].recorded_at, until=FOR_EVER, given_by=cast.alice,
        )  # fmt: skip
    with acting(cast.charlie.pk):
        kinds = set(Relationship.objects.filter(person=kezia).values_list("kind", flat=True))
    assert kinds == {"sibling"}


def test_what_is_told_of_somebody_else_stands_on_this_record_alone(
    cast: Cast, kezia: Person
) -> None:
    """Whoever reads the other's record, and only reaches this person, is not told of a third."""
    tunde = add(cast, kezia, "parent", "Tunde Bello")
    add(cast, kezia, "child", cast.stranger, of=tunde)
    with acting(cast.alice.pk):
        Grant.objects.create(
            person=kezia, account=cast.charlie, rung=Rung.CONTACT, basis=Basis.ALLOCATED,
            starts=tunde.recorded_at, until=FOR_EVER, given_by=cast.alice,
        )  # fmt: skip
    with acting(cast.charlie.pk):
        assert Person.objects.filter(pk=cast.stranger.pk).exists()
        assert not Relationship.objects.exists()
        assert list(family_of(cast.stranger, cast.charlie).nodes) == [cast.stranger.pk]


# Whom a family shows ------------------------------------------------------------------------------


def test_an_edge_is_for_who_may_see_both_ends_or_was_told_it_here(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    with acting(cast.system.pk):
        for parent in (cast.stranger, cast.temi):
            add_relationship(person=jonah, kind="parent", other=parent, by=cast.system)
        add_relationship(person=jonah, kind="donor", called="Dr X", by=cast.system)
        add_relationship(person=jonah, kind="new-partner", called="Q", by=cast.system)
    add(cast, kezia, "sibling", jonah)
    with acting(cast.alice.pk):
        names = {node.called for node in family_of(kezia, cast.alice).nodes.values()}
        assert names == {"Kezia Marsh", "Jonah Marsh", "Temi Bankole"}
        own = {node.called for node in family_of(jonah, cast.alice).nodes.values()}
        assert {"Dr X", "Nobody Known"} <= own
    for account in (cast.charlie, cast.pat, cast.sam):
        with acting(account.pk):
            assert list(family_of(kezia, account).links) == []


def test_sixty_children_in_one_household(
    cast: Cast, kezia: Person, django_assert_max_num_queries: Any
) -> None:
    with acting(cast.alice.pk):
        lucy = add_relationship(person=kezia, kind="parent", called="Lucy", by=cast.alice)
        for number in range(60):
            add_relationship(
                person=kezia, kind="child", called=f"Child {number:02}", of=lucy, by=cast.alice
            )
        with django_assert_max_num_queries(8):
            family = family_of(kezia, cast.alice)
            assert len(family.nodes) == 62
            assert len(fitting.proposals(family)) == 60
            assert len(near.around_of(kezia, cast.alice)) == 61


def test_what_ended_says_until_when(cast: Cast, kezia: Person) -> None:
    edge = add(cast, kezia, "foster-carer", "Maureen")
    with acting(cast.alice.pk):
        end_relationship(relationship=edge, ends_on=When(date(2025, 3, 1), "month"), by=cast.alice)
        assert near.around_of(kezia, cast.alice) == []
        [ended] = near.ended_of(kezia)
    assert ended.until == "March 2025"


def test_two_records_that_tell_the_same_family_are_drawn_as_one(
    cast: Cast, kezia: Person, jonah: Person
) -> None:
    add(cast, kezia, "sibling", jonah)
    for child, other in ((kezia, jonah), (jonah, kezia)):
        lucy = add(cast, child, "parent", "Lucy Marsh")
        add(cast, child, "child", other, of=lucy)
        add(cast, child, "parent", "Jean Marsh", of=lucy)
        diego = add(cast, child, "partner", "Diego", of=lucy)
        rosa = add(cast, child, "child", "Rosa", of=lucy)
        add(cast, child, "parent", "", who=diego, of=rosa)
        add(cast, child, "kinship-carer", "Ruth Marsh")
    with acting(cast.alice.pk):
        family = family_of(kezia, cast.alice)
    names = sorted(node.called for node in family.nodes.values())
    assert names == [
        "Diego", "Jean Marsh", "Jonah Marsh", "Kezia Marsh", "Lucy Marsh", "Rosa", "Ruth Marsh",
    ]  # fmt: skip
    assert [node.called for node in family.nodes.values() if node.is_home] == ["Ruth Marsh"]
