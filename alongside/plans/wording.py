"""What a sheet says, as values: goals, steps, money and words, and how they are kept as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
        return self.name or str(Owner(self.owner).label)


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
        whole = self.amount == self.amount.to_integral_value()
        return f"£{self.amount:,.{0 if whole else 2}f} {Every(self.every).label}"


@dataclass(frozen=True)
class Wording:
    """All that one version of a plan says."""

    wanted: str = ""
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


def from_data(data: Mapping[str, Any]) -> Wording:
    """Read what a sheet keeps."""
    return Wording(
        **{
            **data,
            "goals": tuple(Goal(**one) for one in data.get("goals", ())),
            "steps": tuple(_step(one) for one in data.get("steps", ())),
            "money": tuple(
                Money(**{**one, "amount": Decimal(one["amount"])}) for one in data.get("money", ())
            ),
        }
    )


def _step(one: Mapping[str, Any]) -> Step:
    return Step(**{**one, "by": date.fromisoformat(one["by"]) if one["by"] else None})


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
BY_OWNER = {
    Owner.PERSON: "hand",
    Owner.RELATIVE: "people",
    Owner.WORKER: "person",
    Owner.SERVICE: "help",
}


def picture_of(words: str, owner: str = Owner.PERSON) -> str:
    """The picture for a step: by its words, or else by whose it is."""
    low = words.lower()
    for picture, said in PICTURES:
        if re.search(rf"\b(?:{said})\b", low):
            return picture
    return BY_OWNER[Owner(owner)]
