"""A family, in order: whose each line is, what may not be read, who was chosen, and its bounds."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.days import When
from alongside.people.actions import grants
from alongside.people.actions.around import add_relationship
from alongside.people.models import Person
from alongside.record.access.families import MOST_CHOSEN, chosen_of, family_lines, members
from alongside.record.actions import Words, restrict_entry
from tests.browsing import Browse
from tests.cast import Cast, person

from .conftest import Trail, Write

pytestmark = pytest.mark.django_db
SECRET = "What she said about the money"


@pytest.fixture
def family(cast: Cast) -> list[Person]:
    """Ade, and his child Temi, whose record Alice reads and Bob does not."""
    with acting(cast.alice.pk):
        add_relationship(person=cast.ade, kind="child", other=cast.temi, by=cast.alice)
    return [cast.ade, cast.temi]


def on(number: int) -> When:
    return When(date(2026, 1, 1) + timedelta(days=number), "day")


def page_of(browser: Any, who: Person, *others: Person, more: str = "") -> str:
    end = "&".join([f"with={one.pk}" for one in others] + ([more] if more else []))
    answer = browser.get(f"/people/{who.pk}/chronologies/family/?{end}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_each_line_says_whose_it_is_and_stands_once(
    cast: Cast, family: list[Person], note: Write, browse: Browse, trailed: Trail
) -> None:
    note(Words("fact", "He dug the bed."), happened=on(1))
    note(Words("fact", "She rang."), people=[cast.temi], happened=on(2))
    note(Words("fact", "They spoke."), people=[cast.ade, cast.temi], happened=on(3))
    alone = page_of(browse(cast.alice), cast.ade)
    assert "He dug the bed." in alone
    assert "She rang." not in alone
    page = page_of(browse(cast.alice), cast.ade, cast.temi)
    found = re.findall(r"He dug the bed|She rang|They spoke", page)
    assert found == ["He dug the bed", "She rang", "They spoke"]
    assert re.findall(r"<p><b>(.*?)</b></p>", page) == [
        "Ade Bankole",
        "Temi Bankole",
        "Ade Bankole, Temi Bankole",
    ]
    assert "family chronology opened" in trailed(cast.temi, cast.alice)


def test_only_who_reads_them_all_may_choose_them(
    cast: Cast, family: list[Person], note: Write, browse: Browse
) -> None:
    note(Words("fact", "She rang."), people=[cast.temi], happened=on(2))
    page = page_of(browse(cast.bob), cast.ade, cast.temi, cast.stranger)
    assert "She rang." not in page
    assert "Temi" not in page.partition("<main")[2]
    for account in (cast.charlie, cast.pat, cast.sam, cast.ade_account, cast.protection):
        answer = browse(account).get(f"/people/{cast.ade.pk}/chronologies/family/")
        assert answer.status_code in (403, 404), account.email


def test_what_is_kept_to_a_few_is_a_stub_that_says_whose(
    cast: Cast, family: list[Person], note: Write, browse: Browse
) -> None:
    entry = note(Words("fact", SECRET), people=[cast.temi], happened=on(2), by=cast.alice)
    with acting(cast.alice.pk):
        grants.allocate(person=cast.temi, account=cast.bob, by=cast.alice)
        grants.allocate(person=cast.temi, account=cast.mo, by=cast.alice)
    assert SECRET in page_of(browse(cast.bob), cast.ade, cast.temi)
    with acting(cast.mo.pk):
        restrict_entry(
            entry=entry, words="It is about her safety.", by=cast.mo, review_by=cast.alice,
            until=timezone.localdate() + timedelta(days=30),
        )  # fmt: skip
    page = page_of(browse(cast.bob), cast.ade, cast.temi)
    assert SECRET not in page
    assert "It is about her safety." in page
    assert "1 of these lines may not be read here" in page


def test_pages_follow_each_other_without_a_gap_or_a_line_twice(
    cast: Cast, family: list[Person], note: Write
) -> None:
    for n in range(7):
        who = [[cast.ade], [cast.temi], [cast.ade, cast.temi]][n % 3]
        note(Words("fact", f"Day {n}"), people=who, happened=on(n // 2))
    found: list[Any] = []
    after = None
    with acting(cast.alice.pk):
        for _ in range(9):
            page = family_lines(family, after, by=cast.alice, size=2)
            found += [one.line.about.entry_id for one in page.lines if one.line.about]
            after = page.later
            if after is None:
                break
        whole = family_lines(family, by=cast.alice, size=50)
    assert found == [one.line.about.entry_id for one in whole.lines if one.line.about]
    assert len(found) == len(set(found)) == 7


def test_a_large_family_is_bounded_and_costs_the_same(cast: Cast, note: Write, family: Any) -> None:
    with acting(cast.system.pk):
        many = [
            person(f"Child {n:02}", date(2017, 5, 3), worker=cast.alice, by=cast.system)
            for n in range(30)
        ]
    with acting(cast.alice.pk):
        for one in many:
            add_relationship(person=cast.ade, kind="child", other=one, by=cast.alice)
        offered = members(cast.ade, cast.alice)
        chosen = chosen_of(offered, [str(one.pk) for one in offered])
    assert (len(offered), len(chosen)) == (25, MOST_CHOSEN)
    assert chosen[0] == cast.ade
    note(happened=on(1))
    asked = []
    for people in (chosen[:2], chosen):
        with acting(cast.alice.pk), CaptureQueriesContext(connection) as queries:
            family_lines(people, by=cast.alice)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_on_paper_it_is_all_of_it(
    cast: Cast, family: list[Person], note: Write, browse: Browse
) -> None:
    for n in range(52):
        note(Words("fact", f"Day number {n}."), happened=on(n))
    page = page_of(browse(cast.alice), cast.ade, cast.temi)
    assert "Day number 51." not in page
    assert "What came later is left out" in page
    later = re.findall(r'href="(\?[^"]*after=[^"]*)"', page)[0].replace("&amp;", "&")
    assert f"with={cast.temi.pk}" in later
    second = page_of(browse(cast.alice), cast.ade, more=later[1:])
    assert "Day number 51." in second
    assert "Day number 51." in page_of(browse(cast.alice), cast.ade, more="all=1")
    wrong = page_of(browse(cast.alice), cast.ade, more="after=x~y&with=z&with=")
    assert "Day number 0." in wrong
