"""Tests of leaving as FHIR R4: in the field's own words, with conditions that mean the same."""

import json
import operator
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from alongside.foundation.content import folder

from ..answering import Filled
from ..definition import Questionnaire
from ..fhir.export import UnsayableError, questionnaire
from ..reading import read_questionnaire
from ..responding import response
from .drawing import files
from .making import DAY, asking, filled, made
from .samples import EVERYDAY

SAMPLE = read_questionnaire(EVERYDAY)
BASE = "https://council.example/fhir"
Json = dict[str, Any]
SHIPPED = sorted((folder() / "questionnaires").glob("*.yaml"))


def flat(items: list[Json]) -> Iterator[Json]:
    for one in items:
        yield one
        yield from flat(one.get("item", []))


def items(asked: Questionnaire) -> dict[str, Json]:
    """Every item by its linkId."""
    return {one["linkId"]: one for one in flat(questionnaire(asked, BASE)["item"])}


def extension(item: Json, last: str) -> Json:
    return next(one for one in item["extension"] if one["url"].endswith(f"/{last}"))


def test_the_head_says_what_it_is_and_since_when() -> None:
    found = questionnaire(SAMPLE, BASE, "Northmere Council")
    assert found["url"] == f"{BASE}/Questionnaire/everyday"
    assert found["version"] == "1"
    assert found["name"] == "Everyday"
    assert found["purpose"] == SAMPLE.purpose
    assert found["publisher"] == "Northmere Council"
    assert found["effectivePeriod"] == {"start": "2026-01-01"}
    assert found["lastReviewDate"] == "2026-11-22"
    assert found["subjectType"] == ["Patient"]
    assert extension(found, "alongside-source")["valueString"] == "Made for tests"


def test_two_voices_are_a_group_of_two() -> None:
    found = items(SAMPLE)["washing"]
    assert found["type"] == "group"
    assert found["required"] is True
    assert [(one["linkId"], one["type"]) for one in found["item"]] == [
        ("washing.help", "display"), ("washing.person", "text"), ("washing.worker", "text"),
    ]  # fmt: skip
    assert extension(found["item"][0], "questionnaire-displayCategory")
    assert extension(found, "alongside-why")["valueString"] == "It is one of the ten outcomes."


def test_a_section_asks_whether_both_agree() -> None:
    found = items(SAMPLE)["washing-part"]["item"]
    assert [one["linkId"] for one in found][-2:] == ["washing-part.agree", "washing-part.differ"]
    codes = [one["valueCoding"]["code"] for one in found[-2]["answerOption"]]
    assert codes == ["agree", "differ", "not-asked"]


def test_options_have_their_points_and_a_system_of_their_own() -> None:
    coding = items(SAMPLE)["can-wash"]["answerOption"][1]["valueCoding"]
    assert coding["system"] == f"{BASE}/CodeSystem/everyday.can-wash"
    assert coding["display"] == "Only with help"
    assert extension(coding, "ordinalValue")["valueDecimal"] == 3


def test_rows_limits_and_units() -> None:
    found = items(SAMPLE)
    assert found["what-helps"]["repeats"] is True
    assert extension(found["what-helps"], "questionnaire-maxOccurs")["valueInteger"] == 3
    assert extension(found["hours"], "minValue")["valueDecimal"] == 0
    assert extension(found["hours"], "questionnaire-unit")["valueCoding"]["code"] == "h"
    assert found["tools"]["repeats"] is True
    assert found["eligible.because"]["type"] == "text"


def test_what_is_worked_out_cannot_be_typed() -> None:
    for id in ("score", "hours-total"):
        found = items(SAMPLE)[id]
        assert found["readOnly"] is True
        said = extension(found, "sdc-questionnaire-calculatedExpression")["valueExpression"]
        assert said["language"] == "text/fhirpath"
        assert "weight()" not in said["expression"]
        assert "ordinal()" not in said["expression"]


def test_our_day_leaves_as_theirs() -> None:
    ours = "%resource.descendants().where(linkId='d').answer.value < %today"
    asked = made(asking("d", "date"), asking("early", f'boolean, calculate: "{ours}"'))
    said = extension(items(asked)["early"], "sdc-questionnaire-calculatedExpression")
    assert said["valueExpression"]["expression"].endswith("< today()")


def test_one_level_of_conditions_stands_on_the_item() -> None:
    found = items(SAMPLE)["what-helps"]
    assert found["enableBehavior"] == "any"
    assert [one["answerCoding"]["code"] for one in found["enableWhen"]] == ["help", "slow"]
    assert items(SAMPLE)["since"]["enableWhen"] == [
        {"question": "score", "operator": ">=", "answerInteger": 3}
    ]


