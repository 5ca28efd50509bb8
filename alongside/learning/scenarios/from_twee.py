"""A story in Twee 3 made a dilemma of ours. Nothing is lost in silence: each remark has a line.

Passages become scenes, links become choices. Whatever a story format would run (macros, scripts,
styles) is not run here: scripts and styles are left out, the rest stays as the text it is, and
either is said. What choices do to whom is not in Twee, so it stands empty, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from alongside.foundation.content import ContentError

from .checking import shape
from .reading import read_scenario_text
from .scenario import TWEE, Choice, Scenario, Scene, Source
from .twee import Passage, Remark, Story, parse
from .writing import as_yaml

LINK = re.compile(r"\[\[((?:[^\[\]]|\[(?!\[)|\](?!\]))*?)\](?:\[([^\[\]]*)\])?\]")
CODE = (
    (re.compile(r"<<[^<>]*>>"), "a macro of SugarCube"),
    (re.compile(r"<%.{0,2000}?%>", re.DOTALL), "code of Snowman"),
    (re.compile(r"\((?:[a-z][a-z0-9-]*|[$_]\w+):[^()]*\)", re.IGNORECASE), "a macro of Harlowe"),
    (re.compile(r"^\[[^\[\]\n]+\]$", re.MULTILINE), "a modifier of Chapbook"),
    (re.compile(r"\{[a-z][\w .]*(?::[^{}]*)?\}", re.IGNORECASE), "an insert of Chapbook"),
    (re.compile(r"(?<![\w$])[$][A-Za-z_]\w*"), "a variable"),
    (re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE), "HTML"),
)
LEFT_OUT = {"script": "a script", "stylesheet": "rules of style"}
SPECIAL = re.compile(r"Story[A-Z]\w*|Passage(?:Header|Footer|Ready|Done)|Twine\.\w+")
_DATA = ("ifid", "format", "format-version", "start", "tag-colors", "zoom")
LONGEST_CHOICE, LONGEST_TITLE = 1_000, 90
WORDS_A_MINUTE = 100  # with time to think
LOOKED_AT_AGAIN = timedelta(days=183)
UNSAID = "It was written elsewhere: whom a choice touches, and how, is not said in it."


@dataclass(frozen=True)
class Brought:
    """What came of it: a dilemma, or none, and everything that was not taken as it stood."""

    scenario: Scenario | None
    remarks: tuple[Remark, ...]


@dataclass
class _Bringing:
    story: Story
    remarks: list[Remark]
    ids: dict[str, str] = field(default_factory=dict)  # names of passages, and what we call them

    def say(self, line: int, sentence: str) -> None:
        self.remarks.append(Remark(line, sentence))


def bring(text: str, name: str, today: date) -> Brought:
    """The dilemma that a text in Twee 3 makes; `name` is what its source is called."""
    story = parse(text)
    bringing = _Bringing(story, list(story.remarks))
    passages = list(_to_play(bringing))
    bringing.ids = _ids(passages)
    if story.start not in bringing.ids:
        bringing.say(1, f"It starts with “{story.start}”, and no such passage can be played.")
        return Brought(None, tuple(sorted(bringing.remarks)))
    scenes = tuple(_scene(one, bringing) for one in passages)
    made = _scenario(scenes, bringing, name, today)
    made = replace(made, digest=sha256(text.encode()).hexdigest())
    bringing.say(1, UNSAID)
    for line, sentence in shape(made):
        bringing.say(line, sentence)
    usable: Scenario | None = made
    try:
        read_scenario_text(as_yaml(made), Path(name))
    except ContentError as wrong:
        bringing.say(1, f"It cannot be a dilemma here. {wrong.sentence}")
        usable = None
    return Brought(usable, tuple(sorted(bringing.remarks)))


def _to_play(bringing: _Bringing) -> Iterator[Passage]:
    """The passages that may be scenes; what the rest was is said."""
    for one in bringing.story.passages:
        code = next((LEFT_OUT[tag] for tag in one.tags if tag in LEFT_OUT), None)
        if code is not None:
            bringing.say(one.line, f"“{one.name}” is {code}. Nothing is run here: it is left out.")
        elif SPECIAL.fullmatch(one.name):
            said = "means something to the format it was made for. It is left out."
            bringing.say(one.line, f"The passage “{one.name}” {said}")
        else:
            yield one
    for key in set(bringing.story.data) - set(_DATA):
        bringing.say(1, f"StoryData says “{key}”, which Twee 3 does not know. It is kept as it is.")


def _ids(passages: list[Passage]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in passages:
        plain = re.sub(r"[^a-z0-9]+", "-", one.name.lower()).strip("-")[:50].strip("-") or "scene"
        id, number = plain, 1
        while id in found.values():
            number += 1
            id = f"{plain}-{number}"
        found[one.name] = id
    return found


def _scene(passage: Passage, bringing: _Bringing) -> Scene:
    choices: list[Choice] = []

    def taken(match: re.Match[str]) -> str:
        line = passage.line + 1 + passage.text.count("\n", 0, match.start())
        return _link(match, line, alone=_is_alone(passage.text, match))

    def _link(match: re.Match[str], line: int, *, alone: bool) -> str:
        words, target = parted(match.group(1))
        if match.group(2):
            said = f"“{match.group(2).strip()}” was to be done at the link “{words}”; it is not."
            bringing.say(line, said)
        if target not in bringing.ids:
            bringing.say(line, _nowhere(words, target))
            return match.group(0)
        id = f"c{len(choices) + 1}"
        if len(words) > LONGEST_CHOICE:
            bringing.say(line, f"A choice has {LONGEST_CHOICE} letters at most. It was cut there.")
        choices.append(Choice(id, words[:LONGEST_CHOICE], bringing.ids[target]))
        if alone:
            return ""
        bringing.say(line, f"The link “{words}” stood within words. It is a choice below them.")
        return words

    text = LINK.sub(taken, passage.text)
    _say_code(passage, bringing)
    kept: dict[str, object] = {"name": passage.name}
    if passage.tags:
        kept["tags"] = list(passage.tags)
    if passage.metadata:
        kept["metadata"] = dict(passage.metadata)
    parts = [one.strip("\n") for one in re.split(r"\n\s*\n", text) if one.strip()]
    return Scene(
        id=bringing.ids[passage.name],
        title=passage.name[:300],
        line=passage.line,
        text=tuple(parts),
        ask="What do you do?" if choices else "",
        choices=tuple(choices),
        kept=kept,
    )


def parted(inside: str) -> tuple[str, str]:
    """The words and the target of a link: [[a]], [[a->b]], [[b<-a]] or [[a|b]]."""
    if "->" in inside:
        words, _arrow, target = inside.rpartition("->")
    elif "<-" in inside:
        target, _arrow, words = inside.partition("<-")
    elif "|" in inside:
        words, _bar, target = inside.rpartition("|")
    else:
        words = target = inside
    words, target = " ".join(words.split()), " ".join(target.split())
    return words or target, target


def _is_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a link stands in its line alone, or after the mark of a list."""
    before = text[: match.start()].rpartition("\n")[2]
    after = text[match.end() :].partition("\n")[0]
    return not LINK.sub("", after).strip() and not re.sub(r"^\s*[*-]\s*", "", before).strip()


