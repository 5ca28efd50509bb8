"""Twee 3 (specification 3.0.2 of the IFTF): passages read from a text, and written again.

Only the format is here: headers, tags, metadata, escaping, special passages. What the passages
mean for us is in `from_twee`. Nothing is passed over: what is not taken is a Remark with its line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

START = "::"
DEFAULT_START = "Start"
_META = "[]{}"
_POSITION = re.compile(r"<(-?\d+(?:\.\d+)?),\s*(-?\d+(?:\.\d+)?)>")  # how Twee 2 said it


@dataclass(frozen=True, order=True)
class Remark:
    """Something that was not taken, or not as it stands; the line counts from 1."""

    line: int
    sentence: str


@dataclass(frozen=True)
class Passage:
    """One passage: its header, taken apart, and its content without blank lines at its end."""

    name: str
    line: int
    text: str = ""
    tags: tuple[str, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """All of a file."""

    title: str
    data: Mapping[str, object]  # of StoryData
    passages: tuple[Passage, ...]  # without StoryTitle and StoryData
    remarks: tuple[Remark, ...] = ()

    @property
    def start(self) -> str:
        """The name of the passage it starts with: StoryData goes before “Start”."""
        said = self.data.get("start")
        return said if isinstance(said, str) and said else DEFAULT_START


# Reading


def parse(text: str) -> Story:
    """What a text in Twee 3 says."""
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    remarks: list[Remark] = list(_before(lines))
    passages = _named_apart(list(_passages(lines, remarks)), remarks)
    title, data = "", {}
    others: list[Passage] = []
    for one in passages:
        if one.name == "StoryTitle":
            title = " ".join(one.text.split())
        elif one.name == "StoryData":
            data = _story_data(one, remarks)
        else:
            others.append(one)
    return Story(title, data, tuple(others), tuple(sorted(remarks)))


def _before(lines: list[str]) -> Iterator[Remark]:
    for number, line in enumerate(lines, 1):
        if line.startswith(START):
            return
        if line.strip():
            yield Remark(number, f"It stands before the first passage: “{_short(line)}”.")


def _passages(lines: list[str], remarks: list[Remark]) -> Iterator[Passage]:
    heads = [number for number, line in enumerate(lines) if line.startswith(START)]
    for here, following in zip(heads, [*heads[1:], len(lines)], strict=False):
        name, tags, metadata = _header(lines[here], here + 1, remarks)
        content = lines[here + 1 : following]
        while content and not content[-1].strip():
            content.pop()
        yield Passage(name, here + 1, "\n".join(content), tags, metadata)


def _header(
    line: str, number: int, remarks: list[Remark]
) -> tuple[str, tuple[str, ...], dict[str, object]]:
    rest = line.removeprefix(START)
    at = _first(rest, "[{")
    name, rest = unescaped(rest[:at].strip()), rest[at:]
    tags: tuple[str, ...] = ()
    if rest.startswith("["):
        end = _first(rest, "]")
        if end == len(rest):
            remarks.append(Remark(number, "Its tags begin with “[” and end nowhere."))
        tags, rest = tuple(map(unescaped, rest[1:end].split())), rest[end + 1 :].strip()
    metadata, rest = _metadata(rest.strip(), number, remarks)
    if rest:
        remarks.append(Remark(number, f"Its header goes on with what has no place: “{rest}”."))
    if not name:
        name = f"Passage in line {number}"
        remarks.append(Remark(number, f"It has no name. It is called “{name}” here."))
    return name, tags, metadata


def _first(text: str, signs: str) -> int:
    """Where one of the signs stands for the first time with no backslash before it."""
    skip = False
    for number, sign in enumerate(text):
        if skip:
            skip = False
        elif sign == "\\":
            skip = True
        elif sign in signs:
            return number
    return len(text)


def unescaped(text: str) -> str:
    """Any sign after a backslash stands for itself."""
    return re.sub(r"\\(.)", r"\1", text)


def escaped(text: str) -> str:
    """The same the other way round: what could be taken for the signs of a header."""
    return re.sub(r"([\\\[\]{}])", r"\\\1", text)


def _metadata(rest: str, number: int, remarks: list[Remark]) -> tuple[dict[str, object], str]:
    if position := _POSITION.match(rest):  # of an older Twee: not of the format, but plain enough
        remarks.append(Remark(number, "Its place on the map was written as Twee 2 did; taken."))
        return {"position": ",".join(position.groups())}, rest[position.end() :].strip()
    if not rest.startswith("{"):
        return {}, rest
    try:
        found, end = json.JSONDecoder().raw_decode(rest)
    except (ValueError, RecursionError):
        remarks.append(Remark(number, f"Its metadata is no JSON and was left out: {_short(rest)}"))
        return {}, ""
    return found, rest[end:].strip()


def _story_data(passage: Passage, remarks: list[Remark]) -> dict[str, object]:
    try:
        found = json.loads(passage.text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        remarks.append(Remark(passage.line, "StoryData is no JSON with names and was left out."))
        return {}
    ifid = found.get("ifid")
    if not isinstance(ifid, str) or not re.fullmatch(r"[0-9A-Z-]{8,63}", ifid):
        said = "StoryData has no “ifid” of capital letters, figures and hyphens. It goes without."
        remarks.append(Remark(passage.line, said))
    return found


def _named_apart(passages: list[Passage], remarks: list[Remark]) -> list[Passage]:
    """The passages, none of which is called as one before it."""
    taken: set[str] = set()
    found: list[Passage] = []
    for one in passages:
        name, number = one.name, 1
        while name in taken:
            number += 1
            name = f"{one.name} ({number})"
        if name != one.name:
            said = f"There is a passage “{one.name}” already. This one is called “{name}”; "
            remarks.append(Remark(one.line, said + "links lead to the first."))
        taken.add(name)
        found.append(Passage(name, one.line, one.text, one.tags, one.metadata))
    return found


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 60 else f"{text[:57]}…"


# Writing


def write(story: Story) -> str:
    """A story as Twee 3."""
    parts = []
    if story.title:
        parts.append(f":: StoryTitle\n{story.title}\n")
    if story.data:
        data = json.dumps(dict(story.data), ensure_ascii=False, indent=2)
        parts.append(f":: StoryData\n{data}\n")
    parts += [f"{_headed(one)}\n{_content(one.text)}\n" for one in story.passages]
    return "\n\n".join(parts)


def _content(text: str) -> str:
    """The same, with a space before what would begin the next passage: Twee has no other way."""
    return re.sub(rf"^{START}", f" {START}", text, flags=re.MULTILINE)


def _headed(passage: Passage) -> str:
    parts = [START, escaped(passage.name)]
    if passage.tags:
        parts.append(f"[{' '.join(map(escaped, passage.tags))}]")
    if passage.metadata:
        parts.append(json.dumps(dict(passage.metadata), ensure_ascii=False, separators=(",", ":")))
    return " ".join(parts)
