"""Tests of what is shipped: every guide holds together, is short, plain, sourced and our own."""

import os
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from ..access import files, guides, in_force, led_to
from ..guide import KINDS, Guide
from ..linting import LONGEST_SENTENCE, MOST_WORDS, OLDEST, measured
from ..reading import read_guide

SHIPPED = [read_guide(file) for file in files()]
RUN = 8  # words that stand one after the other in somebody else's text
WRITTEN = date(2026, 11, 22)
each = pytest.mark.parametrize("guide", SHIPPED, ids=lambda one: one.key)


def test_there_is_a_library() -> None:
    assert sorted(one.key for one in SHIPPED) == sorted(guides())
    kinds = [one.kind for one in SHIPPED]
    assert kinds.count("guide") >= 15
    assert kinds.count("procedure") >= 4
    assert kinds.count("point-of-entry") == 2
    assert [one.kind for one in in_force(WRITTEN)] == sorted(kinds, key=list(KINDS).index)


@each
def test_it_is_short_and_plain(guide: Guide) -> None:
    found = measured(guide, WRITTEN)
    assert found.remarks == ()
    assert found.words <= MOST_WORDS
    assert found.reading_age is not None
    assert found.reading_age <= OLDEST
    assert found.checks > 0


@each
def test_it_says_where_it_comes_from_and_who_looks_after_it(guide: Guide) -> None:
    assert guide.sources
    assert guide.valid_from <= WRITTEN < guide.review_by
    assert guide.owner.startswith("the ")
    assert guide.purpose.endswith(".")
    assert guide.aligns


@each
def test_it_leads_to_guides_that_are_there(guide: Guide) -> None:
    assert {key for key, _ in led_to(guide)} <= set(guides()) - {guide.key}
    assert guide.related


@each
def test_its_words_are_the_house_s(guide: Guide) -> None:
    text = "\n".join([guide.title, guide.purpose, *guide.body.lines])
    for word in ("!", "please note", "service user", "N/A", "click here", " utilise"):
        assert word.casefold() not in text.casefold(), word
    assert '"' not in text  # quotation marks are “ and ”
    assert "'" not in text


def test_nothing_was_copied() -> None:
    folder = os.environ.get("SOURCE_TEXTS")
    if not folder:
        pytest.skip("SOURCE_TEXTS names no folder with the texts that these guides draw on.")
    theirs = {run for file in Path(folder).iterdir() for run in _runs(file.read_text())}
    assert len(theirs) > 10_000
    for file in files():
        same = theirs & set(_runs(file.read_text()))
        # The names of what is cited are theirs, and stay so.
        cited = " ".join(_words(" ".join(one.name for one in read_guide(file).sources)))
        assert [" ".join(run) for run in same if " ".join(run) not in cited] == [], file.name


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold().replace("’", "").replace("'", ""))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _words(text)
    return [tuple(words[n : n + RUN]) for n in range(len(words) - RUN + 1)]


def test_a_sentence_that_is_too_long_is_counted() -> None:
    text = " ".join(["word"] * (LONGEST_SENTENCE + 1))
    from .making import made

    remarks = measured(made(f"{text}.\n"), WRITTEN).remarks
    assert remarks[0].startswith(f"{LONGEST_SENTENCE + 1} words in one sentence")


def test_titles_are_not_alike() -> None:
    titles = sorted(one.title.casefold() for one in SHIPPED)
    assert all(one != other for one, other in pairwise(titles))
