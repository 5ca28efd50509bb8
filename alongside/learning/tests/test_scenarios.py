"""Dilemmas are read with care, and what is shipped is whole, plain, sourced and of many sides."""

from datetime import date
from pathlib import Path

import pytest

from alongside.foundation.content import ContentError
from alongside.learning.scenarios.library import files, in_force
from alongside.learning.scenarios.linting import measured, texts
from alongside.learning.scenarios.reading import read_scenario, read_scenario_text
from alongside.learning.scenarios.scenario import Scenario
from alongside.learning.scenarios.writing import as_yaml

TODAY = date(2026, 11, 22)
SHIPPED = [read_scenario(file) for file in files()]
SMALL = """
key: small
version: 1
title: A small one
about: Two doors.
for: [everybody]
minutes: 5
owner: the principal social workers
valid_from: 2026-11-22
review_by: 2027-11-22
aligns: [C]
sources: [{name: Written for this, checked: false}]
begins: hall
scenes:
- id: hall
  title: The hall
  text: Two doors.
  ask: Which?
  choices:
  - {id: left, words: The left one, leads_to: garden, effects: {person: Out., family: In.}}
  - {id: round, words: Round again, leads_to: hall, effects: {person: Tired., team: Late.}}
- id: garden
  title: The garden
  text: Green.
  follows: [Rain]
  talk: ["Why green?"]
"""


def small(old: str = "", new: str = "") -> Scenario:
    assert old in SMALL
    return read_scenario_text(SMALL.replace(old, new) if old else SMALL, Path("small.yaml"))


def test_a_small_one_is_read() -> None:
    found = small()
    assert [one.id for one in found.scenes] == ["hall", "garden"]
    assert found.scenes[1].is_end
    assert [(one.party, one.words) for one in found.scenes[0].choices[0].effects] == [
        ("person", "Out."),
        ("family", "In."),
    ]
    assert found.reached_from("hall") == {"hall", "garden"}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("leads_to: garden", "leads_to: cellar", "there is no such scene"),
        ("begins: hall", "begins: roof", "begins with “roof”"),
        (", family: In.", "", "fewer than two sides"),
        ("person: Out.", "nobody: Out.", "means nothing here"),
        ("leads_to: garden", "leads_to: hall", "no way to an end"),
        ("id: garden", "id: hall", "two scenes called"),
        ("id: round", "id: left", "same id"),
        ("  follows: [Rain]\n", "", "is an end"),
        ("  ask: Which?\n", "", "say what is asked"),
        ("aligns: [C]", "aligns: [K]", "names “K”"),
        ("aligns: [C]", "aligns: []", "“aligns” is missing"),
        ("version: 1", "version: 1.0", "whole number"),
        ("review_by: 2027-11-22", "review_by: 2026-01-01", "before it begins"),
        ("checked: false", "checked: true", "checked_on"),
        ("title: A small one", "colour: red", "means nothing here"),
    ],
)
def test_what_is_wrong_is_said(old: str, new: str, sentence: str) -> None:
    with pytest.raises(ContentError, match=sentence) as wrong:
        small(old, new)
    assert wrong.value.line >= 1


def test_a_way_without_an_end_is_refused() -> None:
    trap = SMALL.replace("leads_to: hall", "leads_to: loop") + (
        "- id: loop\n  title: Loop\n  text: Round.\n  ask: Again?\n  choices:\n"
        "  - {id: a, words: A, leads_to: loop, effects: {person: X., team: Y.}}\n"
        "  - {id: b, words: B, leads_to: loop, effects: {person: X., team: Y.}}\n"
    )
    with pytest.raises(ContentError, match="no way to an end"):
        read_scenario_text(trap, Path("small.yaml"))


def test_a_scene_that_nobody_comes_to_is_refused() -> None:
    attic = "- {id: attic, title: Attic, text: Dust., follows: [Sun], talk: [Why]}\n"
    with pytest.raises(ContentError, match="Nobody ever comes to the scene “attic”"):
        read_scenario_text(SMALL + attic, Path("small.yaml"))


def test_five_megabytes_and_things_too_deep_are_refused() -> None:
    with pytest.raises(ContentError, match="longer than"):
        read_scenario_text("x" * 5_000_000, Path("small.yaml"))
    with pytest.raises(ContentError):
        read_scenario_text("a: " + "[" * 5_000, Path("small.yaml"))


def test_a_file_is_called_by_its_key(tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text(SMALL)
    with pytest.raises(ContentError, match=r"small\.yaml"):
        read_scenario(file)


# What is shipped


def test_there_are_nine_about_what_practice_asks_for() -> None:
    assert {one.key for one in SHIPPED} == {
        "open-profile", "friend-request", "midnight-message", "chat-group-photo",
        "what-the-note-says", "the-score", "no-data", "threat-online", "a-line-from-2014",
    }  # fmt: skip
    assert {one.key for one in in_force(TODAY)} == {one.key for one in SHIPPED}
    assert {letter for one in SHIPPED for letter in one.aligns} >= set("ABCDEFHI")


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.key)
def test_each_is_rich_plain_and_dated(one: Scenario) -> None:
    found = measured(one, TODAY)
    assert found.remarks == ()
    assert 6 <= found.scenes <= 12
    assert found.ends >= 2
    assert found.reading_age is not None
    assert found.reading_age <= 10
    assert one.sources
    assert len(one.people) >= 3
    assert not any("!" in text for text in texts(one))
    said = {effect.party for scene in one.scenes for c in scene.choices for effect in c.effects}
    assert said >= {"person", "family", "practitioner", "agency"}


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.key)
def test_none_says_that_a_choice_is_right_or_counts_points(one: Scenario) -> None:
    for text in texts(one):
        for word in ("correct answer", "wrong answer", "well done", "points", "score of"):
            assert word not in text.lower(), text


@pytest.mark.parametrize("one", SHIPPED, ids=lambda one: one.key)
def test_each_is_the_same_when_it_is_written_and_read_again(one: Scenario) -> None:
    again = read_scenario_text(as_yaml(one), Path(f"{one.key}.yaml"))
    assert as_yaml(again) == as_yaml(one)
    assert [s.id for s in again.scenes] == [s.id for s in one.scenes]
    assert again.scenes[0].choices == one.scenes[0].choices
