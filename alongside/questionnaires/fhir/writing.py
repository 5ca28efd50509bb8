"""A definition written down again: as the names and values of its file, and as YAML."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import yaml

from ..definition import (
    PERSON,
    WORDS,
    WORKER,
    Item,
    Lead,
    Option,
    Proposal,
    Questionnaire,
    Rule,
    Test,
    When,
)
from ..reading import LONGEST_WORDS, OPERATORS
from ..values import plain_number

Written = dict[str, Any]
KEYS = {operator: key for key, operator in OPERATORS.items()}
ADD = "Add another"
MOST_ROWS = 20
WITHIN = 10
YES = "true"


def as_yaml(written: Mapping[str, Any], comment: str) -> str:
    """A file that says this, which our own reader takes."""
    said = " ".join(comment.split())
    text = yaml.safe_dump(
        dict(written), sort_keys=False, allow_unicode=True, width=150, default_flow_style=False
    )
    return f"# {said}\n{text}"


def written(asked: Questionnaire) -> Written:
    """The whole questionnaire as its file has it, without what goes without saying."""
    dated = asked.dated
    found: Written = {
        "id": asked.id,
        "version": asked.version,
        "title": asked.title,
        "purpose": asked.purpose,
        "answered_by": asked.answered_by,
        "kind": asked.kind,
        "valid_from": dated.valid_from.isoformat() if dated.valid_from else "",
        "valid_to": dated.valid_to.isoformat() if dated.valid_to else "",
        "source": dated.source,
        "checked_on": dated.checked_on.isoformat(),
        "checked": "" if dated.checked else "false",
        "law": asked.law,
        "status": asked.status,
        "why_these": asked.why_these,
        "approval": "" if asked.approval == "none" else asked.approval,
        "signing": _yes(asked.is_signed),
        "names_others": _yes(asked.names_others),
        "apart": _yes(asked.is_apart),
        "started_by": list(asked.started_by) if len(asked.started_by) > 1 else [],
        "pages": [written_item(asked, one) for one in asked.pages],
        "rules": [_rule(one) for one in asked.rules],
    }
    return _said(found)


def written_item(asked: Questionnaire, item: Item) -> Written:
    """One page, section or question as its file has it, with all that lies inside."""
    inside = [written_item(asked, one) for one in item.items]
    if item.role in ("page", "section"):
        name = "sections" if item.role == "page" else "questions"
        found: Written = {
            "id": item.id,
            "title": item.ask,
            "intro": item.intro,
            "look": item.look,
            "when": _when(item.when),
            "agree": _yes(item.is_agreed),
            name: inside,
        }
        return _said(found)
    return _said(_head(asked, item) | {"questions": inside} | _tail(item))


def _head(asked: Questionnaire, item: Item) -> Written:
    return {
        "id": item.id,
        "ask": item.ask,
        "type": item.type,
        "when": _when(item.when),
        "voices": list(item.voices) if item.voices != _usual_voices(asked, item) else [],
        "sort": "" if item.sort == "fact" else item.sort,
        "why": item.why,
        "used_by": item.used_by,
        "help": item.help,
        "examples": list(item.examples),
        "guidance": item.guidance,
        "procedure": item.procedure,
        "law": item.law,
        "easy_read": _said({"text": item.easy, "picture": item.picture}),
        "options": [] if item.options_from else [_option(one) for one in item.options],
        "options_from": item.options_from,
        "many": _yes(item.is_many),
        "longest": str(item.longest) if item.longest != LONGEST_WORDS.get(item.type, 0) else "",
        "unit": item.unit,
        "min": _number(item.least),
        "max": _number(item.most),
        "finish": "required" if item.is_required else "",
        "repeats": _repeats(item),
    }


def _tail(item: Item) -> Written:
    return {
        "sum_scores": list(item.sum_scores),
        "calculate": item.calculate,
        "proposes": [_proposal(one) for one in item.proposes],
        "decide": _yes(item.is_decided),
        "prefill": item.prefill,
        "leads_to": [_lead(one) for one in item.leads_to],
    }


def _usual_voices(asked: Questionnaire, item: Item) -> tuple[str, ...]:
    if item.type in WORDS and asked.answered_by == "both" and not item.is_worked_out:
        return (PERSON, WORKER)
    return (PERSON,) if asked.answered_by == PERSON else (WORKER,)


def _said(found: Written) -> Written:
    return {key: value for key, value in found.items() if value}


def _yes(is_so: bool) -> str:
    return YES if is_so else ""


def _number(number: Decimal | None) -> str:
    return "" if number is None else plain_number(number)


def _option(option: Option) -> Written:
    found = {"id": option.id, "say": option.say, "score": _number(option.score)}
    return _said(found | {"easy": option.easy, "help": option.help})


def _repeats(item: Item) -> Written:
    if not item.is_repeated:
        return {}
    return {"max": str(item.most_rows), "add": item.add}


def written_when(when: When) -> Written:
    """A condition as a file has it."""
    if isinstance(when, Test):
        return {"question": when.question, KEYS[when.operator]: when.value}
    return {"all" if when.is_all else "any": [written_when(one) for one in when.of]}


def _when(when: When | None) -> Written:
    return {} if when is None else written_when(when)


def _proposal(one: Proposal) -> Written:
    return {"option": one.option, "when": written_when(one.when), "because": one.because}


def _lead(one: Lead) -> Written:
    found = {
        "do": one.do,
        "is": list(one.answers),
        "words": one.words,
        "questionnaire": one.questionnaire,
        "within": "" if one.within == WITHIN else str(one.within),
        "awaits": one.awaits,
    }
    return _said(found)


def _rule(one: Rule) -> Written:
    found = {
        "id": one.id,
        "when": written_when(one.when),
        "must": written_when(one.must),
        "say": one.say,
        "strict": _yes(one.is_strict),
    }
    return _said(found)
