"""Tests of the library under other headings: situations, areas, readers, who looks after it."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.browsing import Browse
from tests.cast import Cast

from .. import access, shelves
from ..access import in_force
from ..reading import CLUSTERS
from .conftest import Shelf
from .making import made, text_of
from .test_pages import LIBRARY, main_of, words

DAY = date(2026, 11, 22)
WAYS = ("situation", "area", "reader", "owner")


def test_every_guide_that_is_shipped_stands_under_each_sort_of_heading() -> None:
    every = {one.key for one in in_force(DAY)}
    for sorts in (shelves.by_situation, shelves.by_area, shelves.by_reader, shelves.by_owner):
        found = sorts(in_force(DAY), DAY)
        assert {one.key for shelf in found for one in shelf.guides} == every
        assert shelves.ELSE not in {one.title for one in found}


def test_every_heading_has_something_and_every_area_is_covered() -> None:
    assert list(shelves.areas(DAY)) == [*CLUSTERS]
    by_area = shelves.by_area(in_force(DAY), DAY)
    named = [one.title for one in shelves.areas(DAY).values()]
    assert [one.title for one in by_area] == named
    assert all(len(one.guides) >= 3 and one.about for one in by_area)
    # In each area there is one that is about it above all, and it stands first.
    firsts = [shelf.guides[0].aligns[0] for shelf in by_area]
    assert firsts == [*CLUSTERS]
    situations = [one.title for one in shelves.by_situation(in_force(DAY), DAY)]
    assert situations == [one.title for one in shelves.situations().values()]
    readers = [one.title for one in shelves.by_reader(in_force(DAY), DAY)]
    assert readers == [one.title for one in shelves.readers().values()]


def test_what_is_under_no_heading_is_not_lost(shelf: Shelf) -> None:
    folder = shelf(one=text_of())
    (folder / "shelves.yaml").write_text(
        "situations: [{id: wet, title: It rains}]\nreaders: [{id: all, title: All}]\n"
    )
    some = [made(key="wet", when="[wet]"), made(key="odd", when="[dry]"), made(key="none")]
    found = [
        (one.title, [each.key for each in one.guides]) for one in shelves.by_situation(some, DAY)
    ]
    assert found == [("It rains", ["wet"]), (shelves.ELSE, ["odd", "none"])]


def test_without_headings_everything_is_still_there(shelf: Shelf) -> None:
    folder = shelf(one=text_of())
    assert [one.title for one in shelves.by_area([made()], DAY)] == [shelves.ELSE]
    (folder / "shelves.yaml").write_text("situations: [")
    assert shelves.situations() == {}
    (folder.parent / "frameworks").mkdir()
    (folder.parent / "frameworks" / "alongside.yaml").write_text("versions: [{nodes: none}]")
    assert shelves.areas(DAY) == {}


def test_areas_are_those_of_the_day(shelf: Shelf) -> None:
    folder = shelf().parent / "frameworks"
    folder.mkdir()
    (folder / "alongside.yaml").write_text(
        "versions:\n"
        "- valid_from: 2026-01-01\n  valid_to: 2027-03-31\n"
        "  nodes: [{id: A, kind: cluster, label: Old}]\n"
        "- valid_from: 2027-04-01\n"
        "  nodes: [{id: A, kind: cluster, label: New}, {id: x, kind: level}]\n"
    )
    assert [one.title for one in shelves.areas(date(2027, 3, 31)).values()] == ["Old"]
    assert [one.title for one in shelves.areas(date(2027, 4, 1)).values()] == ["New"]
    assert shelves.areas(date(2025, 1, 1)) == {}


def test_whoever_looks_after_it_sees_first_what_is_to_be_looked_at_first() -> None:
    some = [
        made(key="b", owner="the baker", review_by="2028-01-01"),
        made(key="a", owner="the baker"),
        made(key="c", owner="the Architect"),
    ]
    found = [(one.title, [each.key for each in one.guides]) for one in shelves.by_owner(some, DAY)]
    assert found == [("The Architect", ["c"]), ("The baker", ["a", "b"])]
    shipped = shelves.by_owner(in_force(DAY), DAY)
    assert all(
        one.review_by <= other.review_by for each in shipped for one, other in pairwise(each.guides)
    )


def addresses() -> Iterator[str]:
    yield from (reverse(f"knowledge:by-{way}") for way in WAYS)


@pytest.mark.django_db
def test_each_way_leads_to_all_of_it_and_to_the_others(cast: Cast, browse: Browse) -> None:
    every = {reverse("knowledge:guide", args=[one.key]) for one in in_force()}
    for reader in (cast.alice, cast.sam):
        for address in addresses():
            page = main_of(browse(reader).get(address))
            assert {str(one["href"]) for one in page.select(".al-list a")} == every
            ways = {str(one["href"]) for one in page.select("nav.kn-ways a")}
            assert ways == {LIBRARY, *addresses()}
            assert [str(one["href"]) for one in page.select(".kn-ways a[aria-current]")] == [
                address
            ]
            inside = {str(one["href"])[1:] for one in page.select('.al-contents a[href^="#"]')}
            assert inside <= {str(one["id"]) for one in page.select("[id]")}
    for other in (cast.ade_account, cast.pat):
        assert [browse(other).get(one).status_code for one in addresses()] == [404] * 4
    assert browse(cast.alice).get(f"{LIBRARY}by/colour/").status_code == 404


@pytest.mark.django_db
def test_the_library_asks_what_one_is_in_the_middle_of(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    links = main_of(alice.get(LIBRARY)).select(".al-contents a")
    there = main_of(alice.get(reverse("knowledge:by-situation")))
    for link in links:
        heading = there.select_one(f"[id='{str(link['href']).partition('#')[2]}']")
        assert heading is not None
        assert heading.text == link.text
    assert len(links) == len(shelves.situations())


@pytest.mark.django_db
def test_what_is_past_its_day_is_listed_for_its_owner(
    cast: Cast, browse: Browse, shelf: Shelf
) -> None:
    today = timezone.localdate()
    address = reverse("knowledge:by-owner")
    alice = browse(cast.alice)
    shelf(well=text_of(review_by=f"{today + timedelta(days=30)}"))
    assert "None. Every guide was looked at in time." in words(alice.get(address))
    shelf(late=text_of(review_by="2026-01-02"), later=text_of(review_by="2026-01-03"))
    access._read.cache_clear()  # files are read when the program starts
    due = main_of(alice.get(address)).select_one("section[aria-labelledby=due]")
    assert due is not None
    assert [str(one["href"]) for one in due.select("a")] == [f"{LIBRARY}late/", f"{LIBRARY}later/"]
    assert "Looked after by the gardener" in due.get_text()
    assert "2 January 2026" in due.get_text()
