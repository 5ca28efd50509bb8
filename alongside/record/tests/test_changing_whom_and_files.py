"""The page on which an entry is changed: whom its words are about, and its pictures and papers."""

import html
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from alongside.foundation import drafts
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.actions import grants
from alongside.record.actions import Words, decide_sharing
from alongside.record.models import About, Attachment, Entry, Part, Version
from tests.browsing import Browse
from tests.cast import Cast

from . import samples
from .bringing import begin, sees, upload
from .conftest import Finished, Trail, Write, fields

pytestmark = pytest.mark.django_db


class Changing:
    """The page in somebody's browser, and what a browser would send of it."""

    def __init__(self, browser: Client, entry: Entry, query: str = "") -> None:
        self.browser, self.address = browser, f"/entries/{entry.pk}/change/"
        self.page = self.read(self.address + query)
        self.sent = self.form(self.page)

    def read(self, address: str) -> str:
        page = self.browser.get(address)
        assert page.status_code == 200
        return str(page.content.decode())

    def form(self, page: str) -> dict[str, Any]:
        """Hidden fields, boxes and ticks as they stand on the page, and the day."""
        boxes = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\n?([^<]*)</textarea>', page)
        found: dict[str, Any] = fields(page) | {"happened": "today", "why": "Put right"}
        found |= {name: html.unescape(text) for name, text in boxes if text}
        for tick in re.findall(r'<input[^>]*type="checkbox"[^>]*checked[^>]*>', page):
            name, value = (re.search(rf'{key}="([^"]*)"', tick) for key in ("name", "value"))
            assert name
            assert value
            found.setdefault(name[1], []).append(value[1])
        return found | {"why": "Put right"}

    def send(self, **more: Any) -> Any:
        return self.browser.post(f"{self.address}?base=1", self.sent | more)


@pytest.fixture
def both(cast: Cast, note: Write) -> Entry:
    """A note about Ade and Temi with one part about each, shown to Ade."""
    entry = note(
        Words("fact", "He is well 🦽.", about=(cast.ade.pk,)),
        Words("opinion", "She is O’Brien's.", about=(cast.temi.pk,)),
        people=[cast.ade, cast.temi],
    )
    with acting(cast.mo.pk):
        about = About.objects.get(entry=entry, person=cast.ade)
        decide_sharing(about=about, sharing="shown", by=cast.mo)
    return entry


def said(cast: Cast, number: int) -> dict[str, list[UUID]]:
    """Whom each part of a version is about, by its words."""
    with acting(cast.alice.pk):
        parts = Part.objects.filter(version__number=number)
        return dict(parts.values_list("text", "about"))


def files_of(cast: Cast) -> list[Attachment]:
    with acting(cast.alice.pk):
        return list(Attachment.objects.standing())


# Whom it is about ---------------------------------------------------------------------------------


def test_what_is_not_touched_stays_as_it_was(cast: Cast, both: Entry, browse: Browse) -> None:
    alice = Changing(browse(cast.alice), both)
    assert alice.sent["about_fact_1"] == [str(cast.ade.pk)]
    assert alice.sent["about_opinion_1"] == [str(cast.temi.pk)]
    assert "each of them reads only what is about them alone" in alice.page
    assert alice.send().status_code == 302
    assert said(cast, 2) == said(cast, 1)
    with acting(cast.alice.pk):
        assert Version.objects.get(number=2).is_earlier_readable


def test_whom_words_are_about_is_put_right(
    cast: Cast, both: Entry, browse: Browse, trailed: Trail
) -> None:
    alice = Changing(browse(cast.alice), both)
    done = alice.send(about_fact_1=[str(cast.temi.pk)])
    assert done.status_code == 302, done.content.decode()
    assert said(cast, 2)["He is well 🦽."] == [cast.temi.pk]
    page = alice.read(f"/entries/{both.pk}/")
    assert "What it said before is not shown to those it is about." in page
    compared = alice.read(f"/entries/{both.pk}/compare/")
    assert "This is about:" in compared
    ade = browse(cast.ade_account)
    own = ade.get(f"/my/record/{both.pk}/")
    assert "He is well" not in own.content.decode()
    assert ade.get(f"/my/record/{both.pk}/?version=1").status_code == 404
    assert "entry amended" in trailed(cast.temi, cast.alice)


