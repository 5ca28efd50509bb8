"""The check itself: which words of a text may tell whom it is about, why, and what to write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .names import names_in, tokens
from .patterns import AGES, OLD, PATTERNS, SENTENCE
from .words import Lists, forms_of, lists

LONGEST = 200_000  # characters that are looked at; nobody reads a longer list of warnings
IN_WORDS = {
    "name": "A name",
    "date": "A date",
    "age": "An age, with what stands by it",
    "address": "An address",
    "postcode": "A postcode",
    "phone": "A phone number",
    "email": "An e-mail address",
    "number": "A number",
    "place": "A place",
    "link": "Where somebody is online",
    "rare": "Something rare",
}
# Where two lie over each other, what is first here is what the words are called.
_BEFORE = ("email", "link", "phone", "date", "postcode", "address", "number", "place", "name",
           "rare", "age")  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Some words of a text that may tell whom it is about."""

    start: int
    end: int
    text: str
    kind: str
    why: str
    instead: str

    @property
    def called(self) -> str:
        """What kind of thing it is, in words."""
        return IN_WORDS[self.kind]


def may_identify(text: str, known: Iterable[str] = ()) -> list[Found]:
    """What may identify somebody, in order; `known` are names that surely must not be here."""
    read = text[:LONGEST]
    words = lists()
    found = [*_known(read, known), *_patterned(read), *_named(read, words)]
    found += _ages(read, found)
    return _apart(found, read)


def _known(text: str, known: Iterable[str]) -> list[Found]:
    forms: set[str] = set()
    whole: set[str] = set()
    for name in known:
        forms |= forms_of(name)
        whole |= {part for part in re.split(r"\s+", name.casefold()) if len(part) > 1}
    ordinary = lists().ordinary
    return [
        Found(one.start, one.end, one.text, "name",
              "It is, or is short for, the name of somebody this was about.", "who they are to you")
        for one in tokens(text)
        if one.key in forms
        and (one.key not in ordinary or (one.is_high and not one.begins) or one.key in whole)
    ]  # fmt: skip


def _patterned(text: str) -> list[Found]:
    return [
        Found(*match.span(one.group), match[one.group], one.kind, one.why, one.instead)
        for one in PATTERNS
        for match in one.regex.finditer(text)
    ]


def _named(text: str, words: Lists) -> list[Found]:
    return [_name(text, start, end, words) for start, end in names_in(text, words)]


def _name(text: str, start: int, end: int, words: Lists) -> Found:
    said = text[start:end]
    if said.casefold().split("'")[0].split("’")[0] in words.places or _is_where(text, start):
        why = "A place narrows down who it can be."
        return Found(start, end, said, "place", why, "a town, or what kind of place it is")
    why = "It looks like a name."
    return Found(start, end, said, "name", why, "who they are to you, such as “the mother”")


def _is_where(text: str, start: int) -> bool:
    return bool(
        re.search(r"\b(?:in|at|near|outside|around) (?:the )?$", text[max(0, start - 14) : start])
    )


def _ages(text: str, found: Sequence[Found]) -> list[Found]:
    """Ages in sentences that also say where, or something rare; and those of the very old."""
    near = [one for one in found if one.kind in {"place", "address", "postcode", "rare"}]
    if not (ages := list(AGES.finditer(text))):
        return []
    told: list[Found] = []
    at = 0
    for sentence in SENTENCE.finditer(text):
        tells = any(sentence.start() <= one.start < sentence.end() for one in near)
        while at < len(ages) and ages[at].start() < sentence.end():
            age = ages[at]
            at += 1
            if tells or OLD.search(age[0]):
                why = "An exact age, and where somebody lives, can be enough."
                told.append(
                    Found(*age.span(), age[0], "age", why, "“in their forties”, “a teenager”")
                )
    return told


def _apart(found: list[Found], text: str) -> list[Found]:
    """None over another: two that overlap become one, which is called what tells more."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if kept and one.start < kept[-1].end:
            kept[-1] = _one_of(kept[-1], one, text)
        elif one.text.strip():
            kept.append(one)
    return kept


def _one_of(first: Found, second: Found, text: str) -> Found:
    end = max(first.end, second.end)
    told = min(first, second, key=lambda one: _BEFORE.index(one.kind))
    return replace(told, start=first.start, end=end, text=text[first.start : end])
