"""Tests of whether a definition holds together: ids, conditions, sums, circles and limits."""

import pytest

from ..checking import LONGEST_CHAIN, MOST_QUESTIONS
from .making import BEFORE, asking, filled, made, refusal, text_of

YES_NO = asking("yes-no", "boolean")
CHOICE = asking("choice", "choice, options: [{id: a, say: A, score: 1}, {id: b, say: B}]")
NUMBER = asking("number", "integer")
WORDS = asking("words", "text")
DAY = asking("day", "date")
TIME = asking("time", "time")
DISPLAY = 'id: shown, ask: "Hello", type: display'
ALL = (YES_NO, CHOICE, NUMBER, WORDS, DAY, TIME, DISPLAY)


def when(said: str) -> str:
    """A question under a condition."""
    return asking("asked", f"text, when: {{{said}}}")


WRONG = {
    "dangling": ("question: gone, is: a", "“gone”, which is no question here"),
    "on a section": ("question: part, answered: true", "“part”, which is no question here"),
    "on words between": ("question: shown, answered: true", "“shown”, which is no question"),
    "no such option": ("question: choice, is: c", "“c”, which is no option of it"),
    "an order of options": ("question: choice, over: a", "has no order"),
    "perhaps": ("question: yes-no, is: perhaps", "a condition says true or false"),
    "an order of yes": ("question: yes-no, over: true", "has no order"),
    "a number in words": ("question: number, over: many", "which is none"),
    "a number without end": ("question: number, under: Infinity", "which is none"),
    "words compared": ("question: words, is: hello", "only say whether it is “answered”"),
    "a day that is none": ("question: day, is: tomorrow", "can only be “answered”"),
    "a time": ("question: time, over: 12", "can only be “answered”"),
    "inside others": ("all: [{any: [{question: gone, is: a}]}]", "“gone”"),
}


@pytest.mark.parametrize("slip", WRONG, ids=list(WRONG))
def test_a_condition_that_cannot_hold_is_refused_with_its_line(slip: str) -> None:
    said, sentence = WRONG[slip]
    wrong = refusal(text_of(*ALL, when(said)))
    assert sentence in wrong.sentence
    assert wrong.line == BEFORE + len(ALL) + 1


RIGHT = (
    "question: choice, is_not: a", "question: yes-no, is: true", "question: number, at_least: 2.5",
    "question: words, answered: false", "question: day, under: 2026-01-31",
    "question: time, answered: true",
    "any: [{question: choice, is: a}, {all: [{question: number, over: 1}]}]",
)  # fmt: skip


@pytest.mark.parametrize("said", RIGHT)
def test_a_condition_that_can_hold_is_taken(said: str) -> None:
    assert made(*ALL, when(said)).by_id["asked"].when is not None


def test_an_id_twice_names_both_lines() -> None:
    wrong = refusal(text_of(WORDS, NUMBER, WORDS))
    assert f"“words” is there twice, first in line {BEFORE + 1}" in wrong.sentence
    assert wrong.line == BEFORE + 3


@pytest.mark.parametrize(
    "questions",
    [
        (asking("a", "boolean, when: {question: a, is: true}"),),
        (
            asking("a", "boolean, when: {question: b, is: true}"),
            asking("b", "boolean, when: {question: a, is: true}"),
        ),
        (
            asking("a", "boolean, when: {question: sum, over: 1}"),
            asking("pick", "choice, options: [{id: x, say: X, score: 1}], "
                   "when: {question: a, is: true}"),
            asking("sum", "integer, sum_scores: [pick]"),
        ),
        (
            asking("a", "integer, calculate: \"%resource.descendants()"
                   ".where(linkId='b').answer.value\""),
            asking("b", "integer, when: {question: a, over: 1}"),
        ),
    ],
    ids=["itself", "two", "a sum", "a calculation"],
)  # fmt: skip
def test_a_circle_is_named(questions: tuple[str, ...]) -> None:
    wrong = refusal(text_of(*questions))
    assert "These wait for each other: a → " in wrong.sentence
    assert wrong.sentence.endswith("→ a. Take one condition out.")


def test_a_group_cannot_wait_for_what_lies_in_it() -> None:
    inside = asking("inside", "boolean")
    group = f"group, when: {{question: inside, is: true}}, questions: [{{{inside}}}]"
    assert "wait for each other" in refusal(text_of(f'id: g, ask: "A", type: {group}')).sentence


def chain(length: int, step: int) -> list[str]:
    """Questions of which each waits for the next one, or for the one before."""
    found = []
    for place in range(length):
        other = place + step
        more = f", when: {{question: q{other}, is: true}}" if 0 <= other < length else ""
        found.append(asking(f"q{place}", f"boolean{more}"))
    return found


