"""What a chronology of 2,000 entries costs: to begin, to finish, and as each kind of file.

    python -m benchmarks.chronology [--lines 2000]

In a database of its own, thrown away afterwards. Seconds on a processor, of this process with the
one that lays the pages out, and of the database; printed as JSON.
"""

import argparse
import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.db import connection, transaction

from alongside.foundation.actor import acting
from alongside.foundation.paper import Format
from alongside.foundation.paper.pdf import as_pdf
from alongside.foundation.paper.word import as_word
from alongside.foundation.postgres.roles import APP
from alongside.record.actions.chronologies import begin_chronology, finish_chronology
from alongside.record.chronology_paper import Read, paper_of, read_for_paper
from alongside.record.models import Chronology, ChronologyLine, LineWords
from alongside.record.tests.chronicling import many
from benchmarks.meters import cores, family, seconds_used
from tests import cluster
from tests.cast import Cast, assemble

T = TypeVar("T")
SAID = "Ade came home from hospital, and said that he wants to stay there and nowhere else."
MEANT = "He sleeps in his own bed again, and Pat has her evenings back."


class Costs:
    """Seconds on a processor by what was done."""

    def __init__(self) -> None:
        self.found: dict[str, dict[str, float]] = {}
        pid = (cluster.server().data / "pgdata" / "postmaster.pid").read_text().split()[0]
        self.database = int(pid)

    def of(self, what: str, do: Callable[[], T]) -> T:
        """Do it, and note what it cost."""
        before, database = _ours(), self._theirs()
        result = do()
        self.found[what] = {
            "ours": round(_ours() - before, 2),
            "database": round(sum(self._theirs().values()) - sum(database.values()), 2),
        }
        return result

    def _theirs(self) -> dict[int, float]:
        return {pid: seconds_used([pid]) for pid in family(self.database)}


def _ours() -> float:
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return sum((own.ru_utime, own.ru_stime, others.ru_utime, others.ru_stime))


@contextmanager
def _house() -> Iterator[Cast]:
    try:
        cluster.sign_in(APP, cluster.build())
        with transaction.atomic():
            yield assemble()
    finally:
        connection.close()
        cluster.clear_away()


def _say_all(of: Chronology, cast: Cast) -> None:
    """Half of the lines are said shorter, with what they meant."""
    lines = list(ChronologyLine.objects.filter(chronology=of).order_by("happened_at", "pk"))
    LineWords.objects.bulk_create(
        LineWords(
            line=line,
            entry_id=line.entry_id,
            summary=SAID,
            impact=MEANT,
            by=cast.alice,
            edited_at=line.chosen_at,
        )
        for line in lines[::2]
    )


def measured(lines: int) -> dict[str, Any]:
    """Make it, finish it, and lay it out each way."""
    with _house() as cast:
        costs, by = Costs(), cast.alice
        many(lines, [cast.ade], by)
        told: dict[str, Any] = {"purpose": "court", "made_for": "Hearing", "take": "all"}
        with acting(by.pk):
            made = costs.of("begin", lambda: begin_chronology(people=[cast.ade], by=by, **told))
            _say_all(made, cast)
            costs.of("finish", lambda: finish_chronology(chronology=made, letters="AT", by=by))
            made.refresh_from_db()
            read: Read = costs.of("read", lambda: read_for_paper(made, by))
        pdf = costs.of("pdf", lambda: as_pdf(paper_of(read, Format.STANDARD)))
        word = costs.of("word", lambda: as_word(paper_of(read, Format.STANDARD)))
        sizes = {"pdf": len(pdf), "word": len(word)}
        return {"lines": lines, "cores": cores(), "cpu_seconds": costs.found, "bytes": sizes}


def main() -> int:
    """Measure, and print it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--lines", type=int, default=2_000)
    sys.stdout.write(json.dumps(measured(parser.parse_args().lines), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