def test_words_belong_to_somebody(cast: Cast, both: Entry, browse: Browse) -> None:
    page = Changing(browse(cast.alice), both).send(about_fact_1=[]).content.decode()
    assert "Say whom this is about." in page
    assert "He is well 🦽." in page
    assert said(cast, 2) == {}


@pytest.mark.parametrize("who", ["stranger", "nobody", "words"])
def test_nobody_else_is_put_in(who: str, cast: Cast, both: Entry, browse: Browse) -> None:
    """Another person's id, an id of nobody, and what is no id at all."""
    other = {"stranger": str(cast.stranger.pk), "nobody": str(new_id()), "words": "<b>x"}[who]
    ticked = [str(cast.ade.pk), other]
    page = Changing(browse(cast.alice), both).send(about_fact_1=ticked).content.decode()
    assert "somebody whom this is not about" in page
    assert "Nobody Known" not in page
    assert said(cast, 2) == {}


def test_new_words_are_somebodys(cast: Cast, both: Entry, browse: Browse) -> None:
    alice = Changing(browse(cast.alice), both)
    page = alice.send(own_words_1="No.").content.decode()
    assert "Say whose words these are." in page
    done = alice.send(own_words_1="No.", about_own_words_1=[str(cast.temi.pk)])
    assert done.status_code == 302
    with acting(cast.alice.pk):
        part = Part.objects.get(text="No.")
    assert (part.about, part.of) == ([cast.temi.pk], "Temi Bankole")


def test_own_words_are_given_to_whoever_said_them(cast: Cast, note: Write, browse: Browse) -> None:
    words = Words("own words", "I want to go.", about=(cast.ade.pk,), of="Ade Bankole")
    entry = note(words, people=[cast.ade, cast.temi])
    alice = Changing(browse(cast.alice), entry)
    assert "Whose words these are" in alice.page
    assert alice.send(about_own_words_1=[str(cast.temi.pk)]).status_code == 302
    with acting(cast.alice.pk):
        assert Part.objects.get(version__number=2).of == "Temi Bankole"


def test_whose_name_one_may_not_see_is_not_told(cast: Cast, both: Entry, browse: Browse) -> None:
    bob = Changing(browse(cast.bob), both)
    assert "Temi" not in bob.page
    assert str(cast.temi.pk) not in bob.page
    assert "1 other person, not named here" in bob.page
    refused = bob.send(about_fact_1=["others"]).content.decode()
    assert "whose name you may not see" in refused
    done = bob.send(about_fact_1=[str(cast.ade.pk), "others"])
    assert done.status_code == 302, done.content.decode()
    now = said(cast, 2)
    assert set(now["He is well 🦽."]) == {cast.ade.pk, cast.temi.pk}
    assert now["She is O’Brien's."] == [cast.temi.pk]
    page = bob.read(f"/entries/{both.pk}/")
    assert "This is about Ade Bankole and 1 other person." in page


def test_alone_nobody_is_asked(cast: Cast, note: Write, browse: Browse) -> None:
    page = Changing(browse(cast.alice), note()).page
    assert "This is about" not in page
    assert "about several people" not in page


