"""A recording beside a guide: sound or film in a file, with captions that are its words too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from alongside.foundation.content import Block

# What is taken: by the end of the name, what it is called to a browser and how its file begins.
KINDS: dict[str, tuple[str, tuple[tuple[int, bytes], ...]]] = {
    ".mp3": ("audio/mpeg", ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"))),
    ".m4a": ("audio/mp4", ((4, b"ftyp"),)),
    ".oga": ("audio/ogg", ((0, b"OggS"),)),
    ".wav": ("audio/wav", ((0, b"RIFF"),)),
    ".mp4": ("video/mp4", ((4, b"ftyp"),)),
    ".webm": ("video/webm", ((0, b"\x1aE\xdf\xa3"),)),
}
LARGEST = 300_000_000  # bytes
LONGEST_CAPTIONS = 300_000  # characters
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z0-9]+")
MOMENT = r"(?:(\d+):)?([0-5]\d):([0-5]\d)\.(\d{3})"
CUE = re.compile(rf"{MOMENT}[ \t]+-->[ \t]+{MOMENT}(?:[ \t].*)?")
TAG = re.compile(r"</?[^<>\n]*>")


@dataclass(frozen=True)
class Recording:
    """One recording: its file and its captions, both checked, and its words to read instead."""

    title: str
    file: Path
    captions: Path
    words: tuple[str, ...]  # what is said, or what happens where nothing is; cue by cue
    is_silent: bool = False

    @property
    def type(self) -> str:
        """As a browser knows it: audio/mpeg."""
        return KINDS[self.file.suffix][0]

    @property
    def is_film(self) -> bool:
        """Whether there is something to see."""
        return self.type.startswith("video")


def read_recording(block: Block, folder: Path) -> Recording:
    """One recording as the head of a guide names it; without captions there is none."""
    block.only("title", "file", "captions", "silent")
    file, captions = _there(block, "file", folder), _there(block, "captions", folder)
    if file.suffix not in KINDS:
        raise block.wrong(f"“{file.name}” may end in one of {', '.join(KINDS)}.")
    if captions.suffix != ".vtt":
        raise block.wrong("“captions” is a WebVTT file, whose name ends in .vtt.")
    with file.open("rb") as opened:
        begins = opened.read(16)
    if not any(begins[at : at + len(mark)] == mark for at, mark in KINDS[file.suffix][1]):
        raise block.wrong(f"“{file.name}” is not what its name says. Save it as what it is.")
    if file.stat().st_size > LARGEST:
        raise block.wrong(f"“{file.name}” is larger than {LARGEST // 1_000_000} MB. Make it less.")
    title, is_silent = block.text("title").strip(), block.yes("silent", False)
    found = Recording(title, file, captions, _said(block, captions), is_silent)
    if is_silent and not found.is_film:
        raise block.wrong(f"“{file.name}” is a sound. Only a film can be “silent”.")
    return found


def _there(block: Block, key: str, folder: Path) -> Path:
    name = block.text(key)
    if not NAME.fullmatch(name) or not (folder / name).is_file():
        raise block.wrong(f"“{key}” is “{name}”, and there is no such file in content/recordings.")
    return folder / name


def _said(block: Block, captions: Path) -> tuple[str, ...]:
    """What the captions say, in order, without their times and marks."""
    with captions.open(encoding="utf-8-sig", errors="replace") as opened:
        text = opened.read(LONGEST_CAPTIONS + 1)
    if len(text) > LONGEST_CAPTIONS or not re.match(r"WEBVTT(?:[ \t\n]|$)", text):
        raise block.wrong(f"“{captions.name}” is no WebVTT: its first line is the word WEBVTT.")
    said: list[str] = []
    last = -1.0
    for part in re.split(r"\n[ \t]*\n", text)[1:]:
        lines = part.strip("\n").split("\n")
        at = next((n for n, line in enumerate(lines[:2]) if "-->" in line), None)
        if at is None:
            continue  # a note, or a style
        cue = CUE.fullmatch(lines[at].strip())
        starts, ends = (_seconds(cue.groups()[:4]), _seconds(cue.groups()[4:])) if cue else (0, 0)
        words = " ".join(TAG.sub("", line).strip() for line in lines[at + 1 :]).strip()
        if not cue or ends <= starts or starts < last or not words:
            raise block.wrong(
                f"“{captions.name}”: “{lines[at].strip()}” is no time, or has no words."
            )
        last = starts
        said.append(words)
    if not said:
        raise block.wrong(f"“{captions.name}” says nothing. Write what is said, with its times.")
    return tuple(said)


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(one or 0) for one in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
