"""What was typed in the one box of find, taken apart: exact things, and words spelt anyhow."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from alongside.foundation.days import parse_day

from .facts import POSTCODE, phone_key, place_key
from .models import FactKind
from .names import tokens

LONGEST = 200
MOST_WORDS = 4  # the search compares every pair of words
EARLIEST_BIRTH = 1890

_BIRTH = re.compile(
    r"\b(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[a-z]{3,9}\.?,?\s+\d{2,4}"
    r"|[a-z]{3,9}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4})\b",
    re.IGNORECASE,
)
_NHS = re.compile(r"(?<![\d+])(\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)")
_UPN = re.compile(r"\b([a-z]\d{11}[0-9a-z])\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\w)((?:\+|0)[\d ()-]{6,18}\d)(?!\w)")
_EMAIL = re.compile(r"\S+@\S+\.\S+")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


@dataclass(frozen=True)
class Asked:
    """What was typed, understood: parts that are exact, and words that may be spelt anyhow."""

    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # side by side with keys
    keys: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    places: tuple[str, ...] = ()
    year: int | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.keys or self.days or self.places)


def understand(text: str) -> Asked:
    """Take apart what was typed in the one box; nothing in it is ever refused."""
    rest = " ".join(text.replace("\x00", "").split())[:LONGEST]
    kinds: list[str] = []
    keys: list[str] = []

    def take(pattern: re.Pattern[str], kind: str, make: Any) -> None:
        nonlocal rest
        for match in pattern.finditer(rest):
            kinds.append(kind)
            keys.append(make(match[0]))
        rest = " ".join(pattern.sub(" ", rest).split())

    take(_EMAIL, FactKind.EMAIL, lambda found: found.casefold()[:120])
    rest, days = _take_days(rest)
    take(_UPN, FactKind.UPN, lambda found: found.casefold())
    take(_NHS, FactKind.NHS_NUMBER, lambda found: re.sub(r"\D", "", found))
    take(_PHONE, FactKind.PHONE, phone_key)
    whole = rest
    take(POSTCODE, FactKind.ADDRESS, lambda found: place_key(found))
    for number in _other_numbers(whole):
        kinds += [FactKind.LOCAL_ID, FactKind.CHILD_IDENTIFIER]
        keys += [number, number]
    year = days[0].year if days else None
    if not days and (found := _YEAR.search(rest)) and re.search(r"[^\W\d]", rest):
        year, rest = int(found[0]), _YEAR.sub(" ", rest)
    words = tokens(rest)
    has_number = any(char.isdigit() for char in rest)
    return Asked(
        words=() if has_number else words[:MOST_WORDS],
        kinds=tuple(kinds),
        keys=tuple(keys),
        days=days,
        places=words if has_number or len(words) > 1 else (),
        year=year,
    )


def _take_days(rest: str) -> tuple[str, tuple[date, ...]]:
    """A day of birth, also as it is with day and month the other way round."""
    for match in _BIRTH.finditer(rest):
        try:
            day = parse_day(match[0], today=timezone.localdate())
        except ValidationError:
            continue
        left = " ".join((rest[: match.start()] + " " + rest[match.end() :]).split())
        days = [day]
        if day.day <= 12 and day.day != day.month:
            days.append(date(day.year, day.day, day.month))
        return left, tuple(days)
    return rest, ()


def _other_numbers(text: str) -> list[str]:
    """What may be a number of some other system: any word with a digit, and the whole."""
    words = [word for word in text.split() if any(char.isdigit() for char in word)]
    whole = [text] if words and len(words) < len(text.split()) <= 4 else []
    return [one.casefold()[:120] for one in [*words, *whole]][:6]
