"""One's own pieces are nobody else's: not by an address, not by the database, not by a role."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.learning.actions import evidence as showing
from alongside.learning.actions import pieces as actions
from alongside.learning.models import Comment, Evidence, Piece, Share, Words
from alongside.learning.tests.test_pieces import made, seen_by_sql, shared
from tests.browsing import Browse
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def others(cast: Cast) -> list[Account]:
    """Everybody whom a manager, an administrator or anybody else could be."""
    return [cast.bob, cast.mo, cast.charlie, cast.protection, cast.sam, cast.pat, cast.ade_account]


def test_no_address_leads_anybody_else_to_it(cast: Cast, browse: Browse) -> None:
    piece = made(cast.alice)
    share = shared(piece, cast.bob)
    with acting(cast.alice.pk):
        evidence = showing.show_with(piece=piece, cluster="A", by=cast.alice)
        asked = showing.ask_peer(evidence=evidence, peer=cast.bob, relation="team", by=cast.alice)
        actions.end_share(share=share, by=cast.alice)
    on_piece = ("piece", "rewrite-piece", "remove-piece", "share-piece", "show-with-piece",
                "use-as-cpd", "cpd-piece", "change-cpd", "offer-lesson-from")  # fmt: skip
    paths = [reverse(f"learning:{name}", args=[piece.pk]) for name in on_piece]
    paths += [
        reverse("learning:end-share", args=[share.pk]),
        reverse("learning:take-back-evidence", args=[evidence.pk]),
        reverse("learning:ask-peer", args=[evidence.pk]),
        reverse("learning:cpd-sent", args=[piece.pk]),
    ]
    for who in others(cast):
        client = browse(who)
        for path in paths:
            assert client.get(path).status_code in {404, 405}, (who.email, path)
            assert client.post(path, {"title": "T"}).status_code in {404, 405}, (who.email, path)
        if who != cast.bob:
            assert client.get(reverse("learning:agree", args=[asked.pk])).status_code == 404
    assert browse(cast.alice).get(paths[0]).status_code == 200
    assert browse(cast.alice).get(reverse("learning:piece", args=[uuid4()])).status_code == 404


def test_the_database_gives_nobody_else_a_row(cast: Cast) -> None:
    piece = made(cast.alice)
    with acting(cast.alice.pk):
        showing.show_with(piece=piece, cluster="A", by=cast.alice)
    for who in [*others(cast), cast.system]:
        assert set(seen_by_sql(who).values()) == {0}, who.email
    assert seen_by_sql(cast.alice)["words"] == 2


def test_nobody_writes_in_somebody_elses_name(cast: Cast) -> None:
    piece = made(cast.alice)
    with acting(cast.bob.pk):
        for row in (
            Piece(owner=cast.alice, kind="reflection", title="T", on=date(2026, 1, 1)),
            Words(piece=piece, owner=cast.alice, number=9, part="what", text="T"),
            Words(piece=piece, owner=cast.bob, number=9, part="what", text="T"),
            Comment(piece=piece, owner=cast.alice, by=cast.bob, text="T"),
            Share(piece=piece, owner=cast.bob, reader=cast.mo, starts=timezone.now(),
                  until=timezone.now() + timedelta(days=1)),
            Evidence(piece=piece, owner=cast.bob, cluster="A"),
        ):  # fmt: skip
            with pytest.raises(DatabaseError), transaction.atomic():
                row.save(force_insert=True)


def test_what_is_taken_away_is_gone_for_everybody(cast: Cast, browse: Browse) -> None:
    piece = made(cast.alice)
    shared(piece, cast.bob)
    with acting(cast.bob.pk):
        share = Share.objects.get()
        actions.comment_on(piece=piece, share=share, text="So.", by=cast.bob)
    path = reverse("learning:remove-piece", args=[piece.pk])
    assert browse(cast.alice).get(path).status_code == 200
    assert browse(cast.alice).post(path).status_code == 302
    for who in (cast.alice, cast.bob):
        assert set(seen_by_sql(who).values()) == {0}
    assert browse(cast.alice).post(path).status_code == 404
    assert "removed for good" in browse(cast.alice).get("/learning/trail/").content.decode()


def test_the_trail_of_ones_learning_is_ones_own(cast: Cast, browse: Browse) -> None:
    made(cast.alice)
    assert "Reflection kept" in browse(cast.alice).get("/learning/trail/").content.decode()
    for who in (cast.bob, cast.mo, cast.protection, cast.sam):
        assert "Reflection kept" not in browse(who).get("/learning/trail/").content.decode()
