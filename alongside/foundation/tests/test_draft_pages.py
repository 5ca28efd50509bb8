"""The pages of drafts and what their script says: one's own, another's, and without a script."""

import json
import re
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from alongside.foundation.actor import acting
from alongside.foundation.drafts import pages
from alongside.foundation.models import Draft
from tests.drafting import WORDS, hidden, message, post, signed_in, somebody, texts, typed

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journeys.drafts_site")]


# What the script says -----------------------------------------------------------------------------


def test_saving_and_meeting_again() -> None:
    alice, draft, page = somebody(), uuid4(), uuid4()
    client = signed_in(alice)
    answer = post(client, f"/drafts/{draft}/save/", message(alice, typed("Seen 😀", page)))
    told = answer.json()
    assert answer.status_code == 200
    assert re.fullmatch(r"\d\d:\d\d", told["at"])
    assert told["heard"][0]["kept"] == "current"
    assert told["over"] == "open"
    met = client.get(f"/drafts/{draft}/hello/")
    assert met.json()["heard"] == [["happened", str(page), 1, 1]]
    assert "Seen" not in met.content.decode()
    assert met["Cache-Control"] == "no-store"


def test_nobody_and_somebody_else_are_told_apart() -> None:
    alice, bob, draft = somebody(), somebody("bob"), uuid4()
    body = message(alice, typed("Seen", uuid4()))
    nobody = post(Client(), f"/drafts/{draft}/save/", body)
    assert (nobody.status_code, nobody.json()["why"]) == (401, "signed out")
    wrong = post(signed_in(bob), f"/drafts/{draft}/save/", body)
    assert (wrong.status_code, wrong.json()["why"]) == (401, "somebody else is signed in")
    script = {"Sec-Fetch-Dest": "empty"}
    assert Client().get(f"/drafts/{draft}/hello/", headers=script).status_code == 401
    assert post(signed_in(alice), f"/drafts/{draft}/save/", body).status_code == 200
    own = message(bob, typed("Mine", uuid4()))
    assert post(signed_in(bob), f"/drafts/{draft}/save/", own).status_code == 404
    assert signed_in(bob).get(f"/drafts/{draft}/hello/").json()["heard"] == []
    for page in ("put-away", "two-versions"):
        assert signed_in(bob).get(f"/drafts/{draft}/{page}/").status_code == 404
    assert signed_in(bob).post(f"/drafts/{draft}/bring-back/").status_code == 404
    assert texts(alice, str(draft)) == {"happened": "Seen"}


@pytest.mark.parametrize(
    "body",
    [
        "nonsense",
        [],
        {},
        {"format": 99},
        {"changes": [{"piece": "x"}]},
        {"changes": [typed("a", uuid4(), seq=0)]},
        {"changes": [{**typed("a", uuid4()), "text": 7}]},
        {"purpose": "A" * 99, "changes": []},
        {"address": "https://elsewhere.example/", "changes": []},
        {"about": ["x"], "changes": []},
        {"about": [str(uuid4()) for _ in range(61)], "changes": []},
    ],
)
def test_what_no_page_sends_gets_a_sentence(body: Any) -> None:
    alice = somebody()
    if isinstance(body, dict) and body and body.get("format") != 99:
        body = message(alice) | body
    answer = post(signed_in(alice), f"/drafts/{uuid4()}/save/", body)
    assert answer.status_code == 400
    assert answer.json()["why"].endswith(".")


def test_saving_needs_a_token_and_a_fresh_one_is_given() -> None:
    alice, draft = somebody(), uuid4()
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    body = json.dumps(message(alice, typed("Seen", uuid4())))
    where, kind = f"/drafts/{draft}/save/", "application/json"
    assert client.post(where, body, content_type=kind).status_code == 403
    token = client.get(f"/drafts/{draft}/hello/").json()["token"]
    again = client.post(where, body, content_type=kind, headers={"X-CSRFToken": token})
    assert again.status_code == 200


# A page without a script --------------------------------------------------------------------------


