"""Finishing an entry: what was typed becomes content, which is written once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from alongside.people.models import Basis, Grant, Person, Rung, Shared
from alongside.people.models.reach import own_person, reach
from alongside.record import defaults
from alongside.record.models import About, Entry, EntryKind, Origin, Part, PartSort, Version

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
    question: str = ""  # the place in the questionnaire that it answers
    asked: str = ""  # the question as it was asked
    value: dict[str, Any] | None = None  # the answer as data, where it is more than words


@dataclass(frozen=True)
class Written:
    """All that an entry says when it is finished. `id` is the draft's."""

    id: UUID
    kind: str
    people: Sequence[Person]
    happened: When
    parts: Sequence[Words]
    title: str = ""
    contact: str = ""
    place: str = ""
    minutes: int | None = None
    there: str = ""
    seen: Mapping[UUID, str] | None = None
    form: str = "note 1"
    answers: Mapping[str, Any] | None = None
    names_others: bool = False
    source: str = ""
    became: str = ""  # where its draft leads, if it became more than this entry
    grant: Grant | None = None  # of a partner who writes it, for which it is listed


def finish_entry(*, by: Account, **written: Any) -> Entry:
    """Make what was typed final, given as `Written` says; finishing it twice gives one entry.

    Refused where nothing was written, where nobody is named, for a day to come, and where `by` may
    not write in every record it is about.
    """
    return finish_entries(written=[Written(**written)], by=by)[0]


@transaction.atomic
def finish_entries(*, written: Sequence[Written], by: Account) -> list[Entry]:
    """The same for several that are finished at once: all of them, or none."""
    standing = {one.pk: one for one in _standing([one.id for one in written])}
    fresh = [_as_kept(one) for one in written if one.id not in standing]
    if fresh:
        may_write_or_refuse(by)
        _check_all(fresh, by)
        standing |= {one.pk: one for one in _write_all(fresh, by)}
    return [standing[one.id] for one in written]


def _as_kept(one: Written) -> Written:
    parts = [part for part in one.parts if part.text.strip()]
    return replace(one, parts=parts, title=one.title.strip())


def _write_all(written: Sequence[Written], by: Account) -> list[Entry]:
    team = _team_of(by)
    entries = Entry.objects.bulk_create(_envelope(one, team, by) for one in written)
    abouts = _say_whom(written, by)
    _list_own(written, by)
    versions = Version.objects.bulk_create(_first_version(one, by) for one in written)
    Part.objects.bulk_create(
        part
        for one, version in zip(written, versions, strict=True)
        for part in _parts(version, one.parts, [person.pk for person in one.people])
    )
    if by.kind != Account.Kind.SYSTEM:  # which types nothing
        for one, entry in zip(written, entries, strict=True):
            drafts.finish_draft(id=entry.pk, by=by, became=one.became or _address(entry, by))
    people = [one.people for one in written]
    note_versions("entry finished", list(zip(versions, people, strict=True)), by)
    by_entry: dict[UUID, list[About]] = {}
    for about in abouts:
        by_entry.setdefault(about.entry_id, []).append(about)
    for entry in entries:
        follow("entry finished", entry=entry, abouts=by_entry[entry.pk], by=by)
        entry.is_new = True
    return entries


def _address(entry: Entry, by: Account) -> str:
    """Where whoever wrote it reads it: the person in their own record, a partner by themselves."""
    rooms = {Account.Kind.PERSON.value: "/my/record", Account.Kind.PARTNER.value: "/shared"}
    return f"{rooms.get(by.kind, '/entries')}/{entry.pk}/"


@prepared
def _standing(ids: list[UUID]) -> QuerySet[Entry]:
    """What these drafts have become already, for whoever submits one again."""
    return Entry.objects.filter(id__any=ids)


@prepared
def _allowed(by: Actor, people: list[UUID]) -> QuerySet[Person, UUID]:
    found = Person.objects.filter(reach(by, Rung.RECORD), id__any=people)
    found = found.exclude(state=Person.State.MERGED)
    return found.values_list("pk", flat=True)


@prepared
def _teams_of(by: UUID) -> QuerySet[Membership, UUID]:
    teams = Membership.objects.filter(in_force(), account_id=by).order_by("pk")
    return teams.values_list("team_id", flat=True)[:1]


def _envelope(one: Written, team: UUID | None, by: Account) -> Entry:
    return Entry(
        id=one.id,
        kind=one.kind,
        written_by=by,
        team_id=team,
        about_count=len(one.people),
        source=one.source,
    )


def _first_version(one: Written, by: Account) -> Version:
    return Version(
        entry_id=one.id,
        happened_at=defaults.moment(one.happened),
        happened_precision=one.happened.precision,
        title=one.title,
        contact=one.contact,
        place=one.place,
        minutes=one.minutes,
        there=one.there,
        seen={str(person): how for person, how in (one.seen or {}).items()},
        form=one.form,
        answers=dict(one.answers or {}),
        by=by,
    )


