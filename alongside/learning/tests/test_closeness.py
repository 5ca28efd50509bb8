"""No run of eight words of ours stands in the five documents that this project grew from.

`source_runs.bin` keeps five bytes of the SHA-256 of each of their runs of eight words (small
letters, no punctuation), made by `write_hashes`: enough to find a repeated run, and nothing can be
read back from it. The documents themselves are not ours to ship. What names a document (its title,
its publisher, its address) may of course say its name.
"""

import re
from pathlib import Path

import pytest

from alongside.foundation.content import folder

from .closeness import RUN, hash_of, read_hashes, repeated, write_hashes

HASHES = Path(__file__).parent / "source_runs.bin"
OURS = ("frameworks/*", "capability/*", "questionnaires/digital-capability.yaml",
        "scenarios/*", "surveys/*", "guides/*", "reflection/*", "supervision/*", "circles/*",
        "cpd/*", "courses/*")  # fmt: skip
WRITTEN = {".yaml", ".md", ".vtt", ".twee"}  # and no sound or film
NAMES = re.compile(r"^[-\s{]*(?:title|publisher|source|source_url|name|address)\s*:.*$", re.M)


def texts() -> list[Path]:
    found = (one for pattern in OURS for one in sorted(folder().glob(pattern)))
    return [one for one in found if one.is_file() and one.suffix in WRITTEN]


def test_everything_that_is_read_here_is_looked_through() -> None:
    folders = {one.parent.name for one in texts()}
    assert {"guides", "reflection", "supervision", "circles", "cpd", "frameworks"} <= folders


@pytest.mark.parametrize("file", texts(), ids=lambda one: f"{one.parent.name}/{one.name}")
def test_it_is_in_our_own_words(file: Path) -> None:
    ours = NAMES.sub("", file.read_text(encoding="utf-8"))
    assert len(ours) > 200
    assert repeated(ours, read_hashes(HASHES)) == []


def test_a_copied_sentence_is_found(tmp_path: Path) -> None:
    kept = tmp_path / "runs.bin"
    original = "One two three, four five. Six seven eight nine ten"
    assert write_hashes([original], kept) == 10 - RUN + 1
    hashes = read_hashes(kept)
    copied = "We say: TWO three four five six seven – eight nine."
    assert repeated(copied, hashes) == ["two three four five six seven eight nine"]
    assert repeated("two three four five six seven eight ten", hashes) == []


def test_the_hashes_are_of_whole_documents() -> None:
    hashes = read_hashes(HASHES)
    assert len(hashes) > 20_000
    assert all(len(one) == len(hash_of("x")) for one in hashes)
    assert HASHES.stat().st_size == 5 * len(hashes)
