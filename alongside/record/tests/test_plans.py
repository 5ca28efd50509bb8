"""What the database does for a timeline of thousands of entries: it reads one page."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from alongside.foundation.actor import acting
from alongside.foundation.ids import new_id
from alongside.record.access import timeline
from alongside.record.models import About, Entry, Part, Version
from tests.cast import Cast, assemble
from tests.cluster import as_owner

MANY = 3_000


def fill(cast: Cast) -> None:
    """Thousands of notes about Ade and as many about Temi, without the ceremony."""
    now, alice = timezone.now(), cast.alice
    with acting(alice.pk):
        for person in (cast.ade, cast.temi):
            ids = [new_id() for _ in range(MANY)]
            Entry.objects.bulk_create(Entry(id=pk, kind="note", written_by=alice) for pk in ids)
            About.objects.bulk_create(
                About(
                    entry_id=pk,
                    person=person,
                    happened_at=now - timedelta(hours=n),
                    sharing="shown",
                )
                for n, pk in enumerate(ids)
            )
            versions = Version.objects.bulk_create(
                Version(entry_id=pk, happened_at=now - timedelta(hours=n), by=alice)
                for n, pk in enumerate(ids)
            )
            Part.objects.bulk_create(
                Part(
                    entry_id=one.entry_id, version=one, sort="fact", about=[person.pk], text="Tea."
                )
                for one in versions
            )


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for inner in plan.get("Plans", ()) for node in nodes(inner))]


@pytest.mark.django_db(transaction=True)
def test_a_page_reads_no_more_than_itself() -> None:
    with transaction.atomic():
        cast = assemble()
        fill(cast)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("analyze")
    with transaction.atomic():
        check(cast)


def check(cast: Cast) -> None:
    """Every query of a page reads about as much as the page shows."""
    with acting(cast.alice.pk), CaptureQueriesContext(connection) as asked:
        page = timeline(cast.ade, by=cast.alice)
    assert len(page.lines) == 20
    assert len(asked) <= 8
    with acting(cast.alice.pk), connection.cursor() as cursor:
        for query in asked:
            if not query["sql"].startswith("SELECT"):
                continue
            cursor.execute(f"explain (analyze, format json) {query['sql']}")
            (plan,) = cursor.fetchone()[0]
            read = nodes(plan["Plan"])
            for node in read:
                rows = node["Actual Rows"] * node["Actual Loops"] + node.get(
                    "Rows Removed by Filter", 0
                )
                assert rows < 500, (query["sql"][:200], node["Node Type"], rows)
            if query["sql"].startswith('SELECT "record_about"."id"'):
                assert "timeline_of_person" in json.dumps(plan)
