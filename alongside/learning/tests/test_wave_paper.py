"""What came of a wave on paper: what its page says, what protects people, and figures of 2019."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction

from alongside.accounts.models import Account
from alongside.foundation.tests.reading_papers import kinds_of, words_of
from alongside.learning.actions import waves as actions
from alongside.learning.models import Wave
from alongside.learning.surveys.shipped import text_of
from tests.browsing import Browse
from tests.cast import Cast, assemble

from .in_waves import being, closed, give, many, opened, principal

__all__ = ["many", "principal"]
# Nothing is counted in the transaction that closed it, so each of these has real ones.
pytestmark = pytest.mark.django_db(transaction=True)
SECTOR = {"skill": "4", "qualifying": "1", "assess": "5", "barrier/time": "yes"}


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, made anew and committed."""
    with transaction.atomic():
        return assemble()


def paper(browser: Any, wave: Wave, **more: str) -> Any:
    """The file that is handed out."""
    return browser.post(f"{wave.get_absolute_url()}print/", {"format": "standard", **more})


def told(principal: Account, many: list[Account]) -> Wave:
    """The survey of technology, answered by thirty in two ways, and answered in writing."""
    wave = opened(
        principal, kind="survey", title="Technology here", text=text_of("sector-survey"), groups=[]
    )
    for number, one in enumerate(many):
        give(wave, one, SECTOR | {"skill": "345"[number % 3]})
    closed(wave, principal)
    with being(principal):
        actions.reply_to_wave(wave=wave, reply="Two hours a week, **from May**.", by=principal)
    return wave


def test_what_came_of_it_on_paper(
    cast: Cast, principal: Account, many: list[Account], browse: Browse
) -> None:
    wave = told(principal, many)
    browser = browse(cast.alice)
    page = browser.get(wave.get_absolute_url()).content.decode()
    assert "Print or save it" in page
    assert (
        "What print is needed?" in browser.get(f"{wave.get_absolute_url()}print/").content.decode()
    )
    saved = paper(browser, wave)
    assert saved["Content-Type"] == "application/pdf"
    assert re.search(r'filename="what-everybody-said-[\d-]+\.pdf"', saved["Content-Disposition"])
    assert {"H1", "Table", "TH", "TD"} <= set(kinds_of(saved.content))
    words = words_of(saved.content)
    for said in (
        "Technology here",
        "Every figure tells of 10 people or more",
        "To see what to do first.",
        "Two hours a week, from May.",
        "Principal, 2",
        "About 30 answered",
        "The column “2019” is the sector survey of 2019",
        "stakeholders' report, 2019",
        "648 in two places",
        "47%",
        "Not told, since the answers are too few, or too much alike",
        "How this was worked out",
    ):
        assert said in words, said
    word = paper(browser, wave, file="word")
    assert "wordprocessingml" in word["Content-Type"]


def test_of_few_the_paper_says_why_nothing_is_told(
    cast: Cast, principal: Account, browse: Browse
) -> None:
    wave = opened(principal, groups=[])
    give(wave, cast.alice)
    open_still = browse(cast.bob).get(f"{wave.get_absolute_url()}print/")
    assert open_still.status_code == 404
    closed(wave, principal)
    words = words_of(paper(browse(cast.bob), wave).content)
    assert "fewer than 10 answered. So nothing is told of it." in words
    assert "Nobody has answered in writing yet." in words
    assert "What people said" not in words


def test_whoever_may_not_read_the_page_gets_no_paper(
    cast: Cast, principal: Account, browse: Browse
) -> None:
    wave = opened(principal, groups=[])
    closed(wave, principal)
    for one in (cast.ade_account, cast.pat):
        assert browse(one).get(f"{wave.get_absolute_url()}print/").status_code in (403, 404)
