"""Tests of reading a file: whatever slips from the pen is said with its line, in a sentence."""

from decimal import Decimal
from pathlib import Path

import pytest

from alongside.foundation.content import ContentError, folder

from ..definition import Several
from ..definition import Test as Comparison
from ..reading import LONGEST_FILE, read_questionnaire
from .making import BEFORE, asking, made, refusal, text_of
from .samples import EVERYDAY, HEAD

FIRST = BEFORE + 1
ONE = asking("one", "text")


@pytest.mark.parametrize(
    "file", sorted((folder() / "questionnaires").glob("*.yaml")), ids=lambda one: one.stem
)
def test_all_that_is_shipped_is_read(file: Path) -> None:
    found = read_questionnaire(file.read_text(encoding="utf-8"), file.name)
    assert found.id == file.stem
    assert found.questions


def test_the_sample_says_what_it_asks() -> None:
    found = read_questionnaire(EVERYDAY)
    assert [one.id for one in found.questions] == [
        "washing", "can-wash", "can-dress", "who", "hours", "tools", "score", "hours-total",
        "since", "eligible",
    ]  # fmt: skip
    assert found.form == "everyday 1"
    assert found.by_id["washing"].voices == ("person", "worker")
    assert found.by_id["washing"].is_required
    assert found.by_id["can-wash"].options[1].score == Decimal(3)
    assert found.by_id["what-helps"].most_rows == 3
    when = found.by_id["what-helps"].when
    assert isinstance(when, Several)
    assert when.of == (Comparison("can-wash", "=", "help"), Comparison("can-wash", "=", "slow"))
    assert [one.id for one in found.above(found.by_id["who"])] == [
        "what-helps", "washing-part", "mornings",
    ]  # fmt: skip


