"""A dilemma read from its YAML; what is wrong is said with its file and line, in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from alongside.foundation.content import Block, ContentError, read_text

from .checking import check
from .scenario import PARTIES, TWEE, WHY, Choice, Effect, Said, Scenario, Scene, Somebody, Source

LONGEST_FILE = 200_000  # characters
MOST_SCENES, MOST_CHOICES = 200, 8
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CLUSTERS = "ABCDEFGHIJ"
TOUCH = re.compile(r"[A-J][1-4]?")  # a cluster, or one of its four statements

_HEAD = (
    "key", "version", "title", "about", "for", "minutes", "owner", "valid_from", "valid_to",
    "review_by", "sources", "aligns", "people", "parties", "begins", "scenes", "origin", "kept",
)  # fmt: skip
_SOURCE = ("name", "address", "checked", "checked_on", "note")
_SCENE = ("id", "title", "text", "said", "ask", "choices", "follows", "talk", "kept")
_CHOICE = ("id", "words", "why", "leads_to", "effects", "touches")


def read_scenario(file: Path) -> Scenario:
    """The dilemma that a file holds, which is called by its key."""
    try:
        with file.open(encoding="utf-8") as lines:
            text = lines.read(LONGEST_FILE + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(file, 1, f"It cannot be read: {error}.") from error
    found = read_scenario_text(text, file)
    if found.key != file.stem:
        raise ContentError(file, 1, f"Its key is “{found.key}”, so call the file {found.key}.yaml.")
    return found


def read_scenario_text(text: str, file: Path) -> Scenario:
    """The same for text that may not be a file yet; `file` is what errors call it."""
    if len(text) > LONGEST_FILE:
        said = f"It is longer than {LONGEST_FILE:,} characters. Divide it in two."
        raise ContentError(file, 1, said)
    try:
        head = read_text(text.removeprefix("\ufeff"), file)
        found = _scenario(head, sha256(text.encode()).hexdigest())
    except RecursionError as error:
        said = "Things lie in each other too deep to be read."
        raise ContentError(file, 1, said) from error
    check(found, file)
    return found


def _scenario(head: Block, digest: str) -> Scenario:
    head.only(*_HEAD)
    blocks = head.blocks("scenes")
    if len(blocks) > MOST_SCENES:
        raise head.wrong(f"{MOST_SCENES} scenes are the most. Divide it in two.")
    origin = _one_of(head, "origin", ("", TWEE))
    return Scenario(
        key=_key(head, "key"),
        version=_whole(head, "version", 999_999),
        title=_line(head, "title", 90),
        about=_line(head, "about", 300),
        readers=_some(head, "for"),
        minutes=_whole(head, "minutes", 240),
        owner=_line(head, "owner", 90),
        **_days(head),
        sources=tuple(map(_source, head.blocks("sources"))),
        aligns=_letters(head, "aligns", re.compile(f"[{CLUSTERS}]"), must=not origin),
        people=tuple(map(_somebody, _list(head, "people"))),
        parties=_parties(head),
        begins=_key(head, "begins"),
        scenes=tuple(_scene(one, bool(origin)) for one in blocks),
        origin=origin,
        kept=_kept(head),
        digest=digest,
    )


def _days(head: Block) -> dict[str, date]:
    found = {key: head.day(key) for key in ("valid_from", "review_by")}
    for key, day in found.items():
        if day is None:
            raise head.wrong(f"“{key}” is missing. Write it as 2026-03-27.")
    valid_from, review_by = found["valid_from"] or date.min, found["review_by"] or date.min
    valid_to = head.day("valid_to")
    if review_by < valid_from or (valid_to or valid_from) < valid_from:
        raise head.wrong("It ends, or is looked at again, before it begins.")
    said = {"valid_from": valid_from, "review_by": review_by}
    return {**said, "valid_to": valid_to}  # type: ignore[dict-item]


def _source(block: Block) -> Source:
    block.only(*_SOURCE)
    address = block.text_or("address")
    if address and not re.fullmatch(r"https://[^\s<>\"]+", address):
        raise block.wrong("“address” begins with https:// and has no spaces.")
    is_checked, checked_on = block.yes("checked"), block.day("checked_on")
    if is_checked != (checked_on is not None):
        raise block.wrong("A source that was checked says “checked_on”, and only such a one.")
    return Source(block.text("name"), address, checked_on, block.text_or("note"))


def _somebody(block: Block) -> Somebody:
    block.only("name", "who")
    return Somebody(_line(block, "name", 60), _line(block, "who", 200))


def _parties(head: Block) -> dict[str, str]:
    if not head.get("parties"):
        return {}
    named = head.block("parties")
    named.only(*PARTIES)
    return {key: _line(named, key, 60) for key in named}


def _scene(block: Block, is_imported: bool) -> Scene:
    block.only(*_SCENE)
    choices = tuple(_choice(one, is_imported) for one in _list(block, "choices"))
    most = 50 if is_imported else MOST_CHOICES
    if len(choices) > most:
        raise block.wrong(f"{most} choices are the most that a scene can offer.")
    if len({one.id for one in choices}) < len(choices):
        raise block.wrong("Two choices of this scene have the same id.")
    return Scene(
        id=_key(block, "id"),
        title=_line(block, "title", 300 if is_imported else 90),
        line=block.line,
        text=_paragraphs(block),
        said=tuple(map(_said, _list(block, "said"))),
        ask=block.text_or("ask"),
        choices=choices,
        follows=block.texts("follows"),
        talk=block.texts("talk"),
        kept=_kept(block),
    )


def _paragraphs(block: Block) -> tuple[str, ...]:
    parts = re.split(r"\n\s*\n", block.text_or("text").strip("\n"))
    return tuple(one.strip("\n") for one in parts if one.strip())


def _said(block: Block) -> Said:
    block.only("who", "words")
    return Said(_line(block, "who", 60), block.text("words").strip())


def _choice(block: Block, is_imported: bool) -> Choice:
    block.only(*_CHOICE)
    return Choice(
        id=_key(block, "id"),
        words=_line(block, "words", 1_000 if is_imported else 200),
        leads_to=_key(block, "leads_to"),
        why=block.text_or("why", WHY),
        effects=_effects(block),
        touches=_letters(block, "touches", TOUCH, must=False),
    )


def _effects(block: Block) -> tuple[Effect, ...]:
    if not block.get("effects"):
        return ()
    effects = block.block("effects")
    effects.only(*PARTIES)
    return tuple(Effect(one, effects.text(one).strip()) for one in PARTIES if one in effects)


# Values


def _list(block: Block, key: str) -> tuple[Block, ...]:
    return block.blocks(key) if block.get(key) else ()


def _line(block: Block, key: str, most: int) -> str:
    words = block.text(key).strip()
    if len(words) > most or "\n" in words:
        raise block.wrong(f"“{key}” is one line of at most {most} characters.")
    return words


def _key(block: Block, key: str) -> str:
    found = block.text(key)
    if not KEY.fullmatch(found) or len(found) > 60:
        raise block.wrong(f"“{key}” is small letters, figures and hyphens, at most 60.")
    return found


def _whole(block: Block, key: str, most: int) -> int:
    found = block.text(key)
    if not re.fullmatch(r"[1-9][0-9]{0,5}", found) or int(found) > most:
        raise block.wrong(f"“{key}” must be a whole number from 1 to {most:,}.")
    return int(found)


def _some(block: Block, key: str) -> tuple[str, ...]:
    found = block.texts(key)
    if not found:
        raise block.wrong(f"“{key}” is missing. Write a list of words, such as [everybody].")
    return found


def _one_of(block: Block, key: str, known: Sequence[str]) -> str:
    found = block.text_or(key)
    if found not in known:
        raise block.wrong(f"“{key}” is “{found}”. It may be {' or '.join(filter(None, known))}.")
    return found


def _letters(block: Block, key: str, known: re.Pattern[str], *, must: bool) -> tuple[str, ...]:
    found = block.texts(key)
    for one in found:
        if not known.fullmatch(one):
            raise block.wrong(f"“{key}” names “{one}”. It may name {', '.join(CLUSTERS)}.")
    if must and not found:
        raise block.wrong(f"“{key}” is missing. Say which of {', '.join(CLUSTERS)} it is about.")
    return found


def _kept(block: Block) -> dict[str, object]:
    return dict(block.block("kept")) if block.get("kept") else {}
