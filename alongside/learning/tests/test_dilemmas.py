"""Playing a dilemma alone: kept step by step, one's own, and nobody else's at any address."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.access import dilemmas as access
from alongside.learning.actions import dilemmas as actions
from alongside.learning.actions.pieces import end_share, share_piece
from alongside.learning.models import Piece, Run, Step, Words
from alongside.learning.scenarios import library
from tests.attacks.attacker import changes, reads
from tests.browsing import Browse
from tests.cast import Cast, account
from tests.drafting import hidden

pytestmark = pytest.mark.django_db

KEY = "open-profile"
WHY = "I’d have to say it to her face. 🙂"


def begun(by: Account, key: str = KEY) -> Run:
    with acting(by.pk):
        return actions.begin_run(scenario=library.scenarios()[key], by=by)


def chosen(run: Run, by: Account, *choices: str, why: str = "") -> access.Played:
    with acting(by.pk):
        now = access.played(run)
        for choice in choices:
            now = actions.choose(run=run, number=now.next_number, choice=choice, why=why, by=by)
    return now


def page_of(run: Run | UUID, name: str = "dilemma-run") -> str:
    return reverse(f"learning:{name}", args=[run.pk if isinstance(run, Run) else run])


def choose(client: Client, run: Run, choice: str, why: str = "", **more: Any) -> Any:
    page = client.get(page_of(run)).content.decode()
    number = re.findall(r'name="number"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="number"', page)
    sent = {**hidden(page), "choice": choice, "why": why, "number": "".join(number[0]), **more}
    return client.post(page_of(run), sent)


# The pages


def test_the_library_says_what_each_is_about(cast: Cast, browse: Browse) -> None:
    page = browse(cast.alice).get("/learning/dilemmas/").content.decode()
    for one in library.in_force():
        assert one.title in page
        assert f"{one.minutes} minutes" in page
    about = browse(cast.alice).get(f"/learning/dilemmas/{KEY}/").content.decode()
    assert "Danielle" in about
    assert "Not checked yet." in about


def test_from_the_first_scene_to_an_end(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    answer = client.post(f"/learning/dilemmas/{KEY}/begin/")
    with acting(cast.alice.pk):
        run = Run.objects.get()
    assert answer.headers["Location"] == page_of(run)
    assert "Have a quick look tonight" in client.get(page_of(run)).content.decode()
    answer = choose(client, run, "ask-why-first", WHY)
    assert answer.headers["Location"] == page_of(run)
    page = client.get(page_of(run)).content.decode()
    assert "What do we need to know?" in page
    assert "Nobody has looked." in page  # what it did to the family
    assert WHY in page
    choose(client, run, "danielle-first")
    choose(client, run, "open-the-agreement", "It is Kai’s Sunday.")
    page = client.get(page_of(run)).content.decode()
    assert "What might follow" in page
    assert WHY in page
    assert "It is Kai’s Sunday." in page
    with acting(cast.alice.pk):
        run.refresh_from_db()
        assert run.ended_at is not None
        assert run.at_scene == "end-agreed"
        assert Piece.objects.get(pk=run.pk).kind == "dilemma"
        assert [one.choice for one in access.steps_of(run)] == [
            "ask-why-first", "danielle-first", "open-the-agreement",
        ]  # fmt: skip


def test_going_back_and_choosing_otherwise_keeps_both(cast: Cast, browse: Browse) -> None:
    run = begun(cast.alice)
    chosen(run, cast.alice, "look-tonight", why="She asked me to.")
    client = browse(cast.alice)
    answer = client.post(page_of(run, "dilemma-go"), {"number": "2", "place": "0"})
    assert answer.headers["Location"] == page_of(run)
    choose(client, run, "ask-why-first", "I thought again.")
    page = client.get(page_of(run, "dilemma-way")).content.decode()
    assert "Then, with a change of mind" in page
    assert "She asked me to." in page
    assert "I thought again." in page
    with acting(cast.alice.pk):
        assert [one.move for one in access.steps_of(run)] == ["chose", "went", "chose"]


def test_one_goes_on_where_one_was(cast: Cast, browse: Browse) -> None:
    run = begun(cast.alice)
    chosen(run, cast.alice, "ask-why-first")
    page = browse(cast.alice).get("/learning/dilemmas/").content.decode()
    assert "Begun, and not at an end yet" in page
    assert page_of(run) in page
    assert "What do we need to know?" in browse(cast.alice).get(page_of(run)).content.decode()


def test_beginning_twice_at_once_begins_once(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    first = client.post(f"/learning/dilemmas/{KEY}/begin/").headers["Location"]
    assert client.post(f"/learning/dilemmas/{KEY}/begin/").headers["Location"] == first


def test_sent_twice_it_is_chosen_once(cast: Cast, browse: Browse) -> None:
    client, run = browse(cast.alice), begun(cast.alice)
    page = client.get(page_of(run)).content.decode()
    sent = {**hidden(page), "choice": "ask-why-first", "why": WHY, "number": "1"}
    client.post(page_of(run), sent)
    again = client.post(page_of(run), sent)
    assert again.headers["Location"] == page_of(run)
    with acting(cast.alice.pk):
        assert len(access.steps_of(run)) == 1


def test_a_page_of_another_window_is_told_so_and_its_reason_kept(
    cast: Cast, browse: Browse
) -> None:
    client, run = browse(cast.alice), begun(cast.alice)
    old = client.get(page_of(run)).content.decode()
    choose(client, run, "ask-why-first")
    sent = {**hidden(old), "choice": "danielle-first", "why": "My late words", "number": "1"}
    answer = client.post(page_of(run), sent)
    assert answer.status_code == 422
    assert "You went on in another window" in answer.content.decode()
    assert "My late words" in answer.content.decode()
    late = client.post(page_of(run, "dilemma-go"), {"number": "1", "place": "0"})
    assert late.headers["Location"].endswith("?elsewhere=1")
    assert "Nothing is lost" in client.get(late.headers["Location"]).content.decode()


@pytest.mark.parametrize("choice", ["", "cellar", "danielle-first", "<script>"])
def test_what_is_not_to_be_chosen_is_refused(cast: Cast, browse: Browse, choice: str) -> None:
    run = begun(cast.alice)
    answer = choose(browse(cast.alice), run, choice, "kept")
    assert answer.status_code == 422
    assert "kept" in answer.content.decode()
    with acting(cast.alice.pk):
        assert access.steps_of(run) == []


@pytest.mark.parametrize("sent", [{}, {"number": "x", "place": "0"}, {"number": "1", "place": "9"}])
def test_going_where_one_was_not_changes_nothing(
    cast: Cast, browse: Browse, sent: dict[str, str]
) -> None:
    run = begun(cast.alice)
    answer = browse(cast.alice).post(page_of(run, "dilemma-go"), sent)
    assert answer.status_code == 302
    with acting(cast.alice.pk):
        assert access.steps_of(run) == []


def test_five_megabytes_are_refused_in_words_and_nothing_breaks(cast: Cast, browse: Browse) -> None:
    run = begun(cast.alice)
    answer = choose(browse(cast.alice), run, "ask-why-first", "é" * 2_500_000)
    assert answer.status_code in (413, 422)
    with acting(cast.alice.pk):
        assert access.steps_of(run) == []


def test_a_reason_is_shown_as_words_and_not_as_a_page(cast: Cast, browse: Browse) -> None:
    run = begun(cast.alice)
    chosen(run, cast.alice, "ask-why-first", why="<b>bold</b> & O’Brien {{ x }}")
    page = browse(cast.alice).get(page_of(run)).content.decode()
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; O’Brien {{ x }}" in page


def test_it_is_gone_for_good_when_one_takes_it_away(cast: Cast, browse: Browse) -> None:
    run = begun(cast.alice)
    chosen(run, cast.alice, "ask-why-first", why=WHY)
    client = browse(cast.alice)
    assert "Nobody can bring it back" in client.get(page_of(run, "dilemma-remove")).content.decode()
    answer = client.post(page_of(run, "dilemma-remove"))
    assert answer.headers["Location"] == "/learning/dilemmas/"
    assert client.get(page_of(run)).status_code == 404
    with acting(cast.alice.pk):
        for table in (Piece, Run, Step, Words):
            assert not table.objects.exists(), table


def test_a_dilemma_that_was_written_anew_keeps_what_one_said(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(cast.alice)
    chosen(run, cast.alice, "ask-why-first", "danielle-first", why=WHY)
    old = library.scenarios()[KEY]
    first = old.scenes[0]
    others = tuple(one for one in first.choices if one.id != "ask-why-first")
    anew = replace(old, version=2, scenes=(replace(first, choices=others), *old.scenes[1:]))
    monkeypatch.setattr(library, "scenarios", lambda: {KEY: anew})
    client = browse(cast.alice)
    page = client.get(page_of(run)).content.decode()
    assert "written anew since you began" in page
    assert "Say that you would rather ask Danielle" in page  # as it was said then
    assert WHY in page
    with acting(cast.alice.pk), pytest.raises(ValidationError, match="written anew"):
        actions.choose(run=run, number=3, choice="look-tonight", why="", by=cast.alice)
    monkeypatch.setattr(library, "scenarios", dict)
    where = client.get(page_of(run)).headers["Location"]  # it is not shipped any more
    assert WHY in client.get(where).content.decode()
    assert client.get("/learning/dilemmas/").status_code == 200


def test_a_long_run_costs_no_more_questions_than_a_short_one(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    short, long = begun(cast.alice), begun(cast.alice)
    chosen(short, cast.alice, "ask-why-first")
    for _ in range(6):
        now = chosen(long, cast.alice, "ask-why-first")
        with acting(cast.alice.pk):
            actions.go(run=long, number=now.next_number, place=0, by=cast.alice)
    chosen(long, cast.alice, "ask-why-first")
    asked = []
    for run in (short, long):
        client.get(page_of(run))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            client.get(page_of(run))
        asked.append(len(seen))
    assert asked[0] == asked[1]


# A reflection on it


def test_a_reflection_grows_out_of_it_and_nobody_writes_it_for_one(
    cast: Cast, browse: Browse
) -> None:
    run = begun(cast.alice)
    chosen(run, cast.alice, "ask-why-first", why=WHY)
    client, where = browse(cast.alice), page_of(run, "dilemma-reflect")
    page = client.get(where).content.decode()
    assert WHY in page
    boxes = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", page)
    assert [one.strip() for one in boxes] == ["", "", ""]
    sent = {"title": "Looking", "on": "1 November 2026", "what": "", "so-what": "", "now-what": ""}
    assert client.post(where, {**hidden(page), **sent}).status_code == 422
    said = "Danielle and Lee would have heard it from me."  # invented: no warning
    answer = client.post(where, {**hidden(page), **sent, "so-what": said})
    assert answer.status_code == 302
    with acting(cast.alice.pk):
        made = Piece.objects.get(kind="reflection")
        assert (made.came_from_id, made.title) == (run.pk, "Looking")
        assert [one.text for one in made.words.all()] == [said]
        actions.remove_run(run=run, by=cast.alice)
        made.refresh_from_db()
        assert made.came_from_id is None
    assert browse(cast.bob).get(where).status_code == 404


def test_a_reflection_warns_of_what_may_tell_of_somebody_and_lets_it_through(
    cast: Cast, browse: Browse
) -> None:
    run = begun(cast.alice)
    client, where = browse(cast.alice), page_of(run, "dilemma-reflect")
    page = client.get(where).content.decode()
    sent = {"title": "T", "on": "1 November 2026", "what": "Like Mrs Harrington, NE6 5AB."}
    answer = client.post(where, {**hidden(page), **sent})
    assert answer.status_code == 422
    assert "this may tell whom it is about" in answer.content.decode()
    again = {**hidden(answer.content.decode()), **sent, "as_it_is": "on"}
    assert client.post(where, again).status_code == 302


# Nobody else


def test_for_everybody_else_it_is_not_there(cast: Cast, browse: Browse) -> None:
    run = begun(cast.alice)
    chosen(run, cast.alice, "ask-why-first", why=WHY)
    with acting(cast.system.pk):
        more = [
            account("staff", f"Somebody {n}", "Job", (role,))
            for n, role in enumerate(
                ("principal-social-worker", "administrator", "manager", "duty-worker")
            )
        ]
    for other in (cast.bob, cast.mo, cast.protection, cast.sam, *more):
        client = browse(other)
        for name in ("dilemma-run", "dilemma-way", "dilemma-remove"):
            assert client.get(page_of(run, name)).status_code == 404, (other, name)
        for name in ("dilemma-run", "dilemma-go", "dilemma-remove"):
            sent = {"number": "2", "place": "0", "choice": "danielle-first"}
            assert client.post(page_of(run, name), sent).status_code == 404, (other, name)
        assert reads(other, "select why from learning_step") == []
        assert reads(other, "select text from learning_words") == []
        assert changes(other, "delete from learning_run") == 0
    for other in (cast.ade_account, cast.pat):
        assert browse(other).get("/learning/dilemmas/").status_code == 404
        assert browse(other).get(page_of(run)).status_code == 404
    with acting(cast.alice.pk):
        assert len(access.steps_of(run)) == 1


def test_a_reader_reads_the_steps_that_are_shared_and_no_other(cast: Cast, browse: Browse) -> None:
    run = begun(cast.alice)
    chosen(run, cast.alice, "ask-why-first", why="The first reason")
    chosen(run, cast.alice, "danielle-first", why="The second reason")
    with acting(cast.alice.pk):
        share = share_piece(
            piece=run.piece,
            reader=cast.bob,
            until=timezone.localdate(),
            parts=["step 1"],
            by=cast.alice,
        )
    bob = browse(cast.bob)
    assert bob.get(page_of(run)).headers["Location"] == f"/learning/pieces/{run.pk}/"
    page = bob.get(f"/learning/pieces/{run.pk}/").content.decode()
    assert "The first reason" in page
    assert "Step 1" in page
    assert "The second reason" not in page
    assert len(reads(cast.bob, "select text from learning_words")) == 1
    assert reads(cast.bob, "select why from learning_step") == []
    assert reads(cast.bob, "select at_scene from learning_run") == []
    for name in ("dilemma-way", "dilemma-remove", "dilemma-reflect"):
        assert bob.get(page_of(run, name)).status_code == 404
    with acting(cast.alice.pk):
        end_share(share=share, by=cast.alice)
    assert bob.get(page_of(run)).status_code == 404


def test_nobody_changes_a_step_afterwards(cast: Cast) -> None:
    run = begun(cast.alice)
    chosen(run, cast.alice, "ask-why-first", why=WHY)
    for statement in (
        "update learning_step set why = 'x'",
        "update learning_step set choice = 'x'",
    ):
        assert changes(cast.alice, statement) == 0


def test_what_is_not_there_is_404(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    for address in (
        "/learning/dilemmas/none/",
        page_of(uuid4()),
        page_of(uuid4(), "dilemma-way"),
        page_of(uuid4(), "dilemma-remove"),
    ):
        assert client.get(address).status_code == 404
    assert client.post("/learning/dilemmas/none/begin/").status_code == 404