SLIPS = {
    "unknown key": ("id: one, aks: x, type: text", 0, "“aks” means nothing here"),
    "a typo in the type": (asking("one", "txet"), 0, "“type” is “txet”. It may be one of"),
    "no type": ('id: one, ask: "What?"', 0, "“type” is “”"),
    "no words": ("id: one, type: text, why: a, used_by: b", 0, "“ask” is missing"),
    "no why": ('id: one, ask: "What?", type: text, used_by: b', 0, "has to say “why”"),
    "nobody uses it": ('id: one, ask: "What?", type: text, why: a', 0, "who it is “used_by”"),
    "capitals in an id": (asking("One", "text"), 0, "“One” cannot be an id"),
    "an id too long": (asking("o" * 31, "text"), 0, "at most 30"),
    "a sort unknown": (asking("one", "text, sort: guess"), 0, "“sort” is “guess”"),
    "a strange voice": (asking("one", "text, voices: [mother]"), 0, "“voices” may be person"),
    "the same voice twice": (asking("one", "text, voices: [person, person]"), 0, "“voices” may"),
    "two voices for a day": (
        asking("one", "date, voices: [person, worker]"), 0, "Only words have two voices",
    ),
    "a finish unknown": (asking("one", "text, finish: yes"), 0, "“finish” is “yes”"),
    "a length of words": (asking("one", "text, longest: long"), 0, "“longest” is no number"),
    "a length of nothing": (asking("one", "text, longest: 0"), 0, "whole number from 1 to 100,000"),
    "a length too long": (asking("one", "text, longest: 100001"), 0, "from 1 to 100,000"),
    "an infinite least": (asking("one", "integer, min: Infinity"), 0, "“min” is no number"),
    "no options": (asking("one", "choice"), 0, "“options” must be a list"),
    "options of words": (asking("one", "text, options: [{id: a, say: A}]"), 0, "Only a choice has"),
    "an option twice": (
        asking("one", "choice, options: [{id: a, say: A}, {id: a, say: B}]"), 0, "the same id",
    ),
    "an option that is a truth": (
        asking("one", "choice, options: [{id: a, say: true}]"), 0, "in quotes: “Yes”, not yes",
    ),
    "points in words": (
        asking("one", "choice, options: [{id: a, say: A, score: much}]"), 0, "“score” is no number",
    ),
    "a code set unknown": (asking("one", "choice, options_from: moods"), 0, "no code set called"),
    "questions in a question": (asking("one", "text, questions: [{id: b}]"), 0, "Only a group has"),
    "words that repeat": (asking("one", "text, repeats: {max: 3}"), 0, "Only a group repeats"),
    "five hundred and one rows": (
        asking("one", f"group, repeats: {{max: 501}}, questions: [{{{asking('two', 'text')}}}]"),
        0, "from 1 to 500",
    ),
    "a condition without a test": (
        asking("one", "text, when: {question: two}"), 0, "A condition says one of is, is_not",
    ),
    "a condition with two tests": (
        asking("one", "text, when: {question: two, is: a, over: 3}"), 0, "A condition says one of",
    ),
    "answered perhaps": (
        asking("one", "text, when: {question: two, answered: perhaps}"), 0, "must be true or false",
    ),
    "any beside a question": (
        asking("one", "text, when: {any: [], question: two}"), 0, "“question” means nothing here",
    ),
    "a proposal without when": (
        asking("one", "choice, options: [{id: a, say: A}], proposes: [{option: a, because: b}]"),
        0, "“when” is missing: say under which condition",
    ),
    "what follows unknown": (asking("one", "text, leads_to: [{do: dance}]"), 0, "“do” is “dance”"),
    "a task without words": (
        asking("one", "text, leads_to: [{do: task}]"), 0, "“words” is missing",
    ),
    "asking for nothing": (
        asking("one", "text, leads_to: [{do: ask, words: a}]"), 0, "“questionnaire” is missing",
    ),
    "worked out in two voices": (
        asking("one", "text, voices: [person, worker], calculate: \"linkId = 'a'\""),
        0, "so it has no two voices",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS, ids=list(SLIPS))
def test_a_slip_is_said_with_its_line(slip: str) -> None:
    question, after, sentence = SLIPS[slip]
    wrong = refusal(text_of(asking("before", "text"), question))
    assert sentence in wrong.sentence
    assert wrong.line == FIRST + 1 + after
    assert wrong.sentence.rstrip().endswith((".", ":"))


HEADS = {
    "an unknown key": ("title: Every day", "titel: Every day", "“titel” means nothing here"),
    "no title": ("title: Every day\n", "", "“title” is missing"),
    "no source": ("source: Made for tests\n", "", "needs its “source”"),
    "a day that is none": ("checked_on: 2026-11-22", "checked_on: 22.11.2026", "is no date"),
    "the end before the beginning": (
        "valid_from: 2026-01-01", "valid_from: 2026-01-01\nvalid_to: 2025-01-01", "ends before",
    ),
    "half a version": ("version: 1", "version: 1.5", "must be a whole number, such as 2"),
    "who answers": ("answered_by: both", "answered_by: everybody", "“answered_by” is “everybody”"),
    "signing perhaps": ("signing: true", "signing: perhaps", "must be true or false"),
    "approval": ("signing: true", "approval: the king", "“approval” is “the king”"),
    "who starts it": (
        "signing: true",
        "started_by: [partner]",
        "“started_by” may be worker, or worker and partner.",
    ),
    "a partner’s assessment": (
        "signing: true",
        "started_by: [worker, partner]",
        "Only what becomes a referral, and is not kept apart, may be started by a partner.",
    ),
    "written twice": ("version: 1", "version: 1\nversion: 2", "“version” is written twice"),
}  # fmt: skip


@pytest.mark.parametrize("slip", HEADS, ids=list(HEADS))
def test_a_slip_at_the_top_is_said(slip: str) -> None:
    right, wrong, sentence = HEADS[slip]
    assert right in HEAD
    assert sentence in refusal(text_of(ONE, head=HEAD.replace(right, wrong))).sentence


def test_yes_without_quotes_is_the_word_yes() -> None:
    found = made(asking("one", "choice, options: [{id: a, say: Yes}, {id: b, say: No}]"))
    assert [one.say for one in found.by_id["one"].options] == ["Yes", "No"]


def test_a_question_mark_without_quotes_is_said_with_what_to_do() -> None:
    wrong = refusal(EVERYDAY.replace("ask: Points", "ask: {Points?, or not"))
    assert "Put words with a question mark, a comma or a colon in quotes." in wrong.sentence
    assert wrong.line > 60


def test_what_is_no_mapping_is_refused() -> None:
    assert "must begin with names and values" in refusal("- a\n- b\n").sentence
    assert "must begin with names and values" in refusal("").sentence


def test_a_file_of_a_million_characters_is_refused_before_it_is_read() -> None:
    assert "Divide it in two" in refusal("#" * (LONGEST_FILE + 1)).sentence


@pytest.mark.parametrize("text", ["a: " + "[" * 5_000, "a: " + "[" * 5_000 + "]" * 5_000])
def test_what_lies_too_deep_is_refused(text: str) -> None:
    assert "too deep" in refusal(text).sentence


def test_an_error_names_the_file() -> None:
    with pytest.raises(ContentError) as caught:
        read_questionnaire("a: b", "mine.yaml")
    assert str(caught.value).startswith("mine.yaml, line 1: “a” means nothing here.")


def test_a_code_set_stands_for_its_options() -> None:
    item = made(asking("one", "choice, options_from: languages")).by_id["one"]
    assert len(item.options) > 20
    assert item.options_from == "languages"


def test_words_in_any_script_are_kept() -> None:
    found = made(asking("one", "text", ask="Qu’est-ce que c’est, ζωή 👩🏽‍🦽?"))
    assert found.by_id["one"].ask == "Qu’est-ce que c’est, ζωή 👩🏽‍🦽?"
