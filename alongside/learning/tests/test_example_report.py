"""What a report looks like: the ordinary one, of an organisation that was made up and says so."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from alongside.foundation.small_numbers import Rules
from alongside.learning.instrument import CLUSTERS
from alongside.learning.models import Asked, Wave
from alongside.learning.surveys import invented as making
from alongside.learning.surveys.form import survey_of
from alongside.learning.surveys.invented import invented
from alongside.learning.surveys.shipped import BARRIERS, text_of
from tests import page_checks
from tests.browsing import Browse
from tests.cast import Cast, account, assemble

from .in_waves import being, opened

pytestmark = pytest.mark.django_db
SURVEY = "/learning/surveys/example/"
STAND = f"{SURVEY}where-we-stand/"
LEAST = Rules().least


@pytest.fixture
def cast() -> Cast:
    return assemble()


def figures(frozen: dict[str, Any]) -> list[int]:
    """Every count of people that is told."""
    found = [one["people"] for some in frozen["divisions"].values() for one in some]
    for question in frozen["questions"].values():
        found += [one["people"] for one in question["blocks"]]
        found += [
            people for by in question["by"].values() for row in by["people"] for people in row
        ]
    return found


@pytest.mark.parametrize("is_capability", [False, True])
def test_it_is_told_by_the_rules_that_every_wave_is_told_by(is_capability: bool) -> None:
    for wave in invented(is_capability):
        frozen = wave.frozen
        assert frozen is not None
        assert frozen["is_told"]
        assert frozen["rules"]["least"] == LEAST
        told = figures(frozen)
        assert len(told) > 50
        assert all(people >= LEAST and people % 5 == 0 for people in told)
        divided = [one["options"] for one in frozen["divisions"]["team"]]
        (small,) = [one for one in divided if "Out of hours" in one]
        assert len(small) > 1  # six people are told with others
    assert frozen
    every = {one["told"] for one in frozen["questions"].values()}
    assert {"told", "alike"} <= every


def test_it_is_the_same_for_everybody_on_every_day() -> None:
    first = invented(False)[0].frozen
    making._frozen.cache_clear()
    assert invented(False)[0].frozen == first


def test_every_answer_that_is_drawn_is_one_that_is_asked() -> None:
    """So that a question that is taken out of a survey leaves no weight behind for nobody."""
    asked: set[str] = set()
    for key in (making.SECTOR, BARRIERS):
        asked |= {name for one in survey_of(text_of(key)).asks for name in one.counted_as()}
    asked |= set(CLUSTERS) | {f"focus/{one}" for one in CLUSTERS}
    assert set(making.SAID) == asked
    for weights in (*making.SAID.values(), *making.SAID_BEFORE.values()):
        assert sum(weights) <= 100
    assert sum(making.ROLES.values()) < 100


@pytest.mark.parametrize("address", [SURVEY, STAND])
def test_whoever_may_be_asked_reads_it_marked_as_invented(
    cast: Cast, browse: Browse, address: str
) -> None:
    with being(cast.system):
        runs = account("staff", "Principal", "Principal", roles=("principal-social-worker",))
    for one in (cast.alice, cast.mo, cast.sam, cast.protection, runs):
        answer = browse(one).get(address)
        assert answer.status_code == 200, one
        html = answer.content.decode()
        assert page_checks.check(html) == []
        page = BeautifulSoup(html, "lxml")
        assert "Invented numbers, to show how it reads." in page.select_one("main").text  # type: ignore[union-attr]
        figures = [
            one.text for one in page.select("main h2") if one.get("id") not in ("how", "reply")
        ]
        assert len(figures) >= 4
        assert all(heading.endswith("(invented)") for heading in figures)
        assert not page.select("main form:not(.al-end), main a.govuk-button")
        assert "/print/" not in html


def test_nobody_else_comes_to_it(cast: Cast, browse: Browse, client: Any) -> None:
    for address in (SURVEY, STAND):
        for one in (cast.ade_account, cast.pat):
            assert browse(one).get(address).status_code in (403, 404)
        assert client.get(address).status_code == 302


def test_each_part_of_a_report_is_there_to_be_seen(cast: Cast, browse: Browse) -> None:
    survey = browse(cast.alice).get(SURVEY).content.decode()
    for said in (
        "405 people were asked",
        "did not, and nobody knows what they would have said",
        "% in 2019",
        "Nine in ten or more said the same",
        "Fostering + Mental health",
        "Since last time",
        "These changed more than luck alone could make it:",
        "One in ten or fewer",
        "Not clear",
        "Not told",
    ):
        assert said in survey, said
    stand = browse(cast.alice).get(STAND).content.decode()
    for said in (
        "Where people say they stand",
        "Below what is typical",
        "who can help",
        "stands in the way",
    ):
        assert said in stand, said
    assert "% in 2019" not in stand


def test_nothing_of_it_is_kept_or_opens(cast: Cast, browse: Browse) -> None:
    alice = browse(cast.alice)
    alice.get(SURVEY)
    with being(cast.alice):
        assert not Wave.objects.exists()
        assert not Asked.objects.exists()
    wave, before = invented(False)
    for one in (wave, before):
        assert alice.get(one.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("kind", "text", "address"),
    [("health check", "health-check", SURVEY), ("capability", "barriers", STAND)],
)
def test_whoever_is_asked_finds_it_before_they_answer(
    cast: Cast, browse: Browse, kind: str, text: str, address: str
) -> None:
    with being(cast.system):
        runs = account("staff", "Principal", "Principal", roles=("principal-social-worker",))
    wave = opened(runs, kind=kind, text=text_of(text))
    assert address in browse(cast.alice).get(wave.get_absolute_url()).content.decode()
    assert SURVEY in browse(cast.alice).get("/learning/surveys/").content.decode()
