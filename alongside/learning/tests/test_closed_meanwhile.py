"""Words sent to a page that asks nothing any more are kept, and the sender is led to them."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.models import Piece
from alongside.learning.actions import champions
from alongside.learning.actions import circles as actions
from alongside.learning.models import Circle, Round
from tests.browsing import Browse
from tests.cast import Cast

from .in_circles import ask, circle

pytestmark = pytest.mark.django_db
WORDS = "I had not thought of that before, O’Brien 🎶"
__all__ = ["circle"]


def form_of(client: Any, path: str) -> dict[str, str]:
    """The hidden fields of the form on a page that keeps words."""
    page = BeautifulSoup(client.get(path).content, "lxml")
    form = next(one for one in page.select("form") if one.select_one('[name="draft-pieces"]'))
    return {
        str(one["name"]): str(one.get("value", "")) for one in form.select("input[type=hidden]")
    }


def kept(by: Account) -> list[str]:
    """The words that lie in open drafts of somebody."""
    with acting(by.pk):
        return [one.text for one in Piece.objects.filter(draft__outcome="open") if one.text]


def is_led_to_words(client: Any, path: str, sent: dict[str, str]) -> None:
    answer = client.post(path, sent)
    assert answer.status_code in (302, 303)
    assert answer["Location"].startswith("/drafts/")
    assert WORDS in client.get(answer["Location"]).content.decode()


def test_a_round_that_was_closed_while_somebody_wrote(
    cast: Cast, browse: Browse, circle: Circle
) -> None:
    one = ask(circle)
    path, bob = reverse("learning:round", args=[one.pk]), browse(cast.bob)
    sent = {**form_of(bob, path), "text": WORDS}
    with acting(cast.alice.pk):
        actions.close_round(round=one, by=cast.alice)
    is_led_to_words(bob, path, sent)
    assert kept(cast.bob) == [WORDS]


def test_a_request_that_was_withdrawn_while_the_answer_was_written(
    cast: Cast, browse: Browse
) -> None:
    with acting(cast.bob.pk):
        champions.offer_help(clusters=["A"], says="Ask", ways=["phone"], room_for=2, by=cast.bob)
    with acting(cast.alice.pk):
        request = champions.ask_for_help(
            champion=cast.bob.pk, cluster="A", text="Could you?", by=cast.alice
        )
    path, bob = reverse("learning:help-request", args=[request.pk]), browse(cast.bob)
    sent = {**form_of(bob, path), "accepts": "yes", "reply": WORDS}
    with acting(cast.alice.pk):
        champions.withdraw_request(request=request, by=cast.alice)
    is_led_to_words(bob, path, sent)
    assert WORDS in kept(cast.bob)


def test_notes_of_a_round_that_is_over_already_are_refused_and_kept(
    cast: Cast, browse: Browse, circle: Circle
) -> None:
    one = ask(circle)
    path, alice = reverse("learning:close-round", args=[one.pk]), browse(cast.alice)
    sent = {**form_of(alice, path), "notes": WORDS}
    with acting(cast.alice.pk):
        actions.close_round(round=one, notes="What we keep", by=cast.alice)
    answer = alice.post(path, sent)
    assert answer.status_code in (302, 303, 404, 422, 200)
    with acting(cast.alice.pk):
        assert Round.objects.get(pk=one.pk).notes == "What we keep"
    assert kept(cast.alice) == [WORDS]
