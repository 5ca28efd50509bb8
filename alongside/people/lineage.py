"""Under which ids somebody is written about, where two records were found to be one person."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection

from .models import Person


def merged_into(people: Iterable[UUID]) -> list[UUID]:
    """These, and all whose records stand under theirs: what is written once keeps its own id."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.merged_into(%s::uuid[])", [list(people)])
        found: list[UUID] = cursor.fetchone()[0]
    return found


def now_of(people: Iterable[UUID]) -> Mapping[UUID, UUID]:
    """Under which record each of these stands now, of those that stand under another."""
    wanted = list(people)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select p, gate.stands_for(p) from unnest(%s::uuid[]) p", [wanted])
        return {was: now for was, now in cursor.fetchall() if was != now}


def person_now(person: Person) -> Person:
    """Who somebody is now; asked of the database only where that is another record."""
    if person.state != Person.State.MERGED:
        return person
    return Person.objects.filter(pk=now_of([person.pk]).get(person.pk)).first() or person
