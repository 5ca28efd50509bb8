"""Under which ids somebody is written about, where two records were found to be one person."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connection
from django.db.models import Q

from alongside.foundation.conditions import Condition

from .models import Person


def written_about(people: Iterable[UUID], column: str = "person_id") -> Q:
    """Rows about these, also under the ids that stand for them: what is written once keeps its own.

    For a queryset; it costs no question of its own.
    """
    sql = "{0} = any ((select gate.merged_into(%s::uuid[]))::uuid[])"
    return Q(Condition(sql, column, given=(list(people),)))


def ids_of(person: UUID) -> list[UUID]:
    """Somebody's own id, and those of all who stand under them now."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.merged_into(array[%s::uuid])", [person])
        found: list[UUID] = cursor.fetchone()[0]
        return found


def how_seen(seen: Mapping[str, str], person: UUID) -> str | None:
    """How a version says they were seen, under whichever of their ids it was written."""
    if not seen or str(person) in seen:
        return seen.get(str(person))
    return next((seen[str(one)] for one in ids_of(person) if str(one) in seen), None)


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
    now = now_of([person.pk]).get(person.pk, person.pk)
    return Person.objects.filter(pk=now).first() or person
