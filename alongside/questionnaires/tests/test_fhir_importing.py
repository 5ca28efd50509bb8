"""Tests of coming in from FHIR: the same as it left, or all that is in the way, in sentences."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from alongside.foundation.content import folder

from ..fhir.export import UnsayableError, questionnaire
from ..fhir.findings import KEPT, REFUSED, TAKEN
from ..fhir.importing import Brought, bring
from ..reading import read_questionnaire
from .drawing import files
from .making import asking, bare, filled, made
from .samples import EVERYDAY

TODAY = date(2026, 11, 22)
SHIPPED = sorted((folder() / "questionnaires").glob("*.yaml"))
Json = dict[str, Any]
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition"
HL7 = "http://hl7.org/fhir/StructureDefinition"
CALCULATED = f"{SDC}/sdc-questionnaire-calculatedExpression"


def brought(form: Json) -> Brought:
    return bring(json.dumps(form), TODAY)


def form(*items: Json, **more: Any) -> Json:
    """A form from elsewhere."""
    head = {"resourceType": "Questionnaire", "status": "active", "title": "A form"}
    return {**head, "url": "https://elsewhere.example/Questionnaire/a-form", **more, "item": items}


def reasons(found: Brought, sort: str = REFUSED) -> list[tuple[str, str]]:
    return [(one.question, one.reason) for one in found.of(sort)]


WORDS: Json = {"linkId": "words", "text": "What?", "type": "text"}
YES: Json = {"linkId": "yes", "text": "Is it?", "type": "boolean"}


# There and back


@pytest.mark.parametrize("file", SHIPPED, ids=lambda one: one.stem)
def test_all_that_is_shipped_comes_back_the_same(file: Any) -> None:
    asked = read_questionnaire(file.read_text(encoding="utf-8"))
    found = brought(questionnaire(asked))
    assert found.asked is not None, found.findings
    assert bare(found.asked) == bare(asked)
    assert not found.of(REFUSED)
    assert not found.of(KEPT)


def test_the_sample_comes_back_the_same_from_any_address() -> None:
    asked = read_questionnaire(EVERYDAY)
    found = brought(questionnaire(asked, "https://council.example/fhir", "A council"))
    assert found.asked is not None
    assert bare(found.asked) == bare(asked)


@settings(suppress_health_check=list(HealthCheck), max_examples=50, deadline=None)
@given(files())
def test_whatever_can_leave_comes_back_the_same(text: str) -> None:
    asked = read_questionnaire(text)
    try:
        made_form = questionnaire(asked)
    except UnsayableError:
        assume(False)
    found = brought(made_form)
    assert found.asked is not None, found.findings
    assert bare(found.asked) == bare(asked)


def test_a_condition_changed_elsewhere_is_not_overruled_by_our_note() -> None:
    asked = made(
        asking("a", "choice, options: [{id: x, say: X}, {id: y, say: Y}, {id: z, say: Z}]"),
        asking("b", "text, when: {question: a, is_not: x}"),
    )
    there = questionnaire(asked)
    item = there["item"][0]["item"][0]["item"][1]
    item["enableWhen"] = item["enableWhen"][:1]
    found = brought(there)
    assert found.yaml is None
    assert reasons(found)[0][0] == "b"
    assert "was changed elsewhere" in reasons(found)[0][1]


# Forms from elsewhere


def test_a_plain_form_is_taken_and_says_what_is_not_known() -> None:
    found = brought(
        form(
            {
                "linkId": "G_1",
                "text": "You",
                "type": "group",
                "item": [
                    {**WORDS, "prefix": "1.", "required": True, "maxLength": 80},
                    {
                        "linkId": "1.2",
                        "text": "Which?",
                        "type": "choice",
                        "repeats": True,
                        "answerOption": [
                            {"valueCoding": {"code": "LA6568-5", "display": "Not at all"}},
                            {"valueString": "Now & then"},
                        ],
                    },
                ],
            },
            {
                **YES,
                "enableWhen": [{"question": "words", "operator": "exists", "answerBoolean": True}],
            },
            version="0.3",
        )
    )
    asked = found.asked
    assert asked is not None, found.findings
    assert [one.id for one in asked.by_id.values()] == [
        "g-1", "g-1-part", "words", "1-2", "questions", "questions-part", "yes",
    ]  # fmt: skip
    words, which = asked.by_id["words"], asked.by_id["1-2"]
    assert (words.ask, words.is_required, words.longest) == ("1. What?", True, 80)
    assert [(one.id, one.say) for one in which.options] == [
        ("la6568-5", "Not at all"), ("now-then", "Now & then"),
    ]  # fmt: skip
    assert which.is_many
    assert asked.by_id["yes"].when is not None
    assert words.why == "The form that this comes from does not say why."
    assert not asked.dated.checked
    assert asked.status == "brought in from elsewhere, not looked through"
    said = [reason for _, reason in reasons(found, TAKEN)]
    assert any(
        "2 questions have another id here" in one or "another id here" in one for one in said
    )
    assert any("version “0.3” is no whole number" in one for one in said)
    assert found.yaml is not None
    assert read_questionnaire(found.yaml).title == "A form"


def test_choices_in_the_form_are_read() -> None:
    concepts = [{"code": "a", "display": "Aye"}, {"code": "b", "display": "Bee"}]
    values = {
        "resourceType": "ValueSet", "id": "moods",
        "compose": {"include": [{"system": "https://x.example", "concept": concepts}]},
    }  # fmt: skip
    item = {"linkId": "a", "text": "How?", "type": "choice", "answerValueSet": "#moods"}
    found = brought(form(item, contained=[values])).asked
    assert found is not None
    assert [one.say for one in found.by_id["a"].options] == ["Aye", "Bee"]


def test_there_is_not_also_holds_without_an_answer() -> None:
    test = {"question": "yes", "operator": "!=", "answerBoolean": True}
    found = brought(form(YES, {**WORDS, "enableWhen": [test]})).asked
    assert found is not None
    item = found.by_id["words"]
    assert filled(found).is_asked(item)
    assert filled(found, yes="false").is_asked(item)
    assert not filled(found, yes="true").is_asked(item)


def test_questions_inside_a_question_stand_after_it() -> None:
    inside = {**YES, "item": [WORDS], "enableWhen": []}
    found = brought(form(inside))
    assert found.asked is not None
    assert [one.id for one in found.asked.questions] == ["yes", "words"]
    assert ("yes", "the questions inside it stand after it.") in reasons(found, TAKEN)


def test_words_asked_several_times_become_rows() -> None:
    found = brought(form({**WORDS, "repeats": True})).asked
    assert found is not None
    group = found.by_id["words-rows"]
    assert group.is_repeated
    assert [one.id for one in group.items] == ["words"]


def test_a_calculation_is_taken_with_our_ids() -> None:
    said = "%resource.descendants().where(linkId='N 1').answer.value * 2"
    expression = {"language": "text/fhirpath", "expression": said}
    total = {
        "linkId": "total", "text": "Twice", "type": "decimal", "readOnly": True,
        "extension": [{"url": CALCULATED, "valueExpression": expression}],
    }  # fmt: skip
    found = brought(form({"linkId": "N 1", "text": "One", "type": "integer"}, total)).asked
    assert found is not None
    assert "linkId='n-1'" in found.by_id["total"].calculate


def extended(name: str, item: Json = WORDS, **value: Any) -> Json:
    base = SDC if name.startswith("sdc-") else HL7
    return {**item, "extension": [{"url": f"{base}/{name}", **value}]}


ITEM = '{"resourceType": "Questionnaire", "item": [{"linkId": "a", "type": "text", %s}]}'
FHIRPATH = {"valueExpression": {"language": "text/fhirpath", "expression": "true"}}
WHEN: dict[str, Json] = {
    "dangling": {"question": "gone", "operator": "exists", "answerBoolean": True},
    "in words": {"question": "line", "operator": "=", "answerString": "hello"},
    "an unknown option": {"question": "pick", "operator": "=", "answerCoding": {"code": "z"}},
    "an order": {"question": "yes", "operator": ">", "answerBoolean": True},
    "an unknown operator": {"question": "yes", "operator": "~", "answerBoolean": True},
}
OTHERS = (
    YES,
    {"linkId": "line", "text": "Line", "type": "string"},
    {"linkId": "pick", "text": "Pick", "type": "choice", "answerOption": [{"valueString": "a"}]},
)
REFUSALS: dict[str, tuple[tuple[Json, ...], str, str]] = {
    "a reference": (({**WORDS, "type": "reference"},), "words", "a reference to another record"),
    "an unknown type": (({**WORDS, "type": "mood"},), "words", "“mood” is none that we know"),
    "of R5": (({**WORDS, "type": "coding"},), "words", "FHIR R5"),
    "a key of R5": (({**WORDS, "disabledDisplay": "hidden"},), "words", "is not of FHIR R4"),
    "a list elsewhere": (
        ({**WORDS, "type": "choice", "answerValueSet": "http://x.example/v"},),
        "words", "in a list kept elsewhere",
    ),
    "a list that is not there": (
        ({**WORDS, "type": "choice", "answerValueSet": "#v"},), "words", "is not in the form",
    ),
    "no choices": (({**WORDS, "type": "choice"},), "words", "it has no choices"),
    "odd points": (
        ({**WORDS, "type": "choice", "answerOption": [
            {"valueCoding": {"code": "a", "extension": [{"url": f"{HL7}/ordinalValue"}]}}]},),
        "words", "the points of a choice are no number",
    ),
    "no words": (({"linkId": "words", "type": "text"},), "words", "it has no words"),
    "no linkId": (({"text": "What?", "type": "text"},), "“What?”", "it has no linkId"),
    "a linkId twice": ((WORDS, WORDS), "words", "its linkId is there twice"),
    "an expression decides": (
        (extended("sdc-questionnaire-enableWhenExpression", **FHIRPATH),),
        "words", "plain conditions",
    ),
    "a variable": ((extended("variable", **FHIRPATH),), "words", "it uses variables"),
    "a query": (
        (extended("sdc-questionnaire-answerExpression", **FHIRPATH),), "words", "by a query",
    ),
    "CQL": ((extended("cqf-library", valueCanonical="x"),), "words", "CQL"),
    "another language": (
        (extended("sdc-questionnaire-calculatedExpression",
                  valueExpression={"language": "text/cql", "expression": "x"}),),
        "words", "Only FHIRPath is read",
    ),
    "a form in a form": (
        (extended("sdc-questionnaire-subQuestionnaire", valueCanonical="x"),), "words", "assembled",
    ),
    "a rule": ((extended("targetConstraint"),), "words", "a rule across answers"),
    "a change of meaning": (
        ({**WORDS, "modifierExtension": [{"url": "http://x.example/not", "valueBoolean": True}]},),
        "words", "changes its meaning",
    ),
    "any or all": (
        (YES, {**WORDS, "enableWhen": [WHEN["dangling"] | {"question": "yes"}] * 2}),
        "words", "does not say whether any or all",
    ),
    "hidden and needed": (
        (extended("questionnaire-hidden", YES, valueBoolean=True),
         {**WORDS, "enableWhen": [WHEN["dangling"] | {"question": "yes"}]}),
        "yes", "it is hidden there, and other questions depend on it",
    ),
    "questions in each of many": (
        ({"linkId": "pick", "text": "Pick", "type": "choice", "repeats": True,
          "answerOption": [{"valueString": "a"}], "item": [WORDS]},),
        "pick", "asked again for each of its answers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSALS, ids=list(REFUSALS))
def test_what_would_ask_the_wrong_thing_is_refused(what: str) -> None:
    items, question, reason = REFUSALS[what]
    found = brought(form(*items))
    assert found.yaml is None
    assert found.asked is None
    assert any(where == question and reason in said for where, said in reasons(found)), reasons(
        found
    )


@pytest.mark.parametrize("what", WHEN, ids=list(WHEN))
def test_a_condition_we_cannot_hold_refuses_the_form(what: str) -> None:
    found = brought(form(*OTHERS, {**WORDS, "enableWhen": [WHEN[what]]}))
    assert found.yaml is None
    assert [where for where, _ in reasons(found)] == ["words"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<Questionnaire/>", "save it as JSON"),
        ("", "cannot be read as JSON"),
        ("[]", "It is no FHIR Questionnaire."),
        ('{"resourceType": "Patient"}', "It is no FHIR Questionnaire."),
        ('{"resourceType": "Questionnaire", "item": {}}', "“item” has to be a list"),
        ('{"resourceType": "Questionnaire", "item": [3]}', "Each of “item” has to have names"),
        ('{"resourceType": "Questionnaire", "item": [{"linkId": 3}]}', "“linkId” has to be words"),
        ('{"resourceType": "Questionnaire", "item": ' + '[{"item": ' * 3000, "more than 50 deep"),
        ('{"resourceType": "Questionnaire", "item": ' + '[{"linkId": "a", "item": ' * 80
         + "[]" + "}]" * 80 + "}", "more than 50 deep"),
        ('{"resourceType": "Questionnaire", "item": []}', "it asks nothing"),
        ("x" * 5_000_001, "longer than 5,000,000"),
        (ITEM % '"maxLength": "long"', "“maxLength” has to be a whole number"),
        (ITEM % '"required": "yes"', "“required” has to be true or false"),
        (ITEM % '"answerOption": [{"valueCoding": {"code": 5}}]', "“code” has to be words"),
    ],
    ids=[
        "xml", "nothing", "a list", "a patient", "items", "a number", "a linkId", "cut off", "deep",
        "empty", "long", "a length in words", "a truth in words", "a code in figures",
    ],
)  # fmt: skip
def test_what_is_no_form_is_refused_in_a_sentence(text: str, reason: str) -> None:
    found = bring(text, TODAY)
    assert found.yaml is None
    assert any(reason in said for _, said in reasons(found)), reasons(found)


def test_what_our_own_reader_refuses_is_refused() -> None:
    many = [{"linkId": f"q{n}", "text": "What?", "type": "text"} for n in range(201)]
    assert reasons(brought(form(*many))) == [
        ("The form", "It asks 201 questions, and 200 is the most. Divide it in two.")
    ]


def test_what_is_kept_and_not_used_is_listed() -> None:
    item = {
        **WORDS, "definition": "http://x.example#a", "code": [{"code": "x"}],
        "initial": [{"valueString": "a"}],
        "extension": [{"url": f"{SDC}/sdc-questionnaire-initialExpression", **FHIRPATH},
                      {"url": f"{HL7}/entryFormat", "valueString": "nnn"},
                      {"url": "https://x.example/colour", "valueString": "red"}],
    }  # fmt: skip
    found = brought(form(item, derivedFrom=["http://x.example/q"]))
    assert found.asked is not None
    said = dict.fromkeys(reason for _, reason in reasons(found, KEPT))
    for word in ("data model", "terminology", "first value", "not filled in", "(entryFormat)",
                 "(colour)", "made from"):  # fmt: skip
        assert any(word in one for one in said), word


# Whatever is changed in a form

JUNK: st.SearchStrategy[object] = st.sampled_from(
    [
        None,
        3,
        -1,
        1.5,
        "",
        " ",
        "🙂",
        True,
        [],
        {},
        [None],
        [[]],
        {"a": 1},
        ["x"],
        "group",
        "choice",
    ]
)
KEYS = st.sampled_from(
    ["item", "type", "repeats", "enableWhen", "answerOption", "extension", "code", "text", "id"]
)


def places(value: Any) -> list[Any]:
    """Every list and mapping inside."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    own = [value] if isinstance(value, (dict, list)) and value else []
    return own + [found for one in inside for found in places(one)]


@settings(suppress_health_check=list(HealthCheck), max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 100), KEYS, JUNK), min_size=1))
def test_a_changed_form_is_taken_or_refused_in_words(
    changes: list[tuple[int, int, str, Any]],
) -> None:
    there = json.loads(json.dumps(questionnaire(read_questionnaire(EVERYDAY))))
    for which, where, key, junk in changes[:3]:
        found = places(there)
        place = found[which % len(found)]
        if isinstance(place, list):
            place[where % len(place)] = json.loads(json.dumps(junk))
        else:
            names = [*place, key]
            place[names[where % len(names)]] = json.loads(json.dumps(junk))
    brought_in = brought(there)
    assert (brought_in.asked is None) == bool(brought_in.of(REFUSED))
    assert all(one.reason.endswith((".", ")")) for one in brought_in.findings)
