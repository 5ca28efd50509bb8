"""The front page of somebody’s learning: what waits for them, in as many queries for much."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.models import Champion, Focus, HelpRequest, Piece, Share
from tests.browsing import Browse
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def fill(cast: Cast, number: int, start: int = 0) -> None:
    """Give Alice so many things that wait, one on which she works, and pieces of her own."""
    now = timezone.now()
    with acting(cast.alice.pk):
        Champion.objects.get_or_create(
            account=cast.alice, defaults={"clusters": list("ABCDEFGH"), "room_for": 20}
        )
    for place in range(number):
        with acting(cast.bob.pk):
            piece = Piece.objects.create(
                owner=cast.bob, kind="reflection", title="Bob’s own", on=now.date()
            )
            Share.objects.create(
                piece=piece, owner=cast.bob, reader=cast.alice, asks=f"Look at this {place}",
                starts=now - timedelta(hours=1), until=now + timedelta(days=1),
            )  # fmt: skip
            HelpRequest.objects.create(
                asker=cast.bob, champion=cast.alice, cluster="ABCDEFGH"[start + place]
            )
        with acting(cast.alice.pk):
            Piece.objects.create(
                owner=cast.alice, kind="reflection", title="Alice’s own", on=now.date()
            )


def body(browse: Browse, who: Account) -> tuple[str, int]:
    client = browse(who)
    client.get("/learning/")
    with CaptureQueriesContext(connection) as sent:
        page = client.get("/learning/").content.decode()
    return page, len(sent)


def test_it_says_what_waits_and_for_whom(cast: Cast, browse: Browse) -> None:
    fill(cast, 1)
    with acting(cast.alice.pk):
        Focus.objects.create(owner=cast.alice, cluster="F", this_week="Ask what they like")
    page, _ = body(browse, cast.alice)
    for words in ("Bob lets you read something", "Bob asks for your help", "Ask what they like"):
        assert words in page
    assert "Alice’s own" in page
    others, _ = body(browse, cast.mo)
    for words in ("lets you read", "asks for your help", "Ask what they like", "Alice’s own"):
        assert words not in others


def test_it_asks_as_often_for_much_as_for_little(cast: Cast, browse: Browse) -> None:
    fill(cast, 1)
    _, few = body(browse, cast.alice)
    fill(cast, 5, start=1)
    _, many = body(browse, cast.alice)
    assert few == many


def test_a_partner_has_no_supervision_here(cast: Cast, browse: Browse) -> None:
    assert "An agenda you both fill in" in body(browse, cast.alice)[0]
    assert "An agenda you both fill in" not in body(browse, cast.sam)[0]


def test_a_person_supported_has_no_such_page(cast: Cast, browse: Browse) -> None:
    for other in (cast.ade_account, cast.pat):
        assert browse(other).get("/learning/").status_code == 404
