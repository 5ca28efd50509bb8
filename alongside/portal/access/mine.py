"""What a person reaches of their own record: pages of it, one entry, one part to answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Left
from django.http import Http404

from alongside.accounts.models import Account
from alongside.foundation.conditions import Condition
from alongside.foundation.rows import MINE, own
from alongside.people.access import my_person
from alongside.people.models import Person
from alongside.record.access import entry_to_view
from alongside.record.access.entries import as_they_are_now
from alongside.record.models import (
    About,
    Answer,
    Entry,
    EntryKind,
    Misfiled,
    Part,
    Release,
    Sharing,
    Version,
)

PAGE = 10  # entries on one page of the record
STARTS_WITH = 4_000  # characters of a part; its own page has all of it
MOST_WORDS = 6  # of a search
MOST_TAKEN_OUT = 50  # markers of what was brought in by mistake
MOST_WORDS_ALONE = 50  # own words beside what is not there to read
APOSTROPHES = "'’‘`"
T = TypeVar("T", Version, Part, Answer)


def person_of(account: Account) -> Person | None:
    """The person whose own account this is; none where it was never joined to anybody."""
    try:
        return my_person(account)
    except Http404:
        return None


# My record ----------------------------------------------------------------------------------------


class Deciding(NamedTuple):
    """Of something held: who decided that or has to decide, and by when."""

    decided_by: UUID | None
    waits_with: UUID | None
    due_on: date | None


@dataclass
class Found:
    """One entry as this person may read it; without a version it is held."""

    about: About
    entry: Entry | None = None
    version: Version | None = None
    parts: list[Part] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    beside: dict[UUID, UUID] = field(default_factory=dict)  # an earlier part: the one in its place
    earlier: list[Version] = field(default_factory=list)
    deciding: Deciding | None = None
    is_whole: bool = False  # the parts carry their whole text

    @property
    def is_all_own(self) -> bool:
        """Whether all of it is their own words, so that each part need not say so."""
        return self.entry is not None and self.entry.kind == EntryKind.OWN_WORDS


@dataclass
class Page:
    """One page of my record, and the entry after which the next one begins."""

    found: list[Found]
    older: UUID | None
    is_older: bool = False  # not the newest page


def my_record(
    person: Person,
    *,
    by: Account,
    words: str = "",
    before: UUID | None = None,
    size: int = PAGE,
    is_whole: bool = False,
) -> Page:
    """A page of the person's own record, newest first. The same queries whatever is on it.

    Words are looked for in what they may read, and nowhere else: not in the title of an entry that
    is about somebody else too, not in what is held.
    """
    abouts = _mine(person)
    if words:
        abouts = abouts.filter(_says(person, words))
    last = _mine(person).filter(entry_id=before).first() if before else None
    if last:
        abouts = abouts.filter(happened_at__lte=last.happened_at).filter(
            Q(happened_at__lt=last.happened_at) | Q(entry_id__lt=last.entry_id)
        )
    rows = list(abouts[: size + 1])
    older = rows[size - 1].entry_id if len(rows) > size else None
    return Page(_filled(person, rows[:size], by, is_whole), older, last is not None)


def taken_out(person: Person) -> list[Misfiled]:
    """What they could read until it was taken out, because it was brought in by mistake."""
    brought = Misfiled.objects.filter(
        person=person, was_shown=True, because=Misfiled.Because.BROUGHT_IN
    )
    return list(brought.order_by("-at", "-happened_at")[:MOST_TAKEN_OUT])


def _mine(person: Person) -> QuerySet[About]:
    told = About.objects.filter(person=person, removed_at=None)
    told = told.filter(sharing__in=(Sharing.SHOWN, Sharing.HELD))
    return told.order_by("-happened_at", "-entry_id")


def _says(person: Person, words: str) -> Q:
    found = Q()
    for word in words.replace("\x00", "").split()[:MOST_WORDS]:
        found &= _has_word(person, word)
    return Q(sharing=Sharing.SHOWN) & found


def _has_word(person: Person, word: str) -> Q:
    here = Q(entry_id=OuterRef("entry_id"))
    parts = Part.objects.filter(here, _in("text", word), _may_read(person))
    now = parts.filter(version__number=F("version__entry__versions"))
    titles = Version.objects.filter(
        here, _in("title", word), number=F("entry__versions"), entry__about_count=1
    )
    answers = _answers().filter(here, _in("text", word))
    return Q(Exists(now)) | Q(Exists(titles)) | Q(Exists(answers))


def _in(column: str, word: str) -> Q:
    """Contains the word, whichever apostrophe it was written with."""
    plain = word
    for one in APOSTROPHES:
        plain = plain.replace(one, "'")
    either = Q(**{f"{column}__icontains": word})
    if "'" in plain:
        for one in APOSTROPHES:
            either |= Q(**{f"{column}__icontains": plain.replace("'", one)})
    return either


def _answers() -> QuerySet[Answer]:
    """The words of whoever reads, under every id that stands for them."""
    return Answer.objects.filter(Condition(own("{0}"), "person_id"))


def _may_read(person: Person) -> Q:
    """A part about nobody else, or released to this person; the database says the same again."""
    released = Release.objects.filter(part_id=OuterRef("pk"), person=person)
    return Q(Condition(f"{{0}} <@ {MINE}", "about")) | Q(Exists(released))


def _filled(person: Person, abouts: list[About], by: Account, is_whole: bool) -> list[Found]:
    ids = [about.entry_id for about in abouts]
    shown = [about.entry_id for about in abouts if about.sharing == Sharing.SHOWN]
    entries = Entry.objects.visible_to(by).filter(id__any=shown).in_bulk()
    versions = _versions(entries)
    now = {e: all_of[0] for e, all_of in versions.items()}
    parts = _parts(person, [one.pk for one in now.values()], is_whole)
    answers = _by_entry(_answers().filter(entry_id__any=ids).order_by("at"))
    deciding = _deciding([one for one in ids if one not in shown])
    beside = _places(parts, answers)
    return [
        Found(
            about=about,
            entry=entries.get(about.entry_id),
            version=now.get(about.entry_id),
            parts=parts.get(about.entry_id, []),
            answers=answers.get(about.entry_id, []),
            beside=beside,
            earlier=versions.get(about.entry_id, [])[1:],
            deciding=deciding.get(about.entry_id),
            is_whole=is_whole,
        )
        for about in abouts
        if about.entry_id in now or about.sharing == Sharing.HELD
    ]


def _versions(entries: Collection[UUID]) -> dict[UUID, list[Version]]:
    """Of each entry the versions that may be read, the newest first."""
    return _by_entry(Version.objects.filter(entry_id__any=entries).order_by("-number"))


def _parts(person: Person, versions: list[UUID], is_whole: bool) -> dict[UUID, list[Part]]:
    said = Part.objects.filter(_may_read(person), version_id__any=versions).order_by("position")
    if not is_whole:
        said = said.defer("text").annotate(start=Left("text", STARTS_WITH))
    parts = list(said)
    as_they_are_now([person.pk], parts)
    return _by_entry(parts)


def _by_entry(rows: Iterable[T]) -> dict[UUID, list[T]]:
    found: dict[UUID, list[T]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(row)
    return found


def _places(parts: dict[UUID, list[Part]], answers: dict[UUID, list[Answer]]) -> dict[UUID, UUID]:
    """For parts of earlier versions that were answered: the part that now stands in their place.

    The answer to the same question; else the same sort in the same position, or the only one of its
    sort. Some have no place now.
    """
    now = {part.pk for some in parts.values() for part in some}
    before = {one.part_id for some in answers.values() for one in some} - now
    found: dict[UUID, UUID] = {}
    for old in Part.objects.filter(pk__in=before).defer("text") if before else ():
        here = [one for one in parts.get(old.entry_id, []) if one.question == old.question]
        same = here if old.question else [one for one in here if one.sort == old.sort]
        there = [one for one in same if one.position == old.position]
        if there or len(same) == 1:
            found[old.pk] = (there or same)[0].pk
    return found


def _deciding(entries: list[UUID]) -> dict[UUID, Deciding]:
    if not entries:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.who_decides(%s)", [entries])
        return {row[0]: Deciding(*row[1:]) for row in cursor.fetchall()}


# One entry ----------------------------------------------------------------------------------------


def my_entry(person: Person, entry_id: UUID, number: int | None = None, *, by: Account) -> Found:
    """One entry that is shown to this person, in the version asked for; otherwise 404."""
    entry = entry_to_view(by, entry_id)
    about = _mine(person).filter(entry=entry, sharing=Sharing.SHOWN).first()
    versions = _versions([entry.pk]).get(entry.pk, [])
    wanted = next((one for one in versions if one.number == (number or entry.versions)), None)
    if about is None or wanted is None:
        raise Http404
    parts = _parts(person, [wanted.pk], is_whole=True)
    said = _answers().filter(entry=entry).order_by("at")
    if wanted.number != entry.versions:  # as it was then
        said = said.filter(part__in=[part.pk for part in parts.get(entry.pk, [])])
    answers = _by_entry(said)
    return Found(
        about=about,
        entry=entry,
        version=wanted,
        parts=parts.get(entry.pk, []),
        answers=answers.get(entry.pk, []),
        beside=_places(parts, answers),
        earlier=[one for one in versions if one.number < entry.versions],
        is_whole=True,
    )


def files_left_out(entry_id: UUID) -> int:
    """How many pictures and papers of an entry the person does not see: it is about others too."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.files_left_out(%s)", [entry_id])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def part_to_answer(
    person: Person, entry_id: UUID, part_id: UUID, *, by: Account
) -> tuple[Found, Part] | None:
    """A part of what is shown to this person now, to write beside; none if it is not there."""
    try:
        found = my_entry(person, entry_id, by=by)
    except Http404:
        return None
    part = next((one for one in found.parts if one.pk == part_id), None)
    return (found, part) if part else None


