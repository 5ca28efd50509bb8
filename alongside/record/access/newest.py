"""The newest answers to one questionnaire about a person, as far as an account may read them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Collate

from alongside.foundation.actor import Actor
from alongside.foundation.prepared import prepared
from alongside.record.models import About, Entry, EntryKind, Part, Version


@dataclass(frozen=True)
class Newest:
    """What an entry says now: its version, and the answers in it, in order."""

    version: Version
    parts: list[Part]


def newest_answers(
    by: Actor, person: UUID, key: str, *, but: UUID | None = None, kind: EntryKind | None = None
) -> Newest | None:
    """The newest that this account may read; one query where there is none, and else two.

    Most people were never asked a certain thing. To find that out takes a quarter of what it takes
    to ask for the answers at once, which looks through the policies of four tables.
    """
    for version in _current(_asked(person, f"{key} ", f"{key}!")):
        if version.entry_id == but:
            continue
        if parts := _answers(by, version.pk, kind):
            return Newest(version, parts)
    return None


def _current(versions: list[Version]) -> list[Version]:
    """Of each entry the last version, and of the entries the newest first."""
    last: dict[UUID, Version] = {}
    for one in sorted(versions, key=lambda one: one.number):
        last[one.entry_id] = one
    return sorted(last.values(), key=lambda one: (one.happened_at, one.entry_id), reverse=True)


@prepared
def _asked(person: UUID, since: str, until: str) -> QuerySet[Version]:
    """Where answers may be: versions whose form lies between two texts, letter by letter."""
    here = About.objects.filter(person_id=person, removed_at=None).values("entry_id")
    found = Version.objects.annotate(letters=Collate("form", "C")).filter(
        entry_id__in=here, letters__gte=since, letters__lt=until
    )
    return found.only("entry_id", "number", "happened_at")


@prepared
def _answers(by: Actor, version: UUID, kind: EntryKind | None) -> QuerySet[Part]:
    entries = Entry.objects.visible_to(by).filter(pk=OuterRef("entry_id"))
    if kind is not None:
        entries = entries.filter(kind=kind)
    found = Part.objects.filter(Exists(entries), version_id=version)
    return found.exclude(question="").order_by("position")
