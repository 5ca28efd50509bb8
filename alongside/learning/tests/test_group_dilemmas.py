"""A dilemma in a group: everybody chooses before anybody sees, it is shown, and one goes on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access.group_dilemmas import table_to_view
from alongside.learning.actions import circles
from alongside.learning.actions import group_dilemmas as actions
from alongside.learning.models import Circle, Round, Turn
from alongside.learning.scenarios import library
from tests.attacks.attacker import changes, inserts, reads
from tests.browsing import Browse
from tests.cast import Cast
from tests.drafting import hidden

pytestmark = pytest.mark.django_db

KEY = "open-profile"
BOBS = "Bob’s reason 🙂, O’Brien"
CHOSEN = "select choice from learning_turn order by at"


@pytest.fixture
def group(cast: Cast) -> Circle:
    """Alice hosts; Bob is in it; Charlie is asked and has not answered."""
    with acting(cast.alice.pk):
        made = actions.begin_group(
            scenario=library.scenarios()[KEY], title="East, Thursday", by=cast.alice
        )
        for who in (cast.bob, cast.charlie):
            circles.invite(circle=made, account=who, by=cast.alice)
    with acting(cast.bob.pk):
        circles.answer_invitation(circle=made, accepts=True, by=cast.bob)
    return made


def page_of(group: Circle, name: str = "group-dilemma", *more: Any) -> str:
    return reverse(f"learning:{name}", args=[group.pk, *more])


def read(client: Client, group: Circle, name: str = "group-dilemma", *more: Any) -> str:
    return client.get(page_of(group, name, *more)).content.decode()


def send(client: Client, group: Circle, **said: Any) -> Any:
    return client.post(page_of(group), {**hidden(read(client, group)), **said})


def opened(cast: Cast, group: Circle) -> Round:
    with acting(cast.alice.pk):
        scenario = library.scenarios()[KEY]
        return actions.open_scene(circle=group, scene=scenario.scenes[0], by=cast.alice)


def shown(cast: Cast, group: Circle) -> Round:
    """The first scene, chosen differently by the two, and shown."""
    one = opened(cast, group)
    scene = library.scenarios()[KEY].scenes[0]
    for who, choice, why in (
        (cast.alice, "look-tonight", "Alice’s reason"),
        (cast.bob, "ask-why-first", BOBS),
    ):
        with acting(who.pk):
            actions.vote(round=one, scene=scene, choice=choice, why=why, by=who)
    with acting(cast.alice.pk):
        return circles.reveal_round(round=one, by=cast.alice)


# Together


def test_a_group_from_its_beginning_to_an_end(cast: Cast, browse: Browse) -> None:
    alice, bob = browse(cast.alice), browse(cast.bob)
    page = alice.get(f"/learning/dilemmas/{KEY}/together/").content.decode()
    answer = alice.post(
        f"/learning/dilemmas/{KEY}/together/",
        {**hidden(page), "title": "Us", "meets": "", "link": ""},
    )
    with acting(cast.alice.pk):
        group = Circle.objects.get()
        circles.invite(circle=group, account=cast.bob, by=cast.alice)
    assert answer.headers["Location"] == page_of(group)
    with acting(cast.bob.pk):
        circles.answer_invitation(circle=group, accepts=True, by=cast.bob)
    assert "Open the first scene" in read(alice, group)
    assert "Open the first scene" not in read(bob, group)
    alice.post(page_of(group, "start-group-dilemma"))
    alice.post(page_of(group, "start-group-dilemma"))  # pressed twice
    send(alice, group, choice="look-tonight", why="")
    asked = send(bob, group, choice="ask-why-first", why=BOBS).content.decode()
    assert "Who could this be about?" in asked  # O’Brien may be somebody
    assert "Bob" not in asked.split("warned")[1].split("</section>")[0]  # who sits here is not
    send(bob, group, choice="ask-why-first", why=BOBS, as_it_is="on")
    assert BOBS not in read(alice, group)
    assert "2 of 2 have chosen" in read(alice, group)
    alice.post(page_of(group, "show-group-dilemma"))
    for client in (alice, bob):
        page = read(client, group)
        assert BOBS in page
        assert "Nobody has looked." in page
    send(bob, group, text="I could not say it to her face.")
    assert "I could not say it to her face." in read(alice, group)
    for choice in ("ask-why-first", "danielle-first", "open-the-agreement"):
        alice.post(page_of(group, "show-group-dilemma"))
        number = read(alice, group).partition('name="round" value="')[2].partition('"')[0]
        sent = {"to": f"choice {choice}", "round": number}
        answer = alice.post(page_of(group, "go-on-group-dilemma"), sent)
        assert answer.headers["Location"] == page_of(group)
    page = read(bob, group)
    assert "What might follow" in page
    assert "The group went on with: Say that you would rather ask Danielle" in page
    assert BOBS in read(bob, group, "earlier-group-dilemma", 1)
    send(bob, group, text="Sundays, in daylight.")
    assert "Sundays, in daylight." in read(alice, group)


def test_one_chooses_again_until_it_is_shown(cast: Cast, browse: Browse, group: Circle) -> None:
    one = opened(cast, group)
    bob = browse(cast.bob)
    send(bob, group, choice="look-tonight", why="First")
    send(bob, group, choice="ask-why-first", why="Then")
    with acting(cast.alice.pk):
        circles.reveal_round(round=one, by=cast.alice)
    page = read(browse(cast.alice), group)
    assert "Then" in page
    assert "First" not in page
    scene = library.scenarios()[KEY].scenes[0]
    with acting(cast.bob.pk), pytest.raises(ValidationError, match="shown already"):
        actions.vote(round=one, scene=scene, choice="look-tonight", why="", by=cast.bob)


def test_the_group_goes_back_to_a_scene_that_it_has_seen(
    cast: Cast, browse: Browse, group: Circle
) -> None:
    one = shown(cast, group)
    scenario = library.scenarios()[KEY]
    with acting(cast.alice.pk):
        two = actions.go_on(round=one, scenario=scenario, to="choice look-tonight", by=cast.alice)
        circles.reveal_round(round=two, by=cast.alice)
        back = actions.go_on(round=two, scenario=scenario, to="scene a-quick-look", by=cast.alice)
        assert (back.number, back.scene) == (3, "a-quick-look")
        for wrong in ("scene end-agreed", "choice cellar", "", "scene"):
            with pytest.raises(ValidationError):
                actions.go_on(round=back, scenario=scenario, to=wrong, by=cast.alice)
    page = read(browse(cast.bob), group)
    assert "The group went on with: Look at the page tonight" in page


def test_going_on_twice_goes_on_once(cast: Cast, browse: Browse, group: Circle) -> None:
    one = shown(cast, group)
    alice = browse(cast.alice)
    sent = {"to": "choice ask-why-first", "round": str(one.number)}
    alice.post(page_of(group, "go-on-group-dilemma"), sent)
    alice.post(page_of(group, "go-on-group-dilemma"), sent)
    with acting(cast.alice.pk):
        again = actions.go_on(
            round=one, scenario=library.scenarios()[KEY], to="choice look-tonight", by=cast.alice
        )
        assert again.scene == "what-do-we-need"
        assert Round.objects.count() == 2


def test_whoever_writes_while_the_group_goes_on_keeps_their_words(
    cast: Cast, browse: Browse, group: Circle
) -> None:
    opened(cast, group)
    bob = browse(cast.bob)
    old = hidden(read(bob, group))
    with acting(cast.alice.pk):
        circles.end_circle(circle=group, by=cast.alice)
    answer = bob.post(page_of(group), {**old, "choice": "look-tonight", "why": "My late words"})
    assert answer.headers["Location"].endswith("?late=1")
    assert "Your words are kept" in bob.get(answer.headers["Location"]).content.decode()
    assert "My late words" in bob.get("/drafts/").content.decode()
    with acting(cast.bob.pk):
        assert not Turn.objects.exists()


def test_a_waiting_page_is_told_when_the_group_goes_on_and_asks_no_more(
    cast: Cast, browse: Browse, group: Circle
) -> None:
    bob = Client()  # it asks for a piece of a page
    bob.force_login(cast.bob)
    one = opened(cast, group)
    with acting(cast.bob.pk):
        mark = table_to_view(cast.bob, group.pk).mark
    asked = page_of(group, "waiting-group-dilemma")
    page = bob.get(f"{asked}?mark={mark}&asked=3").content.decode()
    assert "0 of 2 have chosen" in page
    assert "asked=4" in page
    assert "hx-get" not in bob.get(f"{asked}?mark={mark}&asked=29").content.decode()
    assert "hx-get" not in bob.get(f"{asked}?mark={mark}&asked=x").content.decode()
    with acting(cast.alice.pk):
        circles.reveal_round(round=one, by=cast.alice)
    page = bob.get(f"{asked}?mark={mark}&asked=3").content.decode()
    assert "The group has gone on" in page
    assert "hx-get" not in page


def test_five_megabytes_are_refused_in_words(cast: Cast, browse: Browse, group: Circle) -> None:
    opened(cast, group)
    answer = send(browse(cast.bob), group, choice="look-tonight", why="é" * 2_500_000)
    assert answer.status_code in (413, 422)
    with acting(cast.bob.pk):
        assert not Turn.objects.exists()


def test_a_dilemma_that_was_written_anew_keeps_what_was_said(
    cast: Cast, browse: Browse, group: Circle, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(cast, group)
    old = library.scenarios()[KEY]
    anew = replace(old, version=2, begins="at-the-door", scenes=old.scenes[1:])
    monkeypatch.setattr(library, "scenarios", lambda: {KEY: anew})
    page = read(browse(cast.bob), group)
    assert "written anew since your group began" in page
    assert "What do you do before you go home?" in page


def test_a_bigger_group_costs_no_more_questions(cast: Cast, browse: Browse, group: Circle) -> None:
    shown(cast, group)
    bob = browse(cast.bob)
    asked = []
    for text in ("One", "Two"):
        with acting(cast.alice.pk):
            one = Round.objects.get()
            for n in range(10):
                circles.say(round=one, text=f"{text} {n}", by=cast.alice)
        read(bob, group)
        with CaptureQueriesContext(connection) as seen:
            read(bob, group)
        asked.append(len(seen))
    assert asked[0] == asked[1]


# Before it is shown, and for those who are not in it


def test_nobody_in_it_reads_a_choice_before_it_is_shown(cast: Cast, group: Circle) -> None:
    one = opened(cast, group)
    with acting(cast.bob.pk):
        scene = library.scenarios()[KEY].scenes[0]
        actions.vote(round=one, scene=scene, choice="look-tonight", why=BOBS, by=cast.bob)
    for who in (cast.alice, cast.charlie, cast.mo, cast.protection, cast.sam):
        assert reads(who, CHOSEN) == [], who
    assert reads(cast.bob, CHOSEN) == ["look-tonight"]
    # Nor does a member show it alone, or change or add what is another's.
    assert changes(cast.bob, "update learning_round set revealed_at = now()") == 0
    assert changes(cast.alice, "update learning_turn set choice = 'x'") == 0
    told = {"id": uuid4(), "round_id": one.pk, "by_id": cast.bob.pk, "choice": "x", "text": ""}
    assert not inserts(cast.alice, "learning_turn", at="2026-11-22", **told)


def test_for_whoever_is_not_in_it_there_is_no_group(
    cast: Cast, browse: Browse, group: Circle
) -> None:
    shown(cast, group)
    others = (cast.mo, cast.protection, cast.sam, cast.ade_account, cast.pat)
    for who in others:
        client = browse(who)
        assert client.get(page_of(group)).status_code == 404, who
        for name in ("waiting-group-dilemma",):
            assert client.get(page_of(group, name)).status_code == 404, who
        assert client.get(page_of(group, "earlier-group-dilemma", 1)).status_code == 404, who
        for name in ("start", "show", "go-on"):
            answer = client.post(page_of(group, f"{name}-group-dilemma"), {"round": "1"})
            assert answer.status_code == 404, (who, name)
        assert client.post(page_of(group), {"choice": "look-tonight"}).status_code == 404
        assert reads(who, CHOSEN) == []
    charlie = browse(cast.charlie)  # asked in, and has not answered
    assert charlie.get(page_of(group)).headers["Location"] == f"/learning/together/{group.pk}/"
    assert charlie.get(page_of(group, "waiting-group-dilemma")).status_code == 404
    assert reads(cast.charlie, CHOSEN) == []


def test_a_member_does_not_do_what_the_host_does(cast: Cast, browse: Browse, group: Circle) -> None:
    bob = browse(cast.bob)
    bob.post(page_of(group, "start-group-dilemma"))
    with acting(cast.bob.pk):
        assert not Round.objects.exists()
    one = opened(cast, group)
    bob.post(page_of(group, "show-group-dilemma"))
    bob.post(page_of(group, "go-on-group-dilemma"), {"to": "choice look-tonight", "round": "1"})
    with acting(cast.bob.pk):
        now = Round.objects.get()
        assert (now.pk, now.revealed_at, now.closed_at) == (one.pk, None, None)
        with pytest.raises(ValidationError):
            actions.go_on(
                round=one, scenario=library.scenarios()[KEY], to="choice look-tonight", by=cast.bob
            )


def test_whoever_left_reads_no_more(cast: Cast, browse: Browse, group: Circle) -> None:
    shown(cast, group)
    with acting(cast.bob.pk):
        circles.leave_circle(circle=group, by=cast.bob)
    assert browse(cast.bob).get(page_of(group)).status_code == 404
    assert reads(cast.bob, CHOSEN) == ["ask-why-first"]  # their own alone


def test_a_circle_of_another_kind_is_no_dilemma(cast: Cast, browse: Browse) -> None:
    with acting(cast.alice.pk):
        other = circles.begin_circle(kind="reflection", title="Other", by=cast.alice)
    assert browse(cast.alice).get(page_of(other)).status_code == 404


def person_in(cast: Cast, group: Circle, who: Account) -> None:
    with acting(cast.alice.pk):
        circles.invite(circle=group, account=who, called="Ade", by=cast.alice)
    with acting(who.pk):
        circles.answer_invitation(circle=group, accepts=True, called="Ade", by=who)


def test_somebody_with_lived_experience_plays_too_on_pages_of_their_own(
    cast: Cast, browse: Browse, group: Circle
) -> None:
    person_in(cast, group, cast.ade_account)
    opened(cast, group)
    ade = browse(cast.ade_account)
    send(ade, group, choice="ask-why-first", why="I would want to be asked.")
    page = read(ade, group)
    assert "I would want to be asked." in page
    assert "My people" not in page
    assert ade.get("/learning/dilemmas/").status_code == 404
