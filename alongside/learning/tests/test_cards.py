"""What a card names: somebody who might show you, a session, a dilemma. Nobody is told of it."""

import io
import zipfile
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alongside.accounts.models import Account, Practitioner
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.learning.access.home import something_waits
from alongside.learning.actions import capability
from alongside.learning.actions import sessions as offering
from alongside.learning.models import Champion, Focus, Session
from alongside.learning.scenarios.library import for_cluster
from tests.browsing import Browse
from tests.cast import Cast, account

from .test_assessing import form_of
from .test_sessions import at, offer

pytestmark = pytest.mark.django_db
CARDS, NEW = "/learning/working-on/", "/learning/working-on/new/D/"
DILEMMA = for_cluster("D")[0]


@pytest.fixture
def session(cast: Cast) -> Session:
    with acting(cast.bob.pk):
        Champion.objects.create(account=cast.bob, clusters=["D"], says="Ask me", room_for=2)
    return offer(cast.mo, clusters=["D"], starts=at(10), title="Video reviews")


def choose(browse: Browse, who: Account, **said: str) -> Any:
    alice = browse(who)
    page = alice.get(NEW).content.decode()
    return alice.post(NEW, {**form_of(page), "this_week": "Ask one person", **said})


def my_card(who: Account) -> Focus:
    with acting(who.pk):
        return Focus.objects.select_related("helper").get(ended_at=None)


def test_a_person_a_session_and_a_dilemma_stand_on_the_card(
    cast: Cast, session: Session, browse: Browse
) -> None:
    alice = browse(cast.alice)
    page = alice.get(NEW).content.decode()
    asked = ("helper", "session", "scenario", "question")
    places = [page.index(f'name="{name}"') for name in asked]
    assert places == sorted(places)  # somebody comes before everything that is read
    done = choose(browse, cast.alice, helper="Bob", session=str(session.pk), scenario=DILEMMA.key)
    assert done["Location"] == CARDS
    card = my_card(cast.alice)
    assert (card.helper, card.session_id, card.scenario) == (cast.bob, session.pk, DILEMMA.key)
    shown = unescape(alice.get(CARDS).content.decode())
    assert "<b>A person:</b> Bob" in shown
    assert (
        f"/learning/champions/{cast.bob.pk}/" in shown.split("<b>A person:</b>")[1].split("</p>")[0]
    )
    assert "Video reviews</a>" in shown.split("<b>A session:</b>")[1].split("</p>")[0]
    assert DILEMMA.title in shown.split("<b>A dilemma:</b>")[1].split("</p>")[0]


def test_nobody_is_asked_or_told_and_no_place_is_taken(
    cast: Cast, session: Session, browse: Browse
) -> None:
    choose(browse, cast.alice, helper=cast.bob.email, session=str(session.pk))
    with acting(cast.bob.pk):
        assert not something_waits(cast.bob)
        assert not Focus.objects.exists()
    assert "You have a place" not in browse(cast.alice).get("/learning/sessions/").content.decode()


def test_it_is_changed_and_taken_off_and_otherwise_stays(
    cast: Cast, session: Session, browse: Browse
) -> None:
    choose(browse, cast.alice, helper=cast.bob.email, session=str(session.pk))
    with acting(cast.system.pk):  # another of the same name, in the meantime
        other = account("staff", "Robert")
        Practitioner.objects.filter(account=other).update(name="Bob")
        assert Practitioner.objects.filter(name="Bob").count() == 2
    with acting(cast.mo.pk):
        offering.cancel_session(session=session, why="Ill", by=cast.mo)
    alice, where = browse(cast.alice), f"{CARDS}{my_card(cast.alice).pk}/"
    page = alice.get(where).content.decode()
    same = {"this_week": "Later", "helper": "Bob", "session": str(session.pk), "scenario": ""}
    assert alice.post(where, {**form_of(page), **same}).status_code == 302
    card = my_card(cast.alice)
    assert (card.helper, card.session_id, card.this_week) == (cast.bob, session.pk, "Later")
    assert "It was cancelled" in alice.get(CARDS).content.decode()
    page = alice.get(where).content.decode()
    none = {"this_week": "", "helper": "", "session": "", "scenario": ""}
    assert alice.post(where, {**form_of(page), **none}).status_code == 302
    card = my_card(cast.alice)
    assert (card.helper, card.session_id, card.scenario) == (None, None, "")
    assert "A person:</b> Bob" not in alice.get(CARDS).content.decode()


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("helper", "Nobody At All", "Nobody here is called “Nobody At All”."),
        ("helper", "Alice", "Name somebody else than yourself, or nobody."),
        (
            "session",
            str(UUID(int=1)),
            "That session is no longer offered. Choose another, or none.",
        ),
        ("scenario", "no-such", "That dilemma is no longer offered. Choose another, or none."),
    ],
)
def test_what_is_not_there_gets_a_sentence_and_the_words_stay(
    cast: Cast, session: Session, browse: Browse, field: str, given: str, said: str
) -> None:
    refused = choose(browse, cast.alice, this_week="My own words", **{field: given})
    assert refused.status_code == 422
    page = unescape(refused.content.decode())
    assert said in page
    assert "My own words" in page
    with acting(cast.alice.pk):
        assert not Focus.objects.exists()


def test_the_action_asks_the_same(cast: Cast) -> None:
    wrong: list[dict[str, Any]] = [
        {"session": new_id()}, {"scenario": "no-such"}, {"helper": cast.alice},
    ]  # fmt: skip
    with acting(cast.alice.pk):
        for named in wrong:
            with pytest.raises(ValidationError):
                capability.choose_focus(cluster="D", this_week="x", by=cast.alice, **named)


def test_where_nothing_is_offered_the_form_asks_for_a_person_all_the_same(
    cast: Cast, browse: Browse
) -> None:
    page = browse(cast.alice).get(NEW).content.decode()
    assert 'name="helper"' in page
    assert 'name="session"' not in page


def test_it_is_taken_along(cast: Cast, session: Session, browse: Browse) -> None:
    choose(browse, cast.alice, helper=cast.bob.email, session=str(session.pk), scenario=DILEMMA.key)
    answer = browse(cast.alice).post("/learning/take-along/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        told = packed.read("learning.csv").decode("utf-8-sig")
    for words in ("Bob", "Video reviews", DILEMMA.title):
        assert words in told


def test_three_full_cards_take_as_many_questions_as_one(
    cast: Cast, session: Session, browse: Browse
) -> None:
    def asked() -> int:
        alice = browse(cast.alice)
        alice.get(CARDS)
        with CaptureQueriesContext(connection) as sent:
            assert alice.get(CARDS).status_code == 200
        return len(sent)

    def card(cluster: str, helper: Account) -> None:
        with acting(cast.alice.pk):
            capability.choose_focus(
                cluster=cluster, this_week="x", helper=helper, session=session.pk,
                scenario=DILEMMA.key, by=cast.alice,
            )  # fmt: skip

    card("D", cast.bob)
    few = asked()
    card("A", cast.mo)
    card("B", cast.charlie)
    assert asked() == few


def test_no_column_of_a_card_is_filled_by_nothing() -> None:
    typed = {"this_week", "for_people", "question", "helper", "session", "scenario", "outcome"}
    kept = {"id", "owner", "cluster", "came_from", "made_at", "changed_at", "ended_at"}
    assert {one.name for one in Focus._meta.concrete_fields} == typed | kept
