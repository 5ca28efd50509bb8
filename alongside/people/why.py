"""Why somebody was found, in a plain sentence that tells nothing one may not read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alongside.foundation.days import in_words

from .facts import NAMES, is_current
from .likeness import closeness
from .models import Fact, FactKind, Person
from .names import tokens
from .understanding import Asked


@dataclass
class Hit:
    """What the search said about one person: how likely, and by which exact facts."""

    score: float = 0.0
    hows: tuple[str, ...] = ()


_HOW = {
    FactKind.NHS_NUMBER: "That is their NHS number.",
    FactKind.UPN: "That is their unique pupil number.",
    FactKind.LOCAL_ID: "That is a number of theirs.",
    FactKind.CHILD_IDENTIFIER: "That is a number of theirs.",
    FactKind.PHONE: "That phone number is written down for them.",
    FactKind.EMAIL: "That e-mail is written down for them.",
}


def explain(asked: Asked, person: Person, facts: Sequence[Fact], hit: Hit) -> tuple[str, bool]:
    """A plain sentence why somebody is close, and whether they are exactly what was typed."""
    sentences = [_HOW[FactKind(how)] for how in hit.hows if how in _HOW]
    if "birth" in hit.hows:
        sentences.append(_birth_why(asked, person))
    if "address" in hit.hows:
        sentences.append(_address_why(asked, facts))
    exact = bool(sentences) and not asked.words
    if hit.score:
        why, exact = _name_why(asked.words, person, facts)
        sentences.append(why)
    said = " ".join(dict.fromkeys(one for one in sentences if one))
    return said, exact


def _birth_why(asked: Asked, person: Person) -> str:
    if person.born_on == asked.days[0]:
        return "Born on that day."
    born = in_words(person.born_on) if person.born_on else "another day"
    return f"Born on {born}: day and month the other way round."


def _address_why(asked: Asked, facts: Sequence[Fact]) -> str:
    """Where they live or lived; nothing of an address that is protected."""
    for fact in facts:
        if fact.kind != FactKind.ADDRESS or fact.is_protected:
            continue
        words = set(fact.detail.get("find", {}).get("places", ()))
        if fact.key in asked.keys or (asked.places and words.issuperset(asked.places)):
            if is_current(fact):
                return f"Lives at {fact.value}."
            until = f" until {in_words(fact.ends_on)}" if fact.ends_on else ""
            return f"Lived at {fact.value}{until}."
    return ""


_CLOSE = {
    "nickname": "“{typed}” can stand for {there}",
    "begins": "“{typed}” begins {there}",
    "sounds": "“{typed}” sounds like {there}",
    "spelling": "“{typed}” is nearly {there}",
}


def _name_why(typed: Sequence[str], person: Person, facts: Sequence[Fact]) -> tuple[str, bool]:
    """Close because “Adey” begins Adeyemi, and “Bankoli” sounds like Bankole."""
    there = _name_words(person, facts)
    parts, same = [], 0
    for word in typed:
        closest = _closest(word, there)
        if closest and closest[0] == "same":
            same += 1
        elif closest:
            shown = word[:1].upper() + word[1:]
            parts.append(_CLOSE[closest[0]].format(typed=shown, there=there[closest[1]]))
    if same == len(typed):
        return "", True
    if not parts:
        return ("One of the names is the same." if same else "The name is close."), False
    return f"Close because {', and '.join(parts)}.", False


def _name_words(person: Person, facts: Sequence[Fact]) -> dict[str, str]:
    """The folded words of every name one may read, each with how it is written."""
    full = [person.called, *(fact.value for fact in facts if fact.kind in NAMES)]
    return {
        token: piece
        for name in full
        for word in name.split()
        for piece in (word.split("-") if "-" in word else [word])
        for token in tokens(piece)
    }


_ORDER = ("same", "nickname", "begins", "sounds", "spelling")


def _closest(word: str, there: Iterable[str]) -> tuple[str, str] | None:
    found = [(kind, token) for token in there if (kind := closeness(word, token))]
    return min(found, key=lambda one: _ORDER.index(one[0]), default=None)
