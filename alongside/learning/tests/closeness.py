"""Whether a text repeats runs of words of documents not ours to copy, told by hash alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

RUN = 8  # words in a row
BYTES = 5  # kept of each hash: with 30,000 of them one run in 36 million fits by chance
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")


def words_of(text: str) -> list[str]:
    """Its words in small letters, with one kind of apostrophe."""
    return [one.replace("’", "'") for one in _WORD.findall(text.lower())]


def runs_of(text: str, length: int = RUN) -> Iterator[str]:
    """Every run of so many words."""
    found = words_of(text)
    for start in range(len(found) - length + 1):
        yield " ".join(found[start : start + length])


def hash_of(run: str) -> bytes:
    """A run as it is kept: nothing can be read back from it."""
    return sha256(run.encode()).digest()[:BYTES]


def write_hashes(texts: Iterable[str], file: Path) -> int:
    """Keep the hashes of all runs of some documents, in order; give how many."""
    found = sorted({hash_of(run) for text in texts for run in runs_of(text)})
    file.write_bytes(b"".join(found))
    return len(found)


def read_hashes(file: Path) -> frozenset[bytes]:
    """The hashes of a file that `write_hashes` made."""
    kept = file.read_bytes()
    return frozenset(kept[at : at + BYTES] for at in range(0, len(kept), BYTES))


def repeated(text: str, hashes: frozenset[bytes]) -> list[str]:
    """The runs of a text that stand in those documents too."""
    return [run for run in runs_of(text) if hash_of(run) in hashes]
