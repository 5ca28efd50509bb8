"""All of one's own learning in files that anybody can read, with the fingerprint of each."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from alongside.foundation.days import in_words
from alongside.foundation.paper import Block, Facts, Heading, Paper, Words

ALL_OF_IT = (
    "Everything of your own in the learning rooms of Alongside: where you stood, what you wrote,\n"
    "what you worked on. What belongs to several is not here: supervision and groups are printed\n"
    "from their own pages.\n\n"
)
FILES = (
    "learning.pdf and learning.docx are to be read; learning.csv opens in a spreadsheet;\n"
    "learning.json holds every version, for another program.\n"
    "manifest.txt has the SHA-256 of each file: whoever has it can tell whether one was changed.\n"
    "It does not show who wrote them, and nobody signed it.\n"
)


@dataclass(frozen=True)
class Version:
    """One version of a piece: its number, when it was written, and its words by part."""

    number: int
    at: datetime
    texts: tuple[tuple[str, str], ...]  # heading and words


@dataclass(frozen=True)
class Taken:
    """One piece to take along."""

    id: str
    kind: str
    title: str
    on: date
    facts: tuple[tuple[str, str], ...]
    versions: tuple[Version, ...]  # the newest last
    comments: tuple[tuple[str, datetime, str], ...]  # by whom, when, what
    shows: tuple[str, ...]

    @property
    def now(self) -> tuple[tuple[str, str], ...]:
        """Its words as they are."""
        return self.versions[-1].texts if self.versions else ()


def paper(some: Sequence[Taken], made: str, title: str = "My learning") -> Paper:
    """All of it to be read."""
    return Paper(title=title, about="", made=made, marking="Mine", body=list(_blocks(some)))


def _blocks(some: Sequence[Taken]) -> Iterator[Block]:
    if not some:
        yield Words("Nothing is kept yet.")
    for one in some:
        yield Heading(1, one.title)
        yield Facts([("Kind", one.kind), ("Day", in_words(one.on)), *one.facts])
        for heading, text in one.now:
            yield Heading(2, heading)
            yield Words(text)
        for who, at, said in one.comments:
            yield Heading(2, f"Said by {who} on {in_words(at.date())}")
            yield Words(said)


def as_csv(some: Sequence[Taken]) -> bytes:
    """One line for each part of each piece, as it is now."""
    out = io.StringIO(newline="")
    write = csv.writer(out)
    write.writerow(["id", "kind", "title", "day", "part", "words"])
    for one in some:
        for heading, text in one.now or (("", ""),):
            row = [one.id, one.kind, one.title, one.on.isoformat(), heading, text]
            write.writerow([_harmless(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: str) -> str:
    """A spreadsheet takes what begins so for something to work out."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def as_json(some: Sequence[Taken]) -> bytes:
    """Every version of everything."""
    told = [
        {
            "id": one.id,
            "kind": one.kind,
            "title": one.title,
            "on": one.on.isoformat(),
            "facts": dict(one.facts),
            "versions": [
                {"number": v.number, "at": v.at.isoformat(), "words": dict(v.texts)}
                for v in one.versions
            ],
            "comments": [
                {"by": who, "at": at.isoformat(), "words": said} for who, at, said in one.comments
            ],
            "shows": list(one.shows),
        }
        for one in some
    ]
    return json.dumps({"format": "alongside learning 1", "pieces": told}, ensure_ascii=False,
                      indent=1).encode()  # fmt: skip


def as_zip(
    some: Sequence[Taken],
    made: str,
    pdf: Callable[[Paper], bytes],
    word: Callable[[Paper], bytes],
    *,
    title: str = "My learning",
    what: str = ALL_OF_IT,
) -> bytes:
    """All files in one, with a list of their fingerprints."""
    read = paper(some, made, title)
    files = {
        "README.txt": f"{what}{FILES}".encode(),
        "learning.csv": as_csv(some),
        "learning.json": as_json(some),
        "learning.pdf": pdf(read),
        "learning.docx": word(read),
    }
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    files["manifest.txt"] = "".join(lines).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return out.getvalue()
