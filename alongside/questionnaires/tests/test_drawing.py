"""Patterns of questions: what the template would draw, and nobody's words in what is kept."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from alongside.questionnaires import drawing
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.pieces import Question
from alongside.questionnaires.reading import read_questionnaire
from alongside.questionnaires.showing import Mode, Showing

from .samples import EVERYDAY

ASKED = read_questionnaire(EVERYDAY)
TYPED = {
    "washing.person": 'I splash <b>&amp;</b> "sing" 🙂 O\'Brien \ue000twashing.person\ue001',
    "washing.worker": "\nTwo lines\nof it",
    "can-wash": "help",
    "tools": "rail\nseat",
    "tools.other": "a mat",
    "washing-part.agree": "differ",
}


def questions(mode: Mode, called: str = "Ade <3", me: str = "Alice") -> list[Question]:
    showing = Showing(Filled(ASKED, TYPED, date(2026, 11, 22)), mode, called=called, me=me)
    steps = showing.steps()
    return [one for step in steps for part in showing.sections(step) for one in part.questions]


@pytest.mark.parametrize("mode", list(Mode))
def test_a_pattern_draws_what_its_template_draws(mode: Mode) -> None:
    for _ in range(2):  # the first makes the pattern, the second uses it
        for one in questions(mode):
            by_template = render_to_string(drawing.TEMPLATE, {"question": one, "picture": True})
            assert drawing.drawn(one, has_picture=True) == by_template, one.name


def test_what_is_kept_holds_nobodys_words() -> None:
    drawing._patterns.clear()
    for mode in Mode:
        for one in questions(mode, called="Winifred", me="Grace"):
            drawing.drawn(one, has_picture=False)
    kept = "".join(part for pattern in drawing._patterns.values() for part in pattern)
    assert drawing._patterns
    for words in ("splash", "Two lines", "a mat", "Winifred", "Grace"):
        assert words not in kept


def test_another_answer_and_another_name_are_drawn_from_the_same_pattern() -> None:
    drawing._patterns.clear()
    first = [drawing.drawn(one, has_picture=False) for one in questions(Mode.WORKER)]
    count = len(drawing._patterns)
    second = [drawing.drawn(one, has_picture=False) for one in questions(Mode.WORKER, "Bea", "Bob")]
    assert len(drawing._patterns) == count
    assert "Bea says" in "".join(second)
    assert "Bea says" not in "".join(first)
