"""How close two words of names are, and what to call that closeness."""

import re
from functools import lru_cache
from typing import Literal

from alongside.foundation.content import nickname_groups

Closeness = Literal["same", "nickname", "begins", "sounds", "spelling"]

# Letters that people write for one another when they only heard a name.
_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("qu", "k"), ("sch", "s"), ("sh", "s"), ("sz", "s"), ("cz", "c"),
    ("ch", "c"), ("th", "t"), ("dh", "d"), ("kh", "k"), ("gh", "g"), ("wh", "w"), ("wr", "r"),
    ("kn", "n"), ("mac", "mc"), ("x", "ks"), ("q", "k"), ("z", "s"), ("v", "f"), ("j", "g"),
)  # fmt: skip
MOST_COMPARED = 60


def closeness(typed: str, there: str) -> Closeness | None:
    """How a folded word that was typed is like a folded word of a name; None if it is not."""
    typed, there = typed[:MOST_COMPARED], there[:MOST_COMPARED]
    if typed == there:
        return "same"
    if there in nicknames_of(typed):
        return "nickname"
    if len(typed) >= 3 and there.startswith(typed):
        return "begins"
    if len(typed) > 2 and sound(typed) == sound(there):
        return "sounds"
    allowed = 1 if max(len(typed), len(there)) < 5 else 2
    return "spelling" if distance(typed, there, allowed) <= allowed else None


def is_one_name(one: str, other: str) -> bool:
    """Whether two given names may be one person's: more than the same first letters."""
    return closeness(one, other) in ("same", "nickname", "sounds") or closeness(other, one) in (
        "nickname",
    )


@lru_cache(maxsize=4096)
def nicknames_of(word: str) -> frozenset[str]:
    """The other forms of a given name."""
    groups = (group for group in nickname_groups() if word in group)
    return frozenset(name for group in groups for name in group) - {word}


@lru_cache(maxsize=4096)
def sound(word: str) -> str:
    """A word as it sounds, roughly: consonants only behind the first letter, none of them twice."""
    text = word
    for heard, written in _SOUNDS:
        text = text.replace(heard, written)
    text = text.replace("c", "k")
    return text[:1] + re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyhw]", "", text[1:]))


def distance(one: str, other: str, most: int = 3) -> int:
    """Letters to change, add, leave out or swap (Damerau's measure); `most` + 1 if it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
