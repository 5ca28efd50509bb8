"""A person's timeline: what is on one page of it, and what is sought in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Left, Substr

from alongside.accounts.models import Account
from alongside.foundation.actor import Actor
from alongside.foundation.days import LONDON, When
from alongside.foundation.prepared import prepared
from alongside.people.lineage import written_about
from alongside.people.models import Person, Rung
from alongside.record.defaults import moment
from alongside.record.models import (
    SHOWABLE,
    About,
    Answer,
    Attachment,
    Entry,
    Misfiled,
    Part,
    Restriction,
    Sharing,
    Version,
)

PAGE = 20
MOST_MARKS = 200  # on one page
MOST_CHARACTERS = 1_000_000  # in one part
SEARCHED_AT_ONCE = 200_000  # characters
STARTS_WITH = 4_000  # characters of a part that a line of the timeline reads
T = TypeVar("T", Part, Answer)


@dataclass(frozen=True)
class Sought:
    """What somebody wants to see of a timeline."""

    kinds: tuple[str, ...] = ()
    written_by: UUID | None = None
    team: UUID | None = None
    since: date | None = None
    until: date | None = None
    is_pinned: bool = False
    words: str = ""
    before: tuple[datetime, UUID] | None = None

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the page was asked for."""
        return bool(
            self.kinds
            or self.written_by
            or self.team
            or self.since
            or self.until
            or self.is_pinned
            or self.words
        )


@dataclass
class Line:
    """One line of a timeline: an entry that may be read, a stub, or where a misfiled one was."""

    about: About | None
    happened_at: datetime
    entry: Entry | None = None
    version: Version | None = None
    parts: list[Part] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    restriction: Restriction | None = None
    misfiled: Misfiled | None = None
    folded: int = 0  # more markers like this one, next to it

    @property
    def is_stub(self) -> bool:
        """Something is here that may not be read."""
        return self.entry is None and self.misfiled is None


@dataclass
class Page:
    """One page of a timeline, and where the next one begins."""

    lines: list[Line]
    older: tuple[datetime, UUID] | None


def timeline(person: Person, sought: Sought = Sought(), *, by: Actor, size: int = PAGE) -> Page:
    """A page of a person's timeline, newest first; page n costs what page 1 costs.

    Eight queries at most, whatever is on the page. Stubs stay in every filtered view that could
    hold them, so that absence is never read as safety.
    """
    at, entry = sought.before or (None, None)
    if replace(sought, before=None, is_pinned=False).is_filtered:
        abouts = list(_abouts(person, sought, by)[: size + 1])
    else:
        abouts = _page(by, person.pk, at, entry, sought.is_pinned, size + 1)
    older = None
    if len(abouts) > size:
        last = abouts[size - 1]
        older, abouts = (last.happened_at, last.entry_id), abouts[:size]
    lines = filled(abouts, by)
    lines += _markers(person, sought, lines, is_last=older is None)
    lines.sort(key=lambda line: line.happened_at, reverse=True)
    return Page(_folded(lines), older)


@prepared
def _page(
    by: Actor, person: UUID, at: datetime | None, entry: UUID | None, is_pinned: bool, size: int
) -> QuerySet[About]:
    found = _older(person, at, entry, by)
    if is_pinned:
        pinned = Entry.objects.filter(pk=OuterRef("entry_id"), pinned_at__isnull=False)
        found = found.filter(Exists(pinned))
    return found[:size]


def _older(person: UUID, at: datetime | None, entry: UUID | None, by: Actor) -> QuerySet[About]:
    found = About.objects.filter(person_id=person, removed_at=None).order_by(
        "-happened_at", "-entry_id"
    )
    if by.kind == Account.Kind.PERSON:
        found = found.exclude(sharing=Sharing.NOT_DISCLOSED)
    if at is not None:
        found = found.filter(Q(happened_at__lt=at) | Q(happened_at=at, entry_id__lt=entry))
        found = found.filter(happened_at__lte=at)
    return found


def _abouts(person: Person, sought: Sought, by: Actor) -> QuerySet[About]:
    at, entry = sought.before or (None, None)
    found = _older(person.pk, at, entry, by)
    if sought.since:
        found = found.filter(happened_at__gte=midnight(sought.since))
    if sought.until:
        found = found.filter(happened_at__lt=midnight(sought.until + timedelta(days=1)))
    wanted = _wanted(person, sought)
    if wanted is not None:
        here = Q(Exists(wanted))
        if not sought.words and not sought.is_pinned:
            here |= ~Q(Exists(Entry.objects.filter(pk=OuterRef("entry_id"))))
        found = found.filter(here)
    return found


def midnight(day: date) -> datetime:
    """When a day begins here."""
    return moment(When(datetime.combine(day, time.min, tzinfo=LONDON), "time"))


def _wanted(person: Person, sought: Sought) -> QuerySet[Entry, UUID] | None:
    """What the entry of a line must be; asked line by line, so that it stays within this record."""
    entries: QuerySet[Entry] = Entry.objects.filter(pk=OuterRef("entry_id"))
    if sought.kinds:
        entries = entries.filter(kind__in=sought.kinds)
    if sought.written_by:
        entries = entries.filter(written_by_id=sought.written_by)
    if sought.team:
        entries = entries.filter(team_id=sought.team)
    if sought.is_pinned:
        entries = entries.filter(pinned_at__isnull=False)
    if sought.words:
        return entries.filter(_says(sought.words)).values_list("pk", flat=True)
    if not (sought.kinds or sought.written_by or sought.team or sought.is_pinned):
        return None
    return entries.values_list("pk", flat=True)


