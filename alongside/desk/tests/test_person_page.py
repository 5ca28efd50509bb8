"""A person's first page: by how much of the record one may see, and gently where it must be."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people.actions import facts, grants, needs, protecting
from alongside.people.actions.around import add_relationship
from alongside.people.models import Bar, Fact, Person, Rung
from alongside.record.actions import Words, move_misfiled_entry, restrict_entry
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, Write

pytestmark = pytest.mark.django_db


def page_of(client: Client, person: Person, status: int = 200) -> str:
    """The person's page as text."""
    response = client.get(f"/people/{person.pk}/")
    assert response.status_code == status
    return response.content.decode()


def test_a_worker_reads_it_all(cast: Cast, browse: Browse, note: Write, trailed: Trail) -> None:
    note(title="The day centre")
    with acting(cast.alice.pk):
        needs.record_need(person=cast.ade, option="format-large-print", by=cast.alice)
        facts.record_fact(
            person=cast.ade, kind="know first", value="Wait for <b>my</b> words.", by=cast.alice
        )
        facts.record_fact(person=cast.ade, kind="phone", value="01632 960 150", by=cast.alice)
        add_relationship(person=cast.ade, kind="child", other=cast.temi, by=cast.alice)
    page = page_of(browse(cast.alice), cast.ade)
    for words in (
        "The day centre",
        "Ade made the tea himself.",
        "Wait for",
        "01632 960 150",
        "Temi Bankole",
        "To take part, Ade needs",
        "Adults, East",
        f"/people/{cast.ade.pk}/write/",
        f"/people/{cast.temi.pk}/",
    ):
        assert words in page
    assert "<b>my</b>" not in page
    assert "person opened" in trailed(cast.ade, cast.alice)


def test_who_may_not_see_finds_nothing(cast: Cast, browse: Browse, trailed: Trail) -> None:
    for account in (cast.charlie, cast.protection, cast.pat, cast.sam, cast.ade_account):
        page_of(browse(account), cast.ade, 404)
        assert "person opened" not in trailed(cast.ade, account)
    page_of(browse(cast.alice), cast.stranger, 404)
    assert browse(cast.alice).get(f"/people/{uuid.uuid4()}/").status_code == 404


def test_colleague_and_manager_read_it(cast: Cast, browse: Browse, note: Write) -> None:
    note()
    assert "made the tea" in page_of(browse(cast.bob), cast.ade)
    assert "made the tea" in page_of(browse(cast.mo), cast.ade)


def test_whoever_is_not_signed_in_signs_in_first(cast: Cast, client: Client) -> None:
    response = client.get(f"/people/{cast.ade.pk}/")
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


def test_a_barred_worker_finds_nothing(cast: Cast, browse: Browse) -> None:
    with acting(cast.mo.pk):
        grants.bar(person=cast.ade, account=cast.bob, ground=Bar.Ground.FAMILY, by=cast.mo)
    page_of(browse(cast.bob), cast.ade, 404)
    assert browse(cast.bob).get(f"/people/{cast.ade.pk}/who-may-see/").status_code == 404


def test_the_contact_rung_reads_how_to_reach_them_and_nothing_written(
    cast: Cast, browse: Browse, note: Write
) -> None:
    note(title="The day centre")
    with acting(cast.alice.pk):
        facts.record_fact(person=cast.ade, kind="phone", value="01632 960 150", by=cast.alice)
        add_relationship(person=cast.ade, kind="child", called="Kwame Mensah", by=cast.alice)
        grants.allocate(person=cast.ade, account=cast.charlie, rung=Rung.CONTACT, by=cast.alice)
    page = page_of(browse(cast.charlie), cast.ade)
    assert "01632 960 150" in page
    assert "not the record" in page
    for words in (
        "The day centre",
        "made the tea",
        "Kwame",
        "Alice",
        f"{cast.ade.pk}/write/",
        "Timeline",
    ):
        assert words not in page


