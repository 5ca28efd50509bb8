"""A draft that its writer may not finish any more: asked, taken over unread, declined, or kept."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.drafts import Change
from alongside.foundation.models import Draft, HandOver
from alongside.people.actions import grants
from alongside.people.models import Basis
from alongside.record.models import Entry, Restriction, Task
from alongside.record.tests.test_questions import opened
from tests.browsing import Browse
from tests.cast import Cast

from .closing import (
    SONG,
    YES,
    begun,
    close_to,
    keep_out,
    offered,
    open_to,
    page_of,
    second_manager,
    state,
)
from .conftest import Trail, Write

pytestmark = pytest.mark.django_db

TAKE_OVER = Task.What.TAKE_OVER
NO = {"takes_over": "no", "answer": "Bring it to me tomorrow"}


def waiting(who: Account) -> list[Task]:
    with acting(who.pk):
        return list(Task.objects.filter(what=TAKE_OVER, done_at=None).exclude(made_by=who))


def test_from_the_press_to_the_managers_note(cast: Cast, browse: Browse, trailed: Trail) -> None:
    draft = begun(cast, cast.alice)
    close_to(cast, cast.alice)
    alice, mo = browse(cast.alice), browse(cast.mo)
    words = f"/drafts/{draft.pk}/words/"
    page = f"/drafts/{draft.pk}/hand-over/"
    assert page in alice.get(words).content.decode()
    sent = opened(alice, page) | {"reason": "Ade expects <b>somebody</b> on Friday"}
    for _ in range(2):  # pressed twice
        answer = alice.post(page, sent)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/drafts/")
    assert "Nobody has answered yet" in alice.get("/drafts/").content.decode()
    assert alice.get(page).headers["Location"] == words
    (task,) = waiting(cast.mo)
    assert (task.account_id, task.person_id, task.words) == (cast.mo.pk, None, "")
    html = mo.get("/waiting/").content.decode()
    assert "A colleague began to write about Ade Bankole, and cannot finish" in html
    with acting(cast.alice.pk):
        asked = HandOver.objects.get()
    html = mo.get(page_of(asked)).content.decode()
    for shown in (
        "Alice began to write",
        "A note about Ade Bankole",
        "&lt;b&gt;somebody&lt;/b&gt;",
    ):
        assert shown in html
    assert SONG[:12] not in html
    assert f"/people/{cast.ade.pk}/who-may-see/" in html
    with acting(cast.mo.pk):
        assert not Draft.objects.filter(purpose="note").exists()  # unread until it is taken over
    sent = opened(mo, page_of(asked)) | YES
    there = f"/people/{cast.ade.pk}/write/?draft={draft.pk}"
    for _ in range(2):
        answer = mo.post(page_of(asked), sent)
        assert (answer.status_code, answer.headers["Location"]) == (302, there)
    assert "Handed over to you" in mo.get("/drafts/").content.decode()
    told = opened(mo, there)
    assert told["fact"] == SONG
    finished = mo.post(f"/people/{cast.ade.pk}/write/", told | {"kind": "note"})
    assert finished.headers["Location"] == f"/entries/{draft.pk}/"
    with acting(cast.mo.pk):
        assert Entry.objects.get().written_by_id == cast.mo.pk
    html = alice.get("/drafts/").content.decode()
    assert "Handed to Mo, " in html
    assert "22 November" in html or str(timezone.localdate().year) in html
    assert SONG[:12] not in html
    assert alice.get(words).status_code == 404
    assert waiting(cast.mo) == []
    assert "hand over asked" in trailed(cast.ade, cast.alice)
    assert {"hand over opened", "draft handed over", "task done"} <= set(trailed(by=cast.mo))
    assert trailed(cast.ade, cast.mo).count("draft handed over") == 1


def test_the_person_reads_nothing_of_writing_that_is_not_finished(cast: Cast) -> None:
    _, asked = offered(cast, cast.alice)
    with acting(cast.mo.pk):
        drafts.answer_hand_over(hand_over=asked, takes_over=False, answer="No", by=cast.mo)
    with acting(cast.ade_account.pk), connection.cursor() as cursor:
        cursor.execute("select what from gate.my_trail(now() + interval '1 hour', 500)")
        told = {what for (what,) in cursor.fetchall()}
    assert "access given" in told
    assert not {one for one in told if "hand over" in one or "draft" in one}


def test_it_is_declined_with_a_sentence_that_the_writer_reads(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    draft, asked = offered(cast, cast.alice)
    mo, alice = browse(cast.mo), browse(cast.alice)
    sent = opened(mo, page_of(asked))
    for wrong, words in (({}, "Choose yes or no."), ({"takes_over": "no"}, "Say why not")):
        assert words in mo.post(page_of(asked), sent | wrong).content.decode()
    assert mo.post(page_of(asked), sent | NO).headers["Location"] == "/waiting/"
    for page in ("/drafts/", f"/drafts/{draft.pk}/words/"):
        html = alice.get(page).content.decode()
        assert "Mo did not take this over" in html
        assert "Bring it to me tomorrow" in html
    assert waiting(cast.mo) == []
    assert "hand over declined" in trailed(cast.ade, cast.mo)
    # It can be asked again, and there is one asking at a time.
    page = f"/drafts/{draft.pk}/hand-over/"
    alice.post(page, opened(alice, page))
    assert len(waiting(cast.mo)) == 1
    assert "Not taken over</strong> by you" in mo.get(page_of(asked)).content.decode()


def test_its_writer_keeps_it_finishes_it_or_puts_it_away(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    draft, asked = offered(cast, cast.alice)
    alice, mo = browse(cast.alice), browse(cast.mo)
    sent = opened(mo, page_of(asked)) | YES
    for _ in range(2):
        assert alice.post(f"/drafts/{draft.pk}/keep/").headers["Location"] == "/drafts/"
    assert state(cast, asked) == "kept"
    assert waiting(cast.mo) == []
    assert "since you opened the page" in mo.post(page_of(asked), sent).content.decode()
    with acting(cast.alice.pk):
        assert Draft.objects.get(pk=draft.pk).offered_at is None
        second = drafts.ask_to_hand_over(draft=draft, by=cast.alice)
        drafts.discard(id=draft.pk, by=cast.alice)
    assert state(cast, second) == "kept"
    with acting(cast.alice.pk):
        drafts.bring_back(id=draft.pk, by=cast.alice)
        third = drafts.ask_to_hand_over(draft=draft, by=cast.alice)
    open_to(cast, cast.alice)  # given back meanwhile: a draft like any other
    html = mo.get(page_of(third)).content.decode()
    assert "may open the record again" in html
    there = f"/people/{cast.ade.pk}/write/"
    assert f"{there}?draft={draft.pk}" in alice.get("/drafts/").content.decode()
    told = opened(alice, f"{there}?draft={draft.pk}") | {"kind": "note"}
    assert alice.post(there, told).headers["Location"] == f"/entries/{draft.pk}/"
    assert state(cast, third) == "kept"
    assert waiting(cast.mo) == []
    assert trailed(cast.ade, cast.alice).count("hand over taken back") == 3


def test_only_what_is_closed_and_of_ones_own_people_is_offered(cast: Cast, browse: Browse) -> None:
    mine = begun(cast, cast.alice)
    theirs = begun(cast, cast.alice, cast.stranger)
    reason = begun(cast, cast.alice, purpose="reason for keeping somebody out")
    with acting(cast.alice.pk):
        for draft, words in ((mine, "finish it yourself"), (theirs, "cannot be handed over")):
            with pytest.raises(ValidationError, match=words):
                drafts.ask_to_hand_over(draft=draft, by=cast.alice)
        with pytest.raises(ValidationError, match="400"):
            drafts.ask_to_hand_over(draft=theirs, reason="x" * 401, by=cast.alice)
    close_to(cast, cast.alice)
    alice = browse(cast.alice)
    page = f"/drafts/{theirs.pk}/hand-over/"
    assert "cannot be handed over" in alice.post(page, opened(alice, page)).content.decode()
    assert alice.get(f"/drafts/{reason.pk}/hand-over/").status_code == 302
    assert "Hand it to" not in alice.get(f"/drafts/{reason.pk}/words/").content.decode()
    with acting(cast.alice.pk):
        assert not HandOver.objects.exists()
        drafts.discard(id=mine.pk, by=cast.alice)
        with pytest.raises(ValidationError, match="put away"):
            drafts.ask_to_hand_over(draft=mine, by=cast.alice)
    assert waiting(cast.mo) == []


def test_it_is_nobodys_but_theirs_who_lead(cast: Cast, browse: Browse) -> None:
    _, asked = offered(cast, cast.alice)
    for who in (cast.bob, cast.charlie, cast.protection, cast.ade_account, cast.pat, cast.sam):
        other = browse(who)
        assert other.get(page_of(asked)).status_code == 404
        assert other.post(page_of(asked), YES).status_code == 404
    assert browse(cast.alice).get(page_of(asked)).status_code == 403
    assert browse(cast.mo).get(f"/waiting/hand-over/{uuid4()}/").status_code == 404
    with acting(cast.alice.pk), pytest.raises(PermissionDenied):
        drafts.answer_hand_over(hand_over=asked, takes_over=False, answer="no", by=cast.alice)
    assert state(cast, asked) == "waiting"


def test_two_managers_at_once(cast: Cast, browse: Browse) -> None:
    nia = second_manager(cast)
    draft, asked = offered(cast, cast.alice)
    assert len(waiting(cast.mo)) == len(waiting(nia)) == 1
    mo, other = browse(cast.mo), browse(nia)
    mine, theirs = opened(mo, page_of(asked)), opened(other, page_of(asked))
    assert mo.post(page_of(asked), mine | YES).status_code == 302
    for given in (YES, NO):
        html = other.post(page_of(asked), theirs | given).content.decode()
        assert "since you opened the page" in html
    with acting(cast.mo.pk):
        assert Draft.objects.get(pk=draft.pk).owner_id == cast.mo.pk
    assert waiting(nia) == []  # it waits with nobody now
    with acting(nia.pk):  # the sentence that was written in vain stays theirs
        assert Draft.objects.get().pieces.get(name="answer").text == NO["answer"]
    assert "Taken over</strong> by Mo" in other.get(page_of(asked)).content.decode()


def test_a_bar_is_stronger_than_a_manager(cast: Cast, browse: Browse) -> None:
    nia = second_manager(cast)
    draft, asked = offered(cast, cast.alice)
    mo = browse(cast.mo)
    keep_out(cast, cast.mo)
    assert "A colleague began" not in mo.get("/waiting/").content.decode()
    assert mo.get(page_of(asked)).status_code == 404
    keep_out(cast, cast.alice)
    sent = opened(browse(nia), page_of(asked)) | YES
    assert browse(nia).post(page_of(asked), sent).status_code == 302
    html = browse(cast.alice).get("/drafts/").content.decode()
    assert "Handed over, " in html  # who is kept out is not told who has it
    assert "Nia" not in html
    assert "Ade" not in html.split("<main")[1]
    with acting(nia.pk):
        assert Draft.objects.get(pk=draft.pk).owner_id == nia.pk


def test_words_about_somebody_else_as_well_go_to_who_may_read_both(
    cast: Cast, browse: Browse
) -> None:
    _, asked = offered(cast, cast.alice, "", cast.ade, cast.temi)
    mo = browse(cast.mo)
    html = mo.get(page_of(asked)).content.decode()
    assert "about Ade Bankole and somebody whose record you may not open" in html
    assert "You cannot take it over" in html
    assert 'name="takes_over"' not in html
    with acting(cast.mo.pk), pytest.raises(ValidationError, match="you may not open"):
        drafts.answer_hand_over(hand_over=asked, takes_over=True, by=cast.mo)
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.mo, basis=Basis.SUPERVISES, by=cast.system)
    sent = opened(mo, page_of(asked)) | YES
    assert mo.post(page_of(asked), sent).status_code == 302


def test_a_change_of_what_few_may_read_goes_to_nobody_else(
    cast: Cast, browse: Browse, note: Write
) -> None:
    entry, nia = note(), second_manager(cast)
    told = {"purpose": "amendment", "address": f"/entries/{entry.pk}/change/?base=1"}
    draft = begun(cast, cast.alice, **told)
    close_to(cast, cast.alice)
    with acting(cast.system.pk):
        Entry.objects.filter(pk=entry.pk).update(needs=3)
    with acting(cast.alice.pk):
        asked = drafts.ask_to_hand_over(draft=draft, by=cast.alice)
    assert "You cannot take it over" in browse(nia).get(page_of(asked)).content.decode()
    sent = opened(browse(cast.mo), page_of(asked)) | YES  # who may read what is restricted
    answer = browse(cast.mo).post(page_of(asked), sent)
    assert answer.headers["Location"] == f"/entries/{entry.pk}/change/?base=1&draft={draft.pk}"
    assert Restriction.objects.count() == 0


def test_its_writer_leaves_meanwhile(cast: Cast, browse: Browse, trailed: Trail) -> None:
    draft, asked = offered(cast, cast.alice)
    other, second = offered(cast, cast.alice)
    with acting(cast.system.pk):
        cast.alice.is_active, cast.alice.left_on = False, timezone.localdate()
        cast.alice.save(update_fields=["is_active", "left_on"])
    mo = browse(cast.mo)
    assert mo.post(page_of(asked), opened(mo, page_of(asked)) | YES).status_code == 302
    with acting(cast.mo.pk):
        assert (
            drafts.hand_over_drafts(from_account=cast.alice, to_account=cast.bob, by=cast.mo) == 1
        )
    assert waiting(cast.mo) == []
    assert "Taken over</strong> by Bob" in mo.get(page_of(second)).content.decode()
    with acting(cast.bob.pk):
        assert Draft.objects.get(pk=other.pk).offered_at is None
    assert trailed(by=cast.mo).count("draft handed over") == 2
    assert draft.pk != other.pk


def test_words_that_arrive_late_stay_with_their_writer(cast: Cast, browse: Browse) -> None:
    draft, asked = offered(cast, cast.alice)
    mo, alice = browse(cast.mo), browse(cast.alice)
    with acting(cast.alice.pk):  # while it waits, it is still theirs
        change = Change("opinion", uuid4(), 1, 0, "One thing more")
        drafts.save_pieces(draft=draft, changes=[change], by=cast.alice)
    mo.post(page_of(asked), opened(mo, page_of(asked)) | YES)
    page = f"/people/{cast.ade.pk}/write/"
    of = {"draft": str(draft.pk), "draft-of": f"note|{cast.ade.pk}|{page}"}
    sent = of | {"draft-pieces": '{"fact":[1,"x"]}', "fact": "And this came after"}
    answer = alice.post(page, sent)
    assert "And this came after" in alice.get(answer.headers["Location"]).content.decode()
    with acting(cast.mo.pk):
        texts = dict(Draft.objects.get(pk=draft.pk).pieces.values_list("name", "text"))
    assert texts == {"fact": SONG, "opinion": "One thing more"}
