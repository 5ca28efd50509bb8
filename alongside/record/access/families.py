"""What is written about several people of one family, in one order, as far as one may read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.foundation.actor import Actor
from alongside.foundation.prepared import prepared
from alongside.people.models import Person
from alongside.record.models import About

from .chronologies import around
from .lines import Line, filled

LINES = 50  # on one page
ON_PAPER = 400
MOST_CHOSEN = 12  # people at once: each costs one more look at the index of their timeline
Place = tuple[datetime, UUID]


@dataclass
class FamilyLine:
    """One entry, or the stub of one, and whose of those who were chosen."""

    line: Line
    whose: list[Person] = field(default_factory=list)


@dataclass
class FamilyPage:
    """Some of the lines, and where the next begin."""

    lines: list[FamilyLine]
    later: Place | None


def members(person: Person, by: Actor) -> list[Person]:
    """The person, and those around them whose records one reads too, by name."""
    return [person, *around(person, by)]


def chosen_of(offered: Sequence[Person], ids: Iterable[str]) -> list[Person]:
    """Those of them who were chosen; where nobody was, the first alone. The first is always in."""
    wanted = set(ids)
    found = [one for one in offered[1:] if str(one.pk) in wanted]
    return [offered[0], *found][:MOST_CHOSEN]


def family_lines(
    people: Sequence[Person], after: Place | None = None, *, by: Actor, size: int = LINES
) -> FamilyPage:
    """A page of what is written about these people, oldest first; each entry once.

    Of each person as many rows as a page holds are read, from where the page begins: page n of a
    large family costs what page 1 of it costs. What may not be read stands there as a stub, as on
    the timeline of one person.
    """
    ids = [one.pk for one in people]
    rows = _merged(ids, after, size)
    once = list({row.entry_id: row for row in rows}.values())
    last = once[size - 1] if len(once) > size else None
    shown = once[:size]
    whose: dict[UUID, set[UUID]] = {}
    for entry, person in _abouts([row.entry_id for row in shown], ids):
        whose.setdefault(entry, set()).add(person)
    lines = [
        FamilyLine(line, [one for one in people if one.pk in whose.get(row.entry_id, ())])
        for row, line in zip(shown, filled(shown, by), strict=True)
    ]
    return FamilyPage(lines, (last.happened_at, last.entry_id) if last else None)


def _merged(ids: list[UUID], after: Place | None, size: int) -> list[About]:
    """The first rows of each, put together in one question."""
    first, *others = [_of(one, after)[: size + 1] for one in ids]
    found = first.union(*others, all=True) if others else first
    return sorted(found, key=lambda row: (row.happened_at, row.entry_id))


def _of(person: UUID, after: Place | None) -> QuerySet[About]:
    found = About.objects.filter(person_id=person, removed_at=None)
    if after:
        at, entry = after
        found = found.filter(Q(happened_at__gt=at) | Q(happened_at=at, entry_id__gt=entry))
        found = found.filter(happened_at__gte=at)
    return found.order_by("happened_at", "entry_id")


@prepared
def _abouts(entries: list[UUID], people: list[UUID]) -> QuerySet[About, tuple[UUID, UUID]]:
    found = About.objects.filter(entry_id__any=entries, person_id__any=people, removed_at=None)
    return found.values_list("entry_id", "person_id")
