"""Learning with nothing else switched on: staff have it, and no page of a record is there."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.models import Piece
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return assemble()


def test_staff_come_to_their_learning_and_find_no_record(
    cast: Cast, client: Client, settings: Any
) -> None:
    settings.ROOMS = "learning"
    client.force_login(cast.alice)
    assert client.get("/").headers["Location"] == "/learning/"
    page = client.get("/learning/").content.decode()
    assert "Learning" in page
    assert "My people" not in page
    assert "Write a note" not in page
    for path in (f"/people/{cast.ade.pk}/", "/find/", "/write/", "/waiting/", "/away/"):
        assert client.get(path).status_code == 404, path


def test_a_partner_comes_to_learning_too(cast: Cast, client: Client, settings: Any) -> None:
    settings.ROOMS = "learning"
    client.force_login(cast.sam)
    assert client.get("/").headers["Location"] == "/learning/"
    assert client.get("/learning/").status_code == 200
    assert client.get("/shared/").status_code == 404


def test_otherwise_both_are_there(cast: Cast, client: Client) -> None:
    client.force_login(cast.alice)
    page = client.get("/").content.decode()
    assert "My people" in page
    assert 'href="/learning/"' in page


def test_drafts_of_records_are_kept_and_not_listed(
    cast: Cast, client: Client, settings: Any
) -> None:
    beside = f"/learning/reflections/beside/{cast.ade.pk}/what/"
    pages = {"On paper": "/write/", "Beside": beside, "My own": "/learning/reflections/new/what/"}
    with acting(cast.alice.pk):
        for words, address in pages.items():
            made = drafts.begin_draft(
                id=uuid4(), purpose="note", address=address, about=[], by=cast.alice
            )
            Piece.objects.create(draft=made, name="happened", text=words, editor=uuid4())
    client.force_login(cast.alice)
    assert all(words in client.get("/drafts/").content.decode() for words in pages)
    settings.ROOMS = "learning"
    page = client.get("/drafts/").content.decode()
    assert [words for words in pages if words in page] == ["My own"]
    settings.ROOMS = "all"
    assert all(words in client.get("/drafts/").content.decode() for words in pages)
