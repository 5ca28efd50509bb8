"""Who is offered for a meeting: nobody whom a court keeps away, and everybody who acts for one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people.actions import grants
from alongside.people.actions.around import add_relationship
from alongside.people.models import Grant, Relationship
from alongside.plans.meetings.around import Around, who_is_around
from alongside.record.actions import statuses
from alongside.record.actions.statuses import Saying
from tests.browsing import Browse
from tests.cast import Cast

from .meeting import arrange

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def near(cast: Cast, called: str, kind: str = "sibling") -> Relationship:
    with acting(cast.alice.pk):
        return add_relationship(person=cast.ade, called=called, kind=kind, by=cast.alice)


def kept_away(cast: Cast, named: Relationship, until: int | None = None) -> None:
    """An order that there is no contact, over in so many days."""
    over = When(TODAY + timedelta(days=until), "day") if until is not None else None
    since = When(TODAY - timedelta(days=20), "day")
    told = Saying("order", since, "non-molestation", over, named, "Stay away.")
    with acting(cast.alice.pk):
        statuses.say_status(person=cast.ade, saying=told, by=cast.alice)


def offered(cast: Cast) -> Around:
    with acting(cast.alice.pk):
        return who_is_around(cast.ade, cast.alice)


def test_nobody_is_offered_whom_a_court_keeps_away(cast: Cast, browse: Browse) -> None:
    kept_away(cast, near(cast, "Dan O'Hara"))
    near(cast, "dan o'hara", "neighbour")  # written down a second time
    near(cast, "Ruth", "friend")
    found = offered(cast)
    assert [name for name, _ in found.near] == ["Ruth", "Pat, his sister"]
    assert found.is_left_out
    made = arrange(cast.ade, cast.alice)
    alice = browse(cast.alice)
    arranging = f"/people/{cast.ade.pk}/meetings/arrange/network-meeting/"
    for address in (arranging, f"/meetings/{made.pk}/ask/"):
        text = alice.get(address).content.decode()
        assert "Whom a court keeps away" in text
        assert "whom a court keeps away, is not offered" in text
        assert 'value="Dan' not in text
        assert "Ruth, friend" in text


def test_whom_an_order_kept_away_until_it_was_over_is_offered(cast: Cast) -> None:
    kept_away(cast, near(cast, "Dan O'Hara"), until=-1)
    assert "Dan O'Hara" in dict(offered(cast).near)
    assert not offered(cast).is_left_out


def test_one_who_acts_for_them_is_left_out_where_a_court_names_them(cast: Cast) -> None:
    kept_away(cast, near(cast, "Pat Bankole"))
    found = offered(cast)
    assert found.near == ()
    assert found.is_left_out


def test_one_who_acts_for_them_is_left_out_where_contact_is_not_safe(cast: Cast) -> None:
    pat = near(cast, "Pat Bankole")
    with acting(cast.alice.pk):
        add_relationship(person=cast.ade, who=pat, kind="contact-unsafe", by=cast.alice)
    found = offered(cast)
    assert found.near == ()
    assert found.is_left_out


@pytest.mark.parametrize(
    ("called", "kind", "acts", "both"),
    [
        ("Pat Bankole", "sibling", "Pat, his sister", False),
        ("Pat Jones", "friend", "Pat, his sister", True),
        ("Pat Jones", "friend", "Pat Bankole, his sister", True),
        ("Pat Jones", "friend", "Pat Jones, a friend of his", False),
        ("Mr Jones", "sibling", "Mr Smith, his brother", True),
    ],
)
def test_only_who_is_the_same_is_offered_once(
    cast: Cast, called: str, kind: str, acts: str, both: bool
) -> None:
    near(cast, called, kind)
    with acting(cast.mo.pk):
        grants.end_grant(
            grant=Grant.objects.get(person=cast.ade, account=cast.pat), why="x", by=cast.mo
        )
        grants.let_act_for(person=cast.ade, account=cast.pat, called=acts, by=cast.mo)
    assert len(offered(cast).near) == (2 if both else 1)