def test_save_and_go_on_later_keeps_every_kind_of_field() -> None:
    alice = somebody()
    client = signed_in(alice)
    page = client.get("/write/").content.decode()
    assert "Save and go on later" in page
    assert 'autocomplete="off"' in page
    sent = {**hidden(page), **WORDS, "place": "school", "alone": "on", "save-draft": "1"}
    answer = client.post("/write/", sent)
    assert answer["Location"] == "/drafts/"
    draft = str(sent["draft"])
    assert texts(alice, draft)["happened"] == "Seen\nalone"
    again = client.get(f"/write/?draft={draft}").content.decode()
    for piece in ("Seen\nalone", 'value="visit"', 'value="school" selected', 'value="T"'):
        assert piece in again
    assert len(re.findall(r"<input[^>]*checked", again)) == 4  # visit, alone, Ade and Pat
    listed = client.get("/drafts/").content.decode()
    assert f"/write/?draft={draft}" in listed
    assert "Seen" in listed


def test_untouched_fields_of_an_old_page_are_no_second_version() -> None:
    alice = somebody()
    client = signed_in(alice)
    first = hidden(client.get("/write/").content.decode())
    client.post("/write/", {**first, **WORDS, "save-draft": "1"})
    address = f"/write/?draft={first['draft']}"
    old = hidden(client.get(address).content.decode())
    new = hidden(client.get(address).content.decode())
    client.post("/write/", {**new, **WORDS, "title": "Other", "save-draft": "1"})
    client.post("/write/", {**old, **WORDS, "told": "by Ade", "save-draft": "1"})
    assert texts(alice, first["draft"])["title"] == "Other"
    assert texts(alice, first["draft"])["told"] == "by Ade"
    with acting(alice.pk):
        assert not Draft.objects.get(pk=first["draft"]).beside.exists()


def test_a_page_that_is_posted_again_counts_also_when_the_clock_was_put_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alice = somebody()
    client = signed_in(alice)
    page = hidden(client.get("/write/").content.decode())
    for now, words in ((2_000_000_000.0, "first words"), (1_900_000_000.0, "first and more words")):
        monkeypatch.setattr(pages, "time", SimpleNamespace(time=lambda now=now: now))
        client.post("/write/", {**page, **WORDS, "happened": words, "save-draft": "1"})
        assert texts(alice, page["draft"])["happened"] == words


def test_words_that_a_script_never_heard_do_not_silence_what_it_hears_next() -> None:
    """Changed by another hand, as a password manager's, and sent; and then the page stays open."""
    alice, editor = somebody(), uuid4()
    client = signed_in(alice)
    page = hidden(client.get("/write/").content.decode())
    said = json.dumps({"happened": [str(editor), 0, 0]})
    sent = {**page, **WORDS, "happened": "unheard", "draft-said": said, "save-draft": "1"}
    client.post("/write/", sent)
    where = f"/drafts/{page['draft']}/save/"
    answer = post(client, where, message(alice, typed("typed after", editor, 1, 0))).json()
    assert answer["heard"][0]["seq"] == 1
    with acting(alice.pk):
        kept = Draft.objects.get(pk=page["draft"])
        assert [one.text for one in kept.beside.all()] == ["typed after"]
    assert texts(alice, page["draft"])["happened"] == "unheard"


def test_two_old_pages_are_merged_by_a_person() -> None:
    alice = somebody()
    client = signed_in(alice)
    first = hidden(client.get("/write/").content.decode())
    client.post("/write/", {**first, **WORDS, "happened": "Start here", "save-draft": "1"})
    address = f"/write/?draft={first['draft']}"
    both = [hidden(client.get(address).content.decode()) for _ in range(2)]
    for page, text in zip(both, ("Start here today", "Start over there"), strict=True):
        client.post("/write/", {**page, **WORDS, "happened": text, "save-draft": "1"})
    refused = client.post(
        "/write/", {**both[1], **WORDS, "place": "home", "happened": "Start over there"}
    )
    assert refused.status_code == 200
    assert "Look at both before you finish" in refused.content.decode()
    where = f"/drafts/{first['draft']}/two-versions/"
    shown = client.get(where).content.decode()
    assert "<mark>" in shown
    assert "today" in shown
    assert "over there" in shown
    fields = dict(re.findall(r'name="(piece|editor|seq|base)" value="([^"]*)"', shown))
    assert client.post(where, fields).status_code == 422  # no button: nothing was chosen
    merged = {**fields, "keep": "merged", "merged": "Start here over there today"}
    done = client.post(where, merged)
    assert done["Location"] == where
    assert client.get(where)["Location"] == address
    assert texts(alice, first["draft"])["happened"] == "Start here over there today"


