"""What tests of chronologies do over and over: write entries, begin one, read its lines."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from alongside.accounts.models import Account
from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.people.models import Person
from alongside.record import telling
from alongside.record.access import chronologies as access
from alongside.record.actions.chronologies import begin_chronology, word_line
from alongside.record.models import About, Chronology, ChronologyLine, Entry, Part, Version
from alongside.record.telling import Shown

FOR = "Review of the plan, 8 January 2027"


def begin(by: Account, *people: Person, **more: Any) -> Chronology:
    """A chronology of everything that is there, unless told otherwise."""
    told = {"purpose": "review", "made_for": FOR, "take": "all", **more}
    with acting(by.pk):
        return begin_chronology(people=people, by=by, **told)


def lines(of: Chronology, by: Account) -> list[Shown]:
    """Its lines as this account reads them."""
    with acting(by.pk):
        people = access.people_in(of)
        page = access.lines_of(of, by=by, size=3_000)
        return [telling.shown(one, of, people) for one in page.lines]


def rows(of: Chronology, by: Account) -> list[ChronologyLine]:
    """Its lines, oldest first."""
    with acting(by.pk):
        found = ChronologyLine.objects.filter(chronology=of).order_by("happened_at", "pk")
        return list(found.select_related("chronology"))


def say(line: ChronologyLine, by: Account, summary: str, impact: str = "", stood: int = 0) -> None:
    """Say a line in few words."""
    with acting(by.pk):
        word_line(line=line, summary=summary, impact=impact, stood=stood, by=by)


def many(count: int, people: Sequence[Person], by: Account) -> None:
    """As many notes, a day apart, made in a few statements: one by one takes long."""
    start = datetime(2018, 1, 1, 12, tzinfo=UTC)
    entries = [
        Entry(
            id=new_id(), kind="visit" if n % 3 else "call", written_by=by, about_count=len(people)
        )
        for n in range(count)
    ]
    with acting(by.pk):
        Entry.objects.bulk_create(entries)
        About.objects.bulk_create(
            About(
                entry=one,
                person=person,
                happened_at=start + timedelta(days=n),
                sharing="shown",
            )
            for n, one in enumerate(entries)
            for person in people
        )
        versions = [
            Version(entry=one, happened_at=start + timedelta(days=n), by=by)
            for n, one in enumerate(entries)
        ]
        Version.objects.bulk_create(versions)
        Part.objects.bulk_create(
            Part(
                entry_id=one.entry_id,
                version=one,
                sort="fact",
                about=[person.pk for person in people],
                text=f"Visit {n}: the kettle was on, and we spoke about the week. " * 4,
            )
            for n, one in enumerate(versions)
        )
    # Nobody counts the rows of a table while a test holds them in its transaction: the planner
    # takes it for as small as it was, and would read all of it once for each entry.
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
