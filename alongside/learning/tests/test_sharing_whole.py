"""What a share covers: the parts that were named, or all of it where there is nothing to choose."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import pieces as actions
from alongside.learning.models import Piece, Share
from tests.browsing import Browse
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def written(by: Account, shape: str, **texts: str) -> Piece:
    with acting(by.pk):
        return actions.write_piece(
            kind="reflection", shape=shape, title="A visit", on=timezone.localdate(),
            texts=texts, by=by,
        )  # fmt: skip


def again(piece: Piece, **texts: str) -> None:
    with acting(piece.owner_id):
        actions.rewrite_piece(
            piece=piece, title=piece.title, on=piece.on, texts=texts, by=piece.owner
        )


def soon() -> str:
    day: date = timezone.localdate() + timedelta(days=7)
    return f"{day.day} {day:%B} {day.year}"


def test_what_has_one_part_is_shared_as_a_whole_and_the_page_says_so(
    cast: Cast, browse: Browse
) -> None:
    piece = written(cast.alice, "", words="What I said")
    alice, where = browse(cast.alice), reverse("learning:share-piece", args=[piece.pk])
    page = alice.get(where).content.decode()
    assert "They read all of it" in page
    assert 'name="parts"' not in page
    sent = alice.post(where, {"reader": "Bob", "until": soon(), "asks": ""})
    assert sent.status_code == 302
    assert "reads all of it" in alice.get(sent["Location"]).content.decode()
    again(piece, words="What I say now", more="And a second part")
    page = browse(cast.bob).get(reverse("learning:piece", args=[piece.pk])).content.decode()
    assert "What I say now" in page
    assert "And a second part" in page
    assert "What I said" not in page


def test_what_has_parts_is_shared_by_those_that_were_chosen_and_no_later_one(
    cast: Cast, browse: Browse
) -> None:
    piece = written(cast.alice, "what 1", what="It was loud", **{"so-what": "I was tired"})
    alice, where = browse(cast.alice), reverse("learning:share-piece", args=[piece.pk])
    page = alice.get(where).content.decode()
    assert "They read all of it" not in page
    assert "for the first time later is not among them" in page
    told = {"reader": "Bob", "until": soon(), "asks": ""}
    assert alice.post(where, told).status_code == 422
    sent = alice.post(where, {**told, "parts": ["what"]})
    with acting(cast.alice.pk):
        assert Share.objects.get().parts == ["what"]
    assert "reads “What?”, until" in alice.get(sent["Location"]).content.decode()
    again(piece, what="It was very loud", **{"so-what": "Still tired", "now-what": "Ask him"})
    page = browse(cast.bob).get(reverse("learning:piece", args=[piece.pk])).content.decode()
    assert "It was very loud" in page
    assert "Still tired" not in page
    assert "Ask him" not in page
