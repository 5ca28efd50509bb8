"""What must hold in a dilemma so that nobody is stuck, led nowhere, or shown one side alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from alongside.foundation.content import ContentError

from .scenario import Scenario, Scene

FEWEST_SIDES = 2


def check(scenario: Scenario, file: Path) -> None:
    """Raise a ContentError for the first thing that is wrong."""
    for line, sentence in faults(scenario):
        raise ContentError(file, line, sentence)


def faults(scenario: Scenario) -> Iterator[tuple[int, str]]:
    """Everything that is wrong, with the line it is in."""
    ids = [one.id for one in scenario.scenes]
    for number, one in enumerate(scenario.scenes):
        if one.id in ids[:number]:
            yield one.line, f"There are two scenes called “{one.id}”."
    if scenario.begins not in ids:
        yield 1, f"It begins with “{scenario.begins}”, and there is no such scene."
        return
    yield from _dead_links(scenario, set(ids))
    if not scenario.is_imported:  # what was written elsewhere is taken as it is, and remarked on
        yield from shape(scenario)
        for one in scenario.scenes:
            yield from _one_sided(one)
            yield from _thin_end(one)


def _dead_links(scenario: Scenario, ids: set[str]) -> Iterator[tuple[int, str]]:
    for scene in scenario.scenes:
        for choice in scene.choices:
            if choice.leads_to not in ids:
                where = f"The choice “{choice.id}” leads to “{choice.leads_to}”"
                yield scene.line, f"{where}, and there is no such scene."


def shape(scenario: Scenario) -> Iterator[tuple[int, str]]:
    """Scenes that nobody comes to, and scenes from which there is no way to an end."""
    reached = scenario.reached_from(scenario.begins)
    ends = {one.id for one in scenario.scenes if one.is_end}
    for one in scenario.scenes:
        if one.id not in reached:
            yield one.line, f"Nobody ever comes to the scene “{one.id}”."
        elif not ends & scenario.reached_from(one.id):
            yield one.line, f"From the scene “{one.id}” there is no way to an end."


def _one_sided(scene: Scene) -> Iterator[tuple[int, str]]:
    if not scene.text and not scene.said:
        yield scene.line, f"The scene “{scene.id}” says nothing. Write what happens."
    if scene.choices and not scene.ask:
        yield scene.line, f"The scene “{scene.id}” has choices: say what is asked, under “ask”."
    if len(scene.choices) < FEWEST_SIDES:
        if scene.choices:
            yield scene.line, f"The scene “{scene.id}” offers one choice, which is none."
        return
    for one in scene.choices:
        if len(one.effects) < FEWEST_SIDES:
            said = f"The choice “{one.id}” says what it does to fewer than two sides."
            yield scene.line, said


def _thin_end(scene: Scene) -> Iterator[tuple[int, str]]:
    if scene.is_end and not (scene.follows and scene.talk):
        yield (
            scene.line,
            (f"The scene “{scene.id}” is an end: say what might follow, and what to talk about."),
        )
    if not scene.is_end and (scene.follows or scene.talk):
        yield scene.line, f"“follows” and “talk” stand at an end, and “{scene.id}” is none."
