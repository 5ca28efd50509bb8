"""Who is around somebody: both records where both may know, and an edge discloses nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from alongside.foundation.actor import acting
from alongside.people.actions.around import (
    add_relationship,
    end_relationship,
    take_back_relationship,
)
from alongside.people.models import Person, Relationship
from tests.cast import Cast

Lines = Callable[..., list[tuple[Any, ...]]]


def edges(person: Person) -> set[tuple[str, str]]:
    return set(Relationship.objects.filter(person=person).values_list("kind", "called"))


def test_both_records_hold_what_both_may_know(cast: Cast, lines: Lines) -> None:
    with acting(cast.alice.pk):
        edge = add_relationship(person=cast.ade, kind="child", other=cast.temi, by=cast.alice)
        again = add_relationship(person=cast.ade, kind="child", other=cast.temi, by=cast.alice)
        assert again.pk == edge.pk
        assert edges(cast.ade) == {("child", "Temi Bankole")}
        assert edges(cast.temi) == {("parent", "Ade Bankole")}
        end_relationship(relationship=edge, why="x", by=cast.alice)
        assert not Relationship.objects.filter(ends_on=None).exists()
        with pytest.raises(ValidationError, match="already ended"):
            end_relationship(relationship=edge, by=cast.alice)
    assert {"relationship added", "relationship ended"} <= {line[0] for line in lines(cast.temi)}


def test_what_is_sensitive_stays_where_it_was_told(cast: Cast) -> None:
    with acting(cast.alice.pk):
        edge = add_relationship(person=cast.ade, kind="donor", other=cast.temi, by=cast.alice)
        assert edge.is_sensitive
        assert edges(cast.temi) == set()
        take_back_relationship(relationship=edge, why="Wrong file", by=cast.alice)
    with acting(cast.ade_account.pk):
        assert not Relationship.objects.exists()


def test_a_colleague_reads_it_and_strangers_do_not(cast: Cast) -> None:
    with acting(cast.alice.pk):
        add_relationship(person=cast.ade, kind="friend", called="Kwame Mensah", by=cast.alice)
    with acting(cast.bob.pk):
        assert edges(cast.ade) == {("friend", "Kwame Mensah")}
    for account in (cast.charlie, cast.pat, cast.sam):
        with acting(account.pk):
            assert not Relationship.objects.exists()
    with acting(cast.ade_account.pk):
        assert edges(cast.ade) == {("friend", "Kwame Mensah")}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"kind": "nobody", "called": "Pat"}, "kind"),
        ({"kind": "friend", "called": " "}, "called"),
        ({"kind": "friend", "called": "x" * 300}, "called"),
    ],
)
def test_wrong_answers_are_refused(cast: Cast, answers: dict[str, Any], field: str) -> None:
    with acting(cast.alice.pk), pytest.raises(ValidationError) as refusal:
        add_relationship(person=cast.ade, by=cast.alice, **answers)
    assert field in refusal.value.message_dict


def test_nobody_is_a_relation_of_themselves(cast: Cast) -> None:
    with acting(cast.alice.pk), pytest.raises(ValidationError):
        add_relationship(person=cast.ade, kind="twin", other=cast.ade, by=cast.alice)
