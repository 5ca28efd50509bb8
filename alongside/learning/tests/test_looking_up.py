"""Looking somebody up to share with or to ask in: staff by a part of the name, partners not."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access.practitioners import MOST
from alongside.learning.actions import circles
from alongside.learning.forms.circles import PractitionerField
from tests.browsing import Browse
from tests.cast import Cast, account

pytestmark = pytest.mark.django_db


def looked(by: Account, words: str) -> str:
    """The address of whoever was found, or what was said instead."""
    with acting(by.pk):
        try:
            return str(PractitionerField().clean(words).email)
        except ValidationError as refused:
            return " ".join(refused.messages)


@pytest.fixture
def smiths(cast: Cast) -> list[Account]:
    return [account("staff", f"Worker{number} Smith", "Social worker") for number in range(8)]


def test_staff_find_a_colleague_by_a_part_of_the_name(cast: Cast, smiths: list[Account]) -> None:
    assert looked(cast.alice, "worker3") == smiths[3].email
    many = looked(cast.alice, "Smi")
    assert smiths[0].email in many
    assert many.count("Social worker") == MOST
    assert "Nobody here is called “o”" in looked(cast.alice, "o")


@pytest.mark.parametrize("words", ["o", "Smi", "Worker3", "%", "mith", "@northmere.example"])
def test_a_partner_learns_nothing_from_a_part(
    cast: Cast, smiths: list[Account], words: str
) -> None:
    said = looked(cast.sam, words)
    assert f"Nobody here is called “{words}”" in said
    assert "whole surname" in said


def test_a_partner_finds_whom_they_know_and_reads_no_address(
    cast: Cast, smiths: list[Account]
) -> None:
    assert looked(cast.sam, smiths[3].email.upper()) == smiths[3].email
    assert looked(cast.sam, "worker3 smith") == smiths[3].email
    said = looked(cast.sam, "smith")
    assert said.count("Smith") == MOST  # and the word as it was written, in small letters
    assert "@" not in said


def test_nobody_who_left_is_found_by_anybody(cast: Cast, smiths: list[Account]) -> None:
    with acting(cast.system.pk):
        Account.objects.filter(pk=smiths[3].pk).update(is_active=False)
    for by in (cast.alice, cast.sam):
        assert "Nobody here" in looked(by, smiths[3].email)


def test_the_page_of_a_partner_shows_no_address_of_staff(
    cast: Cast, smiths: list[Account], browse: Browse
) -> None:
    with acting(cast.sam.pk):
        made = circles.begin_circle(kind="reflection", title="Ours", by=cast.sam)
    page = browse(cast.sam).post(f"/learning/together/{made.pk}/ask-in/", {"account": "Smith"})
    assert page.status_code == 422
    assert "Worker0 Smith" in page.content.decode()
    assert "@northmere.example" not in page.content.decode()
