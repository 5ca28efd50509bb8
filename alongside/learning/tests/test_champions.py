"""Offers of help: who is offered, who is not, and what stays between two people."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access import champions as access
from alongside.learning.actions import champions as actions
from alongside.learning.models import Champion, HelpRequest
from tests.browsing import Browse
from tests.cast import Cast, account, assemble
from tests.drafting import hidden

from .in_circles import refused_by_database, rows

pytestmark = pytest.mark.django_db


def offer(by: Account, clusters: str = "AB", room: int = 2, until: date | None = None) -> Champion:
    with acting(by.pk):
        return actions.offer_help(
            clusters=list(clusters), says="I can show you", ways=["beside"], room_for=room,
            paused_until=until, by=by,
        )  # fmt: skip


def ask(by: Account, champion: Account, cluster: str = "A") -> HelpRequest:
    with acting(by.pk):
        return actions.ask_for_help(champion=champion.pk, cluster=cluster, text="Please", by=by)


def for_area(cluster: str, by: Account) -> list[str]:
    with acting(by.pk):
        return [one.called for one in access.champions_for(cluster, but=by)]


def test_who_is_offered_has_room_and_is_not_oneself(cast: Cast) -> None:
    offer(cast.alice, "A", room=1)
    offer(cast.bob, "AB")
    offer(cast.charlie, "A", until=timezone.localdate() + timedelta(days=7))
    assert for_area("A", cast.mo) == ["Alice", "Bob"]
    assert for_area("A", cast.bob) == ["Alice"]
    assert for_area("B", cast.mo) == ["Bob"]
    assert for_area("J", cast.mo) == []
    ask(cast.mo, cast.alice)
    assert for_area("A", cast.sam) == ["Bob"]  # Alice is full
    with acting(cast.mo.pk):
        every = access.offers(but=cast.mo)
        assert [(one.called, one.has_room) for one in every] == [
            ("Bob", True), ("Alice", False), ("Charlie", False),
        ]  # fmt: skip
        assert every[2].paused_until is not None


def test_whoever_left_or_ended_their_offer_is_not_offered(cast: Cast) -> None:
    offer(cast.bob)
    offer(cast.charlie)
    with acting(cast.system.pk):
        Account.objects.filter(pk=cast.bob.pk).update(is_active=False)
    with acting(cast.charlie.pk):
        actions.end_offer(by=cast.charlie)
        assert access.own_offer(cast.charlie) is not None
    assert for_area("A", cast.alice) == []
    for gone in (cast.bob, cast.charlie):
        with pytest.raises(ValidationError, match="no room"):
            ask(cast.alice, gone)


def test_nobody_is_asked_beyond_their_room_also_by_raw_sql(cast: Cast) -> None:
    offer(cast.bob, room=1)
    ask(cast.mo, cast.bob)
    with pytest.raises(ValidationError, match="no room"):
        ask(cast.alice, cast.bob)
    sql = (
        "insert into learning_helprequest (id, asker_id, champion_id, cluster, text, state,"
        " asked_at, reply, thanks) values (%s, %s, %s, 'A', 'x', 'asked', now(), '', '')"
    )
    assert refused_by_database(cast.alice, sql, [uuid4(), cast.alice.pk, cast.bob.pk])
    with pytest.raises(ValidationError):
        ask(cast.bob, cast.bob)


def test_from_asking_to_thanks(cast: Cast, browse: Browse) -> None:
    offer(cast.bob, room=1)
    alice, bob = browse(cast.alice), browse(cast.bob)
    found = alice.get("/learning/champions/?area=A").content.decode()
    assert "Ask Bob" in found
    url = f"/learning/champions/{cast.bob.pk}/ask/?area=A"
    page = alice.get(url).content.decode()
    words = {**hidden(page), "cluster": "A", "text": "O’Brien 🙂 how?", "as_it_is": "on"}
    asked, again = alice.post(url, words), alice.post(url, words)
    assert asked.status_code == 302
    assert asked["Location"] == again["Location"]
    page = bob.get(asked["Location"]).content.decode()
    assert "O’Brien 🙂 how?" in page
    bob.post(asked["Location"], {**hidden(page), "accepts": "yes", "reply": "Tuesday"})
    page = alice.get(asked["Location"]).content.decode()
    assert "Tuesday" in page
    assert bob.post(f"{asked['Location']}done/").status_code == 302
    page = alice.get(asked["Location"]).content.decode()
    alice.post(asked["Location"], {**hidden(page), "thanks": "It worked"})
    assert "It worked" in bob.get(asked["Location"]).content.decode()
    assert for_area("A", cast.mo) == ["Bob"]  # there is room again


def test_offering_through_the_page(cast: Cast, browse: Browse) -> None:
    bob = browse(cast.bob)
    page = bob.get("/learning/champions/offer/").content.decode()
    told = {
        "clusters": ["A", "J"], "says": "<b>Come</b>", "ways": ["phone"], "room_for": "1",
        "paused_until": "31 November",
    }  # fmt: skip
    wrong = bob.post("/learning/champions/offer/", {**hidden(page), **told})
    assert "31 November" in wrong.content.decode()
    page = bob.get("/learning/champions/offer/").content.decode()
    told["paused_until"] = ""
    assert bob.post("/learning/champions/offer/", {**hidden(page), **told}).status_code == 302
    assert for_area("J", cast.alice) == ["Bob"]
    assert "&lt;b&gt;Come" in browse(cast.alice).get("/learning/champions/").content.decode()
    assert bob.post("/learning/champions/offer/end/").status_code == 302
    assert for_area("J", cast.alice) == []


def test_it_stays_between_the_two(cast: Cast, browse: Browse) -> None:
    offer(cast.bob)
    one = ask(cast.alice, cast.bob)
    url = f"/learning/champions/asked/{one.pk}/"
    with acting(cast.system.pk):
        leader = account("staff", "Polly", "", ("principal-social-worker",))
    others = (cast.mo, cast.charlie, cast.sam, cast.protection, cast.ade_account, leader)
    for who in others:
        assert browse(who).get(url).status_code == 404, who.email
        for step in ("done/", "not-needed/"):
            assert browse(who).post(url + step).status_code == 404, who.email
        assert rows(who, "learning_helprequest") == 0, who.email
    assert browse(cast.ade_account).get("/learning/champions/").status_code == 404


def test_nobody_speaks_for_the_other(cast: Cast) -> None:
    offer(cast.bob)
    one = ask(cast.alice, cast.bob)
    sql = "update learning_helprequest set {} where id = %s"
    for what in ("state = 'accepted', answered_at = now()", "reply = 'Yes'", "state = 'done'"):
        assert refused_by_database(cast.alice, sql.format(what), [one.pk]), what
    for what in ("thanks = 'Wonderful'", "state = 'withdrawn'", "state = 'done'"):
        assert refused_by_database(cast.bob, sql.format(what), [one.pk]), what
    with acting(cast.alice.pk):
        with pytest.raises(ValidationError, match="was asked"):
            actions.answer_request(request=one, accepts=True, by=cast.alice)
        with pytest.raises(ValidationError, match="Thanks"):
            actions.thank(request=one, thanks="x", by=cast.alice)
    with acting(cast.bob.pk):
        actions.answer_request(request=one, accepts=False, by=cast.bob)
        with pytest.raises(ValidationError, match="already"):
            actions.answer_request(request=one, accepts=True, by=cast.bob)


@pytest.mark.parametrize(
    "wrong",
    [
        {"clusters": []}, {"clusters": ["Z"]}, {"ways": []}, {"ways": ["pigeon"]},
        {"room_for": -1}, {"room_for": 51},
    ],
)  # fmt: skip
def test_bad_offers_are_refused_in_words(cast: Cast, wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {"clusters": ["A"], "says": "", "ways": ["phone"], "room_for": 1}
    with acting(cast.bob.pk), pytest.raises(ValidationError):
        actions.offer_help(**{**given, **wrong}, by=cast.bob)


def test_a_person_offers_nothing_here(cast: Cast) -> None:
    with acting(cast.ade_account.pk), pytest.raises(ValidationError):
        actions.offer_help(clusters=["A"], says="", ways=["phone"], room_for=1, by=cast.ade_account)


def test_the_page_asks_as_much_of_ten_offers_as_of_one(cast: Cast, browse: Browse) -> None:
    from django.test.utils import CaptureQueriesContext

    offer(cast.bob)
    alice = browse(cast.alice)
    asked = []
    for more in (0, 9):
        with acting(cast.system.pk):
            made = [account("staff", f"Worker {n}") for n in range(more)]
        for who in made:
            offer(who)
        alice.get("/learning/champions/")
        with CaptureQueriesContext(connection) as seen:
            alice.get("/learning/champions/")
        asked.append(len(seen))
    assert asked[0] == asked[1]


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_for_the_last_room_at_once_are_not_both_heard() -> None:
    with transaction.atomic():
        cast = assemble()
        offer(cast.bob, room=1)
    barrier, told = threading.Barrier(2), []

    def go(who: Account) -> None:
        try:
            barrier.wait()
            ask(who, cast.bob)
            told.append("asked")
        except ValidationError:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[who]) for who in (cast.alice, cast.mo)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["asked", "refused"]
    with transaction.atomic(), acting(cast.bob.pk):
        assert HelpRequest.objects.count() == 1