def test_conditions_in_each_other_stand_on_groups_around() -> None:
    asked = made(
        asking("a", "boolean"),
        asking("b", "boolean"),
        asking("c", "boolean, when: {any: [{question: a, is: true}, {all: ["
               "{question: b, is: true}, {question: a, answered: true}]}]}"),
    )  # fmt: skip
    found = items(asked)
    assert [one["linkId"] for one in found["c.when1"]["item"]] == ["c"]
    assert {found[id]["enableBehavior"] for id in ("c", "c.when1")} == {"any"}
    answered = response(filled(asked, a="true", c="false"))
    assert "'linkId': 'c.when1', 'item': [{'linkId': 'c'" in str(answered)


def test_a_condition_on_two_voices_looks_at_both() -> None:
    asked = made(asking("a", "text"), asking("b", "text, when: {question: a, answered: true}"))
    assert items(asked)["b"]["enableWhen"] == [
        {"question": f"a.{voice}", "operator": "exists", "answerBoolean": True}
        for voice in ("person", "worker")
    ]
    assert items(asked)["b"]["enableBehavior"] == "any"


def test_is_not_leaves_as_one_of_the_others() -> None:
    asked = made(
        asking("a", "choice, options: [{id: x, say: X}, {id: y, say: Y}, {id: z, say: Z}]"),
        asking("b", "text, when: {question: a, is_not: x}"),
    )
    codes = [one["answerCoding"]["code"] for one in items(asked)["b"]["enableWhen"]]
    assert codes == ["y", "z"]


def test_a_condition_that_nobody_could_follow_is_said() -> None:
    asked_ones = [asking(f"q{n}", "boolean") for n in range(12)]
    pairs = ", ".join(
        f"{{all: [{{question: q{n}, is: true}}, {{question: q{n + 1}, is: true}}]}}"
        for n in range(0, 12, 2)
    )
    asked = made(*asked_ones, asking("last", f"text, when: {{any: [{pairs}]}}"))
    with pytest.raises(UnsayableError, match="“last” has too many conditions inside each other"):
        questionnaire(asked)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda one: one.stem)
def test_all_that_is_shipped_leaves_as_json(file: Any) -> None:
    asked = read_questionnaire(file.read_text(encoding="utf-8"))
    found = json.loads(json.dumps(questionnaire(asked, BASE)))
    ids = [one["linkId"] for one in flat(found["item"])]
    assert len(ids) == len(set(ids))
    assert {one.id for one in asked.by_id.values()} <= set(ids)
    for one in flat(found["item"]):
        assert all(test["question"] in ids for test in one.get("enableWhen", []))


# Conditions that mean the same, judged by reading `enableWhen` as FHIR says


def _enabled(item: Json, answers: dict[str, list[Any]]) -> bool:
    said = [_test(one, answers.get(one["question"], [])) for one in item.get("enableWhen", [])]
    if not said:
        return True
    return any(said) if item.get("enableBehavior", "all") == "any" else all(said)


COMPARED = {
    "=": operator.eq, ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le,
}  # fmt: skip


def _test(test: Json, answers: list[Any]) -> bool:
    wanted = next(value for key, value in test.items() if key.startswith("answer"))
    if test["operator"] == "exists":
        return bool(answers) is bool(wanted)
    if isinstance(wanted, dict):
        wanted = wanted.get("value", wanted.get("code"))
    alike = [one for one in answers if isinstance(one, str) == isinstance(wanted, str)]
    return any(COMPARED[test["operator"]](one, wanted) for one in alike)


def _there(items: list[Json], answers: dict[str, list[Any]]) -> Iterator[str]:
    """What a form of the field's shows, from the answers to what it shows."""
    for one in items:
        if _enabled(one, answers):
            yield one["linkId"]
            yield from _there(one.get("item", []), answers)


def _given(found: Json) -> dict[str, list[Any]]:
    given_ones: dict[str, list[Any]] = {}
    for one in flat(found["item"]):
        for answer in one.get("answer", []):
            value = next(iter(answer.values()))
            value = value.get("value", value.get("code")) if isinstance(value, dict) else value
            is_own = "valueString" in answer
            given_ones.setdefault(one["linkId"], []).append(f"\n{value}" if is_own else value)
    return given_ones


SCRAPS = st.sampled_from(["", "a", "b", "true", "false", "0", "3", "4.5", "27 March 2026", "c\na"])


@settings(suppress_health_check=list(HealthCheck), max_examples=50, deadline=None)
@given(files(), st.data())
def test_what_is_asked_here_is_shown_there(text: str, data: st.DataObject) -> None:
    asked = read_questionnaire(text)
    assume(not any(one.is_repeated for one in asked.by_id.values()))
    named = [slot.name for slot, _ in Filled(asked, {}, DAY).all_slots()]
    form = Filled(asked, data.draw(st.dictionaries(st.sampled_from(named or ["-"]), SCRAPS)), DAY)
    try:
        items = questionnaire(asked, BASE)["item"]
    except UnsayableError:
        assume(False)
    shown = set(_there(items, _given(response(form))))
    for one in asked.by_id.values():
        assert form.is_asked(one) == (one.id in shown), one.id
