"""A card's question on the agenda of the next supervision; and half a year later, look again."""

import pytest
from django.urls import reverse

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import capability
from alongside.learning.models import Focus, Point
from alongside.learning.views import home
from tests.browsing import Browse
from tests.cast import Cast, assemble

from .supervised import planned
from .test_report import Make, make

__all__ = ["make"]
pytestmark = pytest.mark.django_db
QUESTION = "When did I last ask what somebody enjoys online?"
CARDS = "/learning/working-on/"


@pytest.fixture
def cast() -> Cast:
    return assemble()


def card(by: Account, question: str = QUESTION) -> Focus:
    with acting(by.pk):
        return capability.choose_focus(
            cluster="A", this_week="Ask one person", question=question, by=by
        )


def test_it_stands_on_the_agenda_once_and_nothing_else_of_the_card_does(
    cast: Cast, browse: Browse
) -> None:
    mine, meeting = card(cast.alice), planned(cast, hours=30)
    asks, bring = browse(cast.alice), reverse("learning:bring-focus", args=[mine.pk])
    assert "Put it on the agenda with Mo" in asks.get(CARDS).content.decode()
    for _ in range(2):
        assert asks.post(bring)["Location"] == meeting.get_absolute_url()
    with acting(cast.mo.pk):
        point = Point.objects.get()
        assert (point.kind, point.text, point.by_id) == ("learning", QUESTION, cast.alice.pk)
    page = browse(cast.mo).get(meeting.get_absolute_url()).content.decode()
    assert QUESTION in page
    assert "Ask one person" not in page


def test_without_a_meeting_to_come_it_is_not_offered(cast: Cast, browse: Browse) -> None:
    mine = card(cast.alice)
    asks, bring = browse(cast.alice), reverse("learning:bring-focus", args=[mine.pk])
    assert "on the agenda" not in asks.get(CARDS).content.decode()
    assert asks.post(bring)["Location"] == reverse("learning:supervisions")
    assert asks.get(bring).status_code == 405


def test_nobody_brings_a_card_of_somebody_else(cast: Cast, browse: Browse) -> None:
    mine = card(cast.alice)
    planned(cast, hours=30)
    bring = reverse("learning:bring-focus", args=[mine.pk])
    for other in (cast.mo, cast.bob):
        assert browse(other).post(bring).status_code == 404
    with acting(cast.alice.pk):
        assert not Point.objects.exists()


def test_half_a_year_after_a_look_one_line_says_so(
    cast: Cast, browse: Browse, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks, again = browse(cast.alice), "Look again, and see what is different"
    assert home.AGAIN == 182
    assert again not in asks.get("/learning/").content.decode()
    make(cast.alice)
    assert again not in asks.get("/learning/").content.decode()
    monkeypatch.setattr(home, "AGAIN", 0)
    assert again in asks.get("/learning/").content.decode()
    assert again not in browse(cast.bob).get("/learning/").content.decode()
