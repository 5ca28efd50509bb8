"""Guides found by words: in the title, the purpose, the other words for it, and the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from .guide import Guide

# What stands in every sentence says nothing about which guide is meant.
_IDLE = """a about an and any are as at be can do for from how i if in is it me my not of on or our
should so that the their them they this to use using we what when where which who why with you your
"""
IDLE = frozenset(_IDLE.split())
MOST_WORDS = 12
_WORD = re.compile(r"\w+")
_ENDINGS = ("ing", "ies", "es", "ed", "s", "y", "e")


@dataclass(frozen=True)
class Found:
    """What came of a search."""

    guides: tuple[Guide, ...]
    has_all: bool  # whether each of them has all of the words
    is_empty: bool = False  # nothing was asked


def find(guides: Iterable[Guide], text: str) -> Found:
    """Guides that have all of the words, the likeliest first; else those that have some."""
    asked = list(dict.fromkeys(one for one in _words(text) if one not in IDLE))[:MOST_WORDS]
    if not asked:
        return Found((), has_all=True, is_empty=True)
    scored = [(guide, [_score(guide, word) for word in asked]) for guide in guides]
    whole = [(guide, sum(scores)) for guide, scores in scored if all(scores)]
    some = [(guide, sum(scores)) for guide, scores in scored if any(scores)]
    ranked = sorted(whole or some, key=lambda one: (-one[1], one[0].title))
    return Found(tuple(guide for guide, _ in ranked), has_all=bool(whole))


def _score(guide: Guide, word: str) -> int:
    stem = _stem(word)
    return sum(
        weight
        for weight, known in _known(guide)
        if any(one.startswith(stem) or (len(one) > 5 and stem.startswith(one)) for one in known)
    )


@lru_cache(maxsize=512)
def _known(guide: Guide) -> tuple[tuple[int, frozenset[str]], ...]:
    """The stems of what stands where, each place with its weight."""
    headings = " ".join(one.words for one in guide.body.headings)
    places = (
        (8, guide.title),
        (6, " ".join(guide.also)),
        (4, guide.purpose),
        (3, headings),
        (1, " ".join(guide.body.lines)),
    )
    return tuple((weight, frozenset(map(_stem, _words(text)))) for weight, text in places)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:5_000] if len(text) > 100_000 else text).casefold()
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    return _WORD.findall(re.sub(r"['’]s?\b", "", plain))


def _stem(word: str) -> str:
    """A word without its ending: carers and caring, recorded and recording are found together."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word
