"""From what the database counted to what is told: bases of shares, and questions known again."""

from __future__ import annotations

import json

import pytest

from alongside.foundation.small_numbers import Rules, publish
from alongside.learning.profiles import roles
from alongside.learning.surveys.asked_before import marks_of, plain, shared
from alongside.learning.surveys.counting import ANY, Line, counted_of, questions_of
from alongside.learning.surveys.form import survey_of
from alongside.learning.surveys.shipped import text_of
from alongside.learning.surveys.telling import demand_of, edges_of, gaps_of

BARRIERS, HEALTH = survey_of(text_of("barriers")), survey_of(text_of("health-check"))


def of_everybody(question: str, option: str, people: int) -> Line:
    return Line(question, option, None, None, people)


@pytest.mark.django_db
def test_what_people_work_on_is_a_share_of_those_who_chose_anything() -> None:
    """A hundred answered, forty chose something to work on, thirty of these A: three in four."""
    lines = [
        Line("", "", "", "", 100),
        of_everybody("focus", ANY, 40),
        of_everybody("focus/A", "yes", 30),
    ]
    told = publish(counted_of(lines, questions_of(BARRIERS, True), ()))

    demand = {
        area: row for area, row, _ in demand_of(json.loads(json.dumps(told.as_json())), Rules())
    }

    first = next(iter(demand.values()))
    assert first.people == 30
    assert first.share is not None
    assert first.share.percent == 75
    assert told.questions["focus/A"].none == 60


def test_a_box_of_a_survey_is_a_share_of_all_who_answered() -> None:
    lines = [Line("", "", "", "", 100), of_everybody("helps/fewer", "yes", 30)]
    told = publish(counted_of(lines, questions_of(HEALTH, False), ())).questions["helps/fewer"]

    assert [one.people for one in told.blocks] == [30, 70]


def test_no_answer_to_a_plain_question_is_not_no() -> None:
    """One may choose yes or no; whoever chose neither said nothing."""
    questions = {"ready": (("yes", "no"), False)}
    lines = [
        Line("", "", "", "", 100),
        of_everybody("ready", "yes", 30),
        of_everybody("ready", "no", 20),
    ]
    told = publish(counted_of(lines, questions, ())).questions["ready"]

    assert [(one.options, one.people) for one in told.blocks] == [(("yes",), 30), (("no",), 20)]
    assert told.none == 50


def test_a_question_is_known_again_by_its_words_or_by_its_id_and_options() -> None:
    text = text_of("health-check").replace("id: health-check", "id: another")
    sentence = "It is clear what good social work is here, and those who lead stand up for it."
    now = marks_of(HEALTH, False)

    def known(changed: str) -> bool:
        return "framework" in shared(now, marks_of(survey_of(changed), False))

    assert known(text.replace("    - id: framework", "    - id: other-id"))
    assert known(text.replace(sentence, "IT IS CLEAR  what good social work is here and those who "
                                        "lead stand up for it"))  # fmt: skip
    assert known(text.replace(sentence, "Something else?"))  # the same id and the same options
    both = text.replace(sentence, "Something else?")
    assert not known(both.replace("    - id: framework", "    - id: other-id"))
    assert plain("Ja, “so”!") == plain("ja so")


def test_areas_and_what_people_work_on_are_shared_by_waves_of_capability_alone() -> None:
    now = marks_of(BARRIERS, True)
    assert shared(now, marks_of(BARRIERS, True)) == set(now)
    assert shared(now, marks_of(HEALTH, False)) == set()


@pytest.mark.django_db
def test_how_many_of_a_role_stand_below_what_is_typical_for_it() -> None:
    """From what is told by role alone, and not where an answer lies on both sides of it."""
    role = max(roles().by_id.values(), key=lambda one: one.typical["A"][0])
    begin = int(role.typical["A"][0] + 0.5)
    lower, higher = [str(level) for level in range(1, begin)], [str(n) for n in range(begin, 5)]
    table = {"classes": [[role.id], ["one", "two"]], "people": [[30, 70], [10, 10]]}

    def told(*blocks: list[str]) -> list[tuple[str, int | None]]:
        by = {"role": {**table, "blocks": list(blocks)}}
        found = gaps_of({"questions": {"A": {"by": by}}}, Rules(), roles().by_id)
        return [(who, row.people) for _, who, row in found]

    assert lower
    assert told(lower, higher) == [(role.title, 30)]
    assert told([*lower, higher[0]], higher[1:]) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("people", "says"),
    [((20, 100), 83), ((50, 70), None), ((40, 60), None), ((10, 40), None)],
)
def test_most_on_the_highest_level_is_said_of_a_hundred_or_more(
    people: tuple[int, int], says: int | None
) -> None:
    lower, highest = people
    blocks = [{"options": ["1", "2", "3"], "people": lower}, {"options": ["4"], "people": highest}]
    found = edges_of({"questions": {"A": {"blocks": blocks}}})

    assert [percent for _, _, percent in found] == ([says] if says else [])
