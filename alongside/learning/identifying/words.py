"""The words that the check goes by: names, towns, and what is no name though it looks like one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import folder, nickname_groups, read

WORD = re.compile(r"(?<![\w])[^\W\d_]+(?:['’‘-][^\W\d_]+)*(?![\d_])")
_ENDINGS = ("ingly", "edly", "ings", "ers", "ies", "ied", "ing", "ely", "est", "ed", "es", "er",
            "ly", "s", "d", "r", "y", "e", "ness", "ful", "less", "ment", "ments")  # fmt: skip


@dataclass(frozen=True)
class Lists:
    """Small letters without accents, all of them."""

    names: frozenset[str]
    ordinary: frozenset[str]
    capitals: frozenset[str]
    places: frozenset[str]

    def is_name(self, word: str) -> bool:
        """A given name that is no everyday word: “jayden”, and each half of “tia-mae”."""
        halves = [half for half in re.split("[-'’‘]", word) if half]
        if not halves or not all(half in self.names for half in halves):
            return word in self.names and word not in self.ordinary
        return len(halves) > 1 or word not in self.ordinary

    def is_ordinary(self, word: str) -> bool:
        """An everyday word, or one of its forms: “noticed”, “quieter”, “well-known”, “don't”."""
        parts = re.split("['’‘-]", word)
        return all(self._is_form(part) for part in parts if len(part) > 2) or self._is_form(word)

    def _is_form(self, word: str) -> bool:
        if word in self.ordinary:
            return True
        for end in _ENDINGS:
            stem = word[: -len(end)]
            if len(stem) < 3 or not word.endswith(end):
                continue
            doubled = stem[:-1] if stem[-1] == stem[-2] else stem
            if {stem, f"{stem}e", f"{stem}y", doubled} & self.ordinary:
                return True
        return any(
            word.startswith(front) and word[len(front) :] in self.ordinary
            for front in ("un", "re", "over", "non", "self", "grand", "step", "dis", "mis")
        )


def folded(word: str) -> str:
    """Small letters, no accents: “Pádraig” is “padraig”."""
    plain = word.translate(str.maketrans("łŁøØđĐßæ", "lLoOdDsa")).casefold()
    parts = unicodedata.normalize("NFKD", plain)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def bare(word: str) -> str:
    """Folded, and without the “'s” of whose it is."""
    return re.sub(r"['’‘]s?$", "", folded(word))


def lists() -> Lists:
    """The lists of the library."""
    return _lists(folder())


def check_words() -> None:
    """Read them again, so that what is wrong is said."""
    _lists.__wrapped__(folder())


@lru_cache(maxsize=4)
def _lists(root: Path) -> Lists:
    block = read(root / "identifying.yaml")
    some = {
        key: frozenset(block.text(key).split())
        for key in ("names", "ordinary", "capitals", "places")
    }
    known = {name for group in nickname_groups() for name in group}
    return Lists(some["names"] | known, some["ordinary"], some["capitals"], some["places"])


def forms_of(name: str) -> frozenset[str]:
    """The words of a name somebody gave us, and what people make of them: Margaret is Peggy."""
    own = {bare(word) for word in WORD.findall(name)}
    own |= {half for word in own for half in word.split("-")}
    more = {form for group in nickname_groups() if own & set(group) for form in group}
    return frozenset(word for word in own | more if len(word) > 1)