@pytest.mark.parametrize(("keep", "left"), [("now", "first"), ("beside", "second")])
def test_one_of_two_versions_is_kept(keep: str, left: str) -> None:
    alice, draft = somebody(), uuid4()
    client = signed_in(alice)
    for text in ("first", "second"):
        post(client, f"/drafts/{draft}/save/", message(alice, typed(text, uuid4())))
    where = f"/drafts/{draft}/two-versions/"
    fields = dict(
        re.findall(
            r'name="(piece|editor|seq|base)" value="([^"]*)"', client.get(where).content.decode()
        )
    )
    client.post(where, {**fields, "keep": keep})
    assert texts(alice, str(draft)) == {"happened": left}
    with acting(alice.pk):
        assert not Draft.objects.get(pk=draft).beside.exists()


def test_a_second_submit_leads_to_what_the_first_one_made() -> None:
    alice = somebody()
    client = signed_in(alice)
    page = hidden(client.get("/write/").content.decode())
    sent = {**page, **WORDS, "place": "home"}
    first, second = client.post("/write/", sent), client.post("/write/", sent)
    assert first["Location"] == second["Location"] == f"/done/{page['draft']}/"
    with acting(alice.pk):
        draft = Draft.objects.get(pk=page["draft"])
        assert draft.outcome == "finished"
        assert not draft.beside.exists()
    changed = client.post("/write/", {**sent, "happened": "and more"})
    assert changed["Location"] == f"/drafts/{page['draft']}/two-versions/"
    late = client.get(changed["Location"]).content.decode()
    assert "and more" in late
    again = client.post(changed["Location"], {"start-again": "1"})
    assert "and more" in client.get(again["Location"]).content.decode()
    assert client.get(changed["Location"])["Location"] == f"/done/{page['draft']}/"


def test_an_answer_that_does_not_hold_loses_nothing() -> None:
    alice = somebody()
    client = signed_in(alice)
    page = hidden(client.get("/write/").content.decode())
    answer = client.post("/write/", {**page, "happened": "long words", "place": ""})
    assert answer.status_code == 200
    assert "long words" in answer.content.decode()
    assert texts(alice, page["draft"])["happened"] == "long words"


def test_a_form_with_anothers_id_keeps_its_words_apart() -> None:
    alice, bob = somebody(), somebody("bob")
    theirs = hidden(signed_in(bob).get("/write/").content.decode())
    signed_in(bob).post("/write/", {**theirs, **WORDS, "save-draft": "1"})
    signed_in(alice).post("/write/", {**theirs, **WORDS, "happened": "Alice", "save-draft": "1"})
    assert texts(bob, theirs["draft"])["happened"] == "Seen\nalone"
    with acting(alice.pk):
        assert [one.pieces.get(name="happened").text for one in Draft.objects.all()] == ["Alice"]


@pytest.mark.parametrize(
    "value", ["", "{", "[1]", '{"happened": 1}', '{"happened": []}', '{"a b": [0, ""]}']
)
def test_hidden_fields_written_by_somebody_else_count_as_nothing(value: str) -> None:
    client = signed_in(somebody())
    page = hidden(client.get("/write/").content.decode())
    for name in ("draft-pieces", "draft-said", "draft-form", "draft"):
        sent = {**page, **WORDS, name: value, "save-draft": "1"}
        assert client.post("/write/", sent).status_code == 302


def test_putting_away_asks_first_and_can_be_undone() -> None:
    alice, draft = somebody(), uuid4()
    client = signed_in(alice)
    post(client, f"/drafts/{draft}/save/", message(alice, typed("Seen alone", uuid4())))
    asked = client.get(f"/drafts/{draft}/put-away/").content.decode()
    assert "Put this away?" in asked
    assert "Seen alone" in asked
    assert client.post(f"/drafts/{draft}/put-away/")["Location"] == "/drafts/"
    listed = client.get("/drafts/").content.decode()
    assert "Bring it back" in listed
    assert client.get(f"/write/?draft={draft}")["Location"] == "/drafts/"
    back = client.post(f"/drafts/{draft}/bring-back/")
    assert back["Location"] == f"/write/?draft={draft}"


def test_a_supported_person_has_their_own_page_of_drafts() -> None:
    page = signed_in(somebody("ade", "person")).get("/drafts/")
    assert page.status_code == 200
    assert "Leave quickly" in page.content.decode()
    assert Client().get("/drafts/").status_code == 302