def my_answer(person: Person, answer_id: UUID) -> Answer | None:
    """The person's own words, once they were sent."""
    return _answers().filter(pk=answer_id).first()


# Home ---------------------------------------------------------------------------------------------


class News(NamedTuple):
    """An entry that has become readable, or was changed, or held, since they were last here."""

    entry_id: UUID
    what: str  # new, opened, changed
    at: datetime


def last_visit() -> datetime | None:
    """When the person was last here, before they signed in this time."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.my_last_visit()")
        row = cursor.fetchone()
    return row[0] if row else None


def my_news(since: datetime, most: int = 6) -> list[News]:
    """What is new in the person's record, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute("select entry_id, what, at from gate.my_news(%s, %s)", [since, most])
        return [News(*row) for row in cursor.fetchall()]


def these(person: Person, ids: Collection[UUID], *, by: Account) -> dict[UUID, Found]:
    """Some entries of the person's record, by id, with the beginning of each."""
    rows = list(_mine(person).filter(entry_id__any=ids))
    return {one.about.entry_id: one for one in _filled(person, rows, by, False)}


def words_beside_nothing(person: Person) -> list[Answer]:
    """The person's own words beside what they cannot read now: theirs, and still here."""
    here = _mine(person).filter(entry_id=OuterRef("entry_id")).order_by()
    alone = _answers().filter(~Exists(here))
    return list(alone.order_by("-at")[:MOST_WORDS_ALONE])


def is_shown(person: Person, entry_id: UUID) -> bool:
    """Whether the person may read this entry now."""
    return _mine(person).filter(entry_id=entry_id, sharing=Sharing.SHOWN).exists()
