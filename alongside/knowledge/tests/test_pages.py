"""Tests of the library's pages: who reads, what they see and find, and that nobody is told."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.urls import reverse
from django.utils import timezone

from tests.browsing import Browse
from tests.cast import Cast

from ..access import in_force
from .conftest import Shelf
from .making import text_of

pytestmark = pytest.mark.django_db
LIBRARY = "/knowledge/"
Trail = Callable[[], list[tuple[str, str]]]


def main_of(page: object) -> Tag:
    """The middle of a page."""
    found = BeautifulSoup(page.content, "lxml").select_one("main")  # type: ignore[attr-defined]
    assert found
    return found


def words(page: object) -> str:
    """What stands in the middle of a page, as one reads it."""
    return re.sub(r"\s+", " ", main_of(page).get_text(" "))


def test_staff_and_partners_read_and_nobody_else(cast: Cast, browse: Browse) -> None:
    guide = reverse("knowledge:guide", args=["mental-capacity"])
    for reader in (cast.alice, cast.charlie, cast.mo, cast.sam):
        for address in (LIBRARY, guide):
            assert browse(reader).get(address).status_code == 200, (reader.email, address)
    for reader in (cast.ade_account, cast.pat):
        for address in (LIBRARY, guide):
            assert browse(reader).get(address).status_code == 404, (reader.email, address)


def test_strangers_sign_in_first(client: object) -> None:
    answer = client.get(LIBRARY)  # type: ignore[attr-defined]
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_every_guide_stands_in_the_library_and_opens(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    links = [str(one["href"]) for one in main_of(alice.get(LIBRARY)).select(".al-list a")]
    assert links == [reverse("knowledge:guide", args=[one.key]) for one in in_force()]
    for guide in in_force():
        page = main_of(alice.get(reverse("knowledge:guide", args=[guide.key])))
        assert page.select_one("h1").text == guide.title  # type: ignore[union-attr]
        inside = {str(one["href"])[1:] for one in page.select('.al-contents a[href^="#"]')}
        assert inside <= {str(one["id"]) for one in page.select("[id]")}
        checks = page.select("[data-checklist] input[type=checkbox]")
        assert len(checks) == sum(len(one.checks) for one in guide.body.pieces)
        assert all(not one.has_attr("name") for one in checks)  # nothing of it is ever sent


def test_a_guide_says_whose_it_is_until_when_and_how_sure(cast: Cast, browse: Browse) -> None:
    said = words(browse(cast.alice).get(f"{LIBRARY}deprivation-of-liberty/"))
    assert "Looked after by the mental capacity lead" in said
    assert "In force since 22 November 2026" in said
    assert "Looked at again by 28 February 2027" in said
    assert "Not all of this was checked at its source." in said
    assert "Not checked yet." in said
    assert "Checked 21 November 2026." in said
    assert "Somebody should have looked at this again" not in said


def test_a_guide_that_nobody_looked_at_again_says_so_kindly(
    cast: Cast, browse: Browse, shelf: Shelf
) -> None:
    shelf(old=text_of(review_by="2026-01-02"))
    alice = browse(cast.alice)
    assert "Was to be looked at again by 2 January 2026" in words(alice.get(LIBRARY))
    said = words(alice.get(f"{LIBRARY}old/"))
    assert "Somebody should have looked at this again by 2 January 2026." in said
    assert "check with the gardener" in said
    assert "Not all of this was checked" not in said


@pytest.mark.parametrize("key", ["nothing", "mental-capacity-2", "guides", "x" * 300])
def test_a_guide_that_there_is_not(cast: Cast, browse: Browse, key: str) -> None:
    assert browse(cast.alice).get(f"{LIBRARY}{key}/").status_code == 404


def test_what_does_not_hold_today_is_not_shown(cast: Cast, browse: Browse, shelf: Shelf) -> None:
    today = timezone.localdate()
    late = {"review_by": "2099-01-01"}
    shelf(
        over=text_of(valid_to=f"{today - timedelta(days=1)}"),
        last=text_of(valid_to=f"{today}"),
        later=text_of(valid_from=f"{today + timedelta(days=1)}", **late),
        first=text_of(valid_from=f"{today}", related="[over, last]", **late),
    )
    alice = browse(cast.alice)
    links = main_of(alice.get(LIBRARY)).select(".al-list a")
    assert {str(one["href"]) for one in links} == {f"{LIBRARY}first/", f"{LIBRARY}last/"}
    assert alice.get(f"{LIBRARY}over/").status_code == 404
    assert alice.get(f"{LIBRARY}later/").status_code == 404
    related = main_of(alice.get(f"{LIBRARY}first/")).select(".al-list a")
    assert [str(one["href"]) for one in related] == [f"{LIBRARY}last/"]


def test_one_wrong_file_takes_no_other_away(cast: Cast, browse: Browse, shelf: Shelf) -> None:
    shelf(right=text_of(), wrong=text_of("<script>alert(1)</script>\n"))
    alice = browse(cast.alice)
    assert "Watering plants" in words(alice.get(LIBRARY))
    assert alice.get(f"{LIBRARY}wrong/").status_code == 404


def test_an_empty_library_says_what_will_be_there(cast: Cast, browse: Browse, shelf: Shelf) -> None:
    shelf()
    assert "There are no guides here yet." in words(browse(cast.alice).get(LIBRARY))


def test_what_a_head_says_is_words_and_no_html(cast: Cast, browse: Browse, shelf: Shelf) -> None:
    nasty = '"<script>alert(1)</script> & O’Brien"'
    shelf(nasty=text_of(title=nasty, purpose=nasty, owner=nasty))
    page = main_of(browse(cast.alice).get(f"{LIBRARY}nasty/"))
    assert page.select("script:not([src])") == []
    assert page.h1
    assert page.h1.text == "<script>alert(1)</script> & O’Brien"


def test_what_one_looks_for_is_posted_and_found(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    assert main_of(alice.get(LIBRARY)).select_one("form[method=post][action='/knowledge/']")
    page = main_of(alice.post(LIBRARY, {"words": "WhatsApp"}))
    first = page.select_one("section[aria-labelledby=found] .al-list a")
    assert first
    assert first["href"] == f"{LIBRARY}photographs-and-chat-groups/"
    assert "What we have about that" in page.get_text()


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ("rockets video", 200, "Nothing has all of these words. These have some"),
        ("zebras", 200, "Nothing here is about that"),
        ("<script>alert('x')</script>", 200, "Nothing here is about that"),
        ("🙂", 200, "Procedures"),
        ("", 200, "Procedures"),
        ("x" * 201, 422, "thing to put right"),
        ("x" * 5_000_000, 422, "thing to put right"),
    ],
    ids=range(7),
)
def test_whatever_one_looks_for(
    cast: Cast, browse: Browse, typed: str, status: int, said: str
) -> None:
    answer = browse(cast.alice).post(LIBRARY, {"words": typed})
    assert answer.status_code == status
    assert said in words(answer)


def test_words_in_an_address_are_not_looked_for(cast: Cast, browse: Browse) -> None:
    assert not main_of(browse(cast.alice).get(f"{LIBRARY}?words=video")).select("#found")


def test_nobody_is_told_who_read_what(cast: Cast, browse: Browse, trail: Trail) -> None:
    alice = browse(cast.alice)
    before = trail()
    alice.get(LIBRARY)
    alice.post(LIBRARY, {"words": "looking at a profile"})
    alice.get(f"{LIBRARY}looking-at-a-profile/")
    assert trail() == before
    alice.get(f"{LIBRARY}no-such-guide/")  # refused: that is noted, and not which one
    new = trail()[: len(trail()) - len(before)]
    assert [what for what, _ in new] == ["refused"]
    assert "no-such-guide" not in str(new)
    assert "looking" not in str(new)


def test_ticks_are_remembered_by_marks_that_tell_nothing(cast: Cast, browse: Browse) -> None:
    def marks(reader: object, key: str) -> list[str]:
        page = main_of(browse(reader).get(f"{LIBRARY}{key}/"))  # type: ignore[arg-type]
        return [str(one["data-mark"]) for one in page.select("[data-mark]")]

    hers = marks(cast.alice, "easy-read")
    assert hers == marks(cast.alice, "easy-read")
    assert len(set(hers)) == len(hers)
    assert not set(hers) & set(marks(cast.bob, "easy-read"))
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in hers)


def test_the_top_bar_leads_there(cast: Cast, browse: Browse) -> None:
    for reader, there in ((cast.alice, True), (cast.sam, True)):
        page = BeautifulSoup(browse(reader).get(LIBRARY).content, "lxml")
        assert bool(page.select_one("nav a[href='/knowledge/'][aria-current]")) is there
    mine = BeautifulSoup(browse(cast.ade_account).get("/my/").content, "lxml")
    assert not mine.select("a[href^='/knowledge/']")
