"""Learning with nothing else switched on: staff have it, and no page of a record is there."""

from typing import Any

import pytest
from django.test import Client

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
