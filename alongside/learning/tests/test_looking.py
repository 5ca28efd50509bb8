"""Wherever somebody writes about practice for others' eyes, what may identify is asked about once.

It warns and never blocks: each page shows what was found, and lets it through when told to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.urls import reverse

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import champions, evidence
from alongside.learning.actions import circles as circling
from alongside.learning.actions import supervision as supervising
from alongside.learning.actions.capability import choose_focus
from alongside.learning.models import Circle, HelpRequest
from tests.browsing import Browse
from tests.cast import Cast

from .in_circles import ask, circle, said
from .supervised import planned
from .test_group_dilemmas import group, opened, page_of
from .test_pieces import made, post, shared
from .test_sessions import begin, book, offer

__all__ = ["circle", "group"]
pytestmark = pytest.mark.django_db

TELLS = "Kaylee Ogden of 12 Cobden Street did not say much."
WARNS = "Who could this be about?"


@dataclass
class Page:
    """Where something is written, by whom, in which box, and what else the form asks."""

    who: Account
    path: str
    box: str
    more: dict[str, str]


def _round(cast: Cast, circle: Circle) -> Page:
    one = ask(circle)
    return Page(cast.bob, f"/learning/together/rounds/{one.pk}/", "text", {})


def _notes(cast: Cast, circle: Circle) -> Page:
    one = ask(circle)
    said(one, cast.bob)
    return Page(cast.alice, f"/learning/together/rounds/{one.pk}/close/", "notes", {})


def _prompt(cast: Cast, circle: Circle) -> Page:
    path = f"/learning/together/{circle.pk}/open/"
    return Page(cast.alice, path, "prompt", {"kind": "talk"})


def _comment(cast: Cast, circle: Circle) -> Page:
    piece = made(cast.alice)
    shared(piece, cast.bob)
    return Page(cast.bob, f"/learning/pieces/{piece.pk}/", "text", {})


def _evidence(cast: Cast, circle: Circle) -> Page:
    piece = made(cast.alice)
    return Page(cast.alice, f"/learning/pieces/{piece.pk}/shows/", "note", {"cluster": "A"})


def _peer(cast: Cast, circle: Circle) -> Page:
    piece = made(cast.alice)
    with acting(cast.alice.pk):
        shows = evidence.show_with(piece=piece, cluster="A", by=cast.alice)
        asked = evidence.ask_peer(evidence=shows, peer=cast.bob, relation="Team", by=cast.alice)
    return Page(cast.bob, f"/learning/agree/{asked.pk}/", "text", {"said": "agrees"})


def _offered(cast: Cast) -> None:
    with acting(cast.bob.pk):
        champions.offer_help(clusters=["A"], says="", ways=["phone"], room_for=2, by=cast.bob)


def _asking(cast: Cast, circle: Circle) -> Page:
    _offered(cast)
    path = f"/learning/champions/{cast.bob.pk}/ask/"
    return Page(cast.alice, path, "text", {"cluster": "A"})


def _answering(cast: Cast, circle: Circle) -> Page:
    _offered(cast)
    with acting(cast.alice.pk):
        one = champions.ask_for_help(champion=cast.bob.pk, cluster="A", text="x", by=cast.alice)
    return Page(
        cast.bob, reverse("learning:help-request", args=[one.pk]), "reply", {"accepts": "yes"}
    )


def _thanking(cast: Cast, circle: Circle) -> Page:
    page = _answering(cast, circle)
    with acting(cast.bob.pk):
        one = HelpRequest.objects.get()
        champions.answer_request(request=one, accepts=True, by=cast.bob)
        champions.finish_request(request=one, by=cast.bob)
    return Page(cast.alice, page.path, "thanks", {})


def _card(cast: Cast, circle: Circle) -> Page:
    return Page(cast.alice, "/learning/working-on/new/A/", "for_people", {})


def _put_away(cast: Cast, circle: Circle) -> Page:
    with acting(cast.alice.pk):
        one = choose_focus(cluster="A", this_week="Ask", by=cast.alice)
    return Page(cast.alice, reverse("learning:end-focus", args=[one.pk]), "outcome", {})


def _follow_up(cast: Cast, circle: Circle) -> Page:
    meeting = planned(cast)
    with acting(cast.alice.pk):
        one = supervising.agree_follow_up(
            meeting=meeting, text="Ring the school", who=cast.alice, by=cast.alice
        )
    path = reverse("learning:end-follow-up", args=[one.pk])
    return Page(cast.alice, path, "outcome", {"is_done": "yes"})


def _afterwards(cast: Cast, circle: Circle) -> Page:
    one = offer(cast.mo)
    book(one, cast.alice)
    begin(one, cast.mo)
    return Page(cast.alice, f"/learning/sessions/{one.pk}/afterwards/", "differently", {})


MAKES: tuple[Callable[[Cast, Circle], Page], ...] = (
    _round, _notes, _prompt, _comment, _evidence, _peer, _asking, _answering, _thanking, _card,
    _put_away, _follow_up, _afterwards,
)  # fmt: skip


@pytest.mark.parametrize("make", MAKES, ids=lambda make: make.__name__.strip("_"))
def test_it_warns_once_and_lets_it_through(
    cast: Cast, circle: Circle, browse: Browse, make: Callable[[Cast, Circle], Page]
) -> None:
    page = make(cast, circle)
    client = browse(page.who)
    given: dict[str, Any] = {**page.more, page.box: TELLS}
    warned = post(client, page.path, **given)
    assert warned.status_code != 302
    shown = warned.content.decode()
    for words in (WARNS, "<b>Kaylee Ogden</b>", "12 Cobden Street", 'name="as_it_is"'):
        assert words in shown, words
    assert post(client, page.path, **given, as_it_is="on").status_code == 302


@pytest.mark.parametrize("make", MAKES, ids=lambda make: make.__name__.strip("_"))
def test_plain_words_are_not_stopped(
    cast: Cast, circle: Circle, browse: Browse, make: Callable[[Cast, Circle], Page]
) -> None:
    page = make(cast, circle)
    given = {**page.more, page.box: "The mother did not say much."}
    assert post(browse(page.who), page.path, **given).status_code == 302


def test_those_who_sit_together_and_invented_people_may_be_named(
    cast: Cast, group: Circle, browse: Browse
) -> None:
    one = opened(cast, group)
    with acting(cast.alice.pk):
        circling.reveal_round(round=one, by=cast.alice)
    client, path = browse(cast.alice), page_of(group)
    told = post(client, path, text="I see it as Bob does: Kaylee Ogden would not.")
    warned = told.content.decode().split('aria-labelledby="warned"')[1].split("</section>")[0]
    assert "Kaylee Ogden" in warned
    assert "Bob" not in warned
    assert post(client, path, text="I see it as Bob does.").status_code == 302


def test_a_box_to_keep_it_stands_only_where_something_was_found(
    cast: Cast, circle: Circle, browse: Browse
) -> None:
    _offered(cast)
    path = f"/learning/champions/{cast.bob.pk}/ask/"
    wrong = post(browse(cast.alice), path, cluster="Z", text="The mother said no.")
    assert wrong.status_code != 302
    assert 'name="as_it_is"' not in wrong.content.decode()
