"""The only way from a web address to an entry, and a person's timeline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Left, Substr
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.days import LONDON, When
from alongside.people.models import Grant, Person, Rung
from alongside.people.models.reach import given_to, reach

from .defaults import moment
from .models import (
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
MOST_CHARACTERS = 1_000_000  # in one part
SEARCHED_AT_ONCE = 200_000  # characters
STARTS_WITH = 4_000  # characters of a part that a line of the timeline reads
T = TypeVar("T", Part, Answer)


def entry_to_view(account: Actor, entry_id: UUID) -> Entry:
    """Return the entry, or 404 so that a stranger cannot tell that it exists."""
    return get_object_or_404(Entry.objects.visible_to(account), pk=entry_id)


def entry_to_open(account: Account, entry_id: UUID, what: str = "entry opened") -> Entry:
    """The same for a page that shows it; noted on the trail for everyone it is about."""
    entry = entry_to_view(account, entry_id)
    note_opened(entry, account, what)
    return entry


def note_opened(entry: Entry, by: Account, what: str = "entry opened") -> None:
    """Everybody it is about reads that it was opened; the reader learns nobody's name by it."""
    trail.note(what, on=entry, about=everybody_on(entry), by=by)


def entry_to_change(account: Account, entry_id: UUID) -> Entry:
    """Return the entry to staff who may write here; 403 to those who may only read."""
    entry = entry_to_view(account, entry_id)
    if account.kind != Account.Kind.STAFF or not may_change(account, entry):
        raise PermissionDenied
    return entry


def may_change(account: Account, entry: Entry) -> bool:
    """Whether this account holds the record rung on somebody the entry is about."""
    return (
        About.objects.filter(entry=entry, removed_at=None)
        .filter(reach(account, Rung.RECORD, "person_id"))
        .exists()
    )


def people_on(entry: Entry) -> list[UUID]:
    """The people it is about whom this account may know of; the others' names stay hidden."""
    return list(
        About.objects.filter(entry=entry, removed_at=None).values_list("person_id", flat=True)
    )


def everybody_on(entry: Entry) -> list[UUID]:
    """For the trail alone: also those whose names this account may not know, by their ids."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.whom(%s)", [entry.pk])
        found = [person for (person,) in cursor.fetchall()]
    return found or people_on(entry)


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
    abouts = list(_abouts(person, sought, by)[: size + 1])
    older = None
    if len(abouts) > size:
        last = abouts[size - 1]
        older, abouts = (last.happened_at, last.entry_id), abouts[:size]
    lines = _filled(abouts, by)
    lines += _markers(person, sought, lines, is_last=older is None)
    lines.sort(key=lambda line: line.happened_at, reverse=True)
    return Page(lines, older)


def _abouts(person: Person, sought: Sought, by: Actor) -> QuerySet[About]:
    found = About.objects.filter(person=person, removed_at=None).order_by(
        "-happened_at", "-entry_id"
    )
    if by.kind == Account.Kind.PERSON:
        found = found.exclude(sharing=Sharing.NOT_DISCLOSED)
    if sought.before:
        at, entry = sought.before
        found = found.filter(Q(happened_at__lt=at) | Q(happened_at=at, entry_id__lt=entry))
        found = found.filter(happened_at__lte=at)
    if sought.since:
        found = found.filter(happened_at__gte=_midnight(sought.since))
    if sought.until:
        found = found.filter(happened_at__lt=_midnight(sought.until + timedelta(days=1)))
    wanted = _wanted(person, sought)
    if wanted is not None:
        here = Q(Exists(wanted))
        if not sought.words and not sought.is_pinned:
            here |= ~Q(Exists(Entry.objects.filter(pk=OuterRef("entry_id"))))
        found = found.filter(here)
    return found


def _midnight(day: date) -> datetime:
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


def _filled(abouts: list[About], by: Actor) -> list[Line]:
    ids = [about.entry_id for about in abouts]
    entries = {
        entry.pk: entry
        for entry in Entry.objects.visible_to(by)
        .filter(pk__in=ids)
        .select_related("written_by__practitioner", "first_written_by__practitioner", "team")
    }
    versions = {v.entry_id: v for v in _current(list(entries))}
    said = Part.objects.filter(version_id__in=[v.pk for v in versions.values()])
    said = said.defer("text").annotate(start=Left("text", STARTS_WITH))
    parts = _by_entry(said.order_by("position"))
    answers = _by_entry(
        Answer.objects.filter(entry_id__in=list(entries)).order_by("at").defer("text")
    )
    restrictions = {
        one.entry_id: one
        for one in Restriction.objects.filter(entry_id__in=ids, ended_at=None).select_related(
            "by__practitioner", "review_by__practitioner"
        )
    }
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


def _current(entries: list[UUID]) -> QuerySet[Version]:
    now = Version.objects.filter(entry_id__in=entries, number=F("entry__versions"))
    return now.select_related("by__practitioner")


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
    marks = Misfiled.objects.filter(person=person).select_related("by__practitioner")
    if sought.before:
        marks = marks.filter(happened_at__lt=sought.before[0])
    if not is_last and lines:
        marks = marks.filter(happened_at__gte=lines[-1].happened_at)
    if sought.is_filtered:
        return []
    found = list(marks.order_by("-happened_at", "pk")[:PAGE])
    words = words_left_behind(found)
    return [
        Line(None, mark.happened_at, misfiled=mark, answers=words.get(mark.entry_id, []))
        for mark in found
    ]


def words_left_behind(marks: Sequence[Misfiled]) -> dict[UUID, list[Answer]]:
    """By the id of the entry that is gone: what the person wrote beside it, in their own record."""
    beside = Q()
    for mark in marks:
        beside |= Q(entry_id=mark.entry_id, person_id=mark.person_id)
    return _by_entry(Answer.objects.filter(beside).order_by("at")) if marks else {}


@dataclass
class Reading:
    """What one page about an entry shows: what it says, and all that stands beside it."""

    entry: Entry
    version: Version
    parts: list[Part]
    answers: list[Answer]
    abouts: list[About]
    versions: list[Version]
    restriction: Restriction | None
    places: dict[UUID, tuple[str, int]]  # which part is where, over all versions

    def has_others(self, person: UUID) -> bool:
        """Whether parts of it are not about this person alone."""
        return any(set(part.about) != {person} for part in self.parts)

    def beside(self, part: Part) -> list[Answer]:
        """The person's words beside this part, or beside the same place in another version."""
        here = self.places.get(part.pk)
        return [one for one in self.answers if self.places.get(one.part_id) == here]


