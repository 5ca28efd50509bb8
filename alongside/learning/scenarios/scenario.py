"""A dilemma as data: who is in it, its scenes, what one may choose, and what that does to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

# Whom a choice may touch, in the order in which it is told. There is always more than one side.
PARTIES: dict[str, str] = {
    "person": "The person",
    "family": "The family",
    "practitioner": "You",
    "team": "Your team",
    "agency": "The organisation",
}
WHY = "What makes you choose this?"
TWEE = "twee"  # where a dilemma comes from that was not written for this library


@dataclass(frozen=True)
class Source:
    """Where something comes from, and whether somebody looked whether it says so."""

    name: str
    address: str
    checked_on: date | None  # none: nobody has yet
    note: str


@dataclass(frozen=True)
class Somebody:
    """One of those in the story, invented."""

    name: str
    who: str


@dataclass(frozen=True)
class Said:
    """What somebody in the story says or writes."""

    who: str
    words: str


@dataclass(frozen=True)
class Effect:
    """What a choice does to one party."""

    party: str
    words: str


@dataclass(frozen=True)
class Choice:
    """One thing that one may do in a scene; none is the right one."""

    id: str
    words: str
    leads_to: str
    why: str = WHY
    effects: tuple[Effect, ...] = ()
    touches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """A moment of the story. Without choices it is an end."""

    id: str
    title: str
    line: int
    text: tuple[str, ...] = ()  # paragraphs
    said: tuple[Said, ...] = ()
    ask: str = ""
    choices: tuple[Choice, ...] = ()
    follows: tuple[str, ...] = ()  # what might come of it
    talk: tuple[str, ...] = ()  # questions to talk about
    kept: Mapping[str, object] = field(default_factory=dict)  # of the format it comes from

    @property
    def is_end(self) -> bool:
        """Whether the story stops here."""
        return not self.choices

    def choice(self, id: str) -> Choice | None:
        """The choice of this id, if there is one."""
        return next((one for one in self.choices if one.id == id), None)


@dataclass(frozen=True)
class Scenario:
    """One dilemma, as its file tells it."""

    key: str
    version: int
    title: str
    about: str
    readers: tuple[str, ...]  # for whom
    minutes: int
    owner: str  # a role, never a person
    valid_from: date
    valid_to: date | None
    review_by: date
    sources: tuple[Source, ...]
    aligns: tuple[str, ...]  # letters of the clusters of capability
    begins: str
    scenes: tuple[Scene, ...]
    people: tuple[Somebody, ...] = ()
    parties: Mapping[str, str] = field(default_factory=dict)  # by name, where they have one
    origin: str = ""
    kept: Mapping[str, object] = field(default_factory=dict)
    digest: str = ""

    def scene(self, id: str) -> Scene | None:
        """The scene of this id, if there is one."""
        return next((one for one in self.scenes if one.id == id), None)

    def called(self, party: str) -> str:
        """What one side is called in this story."""
        return self.parties.get(party) or PARTIES[party]

    @property
    def is_imported(self) -> bool:
        """Whether it was written elsewhere, so that nobody has said what its choices do."""
        return self.origin == TWEE

    @property
    def unchecked(self) -> tuple[Source, ...]:
        """The sources that nobody has checked yet."""
        return tuple(one for one in self.sources if one.checked_on is None)

    def is_due(self, day: date) -> bool:
        """Whether somebody should have looked at it again by now."""
        return self.review_by < day

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day, both ends included."""
        return self.valid_from <= day <= (self.valid_to or date.max)

    def reached_from(self, id: str) -> frozenset[str]:
        """The ids of all scenes that one may come to from a scene, itself included."""
        known = {one.id: one for one in self.scenes}
        found: set[str] = set()
        open_ones = [id]
        while open_ones:
            here = open_ones.pop()
            if here in known and here not in found:
                found.add(here)
                open_ones += [one.leads_to for one in known[here].choices]
        return frozenset(found)
