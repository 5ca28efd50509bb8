"""Circles: communities, people with lived experience, bad input, and many at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access import circles as access
from alongside.learning.actions import circles as actions
from alongside.learning.models import Circle, Member, Round
from alongside.learning.ways import ways
from tests.browsing import Browse
from tests.cast import Cast, account, assemble
from tests.drafting import hidden

from .in_circles import ask, circle, refused_by_database, rows, said, texts_by_sql

__all__ = ["circle"]  # a fixture

pytestmark = pytest.mark.django_db


# Communities, partners, people with lived experience


def test_a_community_is_open_as_it_says_and_not_to_more_once_somebody_spoke(cast: Cast) -> None:
    with acting(cast.alice.pk):
        one = actions.begin_circle(kind="community", title="Tea", open_to="staff", by=cast.alice)
    with acting(cast.sam.pk), pytest.raises(ValidationError):
        actions.join_circle(circle=one, by=cast.sam)
    with acting(cast.mo.pk):
        assert actions.join_circle(circle=one, by=cast.mo).called == "Mo"
        again = actions.join_circle(circle=one, by=cast.mo)
        assert Member.objects.filter(circle=one, account=cast.mo).get() == again
    given: dict[str, Any] = {"title": "Tea", "about": "", "meets": "", "link": ""}
    with acting(cast.alice.pk):
        actions.change_circle(circle=one, open_to="all", by=cast.alice, **given)
        actions.change_circle(circle=one, open_to="staff", by=cast.alice, **given)
    said(ask(one, "talk"), cast.mo)
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="said here"):
        actions.change_circle(circle=one, open_to="all", by=cast.alice, **given)
    sql = "update learning_circle set open_to = 'all' where id = %s"
    assert refused_by_database(cast.alice, sql, [one.pk])


def test_somebody_with_lived_experience_comes_in_and_sees_nothing_else_of_learning(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    alice = browse(cast.alice)
    url = f"/learning/together/{circle.pk}/ask-in/lived/"
    given = {"account": " ADE@northmere.example ", "called": "Ade B", "asked": "on"}
    assert alice.post(url, {**given, "asked": ""}).status_code == 422
    assert alice.post(url, given).status_code == 302
    ade = browse(cast.ade_account)
    page = ade.get("/learning/together/").content.decode()
    assert "You are invited" in page
    assert "Thursday" in page
    assert "Begin a group" not in page
    place = f"/learning/together/{circle.pk}/"
    assert ade.post(f"{place}answer/", {"called": "A.", "yes": "1"}).status_code == 302
    one = ask(circle, "talk")
    said(one, cast.ade_account, "I use these services")
    page = alice.get(f"/learning/together/rounds/{one.pk}/").content.decode()
    assert "I use these services" in page
    assert "A." in page
    assert "Bankole" not in page
    shown = ade.get(place).content.decode()
    assert "My people" not in shown
    assert "Leave quickly" in shown
    for there in ("", "champions/", "sessions/", "together/begin/"):
        assert ade.get(f"/learning/{there}").status_code == 404, there
    for table in ("champion", "session", "piece", "wave", "helprequest", "booking"):
        assert rows(cast.ade_account, f"learning_{table}") == 0, table


def test_an_address_says_nothing_of_whether_it_exists(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    with acting(cast.system.pk):
        account("person", "unknown")
    url = f"/learning/together/{circle.pk}/ask-in/lived/"
    found = set()
    for email in ("unknown@northmere.example", "nobody@northmere.example", "mo@northmere.example"):
        given = {"account": email, "called": "X", "asked": "on"}
        page = browse(cast.alice).post(url, given)
        assert page.status_code == 422
        found.add(
            "Nobody whose record you read signs in with this address" in page.content.decode()
        )
    assert found == {True}
    with acting(cast.alice.pk):
        stranger = Account.objects.get(email="unknown@northmere.example")
        with pytest.raises(ValidationError):
            actions.invite(circle=circle, account=stranger, called="X", by=cast.alice)
    sql = (
        "insert into learning_member (id, circle_id, account_id, called, place, invited_by_id, "
        "invited_at) values (%s, %s, %s, 'X', 1, %s, now())"
    )
    assert refused_by_database(cast.alice, sql, [uuid4(), circle.pk, stranger.pk, cast.alice.pk])


# Bad input


def test_bad_input_is_refused_in_words(cast: Cast, circle: Circle) -> None:
    one = ask(circle)
    with pytest.raises(ValidationError, match="Write something first"):
        said(one, cast.bob, " \n ")
    with pytest.raises(ValidationError, match="characters"):
        said(one, cast.bob, "x" * 5_000_000)
    with acting(cast.alice.pk):
        for link in ("http://meet.example/1", "javascript:alert(1)", "https://a@b.example/",
                     "https://", "//x", "https://[::1", "https://x y"):  # fmt: skip
            with pytest.raises(ValidationError):
                actions.begin_circle(kind="community", title="T", link=link, by=cast.alice)
        with pytest.raises(ValidationError, match="name"):
            actions.begin_circle(kind="community", title=" ", by=cast.alice)
        with pytest.raises(ValidationError, match="still open"):
            actions.open_round(circle=circle, kind="talk", prompt="Two?", by=cast.alice)
    with acting(cast.ade_account.pk), pytest.raises(ValidationError):
        actions.begin_circle(kind="community", title="T", called="Ade", by=cast.ade_account)


def test_five_megabytes_and_a_second_press_lose_and_double_nothing(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    one = ask(circle)
    bob = browse(cast.bob)
    url = f"/learning/together/rounds/{one.pk}/"
    form = hidden(bob.get(url).content.decode())
    words = "O’Brien said “no” 🙂 <b>&amp;</b>"
    sent = {**form, "text": words, "as_it_is": "on"}  # a name is looked at once more
    first, again = bob.post(url, sent), bob.post(url, sent)
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    assert texts_by_sql(cast.bob, one) == [words]
    long = bob.post(url, {**hidden(bob.get(url).content.decode()), "text": "x " * 60_000})
    assert long.status_code == 200
    assert "characters, and 100,000 fit" in long.content.decode()
    assert texts_by_sql(cast.bob, one) == [words]


def test_a_round_shown_takes_as_many_questions_with_twenty_members_as_with_two(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    one = ask(circle, "talk")
    said(one, cast.bob)
    alice = browse(cast.alice)
    pages = (f"/learning/together/rounds/{one.pk}/", f"/learning/together/{circle.pk}/",
             "/learning/together/")  # fmt: skip
    alice.get(pages[0])
    few = [_queries(alice, page) for page in pages]
    with acting(cast.system.pk):
        more = [account("staff", f"Worker {n}", "Social worker") for n in range(18)]
    for who in more:
        with acting(cast.alice.pk):
            actions.invite(circle=circle, account=who, by=cast.alice)
        with acting(who.pk):
            actions.answer_invitation(circle=circle, accepts=True, by=who)
        said(one, who)
    assert [_queries(alice, page) for page in pages] == few


def _queries(client: Any, page: str) -> int:
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as seen:
        assert client.get(page).status_code == 200
    return len(seen)


def test_the_order_is_the_circles_own(cast: Cast, circle: Circle, browse: Browse) -> None:
    with acting(cast.alice.pk):
        names = [one.called for one in access.members_of(circle)]
        bob = Member.objects.get(circle=circle, account=cast.bob)
    assert names == ["Alice", "Bob", "Charlie"]
    browse(cast.alice).post(f"/learning/together/members/{bob.pk}/up/")
    with acting(cast.alice.pk):
        assert [one.called for one in access.members_of(circle)] == ["Bob", "Alice", "Charlie"]
    assert browse(cast.bob).post(f"/learning/together/members/{bob.pk}/up/").status_code == 404


def test_the_shipped_ways_are_whole() -> None:
    found = ways()
    assert found.status
    assert {one.kind for one in found.by_id.values()} == {
        "reflection",
        "supervision",
        "community",
    }
    assert all(one.rounds and one.agreed for one in found.by_id.values())


def twice_at_once(by: Account, do: Callable[[], object]) -> list[Exception]:
    """Do it in two connections at the same moment; what went wrong."""
    barrier, wrong = threading.Barrier(2), []

    def go() -> None:
        try:
            barrier.wait()
            with acting(by.pk):
                do()
        except Exception as error:  # told by whoever asked
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.django_db(transaction=True)
def test_two_presses_of_come_in_find_one_seat() -> None:
    with transaction.atomic():
        cast = assemble()
    with acting(cast.alice.pk):
        one = actions.begin_circle(kind="community", title="Tea", open_to="staff", by=cast.alice)

    def pressed() -> object:
        return actions.join_circle(circle=one, by=cast.bob)

    assert twice_at_once(cast.bob, pressed) == []
    with acting(cast.bob.pk), transaction.atomic():
        assert Member.objects.filter(circle=one, account=cast.bob).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_rounds_opened_at_once_are_one_and_two() -> None:
    with transaction.atomic():
        cast = assemble()
    with acting(cast.alice.pk):
        one = actions.begin_circle(kind="community", title="Tea", by=cast.alice)

    def opened() -> object:
        return actions.open_round(circle=one, kind="talk", prompt="?", by=cast.alice)

    assert twice_at_once(cast.alice, opened) == []
    with acting(cast.alice.pk), transaction.atomic():
        assert sorted(Round.objects.values_list("number", flat=True)) == [1, 2]
        assert isinstance(one.pk, UUID)
