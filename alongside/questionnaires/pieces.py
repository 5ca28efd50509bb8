"""What a step of a questionnaire is drawn from: sections, questions, rows, boxes and offers.

A page has hundreds of boxes, choices and questions. They are not frozen, since to make a frozen
one takes four times as long; nobody changes them once they are handed on.
"""

from __future__ import annotations

from dataclasses import dataclass

from alongside.knowledge.guide import Guide

from .definition import Item


@dataclass(frozen=True)
class Step:
    """One screen: a page, or in some modes one question."""

    id: str
    title: str
    page: Item
    only: str = ""  # the one question or group that is asked on it


@dataclass(slots=True)
class Choice:
    """One option of a box."""

    value: str
    say: str
    help: str
    mark: str = ""  # " checked" where it is chosen

    @classmethod
    def of(cls, value: str, say: str, is_chosen: bool, help: str = "") -> Choice:
        """An option, ticked or not."""
        return cls(value, say, help, " checked" if is_chosen else "")


@dataclass(frozen=True)
class Offer:
    """What is known already, to be looked at and taken over by one press."""

    words: str
    source: str  # "Last time, 3 May 2026"
    typed: str  # what one would type to say the same
    button: str


@dataclass(slots=True)
class Box:
    """One place where something is typed or chosen, ready to be drawn."""

    name: str
    label: str
    kind: str  # text · line · radios · boxes · menu · day · number
    text: str
    is_own: bool
    hint: str = ""
    unit: str = ""
    wrong: str = ""
    choices: tuple[Choice, ...] = ()
    longest: int = 0
    offers: tuple[Offer, ...] = ()  # what was said last time, what is known
    is_same: bool = False  # copied forward from there
    when: str = ""  # for the script: where it stands only beside a certain answer

    @property
    def id(self) -> str:
        """Of its field in the page."""
        return f"q-{self.name}"

    @property
    def is_inline(self) -> bool:
        """Whether its options are few and short enough for one line."""
        return len(self.choices) < 4 and all(len(one.say) < 32 for one in self.choices)

    @property
    def described(self) -> str:
        """The ids of what describes it."""
        hint = [f"{self.id}-hint"] if self.hint else []
        return " ".join([*hint, *([f"{self.id}-error"] if self.wrong else [])])


@dataclass(slots=True)
class Question:
    """One question with its boxes, or a group of them."""

    id: str
    name: str
    role: str
    ask: str
    item: Item
    boxes: tuple[Box, ...] = ()
    rows: tuple[Row, ...] = ()
    inside: tuple[Question, ...] = ()
    when: str = ""  # its condition for the script, where it hangs on this very page
    condition: str = ""  # the same in words
    is_asked: bool = True
    worked_out: str = ""
    proposal: str = ""
    working: tuple[tuple[str, str], ...] = ()
    is_wide: bool = False  # two voices side by side
    key: tuple[str, ...] = ()  # of its pattern: which wording, in which mode
    procedure: Guide | None = None  # to be looked at by the worker
    guidance: str = ""  # for the worker alone: “Ask when nobody else is in the room”

    @property
    def may_add(self) -> bool:
        """Whether another row fits."""
        return self.item.is_repeated and len(self.rows) < self.item.most_rows


@dataclass(frozen=True)
class Row:
    """One row of a repeated group."""

    number: int
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Section:
    """What stands together under one heading."""

    id: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    agreement: tuple[Box, ...] = ()
