"""The pages of a family: whom they suggest, what they ask once, and where they lead."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.people.actions.adding import Told, write_down
from alongside.people.actions.around import add_relationship, take_back_relationship
from alongside.people.actions.protecting import protect_fact
from alongside.people.models import Basis, Fact, FactKind, Grant, Person, Relationship, Rung
from tests.cast import Cast
from tests.drafting import hidden

from .test_families import add
from .test_pages import sign_in

__all__ = ["sign_in"]
SignIn = Callable[[Account], Client]


def live(cast: Cast, person: Person, address: str) -> Fact:
    with acting(cast.alice.pk):
        write_down(person, [Told(FactKind.ADDRESS, address)], by=cast.alice)
        return Fact.objects.get(person=person, kind=FactKind.ADDRESS, over_at=None)


def test_who_lives_there_is_suggested_unless_an_address_is_kept_safe(
    cast: Cast, kezia: Person, jonah: Person, sign_in: SignIn
) -> None:
    around = reverse("people:around", args=[kezia.pk])
    place = "4 Weir Cottages\nNorthmere\nLS6 4ZZ"
    live(cast, kezia, place)
    theirs = live(cast, jonah, place)
    live(cast, cast.ade, "5 Weir Cottages\nNorthmere\nLS6 4ZZ")
    client = sign_in(cast.alice)
    page = client.get(around).content.decode()
    assert "At the same address" in page
    assert f"?other={jonah.pk}" in page
    assert str(cast.ade.pk) not in page
    link = reverse("people:add-relationship", args=[kezia.pk]) + f"?other={jonah.pk}"
    assert client.post(link, {"kind": "sibling", "starts_on": "2017"}).status_code == 302
    page = client.get(around).content.decode()
    assert "At the same address" not in page
    assert "Since 2017." in page
    with acting(cast.alice.pk):
        edge = Relationship.objects.get(person=kezia)
        take_back_relationship(relationship=edge, why="Wrong", by=cast.alice)
        protect_fact(
            fact=theirs, from_whom="His father", why="Threats", review_on=date(2099, 1, 1),
            by=cast.alice,
        )  # fmt: skip
    assert "At the same address" not in client.get(around).content.decode()


def test_a_name_that_is_known_here_is_asked_about_once(
    cast: Cast, kezia: Person, jonah: Person, sign_in: SignIn
) -> None:
    live(cast, kezia, "4 Weir Cottages, LS6 4ZZ")
    live(cast, jonah, "4 Weir Cottages, LS6 4ZZ")
    client, address = sign_in(cast.alice), reverse("people:add-relationship", args=[kezia.pk])
    told = {"called": "jonah marsh", "kind": "sibling"}
    page = client.post(address, told).content.decode()
    assert "Say whether it is one of these" in page
    assert "at the same address" in page
    assert client.post(address, {**told, "which": str(jonah.pk)}).status_code == 302
    with acting(cast.alice.pk):
        edge = Relationship.objects.get(person=kezia)
    assert edge.other_id == jonah.pk
    told = {"called": "Jonah Marsh", "kind": "sibling", "which": f"row {edge.pk}"}
    page = client.post(address, told).content.decode()
    assert "That stands here already: Jonah Marsh, brother or sister." in page
    assert "who is written down here" in page
    assert "at the same address" not in page  # offered once
    told = {"called": "Jonah Marsh", "kind": "friend", "which": "name", "other_sex": "M"}
    assert client.post(address, told).status_code == 302
    with acting(cast.alice.pk):
        named = Relationship.objects.get(person=kezia, kind="friend")
    assert (named.other_id, named.other_sex) == (None, "M")


def test_the_name_alone_is_somebody_else_and_the_same_form_sent_twice_is_one(
    cast: Cast, kezia: Person, sign_in: SignIn
) -> None:
    add(cast, kezia, "grandparent", "Jean Marsh")
    client, address = sign_in(cast.alice), reverse("people:add-relationship", args=[kezia.pk])
    sent = hidden(client.get(address).content.decode())
    sent |= {"called": "Jean Marsh", "kind": "grandparent", "which": "name", "words": "Of Tunde"}
    assert [client.post(address, sent).status_code for _ in range(2)] == [302, 302]
    with acting(cast.alice.pk):
        rows = Relationship.objects.filter(person=kezia, called="Jean Marsh")
        assert sorted(row.words for row in rows) == ["", "Of Tunde"]


@pytest.mark.parametrize("which", ["stranger", "nonsense", "row"])
def test_an_id_that_was_sent_opens_nothing(
    cast: Cast, kezia: Person, sign_in: SignIn, which: str
) -> None:
    elsewhere = {"stranger": str(cast.stranger.pk), "nonsense": "x", "row": f"row {cast.ade.pk}"}
    address = reverse("people:add-relationship", args=[kezia.pk])
    add(cast, kezia, "friend", "Bea")
    told = {"called": "Bea", "kind": "twin", "which": elsewhere[which]}
    page = sign_in(cast.alice).post(address, told)
    assert page.status_code == 200
    for name in ("other", "who"):
        answer = sign_in(cast.alice).get(f"{address}?{name}={cast.stranger.pk}")
        assert answer.status_code == 404
    with acting(cast.system.pk):
        assert not Relationship.objects.filter(person=kezia, kind="twin").exists()


def test_the_pages_of_a_family_end_where_they_began(
    cast: Cast, kezia: Person, jonah: Person, sign_in: SignIn
) -> None:
    for child in (kezia, jonah):
        add(cast, child, "parent", cast.temi)
    lucy = add(cast, kezia, "parent", "Lucy Marsh")
    client, one = sign_in(cast.alice), [kezia.pk]
    around = reverse("people:around", args=one)
    sent = {
        reverse("people:responsibility", args=one): {"called": "Northmere", "ground": "care-order"},
        reverse("people:contact", args=[*one, lucy.pk]): {"unsafe": "Must not know the school"},
        reverse("people:proposed", args=one): {"who": str(jonah.pk), "answer": "yes"},
        reverse("people:more-of-name", args=[*one, lucy.pk]): {
            "other_sex": "F", "other_state": "living", "other_born": "about 1990", "other_died": "",
        },
    }  # fmt: skip
    page = client.get(around).content.decode()
    assert "Temi Bankole stands here as a parent of both. The other parent" not in page
    assert "This follows from what is written down. Nobody has said it." in page
    for address, answers in sent.items():
        answer = client.post(address, answers)
        assert (answer.status_code, answer["Location"]) == (302, around), address
    page = client.get(around).content.decode()
    assert "Must not know the school" in page
    assert "Born about 1990." in page
    assert "care order (the council shares it)" in page
    assert "Perhaps also" not in page
    for address in sent:
        assert sign_in(cast.charlie).post(address, sent[address]).status_code == 404


def test_a_page_of_many_asks_as_often_as_a_page_of_few(
    cast: Cast, kezia: Person, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    client, around = sign_in(cast.alice), reverse("people:around", args=[kezia.pk])
    add(cast, kezia, "sibling", "Child 0")
    client.get(around)
    with CaptureQueriesContext(connection) as few:
        client.get(around)
    for number in range(1, 20):
        add(cast, kezia, "sibling", f"Child {number}")
    with django_assert_max_num_queries(len(few)):
        client.get(around)


def test_a_drawing_discloses_nothing_to_the_wrong_people(
    cast: Cast, kezia: Person, jonah: Person, sign_in: SignIn
) -> None:
    """A donor and a parent told on a brother's record are his; a stranger's record stays closed."""
    address = reverse("people:family", args=[kezia.pk])
    with acting(cast.system.pk):
        for kind, called in (("donor", "Dr Quill"), ("new-partner", "Mr Vane")):
            add_relationship(person=jonah, kind=kind, called=called, by=cast.system)
        add_relationship(person=jonah, kind="parent", other=cast.stranger, by=cast.system)
        add_relationship(person=jonah, kind="parent", called="Lucy Marsh", by=cast.system)
    add(cast, kezia, "sibling", jonah)
    page = sign_in(cast.alice).get(address).content.decode()
    assert "Jonah Marsh" in page
    assert "Lucy Marsh" in page
    for closed in ("Dr Quill", "Mr Vane", "Nobody Known", str(cast.stranger.pk)):
        assert closed not in page
    own = sign_in(cast.alice).get(reverse("people:family", args=[jonah.pk])).content.decode()
    assert "Dr Quill" in own
    assert "Nobody Known" in own
    for account in (cast.charlie, cast.ade_account, cast.pat, cast.sam):
        assert sign_in(account).get(address).status_code == 404


def test_who_may_read_one_record_is_not_drawn_the_other(
    cast: Cast, kezia: Person, jonah: Person, sign_in: SignIn
) -> None:
    with acting(cast.system.pk):
        make_known(cast.charlie, kezia, Rung.RECORD, by=cast.system)
    edge = add(cast, kezia, "sibling", jonah)
    add(cast, jonah, "parent", "Lucy Marsh")
    add(cast, kezia, "parent", "Bea", of=edge)
    address = reverse("people:family", args=[kezia.pk])
    page = sign_in(cast.charlie).get(address).content.decode()
    assert "Jonah Marsh" in page  # told on this record
    assert "Bea" in page
    assert "Lucy Marsh" not in page  # told on his
    assert reverse("people:about", args=[jonah.pk]) not in page
    with acting(cast.system.pk):
        make_known(cast.charlie, jonah, Rung.CONTACT, by=cast.system)
    page = sign_in(cast.charlie).get(address).content.decode()
    assert "Lucy Marsh" not in page
    assert sign_in(cast.charlie).get(reverse("people:family", args=[jonah.pk])).status_code == 403


def make_known(account: Account, person: Person, rung: Rung, *, by: Account) -> None:
    """Let an account reach somebody."""
    Grant.objects.create(
        person=person, account=account, rung=rung, basis=Basis.ALLOCATED,
        starts=timezone.now(), until=FOR_EVER, given_by=by,
    )  # fmt: skip


def test_a_drawing_of_many_asks_as_often_as_one_of_few(
    cast: Cast, kezia: Person, sign_in: SignIn
) -> None:
    client, address = sign_in(cast.alice), reverse("people:family", args=[kezia.pk])
    assert "Nobody of the family is written down yet" in client.get(address).content.decode()
    counted = []
    for names in (range(1), range(1, 30)):
        for number in names:
            add(cast, kezia, "sibling", f"Child {number}")
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert 'class="al-tree"' in client.get(address).content.decode()
        counted.append(len(queries))
    assert counted[0] == counted[1]
