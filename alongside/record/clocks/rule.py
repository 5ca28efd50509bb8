"""A deadline as data: from when, how long, counted how, and where that is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from alongside.foundation.content import Dated
from alongside.foundation.days import in_words

Unit = Literal["working day", "calendar day", "week", "month", "hour"]
FirstDay = Literal["next working day", "next day", "same day", "corresponding day", "that moment"]
Standing = Literal["law", "guidance", "local"]
How = Literal["stop", "pause", "extend"]

# Where a count may begin, by what is counted; the first is meant where a rule says nothing.
FIRST_DAYS: Mapping[Unit, tuple[FirstDay, ...]] = {
    "working day": ("next working day", "same day"),
    "calendar day": ("next day", "same day"),
    "week": ("next day", "same day"),
    "month": ("corresponding day",),
    "hour": ("that moment",),
}
STANDINGS: Mapping[Standing, str] = {
    "law": "The law",
    "guidance": "National guidance, to be followed unless there is a good reason",
    "local": "A council’s own rule",
}
CHANGES: Mapping[How, str] = {
    "stop": "It ends early",
    "pause": "It stands still",
    "extend": "It is longer",
}
GROWN_UP = 18
KEPT = 200  # of a reason, beside what was said for it
FOR_WHOM = ("children", "adults", "information rights")


@dataclass(frozen=True)
class Length:
    """A number of working days, calendar days, weeks, months or hours."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.number} {self.unit}{'' if self.number == 1 else 's'}"


@dataclass(frozen=True)
class Change:
    """What may stop, pause or lengthen the time, and for which reason."""

    how: How
    because: str
    by: Length | None = None  # of an extension, at most
    needs_manager: bool = False

    @property
    def kept(self) -> str:
        """The reason as it is kept beside what was said for it."""
        return self.because[:KEPT]

    def __str__(self) -> str:
        by = f" by {self.by}" if self.by else ""
        who = " A manager agrees to it." if self.needs_manager else ""
        return f"{CHANGES[self.how]}{by}: {self.because}.{who}"


@dataclass(frozen=True)
class Calendar:
    """Which days count, and on which a council is closed though England works."""

    dated: Dated
    note: str
    closed: Mapping[date, str]  # the day, and why


@dataclass(frozen=True)
class Rule:
    """One deadline, as it stands between two days."""

    key: str
    title: str
    words: str
    for_whom: str
    starts: str  # a fixed code
    starts_words: str
    length: Length
    is_before: bool  # counted back from something that is to come
    first_day: FirstDay
    is_council_calendar: bool
    moves_on: bool  # to the next working day, where it ends on a weekend or a bank holiday
    warn: Length | None
    then: str  # the rule that begins when this one is done
    changes: tuple[Change, ...]
    if_late: str
    standing: Standing
    address: str
    note: str
    dated: Dated

    @property
    def is_visit(self) -> bool:
        """Whether it wants somebody to be seen, which can be planned for a day and a time."""
        return "visit" in self.key.split("-")

    @property
    def is_checked(self) -> bool:
        """Whether somebody here has found it in a source that can be relied on."""
        return self.dated.checked

    def change(self, how: How) -> Change | None:
        """The first that stops, pauses or lengthens it; none if nothing does."""
        return next((one for one in self.changes if one.how == how), None)

    def reasons(self, how: How) -> tuple[Change, ...]:
        """All that stop, pause or lengthen it, each with its reason."""
        return tuple(one for one in self.changes if one.how == how)

    def named(self, how: How, reason: str) -> Change | None:
        """The one for this reason, as it was kept; none where the rule says it otherwise now."""
        return next((one for one in self.reasons(how) if one.kept == reason[:KEPT]), None)

    def length_words(self) -> str:
        """45 working days · 3 calendar days before."""
        return f"{self.length} before" if self.is_before else str(self.length)

    def standing_words(self) -> str:
        """What sort of rule it is, and since and until when it holds."""
        since, until = self.dated.valid_from, self.dated.valid_to
        held = [
            f"from {in_words(since)}" if since else "",
            f"to {in_words(until)}" if until else "",
        ]
        when = " ".join(one for one in held if one)
        return f"{STANDINGS[self.standing]}{', ' + when if when else ''}."

    def checked_words(self) -> str:
        """Whether it was checked, when, and what is open."""
        day = in_words(self.dated.checked_on)
        if self.is_checked:
            return f"Checked on {day}.{' ' + self.note if self.note else ''}"
        return f"Not verified yet (looked at on {day}). {self.note}"
