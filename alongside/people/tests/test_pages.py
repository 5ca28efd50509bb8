"""Every page about people: for a colleague, a stranger, a wrong answer and a wrong moment."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.entering import BACKEND, KIND, SEEN
from alongside.accounts.models import FOR_EVER, Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people import facts
from alongside.people.actions.adding import Told, add_person
from alongside.people.actions.around import add_relationship
from alongside.people.actions.needs import record_need
from alongside.people.header import NO_NAME
from alongside.people.models import (
    Basis,
    Fact,
    FactKind,
    Grant,
    Known,
    Need,
    NotTheSame,
    Person,
    Protection,
    Relationship,
    Rung,
)
from tests.cast import Cast
from tests.page_checks import check

Lines = Callable[..., list[tuple[Any, ...]]]
SignIn = Callable[[Account], Client]


@pytest.fixture
def sign_in() -> SignIn:
    def enter(account: Account) -> Client:
        client = Client()
        client.force_login(account, backend=BACKEND)
        session = client.session
        session[KIND], session[SEEN] = str(account.kind), int(time.time())
        session.save()
        return client

    return enter


def read(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    html = response.content.decode()
    if status == 200:
        assert check(html) == [], address
    return html


def send(client: Client, address: str, /, **answers: Any) -> str:
    """Send a form; give the address it leads to, or the page that says what is wrong."""
    response = client.post(address, answers)
    if response.status_code == 302:
        return str(response["Location"])
    html = response.content.decode()
    assert response.status_code == 200, (address, response.status_code)
    assert check(html) == [], address
    return html


def the(person: Person, kind: str) -> Fact:
    return Fact.objects.get(facts.current(), person=person, kind=kind)


@pytest.fixture
def every_address(cast: Cast, lukasz: Person) -> list[str]:
    """All pages about Łukasz that can be read."""
    with acting(cast.alice.pk):
        fact = the(lukasz, FactKind.ADDRESS)
        need = record_need(person=lukasz, option="format-large-print", by=cast.alice)
        edge = add_relationship(person=lukasz, kind="parent", called="Ola Nowak", by=cast.alice)
    one = [lukasz.pk]
    names = ["about", "needs", "record-need", "around", "add-relationship", "death", "same"]
    names += ["responsibility", "family"]
    found = [reverse(f"people:{name}", args=one) for name in names]
    found += [
        reverse(f"people:{name}-fact", args=[*one, fact.pk])
        for name in ("change", "correct", "end", "take-back", "protect")
    ]
    found += [
        reverse(f"people:{name}", args=[*one, need.pk])
        for name in ("review-need", "take-step", "end-need")
    ]
    found += [
        reverse(f"people:{name}", args=[*one, edge.pk])
        for name in ("end-relationship", "take-back-relationship", "contact", "more-of-name")
    ]
    add = reverse("people:record-fact", args=one)
    return found + [f"{add}?kind={kind}".replace(" ", "+") for kind in facts.RULES if kind not in (
        FactKind.DEATH, FactKind.PREGNANCY)]  # fmt: skip


def test_every_page_reads_well_and_is_noted(
    cast: Cast, lukasz: Person, every_address: list[str], sign_in: SignIn, lines: Lines
) -> None:
    client = sign_in(cast.bob)
    for address in every_address:
        assert "Łukasz" in read(client, address)
    opened = [line for line in lines(lukasz) if line[0] == "person opened"]
    assert len(opened) == len(every_address)


def test_strangers_find_nothing_at_any_address(
    cast: Cast, every_address: list[str], sign_in: SignIn
) -> None:
    for who in (cast.charlie, cast.ade_account, cast.pat, cast.sam):
        client = sign_in(who)
        for address in every_address:
            assert client.get(address).status_code == 404, address
            assert client.post(address, {"why": "x"}).status_code in (404, 405), address
    for address in every_address[:3]:
        assert Client().get(address).status_code == 302


def test_a_fact_goes_through_its_life_by_its_pages(
    cast: Cast, lukasz: Person, sign_in: SignIn, lines: Lines
) -> None:
    client = sign_in(cast.alice)
    about = reverse("people:about", args=[lukasz.pk])
    with acting(cast.alice.pk):
        home = the(lukasz, FactKind.ADDRESS)
    change = reverse("people:change-fact", args=[lukasz.pk, home.pk])
    assert "Write the address" in send(client, change, value="", known="known")
    new = "1 Mill Row\nNorthmere\nLS6 9ZZ"
    assert send(client, change, value=new, known="known", starts_on="yesterday") == about
    with acting(cast.alice.pk):
        moved = the(lukasz, FactKind.ADDRESS)
    assert moved.value == "1 Mill Row, Northmere, LS6 9ZZ"
    correct = reverse("people:correct-fact", args=[lukasz.pk, moved.pk])
    assert "What was wrong" in send(client, correct, value="2 Mill Row, LS6 9ZZ", known="known")
    right = {"value": "2 Mill Row, LS6 9ZZ", "known": "known", "why": "Misheard"}
    assert send(client, correct, **right) == about
    assert "Somebody has corrected this" in send(client, correct, **right)
    page = read(client, about)
    assert "Corrected once: see what it said before" in page
    assert "Misheard" in page
    assert "12 Canal Terrace" in page
    assert "To take part, Łukasz needs" in page


def test_a_protected_address_is_kept_from_those_who_may_only_contact(
    cast: Cast, lukasz: Person, sign_in: SignIn
) -> None:
    client = sign_in(cast.alice)
    with acting(cast.alice.pk):
        home = the(lukasz, FactKind.ADDRESS)
    protect = reverse("people:protect-fact", args=[lukasz.pk, home.pk])
    assert "Say from whom" not in send(client, protect, from_whom="", why="", review_on="")
    answers = {"from_whom": "His father", "why": "Threats", "review_on": "1 March 2099"}
    assert send(client, protect, **answers).endswith("/about/")
    assert "Kept from His father" in read(client, reverse("people:about", args=[lukasz.pk]))
    with acting(cast.alice.pk):
        kept = Protection.objects.get(fact=home)
    end = reverse("people:end-protection", args=[lukasz.pk, kept.pk])
    assert sign_in(cast.charlie).post(end).status_code == 404
    assert "Kept from" in read(client, reverse("people:about", args=[lukasz.pk]))
    assert "from now on searches find it" in read(client, end).lower()
    assert "govuk-error-message" in send(client, end, why=" ")
    assert send(client, end, why="He has moved away").endswith("/about/")
    assert "ended this since" in send(client, end, why="He has moved away")
    assert "Kept from" not in read(client, reverse("people:about", args=[lukasz.pk]))


def test_needs_and_people_around_are_written_down(
    cast: Cast, lukasz: Person, sign_in: SignIn
) -> None:
    client = sign_in(cast.alice)
    needs = reverse("people:needs", args=[lukasz.pk])
    record = reverse("people:record-need", args=[lukasz.pk])
    assert "Say what they need" in send(client, record, words="", option="")
    assert send(client, record, words="Time to think", option="support-more-time") == needs
    with acting(cast.alice.pk):
        need = Need.objects.get(person=lukasz)
    review = reverse("people:review-need", args=[lukasz.pk, need.pk])
    assert send(client, review, is_right="no", words="Time, and a drawing pad") == needs
    assert "Somebody has changed this" in send(client, review, is_right="yes")
    page = read(client, needs)
    assert "Time, and a drawing pad" in page
    add = reverse("people:add-relationship", args=[lukasz.pk])
    assert "Choose" in send(client, add, called="Ola", kind="")
    around = reverse("people:around", args=[lukasz.pk])
    assert (
        send(client, add, called="Ola O’Brien", kind="parent", words="Rings on Sundays") == around
    )
    assert "Ola O’Brien" in read(client, around)
    with acting(cast.alice.pk):
        edge = Relationship.objects.get(person=lukasz)
    end = reverse("people:end-relationship", args=[lukasz.pk, edge.pk])
    assert send(client, end, why="Moved away") == around
    assert "Moved away" in read(client, around)


def answers_for(given: str, family: str, birth: str, **more: str) -> dict[str, str]:
    return {
        "id": str(new_id()), "given": given, "family": family, "birth": birth,
        "birth_known": "known", "nhs_number": "", "phone": "", "address": "", **more,
    }  # fmt: skip


def test_somebody_new_is_added_once_after_looking(
    cast: Cast, lukasz: Person, sign_in: SignIn, lines: Lines
) -> None:
    client, add = sign_in(cast.alice), reverse("people:add")
    read(client, add)
    wrong = answers_for("", "", "31 November 2019", nhs_number="123")
    page = send(client, add, **wrong)
    assert "Write a name" in page
    assert "NHS number has 10 digits" in page
    answers = answers_for("Lukas", "O'Brien Nowak", "3 May 2019")
    page = send(client, add, **answers)
    assert "Are they known already?" in page
    assert "Date of birth: the same" in page
    assert "not_the_same_as" not in page  # nothing is said for ever by a press
    again = {**answers, "is_somebody_new": "on"}
    first = send(client, add, **again)
    assert first == reverse("people:about", args=[answers["id"]])
    assert send(client, add, **again) == first
    with acting(cast.alice.pk):
        person = Person.objects.get(pk=answers["id"])
        assert Person.objects.filter(called="Lukas O'Brien Nowak").count() == 1
        assert not NotTheSame.objects.exists()
    assert "person added" in [line[0] for line in lines(person)]
    same = reverse("people:same", args=[person.pk])
    assert "They are two people" in read(client, same)
    other = {"not_the_same_as": str(lukasz.pk)}
    assert "Say how you know" in send(client, same, **other, why=" ")
    assert send(client, same, **other, why="Cousins: I met both") == same
    page = read(client, same)
    assert "Nobody else looks like" in page
    assert "Cousins: I met both" in page
    assert send(client, same, **other, take_back="on", why="I mixed them up") == same
    assert "They are two people" in read(client, same)
    assert sign_in(cast.charlie).post(same, {**other, "why": "x"}).status_code == 404
    with acting(cast.alice.pk):
        assert NotTheSame.objects.get().over_why == "I mixed them up"
    told = [line[0] for line in lines(person)]
    assert {"found not the same", "may be the same after all"} <= {*told}


def test_the_same_number_asks_how_one_knows_that_it_is_somebody_else(
    cast: Cast, sign_in: SignIn
) -> None:
    with acting(cast.alice.pk):
        told = [Told("nhs number", "943 476 5919")]
        there = add_person(given="Lukasz", told=told, is_somebody_new=True, by=cast.alice)
    client, add = sign_in(cast.alice), reverse("people:add")
    answers = answers_for("Somebody", "Else", "", nhs_number="943 476 5919")
    page = send(client, add, **answers)
    assert "How do you know that it is somebody else" in page
    new = {**answers, "is_somebody_new": "on", "not_the_same_as": str(there.pk)}
    assert "How do you know that it is somebody else" in send(client, add, **new)
    with acting(cast.alice.pk):
        assert not Person.objects.filter(pk=answers["id"]).exists()
    why = "His brother was given this number by mistake"
    assert send(client, add, **new, not_the_same_why=why) == reverse(
        "people:about", args=[answers["id"]]
    )
    with acting(cast.alice.pk):
        assert NotTheSame.objects.get().why == why


def test_another_team_is_told_only_that_somebody_may_be_known(
    cast: Cast, lukasz: Person, sign_in: SignIn
) -> None:
    client = sign_in(cast.charlie)
    page = send(client, reverse("people:add"), **answers_for("Lukasz", "Nowak", "3 May 2019"))
    assert "may be known to another team" in page
    assert "/elsewhere/" in page
    assert "Ask to see the record" in page
    assert "Adults, East" in page
    assert str(lukasz.pk) not in page
    assert "3 May 2019" not in page.replace('value="3 May 2019"', "")


def test_an_id_of_somebody_else_opens_nothing(cast: Cast, lukasz: Person, sign_in: SignIn) -> None:
    client = sign_in(cast.charlie)
    answers = answers_for("Somebody", "Else", "")
    answers |= {"id": str(lukasz.pk), "is_somebody_new": "on"}
    assert "This page has been used" in send(client, reverse("people:add"), **answers)
    assert client.get(reverse("people:about", args=[lukasz.pk])).status_code == 404


def test_adding_needs_the_permission(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.protection).get(reverse("people:add")).status_code == 403
    assert sign_in(cast.pat).get(reverse("people:add")).status_code == 404


@pytest.fixture
def unborn(cast: Cast) -> Person:
    with acting(cast.alice.pk):
        return add_person(
            called="Baby Mensah",
            birth="1 March 2099",
            birth_known=Known.EXPECTED,
            is_somebody_new=True,
            by=cast.alice,
        )


def test_births_and_deaths_have_their_pages(
    cast: Cast, unborn: Person, lukasz: Person, sign_in: SignIn
) -> None:
    client = sign_in(cast.alice)
    birth = reverse("people:birth", args=[unborn.pk])
    read(client, birth)
    read(client, reverse("people:lost-pregnancy", args=[unborn.pk]))
    assert "Write the" in send(client, birth, **{"born_on-day": "3"})
    born = {"born_on-day": "3", "born_on-month": "5", "born_on-year": "2026"}
    twins = {"given_1": "Esi", "family_1": "Mensah", "given_2": "Kofi", "family_2": "Mensah"}
    assert "more children than that" in send(client, birth, **born, **twins, how_many="1")
    assert send(client, birth, **born, **twins, how_many="3").endswith("/about/")
    with acting(cast.alice.pk):
        around = Relationship.objects.filter(person=unborn, kind="multiple")
        assert sorted(one.called for one in around) == ["Kofi Mensah", NO_NAME]
    read(client, birth, status=404)
    death = reverse("people:death", args=[lukasz.pk])
    assert "write it down" not in send(client, death, day="tomorrow", source="")
    assert "before they were born" in send(client, death, day="1 March 1950", source="")
    assert send(client, death, day="1 March 2026", source="His mother").endswith("/about/")
    read(client, death, status=404)
    undo = reverse("people:undo-death", args=[lukasz.pk])
    read(client, undo)
    assert "Died on 1 March 2026" in read(client, reverse("people:about", args=[lukasz.pk]))
    assert send(client, undo, why="Another family").endswith("/about/")
    read(client, undo, status=404)


def test_whoever_only_reaches_somebody_is_not_told_who_is_around_them(
    cast: Cast, sign_in: SignIn
) -> None:
    with acting(cast.alice.pk):
        add_relationship(person=cast.ade, kind="child", other=cast.temi, by=cast.alice)
        for person in (cast.ade, cast.temi):
            Grant.objects.create(
                person=person,
                account=cast.charlie,
                rung=Rung.CONTACT,
                basis=Basis.ALLOCATED,
                reason="Letters",
                starts=timezone.now(),
                until=FOR_EVER,
                given_by=cast.alice,
            )
    with acting(cast.charlie.pk):
        seen = Person.objects.visible_to(cast.charlie)
        assert set(seen) >= {cast.ade, cast.temi}
        assert not Relationship.objects.exists()
    client = sign_in(cast.charlie)
    around = reverse("people:around", args=[cast.ade.pk])
    for address in (around, reverse("people:add-relationship", args=[cast.ade.pk])):
        assert client.get(address).status_code == 403
        assert client.post(address, {"kind": "friend"}).status_code in (403, 405)
    about = client.get(reverse("people:about", args=[cast.ade.pk]))
    assert about.status_code == 200
    assert around not in about.content.decode()
    client = sign_in(cast.bob)
    assert around in client.get(reverse("people:about", args=[cast.ade.pk])).content.decode()
    assert "Temi Bankole" in client.get(around).content.decode()
