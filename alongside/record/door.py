"""The front door as data: who gets in touch, what may be decided and by whom, what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from alongside.foundation.content import Block, Dated, dated, folder, read
from alongside.foundation.days import age, working_days_after
from alongside.people.models import Person

from .clocks import GROWN_UP

DECISION = "decision"  # the question that a decision answers, as clocks/follows.yaml names it
WHO_WORKS = "Say who works with them"  # what a team is asked to do once it is decided
FAMILY_TOLD = "family told"  # what it awaits that somebody looks again at telling them
SELF, PROFESSIONAL, ANONYMOUS = "self", "professional", "anonymous"
FOR = ("anybody", "children", "adults")
_DATES = ("source", "checked_on", "checked", "valid_from", "valid_to")
_NUMBERS = ("decide_within", "tell_within", "look_again", "earlier_months")


@dataclass(frozen=True)
class ToDo:
    """What somebody has to do once it is decided."""

    words: str
    within: int  # working days
    awaits: str = ""  # a kind of entry or a form: once that is written about them, it is done


@dataclass(frozen=True)
class Decision:
    """One thing that may be decided about somebody of whom we were told."""

    id: str
    says: str
    for_whom: str
    authority: str  # a permission
    is_final: bool
    asks_team: bool
    tasks: tuple[ToDo, ...]
    say: str  # to somebody who works with them
    dated: Dated

    def fits(self, person: Person, on: date) -> bool:
        """Whether it may be decided about them: whose age nobody knows may be either."""
        if self.for_whom == "anybody" or person.born_on is None:
            return True
        is_adult = person.born_on <= on and age(person.born_on, on) >= GROWN_UP
        return is_adult == (self.for_whom == "adults")


@dataclass(frozen=True)
class Form:
    """A questionnaire that makes a piece of work, and its questions that this needs."""

    who: str
    reach: str
    urgent: str
    named: str

    @property
    def apart(self) -> frozenset[str]:
        """What says who it was: kept apart from the words, which the family may read one day."""
        return frozenset({self.who, self.reach})


@dataclass(frozen=True)
class Door:
    """All that the file says."""

    decide_within: int
    tell_within: int
    look_again: int
    earlier_months: int
    thanks: str
    sources: Mapping[str, str]
    decisions: Mapping[str, Decision]
    forms: Mapping[str, Form]
    dated: Dated

    def decide_by(self, received: date) -> date:
        """The day by which it is decided, where no clock says it."""
        return working_days_after(received, self.decide_within)

    def tell_by(self, decided: date) -> date:
        """The day by which whoever got in touch, and the family, are told."""
        return working_days_after(decided, self.tell_within)

    def may_say(self, decided: str, source: str) -> str:
        """What may be told to whoever got in touch, and no more."""
        found = self.decisions.get(decided)
        return found.say if found and source == PROFESSIONAL else self.thanks


def door() -> Door:
    """The front door as the library has it; read once."""
    return _door(folder())


def decided_in_words(key: str) -> str:
    """What was decided, also where that can no longer be chosen."""
    found = door().decisions.get(key)
    return found.says if found else key.replace("-", " ").capitalize()


@lru_cache(maxsize=4)
def _door(root: Path) -> Door:
    file = read(root / "front-door.yaml")
    file.only(*_NUMBERS, "thanks", "sources", "decisions", "forms", *_DATES)
    when = dated(file)
    decisions = [_decision(one, when) for one in file.blocks("decisions")]
    return Door(
        **{name: _number(file, name) for name in _NUMBERS},
        thanks=file.text("thanks").strip(),
        sources=dict(_source(one) for one in file.blocks("sources")),
        decisions={one.id: one for one in decisions},
        forms=dict(map(_form, file.blocks("forms"))),
        dated=when,
    )


def _source(block: Block) -> tuple[str, str]:
    block.only("id", "says")
    return block.text("id"), block.text("says")


def _form(block: Block) -> tuple[str, Form]:
    names = ("who", "reach", "urgent", "named")
    block.only("id", *names)
    return block.text("id"), Form(**{name: block.text(name) for name in names})


def _decision(block: Block, when: Dated) -> Decision:
    for task in block.blocks("tasks") if block.get("tasks") else ():
        task.only("words", "within", "awaits")
    block.only("id", "says", "for", "authority", "final", "asks_team", "tasks", "say", *_DATES)
    for_whom = block.text_or("for", "anybody")
    if for_whom not in FOR:
        raise block.wrong(f"“for” is one of {', '.join(FOR)}.")
    tasks = block.blocks("tasks") if block.get("tasks") else ()
    return Decision(
        id=block.text("id"),
        says=block.text("says"),
        for_whom=for_whom,
        authority=block.text("authority"),
        is_final=block.yes("final", default=True),
        asks_team=block.yes("asks_team"),
        tasks=tuple(map(_to_do, tasks)),
        say=block.text("say"),
        dated=dated(block, when),
    )


def _to_do(block: Block) -> ToDo:
    return ToDo(block.text("words"), _number(block, "within"), block.text_or("awaits"))


def _number(block: Block, key: str) -> int:
    text = block.text(key)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 100):
        raise block.wrong(f"“{key}” is a number from 1 to 99.")
    return int(text)
