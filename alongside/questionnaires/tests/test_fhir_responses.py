"""Tests of answers that come back from FHIR: what one would type to answer the same again."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..answering import Filled
from ..fhir.names import UCUM
from ..fhir.responses import StrangerError, read_response, texts_of
from ..reading import read_questionnaire
from ..responding import response
from .drawing import files
from .making import DAY, asking, filled, made
from .samples import EVERYDAY

SAMPLE = read_questionnaire(EVERYDAY)
SCRAPS = st.sampled_from(
    [
        "", " a ", "a", "b", "c\na", "rail", "true", "false", "0", "3", "-4.50", "1,000", "2pm",
        "27 March 2026", "27 March 2026, 2:30pm", "https://example.org/a", "agree", "not asked",
        "🙂\nwords ",
    ]
)  # fmt: skip


def there_and_back(form: Filled) -> tuple[dict[str, Any], dict[str, Any]]:
    """The response, and the response of what came back from it."""
    left = response(form)
    text = json.dumps(left, ensure_ascii=False)
    came = texts_of(form.asked, read_response(text))
    return left, response(Filled(form.asked, came, form.today))


def test_the_sample_comes_back_the_same() -> None:
    form = filled(
        SAMPLE,
        washing__person="My face, yes. My back, no.\n🙂 ",
        washing__worker="Seen on Tuesday.",
        washing_part__agree="not asked",
        washing_part__differ="We differ about the bath.",
        can_wash="help",
        can_dress="help",
        what_helps__1__who="My sister",
        what_helps__1__hours="2.5",
        what_helps__3__hours="1",
        tools="rail\nseat",
        tools__other="rail",
        since="27 March 2026",
        eligible="eligible",
        eligible__because="Both.",
    )
    left, came = there_and_back(form)
    assert came == left
    links = [one["linkId"] for one in left["item"][0]["item"][0]["item"]]
    assert links.count("what-helps") == 2  # an empty row between them is not an answer
    coded = left["item"][0]["item"][1]["item"][0]["answer"]
    assert [next(iter(one)) for one in coded] == ["valueCoding", "valueCoding", "valueString"]


@settings(suppress_health_check=list(HealthCheck), max_examples=60, deadline=None)
@given(files(), st.data())
def test_every_response_comes_back_the_same(text: str, data: st.DataObject) -> None:
    asked = read_questionnaire(text)
    rows = {f"{one.id}.rows": "3" for one in asked.by_id.values() if one.is_repeated}
    named = [slot.name for slot, _ in Filled(asked, rows, DAY).all_slots()]
    typed = data.draw(st.dictionaries(st.sampled_from(named or ["-"]), SCRAPS))
    left, came = there_and_back(Filled(asked, typed, DAY))
    assert came == left


@pytest.mark.parametrize("link", ["gone", "washing.mother", "can-wash.because.more"])
def test_an_answer_to_what_is_not_asked_is_not_left_out(link: str) -> None:
    item = {"linkId": link, "answer": [{"valueString": "a"}]}
    with pytest.raises(StrangerError, match=f"It answers “{link}”"):
        texts_of(SAMPLE, {"resourceType": "QuestionnaireResponse", "item": [item]})


def test_nothing_answered_is_nothing_typed() -> None:
    assert texts_of(SAMPLE, {"resourceType": "QuestionnaireResponse"}) == {}


@pytest.mark.parametrize(
    "there", ["2026-06-27T13:30:00.000Z", "2026-06-27T14:30:00+01:00", "2026-06-27T08:30:00-05:00"]
)
def test_a_moment_in_summer_is_the_same_by_any_clock(there: str) -> None:
    asked = made(asking("at", "dateTime"))
    item = {"linkId": "at", "answer": [{"valueDateTime": there}]}
    came = texts_of(asked, {"resourceType": "QuestionnaireResponse", "item": [item]})
    assert came == {"at": "27 June 2026, 14:30"}
    left = response(filled(asked, at="27 June 2026, 2:30pm"))
    assert texts_of(asked, left) == came


@pytest.mark.parametrize("number", ["1e3", "2.50", "-0.1"])
def test_a_number_is_the_same_however_it_is_written(number: str) -> None:
    asked = made(asking("n", "decimal"))
    item = f'{{"linkId": "n", "answer": [{{"valueDecimal": {number}}}]}}'
    text = f'{{"resourceType": "QuestionnaireResponse", "item": [{item}]}}'
    came = texts_of(asked, read_response(text))
    assert Filled(asked, came, DAY).value(asked.by_id["n"]) == Decimal(number)


@pytest.mark.parametrize(
    ("unit", "said"),
    [("h", {"unit": "h", "system": UCUM, "code": "h"}), ("cats", {"unit": "cats"})],
)
def test_a_quantity_has_the_code_of_its_unit_where_there_is_one(
    unit: str, said: dict[str, str]
) -> None:
    asked = made(asking("n", f"quantity, unit: {unit}"), asking("bare", "quantity"))
    answers = response(filled(asked, n="2.5", bare="3"))["item"][0]["item"][0]["item"]
    assert answers[0]["answer"] == [{"valueQuantity": {"value": 2.5, **said}}]
    assert answers[1]["answer"] == [{"valueQuantity": {"value": 3}}]


def test_a_day_that_is_none_is_said() -> None:
    item = {"linkId": "since", "answer": [{"valueDate": "soon"}]}
    with pytest.raises(StrangerError, match="is “soon”, which is no date of FHIR"):
        texts_of(SAMPLE, {"resourceType": "QuestionnaireResponse", "item": [item]})
