"""The shipped library read from `content/`: code sets, roles and nicknames, dated and sourced."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

SHIPPED = Path(__file__).resolve().parents[2] / "content"


class ContentError(Exception):
    """A file of the library that cannot be used: which one, at which line, and why."""

    def __init__(self, file: Path, line: int, sentence: str) -> None:
        super().__init__(f"{file}, line {line}: {sentence}")
        self.file, self.line, self.sentence = file, line, sentence


# Reading


class Block(dict[str, object]):
    """One mapping of a YAML file, which knows its place and hands out what is asked, typed."""

    file: Path
    line: int

    def wrong(self, sentence: str) -> ContentError:
        """An error at this place, to be raised."""
        return ContentError(self.file, self.line, sentence)

    def text(self, key: str) -> str:
        """Words that must be there."""
        value = self.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"“{key}” is missing. Write it as words.")
        return value

    def text_or(self, key: str, default: str = "") -> str:
        """Words, or the default if nothing is written."""
        return self.text(key) if self.get(key) else default

    def day(self, key: str) -> date | None:
        """A date, as 2026-03-27; None if nothing is written."""
        if not self.get(key):
            return None
        try:
            return date.fromisoformat(self.text(key))
        except ValueError as error:
            raise self.wrong(f"“{key}” is no date. Write it as 2026-03-27.") from error

    def yes(self, key: str, default: bool = False) -> bool:
        """A true or a false."""
        value = self.text_or(key, "true" if default else "false")
        if value not in {"true", "false"}:
            raise self.wrong(f"“{key}” must be true or false.")
        return value == "true"

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words; empty if nothing is written."""
        value = self.get(key) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(f"“{key}” must be a list of words.")
        return tuple(value)

    def blocks(self, key: str) -> tuple["Block", ...]:
        """A list of mappings that must be there."""
        value = self.get(key)
        if not isinstance(value, list) or not all(isinstance(item, Block) for item in value):
            raise self.wrong(f"“{key}” must be a list, each item with its own names and values.")
        return tuple(value)

    def block(self, key: str) -> "Block":
        """A mapping that must be there."""
        value = self.get(key)
        if not isinstance(value, Block):
            raise self.wrong(f"“{key}” is missing. Write its names and values below it.")
        return value

    def only(self, *keys: str) -> None:
        """Refuse names that nobody would read: mostly slips of the pen."""
        for key in self:
            if key not in keys:
                raise self.wrong(f"“{key}” means nothing here. It may be one of {', '.join(keys)}.")


class _Reader(yaml.composer.Composer):
    """Every value as the letters written: the code NO stays NO, and 001 stays 001."""

    file: Path

    def compose_node(self, parent: Any, index: Any) -> Any:
        """What stands for something above could say it a million times in a few lines."""
        parser: Any = self
        if parser.check_event(yaml.AliasEvent):
            sentence = "“*” cannot stand for something above. Write it out."
            line = parser.peek_event().start_mark.line + 1
            raise ContentError(self.file, line, sentence)
        return super().compose_node(parent, index)


class _Loader(_Reader, yaml.BaseLoader):
    """Reads with PyYAML’s own parser, which says best what is wrong."""


class _QuickLoader(_Reader, yaml.CBaseLoader):
    """Reads with libyaml, in a quarter of the time; it lets tabs pass that PyYAML does not."""

    def __init__(self, text: str) -> None:
        yaml.CBaseLoader.__init__(self, text)
        yaml.composer.Composer.__init__(self)


