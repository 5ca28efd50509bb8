"""Short forms keep what is typed: refused, left for later, sent twice, or after time ran out."""

import re
from datetime import timedelta
from html import unescape
from unittest import mock

import pytest

from alongside.foundation.actor import acting
from alongside.foundation.models import Draft
from alongside.people import finding
from alongside.people.actions.needs import record_need
from alongside.people.models import AccessRequest, Bar, Need
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Write

pytestmark = pytest.mark.django_db

WORDS = "His cousin’s wife 🙂, who “helps”"


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the draft's form, as a browser sends them."""
    found = re.findall(r'<input type="hidden" name="(draft[^"]*)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def keep_out(cast: Cast) -> str:
    return f"/people/{cast.ade.pk}/who-may-see/keep-out/"


def test_what_is_refused_is_kept(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.mo)
    page = browser.get(keep_out(cast)).content.decode()
    sent = hidden(page) | {"who": "", "ground": "family", "reason": WORDS}
    answer = browser.post(keep_out(cast), sent).content.decode()
    assert "put right" in answer
    assert WORDS in unescape(answer)
    with acting(cast.mo.pk):
        draft = Draft.objects.get(pk=sent["draft"])
        assert draft.outcome == Draft.Outcome.OPEN
        assert draft.pieces.get(name="reason").text == WORDS
        assert not Bar.objects.exists()


def test_it_is_gone_on_with_later_and_then_done_once(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.mo)
    sent = hidden(browser.get(keep_out(cast)).content.decode())
    later = sent | {"who": "", "ground": "family", "reason": WORDS, "save-draft": "1"}
    assert browser.post(keep_out(cast), later)["Location"] == "/drafts/"
    again = browser.get(f"{keep_out(cast)}?draft={sent['draft']}").content.decode()
    assert WORDS in unescape(again)
    whole = hidden(again) | {
        "who": f"account {cast.bob.pk}",
        "ground": "family",
        "reason": WORDS,
    }
    first = browser.post(keep_out(cast), whole)
    second = browser.post(keep_out(cast), whole)
    assert first["Location"] == second["Location"] == f"/people/{cast.ade.pk}/who-may-see/"
    with acting(cast.mo.pk):
        assert Bar.objects.get().reason == WORDS
        draft = Draft.objects.get(pk=sent["draft"])
        assert draft.outcome == Draft.Outcome.FINISHED
        assert [piece.text for piece in draft.pieces.all()] == [""] * draft.pieces.count()


def test_what_the_first_answer_closed_is_still_led_on(cast: Cast, browse: Browse) -> None:
    """An ended need cannot be ended again; the second answer goes where the first went."""
    with acting(cast.alice.pk):
        need = record_need(person=cast.ade, words="Large print", by=cast.alice)
    browser = browse(cast.alice)
    end = f"/people/{cast.ade.pk}/about/needs/{need.pk}/end/"
    sent = hidden(browser.get(end).content.decode()) | {"why": "He has new glasses."}
    first, second = browser.post(end, sent), browser.post(end, sent)
    assert first["Location"] == second["Location"]
    with acting(cast.alice.pk):
        assert Need.objects.get(pk=need.pk).over_why == "He has new glasses."


def test_somebody_new_is_added_once_and_kept_meanwhile(cast: Cast, browse: Browse) -> None:
    browser = browse(cast.alice)
    page = browser.get("/people/add/").content.decode()
    sent = hidden(page) | {"id": re.findall(r'name="id" value="([^"]+)"', page)[0]}
    told = sent | {"given": "", "family": WORDS, "birth": "31 June"}
    assert WORDS in unescape(browser.post("/people/add/", told).content.decode())
    with acting(cast.alice.pk):
        assert Draft.objects.get(pk=sent["draft"]).pieces.get(name="family").text == WORDS


def test_an_entry_is_restricted_from_a_draft(cast: Cast, browse: Browse, note: Write) -> None:
    entry = note()
    browser = browse(cast.mo)
    restrict = f"/entries/{entry.pk}/restrict/"
    sent = hidden(browser.get(restrict).content.decode()) | {"words": WORDS}
    answer = browser.post(restrict, sent)
    if answer.status_code == 200:  # more is asked: the words are on the page and in the draft
        assert WORDS in unescape(answer.content.decode())
    with acting(cast.mo.pk):
        assert Draft.objects.filter(pk=sent["draft"], about=[cast.ade.pk]).exists()


def test_words_survive_the_quarter_of_an_hour(cast: Cast, browse: Browse) -> None:
    with acting(cast.charlie.pk):
        token = finding.elsewhere_token(cast.ade.pk, cast.charlie)
    browser, address = browse(cast.charlie), f"/elsewhere/{token}/"
    page = browser.get(address).content.decode()
    assert str(cast.ade.pk) not in page
    sent = hidden(page) | {"reason": WORDS}
    with mock.patch.object(finding, "STUB_LASTS", timedelta(seconds=-1)):
        late = browser.post(address, sent)
        assert late.status_code == 410
        assert WORDS in unescape(late.content.decode())
        again = browser.get(f"{address}?draft={sent['draft']}")
        assert WORDS in unescape(again.content.decode())
    with acting(cast.charlie.pk):
        assert not AccessRequest.objects.exists()
        assert Draft.objects.get(pk=sent["draft"]).about == []


def test_another_persons_draft_is_never_shown(cast: Cast, browse: Browse) -> None:
    address = f"/people/{cast.ade.pk}/about/needs/add/"
    sent = hidden(browse(cast.alice).get(address).content.decode()) | {"words": WORDS}
    browse(cast.alice).post(address, sent | {"save-draft": "1"})
    shown = browse(cast.mo).get(f"{address}?draft={sent['draft']}").content.decode()
    assert WORDS not in unescape(shown)
    browse(cast.mo).post(address, sent)
    with acting(cast.alice.pk):
        draft = Draft.objects.get(pk=sent["draft"])
        assert draft.outcome == Draft.Outcome.OPEN
        assert draft.pieces.get(name="words").text == WORDS