def test_a_protected_address_is_for_the_record_alone_and_marked(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        address = facts.record_fact(
            person=cast.ade, kind="address", value="12 Canal Terrace, LS6 1AB", by=cast.alice
        )
        protecting.protect_fact(
            fact=address,
            from_whom="his nephew",
            why="Threats",
            review_on=date(2090, 1, 1),
            by=cast.alice,
        )
        grants.allocate(person=cast.ade, account=cast.charlie, rung=Rung.CONTACT, by=cast.alice)
    page = page_of(browse(cast.alice), cast.ade)
    assert "12 Canal Terrace" in page
    assert "Kept from: his nephew" in page
    page = page_of(browse(cast.charlie), cast.ade)
    assert "Canal Terrace" not in page
    assert "nephew" not in page


def test_a_restricted_entry_leaves_a_stub(cast: Cast, browse: Browse, note: Write) -> None:
    entry = note(Words("fact", "Secret words."), title="Secret title")
    with acting(cast.alice.pk):
        restrict_entry(
            entry=entry,
            words="It concerns another member of the family.",
            until=timezone.localdate() + timedelta(days=60),
            review_by=cast.mo,
            by=cast.alice,
        )
    page = page_of(browse(cast.bob), cast.ade)
    assert "Something is written here that you may not read" in page
    assert "It concerns another member of the family" in page
    assert "Secret" not in page
    assert "Secret title" in page_of(browse(cast.mo), cast.ade)


def test_a_misfiled_entry_leaves_its_marker(cast: Cast, browse: Browse, note: Write) -> None:
    entry = note(Words("fact", "About somebody else."), title="Wrong one")
    with acting(cast.alice.pk):
        move_misfiled_entry(
            entry=entry, wrong=cast.ade, right=cast.temi, why="Mixed up", by=cast.alice
        )
    page = page_of(browse(cast.bob), cast.ade)
    assert "An entry about somebody else was here" in page
    assert "Wrong one" not in page


def test_someone_who_has_died_is_spoken_of_gently(cast: Cast, browse: Browse, note: Write) -> None:
    note(happened=When(date(2024, 1, 3), "day"))
    with acting(cast.alice.pk):
        from alongside.people.actions.lives import record_death

        record_death(person=cast.ade, died_on=date(2024, 3, 2), by=cast.alice)
    page = page_of(browse(cast.alice), cast.ade)
    assert "Died on 2 March 2024" in page
    assert "Write about Ade" in page
    assert "for " + "0 days" not in page
    assert "Nobody has written down" not in page
    assert "when you next meet" not in page
    assert "To take part" not in page
    assert "How to reach" not in page


def test_long_silence_is_said_plainly(cast: Cast, browse: Browse, note: Write) -> None:
    note(happened=When(timezone.localdate() - timedelta(days=40), "day"))
    assert "for 40 days" in page_of(browse(cast.alice), cast.ade)


def test_an_empty_record_teaches(cast: Cast, browse: Browse) -> None:
    page = page_of(browse(cast.alice), cast.temi)
    assert "Nothing is written yet" in page
    assert "We have not asked yet" in page
    assert "No address and no phone" in page


def test_a_page_costs_the_same_whatever_is_in_the_record(
    cast: Cast, browse: Browse, note: Write
) -> None:
    browser = browse(cast.alice)
    note()
    page_of(browser, cast.ade)
    with CaptureQueriesContext(
        connection,
    ) as few:
        page_of(browser, cast.ade)
    for _ in range(7):
        note()
    with acting(cast.alice.pk):
        for n in range(6):
            add_relationship(person=cast.ade, kind="friend", called=f"Friend {n}", by=cast.alice)
            facts.record_fact(person=cast.ade, kind="phone", value=f"01632 96015{n}", by=cast.alice)
            needs.record_need(person=cast.ade, words=f"Need {n}", by=cast.alice)
        assert Fact.objects.filter(person=cast.ade, kind="phone").count() == 6
    with CaptureQueriesContext(connection) as many:
        page_of(browser, cast.ade)
    assert len(many) == len(few)