def test_the_page_says_that_somebody_looks_first(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note(people=[cast.ade, cast.temi])
    with acting(cast.mo.pk):
        about = About.objects.get(entry=entry, person=cast.ade)
        decide_sharing(about=about, sharing="shown", by=cast.mo)
    alice = Changing(browse(cast.alice), entry)
    assert alice.send(about_fact_1=[str(cast.ade.pk)]).status_code == 302
    assert "so we look at it again first" in alice.read(f"/entries/{entry.pk}/")
    own = browse(cast.ade_account).get(f"/my/record/{entry.pk}/").content.decode()
    assert "Ade made the tea" not in own
    assert "/entries/" in browse(cast.mo).get("/waiting/").content.decode()


def test_two_who_correct_it_at_once(cast: Cast, both: Entry, browse: Browse) -> None:
    """She says that it is Temi's, he that it is about both: whoever puts it together sees both."""
    with acting(cast.system.pk):
        grants.allocate(person=cast.temi, account=cast.bob, by=cast.system)
    hers, his = Changing(browse(cast.alice), both), Changing(browse(cast.bob), both)
    two = [str(cast.ade.pk), str(cast.temi.pk)]
    assert hers.send(about_fact_1=two[1:]).status_code == 302
    page = his.send(about_fact_1=two, opinion_1="His view.").content.decode()
    assert "Two changes to put together" in page
    merged = his.form(page)
    assert set(merged["about_fact_1"]) == set(two)
    assert merged["opinion_1"] == "His view."
    assert merged["about_opinion_1"] == two[1:]
    done = his.browser.post(f"{his.address}?base=2", merged)
    assert done.status_code == 302, done.content.decode()
    assert set(said(cast, 3)["He is well 🦽."]) == {cast.ade.pk, cast.temi.pk}


# Pictures and papers ------------------------------------------------------------------------------


def test_a_picture_is_added_and_nothing_typed_is_lost(
    cast: Cast, note: Write, browse: Browse
) -> None:
    entry = note()
    bob = Changing(browse(cast.bob), entry)
    done = bob.send(
        attach="1", fact_1="Typed before.", file=upload(samples.picture()), description="The ramp"
    )
    went = done.headers["Location"]
    assert went.endswith(f"draft={bob.sent['draft']}#files")
    page = bob.read(went)
    assert "Typed before." in page
    assert "ramp.jpg" in page
    assert sees(cast.ade_account) == []
    assert bob.send(**bob.form(page)).headers["Location"] == f"/entries/{entry.pk}/"
    (row,) = files_of(cast)
    read = bob.read(f"/entries/{entry.pk}/")
    assert f'<img src="/attachments/{row.pk}/" alt="The ramp"' in read
    assert "1 picture or paper was added." in read
    assert "ramp.jpg" not in bob.read(f"/entries/{entry.pk}/?version=1")
    compared = bob.read(f"/entries/{entry.pk}/compare/")
    assert "<ins>ramp.jpg</ins>" in compared
    own = browse(cast.ade_account).get(f"/my/record/{entry.pk}/").content.decode()
    assert f'src="/attachments/{row.pk}/"' in own


def test_a_file_that_comes_with_finishing(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    bob = Changing(browse(cast.bob), entry)
    done = bob.send(file=upload(samples.pdf(), "letter.pdf"))
    assert done.headers["Location"] == f"/entries/{entry.pk}/"
    again = bob.send(file=upload(samples.pdf(), "letter.pdf"))
    assert again.headers["Location"] == done.headers["Location"]
    assert [one.name for one in files_of(cast)] == ["letter.pdf"]
    with acting(cast.alice.pk):
        assert Version.objects.count() == 2


def test_a_refused_change_keeps_the_file(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    bob = Changing(browse(cast.bob), entry)
    page = bob.send(why="", file=upload(samples.pdf(), "letter.pdf")).content.decode()
    assert "Say what you changed and why." in page
    assert "letter.pdf" in page
    assert files_of(cast) == []  # still his own
    done = bob.send(**bob.form(page))
    assert done.status_code == 302, done.content.decode()
    assert [one.name for one in files_of(cast)] == ["letter.pdf"]


@pytest.mark.parametrize("button", [{}, {"attach": "1"}, {"save-draft": "1"}])
def test_a_file_that_is_not_taken_finishes_nothing(
    button: dict[str, str], cast: Cast, note: Write, browse: Browse, trailed: Trail
) -> None:
    bob = Changing(browse(cast.bob), note())
    page = bob.send(**button, fact_1="Typed.", file=upload(b"<svg onload=alert(1)>"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "<title>Error: " in text
    assert "made of code" in text
    assert "Typed." in text
    with acting(cast.alice.pk):
        assert Version.objects.count() == 1
    assert "attachment refused" in trailed(cast.ade)


def test_going_on_later_finds_it_again(cast: Cast, note: Write, browse: Browse) -> None:
    entry = note()
    bob = Changing(browse(cast.bob), entry)
    later = bob.send(**{"save-draft": "1"}, file=upload(samples.picture()))
    assert later.headers["Location"] == "/drafts/"
    page = bob.read(f"{bob.address}?base=1&draft={bob.sent['draft']}")
    assert "ramp.jpg" in page


def test_it_is_described_and_taken_off_while_changing(
    cast: Cast, note: Write, browse: Browse
) -> None:
    bob = Changing(browse(cast.bob), note())
    bob.send(attach="1", file=upload(samples.picture()))
    with acting(cast.bob.pk):
        row = Attachment.objects.get()
    went = bob.send(**{"file-words": str(row.pk)}).headers["Location"]
    back = bob.browser.post(went, {"description": "A ramp"}).headers["Location"]
    assert "A ramp" in bob.read(back)
    went = bob.send(**{"file-off": str(row.pk)}).headers["Location"]
    assert "It will not be part of what you write" in bob.read(went)
    back = bob.browser.post(went, {"why": "The wrong one"}).headers["Location"]
    assert back.endswith("#files")
    assert "ramp.jpg" not in bob.read(back)


def test_files_come_along_when_two_changes_are_put_together(
    cast: Cast, note: Write, browse: Browse
) -> None:
    entry = note()
    hers, his = Changing(browse(cast.alice), entry), Changing(browse(cast.bob), entry)
    assert hers.send(fact_1="Hers.").status_code == 302
    page = his.send(file=upload(samples.picture()), opinion_1="His.").content.decode()
    assert "Two changes to put together" in page
    assert "Alice finished version 2 while you were writing" in page
    assert "ramp.jpg" in page
    done = his.browser.post(f"{his.address}?base=2", his.form(page))
    assert done.status_code == 302, done.content.decode()
    assert [one.since for one in files_of(cast)] == [3]


def test_what_the_other_took_off_is_said(cast: Cast, finished: Finished, browse: Browse) -> None:
    entry, row = finished()
    hers, his = Changing(browse(cast.alice), entry), Changing(browse(cast.bob), entry)
    assert hers.send(take_off=str(row.pk)).status_code == 302
    page = his.send(opinion_1="His.", take_off=str(row.pk)).content.decode()
    assert "Taken off: <del>ramp.jpg</del>" in page
    done = his.browser.post(f"{his.address}?base=2", his.form(page))
    assert done.status_code == 302, done.content.decode()


def test_a_forged_id_takes_off_nothing(cast: Cast, finished: Finished, browse: Browse) -> None:
    entry, _ = finished()
    other, theirs = finished(samples.pdf(), name="letter.pdf")
    bob = Changing(browse(cast.bob), entry)
    for forged in (str(theirs.pk), str(new_id()), "x"):
        page = bob.send(take_off=forged).content.decode()
        assert "not here any more" in page
    assert len(files_of(cast)) == 2
    assert other.versions == 1


def test_a_forged_draft_brings_and_ends_nothing(cast: Cast, note: Write, browse: Browse) -> None:
    """The id of what one writes elsewhere, or of what a colleague writes, sent with a change."""
    entry = note()
    alice = Changing(browse(cast.alice), entry)
    mine, bobs = begin(cast.alice, cast.temi), begin(cast.bob, cast.ade)
    page = alice.send(draft=str(mine)).content.decode()
    assert "begun as something else" in page
    with acting(cast.alice.pk):
        assert Version.objects.count() == 1
    assert alice.send(draft=str(bobs)).status_code == 302
    for by, draft in ((cast.alice, mine), (cast.bob, bobs)):
        with acting(by.pk):
            assert drafts.draft_of(by, draft).outcome == "open"


def test_beside_several_people_the_page_says_for_whom(
    cast: Cast, both: Entry, browse: Browse
) -> None:
    assert "for staff alone" in Changing(browse(cast.alice), both).page
