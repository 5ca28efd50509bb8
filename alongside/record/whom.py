"""Whom the words of an entry are about, as far as one who reads it may know of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from alongside.people.models import Person

from .models import About, Entry, Part

NOT_HERE = "A part is about somebody whom this is not about. Choose again."
KEPT_ON = (
    "These words are also about somebody whose name you may not see, so nobody can be taken off "
    "them here. Ask somebody who works with all of them."
)
NOBODY_KNOWN = "Choose somebody whose name you can see as well."


@dataclass(frozen=True)
class Whom:
    """Everybody an entry is about, and whom it was about before."""

    people: tuple[Person, ...]
    others: frozenset[UUID]  # whose names the reader may not see
    gone: frozenset[UUID]  # taken off the entry since; its words still say that they were theirs

    @property
    def known(self) -> frozenset[UUID]:
        """Those whose names the reader may see."""
        return frozenset(person.pk for person in self.people)

    @property
    def everyone(self) -> frozenset[UUID]:
        """All whom the entry is about now."""
        return self.known | self.others

    @property
    def is_several(self) -> bool:
        """Whether there is anything to tell apart."""
        return len(self.everyone | self.gone) > 1


def whom(entry: Entry, parts: Iterable[Part]) -> Whom:
    """Whom this entry is about, and whom these parts of it name besides. Two queries."""
    abouts = About.objects.filter(entry=entry, removed_at=None).order_by("pk")
    abouts = abouts.select_related("person")
    people = tuple(about.person for about in abouts)
    with connection.cursor() as cursor:
        cursor.execute("select gate.whom(%s)", [entry.pk])
        live = {one for (one,) in cursor.fetchall()} | {person.pk for person in people}
    said = {one for part in parts for one in part.about}
    others = live - {person.pk for person in people}
    return Whom(people, frozenset(others), frozenset(said - live))


def wrong_with(now: Collection[UUID], was: Collection[UUID] | None, here: Whom) -> str:
    """Why words may not be about these from now on, in a sentence; nothing where they may.

    `was` is whom they were about, or nothing where they are new. Who cannot see everybody that
    words are about can only add somebody: they cannot know whose words they would give to whom.
    """
    after, before = set(now), set(was or ())
    if not after <= here.everyone | before:
        return NOT_HERE
    if was is None:
        return NOBODY_KNOWN if not after & here.known else ""
    if (after | before) & here.others and not before <= after:
        return KEPT_ON
    return ""
