"""Tests of filling in: what is asked, what is missing, what follows; and that no word vanishes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..answering import Filled, Slot
from ..definition import Item, Questionnaire, Several, When
from ..definition import Test as Comparison
from ..reading import read_questionnaire
from .making import DAY, asking, filled, made
from .samples import EVERYDAY

SAMPLE = read_questionnaire(EVERYDAY)


def said(form: Filled) -> dict[str, str]:
    """The answers by name."""
    return {one.slot.name: one.words for one in form.answers()}


def names(slots: list[Slot]) -> list[str]:
    return [one.name for one in slots]


# What is asked


def test_a_question_is_asked_once_its_condition_holds() -> None:
    group = SAMPLE.by_id["what-helps"]
    assert not filled(SAMPLE).is_asked(group)
    assert not filled(SAMPLE, can_wash="alone").is_asked(group)
    assert filled(SAMPLE, can_wash="slow").is_asked(group)


def test_what_lies_in_what_is_not_asked_is_not_asked() -> None:
    form = filled(SAMPLE, what_helps__1__who="My sister")
    assert not form.is_asked(SAMPLE.by_id["who"], "what-helps.1.")
    assert "what-helps.1.who" not in said(form)
    assert [slot.name for slot, _ in form.no_longer_asked()] == ["what-helps.1.who"]


def test_what_is_not_asked_counts_as_not_answered() -> None:
    asked = made(
        asking("a", "boolean"),
        asking("b", "boolean, when: {question: a, is: true}"),
        asking("c", "boolean, when: {question: b, is: true}"),
        asking("d", "boolean, when: {question: b, answered: false}"),
    )
    every = {"b": "true", "c": "true", "d": "true"}
    assert set(said(filled(asked, a="true", **every))) == {"a", "b", "c"}
    assert set(said(filled(asked, a="false", **every))) == {"a", "d"}


def test_is_not_needs_an_answer() -> None:
    asked = made(
        asking("a", "choice, options: [{id: x, say: X}, {id: y, say: Y}]"),
        asking("b", "text, when: {question: a, is_not: x}"),
    )
    item = asked.by_id["b"]
    assert not filled(asked).is_asked(item)
    assert not filled(asked, a="x").is_asked(item)
    assert filled(asked, a="y").is_asked(item)


def test_one_of_many_answers_is_enough() -> None:
    asked = made(
        asking("a", "choice, many: true, options: [{id: x, say: X}, {id: y, say: Y}]"),
        asking("b", "text, when: {question: a, is: x}"),
        asking("c", "text, when: {question: a, is_not: x}"),
    )
    form = filled(asked, a="x\ny")
    assert form.is_asked(asked.by_id["b"])
    assert form.is_asked(asked.by_id["c"])
    assert not filled(asked, a="x").is_asked(asked.by_id["c"])


def test_words_beside_the_options_are_an_answer_and_never_an_option() -> None:
    asked = made(
        asking("a", "open-choice, options: [{id: rail, say: A rail, score: 3}]"),
        asking("b", "text, when: {question: a, is: rail}"),
        asking("c", "text, when: {question: a, answered: true}"),
        asking("sum", "integer, sum_scores: [a]"),
    )
    form = filled(asked, a__other="rail")
    assert not form.is_asked(asked.by_id["b"])
    assert form.is_asked(asked.by_id["c"])
    assert said(form) == {"a.other": "rail"}
    both = filled(asked, a="rail", a__other="and a seat")
    assert said(both)["a"] == "A rail\nand a seat"
    assert said(both)["sum"] == "3"


def test_numbers_and_days_are_compared_as_such() -> None:
    asked = made(
        asking("n", "decimal"),
        asking("d", "date"),
        asking("more", "text, when: {question: n, over: 9}"),
        asking("early", "text, when: {question: d, under: 2026-03-01}"),
    )
    form = filled(asked, n="10", d="28 February 2026")
    assert form.is_asked(asked.by_id["more"])
    assert form.is_asked(asked.by_id["early"])
    form = filled(asked, n="9.0", d="1 March 2026")
    assert not form.is_asked(asked.by_id["more"])
    assert not form.is_asked(asked.by_id["early"])


# Rows

ROWS = made(
    f'id: rows, ask: "Rows", type: group, repeats: {{max: 500, add: More}}, questions: ['
    f"{{{asking('child', 'boolean')}}}, "
    f"{{{asking('age', 'integer, finish: required, when: {question: child, is: true}')}}}]",
    asking("any-child", "text, when: {question: child, is: true}"),
)


def test_in_a_row_the_same_row_is_meant() -> None:
    form = filled(ROWS, rows__1__child="true", rows__2__child="false", rows__2__age="3")
    age = ROWS.by_id["age"]
    assert form.is_asked(age, "rows.1.")
    assert not form.is_asked(age, "rows.2.")
    assert form.is_asked(ROWS.by_id["any-child"])
    assert names(form.missing()) == ["rows.1.age"]


def test_a_row_left_empty_asks_nothing() -> None:
    assert filled(ROWS, rows__rows="3").missing() == []
    assert filled(ROWS, rows__rows="3", rows__2__age=" ").missing() == []


@pytest.mark.parametrize("wanted", ["", "0", "-1", "99999", "many", "²"])
def test_any_number_of_rows_is_borne(wanted: str) -> None:
    form = filled(ROWS, rows__rows=wanted, rows__3__age="4")
    assert 3 <= len(form.rows(ROWS.by_id["rows"])) <= 500


def test_five_hundred_rows_are_kept() -> None:
    texts = {f"rows.{n}.child": "true" for n in range(1, 501)}
    texts |= {f"rows.{n}.age": str(n % 18) for n in range(1, 501)}
    form = Filled(ROWS, texts, DAY)
    assert len(form.answers()) == 1_000
    assert form.missing() == []


NESTED = made(
    'id: homes, ask: "Homes", type: group, repeats: {max: 3}, questions: ['
    'id: people-in, ask: "People", type: group, repeats: {max: 3}, questions: '.replace(
        "id: people-in", "{id: people-in"
    )
    + f"[{{{asking('who', 'text')}}}, "
    + f"{{{asking('old', 'boolean, when: {question: who, answered: true}')}}}]}}]"
)


def test_rows_in_rows_have_names_of_their_own() -> None:
    texts = {"homes.2.people-in.3.who.person": "Ann", "homes.2.people-in.3.old": "true"}
    form = Filled(NESTED, texts | {"homes.1.people-in.1.old": "true"}, DAY)
    assert said(form) == {
        "homes.2.people-in.3.who.person": "Ann",
        "homes.2.people-in.3.old": "Yes",
    }
    assert [slot.name for slot, _ in form.no_longer_asked()] == ["homes.1.people-in.1.old"]


# Missing, proposed, broken


def test_either_voice_is_enough() -> None:
    assert names(filled(SAMPLE).missing()) == ["washing.person"]
    assert filled(SAMPLE, washing__worker="Seen on Tuesday").missing() == []


def test_a_decision_says_why() -> None:
    base = {"washing__person": "Fine", "eligible": "eligible"}
    assert names(filled(SAMPLE, **base).missing()) == ["eligible.because"]
    assert filled(SAMPLE, **base, eligible__because="Two needs").missing() == []


def test_a_proposal_shows_its_working() -> None:
    form = filled(SAMPLE, can_wash="help", can_dress="help")
    proposal = form.proposal(SAMPLE.by_id["eligible"])
    assert proposal is not None
    assert proposal.option == "eligible"
    assert [(item.id, words) for item, words in form.working(proposal)] == [("score", "6")]
    assert filled(SAMPLE).proposal(SAMPLE.by_id["eligible"]) is None


def test_a_rule_that_does_not_hold_is_named() -> None:
    assert filled(SAMPLE, eligible="eligible", can_wash="help").broken() == []
    broken = filled(SAMPLE, eligible="eligible", can_wash="slow").broken()
    assert [one.id for one in broken] == ["needs-washing"]


def test_what_cannot_be_kept_is_said_where_it_stands() -> None:
    form = filled(SAMPLE, can_wash="perhaps", washing_part__agree="maybe")
    assert names([one.slot for one in form.wrong()]) == ["can-wash", "washing-part.agree"]


# No word vanishes

SCRAPS = st.sampled_from(
    [
        "", " ", "alone", "help", "slow", "rail", "rail\nseat", "eligible", "true", "2", "x" * 500,
        "27 March 2026", "words 👩🏽‍🦽", "agree", "🙂\n",
    ]
)  # fmt: skip


def every_name(asked: Questionnaire) -> list[str]:
    """Every place of a questionnaire, with two rows where there are rows."""
    rows = {f"{one.id}.rows": "2" for one in asked.by_id.values() if one.is_repeated}
    form = Filled(asked, rows, DAY)
    return [slot.name for slot, _ in form.all_slots() if not slot.item.is_worked_out]


def kept(form: Filled) -> str:
    """All that is found again somewhere."""
    found = [one.words for one in form.answers()]
    found += [str(one.data) for one in form.answers()]
    found += [f"{slot.name}={words}" for slot, words in form.no_longer_asked()]
    return "\n".join(found)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.dictionaries(st.sampled_from(every_name(SAMPLE)), SCRAPS))
def test_nothing_that_was_typed_vanishes(texts: dict[str, str]) -> None:
    form = Filled(SAMPLE, texts, DAY)
    answered = {one.slot.name for one in form.answers()}
    put_aside = {slot.name for slot, _ in form.no_longer_asked()}
    wrong = {one.slot.name for one in form.wrong()}
    for name, text in texts.items():
        if text.strip():
            beside = name.removesuffix(".other") in answered  # told with the option itself
            assert name in answered | put_aside | wrong or beside, name
            if name.endswith(".other"):
                assert text.strip() in kept(form)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(st.dictionaries(st.sampled_from(every_name(SAMPLE)), SCRAPS))
def test_only_what_is_asked_is_answered(texts: dict[str, str]) -> None:
    form = Filled(SAMPLE, texts, DAY)
    for one in form.answers():
        item, prefix = one.slot.item, one.slot.prefix
        assert form.is_asked(item, prefix)
        assert all(form.is_asked(above, _row(prefix, above)) for above in SAMPLE.above(item))
    assert not {one.slot.name for one in form.answers()} & {
        slot.name for slot, _ in form.no_longer_asked()
    }


def _row(prefix: str, above: Item) -> str:
    return "" if above.is_repeated or above.role in ("page", "section") else prefix


# Conditions of any shape, judged by a second reading of the rules

COUNT = 6
IDS = [f"q{number}" for number in range(COUNT)]


@st.composite
def conditions(draw: st.DrawFn, ids: list[str], depth: int = 3) -> str:
    """A condition on questions that come before."""
    if depth and draw(st.booleans()):
        inside = draw(st.lists(conditions(ids, depth - 1), min_size=1, max_size=3))
        return f"{{{draw(st.sampled_from(['any', 'all']))}: [{', '.join(inside)}]}}"
    how = draw(
        st.sampled_from(["is: a", "is: b", "is_not: a", "answered: true", "answered: false"])
    )
    return f"{{question: {draw(st.sampled_from(ids))}, {how}}}"


@st.composite
def forms(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, str]]:
    """Choices, each under a condition on those before it, and answers to some of them."""
    questions = []
    for place, id in enumerate(IDS):
        more = "choice, many: true" if draw(st.booleans()) else "choice"
        more += ", options: [{id: a, say: A}, {id: b, say: B}, {id: c, say: C}]"
        if place and draw(st.booleans()):
            more += f", when: {draw(conditions(IDS[:place]))}"
        questions.append(asking(id, more))
    asked = made(*questions)
    chosen = {id: draw(st.sets(st.sampled_from("abc"), max_size=3)) for id in IDS}
    return asked, {
        id: "\n".join(sorted(some)) if asked.by_id[id].is_many else min(some, default="")
        for id, some in chosen.items()
    }


def _holds(when: When | None, answers: dict[str, set[str]]) -> bool:
    if when is None:
        return True
    if isinstance(when, Several):
        each = [_holds(one, answers) for one in when.of]
        return all(each) if when.is_all else any(each)
    assert isinstance(when, Comparison)
    given_ones = answers.get(when.question, set())
    if when.operator == "exists":
        return bool(given_ones) == (when.value == "true")
    return bool(given_ones - {when.value}) if when.operator == "!=" else when.value in given_ones


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(forms())
def test_conditions_hold_as_they_are_written(form: tuple[Questionnaire, dict[str, str]]) -> None:
    asked, texts = form
    answers: dict[str, set[str]] = {}
    for id in IDS:
        if _holds(asked.by_id[id].when, answers):
            answers[id] = set(texts[id].split())
    expected = {id for id, some in answers.items() if some}
    found: Any = Filled(asked, texts, DAY)
    assert {one.slot.name for one in found.answers()} == expected
    assert {slot.name for slot, _ in found.no_longer_asked()} == {
        id for id in IDS if texts[id] and id not in answers
    }
