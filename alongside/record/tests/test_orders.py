"""Orders of a court: whom they keep away is not let in, and every page that lets in says so."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.days import When, in_words
from alongside.people.actions import grants, ways_in
from alongside.people.actions.around import add_relationship, end_relationship
from alongside.people.models import Basis, Grant, Relationship
from alongside.record.actions import statuses
from alongside.record.actions.statuses import Saying
from alongside.record.forms.statuses import UNSEEN
from alongside.record.models import Episode
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import fields

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def around(cast: Cast, called: str, kind: str = "sibling") -> Relationship:
    with acting(cast.alice.pk):
        return add_relationship(person=cast.ade, called=called, kind=kind, by=cast.alice)


def order(
    cast: Cast, named: Relationship | None, code: str = "non-molestation", **more: Any
) -> Episode:
    since = more.pop("since", TODAY - timedelta(days=20))
    until = more.pop("until", None)
    told = Saying(
        "order",
        When(since, "day"),
        code,
        When(until, "day") if until else None,
        named,
        "Stay away.",
    )
    with acting(cast.alice.pk):
        return statuses.say_status(person=cast.ade, saying=told, by=cast.alice)


def let_in(cast: Cast, called: str, email: str = "dan@northmere.example") -> Grant:
    with acting(cast.alice.pk), transaction.atomic():
        return ways_in.let_somebody_act(
            person=cast.ade,
            email=email,
            called=called,
            reason="x",
            made_sure=ways_in.MadeSure(
                identity="known",
                identity_words="x",
                inbox="alone",
                standing="consent",
                seen="x",
            ),
            by=cast.alice,
        )


def test_whom_an_order_names_is_not_let_in_to_act(cast: Cast) -> None:
    order(cast, around(cast, "Dan O'Hara"), until=TODAY)
    for called in ("Dan O'Hara, his brother", "dan", "DAN O'HARA", "O'Hara"):
        with pytest.raises(ValidationError, match="names Dan O'Hara, who has to keep away") as no:
            let_in(cast, called)
        assert f"until {TODAY.day}" in str(no.value)
    assert let_in(cast, "Dan Smith, a friend of his").called == "Dan Smith, a friend of his"
    with acting(cast.system.pk):
        assert not Account.objects.filter(email="other@northmere.example").exists()


@pytest.mark.parametrize(
    ("code", "since", "until"),
    [
        ("contact", -20, None),  # it gives, and forbids nobody
        ("non-molestation", -20, -1),  # it is over
        ("non-molestation", 5, None),  # it does not hold yet
    ],
)
def test_an_order_that_does_not_stand_or_does_not_forbid_refuses_nobody(
    cast: Cast, code: str, since: int, until: int | None
) -> None:
    day: date | None = TODAY + timedelta(days=until) if until else None
    order(cast, around(cast, "Dan"), code, since=TODAY + timedelta(days=since), until=day)
    assert let_in(cast, "Dan, his brother").pk


def test_an_order_that_names_nobody_refuses_nobody_and_is_asked_about(
    cast: Cast, browse: Browse
) -> None:
    order(cast, None)
    assert let_in(cast, "Dan, his brother").pk
    html = browse(cast.alice).get(f"/people/{cast.ade.pk}/status/").content.decode()
    assert "It does not say of whom" in html


def test_once_it_is_said_to_be_over_they_may_be_let_in(cast: Cast) -> None:
    one = order(cast, around(cast, "Dan"))
    with pytest.raises(ValidationError):
        let_in(cast, "Dan")
    with acting(cast.alice.pk):
        statuses.end_status(
            status=one, until=When(TODAY - timedelta(days=1), "day"), why="x", by=cast.alice
        )
    assert let_in(cast, "Dan").pk


def test_the_page_of_who_may_see_says_whom_a_court_keeps_away(cast: Cast, browse: Browse) -> None:
    page = f"/people/{cast.ade.pk}/who-may-see/"
    browser = browse(cast.alice)
    assert "Whom a court keeps away" not in browser.get(page).content.decode()
    order(cast, around(cast, "Pat"))
    html = browser.get(page).content.decode()
    assert "Whom a court keeps away" in html
    assert "this order may name them. Look at it today." in html
    assert "Stay away." in html


@pytest.mark.parametrize(
    ("called", "typed"),
    [
        ("Dan O'Hara", "Dan O’Hara, his brother"),
        ("Dan O'Hara", "OHara"),
        ("José Núñez", "Jose Nunez"),
        ("Anne-Marie Smith", "Anne Marie Smith, her aunt"),
        ("Anne-Marie Smith", "Annemarie Smith"),
    ],
)
def test_how_a_name_is_written_opens_no_door(cast: Cast, called: str, typed: str) -> None:
    order(cast, around(cast, called))
    with pytest.raises(ValidationError, match="has to keep away"):
        let_in(cast, typed)


def test_putting_an_order_right_keeps_whom_it_names(cast: Cast, browse: Browse) -> None:
    dan = around(cast, "Dan O'Hara", "partner")
    one = order(cast, dan)
    with acting(cast.alice.pk):
        end_relationship(relationship=dan, why="They parted.", by=cast.alice)
    address = f"/people/{cast.ade.pk}/status/{one.pk}/right/"
    browser = browse(cast.alice)
    html = browser.get(address).content.decode()
    assert re.search(rf'<option value="{dan.pk}"\s+selected', html)
    told = {"code": one.code, "since": in_words(one.since), "named": str(dan.pk)}
    told |= {**fields(html), "words": "Keep away from his home.", "why": "The order came."}
    assert browser.post(address, told).status_code == 302
    with acting(cast.alice.pk):
        assert Episode.objects.get(number=2).named_id == dan.pk
    with pytest.raises(ValidationError, match="names Dan O'Hara"):
        let_in(cast, "Dan O'Hara")


def test_whom_a_court_keeps_away_stands_before_anything_is_said_of_contact(
    cast: Cast, browse: Browse
) -> None:
    dan, kemi = around(cast, "Dan O’Neil", "partner"), around(cast, "Kemi", "friend")
    alice = browse(cast.alice)
    pages = [f"/people/{cast.ade.pk}/about/around/"]
    pages += [f"/people/{cast.ade.pk}/about/around/{one.pk}/contact/" for one in (dan, kemi)]
    for address in pages:
        assert "Whom a court keeps away" not in alice.get(address).content.decode()
    made = order(cast, dan, "no-contact", until=TODAY + timedelta(days=9))
    until = in_words(TODAY + timedelta(days=9))
    for address in pages:
        html = alice.get(address).content.decode()
        assert f"Order that there is no contact: Dan O’Neil. Until {until}." in html, address
        assert f"/people/{cast.ade.pk}/status/" in html
    with acting(cast.alice.pk):
        yesterday = When(TODAY - timedelta(days=1), "day")
        statuses.end_status(status=made, until=yesterday, why="Over.", by=cast.alice)
    assert "Whom a court keeps away" not in alice.get(pages[0]).content.decode()


def test_whom_an_order_names_stays_where_the_reader_may_not_see_them(
    cast: Cast, browse: Browse
) -> None:
    """That Ade is around Temi was told on his record, which Charlie does not reach."""
    with acting(cast.alice.pk):
        edge = Relationship.objects.create(
            person=cast.temi,
            other=cast.ade,
            called=cast.ade.called,
            kind="sibling",
            is_told_here=False,
            recorded_by=cast.alice,
        )
        told = Saying("order", When(TODAY - timedelta(days=9), "day"), "no-contact", None, edge)
        made = statuses.say_status(person=cast.temi, saying=told, by=cast.alice)
    with acting(cast.system.pk):
        grants.allocate(
            person=cast.temi, account=cast.charlie, basis=Basis.ALLOCATED, by=cast.system
        )
    charlie = browse(cast.charlie)
    address = f"/people/{cast.temi.pk}/status/{made.episode}/right/"
    html = charlie.get(address).content.decode()
    assert "Ade" not in BeautifulSoup(html, "lxml").main.get_text()  # type: ignore[union-attr]
    assert UNSEEN in html
    hidden = fields(html)
    said = {"draft": hidden["draft"], "seen": hidden["seen"], "named": str(edge.pk)}
    said |= {"since": in_words(TODAY - timedelta(days=8)), "code": "no-contact", "why": "A slip."}
    assert charlie.post(address, said).status_code == 302
    with acting(cast.charlie.pk):
        head = Episode.objects.select_related("named").get(number=2)
        assert head.named is None
        statuses.end_status(status=head, until=When(TODAY, "day"), why="Over.", by=cast.charlie)
    with acting(cast.alice.pk):
        every = Episode.objects.order_by("number").values_list("named_id", flat=True)
        assert list(every) == [edge.pk] * 3
