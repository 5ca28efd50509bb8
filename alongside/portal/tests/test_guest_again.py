"""Somebody without an account: any code at any link, and what they are told of who reads it."""

import pytest
from django.core.cache import cache
from django.test import Client

from alongside.accounts.models import NOBODYS, Account
from alongside.foundation.actor import acting
from alongside.people.models import GuestLink
from alongside.plans.tests.test_meetings_asked import kept_away, near
from alongside.record.tests.test_questions import opened
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail, words_on
from .test_guest import WHY, ask, keys, wrong


@pytest.fixture(autouse=True)
def fresh(cast: Cast) -> None:
    cache.clear()


def test_any_code_at_a_link_that_is_none_is_gone(cast: Cast, client: Client) -> None:
    for code in ("123456", "\x00", "💊"):
        assert client.post("/sign-in/guest/made-up/", {"code": code}).status_code == 410
    url, _ = keys(cast, ask(cast))
    assert client.post(url, {"code": "\x00"}).status_code == 200


@pytest.mark.parametrize(
    ("basis", "says"), [("public-task", "were asked, and why"), ("serious-harm", "and not why")]
)
def test_they_read_what_the_person_can_read(
    cast: Cast, client: Client, basis: str, says: str
) -> None:
    url, code = keys(cast, ask(cast, basis=basis))
    page = words_on(client.post(url, {"code": code}))
    assert [one for one in ("were asked, and why", "and not why") if one in page] == [says]


def test_what_is_wrong_and_what_is_opened_stand_on_the_trail(
    cast: Cast, client: Client, trailed: Trail
) -> None:
    url, code = keys(cast, ask(cast))
    client.post(url, {"code": wrong(code)})
    client.post(url, {"code": code})
    lines = set(trailed())
    assert {
        "link for a guest made",
        "code for a guest made",
        "wrong code from a guest",
        "guest came in",
        "shared list opened",
    } <= lines


def test_whom_a_court_keeps_away_is_sent_no_link(cast: Cast, browse: Browse) -> None:
    kept_away(cast, near(cast, "Dan O'Hara"))
    address = f"/people/{cast.ade.pk}/hand-over/link/"
    page = opened(browse(cast.alice), address)
    told = {**page, "name": "Dan O’Hara", "job": "Plumber", "reason": WHY, "hours": "24"}
    refused = words_on(browse(cast.alice).post(address, told | {"basis": "public-task"}))
    assert "who has to keep away" in refused
    assert "write their whole name in “Who is it for?”" in refused
    assert WHY in refused
    with acting(cast.alice.pk):
        assert not GuestLink.objects.exists()
        assert not Account.objects.filter(email__endswith=NOBODYS).exists()
    assert ask(cast, name="Dan Smith").pk