def _places(entry: Entry) -> dict[UUID, tuple[str, int]]:
    """Where each part of every version stands: which one of its sort it is."""
    places: dict[UUID, tuple[str, int]] = {}
    counted: dict[tuple[UUID, str], int] = {}
    parts = Part.objects.filter(entry=entry).order_by("version_id", "position")
    for pk, version, sort in parts.values_list("pk", "version_id", "sort"):
        counted[version, sort] = counted.get((version, sort), 0) + 1
        places[pk] = (sort, counted[version, sort])
    return places


def reading(entry: Entry, number: int | None = None) -> Reading:
    """Read one version of an entry (the current one if no number is given). Seven queries."""
    versions = list(
        Version.objects.filter(entry=entry).select_related("by__practitioner").order_by("-number")
    )
    wanted = entry.versions if number is None else number
    version = next((v for v in versions if v.number == wanted), None)
    if version is None:
        raise Http404
    abouts = About.objects.filter(entry=entry, removed_at=None).select_related("person")
    restriction = Restriction.objects.filter(entry=entry, ended_at=None)
    return Reading(
        entry=entry,
        version=version,
        parts=list(Part.objects.filter(version=version).order_by("position")),
        answers=list(Answer.objects.filter(entry=entry).order_by("at")),
        abouts=list(abouts),
        versions=versions,
        restriction=restriction.select_related("by__practitioner").first(),
        places=_places(entry),
    )


MOST_OFFERED = 60


def people_to_write_about(account: Account, ids: Iterable[UUID] | None = None) -> list[Person]:
    """Of these people, those in whose record this account may write, in the order given.

    Without ids: the account's own people, and those of its teams, by name.
    """
    may = Person.objects.filter(reach(account, Rung.RECORD))
    if ids is not None:
        wanted = list(dict.fromkeys(ids))
        found = {one.pk: one for one in may.filter(pk__in=wanted)}
        return [found[pk] for pk in wanted if pk in found]
    theirs = Grant.objects.filter(given_to(account), rung__gte=Rung.RECORD, person__isnull=False)
    mine = theirs.filter(account_id=account.pk).values("person_id")
    own = list(may.filter(pk__in=mine).order_by("sort_key", "pk")[:MOST_OFFERED])
    if len(own) < MOST_OFFERED:
        rest = may.filter(pk__in=theirs.values("person_id")).exclude(pk__in=[p.pk for p in own])
        own += rest.order_by("sort_key", "pk")[: MOST_OFFERED - len(own)]
    return own