@pytest.mark.parametrize("step", [1, -1])
def test_a_chain_that_nobody_could_follow_is_refused(step: int) -> None:
    wrong = refusal(text_of(*chain(LONGEST_CHAIN + 1, step)))
    assert f"{LONGEST_CHAIN} is the most" in wrong.sentence


@pytest.mark.parametrize("step", [1, -1])
def test_the_longest_chain_is_followed(step: int) -> None:
    count = LONGEST_CHAIN - 3  # page, section and the last question wait for nothing
    asked = made(*chain(count, step))
    all_yes = filled(asked, **{f"q{place}": "true" for place in range(count)})
    assert len(all_yes.answers()) == count


def test_two_hundred_questions_are_taken_and_one_more_is_not() -> None:
    many = [asking(f"q{place}", "text") for place in range(MOST_QUESTIONS + 1)]
    assert len(made(*many[:-1]).questions) == MOST_QUESTIONS
    assert refusal(text_of(*many)).sentence == (
        "It asks 201 questions, and 200 is the most. Divide it in two."
    )


CALCULATIONS = {
    "a syntax error": ("%resource.descendants().where(linkId='number'", "cannot be read"),
    "an unknown function": (
        "%resource.descendants().where(linkId='number').answer.value.magic()", "cannot be worked",
    ),
    "an unknown variable": ("%nobody.where(linkId='number')", "cannot be worked out"),
    "words plus a number": (
        "%resource.descendants().where(linkId='line').answer.value + 1", "cannot be worked out",
    ),
    "words in two voices": (
        "%resource.descendants().where(linkId='both').answer.value", "Write both.person or both.w",
    ),
    "a question that is not there": (
        "%resource.descendants().where(linkId='gone').answer.value", "no question here",
    ),
    "no question at all": ("1 + 1", "it names no question"),
    "five thousand characters": ("linkId='number'" + " " * 4_000, "longer than 4,000 characters"),
}  # fmt: skip


@pytest.mark.parametrize("slip", CALCULATIONS, ids=list(CALCULATIONS))
def test_a_calculation_that_cannot_work_is_refused_when_it_is_read(slip: str) -> None:
    expression, sentence = CALCULATIONS[slip]
    sum_of = asking("sum", f'decimal, calculate: "{expression}"')
    line = asking("line", "string, voices: [worker]")
    wrong = refusal(text_of(NUMBER, line, asking("both", "text"), sum_of))
    assert sentence in wrong.sentence
    assert wrong.line == BEFORE + 4


OTHERS = {
    "points of what has none": (asking("sum", "integer, sum_scores: [words]"), "has no scores"),
    "points of what is not there": (asking("sum", "integer, sum_scores: [gone]"), "has no scores"),
    "a day worked out": (asking("sum", "date, sum_scores: [choice]"), "it is a number, words or"),
    "a proposal for words": (
        asking("a", "text, proposes: [{option: a, when: {question: choice, is: a}, because: b}]"),
        "Only a choice can be proposed",
    ),
    "a proposal of nothing": (
        asking("p", "choice, options: [{id: a, say: A}], "
               "proposes: [{option: z, when: {question: choice, is: a}, because: b}]"),
        "“z” is proposed and is no option here",
    ),
    "what follows no answer": (
        asking("p", "choice, options: [{id: a, say: A}], leads_to: [{do: need, is: z, words: b}]"),
        "“leads_to” speaks of “z”",
    ),
    "least above most": (asking("p", "integer, min: 3, max: 2"), "is more than its “max”"),
    "known by nobody": (asking("p", "text, prefill: shoe-size"), "“prefill” may be one of name"),
    "an empty group": ('id: g, ask: "A", type: group, questions: []', "nothing in “g”"),
    "words that are many": (asking("p", "text, many: true"), "“p” is no choice"),
    "a unit of words": (asking("p", "text, unit: h"), "“p” is no number"),
}  # fmt: skip


@pytest.mark.parametrize("slip", OTHERS, ids=list(OTHERS))
def test_what_does_not_fit_is_refused(slip: str) -> None:
    question, sentence = OTHERS[slip]
    assert sentence in refusal(text_of(WORDS, CHOICE, question)).sentence


def test_nothing_is_worked_out_in_a_row() -> None:
    inside = asking("sum", "integer, sum_scores: [choice]")
    group = f'id: g, ask: "A", type: group, repeats: {{max: 3}}, questions: [{{{inside}}}]'
    assert "cannot stand in a row" in refusal(text_of(CHOICE, group)).sentence


def test_groups_too_deep_for_a_name_are_refused() -> None:
    inner = asking("d" * 30, "text")
    for name in ("c", "b", "a"):
        inner = (
            f'id: {name * 30}, ask: "A", type: group, repeats: {{max: 2}}, questions: [{{{inner}}}]'
        )
    assert "lies too deep in other groups" in refusal(text_of(inner)).sentence
