"""Whatever way one goes through a dilemma, nothing one chose or said is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.learning.scenarios.library import files
from alongside.learning.scenarios.playing import (
    Run,
    StaleError,
    Step,
    UnknownError,
    as_far_as_it_fits,
    begin,
    replay,
)
from alongside.learning.scenarios.reading import read_scenario

from .test_scenarios import small

SHIPPED = [read_scenario(file) for file in files()]
MOVES = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 50), st.text(max_size=20)))


def walked(run: Run, moves: list[tuple[int, int, str]]) -> tuple[Run, list[tuple[str, str]]]:
    """A run after any moves that can be made, and what was chosen with which reason."""
    said: list[tuple[str, str]] = []
    for kind, number, why in moves:
        if kind == 0 and run.scene.choices:
            choice = run.scene.choices[number % len(run.scene.choices)]
            run = run.choose(choice.id, why)
            said.append((choice.id, why))
        elif kind == 1:
            run = run.back()
        else:
            run = run.go(run.places[number % len(run.places)].number)
    return run, said


@given(which=st.sampled_from(SHIPPED), moves=MOVES)
def test_nothing_is_lost_on_any_walk(which, moves) -> None:  # type: ignore[no-untyped-def]
    run, said = walked(begin(which), moves)
    assert [(one.choice, one.why) for one in run.steps if one.is_choice] == said
    told = [
        pair
        for one in run.decided
        for pair in (*((c.id, why) for c, why in one.before), (one.choice.id, one.why))
    ]
    told += [(one.choice, one.why) for one in run.elsewhere]
    assert sorted(told) == sorted(said)  # on the way, before a change of mind, or elsewhere
    assert run.way[0].number == 0
    assert run.way[-1] == run.place
    assert replay(which, run.steps) == run  # the steps alone say everything
    for place in run.seen:  # one may always go to what one has seen
        assert run.go(place.number).scene == place.scene


@given(moves=MOVES, more=MOVES)
def test_going_on_later_is_the_same_as_at_once(moves, more) -> None:  # type: ignore[no-untyped-def]
    which = SHIPPED[0]
    at_once, _said = walked(begin(which), [*moves, *more])
    first, _said = walked(begin(which), moves)
    later, _said = walked(replay(which, first.steps), more)
    assert later == at_once


def test_back_and_another_choice_is_a_change_of_mind() -> None:
    run = begin(small()).choose("round", "to see").back().choose("left", "enough of it")
    (decided,) = run.decided
    assert (decided.choice.id, decided.why) == ("left", "enough of it")
    assert [(one.id, why) for one, why in decided.before] == [("round", "to see")]
    assert decided.is_changed
    assert run.elsewhere == ()
    assert run.is_ended


def test_coming_round_to_the_same_scene_is_no_change_of_mind() -> None:
    run = begin(small()).choose("round").choose("left")
    assert [one.is_changed for one in run.decided] == [False, False]
    assert [one.scene.id for one in run.way] == ["hall", "hall", "garden"]
    back = run.back()
    assert back.here == 1  # the second time in the hall, and not the first
    assert back.back().here == 0


def test_what_one_tried_and_left_is_kept() -> None:
    run = begin(small()).choose("left", "one").back().choose("round", "two").go(1)
    assert [one.choice.id for one in run.decided] == ["left"]
    assert [one.why for one in run.elsewhere] == ["two"]


def test_a_page_that_is_out_of_date_is_refused() -> None:
    run = begin(small()).choose("round", place=0)
    with pytest.raises(StaleError):
        run.choose("round", place=0)
    with pytest.raises(StaleError):
        replay(small(), [Step(2, 0, "left")])
    with pytest.raises(StaleError):
        replay(small(), [Step(1, 1, "left")])


def test_what_the_dilemma_does_not_have_is_refused() -> None:
    for steps in ([Step(1, None, "cellar")], [Step(1, 7)], [Step(1, -1)]):
        with pytest.raises(UnknownError):
            replay(small(), steps)
    ended = begin(small()).choose("left")
    with pytest.raises(UnknownError):
        ended.choose("left")


def test_a_dilemma_that_was_changed_gives_what_still_fits() -> None:
    changed = small("id: left", "id: right")
    run, rest = as_far_as_it_fits(
        changed, [Step(1, None, "round", "a"), Step(2, None, "left", "b")]
    )
    assert [one.why for one in run.steps] == ["a"]
    assert [one.why for one in rest] == ["b"]
