"""How far an entry is shared with the people it is about, before anybody has decided anything."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time

from alongside.foundation.days import LONDON, When, working_days_after

from .models import EntryKind, Sharing, Version

# A manager looks before the person reads them: investigations, courts, what is about others.
HELD_FIRST = frozenset(
    {
        EntryKind.STRATEGY,
        EntryKind.S47,
        EntryKind.S42,
        EntryKind.POLICE,
        EntryKind.COURT,
        EntryKind.LEGAL,
        EntryKind.HEALTH,
    }
)
DECIDE_WITHIN = 10  # working days; a local rule of the council, not the law's
LATE_AFTER = 2  # working days from when it happened until it was written; a local rule

HELD_WORDS = {
    "kind": "We look at entries of this kind before they are shown.",
    "others": "It is about somebody else too, so we look at it first.",
    "moved": "We look at this before it is shown.",
    "partner": "Somebody from another organisation wrote it, so we look at it first.",
    "third": "It names somebody else, so we look at it first.",
    "again": "We put right which parts of this are about you, so we look at it again first.",
}


def first_sharing(
    kind: str, people: Collection[object], *, names_others: bool, is_partners: bool = False
) -> tuple[Sharing, str]:
    """Return the first outcome for the person, and the words that they read if it is held."""
    if is_partners:  # where it tells of others, also not from where it came
        return Sharing.HELD, HELD_WORDS["third" if names_others else "partner"]
    if kind in HELD_FIRST:
        return Sharing.HELD, HELD_WORDS["kind"]
    if len(people) > 1:
        return Sharing.HELD, HELD_WORDS["others"]
    if names_others:
        return Sharing.HELD, HELD_WORDS["third"]
    return Sharing.SHOWN, ""


def decide_by(today: date) -> date:
    """The day by which a manager decides about what is held."""
    return working_days_after(today, DECIDE_WITHIN)


def moment(when: When) -> datetime:
    """When it happened, as a moment to sort by: midday where only the day is known."""
    clock = when.clock or time(12)
    return datetime.combine(when.day, clock, tzinfo=LONDON).astimezone(UTC)


def when_of(version: Version) -> When:
    """When it happened, as exactly as it was known."""
    local = version.happened_at.astimezone(LONDON)
    if version.happened_precision == Version.Precision.TIME:
        return When(local, "time")
    return When(local.date(), version.happened_precision)  # type: ignore[arg-type]
