"""The surveys that come with Alongside, and the published figures of 2019."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from alongside.foundation.content import Block, folder, read

from .form import Survey, survey_of

SHIPPED = ("health-check", "sector-survey")  # a wave of capability asks `barriers` beside
BARRIERS = "barriers"


@dataclass(frozen=True)
class Reference:
    """Figures that somebody else published on the same subjects."""

    title: str
    source: str
    checked_on: date | None
    is_checked: bool
    respondents: str
    notes: str
    percent: Mapping[tuple[str, str], int]  # (question, option) -> of a hundred


def text_of(key: str) -> str:
    """A shipped survey as it is written."""
    return (folder() / "surveys" / f"{key}.yaml").read_text(encoding="utf-8")


def shipped(key: str) -> Survey:
    """A shipped survey."""
    return survey_of(text_of(key), f"{key}.yaml")


def reference_for(id: str) -> Reference | None:
    """The published figures that stand beside a survey, if there are any."""
    return _reference() if id == "sector-survey" else None


@lru_cache(maxsize=1)
def _reference() -> Reference:
    return read_reference()


def read_reference() -> Reference:
    """The file of 2019, read afresh."""
    head = read(folder() / "surveys" / "sector-survey-2019.yaml")
    head.only("id", "title", "source", "checked_on", "checked", "respondents", "notes", "figures")
    survey = shipped("sector-survey")
    return Reference(
        head.text("title"),
        head.text("source"),
        head.day("checked_on"),
        head.yes("checked"),
        head.text("respondents"),
        head.text_or("notes"),
        dict(_figure(one, survey) for one in head.blocks("figures")),
    )


def _figure(block: Block, survey: Survey) -> tuple[tuple[str, str], int]:
    block.only("question", "option", "percent")
    question, option, percent = block.text("question"), block.text("option"), block.text("percent")
    asks = survey.by_key.get(question)
    if asks is None or option not in dict(asks.options):
        raise block.wrong(f"The survey has no answer “{option}” to “{question}”.")
    if not (percent.isascii() and percent.isdigit() and int(percent) <= 100):
        raise block.wrong("“percent” must be a whole number from 0 to 100.")
    return (question, option), int(percent)


def check_surveys() -> None:
    """Read all of them afresh, so that what is wrong is said."""
    for key in (*SHIPPED, BARRIERS):
        survey_of.__wrapped__(text_of(key), f"{key}.yaml")
    read_reference()