def _mapping(loader: _Loader | _QuickLoader, node: yaml.MappingNode) -> Iterator[Block]:
    block = Block()
    block.file, block.line = loader.file, node.start_mark.line + 1
    yield block
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node, deep=True))
        if key in block:
            line = key_node.start_mark.line + 1
            raise ContentError(loader.file, line, f"“{key}” is written twice.")
        block[key] = loader.construct_object(value_node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_QuickLoader.add_constructor("tag:yaml.org,2002:map", _mapping)


def _found(kind: type[_Loader] | type[_QuickLoader], text: str, file: Path) -> object:
    loader = kind(text)
    loader.file = file
    return loader.get_single_data()


def read(file: Path) -> Block:
    """One YAML file of the library, or a ContentError that says where it is wrong."""
    try:
        return read_text(file.read_text(encoding="utf-8"), file)
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(file, 1, f"It cannot be read: {error}.") from error


def read_text(text: str, file: Path) -> Block:
    """The same for text that may not be a file yet; `file` is what errors call it."""
    try:
        try:
            found = _found(_Loader if "\t" in text else _QuickLoader, text, file)
        except yaml.YAMLError:
            found = _found(_Loader, text, file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ContentError(
            file,
            line,
            f"It is no YAML: {getattr(error, 'problem', '')}. Put words with a question mark, a "
            "comma or a colon in quotes.",
        ) from error
    if not isinstance(found, Block):
        raise ContentError(file, 1, "It must begin with names and values, such as “id: …”.")
    return found


def folder() -> Path:
    """Where the library lies: `settings.CONTENT_DIR`, or beside the program."""
    return _as_path(getattr(settings, "CONTENT_DIR", SHIPPED))


@lru_cache(maxsize=4)
def _as_path(place: Path | str) -> Path:
    return Path(place)


# Dated rules


@dataclass(frozen=True)
class Dated:
    """From when until when something holds, where it stands, and when somebody last looked."""

    source: str
    checked_on: date
    checked: bool
    valid_from: date | None
    valid_to: date | None

    def holds_on(self, day: date | None) -> bool:
        """Whether it holds on that day, both ends included; without a day, whether it ever did."""
        if day is None:
            return True
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


def dated(block: Block, within: Dated | None = None) -> Dated:
    """The dates and source of a block; what it does not say, it takes from what it lies within."""
    checked_on = block.day("checked_on") or (within.checked_on if within else None)
    source = block.text_or("source", within.source if within else "")
    if checked_on is None or not source:
        raise block.wrong("A rule needs its “source” and the day it was “checked_on”.")
    found = Dated(
        source=source,
        checked_on=checked_on,
        checked=block.yes("checked", within.checked if within else True),
        valid_from=block.day("valid_from") or (within.valid_from if within else None),
        valid_to=block.day("valid_to") or (within.valid_to if within else None),
    )
    if (found.valid_from or date.min) > (found.valid_to or date.max):
        raise block.wrong("It ends before it begins: look at “valid_from” and “valid_to”.")
    return found


# Code sets

_DATES = ("source", "checked_on", "checked", "valid_from", "valid_to")


@dataclass(frozen=True)
class Code:
    """One code: our own plain words, the official label where that says it otherwise, its dates."""

    code: str
    words: str
    label: str
    dated: Dated
    sensitive: bool
    group: str
    inverse: str
    tie: str
    also: Mapping[str, str]


class UnknownCodeError(LookupError):
    """A code that its set does not know, or did not know on that day."""


@dataclass(frozen=True)
class CodeSet:
    """Codes that belong together, such as the ethnic groups of the school census."""

    id: str
    title: str
    dated: Dated
    codes: tuple[Code, ...]

    def __contains__(self, code: object) -> bool:
        return any(known.code == code for known in self.codes)

    def find(self, code: str, on: date | None = None) -> Code | None:
        """The code as it stood on that day; without a day, as it stood last."""
        found = [known for known in self.codes if known.code == code and known.dated.holds_on(on)]
        return found[-1] if found else None

    def words_for(self, code: str, on: date | None = None) -> str:
        """The plain words for a code; UnknownCodeError if the set does not hold it on that day."""
        found = self.find(code, on)
        if found is None:
            raise UnknownCodeError(f"“{code}” is no code of “{self.title}”.")
        return found.words

    def choices(self, on: date | None = None) -> list[tuple[str, str]]:
        """Codes and words for a form, in the order of the file, as they stand on that day."""
        return [(known.code, known.words) for known in self.codes if known.dated.holds_on(on)]


def codes(set_id: str) -> CodeSet:
    """A code set by its id, such as "ethnicity-dfe"; LookupError if there is none of that name."""
    return code_sets()[set_id]


def code_sets() -> Mapping[str, CodeSet]:
    """Every code set in `content/codes/`, by id; read once."""
    return _code_sets(folder())


@lru_cache(maxsize=8)
def _code_sets(root: Path) -> Mapping[str, CodeSet]:
    found: dict[str, CodeSet] = {}
    for file in sorted((root / "codes").glob("*.yaml")):
        for block in read(file).blocks("sets"):
            one = _code_set(block)
            if one.id in found:
                raise block.wrong(f"There are two code sets called “{one.id}”.")
            found[one.id] = one
    return found


def _code_set(block: Block) -> CodeSet:
    block.only("id", "title", "codes", *_DATES)
    dates = dated(block)
    all_codes = tuple(_code(each, dates) for each in block.blocks("codes"))
    one = CodeSet(block.text("id"), block.text("title"), dates, all_codes)
    for number, code in enumerate(all_codes):
        if any(_clash(code, other) for other in all_codes[:number]):
            where = block.blocks("codes")[number]
            raise where.wrong(f"“{code.code}” is there twice for the same days.")
    return one


def _clash(one: Code, other: Code) -> bool:
    if one.code != other.code:
        return False
    start = max(one.dated.valid_from or date.min, other.dated.valid_from or date.min)
    return start <= min(one.dated.valid_to or date.max, other.dated.valid_to or date.max)


def _code(block: Block, within: Dated) -> Code:
    block.only("code", "words", "label", "sensitive", "group", "inverse", "tie", "also", *_DATES)
    also = block.block("also") if block.get("also") else Block()
    return Code(
        code=block.text("code"),
        words=block.text("words"),
        label=block.text_or("label", block.text("words")),
        dated=dated(block, within),
        sensitive=block.yes("sensitive"),
        group=block.text_or("group"),
        inverse=block.text_or("inverse"),
        tie=block.text_or("tie"),
        also={key: str(value) for key, value in also.items()},
    )


# Roles


@dataclass(frozen=True)
class Role:
    """What somebody does here, in one sentence, and what they may do because of it."""

    key: str
    title: str
    sentence: str
    is_system: bool
    permissions: tuple[str, ...]


def permissions() -> Mapping[str, str]:
    """Every permission, with the sentence that administrators read."""
    return _permissions(folder())


def roles() -> Mapping[str, Role]:
    """Every role that is shipped, by key, in the order of the file."""
    return _roles(folder())


@lru_cache(maxsize=8)
def _permissions(root: Path) -> Mapping[str, str]:
    named = read(root / "roles.yaml").block("permissions")
    return {key: named.text(key) for key in named}


@lru_cache(maxsize=8)
def _roles(root: Path) -> Mapping[str, Role]:
    named = read(root / "roles.yaml").block("roles")
    return {key: _role(key, named.block(key), _permissions(root)) for key in named}


def _role(key: str, block: Block, known: Mapping[str, str]) -> Role:
    block.only("title", "sentence", "system", "permissions")
    allowed = block.texts("permissions")
    for permission in allowed:
        if permission not in known:
            raise block.wrong(f"The role “{key}” has a permission nobody knows: “{permission}”.")
    if len(set(allowed)) < len(allowed):
        raise block.wrong(f"The role “{key}” has one permission twice.")
    title, sentence = block.text("title"), block.text("sentence")
    return Role(key, title, sentence, block.yes("system"), allowed)


# Nicknames


def nickname_groups() -> tuple[tuple[str, ...], ...]:
    """Given names and their short forms, folded; those of one group may stand for each other."""
    return _nicknames(folder())


@lru_cache(maxsize=8)
def _nicknames(root: Path) -> tuple[tuple[str, ...], ...]:
    found = read(root / "nicknames.yaml")
    return tuple(tuple(line.split()) for line in found.texts("groups"))
