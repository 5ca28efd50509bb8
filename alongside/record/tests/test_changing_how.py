"""Putting right what was ticked: the kind, how long, who was there, and whether they were seen."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError

from alongside.foundation.actor import acting
from alongside.record.actions import Words, amend_entry
from alongside.record.contact import last_contact
from alongside.record.models import About, Entry, Sharing, SharingDecision, Task, Version
from tests.browsing import Browse
from tests.cast import Cast

from .conftest import Write, fields


def sent_of(html: str, **told: Any) -> dict[str, Any]:
    """What a browser sends of the page, with these answers."""
    base = {"happened": "today", "why": "Ticked wrongly", "is_earlier_readable": "on"}
    return fields(html) | base | {"fact_1": "Ade made the tea himself."} | told


def test_what_was_ticked_by_a_slip_is_put_right(cast: Cast, note: Write, browse: Browse) -> None:
    ade = cast.ade.pk
    entry = note(seen={ade: "alone"}, contact="home", minutes=45, there="Pat")
    bob, address = browse(cast.bob), f"/entries/{entry.pk}/change/"
    with acting(cast.bob.pk):
        assert last_contact(cast.ade) is not None
    html = bob.get(address).content.decode()
    for words in ("Was Ade Bankole seen?", 'value="45"', 'value="Pat"', "Visit at home"):
        assert words in html
    told = {"kind": "visit school", "minutes": "", "there": "Nobody", f"seen_{ade.hex}": "not seen"}
    wrong = bob.post(f"{address}?base=1", sent_of(html, **told | {"minutes": "-3"}))
    assert "a number above nought" in wrong.content.decode()
    assert bob.post(f"{address}?base=1", sent_of(html, **told)).status_code == 302
    with acting(cast.bob.pk):
        now = Version.objects.get(entry=entry, number=2)
        assert (now.contact, now.minutes, now.there) == ("school", None, "Nobody")
        assert now.seen == {str(ade): "not seen"}
        assert Version.objects.get(entry=entry, number=1).seen == {str(ade): "alone"}
        assert last_contact(cast.ade) is None
        assert About.objects.get(entry=entry).sharing == Sharing.SHOWN


def test_what_is_not_asked_stays(cast: Cast, note: Write, browse: Browse) -> None:
    ade = cast.ade.pk
    entry = note(kind="assessment", seen={ade: "alone"}, minutes=45, there="Pat")
    bob, address = browse(cast.bob), f"/entries/{entry.pk}/change/"
    html = bob.get(address).content.decode()
    assert "Assessment" in html
    assert bob.post(f"{address}?base=1", sent_of(html)).status_code == 302
    with acting(cast.bob.pk):
        now = Version.objects.get(entry=entry, number=2)
        assert (now.minutes, now.there, now.seen) == (45, "Pat", {str(ade): "alone"})
        assert Entry.objects.get(pk=entry.pk).kind == "assessment"


def test_a_police_note_is_held_from_then_on(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(kind="note")
    with acting(cast.ade_account.pk):
        assert Entry.objects.filter(pk=entry.pk).exists()
    alice, address = browse(cast.alice), f"/entries/{entry.pk}/change/"
    html = alice.get(address).content.decode()
    assert alice.post(f"{address}?base=1", sent_of(html, kind="police")).status_code == 302
    with acting(cast.alice.pk):
        about = About.objects.get(entry=entry)
        assert (Entry.objects.get(pk=entry.pk).kind, about.sharing) == ("police", Sharing.HELD)
        assert about.sharing_review_on is not None
        assert SharingDecision.objects.filter(about=about, sharing=Sharing.HELD).count() == 1
    with acting(cast.mo.pk):
        assert Task.objects.filter(person=cast.ade, done_at=None).exists()
    with acting(cast.ade_account.pk):
        assert not Entry.objects.filter(pk=entry.pk).exists()
    html = alice.get(address).content.decode()
    assert alice.post(f"{address}?base=2", sent_of(html, kind="note")).status_code == 302
    with acting(cast.alice.pk):
        assert About.objects.get(entry=entry).sharing == Sharing.HELD


@pytest.mark.parametrize("wrong", [{"kind": "nonsense"}, {"seen": {"x": "perhaps"}}])
def test_what_is_no_answer_is_refused(cast: Cast, note: Write, wrong: dict[str, Any]) -> None:
    entry = note()
    with acting(cast.bob.pk), pytest.raises(ValidationError, match="Choose"):
        amend_entry(
            entry=entry, base=1, parts=[Words("fact", "Tea.")], why="x", by=cast.bob, **wrong
        )


def test_two_at_once_keep_both_their_ticks(cast: Cast, note: Write, browse: Browse) -> None:
    entry, ade = note(minutes=45), cast.ade.pk
    alice, bob = browse(cast.alice), browse(cast.bob)
    address = f"/entries/{entry.pk}/change/"
    hers, his = (one.get(address).content.decode() for one in (alice, bob))
    more = {"kind": "visit", "there": "", f"seen_{ade.hex}": ""}
    alice.post(f"{address}?base=1", sent_of(hers, **more | {"minutes": "60"}))
    told = more | {"minutes": "45", f"seen_{ade.hex}": "with others"}
    both = bob.post(f"{address}?base=1", sent_of(his, **told)).content.decode()
    assert "Two changes to put together" in both
    page = BeautifulSoup(both, "lxml")
    assert page.select_one('input[name="minutes"][value="60"]')
    assert page.select_one('input[value="with others"][checked]')
    headings = [one.get_text() for one in page.select("section h2")]
    assert {"How many minutes, if you keep count", "Was Ade Bankole seen?"} <= set(headings)


def test_new_words_about_somebody_else_are_looked_at_first(
    cast: Cast, note: Write, browse: Browse
) -> None:
    entry = note()
    alice, address = browse(cast.alice), f"/entries/{entry.pk}/change/"
    html = alice.get(address).content.decode()
    assert "This change names or describes somebody else" in html
    told = sent_of(html, reported_1="His neighbour, in confidence.", names_others="on")
    assert alice.post(f"{address}?base=1", told).status_code == 302
    with acting(cast.ade_account.pk):
        assert not Entry.objects.filter(pk=entry.pk).exists()
        about = About.objects.get(entry=entry)
        assert (about.sharing, about.sharing_words) == (
            Sharing.HELD,
            "It names somebody else, so we look at it first.",
        )
