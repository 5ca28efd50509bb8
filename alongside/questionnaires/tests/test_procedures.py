"""A question’s procedure: a link for the worker, and none where the person is at the page too."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from ..drawing import drawn
from ..library import shipped
from ..pieces import Question
from ..showing import Mode, Showing
from .making import asking, filled, made

ADDRESS = "/knowledge/mental-capacity/"
PROCEDURE = "voices: [person, worker], procedure: mental-capacity, guidance: Ask gently."


def first(mode: Mode, more: str = PROCEDURE) -> Question:
    showing = Showing(filled(made(asking("one", f"text, {more}"))), mode, "Ade", "Alice")
    (step,) = showing.steps()
    return showing.sections(step)[0].questions[0]


def test_the_worker_is_led_to_it() -> None:
    html = drawn(first(Mode.WORKER), has_picture=False)
    assert f'How it is done: <a href="{ADDRESS}">Mental capacity and best interests</a>' in html
    assert "Ask gently." in html


@pytest.mark.parametrize("mode", [Mode.TOGETHER, Mode.ALONE, Mode.EASY])
def test_nobody_else_is(mode: Mode) -> None:
    assert first(mode).procedure is None
    assert "/knowledge/" not in drawn(first(mode), has_picture=False)
    assert "Ask gently." not in drawn(first(mode), has_picture=False)


@pytest.mark.parametrize("more", ["procedure: nowhere", "law: Care Act 2014"])
def test_where_there_is_none_nothing_is_said(more: str) -> None:
    assert "How it is done" not in drawn(first(Mode.WORKER, more), has_picture=False)


def test_a_procedure_that_has_ended_is_not_led_to(tmp_path: Path, settings: Settings) -> None:
    html = drawn(first(Mode.WORKER), has_picture=False)
    assert ADDRESS in html  # and the pattern is kept
    (tmp_path / "guides").mkdir()
    settings.CONTENT_DIR = tmp_path
    assert ADDRESS not in drawn(first(Mode.WORKER), has_picture=False)


def test_every_procedure_that_is_named_is_there() -> None:
    named = {one.procedure for asked, _ in shipped() for one in asked.questions if one.procedure}
    assert {"young-carers", "mental-capacity", "care-act-assessment"} <= named
    for key in named:
        more = f"voices: [person, worker], procedure: {key}"
        assert first(Mode.WORKER, more).procedure is not None, key
