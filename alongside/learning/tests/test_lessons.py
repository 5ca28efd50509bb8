"""Lessons: offered so that nothing leads to anybody, and answered by who answers for the work."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.models import Draft
from alongside.learning.access.lessons import FEWEST, PAGE, themes
from alongside.learning.actions.lessons import answer_lesson, offer_lesson
from alongside.learning.models import Lesson
from alongside.learning.tests.test_pieces import made
from tests.browsing import Browse
from tests.cast import Cast, account

pytestmark = pytest.mark.django_db

OFFER = "/learning/lessons/offer/"
GIVEN: dict[str, Any] = {
    "happened": "We all thought another had rung.",
    "to_try": "Say aloud who rings.",
}


@pytest.fixture
def principal(cast: Cast) -> Account:
    with acting(cast.system.pk):
        return account("staff", "Olive", "Principal social worker", ("principal-social-worker",))


def lesson(cast: Cast, by: Account, to_try: str = GIVEN["to_try"]) -> Lesson:
    with acting(cast.alice.pk):
        offer_lesson(happened=GIVEN["happened"], to_try=to_try, by=cast.alice)
    with acting(by.pk):
        return Lesson.objects.get(to_try=to_try)


def test_what_is_offered_leads_to_nobody(cast: Cast, browse: Browse, principal: Account) -> None:
    with acting(cast.alice.pk), connection.cursor() as cursor:
        cursor.execute("select count(*) from gate.my_learning_trail(now(), gen_random_uuid(), 500)")
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
        cursor.execute("select count(*) from gate.my_learning_trail(now(), gen_random_uuid(), 500)")
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


def test_an_answer_that_was_changed_stays_with_those_who_answer(
    cast: Cast, browse: Browse, principal: Account
) -> None:
    """It may have been changed because somebody could be recognised in it."""
    one = lesson(cast, principal)
    path, client = reverse("learning:answer-lesson", args=[one.pk]), browse(principal)
    for words in ("Kaylee rings now.", "Whoever is on duty rings.", "We ring, by ten."):
        sent = client.post(path, {"answer": words, "is_open": "yes"})
        assert sent.status_code == 302
    with CaptureQueriesContext(connection) as few:
        page = client.get("/learning/lessons/").content.decode()
    assert page.index("We ring, by ten.") < page.index("Whoever is on duty") < page.index("Kaylee")
    read = browse(cast.bob).get("/learning/lessons/").content.decode()
    assert "We ring, by ten." in read
    assert "Kaylee" not in read
    assert "What was said before" not in read
    other = lesson(cast, principal, "Another rang.")
    for words in ("Yes.", "No."):
        other_path = reverse("learning:answer-lesson", args=[other.pk])
        client.post(other_path, {"answer": words, "is_open": "yes"})
    with CaptureQueriesContext(connection) as more:
        client.get("/learning/lessons/")
    assert len(more) == len(few)


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


def test_how_many_is_said_only_where_it_is_not_few(cast: Cast, principal: Account) -> None:
    for place in range(FEWEST + 1):
        one = lesson(cast, principal, f"Try {place}")
        with acting(principal.pk):
            theme = "phones" if place == FEWEST else "handover"
            answer_lesson(lesson=one, answer="Yes.", is_open=True, themes=[theme], by=principal)
    with acting(cast.bob.pk):
        assert themes(cast.bob) == [("handover", FEWEST), ("phones", None)]


def offered_many(cast: Cast, principal: Account, many: int) -> None:
    """So many lessons that wait, and as many that were answered."""
    today = timezone.localdate()
    with acting(cast.alice.pk):
        rows = [
            Lesson(happened=f"{which} {place:03}", to_try="T", offered_on=today)
            for which in ("Waits", "Answered")
            for place in range(many)
        ]
        Lesson.objects.bulk_create(rows)
    with acting(principal.pk):
        Lesson.objects.filter(happened__startswith="Answered").update(
            answer="Yes.", is_open=True, answered_on=today, answered_by=principal
        )


def test_lessons_are_read_a_page_at_a_time_and_none_is_left_out(
    cast: Cast, browse: Browse, principal: Account
) -> None:
    client = browse(principal)
    offered_many(cast, principal, 3)
    client.get("/learning/lessons/")
    with CaptureQueriesContext(connection) as few:
        client.get("/learning/lessons/")
    offered_many(cast, principal, PAGE + 5)
    with CaptureQueriesContext(connection) as many:
        client.get("/learning/lessons/")
    assert len(many) == len(few)
    for name, which in (("after", "Answered"), ("waits", "Waits")):
        path, read, pages = "/learning/lessons/", [], 0
        while path:
            page = client.get(path).content.decode()
            read += re.findall(rf"{which} \d+", page)
            more = re.search(rf'href="(\?{name}=[^"]+)"', page)
            path, pages = f"/learning/lessons/{more[1]}" if more else "", pages + 1
        assert pages == 2
        assert len(read) == PAGE + 8
        assert set(read) == {f"{which} {place:03}" for place in range(PAGE + 5)}
    assert client.get("/learning/lessons/?after=x&waits=y").status_code == 200


def test_a_second_press_offers_nothing_a_second_time(
    cast: Cast, browse: Browse, principal: Account
) -> None:
    client = browse(cast.alice)
    number = re.findall(r'name="number" value="([^"]+)"', client.get(OFFER).content.decode())
    assert number
    assert number != re.findall(
        r'name="number" value="([^"]+)"', client.get(OFFER).content.decode()
    )
    given = {**GIVEN, "number": number[0]}
    for _ in range(2):
        assert client.post(OFFER, given)["Location"] == "/learning/lessons/offered/"
    with acting(principal.pk):
        one = Lesson.objects.get()
    assert str(one.pk) != number[0]
    # Back in the browser, other words are another lesson, and not lost.
    client.post(OFFER, {**given, "to_try": "Ring twice."})
    with acting(principal.pk):
        assert Lesson.objects.count() == 2


def test_no_address_ties_a_lesson_to_the_piece_it_began_from(cast: Cast, browse: Browse) -> None:
    piece = made(cast.alice, **{"happened": "It went wrong.", "to-try": "Ask twice."})
    page = browse(cast.alice).get(f"/learning/lessons/offer/{piece.pk}/").content.decode()
    form = page.split('name="happened"')[0].rsplit("<form", 1)[1]
    assert f'action="{OFFER}"' in form
    assert str(piece.pk) not in form
