"""Questionnaires drawn at random, with conditions of any shape, for what holds for all."""

from typing import Any

import yaml
from hypothesis import strategies as st

from .samples import HEAD

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=30
).filter(lambda text: bool(text.strip()) and text not in ("true", "false"))
OPTIONS = ("a", "b", "c")
TYPES = (
    "text", "string", "choice", "open-choice", "boolean", "integer", "decimal", "quantity", "date",
    "dateTime", "time", "url", "attachment", "display", "group",
)  # fmt: skip
Written = dict[str, Any]


@st.composite
def conditions(draw: st.DrawFn, known: list[Written], depth: int = 3) -> Written:
    """A condition on questions that stand before."""
    if depth and draw(st.integers(0, 2)) == 0:
        inside = draw(st.lists(conditions(known, depth - 1), min_size=1, max_size=3))
        return {draw(st.sampled_from(["any", "all"])): inside}
    asked = draw(st.sampled_from(known))
    tests: list[tuple[str, str]] = [("answered", "true"), ("answered", "false")]
    if asked["type"] in ("choice", "open-choice"):
        tests += [(how, one["id"]) for how in ("is", "is_not") for one in asked["options"]]
    if asked["type"] == "boolean":
        tests += [("is", "true"), ("is_not", "true"), ("is", "false"), ("is_not", "false")]
    if asked["type"] in ("integer", "decimal", "quantity", "date"):
        values = ["2026-03-27"] if asked["type"] == "date" else ["0", "3", "4.50"]
        hows = ("is", "is_not", "at_least", "over", "at_most", "under")
        tests += [(how, value) for how in hows for value in values]
    how, value = draw(st.sampled_from(tests))
    return {"question": asked["id"], how: value}


@st.composite
def questions(draw: st.DrawFn, id: str, known: list[Written], depth: int = 1) -> Written:
    """One question of any type with some of all that it can say."""
    types = TYPES if depth else TYPES[:-1]
    found: Written = {"id": id, "ask": draw(WORDS), "type": draw(st.sampled_from(types))}
    type = found["type"]
    is_conditional: bool = draw(st.booleans())
    if known and is_conditional:
        found["when"] = draw(conditions(known))
    for key in draw(st.sets(st.sampled_from(["help", "guidance", "law", "procedure"]))):
        found[key] = draw(WORDS)
    if type == "group":
        return found | _group(draw, id, known)
    if type != "display":
        found |= {"why": draw(WORDS), "used_by": draw(WORDS)}
        if draw(st.booleans()):
            found["finish"] = "required"
        if draw(st.booleans()):
            found["easy_read"] = {"text": draw(WORDS), "picture": "wash"}
    return found | _of_type(draw, type)


def _group(draw: st.DrawFn, id: str, known: list[Written]) -> Written:
    inside: list[Written] = []
    for number in range(draw(st.integers(1, 3))):
        before = [*known, *(one for one in inside if one["type"] != "display")]
        inside.append(draw(questions(f"{id}-{number}", before, 0)))
    more: Written = {"questions": inside}
    if draw(st.booleans()):
        more["repeats"] = {"max": str(draw(st.integers(1, 500)))}
        if draw(st.booleans()):
            more["repeats"]["add"] = draw(WORDS)
    return more


def _of_type(draw: st.DrawFn, type: str) -> Written:
    found: Written = {}
    if type in ("choice", "open-choice"):
        found["options"] = [_option(draw, one) for one in OPTIONS]
        if draw(st.booleans()):
            found["many"] = "true"
        if draw(st.booleans()):
            found["decide"] = "true"
    if type in ("integer", "decimal", "quantity") and draw(st.booleans()):
        found |= {"unit": draw(st.sampled_from(["h", "people", "£"])), "min": "0", "max": "168"}
    if type in ("text", "string"):
        voices = (["person"], ["worker"], ["person", "worker"])
        if draw(st.booleans()):
            found["voices"] = draw(st.sampled_from(voices))
        if draw(st.booleans()):
            found["longest"] = str(draw(st.integers(1, 100_000)))
    return found


def _option(draw: st.DrawFn, id: str) -> Written:
    found: Written = {"id": id, "say": draw(WORDS)}
    if draw(st.booleans()):
        found["score"] = draw(st.sampled_from(["0", "1", "2.5", "-3"]))
    if draw(st.booleans()):
        found["easy"] = draw(WORDS)
    return found


@st.composite
def files(draw: st.DrawFn) -> str:
    """A whole file."""
    known: list[Written] = []
    pages: list[Written] = []
    for place in range(draw(st.integers(1, 3))):
        page: Written = {"id": f"page-{place}", "title": draw(WORDS), "sections": []}
        is_conditional: bool = draw(st.booleans())
        if known and is_conditional:
            page["when"] = draw(conditions(known))
        for part in range(draw(st.integers(1, 2))):
            section: Written = {"id": f"part-{place}-{part}", "questions": []}
            if draw(st.booleans()):
                section |= {"title": draw(WORDS), "intro": draw(WORDS), "agree": "true"}
            for number in range(draw(st.integers(1, 4))):
                one = draw(questions(f"q-{place}-{part}-{number}", known))
                section["questions"].append(one)
                inside = one["questions"] if one["type"] == "group" else [one]
                known += [each for each in inside if each["type"] != "display"]
            page["sections"].append(section)
        pages.append(page)
    return HEAD + yaml.safe_dump({"pages": pages}, sort_keys=False)
