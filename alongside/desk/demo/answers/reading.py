"""Reads what stands in the files beside it: finished questionnaires, as one would type them.

`==` begins one: questionnaire | about whom, by key or name | by whom | days ago, clock, minutes |
how they met.
`@` says what else belongs to it (see `_beside`), and every other line is a place and its answer:
`washing.person: words`, `needs:: several, chosen`, `food-can: =` for the same as last time. What is
indented goes on with the answer above it. `{-90}` is a day, ninety days from today.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from alongside.foundation.days import in_words

from ..calendar import Calendar

HERE = Path(__file__).parent
DAY = re.compile(r"\{(-?\d+)\}")
SAME = "="


@dataclass
class Told:
    """One questionnaire as somebody answered it."""

    key: str
    about: tuple[str, ...]
    by: str
    back: int
    hour: int
    minute: int
    minutes: int | None
    contact: str
    texts: dict[str, str] = field(default_factory=dict)
    beside: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)

    def typed(self, days: Calendar, before: Mapping[str, str]) -> dict[str, str]:
        """What was typed, with its days in words and what was taken over from `before`."""
        return {
            name: before[name]
            if text == SAME
            else DAY.sub(lambda found: in_words(_day(days, int(found[1]))), text)
            for name, text in self.texts.items()
        }

    @property
    def same(self) -> tuple[str, ...]:
        """The places that were taken over from last time."""
        return tuple(name for name, text in self.texts.items() if text == SAME)


def _day(days: Calendar, back: int) -> date:
    """Days that were are working days, as with everything that is written on them."""
    return days.workday(back) if back > 0 else days.day(back)


@cache
def all_told() -> tuple[Told, ...]:
    """Every one of every file, those of longest ago first."""
    found = [one for file in sorted(HERE.glob("*.txt")) for one in _told_in(file)]
    return tuple(sorted(found, key=lambda one: (-one.back, one.hour, one.minute)))


def _told_in(file: Path) -> list[Told]:
    found: list[Told] = []
    place = ""
    for line in file.read_text(encoding="utf-8").splitlines():
        sign, _, rest = line.partition(" ")
        if sign == "==":
            found.append(_begun(rest))
        elif sign == "@":
            _beside(found[-1], rest)
        elif line.startswith("  "):
            found[-1].texts[place] += f"\n\n{line.strip()}"
        elif line and not line.startswith("# "):
            place = _answered(found[-1], line)
    return found


def _begun(rest: str) -> Told:
    key, about, by, when, contact = (part.strip() for part in rest.split("|"))
    back, clock, minutes = when.split()
    hour, _, minute = clock.partition(".")
    people = tuple(one.strip() for one in about.split(","))
    length = int(minutes) or None
    return Told(key, people, by, int(back), int(hour), int(minute), length, contact)


def _beside(one: Told, rest: str) -> None:
    """Who was there, what they signed, who agreed or returned it, who shows or holds it."""
    word, _, words = rest.partition(" ")
    if word == "remark":
        question, _, text = words.partition(": ")
        one.remarks[question] = text
    else:
        one.beside[word] = words


def _answered(one: Told, line: str) -> str:
    if ":: " in line.partition(": ")[0] + ": ":
        place, _, chosen = line.partition(":: ")
        one.texts[place] = "\n".join(id.strip() for id in chosen.split(","))
    else:
        place, _, one.texts[place] = line.partition(": ")
    return place
