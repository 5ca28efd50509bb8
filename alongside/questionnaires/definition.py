"""A questionnaire as data: what is asked, why, of whom, under which condition, and what follows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from alongside.foundation.content import Dated

PERSON, WORKER, PARTNER = "person", "worker", "partner"
WORDS = frozenset({"text", "string"})
CHOICES = frozenset({"choice", "open-choice"})
NUMBERS = frozenset({"integer", "decimal", "quantity"})
MOMENTS = frozenset({"date", "dateTime", "time"})
TYPES = WORDS | CHOICES | NUMBERS | MOMENTS | {"boolean", "url", "attachment", "display", "group"}
YES, NO = "true", "false"
SELF = "self-assessment"  # a kind that is never an entry: it is about whoever answers it


@dataclass(frozen=True)
class Option:
    """One answer to choose, with the points that it counts for, if any."""

    id: str
    say: str
    score: Decimal | None = None
    easy: str = ""
    help: str = ""


@dataclass(frozen=True)
class Test:
    """One comparison of a condition; `operator` is one of FHIR's enableWhen."""

    question: str
    operator: str  # exists = != > < >= <=
    value: str


@dataclass(frozen=True)
class Several:
    """Conditions together: any of them, or all."""

    is_all: bool
    of: tuple[When, ...]


When = Test | Several


def tests_in(when: When | None) -> Iterator[Test]:
    """Every comparison of a condition."""
    if isinstance(when, Test):
        yield when
    elif when is not None:
        for one in when.of:
            yield from tests_in(one)


@dataclass(frozen=True)
class Proposal:
    """What the answers point to, and because of what; a named worker decides."""

    option: str
    when: When
    because: str


@dataclass(frozen=True)
class Lead:
    """What follows from an answer once it is final."""

    do: str  # need · task · ask
    answers: tuple[str, ...] = ()  # only for these options; empty: for any answer
    words: str = ""
    questionnaire: str = ""
    within: int = 0  # working days
    awaits: str = ""  # a kind of entry or a form: once that is written, it is done

    def can_be_met(self, known: Collection[str], kinds: Collection[str]) -> bool:
        """Whether what it awaits can be written: of meetings and plans (“/”) nobody knows here."""
        return not self.awaits or "/" in self.awaits or self.awaits in {*known, *kinds}


@dataclass(frozen=True)
class Rule:
    """What must hold between answers before they are final."""

    id: str
    when: When
    must: When
    say: str
    is_strict: bool


@dataclass(frozen=True, kw_only=True)
class Item:
    """A page, a section, a group or a question: one thing, as in FHIR, with others inside it."""

    id: str
    line: int
    role: str  # page · section · group · question
    type: str
    ask: str = ""
    intro: str = ""
    look: str = ""
    items: tuple[Item, ...] = ()
    when: When | None = None
    is_agreed: bool = False  # of a section: whether both see it the same way is asked
    voices: tuple[str, ...] = ()
    sort: str = "fact"
    why: str = ""
    used_by: str = ""
    help: str = ""
    examples: tuple[str, ...] = ()
    guidance: str = ""
    procedure: str = ""
    law: str = ""
    easy: str = ""
    picture: str = ""
    options: tuple[Option, ...] = ()
    options_from: str = ""
    is_many: bool = False
    longest: int = 0
    unit: str = ""
    least: Decimal | None = None
    most: Decimal | None = None
    is_required: bool = False
    is_repeated: bool = False
    most_rows: int = 1
    add: str = ""
    sum_scores: tuple[str, ...] = ()
    calculate: str = ""
    proposes: tuple[Proposal, ...] = ()
    is_decided: bool = False
    prefill: str = ""
    leads_to: tuple[Lead, ...] = ()

    @property
    def is_question(self) -> bool:
        """Whether something is answered here."""
        return self.role == "question" and self.type != "display"

    @property
    def is_words(self) -> bool:
        """Whether the answer is somebody's words."""
        return self.type in WORDS

    @property
    def is_worked_out(self) -> bool:
        """Whether nobody types the answer."""
        return bool(self.calculate or self.sum_scores)

    def option(self, id: str) -> Option | None:
        """The option with this id."""
        return next((one for one in self.options if one.id == id), None)

    def walk(self) -> Iterator[Item]:
        """This and everything inside it, in order."""
        yield self
        for one in self.items:
            yield from one.walk()


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """All that one file says."""

    id: str
    version: str
    title: str
    purpose: str
    answered_by: str  # person · worker · both
    kind: str
    dated: Dated
    pages: tuple[Item, ...]
    rules: tuple[Rule, ...] = ()
    law: str = ""
    status: str = ""
    why_these: str = ""
    approval: str = "none"
    is_signed: bool = False
    names_others: bool = False
    is_apart: bool = False
    started_by: tuple[str, ...] = (WORKER,)  # worker · partner: who may begin it
    digest: str = ""
    parents: Mapping[str, Item] = field(default_factory=dict, repr=False)

    @property
    def form(self) -> str:
        """How an entry names it for ever: its id and its version."""
        return f"{self.id} {self.version}"

    @property
    def is_of_oneself(self) -> bool:
        """Whether a worker answers it about themselves, so that no record is ever asked by it."""
        return self.kind == SELF

    @property
    def in_force_from(self) -> date:
        """The day from which it is asked."""
        return self.dated.valid_from or self.dated.checked_on

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        """Pages, sections, groups and questions by their ids."""
        return {item.id: item for page in self.pages for item in page.walk()}

    @cached_property
    def questions(self) -> tuple[Item, ...]:
        """Every question, in order."""
        return tuple(one for one in self.by_id.values() if one.is_question)

    def above(self, item: Item) -> Iterator[Item]:
        """What an item lies in, from the nearest outwards."""
        parent = self.parents.get(item.id)
        while parent is not None:
            yield parent
            parent = self.parents.get(parent.id)

    def page(self, id: str) -> Item | None:
        """The page with this id."""
        return next((one for one in self.pages if one.id == id), None)

    def page_of(self, item: Item) -> Item:
        """The page on which an item stands."""
        return next((one for one in self.above(item) if one.role == "page"), item)
