"""What a sheet says, as values: goals, steps, money and words, and how they are kept as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices

WHERE = ("Not begun", "A start", "Halfway", "Nearly there", "There")


class Owner(TextChoices):
    """Whose a step is."""

    PERSON = "person", "The person’s own"
    RELATIVE = "relative", "Family or a friend"
    WORKER = "worker", "Somebody who works with us"
    SERVICE = "service", "A service from outside"


class Every(TextChoices):
    """How often an amount is paid."""

    WEEK = "week", "a week"
    MONTH = "month", "a month"
    YEAR = "year", "a year"
    ONCE = "once", "once"


@dataclass(frozen=True)
class Goal:
    """Something to reach: how one will know, and how far it is. Its key stays in later versions."""

    key: str
    words: str
    know: str = ""
    where: int | None = None  # a place in WHERE


@dataclass(frozen=True)
class Step:
    """Something that somebody does, by a day or with no day. Its key stays in later versions."""

    key: str
    words: str
    owner: str = Owner.PERSON
    name: str = ""
    by: date | None = None

    def whose(self, called: str) -> str:
        """Who does it, by name where there is one."""
        if self.owner == Owner.PERSON:
            return called
        return self.name or dict[str, str](Owner.choices).get(self.owner, self.owner)


@dataclass(frozen=True)
class Money:
    """One line of a personal budget, in pounds."""

    key: str
    words: str
    amount: Decimal
    every: str = Every.WEEK

    @property
    def told(self) -> str:
        """£120 a week; £12.50 once."""
        if not self.amount.is_finite():
            return "How much cannot be read"
        every = dict[str, str](Every.choices).get(self.every, self.every)
        whole = self.amount == self.amount.to_integral_value()
        return f"£{self.amount:,.{0 if whole else 2}f} {every}"


@dataclass(frozen=True)
class Wording:
    """All that one version of a plan says."""

    wanted: str = ""
    wanted_is_ours: bool = False  # nobody could find out; then these are not the person’s words
    views: str = ""  # the person's, before it was looked at again
    strengths: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    goals: tuple[Goal, ...] = ()
    steps: tuple[Step, ...] = ()
    money: tuple[Money, ...] = ()
    changed: str = ""
    decided: str = ""
    there: str = ""

    @property
    def size(self) -> int:
        """How many characters it has, which decides how large it is printed."""
        texts = (self.wanted, *(one.words for one in self.goals), *(s.words for s in self.steps))
        return sum(map(len, texts))

    def goal(self, key: str) -> Goal | None:
        return next((one for one in self.goals if one.key == key), None)

    def step(self, key: str) -> Step | None:
        return next((one for one in self.steps if one.key == key), None)


def as_data(said: Wording) -> dict[str, Any]:
    """For a JSON column; days and amounts as text."""
    found = asdict(said)
    for step in found["steps"]:
        step["by"] = step["by"].isoformat() if step["by"] else None
        step["owner"] = str(step["owner"])
    for line in found["money"]:
        line["amount"], line["every"] = str(line["amount"]), str(line["every"])
    return found


def from_data(data: Any) -> Wording:
    """Read what a sheet keeps. What is not as expected never keeps the rest from being read."""
    said = data if isinstance(data, Mapping) else {}
    parts = said.get("sections")
    return Wording(
        **{name: _text(said, name) for name in TEXTS},
        wanted_is_ours=said.get("wanted_is_ours") is True,
        sections={key: _text(parts, key) for key in parts} if isinstance(parts, Mapping) else {},
        goals=tuple(_goal(key, one) for key, one in _rows(said, "goals")),
        steps=tuple(_step(key, one) for key, one in _rows(said, "steps")),
        money=tuple(_money(key, one) for key, one in _rows(said, "money")),
    )


TEXTS = ("wanted", "views", "strengths", "changed", "decided", "there")
KEY = re.compile(r"[gsm]\d{1,3}")
NO_KEY = 900  # where rows without a key are counted from


def _text(one: Mapping[str, Any], name: str) -> str:
    value = one.get(name)
    return "" if value is None else str(value)


def _rows(said: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    rows = said.get(name)
    for n, one in enumerate(rows if isinstance(rows, (list, tuple)) else ()):
        row = one if isinstance(one, Mapping) else {"words": one}
        key = _text(row, "key")
        yield (key if KEY.fullmatch(key) else f"{name[0]}{NO_KEY + n}"), row


def _goal(key: str, one: Mapping[str, Any]) -> Goal:
    where = one.get("where")
    is_place = type(where) is int and 0 <= where < len(WHERE)
    return Goal(key, _text(one, "words"), _text(one, "know"), where if is_place else None)


def _step(key: str, one: Mapping[str, Any]) -> Step:
    try:
        by = date.fromisoformat(_text(one, "by"))
    except ValueError:
        by = None
    owner = _text(one, "owner") or str(Owner.PERSON)
    return Step(key, _text(one, "words"), owner, _text(one, "name"), by)


def _money(key: str, one: Mapping[str, Any]) -> Money:
    try:
        amount = Decimal(_text(one, "amount"))
    except ArithmeticError:
        amount = Decimal("NaN")
    return Money(key, _text(one, "words"), amount, _text(one, "every") or str(Every.WEEK))


# Easy read: a picture beside words that are often in a step. The words always say it too.
PICTURES: tuple[tuple[str, str], ...] = (
    ("phone", "ring|rings|call|calls|phone|phones"),
    ("bus", "bus|train|travel|travels|taxi"),
    ("school", "school|college|teacher"),
    ("work", "work|job|works"),
    ("doctor", "doctor|gp|nurse|hospital|dentist"),
    ("medicine", "tablet|tablets|medicine"),
    ("money", "money|bank|pay|pays|bill|bills|budget"),
    ("food", "cook|cooks|eat|eats|meal|meals|lunch|dinner|breakfast"),
    ("shop", "shop|shops|shopping"),
    ("bed", "bed|sleep|sleeps|night"),
    ("wash", "wash|washes|shower|bath|laundry|washing"),
    ("music", "music|sing|choir"),
    ("ball", "football|play|plays|sport|swim|swimming"),
    ("letter", "letter|letters|write|writes|form|forms"),
    ("computer", "computer|online|tablet"),
    ("walk", "walk|walks|walking"),
    ("dog", "dog"),
    ("key", "key|keys|key safe"),
    ("talk", "talk|talks|say|tell|meet|meets"),
    ("home", "home|house|flat|visit|visits"),
)
BY_OWNER: Mapping[str, str] = {
    Owner.PERSON: "hand",
    Owner.RELATIVE: "people",
    Owner.WORKER: "person",
    Owner.SERVICE: "help",
}


def picture_of(words: str, owner: str = Owner.PERSON) -> str:
    """The picture for a step: by the longest word that has one, or else by whose it is.

    Where two words speak for it equally, neither does: a wrong picture is worse than a plain one.
    """
    low, found = words.lower(), {}
    for picture, said in PICTURES:
        if lengths := [len(one) for one in re.findall(rf"\b(?:{said})\b", low)]:
            found[picture] = max(lengths)
    longest = [one for one, length in found.items() if length == max(found.values())]
    return longest[0] if len(longest) == 1 else BY_OWNER.get(owner, "hand")