def _says(words: str) -> Q:
    """Whether the entry says this now: in a part, its title or place, or a paper beside it."""
    query = SearchQuery(words.replace("\x00", "")[:200], search_type="websearch", config="english")
    now = Version.objects.filter(entry_id=OuterRef("pk"), number=OuterRef("versions"))
    titles = now.annotate(found=SearchVector("title", "place", config="english"))
    parts = Part.objects.filter(entry_id=OuterRef("pk"), version__number=OuterRef("versions"))
    here = Attachment.objects.standing().filter(entry_id=OuterRef("pk"), state__in=SHOWABLE)
    files = here.annotate(found=SearchVector("name", "description", config="english"))
    return (
        Q(Exists(titles.filter(found=query)))
        | Q(Exists(_with_text(parts, query)))
        | Q(Exists(files.filter(found=query)))
        | Q(Exists(_with_text(here, query)))
    )


def _with_text(rows: QuerySet[Any], query: SearchQuery) -> QuerySet[Any]:
    """Those whose text has it. PostgreSQL cannot take in a megabyte of different words at once."""
    anywhere = Q()
    for number, start in enumerate(range(1, MOST_CHARACTERS + 1, SEARCHED_AT_ONCE)):
        piece = SearchVector(Substr("text", start, SEARCHED_AT_ONCE), config="english")
        rows = rows.annotate(**{f"piece_{number}": piece})
        anywhere |= Q(**{f"piece_{number}": query})
    return rows.filter(anywhere)


def filled(abouts: list[About], by: Actor) -> list[Line]:
    """The lines of these, in the same order; six queries however many there are."""
    if not abouts:
        return []
    ids = [about.entry_id for about in abouts]
    entries = {entry.pk: entry for entry in readable(by, ids)}
    read = list(entries)
    versions = {version.entry_id: version for version in _current(read)}
    parts = _by_entry(beginnings([version.pk for version in versions.values()]))
    answers = _by_entry(_beside(read))
    few = [one for one in ids if one not in entries or entries[one].needs > Rung.RECORD]
    restrictions = {one.entry_id: one for one in _restrictions(few)} if few else {}
    return [
        Line(
            about=about,
            happened_at=about.happened_at,
            entry=entries.get(about.entry_id),
            version=versions.get(about.entry_id),
            parts=parts.get(about.entry_id, []),
            answers=answers.get(about.entry_id, []),
            restriction=restrictions.get(about.entry_id),
        )
        for about in abouts
    ]


@prepared
def readable(by: Actor, entries: list[UUID]) -> QuerySet[Entry]:
    """Those of these entries that may be read, with who wrote them."""
    found = Entry.objects.visible_to(by).filter(id__any=entries)
    return found.select_related(
        "written_by__practitioner", "first_written_by__practitioner", "team"
    )


@prepared
def _current(entries: list[UUID]) -> QuerySet[Version]:
    now = Version.objects.filter(entry_id__any=entries, number=F("entry__versions"))
    return now.select_related("by__practitioner")


@prepared
def beginnings(versions: list[UUID]) -> QuerySet[Part]:
    """The parts of these versions, each with its first words only."""
    said = Part.objects.filter(version_id__any=versions).defer("text")
    return said.annotate(start=Left("text", STARTS_WITH)).order_by("position")


@prepared
def _beside(entries: list[UUID]) -> QuerySet[Answer]:
    return Answer.objects.filter(entry_id__any=entries).order_by("at").defer("text")


@prepared
def _restrictions(entries: list[UUID]) -> QuerySet[Restriction]:
    found = Restriction.objects.filter(entry_id__any=entries, ended_at=None)
    return found.select_related("by__practitioner", "review_by__practitioner")


def start_of(part: Part) -> str:
    """The beginning of a part on a timeline, which does not carry the whole text."""
    start: str = getattr(part, "start", "")
    return start


def _by_entry(rows: Iterable[T]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(row)
    return found


def _markers(person: Person, sought: Sought, lines: list[Line], is_last: bool) -> list[Line]:
    """The markers of misfiled entries that belong among these lines; staff alone see them."""
    if sought.is_filtered:
        return []
    until = sought.before[0] if sought.before else None
    found = _marks(person.pk, until, lines[-1].happened_at if lines and not is_last else None)
    words = words_left_behind(found)
    return [
        Line(None, mark.happened_at, misfiled=mark, answers=words.get(mark.entry_id, []))
        for mark in found
    ]


def _folded(lines: list[Line]) -> list[Line]:
    """What one import brought and stood next to each other is one marker."""
    found: list[Line] = []
    for line in lines:
        if found and (key := _import_of(line)) and key == _import_of(found[-1]):
            found[-1].folded += 1
        else:
            found.append(line)
    return found


def _import_of(line: Line) -> tuple[object, ...] | None:
    mark = line.misfiled
    if mark is None or mark.because != Misfiled.Because.BROUGHT_IN:
        return None
    return mark.why, mark.asked_by_id, mark.agreed_by_id, mark.at.date()


@prepared
def _marks(person: UUID, until: datetime | None, since: datetime | None) -> QuerySet[Misfiled]:
    named = ("by__practitioner", "asked_by__practitioner", "agreed_by__practitioner")
    marks = Misfiled.objects.filter(person_id=person).select_related(*named)
    if until is not None:
        marks = marks.filter(happened_at__lt=until)
    if since is not None:
        marks = marks.filter(happened_at__gte=since)
    return marks.order_by("-happened_at", "pk")[:MOST_MARKS]


def words_left_behind(marks: Sequence[Misfiled]) -> dict[UUID, list[Answer]]:
    """By the id of the entry that is gone: what the person wrote beside it, in their own record."""
    if not marks:
        return {}
    beside = Q()
    for mark in marks:
        beside |= Q(entry_id=mark.entry_id)
    theirs = written_about({mark.person_id for mark in marks})
    return _by_entry(Answer.objects.filter(beside, theirs).order_by("at"))
