"""Finishing an entry: what was typed becomes content, which is written once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account, Membership, in_force
from alongside.foundation import drafts, trail
from alongside.foundation.actor import Actor
from alongside.foundation.days import When, must_not_be_after
from alongside.foundation.following import follow
from alongside.foundation.prepared import prepared
from alongside.people.models import Basis, Grant, Person, Rung
from alongside.people.models.reach import reach
from alongside.record import defaults
from alongside.record.models import About, Entry, Origin, Part, PartSort, Version

SOON = timedelta(minutes=15)  # clocks differ
LONGEST = 1_000_000  # characters in one part; the page says so before this refuses


@dataclass(frozen=True)
class Words:
    """One part as it was written: its sort, its text, whom it is about, how it came to be here."""

    sort: str
    text: str
    about: tuple[UUID, ...] = ()  # empty: everyone the entry is about
    of: str = ""
    origin: str = Origin.TYPED
    origin_detail: str = ""
    checked_by: Account | None = None
    was: UUID | None = None  # the part of the version before whose place it takes


@transaction.atomic
def finish_entry(
    *,
    id: UUID,
    kind: str,
    people: Sequence[Person],
    happened: When,
    parts: Sequence[Words],
    by: Account,
    title: str = "",
    contact: str = "",
    place: str = "",
    minutes: int | None = None,
    there: str = "",
    seen: Mapping[UUID, str] | None = None,
    form: str = "note 1",
    answers: Mapping[str, Any] | None = None,
    names_others: bool = False,
    source: str = "",
) -> Entry:
    """Make what was typed final. `id` is the draft's: finishing it twice gives one entry.

    Refused where nothing was written, where nobody is named, for a day to come, and where `by` may
    not write in every record it is about.
    """
    if standing := _standing_entry(id):
        return standing
    may_write_or_refuse(by)
    parts = [one for one in parts if one.text.strip()]
    _check(people, happened, title, parts, by)
    _check_about(parts, {person.pk for person in people})
    at = defaults.moment(happened)
    entry = _envelope(id, kind, len(people), source, by)
    abouts = _say_whom(entry, people, at, names_others, by)
    version = _first_version(
        entry,
        happened,
        title=title.strip(),
        contact=contact,
        place=place,
        minutes=minutes,
        there=there,
        seen={str(person): how for person, how in (seen or {}).items()},
        form=form,
        answers=dict(answers or {}),
        by=by,
    )
    write_parts(version, parts, [person.pk for person in people])
    drafts.finish_draft(id=id, by=by, became=f"/entries/{entry.pk}/")
    note_version("entry finished", version, people, by)
    follow("entry finished", entry=entry, abouts=abouts, by=by)
    entry.is_new = True
    return entry


def _standing_entry(id: UUID) -> Entry | None:
    """What this draft has become already, for whoever submits it again."""
    return next(iter(_standing(id)), None)


@prepared
def _standing(id: UUID) -> QuerySet[Entry]:
    return Entry.objects.filter(pk=id)


@prepared
def _allowed(by: Actor, people: list[UUID]) -> QuerySet[Person, UUID]:
    found = Person.objects.filter(reach(by, Rung.RECORD), id__any=people)
    return found.values_list("pk", flat=True)


@prepared
def _teams_of(by: UUID) -> QuerySet[Membership, UUID]:
    teams = Membership.objects.filter(in_force(), account_id=by).order_by("pk")
    return teams.values_list("team_id", flat=True)[:1]


def _first_version(entry: Entry, happened: When, **told: Any) -> Version:
    at, precision = defaults.moment(happened), happened.precision
    return Version.objects.create(entry=entry, happened_at=at, happened_precision=precision, **told)


def _envelope(id: UUID, kind: str, about_count: int, source: str, by: Account) -> Entry:
    return Entry.objects.create(
        id=id,
        kind=kind,
        written_by=by,
        team_id=_team_of(by),
        about_count=about_count,
        source=source,
    )


def may_write_or_refuse(by: Account) -> None:
    """Refuse staff whose role is not to write; named parts of the system write for others."""
    if by.kind == Account.Kind.STAFF and not may(by, "write record"):
        raise PermissionDenied("Your role is to read here, not to write.")


def _check(
    people: Sequence[Person], happened: When, title: str, parts: Sequence[Words], by: Account
) -> None:
    if not people:
        raise ValidationError({"people": "Say who this is about."})
    if not parts and not title.strip():
        raise ValidationError("Nothing has been written yet. Write something, then finish it.")
    check_when(happened)
    check_words(parts)
    ids = {person.pk for person in people}
    if set(_allowed(by, list(ids))) != ids:
        raise PermissionDenied


def _check_about(parts: Sequence[Words], people: Collection[UUID]) -> None:
    """A part about somebody whom the entry is not about would be hidden from all it is about."""
    if any(one not in people for part in parts for one in part.about):
        raise ValidationError("A part is about somebody whom this is not about. Choose again.")


def check_when(happened: When) -> None:
    """Refuse what has not happened yet."""
    try:
        must_not_be_after(happened.day, timezone.localdate())
    except ValidationError as refusal:
        raise ValidationError({"happened": refusal.messages}) from refusal
    local = defaults.moment(happened)
    if happened.precision == "time" and local > timezone.now() + SOON:
        raise ValidationError({"happened": "That time has not come yet today."})


def check_words(parts: Sequence[Words]) -> None:
    """Refuse what cannot be kept as a part."""
    for one in parts:
        if len(one.text) > LONGEST:
            raise ValidationError(
                f"One part is longer than {LONGEST:,} characters. Split it in two; "
                "it is all still here."
            )
        if one.sort not in PartSort.values:
            raise ValidationError("That is not a sort of words that we know.")


def _team_of(by: Account) -> UUID | None:
    return next(iter(_teams_of(by.pk)), None)


def _say_whom(
    entry: Entry, people: Sequence[Person], at: Any, names_others: bool, by: Account
) -> list[About]:
    sharing, words = defaults.first_sharing(entry.kind, people, names_others=names_others)
    waiting = {person.pk for person in people} - _nobody_reads(people, by)
    review = defaults.decide_by(timezone.localdate()) if words else None
    return About.objects.bulk_create(
        About(
            entry=entry,
            person=person,
            happened_at=at,
            sharing=sharing,
            sharing_words=words,
            sharing_review_on=review if person.pk in waiting else None,
        )
        for person in people
    )


def _nobody_reads(people: Sequence[Person], by: Account) -> set[UUID]:
    """Of an import: the people without an account of their own. Their clock starts with one."""
    if by.kind != Account.Kind.SYSTEM:
        return set()
    ids = {person.pk for person in people}
    return ids - set(_own_records(list(ids)))


@prepared
def _own_records(people: list[UUID]) -> QuerySet[Grant, UUID]:
    found = Grant.objects.filter(in_force(), person_id__any=people, basis=Basis.SELF)
    return found.values_list("person_id", flat=True)


def write_parts(version: Version, parts: Sequence[Words], everyone: list[UUID]) -> None:
    """Write the parts of a version, in order; what names nobody is about everyone."""
    Part.objects.bulk_create(
        Part(
            entry_id=version.entry_id,
            version=version,
            position=place,
            sort=one.sort,
            about=list(one.about) or everyone,
            of=one.of,
            origin=one.origin,
            origin_detail=one.origin_detail,
            checked_by=one.checked_by,
            text=one.text,
        )
        for place, one in enumerate(parts)
    )


def note_version(
    what: str, version: Version, people: Iterable[Any], by: Account, **more: Any
) -> None:
    """Put the hash of all that a version says on the trail; from now on it is closed."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.content_hash(%s)", [version.pk])
        (content,) = cursor.fetchone()
    detail = {"content": content, "version": version.number, **more}
    trail.note(what, on=version, about=people, by=by, detail=detail)
