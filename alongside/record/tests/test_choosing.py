"""Choosing whom a note is about: one's own people in sight, a whole team parted by its letters."""

from collections.abc import Mapping

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.people.actions import grants
from alongside.people.models import Basis, Person
from alongside.record.forms.choosing import by_letter
from alongside.record.views import writing
from tests.browsing import Browse
from tests.cast import Cast, person

pytestmark = pytest.mark.django_db
LETTERS = "ABCDEFGHIJ"


def named(*names: str) -> list[Person]:
    return [Person(called=name, sort_key=name.casefold()) for name in names]


def test_few_stand_together() -> None:
    assert [row.words for row in by_letter(named("Ade", "Bea"), 15)] == [""]
    assert by_letter([], 15) == []


def test_many_are_parted_by_letters_and_nobody_is_lost() -> None:
    people = named(*(f"{letter}{n:02}" for letter in "ABCZ" for n in range(7)))
    rows = by_letter(people, 15)
    assert [row.words for row in rows] == ["A to B", "C to Z"]
    assert [one for row in rows for one in row.people] == people
    assert all(row.is_folded for row in rows)


def test_one_letter_with_many_is_a_list_of_its_own() -> None:
    rows = by_letter(named("A1", *(f"B{n:02}" for n in range(40)), "C1"), 15)
    assert [row.words for row in rows] == ["A", "B", "C"]


@pytest.fixture
def team(cast: Cast) -> list[Person]:
    """Forty people whom Alice's team works with and she does not."""
    with acting(cast.system.pk):
        made = [
            person(f"{letter}ob Nother{n}", None, worker=cast.bob, by=cast.system)
            for letter in LETTERS
            for n in range(4)
        ]
        for one in made:
            grants.allocate(person=one, team=cast.adults, basis=Basis.TEAM, by=cast.system)
    return made


def lists(browser: Client, told: Mapping[str, object] | None = None) -> BeautifulSoup:
    page = browser.post("/write/", told) if told else browser.get("/write/")
    return BeautifulSoup(page.content, "lxml")


def test_one_s_own_stand_in_sight_and_the_team_s_are_folded(
    cast: Cast, team: list[Person], browse: Browse
) -> None:
    page = lists(browse(cast.alice))
    own, others = page.select(".al-choose")
    assert own.h2.get_text() == "Your people"  # type: ignore[union-attr]
    assert [one.get_text() for one in own.select("label")] == ["Ade Bankole", "Temi Bankole"]
    assert not own.select("details")
    words = [one.get_text(strip=True) for one in others.select("summary")]
    assert words == ["A to C", "D to F", "G to I", "J"]
    assert not others.select("details[open]")
    assert len(others.select("input[name=people]")) == len(team)
    ids = [one["id"] for one in page.select("input[name=people]")]
    assert len(set(ids)) == len(ids)


def test_who_is_chosen_stays_in_sight(cast: Cast, team: list[Person], browse: Browse) -> None:
    told = {"people": [str(team[13].pk)], "look": "1", "look_for": "bankole"}
    page = lists(browse(cast.alice), told)
    first = page.select(".al-choose")[0]
    assert first.h2.get_text() == "Close to that, or chosen already"  # type: ignore[union-attr]
    [ticked] = page.select("input[checked]")
    assert ticked["value"] == str(team[13].pk)
    assert ticked in first.select("input")
    nothing = lists(browse(cast.alice), {**told, "look_for": " "})
    [opened] = nothing.select("details[open]")
    assert opened.select("input[checked]")


def test_what_is_wrong_is_said_at_the_first_list(
    cast: Cast, team: list[Person], browse: Browse
) -> None:
    page = lists(browse(cast.bob), {"people": ""})
    assert page.select_one(".al-choose .govuk-error-message")
    first = page.select_one(".al-choose input")
    assert first is not None
    assert page.select_one(f'.govuk-error-summary a[href="#{first["id"]}"]')


def test_whoever_has_the_name_of_another_stands_with_the_birthday(
    cast: Cast, browse: Browse
) -> None:
    today = timezone.localdate()
    with acting(cast.system.pk):
        born = today.replace(year=today.year - 30, day=1)
        person("Ade Bankole", born, worker=cast.alice, by=cast.system)
    page = lists(browse(cast.alice))
    hints = [one.get_text() for one in page.select(".govuk-checkboxes__hint")]
    assert len(hints) == 2
    assert any("born 3 May 1958" in words for words in hints)


def test_a_list_that_stops_says_so(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There are more" not in browse(cast.alice).get("/write/").content.decode()
    monkeypatch.setattr(writing, "MOST_LISTED", 1)
    assert "There are more" in browse(cast.alice).get("/write/").content.decode()
