"""One's own pieces: kept, written again, shared by the part and the day, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.foundation.ids import new_id
from alongside.foundation.models import Piece as Typed
from alongside.learning.access import pieces as access
from alongside.learning.actions import pieces as actions
from alongside.learning.models import Corroboration, Evidence, Piece, Share, Words
from alongside.record.actions import Words as Said
from alongside.record.actions import finish_note
from tests.browsing import Browse
from tests.cast import Cast
from tests.drafting import hidden

pytestmark = pytest.mark.django_db

TEXTS = {"what": "I talked too much. 🙂", "so-what": "Power's in the talking.", "now-what": ""}
NEW = "/learning/reflections/new/what/"


def made(by: Account, **texts: str) -> Piece:
    with acting(by.pk):
        return actions.write_piece(
            kind="reflection",
            shape="what 1",
            title="A visit",
            on=timezone.localdate(),
            texts=texts or TEXTS,
            by=by,
        )


def shared(piece: Piece, reader: Account, parts: tuple[str, ...] = (), days: int = 7) -> Share:
    with acting(piece.owner_id):
        return actions.share_piece(
            piece=piece,
            reader=reader,
            until=timezone.localdate() + timedelta(days=days),
            parts=parts,
            by=piece.owner,
        )


def seen_by_sql(by: Account) -> dict[str, int]:
    """How many rows of learning the database itself gives this account."""
    tables = ("piece", "words", "share", "comment", "evidence", "corroboration", "cpd")
    with acting(by.pk), connection.cursor() as cursor:
        counts = {}
        for table in tables:
            cursor.execute(f"select count(*) from learning_{table}")
            row = cursor.fetchone()
            counts[table] = int(row[0]) if row else -1
        return counts


def post(client: Client, path: str, **given: Any) -> Any:
    """The form of a page sent back, with its draft, as a browser does."""
    page = client.get(path).content.decode()
    return client.post(path, {**hidden(page), **given})


# Writing


def test_a_reflection_is_written_kept_and_written_again(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    answer = post(
        client, NEW, title="A visit", on="yesterday", what="It’s said. 👩🏽‍🦱 O'Hara’s way"
    )
    assert answer.status_code == 422, "the check stops at a name"
    assert "Who could this be about?" in answer.content.decode()
    given = {"title": "A visit", "on": "yesterday", "what": "I talked too much."}
    answer = post(client, NEW, **given)
    assert answer.status_code == 302
    with acting(cast.alice.pk):
        piece = Piece.objects.get()
        assert piece.on == timezone.localdate() - timedelta(days=1)
        assert access.texts_of(piece)[0].text == "I talked too much."
    page = client.get(answer["Location"]).content.decode()
    assert "I talked too much." in page
    again = reverse("learning:rewrite-piece", args=[piece.pk])
    assert post(client, again, **{**given, "what": "I listened too little."}).status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "I listened too little." in page
    assert "I talked too much." not in page
    page = client.get(f"{answer['Location']}?version=1").content.decode()
    assert "I talked too much." in page
    for odd in ("0", "3", "x", "-1", "²", "9" * 40):
        assert client.get(f"{answer['Location']}?version={odd}").status_code == 404


def test_what_may_identify_somebody_is_kept_once_they_say_so(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    given = {"title": "A visit", "on": "today", "what": "Kaylee O’Hara-Smith cried."}
    page = post(client, NEW, **given).content.decode()
    assert "Kaylee O’Hara-Smith" in page
    assert "as_it_is" in page
    assert post(client, NEW, as_it_is="on", **given).status_code == 302
    with acting(cast.alice.pk):
        assert Words.objects.get().text == "Kaylee O’Hara-Smith cried."


def test_a_second_submit_leads_to_what_the_first_made(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    sent = {**hidden(client.get(NEW).content.decode()), "title": "T", "on": "today", "what": "So."}
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert first["Location"] == second["Location"]
    with acting(cast.alice.pk):
        assert Piece.objects.count() == 1


@pytest.mark.parametrize(
    "given",
    [
        {"title": "T", "on": "31 November 2025", "what": "So."},
        {"title": "T", "on": "1 January 2399", "what": "So."},
        {"title": "", "on": "today", "what": "So."},
        {"title": "T", "on": "today", "what": " "},
        {"title": "T", "on": "today", "what": "a" * 5_000_000},
    ],
)
def test_what_cannot_be_kept_is_said_and_stays(
    cast: Cast, browse: Browse, given: dict[str, str], settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
    answer = post(browse(cast.alice), NEW, **given)
    assert answer.status_code in {413, 422}
    with acting(cast.alice.pk):
        assert not Piece.objects.exists()


def test_words_are_never_changed_not_even_by_their_owner(cast: Cast) -> None:
    made(cast.alice)
    with acting(cast.alice.pk):
        assert Words.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            Words.objects.update(text="Other")


def test_a_note_on_the_record_stands_beside_and_its_names_are_noticed(
    cast: Cast, browse: Browse
) -> None:
    entry = _entry(cast)
    client = browse(cast.alice)
    choose = reverse("learning:reflect-on-entry", args=[entry])
    assert "What, so what, now what" in client.get(choose).content.decode()
    path = reverse("learning:reflect-beside", args=[entry, "what"])
    assert "made the tea himself" in client.get(path).content.decode()
    answer = post(client, path, title="T", on="today", what="i think ade was right")
    assert answer.status_code == 422
    assert "the name of somebody this was about" in answer.content.decode()
    assert post(client, path, title="T", on="today", what="He was right.").status_code == 302
    with acting(cast.alice.pk):
        piece = Piece.objects.get()
        assert (piece.from_kind, piece.from_id) == ("record.entry", entry)
        assert {one.text for one in Words.objects.all()} == {"He was right."}
    for other in (cast.charlie, cast.sam):
        assert browse(other).get(path).status_code == 404
        assert browse(other).get(choose).status_code == 404


def _entry(cast: Cast) -> UUID:
    with acting(cast.alice.pk):
        entry = finish_note(
            id=new_id(),
            kind="visit",
            people=[cast.ade],
            happened=When(timezone.localdate(), "day"),
            parts=[Said("fact", "He made the tea himself.")],
            by=cast.alice,
        )
        return entry.pk


# Sharing


def test_one_person_reads_the_parts_that_were_chosen_and_says_something(
    cast: Cast, browse: Browse
) -> None:
    piece = made(cast.alice)
    page = reverse("learning:piece", args=[piece.pk])
    share = reverse("learning:share-piece", args=[piece.pk])
    given = {"reader": "bob", "parts": ["what"], "until": "tomorrow", "asks": "What do I miss?"}
    assert browse(cast.alice).post(share, given).status_code == 302
    reader = browse(cast.bob)
    shown = reader.get(page).content.decode()
    assert "I talked too much." in shown
    assert "Power" not in shown
    assert "What do I miss?" in shown
    with acting(cast.bob.pk):
        assert [one.part for one in Words.objects.all()] == ["what"]
    answer = post(reader, page, text="You noticed, which is the start.")
    assert answer.status_code == 302
    mine = browse(cast.alice).get(page).content.decode()
    assert "You noticed, which is the start." in mine
    assert "Last opened" in mine
    assert "T: bob" not in mine
    trail = browse(cast.alice).get("/learning/trail/").content.decode()
    assert "Opened by whom it is shared with" in trail


def test_a_share_that_ended_is_gone_at_once(cast: Cast, browse: Browse) -> None:
    piece = made(cast.alice)
    share = shared(piece, cast.bob)
    page = reverse("learning:piece", args=[piece.pk])
    reader = browse(cast.bob)
    assert reader.get(page).status_code == 200
    ends = reverse("learning:end-share", args=[share.pk])
    assert reader.post(ends).status_code == 404
    assert browse(cast.alice).post(ends).status_code == 302
    assert browse(cast.alice).post(ends).status_code == 302
    assert reader.get(page).status_code == 404
    assert seen_by_sql(cast.bob)["words"] == 0
    assert seen_by_sql(cast.bob)["piece"] == 0


def test_whoever_will_read_the_new_version_is_named_before_it_is_written(
    cast: Cast, browse: Browse
) -> None:
    piece = made(cast.alice, what="Mine")
    again = reverse("learning:rewrite-piece", args=[piece.pk])
    assert "will read this version too" not in browse(cast.alice).get(again).content.decode()
    shared(piece, cast.mo, ("what",))
    page = browse(cast.alice).get(again).content.decode()
    assert "<b>Mo</b> will read this version too, in the parts that you share" in page


def test_an_earlier_version_is_never_shared(cast: Cast, browse: Browse) -> None:
    piece = made(cast.alice)
    shared(piece, cast.bob)
    with acting(cast.alice.pk):
        actions.rewrite_piece(
            piece=piece, title="A visit", on=piece.on, texts={"what": "Milder."}, by=cast.alice
        )
    shown = browse(cast.bob).get(reverse("learning:piece", args=[piece.pk]) + "?version=1")
    assert "Milder." in shown.content.decode()
    assert "talked too much" not in shown.content.decode()
    with acting(cast.bob.pk):
        assert {one.text for one in Words.objects.all()} == {"Milder."}


@pytest.mark.parametrize(
    "given",
    [
        {"reader": "alice", "until": "tomorrow"},
        {"reader": "nobody at all", "until": "tomorrow"},
        {"reader": "bob", "until": "yesterday"},
        {"reader": "bob", "until": "1 January 2099"},
        {"reader": "bob", "until": "31 June 2026"},
        {"reader": "bob", "until": "tomorrow", "parts": ["somebody-else"]},
        {"reader": "bob", "until": "tomorrow", "parts": []},
    ],
)
def test_a_share_that_makes_no_sense_is_not_made(
    cast: Cast, browse: Browse, given: dict[str, Any]
) -> None:
    piece = made(cast.alice)
    path = reverse("learning:share-piece", args=[piece.pk])
    assert browse(cast.alice).post(path, {"parts": ["what"], **given}).status_code == 422
    with acting(cast.alice.pk):
        assert not Share.objects.exists()


def test_a_reader_who_was_let_in_does_nothing_else_with_it(cast: Cast, browse: Browse) -> None:
    piece = made(cast.alice)
    shared(piece, cast.bob)
    reader = browse(cast.bob)
    for name in ("rewrite-piece", "remove-piece", "share-piece", "show-with-piece", "use-as-cpd"):
        assert reader.get(reverse(f"learning:{name}", args=[piece.pk])).status_code == 404
    with acting(cast.bob.pk):
        assert Piece.objects.filter(pk=piece.pk).update(title="Mine") == 0
        assert Piece.objects.filter(pk=piece.pk).delete()[0] == 0
        with pytest.raises(ValidationError):
            actions.remove_piece(piece=piece, by=cast.bob)


# What it shows


def test_a_peer_who_was_asked_answers_once(cast: Cast, browse: Browse) -> None:
    piece = made(cast.alice)
    show = reverse("learning:show-with-piece", args=[piece.pk])
    assert browse(cast.alice).post(show, {"cluster": "D", "note": "I asked."}).status_code == 302
    with acting(cast.alice.pk):
        evidence = Evidence.objects.get()
    ask = reverse("learning:ask-peer", args=[evidence.pk])
    given = {"peer": "bob", "relation": "same team"}
    assert browse(cast.alice).post(ask, given).status_code == 302
    assert browse(cast.alice).post(ask, given).status_code == 422
    with acting(cast.alice.pk):
        asked = Corroboration.objects.get()
    path = reverse("learning:agree", args=[asked.pk])
    peer = browse(cast.bob)
    shown = peer.get(path).content.decode()
    assert "I asked." in shown
    assert "I talked too much" not in shown
    assert peer.get(reverse("learning:piece", args=[piece.pk])).status_code == 404
    assert peer.post(path, {"said": "splendid"}).status_code == 422
    assert peer.post(path, {"said": "agrees", "text": "Twice."}).status_code == 302
    assert peer.post(path, {"said": "cannot"}).status_code == 422
    mine = browse(cast.alice).get(reverse("learning:piece", args=[piece.pk])).content.decode()
    assert "Twice." in mine
    for other in (cast.alice, cast.mo, cast.charlie):
        assert browse(other).get(path).status_code == 404
    take_back = reverse("learning:take-back-evidence", args=[evidence.pk])
    assert browse(cast.bob).post(take_back).status_code == 404
    assert browse(cast.alice).post(take_back).status_code == 302
    assert peer.get(path).status_code == 404


def test_every_shape_can_be_begun_and_no_other(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    for shape in ("gibbs", "what", "free", "mistake"):
        assert client.get(f"/learning/reflections/new/{shape}/").status_code == 200
    assert client.get("/learning/reflections/new/score/").status_code == 404
    assert client.get("/learning/reflections/").status_code == 200
    assert client.get("/learning/shared-with-me/").status_code == 200


def test_taking_it_away_takes_what_was_typed_for_it_too(cast: Cast, browse: Browse) -> None:
    client = browse(cast.alice)
    given = {"title": "A visit", "on": "yesterday", "what": "I talked too much."}
    where = post(client, NEW, **given)["Location"]
    again = f"{where}again/"
    begun = uuid4()  # a version that was begun and not finished
    with acting(cast.alice.pk):
        drafts.begin_draft(id=begun, purpose="learning x", address=again, about=[], by=cast.alice)
        Typed.objects.create(draft_id=begun, name="what", text="Half of it", editor=uuid4())
        assert Typed.objects.exclude(digest="").exists()
        other = drafts.begin_draft(
            id=uuid4(), purpose="learning x", address=NEW, about=[], by=cast.alice
        )
        Typed.objects.create(draft=other, name="what", text="Another", editor=uuid4())
    assert client.post(f"{where}remove/").status_code == 302
    with acting(cast.alice.pk):
        left = Typed.objects.exclude(text="", digest="")
        assert [one.text for one in left] == ["Another"]
    page = client.get("/drafts/").content.decode()
    assert "Half of it" not in page
    assert "Another" in page
