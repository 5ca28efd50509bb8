"""The self-assessment as this room sees it: ten areas of four statements, and what may be said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from alongside.foundation.content import ContentError, folder
from alongside.questionnaires import access as library
from alongside.questionnaires.definition import Item, Questionnaire
from alongside.questionnaires.reading import read_questionnaire

KEY = "digital-capability"
CLUSTERS = ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J")
SUPERDOMAINS: Mapping[str, tuple[str, ...]] = {
    "purpose": ("A", "B", "C"),
    "practice": ("D", "E", "F", "G", "H"),
    "impact": ("I", "J"),
}
LADDER: Mapping[int, str] = {
    1: "Starting",
    2: "With support",
    3: "On my own, as routine",
    4: "I adapt, and help others",
}
NOTHING: Mapping[str, str] = {
    "not-role": "Not part of my role",
    "dont-know": "I don’t know",
    "prefer-not": "I would rather not say",
}
# Asked of each area as a whole, and no level: how sure somebody feels, and how much it matters.
CONFIDENCE: Mapping[int, str] = {1: "Not sure yet", 2: "A little", 3: "Fairly", 4: "Very"}
IMPORTANCE: Mapping[int, str] = {1: "Little", 2: "Some", 3: "A great deal"}
PER_CLUSTER = 4
# One statement of each area, for a look that takes five minutes.
SHORT = ("a1", "b2", "c3", "d3", "e3", "f3", "g4", "h3", "i1", "j1")
DRAFT = "draft, not validated"


@dataclass(frozen=True)
class Statement:
    """One thing to place oneself at, with a sentence for each level."""

    id: str
    cluster: str
    number: int  # from 1, in the whole
    place: int  # from 1, in its area
    text: str
    anchors: Mapping[int, str]
    why: str

    @property
    def is_short(self) -> bool:
        """Whether the short form asks it."""
        return self.id in SHORT

    def say(self, level: int) -> str:
        """What somebody says who chooses this level."""
        return self.anchors[level]


def in_full(statement: Statement, answer: str) -> str:
    """What was said to a statement: the level and its sentence, or why there is none."""
    if answer in NOTHING:
        return f"{NOTHING[answer]}."
    return f"{LADDER[int(answer)]}: {statement.say(int(answer))}."


@dataclass(frozen=True)
class Area:
    """A cluster of statements."""

    cluster: str
    title: str
    intro: str
    statements: tuple[Statement, ...]

    @property
    def superdomain(self) -> str:
        """Purpose, practice or impact."""
        return next(key for key, of in SUPERDOMAINS.items() if self.cluster in of)


@dataclass(frozen=True)
class Instrument:
    """All of it, in one version."""

    form: str  # how an attempt names it for ever
    title: str
    status: str
    areas: tuple[Area, ...]

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement, in order."""
        return tuple(one for area in self.areas for one in area.statements)

    @cached_property
    def by_id(self) -> Mapping[str, Statement]:
        """Statements by their ids."""
        return {one.id: one for one in self.statements}

    @cached_property
    def by_cluster(self) -> Mapping[str, Area]:
        """Areas by their letters."""
        return {one.cluster: one for one in self.areas}

    def asked(self, *, is_short: bool) -> tuple[Statement, ...]:
        """What is asked: all of it, or the short form."""
        return tuple(one for one in self.statements if one.is_short or not is_short)


def instrument_on(day: date) -> Instrument:
    """The one that is in force on a day."""
    found = library.in_force(KEY, day)
    if found is None:
        raise LookupError("There is no self-assessment in force.")
    return instrument_of(found)


def instrument_named(form: str) -> Instrument:
    """The one by which somebody was asked: "digital-capability 1"."""
    found = library.as_asked(form)
    if found is None or found.id != KEY:
        raise LookupError(f"“{form}” is no self-assessment that was ever asked.")
    return instrument_of(found)


def instrument_of(asked: Questionnaire) -> Instrument:
    """The questionnaire as an instrument; it was checked when it was shipped."""
    return _made(asked.form, _Held(asked))


class _Held:
    """A questionnaire that is told apart by its name alone, so that it is made once."""

    def __init__(self, asked: Questionnaire) -> None:
        self.asked = asked

    def __hash__(self) -> int:
        return hash((self.asked.form, self.asked.digest))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self.asked.digest == other.asked.digest


@lru_cache(maxsize=16)
def _made(form: str, held: _Held) -> Instrument:
    asked = held.asked
    areas = tuple(map(_area, enumerate(asked.pages)))
    return Instrument(form, asked.title, asked.status, areas)


def _area(numbered: tuple[int, Item]) -> Area:
    index, page = numbered
    cluster = page.id.upper()
    questions = [one for one in page.walk() if one.is_question]
    statements = tuple(
        _statement(one, cluster, index * PER_CLUSTER + place, place)
        for place, one in enumerate(questions, 1)
    )
    return Area(cluster, page.ask, page.intro, statements)


def _statement(item: Item, cluster: str, number: int, place: int) -> Statement:
    anchors = {int(one.id): one.say for one in item.options if one.id not in NOTHING}
    return Statement(item.id, cluster, number, place, item.ask, anchors, item.why)


def check_shipped() -> None:
    """Read the shipped one again, so that what is wrong is said."""
    file = folder() / "questionnaires" / f"{KEY}.yaml"
    check_instrument(read_questionnaire(file.read_text(encoding="utf-8"), str(file)), file)


def check_instrument(asked: Questionnaire, file: Path) -> None:
    """Refuse a self-assessment that its report could not be worked out from."""
    for line, sentence in _wrong(asked):
        raise ContentError(file, line, sentence)


def _wrong(asked: Questionnaire) -> Iterator[tuple[int, str]]:
    if tuple(one.id.upper() for one in asked.pages) != CLUSTERS:
        yield 1, f"Its pages have to be {', '.join(CLUSTERS).lower()}, in this order."
    if asked.status != DRAFT:
        yield 1, f"“status” has to be “{DRAFT}” until somebody has validated it."
    for page in asked.pages:
        questions = [one for one in page.walk() if one.is_question]
        if [one.id for one in questions] != [f"{page.id}{n}" for n in range(1, PER_CLUSTER + 1)]:
            yield page.line, f"“{page.id}” has to ask {page.id}1 to {page.id}{PER_CLUSTER}."
        for one in questions:
            if [option.id for option in one.options] != [*map(str, LADDER), *NOTHING]:
                said = "has to offer 1 to 4 and the three ways to say that it does not fit."
                yield one.line, f"“{one.id}” {said}"
    for id in SHORT:
        if id not in asked.by_id:
            yield 1, f"The short form asks “{id}”, which is not there."
