"""A FHIR R4 Questionnaire as a file of ours: the whole of it, or nothing and a list of reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from alongside.foundation.content import ContentError

from ..definition import Questionnaire
from ..reading import ID, read_questionnaire
from ..values import plain_number
from . import names
from .building import (
    UNKNOWN_WHY,
    Builder,
    calculations,
    own_form,
    uses,
    works_with,
)
from .export import questionnaire
from .findings import REFUSED, TAKEN, THE_FORM, Finding
from .packing import Json, unpacked
from .shapes import ShapeError, read
from .surveying import can_be_built, flat, survey
from .writing import Written, as_yaml

_NOT_OF_FORM = {"reading-age"}


@dataclass(frozen=True)
class Brought:
    """What became of a form: a file of ours, or none, and what there is to say."""

    yaml: str | None
    asked: Questionnaire | None
    findings: tuple[Finding, ...]

    def of(self, sort: str) -> list[Finding]:
        """The findings of one sort, in the order in which they were met."""
        return [one for one in self.findings if one.sort == sort]


def bring(text: str, today: date) -> Brought:
    """Read a form; where one thing in it would change its meaning, all of it is refused."""
    try:
        form = read(text, "Questionnaire")
    except ShapeError as error:
        return Brought(None, None, (Finding(REFUSED, THE_FORM, str(error)),))
    findings = survey(form)
    too_deep = any(" deep." in one.reason for one in findings)
    if too_deep or not can_be_built(form):
        return Brought(None, None, tuple(findings))
    builder = Builder(form)
    written = _form(form, builder, today)
    findings = list(dict.fromkeys([*findings, *builder.findings, *_in_silence(builder, written)]))
    if not written["pages"]:
        findings.append(Finding(REFUSED, THE_FORM, "it asks nothing."))
    if any(one.sort == REFUSED for one in findings):
        return Brought(None, None, tuple(findings))
    return _read(form, written, findings)


def _read(form: Json, written: Written, findings: list[Finding]) -> Brought:
    """What our own reader says of it, and whether it still says the same."""
    title = written["title"]
    text = as_yaml(written, f"{title}, brought in from a FHIR Questionnaire.")
    try:
        asked = read_questionnaire(text, "The form")
    except ContentError as error:
        refusal = Finding(REFUSED, THE_FORM, error.sentence)
        return Brought(None, None, (*findings, refusal))
    refusals = [Finding(REFUSED, id, said) for id, said in _changed(form, asked)]
    if refusals:
        return Brought(None, None, (*findings, *refusals))
    counts = Finding(TAKEN, THE_FORM, f"{len(asked.questions)} questions.")
    return Brought(text, asked, (*findings, counts))


# The form itself


def _form(form: Json, builder: Builder, today: date) -> Written:
    own = unpacked(form.get("extension", []))
    is_ours = own_form(form)
    ours = {key: value for key, value in own.items() if key not in _NOT_OF_FORM}
    title = _line(form.get("title") or form.get("name") or form.get("id") or "")
    period = form.get("effectivePeriod", {})
    found: Written = {
        "id": _id(form, builder),
        "version": _version(form, builder),
        "title": title or "A form from elsewhere",
        "purpose": _purpose(form, title, builder),
        "valid_from": str(period.get("start", ""))[:10],
        "valid_to": str(period.get("end", ""))[:10],
        "checked_on": form.get("lastReviewDate", "") if is_ours else today.isoformat(),
        **({} if is_ours else _of_elsewhere(form, builder)),
        **ours,
        "pages": builder.pages(title or "Questions"),
    }
    for page in found["pages"]:
        page.pop("loose", None)
    if "rules" in found:
        found["rules"] = found.pop("rules")  # they stand at the end
    return {key: value for key, value in found.items() if value or key == "pages"}


def _of_elsewhere(form: Json, builder: Builder) -> Written:
    """What FHIR does not say, so that whoever looks through it first sees it."""
    said = [form.get("url", ""), f"version {form['version']}" if form.get("version") else ""]
    source = ", ".join(one for one in [*said, form.get("publisher", "")] if one)
    builder.say(
        TAKEN, None, "who answers is not said there: the worker does. Change “answered_by”."
    )
    builder.say(
        TAKEN, None, f"each question says: “{UNKNOWN_WHY}” Write why, and who uses the answer."
    )
    return {
        "answered_by": "worker",
        "kind": "assessment",
        "source": source or "A FHIR Questionnaire without an address",
        "checked": "false",
        "status": "brought in from elsewhere, not looked through",
    }


def _line(text: str) -> str:
    return " ".join(text.split())


def _id(form: Json, builder: Builder) -> str:
    wanted = str(form.get("id") or str(form.get("url", "")).rsplit("/", 1)[-1] or "form")
    if ID.fullmatch(wanted):
        return wanted
    spaced = re.sub("([a-z])([A-Z])", r"\1-\2", wanted)
    plain = re.sub("[^a-z0-9]+", "-", spaced.lower()).strip("-")[:30].strip("-") or "form"
    builder.say(TAKEN, None, f"it is called “{plain}” here.")
    return plain


def _version(form: Json, builder: Builder) -> str:
    version = str(form.get("version", ""))
    if re.fullmatch(r"[1-9][0-9]{0,5}(?:-own)?", version):
        return version
    if version:
        builder.say(TAKEN, None, f"its version “{version}” is no whole number, so it is 1 here.")
    return "1"


def _purpose(form: Json, title: str, builder: Builder) -> str:
    said = form.get("purpose") or form.get("description")
    if not said:
        builder.say(TAKEN, None, "it does not say what it is for. Write “purpose”.")
    return str(said or title or "It does not say what it is for.")


# What would go wrong in silence


def _in_silence(builder: Builder, written: Written) -> Iterator[Finding]:
    hidden = {builder.ids[id] for id in builder.hidden if id in builder.ids}
    for id in sorted(uses(written["pages"], hidden)):
        yield Finding(REFUSED, id, "it is hidden there, and other questions depend on it.")
    named = calculations(written["pages"])
    for id in sorted(builder.made_choices):
        if any(works_with(one, {id}) for one in named):
            said = "it is a choice here, and a calculation there works with its answer."
            yield Finding(REFUSED, id, said)


def _changed(form: Json, asked: Questionnaire) -> Iterator[tuple[str, str]]:
    """Where our own note beside a condition or a sum no longer says what FHIR's words say."""
    noted = {"when", "sum_scores", "calculate"}
    ours = {
        str(item["linkId"])
        for item in flat(form.get("item"))
        if noted & set(unpacked(item.get("extension", [])))
        or unpacked(item.get("extension", [])).get("part") == "around"
    }
    if not ours:
        return
    there = {item["linkId"]: _meaning(item) for item in flat(form.get("item"))}
    here = {item["linkId"]: _meaning(item) for item in flat(questionnaire(asked)["item"])}
    for id in sorted(ours):
        if there.get(id) != here.get(id):
            said = "its condition or calculation was changed elsewhere, and our own note beside it"
            yield id, f"{said} was not. Take out the extension, or put it right."


def _meaning(item: Json) -> Any:
    tests = [
        (one.get("question"), one.get("operator"), _answer(one))
        for one in item.get("enableWhen", [])
    ]
    said = [
        one.get("valueExpression", {}).get("expression")
        for one in item.get("extension", [])
        if one.get("url") == names.CALCULATED
    ]
    return sorted(map(str, tests)), item.get("enableBehavior"), said


def _answer(test: Json) -> str:
    value = next((one for key, one in test.items() if key.startswith("answer")), "")
    if isinstance(value, dict):
        value = value.get("code", value.get("value", ""))
    if isinstance(value, bool) or not str(value).lstrip("-").replace(".", "", 1).isdigit():
        return str(value)
    return plain_number(Decimal(str(value)))
