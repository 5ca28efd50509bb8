"""The only way from a web address to an entry, what its page shows, and where one may write."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.models import Account, in_force
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.prepared import prepared
from alongside.people.lineage import now_of
from alongside.people.models import Grant, Person, Rung
from alongside.people.models.reach import reach
from alongside.record.models import (
    About,
    Answer,
    Entry,
    EntryKind,
    Part,
    Restriction,
    Version,
)

MOST_OFFERED = 60  # people, to write about
OF_A_PLAN = "plan/"  # how the form of an entry begins that says what was agreed as a plan
OF_A_MEETING = "meeting/"  # and of one that holds the minutes of a meeting
MINUTES = (EntryKind.MEETING, EntryKind.CONFERENCE, EntryKind.REVIEW, EntryKind.STRATEGY)
AS_AGREED = (
    "This is what was agreed. To change it, look at the plan again, "
    "or say beneath the minutes what was otherwise. Both stay readable."
)


def entry_to_view(account: Actor, entry_id: UUID) -> Entry:
    """Return the entry, or 404 so that a stranger cannot tell that it exists."""
    return get_object_or_404(Entry.objects.visible_to(account), pk=entry_id)


def entry_to_open(account: Account, entry_id: UUID, what: str = "entry opened") -> Entry:
    """The same for a page that shows it; noted on the trail for everyone it is about."""
    entry = entry_to_view(account, entry_id)
    note_opened(entry, account, what)
    return entry


def note_opened(
    entry: Entry, by: Account, what: str = "entry opened", detail: dict[str, Any] | None = None
) -> None:
    """Everybody it is about reads that it was opened; the reader learns nobody's name by it."""
    trail.note(what, on=entry, about=everybody_on(entry), by=by, detail=detail)


def entry_to_change(account: Account, entry_id: UUID) -> Entry:
    """Return the entry to staff who may write here; 403 to those who may only read."""
    entry = entry_to_view(account, entry_id)
    if account.kind != Account.Kind.STAFF or not may_change(account, entry):
        raise PermissionDenied
    return entry


def is_sent_by_them(entry: Entry) -> bool:
    """Whether it is what the person wrote and sent themselves, which nobody changes."""
    if entry.kind != EntryKind.OWN_WORDS:
        return False
    return (entry.first_written_by or entry.written_by).kind == Account.Kind.PERSON


def is_of_a_plan(entry: Entry, form: str | None = None) -> bool:
    """Whether it is what was agreed as a plan, which changes only as the plan does; or minutes."""
    if entry.kind not in (EntryKind.PLAN, *MINUTES):
        return False
    if form is None:
        form = Version.objects.values_list("form", flat=True).get(entry=entry, number=1)
    return form.startswith((OF_A_PLAN, OF_A_MEETING))


def entry_to_amend(account: Account, entry_id: UUID) -> Entry:
    """The same for changing its words."""
    entry = entry_to_change(account, entry_id)
    if is_of_a_plan(entry):
        raise PermissionDenied(AS_AGREED)
    if is_sent_by_them(entry):
        raise PermissionDenied("They wrote this themselves, and nobody changes it.")
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
    """Where each part of every version stands: under its question, or which one of its sort."""
    places: dict[UUID, tuple[str, int]] = {}
    counted: dict[tuple[UUID, str], int] = {}
    parts = Part.objects.filter(entry=entry).order_by("version_id", "position")
    for pk, version, sort, question in parts.values_list("pk", "version_id", "sort", "question"):
        if question:
            places[pk] = (question, 0)
            continue
        counted[version, sort] = counted.get((version, sort), 0) + 1
        places[pk] = (sort, counted[version, sort])
    return places


def as_they_are_now(
    known: Iterable[UUID], parts: Iterable[Part], versions: Iterable[Version] = ()
) -> None:
    """Say the ids in these words, which are never changed, as those whose records they are now.

    Asked of the database only where the words name somebody who is not `known` to be on the entry.
    """
    parts, versions = list(parts), list(versions)
    named = {one for part in parts for one in part.about}
    named |= {UUID(one) for version in versions for one in version.seen}
    now = now_of(named - set(known))
    if not now:
        return
    for part in parts:
        part.about = list(dict.fromkeys(now.get(one, one) for one in part.about))
    for version in versions:
        seen = {UUID(one): how for one, how in version.seen.items()}
        version.seen = {str(now.get(one, one)): how for one, how in seen.items()}


def reading(entry: Entry, number: int | None = None) -> Reading:
    """Read one version of an entry (the current one if no number is given). Seven queries."""
    versions = list(
        Version.objects.filter(entry=entry).select_related("by__practitioner").order_by("-number")
    )
    wanted = entry.versions if number is None else number
    version = next((v for v in versions if v.number == wanted), None)
    if version is None:
        raise Http404
    abouts = list(About.objects.filter(entry=entry, removed_at=None).select_related("person"))
    restriction = Restriction.objects.filter(entry=entry, ended_at=None)
    parts = list(Part.objects.filter(version=version).order_by("position"))
    as_they_are_now([one.person_id for one in abouts], parts, versions)
    return Reading(
        entry=entry,
        version=version,
        parts=parts,
        answers=list(Answer.objects.filter(entry=entry).order_by("at")),
        abouts=abouts,
        versions=versions,
        restriction=restriction.select_related("by__practitioner").first(),
        places=_places(entry),
    )


def _named(account: Actor, people: list[UUID]) -> QuerySet[Person]:
    here = Person.objects.filter(reach(account, Rung.RECORD), id__any=people)
    return here.exclude(state=Person.State.MERGED)  # nothing new is written under an earlier id


@prepared
def _records(account: Actor, people: list[UUID]) -> QuerySet[Person]:
    return _named(account, people)


def people_to_write_about(
    account: Account, ids: Iterable[UUID] | None = None, *, most: int = MOST_OFFERED
) -> list[Person]:
    """Of these people, those in whose record this account may write, in the order given.

    Without ids: the account's own people, and those of its teams, by name.
    """
    if ids is not None:
        wanted = list(dict.fromkeys(ids))
        found = {one.pk: one for one in _records(account, wanted)} if wanted else {}
        if now := now_of(one for one in wanted if one not in found):  # named before they were one
            found |= {one.pk: one for one in _records(account, list(now.values()))}
            wanted = list(dict.fromkeys(now.get(one, one) for one in wanted))
        return [found[pk] for pk in wanted if pk in found]
    mine = set(_by_name(account))  # asked first: nobody is looked for among all the people
    theirs = set(_reached()) - mine
    own = _in_order(account, list(mine), most) if mine else []
    if len(own) < most and theirs:
        own += _in_order(account, list(theirs), most)[: most - len(own)]
    return own


@prepared
def _by_name(account: Actor) -> QuerySet[Grant, UUID]:
    grants = Grant.objects.filter(in_force(), account_id=account.pk, rung__gte=Rung.RECORD)
    return grants.exclude(person=None).values_list("person_id", flat=True)


def _reached() -> list[UUID]:
    """Everybody whose record whoever acts reaches, by name or through a team."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select person_id from gate.my_grants where rung >= %s and person_id is not null",
            [Rung.RECORD.value],
        )
        return [person for (person,) in cursor.fetchall()]


@prepared
def _in_order(account: Actor, people: list[UUID], most: int) -> QuerySet[Person]:
    return _named(account, people).order_by("sort_key", "pk")[:most]
