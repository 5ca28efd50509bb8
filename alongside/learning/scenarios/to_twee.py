"""A dilemma of ours as a story in Twee 3, so that it can be opened and changed elsewhere."""

from __future__ import annotations

import uuid

from .scenario import Scenario, Scene
from .twee import Passage, Story, write

_OURS = uuid.UUID("5b2f1a52-6a1c-4f0b-9d0e-6f9c8f3f7a11")  # what all ids of our stories grow from


def as_twee(scenario: Scenario) -> str:
    """The whole dilemma. What Twee has no place for stands as words below its scene."""
    names = _names(scenario)
    data: dict[str, object] = {"ifid": _ifid(scenario), **scenario.kept}
    data["start"] = names[scenario.begins]
    if isinstance(zoom := data.get("zoom"), str) and zoom.replace(".", "", 1).isdecimal():
        data["zoom"] = float(zoom)  # files of the library hold words, and Twee a number
    passages = tuple(_passage(one, names, scenario) for one in scenario.scenes)
    return write(Story(scenario.title, data, passages))


def _ifid(scenario: Scenario) -> str:
    """The same for each version of a dilemma, as the format asks: a UUID in capitals."""
    made = uuid.uuid5(_OURS, scenario.key)
    return str(uuid.UUID(bytes=made.bytes, version=4)).upper()


def _names(scenario: Scenario) -> dict[str, str]:
    """What each scene is called: as it was where it came from, else by its title, once each."""
    found: dict[str, str] = {}
    for one in scenario.scenes:
        said = one.kept.get("name")
        name = said if isinstance(said, str) else _plain(one.title)
        if name in found.values():
            name = f"{name} ({one.id})"
        found[one.id] = name
    return found


def _plain(words: str) -> str:
    """Words that may be a target or a text of a link."""
    return words.replace("[", "(").replace("]", ")").replace("|", "/").replace("->", "to")


def _passage(scene: Scene, names: dict[str, str], scenario: Scenario) -> Passage:
    parts = list(scene.text)
    parts += [f"{one.who}: “{one.words}”" for one in scene.said]
    if scene.ask and "name" not in scene.kept:
        parts.append(scene.ask)
    parts += [f"What might follow: {one}" for one in scene.follows]
    parts += [f"To talk about: {one}" for one in scene.talk]
    links = "\n".join(f"[[{_plain(one.words)}->{names[one.leads_to]}]]" for one in scene.choices)
    effects = [
        f"({_plain(choice.words)}) {scenario.called(effect.party)}: {effect.words}"
        for choice in scene.choices
        for effect in choice.effects
    ]
    text = "\n\n".join([*parts, links, *effects] if links else parts)
    tags, metadata = scene.kept.get("tags"), scene.kept.get("metadata")
    return Passage(
        names[scene.id],
        scene.line,
        text,
        tuple(map(str, tags)) if isinstance(tags, list) else (),
        metadata if isinstance(metadata, dict) else {},
    )
