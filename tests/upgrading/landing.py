"""Writes landed.json: a finished entry, its trail and its seal, as a database of its time had them.

Once they are in somebody's database they are never written again, so every later version has to
find them unchanged. `python -m tests.upgrading.landing` writes the file anew from the code that is
here; that is for a release, never for making a test pass.
"""

import json
import os
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("landed.json")

# What has to be there for one entry about one person, in an order in which it may come in.
TABLES = (
    "accounts_account",
    "accounts_practitioner",
    "accounts_team",
    "accounts_membership",
    "people_person",
    "people_grant",
    "record_entry",
    "record_about",
    "record_version",
    "record_part",
    "record_answer",
    "foundation_trail",
    "foundation_seal",
)
OUR_OWN = ("foundation", "accounts", "people", "record", "insight", "desk", "portal")


def main() -> None:
    """In a database that is thrown away: write and finish an entry, seal it, and write it down."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from alongside.foundation.postgres.roles import APP
    from tests import cluster

    try:
        name = cluster.build()
        cluster.sign_in(APP, name)
        FILE.write_text(json.dumps(_landed(name), indent=1, ensure_ascii=False) + "\n")
    finally:
        cluster.clear_away()


def _landed(name: str) -> dict[str, Any]:
    from django.db import connection

    from alongside.foundation import sealer
    from tests import cluster
    from tests.sealing import seal

    _live()
    with sealer.connect() as closer:
        seal(closer)
    connection.close()
    with cluster.server().connect(name) as root:
        root.execute("set timezone = 'UTC'")
        rows = {}
        for table in TABLES:
            found = root.execute(f"select to_jsonb(t) from {table} t order by t::text").fetchall()
            rows[table] = [row for (row,) in found]
        hashes = root.execute("select id::text, gate.content_hash(id) from record_version")
        return {
            "migrations": _migrations(),
            "rows": rows,
            "content": dict(hashes.fetchall()),
        }


def _live() -> None:
    """Two versions of one entry: words of several sorts, an amendment, and what the person says."""
    from django.db import transaction
    from django.utils import timezone

    from alongside.foundation.actor import acting
    from alongside.foundation.days import When
    from alongside.foundation.ids import new_id
    from alongside.record.actions import Words, amend_entry, answer_entry, finish_entry
    from alongside.record.models import Part
    from tests.cast import assemble

    parts = [
        Words("fact", "Ade’s kettle is broken; he’s asked for 2 teabags 🙂."),
        Words("opinion", "He seems well. Siân — his sister — agrees."),
    ]
    with transaction.atomic():
        cast = assemble()
    with acting(cast.alice.pk):
        entry = finish_entry(
            id=new_id(),
            kind="visit",
            people=[cast.ade],
            happened=When(timezone.localdate(), "day"),
            parts=parts,
            by=cast.alice,
        )
    with acting(cast.ade_account.pk), transaction.atomic():
        first = Part.objects.order_by("position")[0]
        answer_entry(id=new_id(), part=first, text="Three, not two.", by=cast.ade_account)
    with acting(cast.alice.pk):
        amend_entry(entry=entry, base=1, parts=parts[:1], why="Less is true.", by=cast.alice)


def _migrations() -> dict[str, str]:
    """The last migration of each of our packages."""
    from django.db.migrations.loader import MigrationLoader

    leaves = MigrationLoader(None).graph.leaf_nodes()
    return {app: name for app, name in leaves if app in OUR_OWN}


if __name__ == "__main__":
    main()
