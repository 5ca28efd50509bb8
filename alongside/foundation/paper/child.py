"""The process in which one paper is laid out: little memory, little time, no secrets, no files.

Started by its path, with what is on the paper as JSON on standard input: writes the PDF to standard
output. It imports nothing of ours, so that it starts at once.
"""

import json
import re
import resource
import sys
import unicodedata
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

HERE = Path(__file__).parent
FONTS = HERE / "fonts"  # all that the compiler could read, if a template asked it to
MEMORY = 3_000_000_000  # bytes of addresses
SECONDS = 60
TRIES = 4  # a sign that is lacking only beside another is found when that is tried
CHOOSERS = ("\ufe0e", "\ufe0f")  # unseen: they choose between two pictures of a sign
NAMED = 8  # how many of what is lacking the warning names
_LACKING = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


def main() -> int:
    """Lay it out; 0 where what was written is a whole PDF."""
    _limit()
    paper = json.load(sys.stdin.buffer)
    sys.stdout.buffer.write(laid_out(paper))
    return 0


def _limit() -> None:
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),  # a pipe is no file: nothing of this is ever on a disk
        (resource.RLIMIT_CORE, 0),
    )
    for what, most in limits:
        with suppress(ValueError, OSError):  # macOS knows some of them by name only
            resource.setrlimit(what, (most, most))


def laid_out(paper: dict[str, Any]) -> bytes:
    """The PDF, with a warning on it where there is no font for some letters."""
    fonts = typst.Fonts(
        include_system_fonts=paper["system_fonts"],
        include_embedded_fonts=True,
        font_paths=[str(FONTS)],
    )
    lacking = _lacking_of(_letters_of(paper), paper, fonts)
    for _ in range(TRIES):
        told = _without(paper, lacking)
        try:
            return _compiled((HERE / "paper.typ").read_bytes(), told, fonts)
        except typst.TypstError as wrong:
            more = _named_in(wrong)
            if not more - lacking:
                raise
            lacking |= more
    raise RuntimeError("Some letters are still lacking.")


def _compiled(template: bytes, told: dict[str, Any], fonts: typst.Fonts) -> bytes:
    compiler = typst.Compiler(
        template,
        root=str(FONTS),
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=str(FONTS),
        package_cache_path=str(FONTS),
    )
    made = compiler.compile(
        format="pdf",
        pdf_standards=["1.7", "ua-1"],
        sys_inputs={"paper": json.dumps(told)},
        timestamp=datetime.fromisoformat(told["at"]),
    )
    assert isinstance(made, bytes)  # one document, and no file to write it to
    return made


# Letters without a font ---------------------------------------------------------------------------

_TRY = b"""
#let d = json(bytes(sys.inputs.paper))
#set document(title: "-")
#set text(font: d.fonts)
#for one in d.letters { par(one) }
"""


def _letters_of(told: Any) -> set[str]:
    """Every letter beyond plain Latin that stands anywhere in it."""
    if isinstance(told, str):
        return {letter for letter in set(told) if ord(letter) > 0xFF}
    if isinstance(told, dict):
        told = told.values()
    elif not isinstance(told, list):
        return set()
    found: set[str] = set()
    for one in told:
        found |= _letters_of(one)
    return found


def _lacking_of(letters: set[str], paper: dict[str, Any], fonts: typst.Fonts) -> set[str]:
    """Those for which no font here has a picture: asked on a small page, which is quick."""
    if not letters:
        return set()
    told = {"fonts": paper["fonts"], "letters": sorted(letters), "at": paper["at"]}
    try:
        _compiled(_TRY, told, fonts)
    except typst.TypstError as wrong:
        return _named_in(wrong)
    return set()


def _named_in(wrong: typst.TypstError) -> set[str]:
    found = _LACKING.findall(f"{wrong.diagnostic}\n{wrong.message}")
    return {letter for text in found for letter in _ESCAPED.sub(_meant, text)}


def _meant(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


def _without(paper: dict[str, Any], lacking: set[str]) -> dict[str, Any]:
    if not lacking:
        return {**paper, "lacking": ""}
    instead = str.maketrans({letter: _instead_of(letter) for letter in lacking})
    seen = sorted(letter for letter in lacking if _instead_of(letter))
    names = ", ".join(_name_of(letter) for letter in seen[:NAMED])
    warning = paper["lacking"] % {"names": names + ("…" if len(seen) > NAMED else "")}
    told = {key: _translated(value, instead) for key, value in paper.items()}
    return {**told, "lacking": warning if seen else ""}


def _translated(told: Any, instead: dict[int, str]) -> Any:
    if isinstance(told, str):
        return told.translate(instead)
    if isinstance(told, dict):
        return {key: _translated(value, instead) for key, value in told.items()}
    if isinstance(told, list):
        return [_translated(one, instead) for one in told]
    return told


def _instead_of(letter: str) -> str:
    """A picture by its name, a letter as a square; what is never seen goes without a word."""
    kind = unicodedata.category(letter)
    if letter in CHOOSERS or kind in ("Cf", "Cc"):
        return ""
    if kind in ("So", "Sk"):
        return f"[{_name_of(letter)}]"
    return "□"


def _name_of(letter: str) -> str:
    return unicodedata.name(letter, f"U+{ord(letter):04X}").lower()


if __name__ == "__main__":
    sys.exit(main())