def may_write_or_refuse(by: Account) -> None:
    """Refuse staff whose role is not to write; named parts of the system write for others."""
    if by.kind == Account.Kind.STAFF and not may(by, "write record"):
        raise PermissionDenied("Your role is to read here, not to write.")


def _check_all(written: Sequence[Written], by: Account) -> None:
    for one in written:
        _check(one)
    ids = {person.pk for one in written for person in one.people}
    if by.kind == Account.Kind.PERSON:
        may = _are_own(written, ids, by)
    elif by.kind == Account.Kind.PARTNER:
        may = all(_is_referral(one, by) for one in written)
    else:
        may = set(_allowed(by, list(ids))) == ids
    if not may:
        raise PermissionDenied


def _is_referral(one: Written, by: Account) -> bool:
    """A partner asks something, or sends it, for one person of whom something is shared today."""
    grants = Grant.objects.filter(in_force(), account_id=by.pk, basis=Basis.PARTNER)
    found = grants.filter(pk=one.grant.pk).first() if one.grant else None
    people = [person.pk for person in one.people]
    is_theirs = found is not None and people == [found.person_id]
    return (
        is_theirs
        and one.kind in (EntryKind.REFERRAL, EntryKind.LETTER)
        and all(part.sort != PartSort.OWN_WORDS for part in one.parts)
    )


def _list_own(written: Sequence[Written], by: Account) -> None:
    """What a partner sends stays theirs to read, as long as something is shared with them."""
    for one in written:
        if one.grant is not None and by.kind == Account.Kind.PARTNER:
            person_id = one.people[0].pk
            shared = Shared.objects.create(
                grant=one.grant, person_id=person_id, entry_id=one.id, by=by
            )
            trail.note("listed for them", on=shared, about=[person_id], by=by)


def _are_own(written: Sequence[Written], people: set[UUID], by: Account) -> bool:
    """Somebody writes about themselves alone, and only words of their own."""
    own = set(own_person(by).values_list("person_id", flat=True))
    return people == own and all(
        one.kind == EntryKind.OWN_WORDS
        and all(part.sort == PartSort.OWN_WORDS for part in one.parts)
        for one in written
    )


def _check(one: Written) -> None:
    if not one.people:
        raise ValidationError({"people": "Say who this is about."})
    if not one.parts and not one.title:
        raise ValidationError("Nothing has been written yet. Write something, then finish it.")
    check_when(one.happened)
    check_words(one.parts)
    _check_about(one.parts, {person.pk for person in one.people})


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


def _say_whom(written: Sequence[Written], by: Account) -> list[About]:
    unread = _nobody_reads({person.pk for one in written for person in one.people}, by)
    return About.objects.bulk_create(about for one in written for about in _abouts(one, unread))


def _abouts(one: Written, unread: Collection[UUID]) -> Iterable[About]:
    sharing, words = defaults.first_sharing(
        one.kind, one.people, names_others=one.names_others, is_partners=one.grant is not None
    )
    review = defaults.decide_by(timezone.localdate()) if words else None
    for person in one.people:
        yield About(
            entry_id=one.id,
            person=person,
            happened_at=defaults.moment(one.happened),
            sharing=sharing,
            sharing_words=words,
            sharing_review_on=None if person.pk in unread else review,
        )


def _nobody_reads(people: Collection[UUID], by: Account) -> set[UUID]:
    """Of an import: the people without an account of their own. Their clock starts with one."""
    if by.kind != Account.Kind.SYSTEM:
        return set()
    return set(people) - set(_own_records(list(people)))


@prepared
def _own_records(people: list[UUID]) -> QuerySet[Grant, UUID]:
    found = Grant.objects.filter(in_force(), person_id__any=people, basis=Basis.SELF)
    return found.values_list("person_id", flat=True)


def write_parts(version: Version, parts: Sequence[Words], everyone: list[UUID]) -> None:
    """Write the parts of a version, in order; what names nobody is about everyone."""
    Part.objects.bulk_create(_parts(version, parts, everyone))


def _parts(version: Version, parts: Sequence[Words], everyone: list[UUID]) -> Iterable[Part]:
    for place, one in enumerate(parts):
        yield Part(
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
            question=one.question,
            asked=one.asked,
            value=one.value,
        )


def note_versions(
    what: str, versions: Sequence[tuple[Version, Iterable[Any]]], by: Account, **more: Any
) -> None:
    """Put the hash of all that a version says on the trail; from now on it is closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, gate.content_hash(id) from unnest(%s::uuid[]) id",
            [[version.pk for version, _ in versions]],
        )
        content = dict(cursor.fetchall())
    trail.note_all(
        [
            trail.Said(
                what, version, people,
                detail={"content": content[version.pk], "version": version.number, **more},
            )
            for version, people in versions
        ],
        by=by,
    )  # fmt: skip
