"""Tests of `alongside knowledge check`: what it says of files that are right, and of others."""

import json

import pytest

from alongside.cli import main

from .conftest import Shelf
from .making import ABOVE, text_of

Capture = pytest.CaptureFixture[str]


def command(*words: object) -> int:
    return main(["knowledge", "check", *map(str, words)])


def test_all_that_is_shipped_is_right(capsys: Capture) -> None:
    assert command() == 0
    said = capsys.readouterr().out
    assert "content/guides/young-carers.md: " in said
    assert "none of them wrong" in said


def test_it_counts_and_measures(shelf: Shelf, capsys: Capture) -> None:
    folder = shelf(watering=text_of("Plants drink.\n\n- [ ] I looked.\n", valid_to="2098-01-01"))
    assert command() == 0
    said = capsys.readouterr().out
    assert f"{folder / 'watering.md'}: 10 words, 1 min, reading age " in said
    assert "  1 to tick, 1 source, until 2027-01-01" in said
    assert "1 file, none of them wrong." in said


def test_it_names_what_should_be_looked_at_again(shelf: Shelf, capsys: Capture) -> None:
    body = f"{'Responsibilities necessitate communication. ' * 310}\n"
    wrapped = "\n\n".join(body[n : n + 3_520] for n in range(0, len(body), 3_520))
    shelf(old=text_of(wrapped, review_by="2026-01-02", valid_to="2026-02-01"))
    assert command() == 0  # to be looked at, and not wrong
    said = capsys.readouterr().out
    assert "It was to be looked at again by 2 January 2026. Ask the gardener." in said
    assert "It does not hold today, so nobody is shown it." in said
    assert "words, and 900 is the most for five minutes." in said
    assert "It is hard to read: reading age " in said


def test_it_says_file_line_and_sentence_and_goes_on(shelf: Shelf, capsys: Capture) -> None:
    folder = shelf(
        wrong=text_of("Fine.\n\n<b>No</b>\n"),
        lost=text_of(),  # leads to “sowing”
        right=text_of("Fine.\n"),
        alone=text_of("Fine.\n", related="[nowhere]"),
    )
    assert command() == 1
    said = capsys.readouterr().out
    assert f"{folder / 'wrong.md'}, line {ABOVE + 3}: HTML is not read here." in said
    assert f"{folder / 'lost.md'}, line {ABOVE + 10}: It leads to “sowing”, and there" in said
    assert f"{folder / 'alone.md'}, line 1: It leads to “nowhere”, and there is no" in said
    assert f"{folder / 'right.md'}: 7 words" in said
    assert "4 files, 3 of them wrong." in said


def test_it_says_the_same_as_json(shelf: Shelf, capsys: Capture) -> None:
    folder = shelf(right=text_of("Fine.\n"), wrong="Words.\n")
    assert command("--json", folder / "right.md", folder / "wrong.md") == 1
    right, wrong = json.loads(capsys.readouterr().out)
    assert (right["wrong"], right["review_by"], right["remarks"]) == (None, "2027-01-01", [])
    assert (wrong["file"], wrong["line"]) == (str(folder / "wrong.md"), 1)
    assert wrong["wrong"].startswith("It begins with a line of “---”")


def test_it_refuses_a_heading_that_there_is_not(shelf: Shelf, capsys: Capture) -> None:
    folder = shelf(right=text_of("Fine.\n", when="[now]"), wrong=text_of("Fine.\n", who="[nobody]"))
    assert command() == 1
    said = capsys.readouterr().out
    assert f"{folder / 'right.md'}, line 1: “when” names “now”. It may name nothing" in said
    headings = "situations: [{id: now, title: Now}]\nreaders: [{id: all, title: All}]\n"
    (folder / "shelves.yaml").write_text(headings)
    assert command() == 1
    said = capsys.readouterr().out
    assert f"{folder / 'right.md'}: 7 words" in said
    assert f"{folder / 'wrong.md'}, line 1: “who” names “nobody”. It may name all." in said
    (folder / "shelves.yaml").write_text(headings.replace("title: Now", "name: Now"))
    assert command() == 1
    assert "shelves.yaml, line 1: “name” means nothing here" in capsys.readouterr().out
