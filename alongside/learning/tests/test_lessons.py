"""Lessons: offered so that nothing leads to anybody, and answered by who answers for the work."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.models import Draft
from alongside.learning.access.lessons import FEWEST, themes
from alongside.learning.actions.lessons import answer_lesson, offer_lesson
from alongside.learning.models import Lesson
from alongside.learning.tests.test_pieces import made
from tests.browsing import Browse
from tests.cast import Cast, account

pytestmark = pytest.mark.django_db

OFFER = "/learning/lessons/offer/"
GIVEN = {"happened": "We all thought another had rung.", "to_try": "Say aloud who rings."}


@pytest.fixture
def principal(cast: Cast) -> Account:
    with acting(cast.system.pk):
        return account("staff", "Olive", "Principal social worker", ("principal-social-worker",))


def lesson(cast: Cast, by: Account) -> Lesson:
    with acting(cast.alice.pk):
        offer_lesson(**GIVEN, by=cast.alice)
    with acting(by.pk):
        return Lesson.objects.get()


def test_what_is_offered_leads_to_nobody(cast: Cast, browse: Browse, principal: Account) -> None:
    with acting(cast.alice.pk), connection.cursor() as cursor:
        cursor.execute("select count(*) from gate.my_learning_trail(now(), 500)")
        before = cursor.fetchone()
    answer = browse(cast.alice).post(OFFER, GIVEN)
    assert answer.status_code == 302
    assert browse(cast.alice).get(answer["Location"]).status_code == 200
    with acting(principal.pk):
        one = Lesson.objects.get()
    kept = {field.name: getattr(one, field.attname) for field in Lesson._meta.concrete_fields}
    assert cast.alice.pk not in kept.values()
    assert one.pk.version == 4, "a random id says nothing of when"
    with acting(cast.alice.pk), connection.cursor() as cursor:
        cursor.execute("select count(*) from gate.my_learning_trail(now(), 500)")
        assert cursor.fetchone() == before
        assert not Draft.objects.exists()
        assert not Lesson.objects.exists(), "not even whoever offered it reads it before an answer"


def test_names_are_warned_of_and_let_through(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    given = {**GIVEN, "happened": "Kaylee rang Mrs Begum."}
    page = client.post(OFFER, given)
    assert page.status_code == 422
    assert "Mrs Begum" in page.content.decode()
    assert client.post(OFFER, {**given, "as_it_is": "on"}).status_code == 302


def test_one_begins_from_a_piece_of_ones_own(cast: Cast, browse: Browse) -> None:
    piece = made(cast.alice, **{"happened": "It went wrong.", "to-try": "Ask twice."})
    path = reverse("learning:offer-lesson-from", args=[piece.pk])
    page = browse(cast.alice).get(path).content.decode()
    assert "It went wrong." in page
    assert "Ask twice." in page
    assert browse(cast.bob).get(path).status_code == 404


def test_it_is_answered_and_then_read_by_all(
    cast: Cast, browse: Browse, principal: Account
) -> None:
    one = lesson(cast, principal)
    assert "another had rung" not in browse(cast.bob).get("/learning/lessons/").content.decode()
    path = reverse("learning:answer-lesson", args=[one.pk])
    client = browse(principal)
    assert "another had rung" in client.get("/learning/lessons/").content.decode()
    assert client.get(path).status_code == 200
    assert client.post(path, {"answer": "We do now.", "is_open": "no"}).status_code == 422
    given = {"answer": "We do now.", "is_open": "yes", "themes": "handover,  phones ,"}
    assert client.post(path, given).status_code == 302
    for reader in (cast.bob, cast.sam):
        page = browse(reader).get("/learning/lessons/").content.decode()
        assert "another had rung" in page
        assert "We do now." in page
        assert "handover" in page
        assert "(1)" not in page


@pytest.mark.parametrize("who", ["bob", "mo", "protection", "sam", "pat"])
def test_nobody_else_answers(cast: Cast, browse: Browse, principal: Account, who: str) -> None:
    one = lesson(cast, principal)
    path = reverse("learning:answer-lesson", args=[one.pk])
    other: Account = getattr(cast, who)
    assert browse(other).get(path).status_code in {403, 404}
    assert browse(other).post(path, {"answer": "A", "is_open": "yes"}).status_code in {403, 404}
    with acting(other.pk):
        assert Lesson.objects.update(is_open=True) == 0
        if who == "pat":
            with pytest.raises(DatabaseError), transaction.atomic():
                offer_lesson(**GIVEN, by=other)


def test_what_is_empty_or_endless_is_refused(cast: Cast, principal: Account) -> None:
    wrong: list[dict[str, Any]] = [
        {"happened": " ", "to_try": "T"},
        {"happened": "H", "to_try": ""},
        {"happened": "H" * 5_000_000, "to_try": "T"},
    ]
    with acting(cast.alice.pk):
        for given in wrong:
            with pytest.raises(ValidationError):
                offer_lesson(**given, by=cast.alice)
    one = lesson(cast, principal)
    with acting(principal.pk), pytest.raises(ValidationError):
        answer_lesson(lesson=one, answer="", is_open=True, by=principal)


def test_how_many_is_said_only_where_it_is_not_few() -> None:
    some = [Lesson(themes=["handover"]) for _ in range(FEWEST)] + [Lesson(themes=["phones"])]
    assert themes(some) == [("handover", FEWEST), ("phones", None)]
