"""The only way from a web address to a chronology, what its lines show, and what fits into it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.days import LONDON
from alongside.foundation.prepared import prepared
from alongside.people.models import Person, Relationship, Rung
from alongside.people.models.reach import reach
from alongside.record.models import (
    About,
    Chronology,
    ChronologyLine,
    ChronologyPerson,
    Entry,
    LineWords,
    Part,
    Version,
)

from .lines import beginnings, midnight, readable

LINES = 50  # on one page
MOST_AROUND = 24  # people offered beside the one with whom a chronology begins
Place = tuple[datetime, UUID]  # where a page begins


@dataclass(frozen=True)
class Wanted:
    """Which entries are looked for, to put them in."""

    kinds: tuple[str, ...] = ()
    person: UUID | None = None
    since: date | None = None
    until: date | None = None
    is_pinned: bool = False


@dataclass
class Told:
    """A line as somebody reads it: what was chosen, what is said of it, or only that it is here."""

    line: ChronologyLine
    entry: Entry | None = None
    version: Version | None = None
    parts: list[Part] = field(default_factory=list)
    words: LineWords | None = None
    people: frozenset[UUID] = frozenset()  # those of the chronology whom it is about

    @property
    def is_gone(self) -> bool:
        """It was in the wrong record, and has been taken out."""
        return not self.people

    @property
    def is_hidden(self) -> bool:
        """Something is here that this reader may not read."""
        return self.is_gone or self.version is None

    @property
    def is_changed(self) -> bool:
        """Whether the entry says something else since it was chosen."""
        return self.entry is not None and self.entry.versions > self.line.version


@dataclass
class LinesPage:
    """Some of the lines, and where the next begin."""

    lines: list[Told]
    later: Place | None


# To one chronology --------------------------------------------------------------------------------


def chronology_to_view(account: Actor, chronology_id: UUID) -> Chronology:
    """Return it, or 404 to whoever does not reach the record of everybody it is about."""
    found = Chronology.objects.visible_to(account).select_related(
        "by__practitioner", "finished_by__practitioner", "team", "made_from"
    )
    return get_object_or_404(found, pk=chronology_id)


def chronology_to_open(
    account: Account, chronology_id: UUID, what: str = "chronology opened"
) -> Chronology:
    """The same for a page that shows it; noted on the trail for everybody it is about."""
    found = chronology_to_view(account, chronology_id)
    note_opened(found, account, what)
    return found


def note_opened(chronology: Chronology, by: Account, what: str = "chronology opened") -> None:
    """Everybody it is about reads that it was opened."""
    trail.note(what, on=chronology, about=ids_on(chronology), by=by)


def chronology_to_change(account: Account, chronology_id: UUID) -> Chronology:
    """403 to those who only read here, and with a sentence once it is finished."""
    found = chronology_to_view(account, chronology_id)
    if not may(account, "write record"):
        raise PermissionDenied("Your role is to read here, not to write.")
    if found.is_finished:
        raise PermissionDenied("This chronology is finished. Make a newer one from it instead.")
    return found


def line_to_change(account: Account, line_id: UUID) -> ChronologyLine:
    """A line whose entry this account may read, in a chronology that is not finished."""
    found = get_object_or_404(
        ChronologyLine.objects.select_related("chronology"), pk=line_id, taken_out_at=None
    )
    chronology_to_change(account, found.chronology_id)
    if told([found], account)[0].is_hidden:
        raise Http404
    return found


def ids_on(chronology: Chronology) -> list[UUID]:
    """The ids of everybody it is about, in the order of their columns."""
    return list(_ids_on(chronology.pk))


@prepared
def _ids_on(chronology: UUID) -> QuerySet[ChronologyPerson, UUID]:
    found = ChronologyPerson.objects.filter(chronology_id=chronology)
    return found.order_by("place", "pk").values_list("person_id", flat=True)


def people_in(chronology: Chronology) -> list[Person]:
    """Everybody it is about, in the order of their columns."""
    ids = ids_on(chronology)
    found = Person.objects.in_bulk(ids)
    return [found[one] for one in ids if one in found]


def chronologies_of(person: Person, by: Actor) -> QuerySet[Chronology]:
    """The chronologies about somebody that one may read, the newest first, with their lines."""
    lines = ChronologyLine.objects.filter(chronology_id=OuterRef("pk"), taken_out_at=None)
    count = lines.order_by().values("chronology_id").annotate(n=Count("pk")).values("n")
    found = Chronology.objects.visible_to(by).filter(people__person=person)
    return (
        found.annotate(count=Coalesce(Subquery(count), 0))
        .select_related("by__practitioner", "finished_by__practitioner")
        .prefetch_related("people__person")
        .order_by("-made_at", "-pk")
    )


def around(person: Person, by: Actor) -> list[Person]:
    """Those around somebody whose record one reaches too, by name: for a chronology of a family."""
    told_here = Relationship.objects.filter(person=person, over_at=None, other__isnull=False)
    ids = set(told_here.values_list("other_id", flat=True)) - {person.pk, None}
    found = Person.objects.filter(reach(by, Rung.RECORD), pk__in=ids)
    return list(found.order_by("sort_key", "pk")[:MOST_AROUND])


# Its lines ----------------------------------------------------------------------------------------


def lines_of(
    chronology: Chronology, after: Place | None = None, *, by: Actor, size: int = LINES
) -> LinesPage:
    """A page of its lines, oldest first; seven queries, whatever is on it."""
    found = _standing(chronology.pk).order_by("happened_at", "pk")
    if after:
        at, line = after
        found = found.filter(Q(happened_at__gt=at) | Q(happened_at=at, pk__gt=line))
        found = found.filter(happened_at__gte=at)
    rows = list(found[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    later = (last.happened_at, last.pk) if last else None
    return LinesPage(told(rows[:size], by, ids_on(chronology)), later)


def _standing(chronology: UUID) -> QuerySet[ChronologyLine]:
    return ChronologyLine.objects.filter(chronology_id=chronology, taken_out_at=None)


def count_lines(chronology: Chronology) -> int:
    """How many entries are in it."""
    return _standing(chronology.pk).count()


def count_readable(chronology: Chronology, by: Actor) -> int:
    """How many of them one may read now."""
    entries = Entry.objects.visible_to(by).filter(pk=OuterRef("entry_id"))
    people = ids_on(chronology)
    here = About.objects.filter(
        entry_id=OuterRef("entry_id"), person_id__any=people, removed_at=None
    )
    return _standing(chronology.pk).filter(Exists(entries), Exists(here)).count()


def count_worded(chronology: Chronology) -> int:
    """How many of them, as far as one may read it, are said in words of their own."""
    return LineWords.objects.filter(line__in=_standing(chronology.pk)).exclude(summary="").count()


def next_line(line: ChronologyLine, by: Actor) -> ChronologyLine | None:
    """The line after this one that may be read, for going on writing."""
    page = lines_of(line.chronology, (line.happened_at, line.pk), by=by, size=10)
    return next((one.line for one in page.lines if not one.is_hidden), None)


def told(
    rows: Sequence[ChronologyLine], by: Actor, people: Collection[UUID] | None = None
) -> list[Told]:
    """These lines as one may read them."""
    if not rows:
        return []
    everybody = set(ids_on(rows[0].chronology) if people is None else people)
    ids = [row.entry_id for row in rows]
    entries = {entry.pk: entry for entry in readable(by, ids)}
    chosen = {(one.entry_id, one.number): one for one in _versions(list(entries))}
    versions = {row.pk: chosen.get((row.entry_id, row.version)) for row in rows}
    parts: dict[UUID, list[Part]] = {}
    for part in beginnings([one.pk for one in versions.values() if one]):
        parts.setdefault(part.version_id, []).append(part)
    words = {one.line_id: one for one in _words([row.pk for row in rows])}
    about = _about(ids, everybody)
    return [
        Told(
            line=row,
            entry=entries.get(row.entry_id),
            version=(version := versions[row.pk]),
            parts=parts.get(version.pk, []) if version else [],
            words=words.get(row.pk),
            people=frozenset(about.get(row.entry_id, ())),
        )
        for row in rows
    ]


@prepared
def _versions(entries: list[UUID]) -> QuerySet[Version]:
    return Version.objects.filter(entry_id__any=entries).select_related("by__practitioner")


@prepared
def _words(lines: list[UUID]) -> QuerySet[LineWords]:
    return LineWords.objects.filter(line_id__any=lines).select_related("by__practitioner")


@prepared
def _abouts(entries: list[UUID], people: list[UUID]) -> QuerySet[About, tuple[UUID, UUID]]:
    found = About.objects.filter(entry_id__any=entries, person_id__any=people, removed_at=None)
    return found.values_list("entry_id", "person_id")


def _about(entries: list[UUID], people: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for entry, person in _abouts(entries, list(people)):
        found.setdefault(entry, []).append(person)
    return found


# What fits ----------------------------------------------------------------------------------------


def fitting(
    chronology: Chronology, wanted: Wanted, people: Collection[UUID], *, by: Actor
) -> QuerySet[About]:
    """Whom it is about of each entry that fits, may be read, and is not in it yet; oldest first."""
    entries: QuerySet[Entry] = Entry.objects.visible_to(by).filter(pk=OuterRef("entry_id"))
    if wanted.kinds:
        entries = entries.filter(kind__in=wanted.kinds)
    if wanted.is_pinned:
        entries = entries.filter(pinned_at__isnull=False)
    within = _within([wanted.person] if wanted.person else people, wanted.since, wanted.until)
    inside = _standing(chronology.pk).filter(entry_id=OuterRef("entry_id"))
    found = within.filter(Exists(entries)).exclude(Exists(inside))
    return found.order_by("happened_at", "entry_id")


def _within(people: Collection[UUID], since: date | None, until: date | None) -> QuerySet[About]:
    found = About.objects.filter(person_id__any=list(people), removed_at=None)
    if since:
        found = found.filter(happened_at__gte=midnight(since))
    if until:
        found = found.filter(happened_at__lt=midnight(until + timedelta(days=1)))
    return found


def some_fitting(
    chronology: Chronology,
    wanted: Wanted,
    people: Collection[UUID],
    after: Place | None = None,
    *,
    by: Actor,
    size: int = LINES,
) -> tuple[list[About], Place | None]:
    """A page of what fits, each entry once, and where the next page begins."""
    found = fitting(chronology, wanted, people, by=by)
    if after:
        at, entry = after
        found = found.filter(Q(happened_at__gt=at) | Q(happened_at=at, entry_id__gt=entry))
    # An entry about several of them has as many rows, beside each other.
    rows = found[: (size + 1) * len(people)]
    once = list({row.entry_id: row for row in rows}.values())
    last = once[size - 1] if len(once) > size else None
    return once[:size], (last.happened_at, last.entry_id) if last else None


def count_fitting(
    chronology: Chronology, wanted: Wanted, people: Collection[UUID], *, by: Actor
) -> int:
    """How many entries fit."""
    found = fitting(chronology, wanted, people, by=by).order_by()
    return found.values("entry_id").distinct().count()


def left_out(chronology: Chronology, people: Collection[UUID], *, by: Actor) -> dict[str, object]:
    """What is within its days and not in it: by kind, and how many that not everybody may read.

    The kind is told only of what everybody may read who reaches these records: what is not kept to
    a few, and about nobody else. Of all the rest only the number is.
    """
    inside = _standing(chronology.pk).filter(entry_id=OuterRef("entry_id"))
    rows = _within(people, chronology.since, chronology.until).exclude(Exists(inside))
    on = Counter(rows.values_list("entry_id", flat=True))
    read = Entry.objects.visible_to(by).filter(id__any=list(on), needs__lte=Rung.RECORD)
    plain = [
        kind
        for entry, kind, count in read.values_list("pk", "kind", "about_count")
        if on[entry] == count
    ]
    return {"kinds": dict(Counter(plain).most_common()), "others": len(on) - len(plain)}


def first_and_last(chronology: Chronology) -> tuple[date, date] | None:
    """The days of its first and its last line."""
    days = _standing(chronology.pk).order_by("happened_at").values_list("happened_at", flat=True)
    first, last = days.first(), days.last()
    return (
        (first.astimezone(LONDON).date(), last.astimezone(LONDON).date())
        if first and last
        else None
    )
