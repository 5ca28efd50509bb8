"""A record is closed to somebody who is writing in it: no word is refused, and each can be read."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import RoleHeld
from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.drafts.closed import is_closed
from alongside.foundation.models import Draft, Piece
from alongside.record.models import Entry
from alongside.record.tests.test_questions import begin, opened, turn
from tests.browsing import Browse
from tests.cast import Cast

from .closing import SONG, begun, close_to, keep_out, open_to
from .conftest import Trail, Write

pytestmark = pytest.mark.django_db

CLOSED = "You cannot open its page any more."
YOURS = "You cannot finish this yourself."


def kept(cast: Cast) -> dict[str, str]:
    with acting(cast.alice.pk):
        return dict(Piece.objects.filter(draft__owner=cast.alice).values_list("name", "text"))


def test_a_note_that_is_finished_after_the_record_was_closed_is_kept_whole(
    cast: Cast, browse: Browse, trailed: Trail
) -> None:
    alice = browse(cast.alice)
    page = f"/people/{cast.ade.pk}/write/"
    sent = opened(alice, page)
    close_to(cast, cast.alice)
    told = {
        "fact": SONG,
        "own_words": "Leave the door open",
        "minutes": "45",
        "kind": "letter letter",
    }
    answer = alice.post(page, sent | told)
    with acting(cast.alice.pk):
        draft = Draft.objects.get()
        assert not Entry.objects.exists()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/drafts/{draft.pk}/words/")
    assert (draft.purpose, draft.address, draft.about) == ("note", page, [cast.ade.pk])
    assert told.items() <= kept(cast).items()
    html = alice.get(answer.headers["Location"]).content.decode()
    for words in (YOURS, SONG, "What happened", "What they want to say", "Leave the door open"):
        assert words in html
    assert "How many minutes, if you keep count" in html
    assert ">Letter<" in html
    for hidden in ("Ade Bankole", str(cast.ade.pk)):
        assert hidden not in html.split("<main")[1]
    assert {"refused", "draft opened"} <= set(trailed(by=cast.alice))


def test_a_questionnaire_is_read_under_its_questions(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    second = turn(alice, begin(alice, cast), {}, wants__person="The garden")
    sent = opened(alice, second)
    close_to(cast, cast.alice)
    answer = alice.post(
        second, sent | {"washing.person": "I splash", "food-can": "help", "go": "check"}
    )
    assert answer.status_code == 302
    html = alice.get(answer.headers["Location"]).content.decode()
    for words in ("What would you like to be able to do, day to day?", "The garden", "I splash"):
        assert words in html
    assert "help" in html
    assert html.index("The garden") < html.index("I splash")
    assert alice.get(second).headers["Location"] == answer.headers["Location"]


def test_a_change_of_a_note_is_kept_with_its_reason(
    cast: Cast, browse: Browse, note: Write
) -> None:
    entry = note()
    alice = browse(cast.alice)
    page = f"/entries/{entry.pk}/change/"
    sent = opened(alice, page)
    close_to(cast, cast.alice)
    told = {"fact_1": "Ade made the coffee himself.", "why": "It was coffee, not tea"}
    answer = alice.post(page, sent | told)
    html = alice.get(answer.headers["Location"]).content.decode()
    for words in (*told.values(), "What happened", "What you changed, and why"):
        assert words in html
    assert "made the tea" not in html  # what stood there is closed
    with acting(cast.alice.pk):
        assert Draft.objects.get().purpose == "amendment"


def test_other_forms_are_kept_in_order_and_nothing_is_made_of_nothing(
    cast: Cast, browse: Browse
) -> None:
    alice = browse(cast.alice)
    page = f"/people/{cast.ade.pk}/who-may-see/keep-me-out/"
    sent = opened(alice, page)
    close_to(cast, cast.alice)
    assert alice.post(page, sent).status_code == 404  # nothing was typed
    with acting(cast.alice.pk):
        assert not Draft.objects.exists()
    answer = alice.post(page, sent | {"reason": "She is my aunt", "ground": "family"})
    html = alice.get(answer.headers["Location"]).content.decode()
    assert "She is my aunt" in html
    assert "Also filled in: family" in html
    assert "Hand it to those" not in html  # nobody else writes this


def test_what_is_not_ours_is_refused_as_before(cast: Cast, browse: Browse) -> None:
    alice, charlie = browse(cast.alice), browse(cast.charlie)
    page = f"/people/{cast.ade.pk}/write/"
    sent = opened(alice, page)
    begun(cast, cast.alice)
    for given in (
        {"fact": "x"},
        {"fact": "x", "draft-pieces": "{}"},
        {"fact": "x", "draft-pieces": "{}", "draft-of": "note|not an id|/write/"},
        {
            "fact": "x",
            "draft-pieces": '{"fact":[0,""]}',
            "draft-of": "note||https://elsewhere.test/",
        },
        {"fact": "x", "draft-pieces": '{"fact":[0,""]}', "draft-of": "<b>||/write/"},
    ):
        assert charlie.post(page, given).status_code == 404, given
    with acting(cast.charlie.pk):
        assert not Draft.objects.exists()
    # Somebody else's id: their draft stays as it is, and the words have a place of their own.
    charlie.post(page, sent | {"fact": "Charlie’s words"})
    with acting(cast.charlie.pk):
        assert Draft.objects.get().pieces.get(name="fact").text == "Charlie’s words"
    assert kept(cast) == {"fact": SONG}
    for unknown in (uuid4(), "x"):
        assert charlie.get(f"{page}?draft={unknown}").status_code == 404


def test_files_that_came_with_it_are_named(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    page = f"/people/{cast.ade.pk}/write/"
    sent = opened(alice, page)
    close_to(cast, cast.alice)
    file = SimpleUploadedFile("door.png", b"x", "image/png")
    answer = alice.post(page, sent | {"fact": SONG, "file": file})
    assert "could not be kept" in alice.get(answer.headers["Location"]).content.decode()


def test_the_list_leads_to_the_words_and_back_once_it_is_open(cast: Cast, browse: Browse) -> None:
    draft = begun(cast, cast.alice)
    temi = begun(cast, cast.alice, cast.temi)
    alice = browse(cast.alice)
    page = f"/people/{cast.ade.pk}/write/?draft={draft.pk}"
    assert CLOSED not in alice.get("/drafts/").content.decode()
    assert "Go on writing" in alice.get(f"/drafts/{draft.pk}/words/").content.decode()
    close_to(cast, cast.alice)
    html = alice.get("/drafts/").content.decode()
    assert html.count(CLOSED) == 1
    assert f"/drafts/{draft.pk}/words/" in html
    assert page not in html
    assert f"/people/{cast.temi.pk}/write/?draft={temi.pk}" in html
    assert alice.get(page).headers["Location"] == f"/drafts/{draft.pk}/words/"
    assert (
        f"/drafts/{draft.pk}/words/" in alice.get(f"/drafts/{draft.pk}/put-away/").content.decode()
    )
    alice.post(f"/drafts/{draft.pk}/put-away/")
    back = alice.post(f"/drafts/{draft.pk}/bring-back/")
    assert back.headers["Location"] == f"/drafts/{draft.pk}/words/"
    open_to(cast, cast.alice)
    assert CLOSED not in alice.get("/drafts/").content.decode()
    assert alice.get(page).status_code == 200


def test_a_role_that_was_taken_away_closes_the_page_too(cast: Cast, browse: Browse) -> None:
    draft = begun(cast, cast.alice)
    with acting(cast.system.pk):
        RoleHeld.objects.filter(account=cast.alice).update(until=timezone.now())
    html = browse(cast.alice).get("/drafts/").content.decode()
    assert CLOSED in html
    assert f"/drafts/{draft.pk}/words/" in html


def test_a_bar_hides_the_name_and_not_the_words(cast: Cast, browse: Browse) -> None:
    draft = begun(cast, cast.alice)
    keep_out(cast, cast.alice)
    alice = browse(cast.alice)
    for page in ("/drafts/", f"/drafts/{draft.pk}/words/"):
        html = alice.get(page).content.decode()
        assert SONG[:20] in html
        assert "Ade" not in html.split("<main")[1]


def test_it_is_nobody_elses(cast: Cast, browse: Browse) -> None:
    draft = begun(cast, cast.alice)
    for who in (
        cast.bob,
        cast.charlie,
        cast.mo,
        cast.protection,
        cast.ade_account,
        cast.pat,
        cast.sam,
    ):
        other = browse(who)
        assert other.get(f"/drafts/{draft.pk}/words/").status_code == 404
        assert other.get(f"/drafts/{draft.pk}/hand-over/").status_code == 404
        assert other.post(f"/drafts/{draft.pk}/keep/").status_code == 404


def test_the_person_reads_their_own_words_where_a_page_is_closed(
    cast: Cast, browse: Browse, note: Write
) -> None:
    entry = note()
    draft = begun(cast, cast.ade_account, purpose="answer", address=f"/my/record/{entry.pk}/")
    ade = browse(cast.ade_account)
    assert CLOSED not in ade.get("/drafts/").content.decode()
    with acting(cast.system.pk):
        entry.abouts.update(sharing="held")
    assert CLOSED in ade.get("/drafts/").content.decode()
    html = ade.get(f"/drafts/{draft.pk}/words/").content.decode()
    assert SONG in html
    assert "is not open to you any more" in html
    assert "Hand it to" not in html


def test_what_was_finished_leads_to_what_it_became(cast: Cast, browse: Browse) -> None:
    draft = begun(cast, cast.alice)
    with acting(cast.alice.pk):
        drafts.finish_draft(id=draft.pk, became="/find/", by=cast.alice)
    answer = browse(cast.alice).get(f"/drafts/{draft.pk}/words/")
    assert answer.headers["Location"] == "/find/"


def test_many_closed_drafts_ask_no_more_than_one(cast: Cast, browse: Browse) -> None:
    counts, alice = [], browse(cast.alice)
    for more in (2, 9):
        for number in range(more):
            begun(cast, cast.alice, cast.temi if number % 2 else cast.ade)
        close_to(cast, cast.alice)
        alice.get("/drafts/")
        with CaptureQueriesContext(connection) as asked:
            assert CLOSED in alice.get("/drafts/").content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_page_of_a_need_is_open_to_who_may_see_the_person(cast: Cast) -> None:
    draft = begun(
        cast, cast.alice, purpose="need", address=reverse("people:record-need", args=[cast.ade.pk])
    )
    gone = begun(cast, cast.alice, purpose="note", address="/no-such-page/")
    with acting(cast.alice.pk):
        assert not is_closed(draft, cast.alice)
        assert is_closed(gone, cast.alice)
    close_to(cast, cast.alice)
    with acting(cast.alice.pk):
        assert is_closed(draft, cast.alice)
