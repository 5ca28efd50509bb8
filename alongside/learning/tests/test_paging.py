"""Lists that grow: nobody is left out of them, and no page loads all of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access import champions as helpers
from alongside.learning.access import helping, people_in_circles, sessions
from alongside.learning.actions.circles import begin_circle, invite, join_circle, open_round, say
from alongside.learning.models import Booking, Champion, HelpRequest, Session
from alongside.learning.paging import page_of, pages
from tests.browsing import Browse
from tests.cast import Cast, account

pytestmark = pytest.mark.django_db


def champion(name: str, cluster: str) -> Account:
    made = account("staff", name)
    with acting(made.pk):
        Champion.objects.create(account=made, clusters=[cluster], ways=["beside"], room_for=2)
    return made


def turned(client: Client, path: str, name: str, find: str) -> list[list[str]]:
    """What each page of a list shows, from the first to the last."""
    shown, at = [], path
    while at:
        page = client.get(at).content.decode()
        shown.append(re.findall(find, page))
        links = re.findall(r'href="(\?[^"]*)"[^>]* rel="next"', page)
        ours = [one.replace("&amp;", "&") for one in links if f"{name}=" in one]
        at = f"{path}{ours[0]}" if ours else ""
    return shown


def costs(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_who_offers_help_with_an_area_is_found_among_many(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helpers, "PAGE", 3)
    for place in range(7):
        champion(f"Ann{place}", "B")
    champion("Zoe", "A")
    client, path = browse(cast.alice), "/learning/champions/"
    with acting(cast.alice.pk):
        assert [one.called for one in helpers.offers(cluster="A")] == ["Zoe"]
        cost = costs(lambda: helpers.offers_on_page(page=2))
    assert "Zoe" in client.get(f"{path}?area=A").content.decode()
    every = turned(client, path, "page", r"Ask (?:Ann\d|Zoe)\b")
    assert [len(set(one)) for one in every] == [3, 3, 2]
    assert len({name for one in every for name in one}) == 8
    monkeypatch.setattr(helpers, "PAGE", 100)
    with acting(cast.alice.pk):
        assert costs(helpers.offers_on_page) == cost


def test_an_older_request_that_still_waits_is_on_the_page(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helpers, "EARLIER", 2)
    other = champion("Ann", "A")
    with acting(cast.alice.pk):
        HelpRequest.objects.create(asker=cast.alice, champion=other, cluster="A")
    for _ in range(5):
        with acting(cast.alice.pk):
            one = HelpRequest.objects.create(asker=cast.alice, champion=other, cluster="B")
            one.state = HelpRequest.State.WITHDRAWN
            one.save(update_fields=["state"])
    client, path = browse(cast.alice), "/learning/champions/"
    for page in turned(client, path, "past", r"You asked Ann"):
        assert len(page) == 1
    over = turned(client, path, "past", r"Not needed any more")
    assert [len(one) for one in over] == [2, 2, 1]


def attended(by: Account, many: int) -> None:
    """So many sessions that are over, and one to come."""
    now = timezone.now()
    for place in range(many + 1):
        starts = now + timedelta(days=place + 1)
        one = Session.objects.create(
            title=f"Session {place:02}", about="a", how="classroom", place="x", places=5,
            starts_at=starts, ends_at=starts + timedelta(hours=1), offered_by=by,
        )  # fmt: skip
        Booking.objects.create(session=one, account=by, state=Booking.State.BOOKED)
        if place < many:
            one.starts_at = now - timedelta(days=place + 1)
            one.ends_at = one.starts_at + timedelta(hours=1)
            one.save(update_fields=["starts_at", "ends_at"])


def test_every_session_one_was_at_is_reached(cast: Cast, browse: Browse) -> None:
    with acting(cast.system.pk):
        principal = account("staff", "Priya", roles=("principal-social-worker",))
    with acting(principal.pk):
        attended(principal, sessions.EARLIER * 2 + 1)
    client = browse(principal)
    found = turned(client, "/learning/sessions/", "past", r"Session \d\d")
    found = [[one for one in page if page.count(one) == 1] for page in found]
    assert len(found) == 3
    there = {one for page in found for one in page}
    assert there >= {f"Session {place:02}" for place in range(sessions.EARLIER * 2 + 1)}


def test_a_page_is_a_number_that_makes_sense() -> None:
    for given, expected in (("2", 2), ("0", 1), ("-3", 1), ("x", 1), ("9" * 30, 1), ("²", 1)):
        assert page_of(RequestFactory().get("/", {"page": given})) == expected, given
    assert pages("offers", "page", 1, False) == {"offers_before": "", "offers_after": ""}
    assert pages("offers", "page", 2, True, area="A") == {
        "offers_before": "?area=A&page=1",
        "offers_after": "?area=A&page=3",
    }


def test_a_community_of_many_shows_some_of_them_at_a_time(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_in_circles, "PEOPLE", 3)
    with acting(cast.alice.pk):
        made = begin_circle(kind="community", title="All", open_to="staff", by=cast.alice)
    path = reverse("learning:circle", args=[made.pk])
    client = browse(cast.alice)
    for place in range(6):
        other, asked = account("staff", f"Ann{place}"), account("staff", f"Ben{place}")
        with acting(other.pk):
            join_circle(circle=made, called=f"Ann{place}", by=other)
        with acting(cast.alice.pk):
            invite(circle=made, account=asked, by=cast.alice)
        if place == 3:
            client.get(path)
            few = costs(lambda: client.get(path))
    assert costs(lambda: client.get(path)) == few
    shown = turned(client, path, "people", r"No longer here<span[^>]*>, (Ann\d)")
    assert [len(one) for one in shown] == [2, 3, 1]  # whoever hosts it is the first
    assert {name for page in shown for name in page} == {f"Ann{place}" for place in range(6)}
    page = client.get(path).content.decode()
    assert page.count("Take it back") == 3
    assert "and 3 others" in page


def test_a_round_of_many_names_the_first_and_says_how_many_more(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_in_circles, "PEOPLE", 3)
    with acting(cast.alice.pk):
        made = begin_circle(kind="community", title="All", open_to="staff", by=cast.alice)
        asked = open_round(circle=made, kind="write", prompt="What helped?", by=cast.alice)
    path, client = reverse("learning:round", args=[asked.pk]), browse(cast.alice)
    for place in range(12):
        other = account("staff", f"Ann{place:02}")
        with acting(other.pk):
            join_circle(circle=made, called=f"Ann{place:02}", by=other)
            if place % 2:
                say(round=asked, text="A walk", by=other)
        if place == 9:
            client.get(path)
            few = costs(lambda: client.get(path))
    assert costs(lambda: client.get(path)) == few
    page = client.get(path).content.decode()
    wrote, waits = page.split("Who has written")[1].split("Not yet")
    assert re.findall(r"<li>([^<]*)</li>", wrote) == ["Ann01", "Ann03", "Ann05", "and 3 others"]
    assert re.findall(r"<li>([^<]*)</li>", waits)[:4] == ["Alice", "Ann00", "Ann02", "and 4 others"]
    shows = client.get(reverse("learning:reveal-round", args=[asked.pk])).content.decode()
    assert "Alice, Ann00, Ann02 and 4 others have not written yet" in shows


def test_a_person_and_a_session_are_named_for_an_area_whatever_others_have(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(helping, "CHAMPIONS", 2)
    monkeypatch.setattr(helping, "LATER", 2)
    for place in range(3):
        champion(f"Ann{place}", "B")
    champion("Zoe", "A")
    with acting(cast.system.pk):
        principal = account("staff", "Priya", roles=("principal-social-worker",))
    now = timezone.now()
    with acting(principal.pk):
        for place, cluster in enumerate("BBBA"):
            Session.objects.create(
                title=f"{cluster}{place}", about="a", how="classroom", place="x", places=5,
                starts_at=now + timedelta(days=place + 1), clusters=[cluster],
                ends_at=now + timedelta(days=place + 2), offered_by=principal,
            )  # fmt: skip
    with acting(cast.alice.pk):
        found = helping.helps_for(["A", "B"], cast.alice)
    assert [one.words for one in found["A"].people] == ["Zoe"]
    assert [one.words for one in found["A"].sessions] == ["A3"]
    assert [one.words for one in found["B"].sessions] == ["B0", "B1"]
