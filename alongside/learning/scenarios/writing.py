"""A dilemma written as the YAML that it can be read from again."""

from __future__ import annotations

from typing import Any

import yaml

from .scenario import WHY, Choice, Scenario, Scene


def as_yaml(scenario: Scenario) -> str:
    """The whole dilemma, everything in its place."""
    said = {
        "key": scenario.key,
        "version": str(scenario.version),
        "origin": scenario.origin,
        "title": scenario.title,
        "about": scenario.about,
        "for": list(scenario.readers),
        "minutes": str(scenario.minutes),
        "owner": scenario.owner,
        "valid_from": scenario.valid_from.isoformat(),
        "valid_to": scenario.valid_to.isoformat() if scenario.valid_to else "",
        "review_by": scenario.review_by.isoformat(),
        "aligns": list(scenario.aligns),
        "sources": [
            _some(
                name=one.name,
                address=one.address,
                note=one.note,
                checked="true" if one.checked_on else "false",
                checked_on=one.checked_on.isoformat() if one.checked_on else "",
            )
            for one in scenario.sources
        ],
        "people": [{"name": one.name, "who": one.who} for one in scenario.people],
        "parties": dict(scenario.parties),
        "kept": _texts(scenario.kept),
        "begins": scenario.begins,
        "scenes": [_scene(one) for one in scenario.scenes],
    }
    return yaml.safe_dump(
        _some(**said), sort_keys=False, allow_unicode=True, width=96, default_flow_style=False
    )


def _scene(scene: Scene) -> dict[str, Any]:
    return _some(
        id=scene.id,
        title=scene.title,
        text="\n\n".join(scene.text),
        said=[{"who": one.who, "words": one.words} for one in scene.said],
        ask=scene.ask,
        choices=[_choice(one) for one in scene.choices],
        follows=list(scene.follows),
        talk=list(scene.talk),
        kept=_texts(scene.kept),
    )


def _choice(choice: Choice) -> dict[str, Any]:
    return _some(
        id=choice.id,
        words=choice.words,
        why="" if choice.why == WHY else choice.why,
        leads_to=choice.leads_to,
        effects={one.party: one.words for one in choice.effects},
        touches=list(choice.touches),
    )


def _some(**said: Any) -> dict[str, Any]:
    """What is said, without what is empty."""
    return {key: value for key, value in said.items() if value not in ("", [], {}, None)}


def _texts(value: Any) -> Any:
    """The same with every number and truth as words: files of the library hold nothing else."""
    if isinstance(value, dict):
        return {str(key): _texts(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