def _nowhere(words: str, target: str) -> str:
    if re.match(r"[a-z]+://", target):
        return f"“{words}” leads out of the story, to {target}. It stays as it is written."
    return f"“{words}” leads to “{target}”, and there is no such scene. It stays as it is written."


def _say_code(passage: Passage, bringing: _Bringing) -> None:
    text = LINK.sub(lambda match: re.sub(r"[^\n]", " ", match.group(0)), passage.text)
    for pattern, what in CODE:
        for match in pattern.finditer(text):
            line = passage.line + 1 + text.count("\n", 0, match.start())
            shown = " ".join(match.group(0).split())[:60]
            bringing.say(line, f"“{shown}” looks like {what}. Nothing is run: it stays as text.")


def _scenario(scenes: tuple[Scene, ...], bringing: _Bringing, name: str, today: date) -> Scenario:
    title = bringing.story.title or name
    if len(title) > LONGEST_TITLE:
        bringing.say(1, f"A title has {LONGEST_TITLE} letters at most. It was cut there.")
    key = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:60].strip("-") or "imported"
    count = sum(len(part.split()) for one in scenes for part in one.text)
    return Scenario(
        key=key,
        version=1,
        title=title[:LONGEST_TITLE],
        about="Brought in from Twee 3. Read it through before others play it.",
        readers=("whoever brought it in",),
        minutes=min(max(1, round(count / WORDS_A_MINUTE)), 240),
        owner="whoever brought it in",
        valid_from=today,
        valid_to=None,
        review_by=today + LOOKED_AT_AGAIN,
        sources=(Source(f"The file {name}", "", None, UNSAID),),
        aligns=(),
        begins=bringing.ids[bringing.story.start],
        scenes=scenes,
        origin=TWEE,
        kept=dict(bringing.story.data),
    )
