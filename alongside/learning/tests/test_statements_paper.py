"""The statements on paper: all of them, each with its sentences and a box, about nobody."""

from typing import Any

import pytest
from django.utils import timezone

from alongside.foundation.tests.reading_papers import pages_of, structure_of, words_of
from alongside.learning.instrument import NOTHING, instrument_on
from tests.browsing import Browse
from tests.cast import Cast, assemble

pytestmark = pytest.mark.django_db
PAGE = "/learning/where-i-stand/on-paper/"


@pytest.fixture
def cast() -> Cast:
    return assemble()


@pytest.mark.parametrize("format", ["standard", "large"])
def test_all_of_it_is_there_tagged_and_in_large_print(
    cast: Cast, browse: Browse, format: str
) -> None:
    asks = browse(cast.alice)
    assert PAGE in asks.get("/learning/where-i-stand/").content.decode()
    assert "Save as PDF" in asks.get(PAGE).content.decode()
    answer = asks.post(PAGE, {"format": format, "file": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    said = "".join("".join(words_of(answer.content)).split())
    asked = instrument_on(timezone.localdate())
    for one in asked.statements:
        assert "".join(one.text.split()) in said, one.id
        for level in range(1, 5):
            assert "".join(one.say(level).split()) in said, (one.id, level)
    assert said.count("".join(NOTHING["not-role"].split())) == 40
    assert "draft,notvalidated" in said
    assert "Alice" not in said
    pages = structure_of(answer.content)
    assert sum(len(page.all("H3")) for page in pages) == 40
    # Whatever is chosen from stands on the page of its statement.
    for page in pages_of(answer.content):
        together = "".join(page.split())
        assert together.count("Starting:") == together.count("".join(NOTHING["not-role"].split()))


def test_with_learning_alone_too(cast: Cast, browse: Browse, settings: Any) -> None:
    settings.ROOMS = "learning"
    answer = browse(cast.sam).post(PAGE, {"format": "standard", "file": "word"})
    assert answer.status_code == 200
    assert "word" in answer["Content-Type"]
