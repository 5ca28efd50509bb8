"""What we write as FHIR R4, judged by two programs of others; README.md says how to get them."""

from __future__ import annotations

import json
import mimetypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from alongside.foundation.content import folder
from alongside.questionnaires import calculating
from alongside.questionnaires.answering import Filled, Slot
from alongside.questionnaires.definition import CHOICES, Questionnaire
from alongside.questionnaires.fhir.export import questionnaire
from alongside.questionnaires.fhir.responses import texts_of
from alongside.questionnaires.reading import read_questionnaire
from alongside.questionnaires.responding import response
from alongside.questionnaires.tests.making import DAY
from alongside.questionnaires.tests.samples import EVERYDAY
from tests.chromium import find

HERE = Path(__file__).parent
JUDGES = Path(os.environ.get("FHIR_JUDGES", HERE.parents[1] / "build" / "fhir"))
FORMS = JUDGES / "package" / "dist" / "lforms"
NODE = shutil.which("node")
SHIPPED = sorted((folder() / "questionnaires").glob("*.yaml"))
Json = dict[str, Any]

validated = pytest.mark.skipif(
    NODE is None or not (JUDGES / "node_modules" / "fhir").is_dir(),
    reason="The FHIR validator is not here; tests/fhir/README.md says how to get it.",
)
drawn = pytest.mark.skipif(
    not FORMS.is_dir() or find() is None,
    reason="LHC-Forms or Chromium is not here; tests/fhir/README.md says how to get it.",
)


def shipped() -> list[Questionnaire]:
    texts = [EVERYDAY, *(one.read_text(encoding="utf-8") for one in SHIPPED)]
    return [read_questionnaire(text) for text in texts]


def answered(asked: Questionnaire) -> Filled:
    """Somehow an answer to everything that is asked, and then to what is asked because of it."""
    texts: dict[str, str] = {}
    for _ in range(5):
        form = Filled(asked, texts, DAY)
        more = {slot.name: some(slot) for slot, is_asked in form.all_slots() if is_asked}
        texts = more | texts
    return Filled(asked, texts, DAY)


def some(slot: Slot) -> str:
    item = slot.item
    if slot.part:
        return "differ" if slot.part == "agree" else f"Words for {slot.name}."
    if item.type in CHOICES:
        ids = [one.id for one in item.options]
        return "\n".join(ids[:2]) if item.is_many else ids[0]
    least = str(item.least) if item.least is not None else "3"
    usual = {
        "boolean": "true", "date": "27 March 2026", "dateTime": "27 March 2026, 2pm", "time": "2pm",
        "url": "https://example.org/", "integer": least, "decimal": least, "quantity": least,
    }  # fmt: skip
    return usual.get(item.type, f"Words for {slot.name}.")


# The validator


def judged(files: list[Path]) -> list[Json]:
    words = [str(NODE), str(HERE / "validate.mjs"), str(JUDGES), *map(str, files)]
    said = subprocess.run(words, capture_output=True, text=True, check=True, timeout=300).stdout
    return [json.loads(line) for line in said.splitlines()]


def write(to: Path, *resources: Json) -> list[Path]:
    files = [to / f"{number}.json" for number, _ in enumerate(resources)]
    for file, resource in zip(files, resources, strict=True):
        file.write_text(json.dumps(resource), encoding="utf-8")
    return files


@validated
def test_every_item_of_every_questionnaire_is_valid(tmp_path: Path) -> None:
    found = judged(write(tmp_path, *map(questionnaire, shipped())))
    assert len(found) == len(SHIPPED) + 1
    assert [one for one in found if one["wrong"]] == []
    print(f"{len(found)} questionnaires, {sum(one['items'] for one in found)} items, all valid")


@validated
def test_every_answer_is_valid(tmp_path: Path) -> None:
    made = [
        {"questionnaire": f"https://x.example/{asked.id}", **response(answered(asked))}
        for asked in shipped()
    ]
    found = judged(write(tmp_path, *made))
    assert [one for one in found if one["wrong"]] == []
    print(f"{len(found)} responses, {sum(one['items'] for one in found)} items, all valid")


@validated
def test_the_validator_catches_what_is_planted_deep(tmp_path: Path) -> None:
    def deep(form: Json) -> Json:
        found: Json = form["item"][0]["item"][0]["item"][1]
        return found

    planted: tuple[Json, ...] = (
        {"linkId": None},
        {"linkId": "rest"},
        {"type": "mood"},
        {"colour": "red"},
        {"enableWhen": [{"question": "gone", "operator": "=", "answerString": "a"}]},
        {"enableWhen": [{"question": "score", "operator": "~", "answerInteger": 1}]},
    )
    faults: list[Json] = []
    for fault in planted:
        form = json.loads(json.dumps(questionnaire(read_questionnaire(EVERYDAY))))
        deep(form).update(fault)
        if fault == {"linkId": None}:
            del deep(form)["linkId"]
        faults.append(form)
    found = judged(write(tmp_path, *faults))
    assert [bool(one["wrong"]) for one in found] == [True] * len(faults)


