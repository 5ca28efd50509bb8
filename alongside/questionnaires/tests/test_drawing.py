"""Patterns of questions: what the template would draw, and nobody's words in what is kept."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from alongside.questionnaires import drawing, showing
from alongside.questionnaires.answering import Filled
from alongside.questionnaires.pieces import Question
from alongside.questionnaires.reading import read_questionnaire
from alongside.questionnaires.showing import Mode, Showing

from .making import asking, made
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
    page = Showing(Filled(ASKED, TYPED, date(2026, 11, 22)), mode, called=called, me=me)
    steps = page.steps()
    return [one for step in steps for part in page.sections(step) for one in part.questions]


@pytest.mark.parametrize("mode", list(Mode))
def test_a_pattern_draws_what_its_template_draws(mode: Mode) -> None:
    for _ in range(2):  # the first makes the pattern, the second uses it
        for one in questions(mode):
            by_template = render_to_string(drawing.TEMPLATE, {"question": one, "picture": True})
            assert drawing.drawn(one, has_picture=True) == by_template, one.name


def test_what_is_kept_holds_nobodys_words() -> None:
    drawing._patterns.clear()
    showing._places.clear()
    for mode in Mode:
        for one in questions(mode, called="Winifred", me="Grace"):
            drawing.drawn(one, has_picture=False)
    kept = repr(drawing._patterns) + repr(showing._places)
    assert drawing._patterns
    assert showing._places
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


SCRIPT = "<script>alert('1')</script>"


def of_a_wording_with_scripts(typed: dict[str, str]) -> list[Question]:
    """A text in two voices, a line and a choice, with a script wherever a wording has words."""
    choice = f'choice, options: [{{id: a, say: "{SCRIPT}"}}, {{id: b, say: B}}]'
    asked = made(
        asking("words", "text, voices: [person, worker]", ask=SCRIPT),
        asking("line", "string, voices: [worker]", ask=SCRIPT),
        asking("pick", choice, ask=SCRIPT),
    )
    page = Showing(Filled(asked, typed, date(2026, 11, 22)), Mode.WORKER, SCRIPT, SCRIPT)
    return [one for part in page.sections(page.steps()[0]) for one in part.questions]


@pytest.mark.parametrize("typed", [{}, {"words.person": SCRIPT, "line": SCRIPT, "pick": SCRIPT}])
def test_no_script_comes_out_of_a_wording_a_name_or_an_answer(typed: dict[str, str]) -> None:
    for _ in range(2):
        html = drawing.all_drawn(of_a_wording_with_scripts(typed), has_picture=False)
        assert "<script" not in html
        assert "alert('" not in html
        assert html.count("&lt;script&gt;") >= 6 + 2 * bool(typed)


def test_an_answer_that_looks_like_a_mark_is_an_answer() -> None:
    mark = f"{drawing.BEGIN}t0 {drawing.END}{drawing.BEGIN}k0 0{drawing.END}"
    for _ in range(2):
        html = drawing.all_drawn(of_a_wording_with_scripts({"line": mark}), has_picture=False)
        assert f'value="{mark}"' in html
