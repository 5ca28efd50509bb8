"""What those who have left did not finish, handed over unread; drafts that name their people."""

from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.accounts.actions import close_account
from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.drafts import Change, hand_over_drafts
from alongside.foundation.drafts.delivery import deliver
from alongside.foundation.drafts.keys import SealedRow, make_key
from alongside.foundation.ids import new_id
from alongside.foundation.models import Draft, Piece
from alongside.people.models import Person
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Trail

pytestmark = pytest.mark.django_db

PAGE = "/drafts/left-behind/"
SECRET = "He said that nobody knows"


def begun(by: Account, *about: Person) -> Draft:
    """A note that somebody began and did not finish."""
    with acting(by.pk):
        draft = drafts.begin_draft(
            id=new_id(), purpose="note", address="/write/", about=about, by=by
        )
        change = Change("happened", new_id(), 1, 0, SECRET)
        drafts.save_pieces(draft=draft, changes=[change], by=by)
    return draft


def leave(cast: Cast, who: Account) -> None:
    with acting(cast.system.pk):
        who.is_active, who.left_on = False, timezone.localdate()
        who.save(update_fields=["is_active", "left_on"])


def test_a_manager_hands_it_over_unread(cast: Cast, browse: Browse, trailed: Trail) -> None:
    draft = begun(cast.alice, cast.ade)
    mo = browse(cast.mo)
    assert PAGE not in mo.get("/waiting/").content.decode()
    assert "Nothing is left to hand over" in mo.get(PAGE).content.decode()
    leave(cast, cast.alice)
    assert PAGE in mo.get("/waiting/").content.decode()
    html = mo.get(PAGE).content.decode()
    assert "<h2>Alice</h2>" in html
    assert "Begun today" in html or "today" in html
    for hidden in ("Ade", SECRET, str(draft.pk), str(cast.ade.pk)):
        assert hidden not in html.split("<main")[1]
    given = {"from_account": str(cast.alice.pk), "to_account": f"account {cast.bob.pk}"}
    for _ in range(2):  # sent twice
        answer = mo.post(PAGE, given)
        assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    with acting(cast.bob.pk):
        assert Draft.objects.get().pieces.get().text == SECRET
    assert PAGE not in mo.get("/waiting/").content.decode()
    assert trailed(by=cast.mo).count("draft handed over") == 1
    assert "drafts left behind listed" in trailed(by=cast.mo)
    mine = browse(cast.bob).get("/drafts/").content.decode()
    assert "Note: Ade Bankole" in mine
    assert "Handed over to you" in mine


def test_what_the_colleague_may_not_read_stays_and_says_why(cast: Cast, browse: Browse) -> None:
    begun(cast.alice, cast.ade)
    begun(cast.charlie)
    leave(cast, cast.alice)
    leave(cast, cast.charlie)
    mo, alice = browse(cast.mo), str(cast.alice.pk)
    wrong = (
        ({"from_account": alice, "to_account": f"account {cast.protection.pk}"}, "may read the"),
        ({"from_account": alice}, "Choose a colleague."),
        ({"to_account": f"account {cast.bob.pk}"}, "Choose whose writing"),
        ({"from_account": str(cast.bob.pk)}, "Nothing of theirs is left"),
        ({"from_account": "x", "to_account": "account \x00"}, "Select a valid choice"),
    )
    for given, words in wrong:
        answer = mo.post(PAGE, given)
        assert answer.status_code == 200
        assert words in answer.content.decode()
    assert "<h2>Alice</h2>" in mo.get(PAGE).content.decode()
    with acting(cast.alice.pk):
        assert Draft.objects.filter(owner_id=cast.alice.pk).count() == 1


def test_it_is_nobody_elses(cast: Cast, browse: Browse) -> None:
    begun(cast.alice, cast.ade)
    leave(cast, cast.alice)
    given = {"from_account": str(cast.alice.pk), "to_account": f"account {cast.bob.pk}"}
    for account, status in (
        (cast.bob, 403),
        (cast.protection, 403),
        (cast.ade_account, 404),
        (cast.pat, 404),
        (cast.sam, 404),
    ):
        client = browse(account)
        assert client.get(PAGE).status_code == status, account
        assert client.post(PAGE, given).status_code == status, account
    assert PAGE not in browse(cast.bob).get("/waiting/").content.decode()


def test_drafts_name_only_whom_their_owner_may_see(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    begun(cast.alice, cast.ade, cast.stranger)
    begun(cast.ade_account, cast.ade)
    html = browse(cast.alice).get("/drafts/").content.decode()
    assert "Note: Ade Bankole</a>" in html
    assert "Nobody Known" not in html
    assert "drafts listed" in trailed(by=cast.alice)
    assert "Note</a>" in browse(cast.ade_account).get("/drafts/").content.decode()  # their own


def test_many_drafts_ask_no_more_than_one(cast: Cast, browse: Browse) -> None:
    counts, alice = [], browse(cast.alice)
    for more in (1, 9):
        for _ in range(more):
            begun(cast.alice, cast.ade, cast.temi)
        alice.get("/drafts/")
        with CaptureQueriesContext(connection) as asked:
            assert "Temi Bankole" in alice.get("/drafts/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_words_of_a_leaver_still_arrive_and_are_handed_over(cast: Cast) -> None:
    """The council's own copy of the key opens what a device hands in after its owner has left."""
    phone = uuid4()
    with acting(cast.alice.pk):
        key = make_key(owner=cast.alice.pk, device=phone)
    assert key
    draft, editor, iv = uuid4(), uuid4(), b"0" * 12
    row = SealedRow(
        cast.alice.pk,
        draft,
        "fact",
        editor,
        1,
        0,
        "note",
        f"/people/{cast.ade.pk}/write/",
        (cast.ade.pk,),
        iv,
        b"",
    )
    box = AESGCM(key).encrypt(iv, "She said it herself. 😀".encode(), row.mark())
    with acting(cast.system.pk):
        close_account(account=cast.alice, by=cast.system)
    taken = deliver(phone, [SealedRow(**{**row.__dict__, "box": box})])
    assert [answer.kept for _, answer in taken] == ["current"]
    with acting(cast.mo.pk):
        hand_over_drafts(from_account=cast.alice, to_account=cast.bob, by=cast.mo)
    with acting(cast.bob.pk):
        assert Draft.objects.get(pk=draft).owner_id == cast.bob.pk
        assert Piece.objects.get(draft_id=draft).text == "She said it herself. 😀"
