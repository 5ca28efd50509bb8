"""A guide read from its file: what stands above it, and its body; errors say where and why."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from alongside.foundation.content import Block, ContentError, read_text

from .body import read_body
from .guide import KINDS, Guide, Source
from .recording import Recording, read_recording

LONGEST_FILE = 100_000  # characters
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LINE = "---"  # above and below what is said about the guide

_HEAD = (
    "title", "purpose", "kind", "for", "owner", "valid_from", "valid_to", "review_by", "sources",
    "also", "aligns", "when", "who", "related", "recordings",
)  # fmt: skip
_SOURCE = ("name", "address", "checked", "checked_on", "note")
CLUSTERS = "ABCDEFGHIJ"  # of the capabilities that a guide helps with


def read_guide(file: Path) -> Guide:
    """The guide that a file holds; ContentError says in which line what is wrong."""
    if not KEY.fullmatch(file.stem) or len(file.stem) > 60:
        said = "The name of a file is small letters, figures and hyphens, at most 60."
        raise ContentError(file, 1, said)
    try:
        with file.open(encoding="utf-8") as lines:
            text = lines.read(LONGEST_FILE + 1)
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(file, 1, f"It cannot be read: {error}.") from error
    return read_guide_text(text, file)


def read_guide_text(text: str, file: Path) -> Guide:
    """The same for text that may not be a file yet; `file` is what errors call it."""
    if len(text) > LONGEST_FILE:
        said = f"It is longer than {LONGEST_FILE:,} characters. Nobody reads that: divide it."
        raise ContentError(file, 1, said)
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    ends = next((n for n, line in enumerate(lines) if n and line.rstrip() == LINE), None)
    if lines[0].rstrip() != LINE or ends is None:
        said = "It begins with a line of “---”, what there is to say about it, and “---” again."
        raise ContentError(file, 1, said)
    head = read_text("\n".join(["", *lines[1:ends]]), file)
    return _guide(head, "\n".join(lines[ends + 1 :]), ends + 1)


def _guide(head: Block, body: str, above: int) -> Guide:
    head.only(*_HEAD)
    valid_from, review_by = _day(head, "valid_from"), _day(head, "review_by")
    valid_to = head.day("valid_to")
    if review_by < valid_from or (valid_to or valid_from) < valid_from:
        raise head.wrong("It ends, or is looked at again, before it begins.")
    return Guide(
        key=head.file.stem,
        title=_line(head, "title", 90),
        purpose=_line(head, "purpose", 200),
        kind=_kind(head),
        readers=_some(head, "for"),
        owner=_line(head, "owner", 90),
        valid_from=valid_from,
        valid_to=valid_to,
        review_by=review_by,
        sources=tuple(map(_source, head.blocks("sources"))),
        also=head.texts("also"),
        aligns=_clusters(head),
        related=head.texts("related"),
        situations=head.texts("when"),
        who=head.texts("who"),
        body=read_body(body, head.file, above),
        recordings=_recordings(head),
    )


def _recordings(head: Block) -> tuple[Recording, ...]:
    if not head.get("recordings"):
        return ()
    folder = head.file.parent.parent / "recordings"
    return tuple(read_recording(one, folder) for one in head.blocks("recordings"))


def _line(block: Block, key: str, most: int) -> str:
    words = block.text(key).strip()
    if len(words) > most or "\n" in words:
        raise block.wrong(f"“{key}” is one line of at most {most} characters.")
    return words


def _day(block: Block, key: str) -> date:
    found = block.day(key)
    if found is None:
        raise block.wrong(f"“{key}” is missing. Write it as 2026-03-27.")
    return found


def _kind(block: Block) -> str:
    kind = block.text("kind")
    if kind not in KINDS:
        raise block.wrong(f"“kind” is “{kind}”. It may be one of {', '.join(KINDS)}.")
    return kind


def _some(block: Block, key: str) -> tuple[str, ...]:
    found = block.texts(key)
    if not found:
        raise block.wrong(f"“{key}” is missing. Write a list of words, such as [everybody].")
    return found


def _clusters(block: Block) -> tuple[str, ...]:
    found = block.texts("aligns")
    for one in found:
        if len(one) != 1 or one not in CLUSTERS:
            raise block.wrong(f"“aligns” names “{one}”. It may name {', '.join(CLUSTERS)}.")
    return found


def _source(block: Block) -> Source:
    block.only(*_SOURCE)
    address = block.text_or("address")
    if address and not re.fullmatch(r"https://[^\s<>\"]+", address):
        raise block.wrong("“address” begins with https:// and has no spaces.")
    is_checked, checked_on = block.yes("checked"), block.day("checked_on")
    if is_checked != (checked_on is not None):
        raise block.wrong("A source that was checked says “checked_on”, and only such a one.")
    return Source(block.text("name"), address, checked_on, block.text_or("note"))
