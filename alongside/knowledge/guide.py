"""A guide as it was read: what it is for, who looks after it, what it says, and its sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .recording import Recording

# What kinds there are, in the order of the library: key, what one is called, what all are.
KINDS: dict[str, tuple[str, str]] = {
    "procedure": ("Procedure", "Procedures"),
    "guide": ("Guide", "Guides"),
    "point-of-entry": ("Beginning in the profession", "Beginning in the profession"),
}
WORDS_A_MINUTE = 200


@dataclass(frozen=True)
class Source:
    """Where something comes from, and whether somebody looked whether it says so."""

    name: str
    address: str
    checked_on: date | None  # none: nobody has yet
    note: str


@dataclass(frozen=True)
class Inline:
    """A line of text as HTML, and as its words alone."""

    html: str
    words: str


@dataclass(frozen=True)
class Piece:
    """Some of the body: written words as HTML, or the lines of a checklist."""

    html: str = ""
    checks: tuple[Inline, ...] = ()


@dataclass(frozen=True)
class Heading:
    """A heading of the body, and where on the page it is."""

    id: str
    words: str
    level: int


@dataclass(frozen=True)
class Body:
    """What a guide says, in order."""

    pieces: tuple[Piece, ...]
    headings: tuple[Heading, ...]
    lines: tuple[str, ...]  # the words alone: one for each paragraph, point and heading
    leads_to: tuple[tuple[str, int], ...]  # keys of other guides, and the line they stand in


@dataclass(frozen=True)
class Guide:
    """One file of the library."""

    key: str
    title: str
    purpose: str
    kind: str
    readers: tuple[str, ...]  # for whom
    owner: str  # a role, never a person
    valid_from: date
    valid_to: date | None
    review_by: date
    sources: tuple[Source, ...]
    also: tuple[str, ...]  # other words that people look for it by
    aligns: tuple[str, ...]  # ids of clusters of capability
    related: tuple[str, ...]
    situations: tuple[str, ...]  # ids of what somebody may be in the middle of
    who: tuple[str, ...]  # ids of those for whom it is
    body: Body
    recordings: tuple[Recording, ...] = ()

    @property
    def kind_in_words(self) -> str:
        """Procedure, guide …"""
        return KINDS[self.kind][0]

    @property
    def minutes(self) -> int:
        """About how long it takes to read."""
        count = sum(len(line.split()) for line in self.body.lines)
        return max(1, round(count / WORDS_A_MINUTE))

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