# LHC-Forms

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Form</title>
<body><div id="form"></div><script src="/webcomponent/assets/lib/zone.min.js"></script>
<script src="/webcomponent/lhc-forms.js"></script><script src="/fhir/R4/lformsFHIR.min.js"></script>
"""
SITE = "http://forms.test"


@pytest.fixture
def forms() -> Iterator[Page]:
    """A page with LHC-Forms, which gets nothing from anywhere but its own folder."""
    with sync_playwright() as playwright:
        words = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=find(), args=words)
        page = browser.new_page()
        page.route("**/*", _from_folder)
        page.goto(f"{SITE}/")
        page.wait_for_function("() => window.LForms?.FHIR?.R4", timeout=60_000)
        yield page
        browser.close()


def _from_folder(route: Route) -> None:
    path = route.request.url.removeprefix(SITE).partition("?")[0].lstrip("/")
    file = FORMS / path
    if not path:
        route.fulfill(body=PAGE, content_type="text/html")
    elif route.request.url.startswith(SITE) and file.is_file():
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(body=file.read_bytes(), content_type=kind)
    else:
        route.abort()


def draw(page: Page, form: Json, answers: Json | None = None) -> None:
    """Put a form on the page, filled in where there are answers."""
    page.evaluate(
        """([form, answers]) => {
          let drawn = LForms.Util.convertFHIRQuestionnaireToLForms(form, "R4");
          if (answers) drawn = LForms.Util.mergeFHIRDataIntoLForms(
            "QuestionnaireResponse", answers, drawn, "R4");
          return LForms.Util.addFormToPage(drawn, "form");
        }""",
        [form, answers],
    )
    page.wait_for_timeout(1_500)


def given_back(page: Page, kind: str = "QuestionnaireResponse") -> Json:
    said: Json = page.evaluate("kind => LForms.Util.getFormFHIRData(kind, 'R4')", kind)
    return said


def flat(items: list[Json]) -> Iterator[Json]:
    for one in items:
        yield one
        yield from flat(one.get("item", []))
        for answer in one.get("answer", []):
            yield from flat(answer.get("item", []))


def values(found: Json) -> dict[str, list[Any]]:
    """What is answered, by linkId, in words that do not depend on how a number is written."""
    said: dict[str, list[Any]] = {}
    for one in flat(found.get("item", [])):
        for answer in one.get("answer", []):
            value = next(value for key, value in answer.items() if key.startswith("value"))
            value = value.get("code", value.get("value")) if isinstance(value, dict) else value
            if "valueDateTime" in answer:  # the same moment, by any clock
                value = datetime.fromisoformat(str(value)).timestamp()
            said.setdefault(one["linkId"], []).append(value)
    return said


@drawn
@pytest.mark.parametrize("asked", shipped(), ids=lambda one: one.id)
def test_a_form_is_drawn_and_its_answers_come_back(forms: Page, asked: Questionnaire) -> None:
    form, ours = json.loads(json.dumps(questionnaire(asked))), answered(asked)
    left = json.loads(json.dumps(response(ours)))
    draw(forms, form, left)
    came = given_back(forms)
    assert values(came) == values(left)
    again = Filled(asked, texts_of(asked, came), DAY)
    assert values(json.loads(json.dumps(response(again)))) == values(left)
    draw(forms, form, came)
    assert values(given_back(forms)) == values(came)


@drawn
def test_our_own_extensions_are_kept(forms: Page) -> None:
    form = json.loads(json.dumps(questionnaire(read_questionnaire(EVERYDAY))))
    draw(forms, form)
    kept = json.dumps(given_back(forms, "Questionnaire")).count("StructureDefinition/alongside-")
    assert kept == json.dumps(form).count("StructureDefinition/alongside-")


@drawn
def test_filled_in_by_hand_the_points_are_the_same(forms: Page) -> None:
    asked = read_questionnaire(EVERYDAY)
    draw(forms, json.loads(json.dumps(questionnaire(asked))))

    def box(link: str, row: int = 0) -> Any:
        return forms.locator(f'[id^="{link}/"]').nth(row)

    def choose(link: str, number: int) -> None:
        box(link).click()
        for _ in range(number):
            box(link).press("ArrowDown")
        box(link).press("Enter")
        box(link).press("Tab")
        forms.wait_for_timeout(800)

    assert forms.locator('[id^="hours/"]').count() == 0  # not asked yet
    box("washing.person").fill("My hands and face.")
    box("washing.worker").fill("Sitting, the upper body.")
    choose("can-wash", 2)
    choose("can-dress", 2)
    box("hours").fill("2.5")
    box("hours").press("Tab")
    forms.locator('button[id^="add-"]').first.click()
    forms.wait_for_timeout(500)
    box("hours", 1).fill("1.5")
    box("hours", 1).press("Tab")
    forms.wait_for_timeout(1_000)
    assert forms.locator('[id^="since/"]').count() > 0  # asked, because of what was worked out
    found = given_back(forms)
    there = values(found)
    assert there["score"] == [6]
    assert there["hours-total"] == [4]
    ours = Filled(asked, texts_of(asked, found), DAY)
    for id in ("score", "hours-total"):
        assert ours.value(asked.by_id[id]) == there[id][0]
    form = questionnaire(asked)
    for item in flat(form["item"]):
        if item["linkId"] in ("score", "hours-total"):
            said = next(one for one in item["extension"] if "calculatedExpression" in one["url"])
            expression = said["valueExpression"]["expression"]
            result = calculating.evaluated(expression, found, "2026-11-22")
            assert [float(one) for one in result] == [float(there[item["linkId"]][0])]
