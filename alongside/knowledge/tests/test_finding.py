"""Tests of finding a guide: by its title, by other words for it, endings, and nothing at all."""

import pytest

from ..access import in_force
from ..finding import find
from .making import made

WATERING = made(also="[hosepipe, Gießkanne]")
SOWING = made(
    "## Seeds\n\nPut them into soil. A can of water helps.\n", key="sowing", title="Sowing"
)
BOTH = [SOWING, WATERING]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("watering", ["watering", "sowing"]),
        ("how do I water my plants", ["watering", "sowing"]),
        ("HOSEPIPES", ["watering"]),
        ("giesskanne", ["watering"]),
        ("GIESSKANNEN", ["watering"]),
        ("seed", ["sowing"]),
        ("soil", ["sowing", "watering"]),
        ("gardener", []),
    ],
)
def test_what_is_found(asked: str, found: list[str]) -> None:
    assert [one.key for one in find(BOTH, asked).guides] == found


def test_all_of_the_words_or_else_some() -> None:
    whole = find(BOTH, "seeds soil")
    assert whole.has_all
    assert [one.key for one in whole.guides] == ["sowing"]
    some = find(BOTH, "seeds rockets")
    assert not some.has_all
    assert [one.key for one in some.guides] == ["sowing"]


@pytest.mark.parametrize("asked", ["", "   ", "how do I", "?!", "🌱"])
def test_nothing_that_could_be_looked_for(asked: str) -> None:
    assert find(BOTH, asked).is_empty


def test_a_million_words_take_no_time() -> None:
    assert not find(BOTH, "water " * 200_000 + "x" * 100_000).is_empty


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("WhatsApp", "photographs-and-chat-groups"),
        ("friend request", "boundaries-online"),
        ("Cheshire West", "deprivation-of-liberty"),
        ("LADO", "position-of-trust"),
        ("databank", "helping-people-without-data"),
        ("sextortion", "online-harm-to-a-child"),
        ("section 42", "adult-safeguarding"),
        ("midnight message", "messages-out-of-hours"),
        ("young carers", "young-carers"),
        ("transcription", "notes-drafted-by-ai"),
    ],
)
def test_words_that_people_look_for(asked: str, first: str) -> None:
    assert find(in_force(), asked).guides[0].key == first
