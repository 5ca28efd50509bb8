"""A chronology as a file: at once where it is short; where it is long, by the worker."""

import time
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.foundation.paper import Format, Paper, PaperNotMade, Progress
from alongside.foundation.paper.pdf import as_pdf
from alongside.foundation.paper.word import as_word
from alongside.record.access import chronologies as access
from alongside.record.chronology_paper import paper_of, read_for_paper
from alongside.record.models import Chronology, ChronologyPaper

AT_ONCE = 300  # lines; more take longer than anybody waits for a page
SOON = timedelta(minutes=10)  # a file that is not made by then never will be
EVERY = 0.5  # seconds between two words about progress
JOB = "alongside.record.jobs.make_paper"
KEPT_TO_FEWER = (
    "Since this file was made, something in it is kept to fewer people. Make the file again."
)
Kind = ChronologyPaper.Kind


@transaction.atomic
def print_chronology(
    *, chronology: Chronology, kind: str, format: str, by: Account
) -> Paper | ChronologyPaper:
    """The paper, ready to be laid out; or, of a long one, what the worker makes it into."""
    count = access.count_lines(chronology)
    if not count:
        raise ValidationError("Nothing is in it yet. Choose entries first.")
    told = {"file": kind, "print": format, "lines": count}
    people = access.ids_on(chronology)
    trail.note("chronology printed", on=chronology, about=people, by=by, detail=told)
    if count <= AT_ONCE:
        return paper_of(read_for_paper(chronology, by), Format(format))
    waits = ChronologyPaper.objects.filter(
        chronology=chronology,
        kind=kind,
        format=format,
        ended_at=None,
        by=by,
        asked_at__gt=timezone.now() - SOON,
    )
    if same := waits.first():  # asked twice
        return same
    row = ChronologyPaper.objects.create(
        chronology=chronology, by=by, kind=kind, format=format, of=count
    )
    app.configure_task(JOB).defer(paper=str(row.pk), account=str(by.pk))
    return row


def make_paper(*, paper: UUID, account: UUID) -> None:
    """As the worker, for whoever asked and with their eyes: read it, lay it out, keep the file.

    It is read in one go; no transaction is open while the pages are laid out.
    """
    with acting(account), transaction.atomic():
        rows = ChronologyPaper.objects.select_related("chronology", "by__practitioner")
        found = rows.filter(pk=paper, ended_at=None).first()
        if found is None:  # cleared away, or no longer for them
            return
        read = read_for_paper(found.chronology, found.by)
    seen = sum(not one.hidden for one in read.lines)
    try:
        content = _laid_out(
            paper_of(read, Format(found.format)), found.kind, _teller(paper, account, found.of)
        )
    except PaperNotMade as wrong:
        _say(paper, account, wrong=str(wrong)[:300], ended_at=timezone.now())
        return
    _say(paper, account, content=content, done=found.of, read=seen, ended_at=timezone.now())


def _laid_out(paper: Paper, kind: str, progress: Progress) -> bytes:
    return as_word(paper, progress) if kind == Kind.WORD else as_pdf(paper, progress)


def _teller(paper: UUID, account: UUID, most: int) -> Progress:
    """Writes down how many lines are in, now and then, each time in a transaction of its own.

    Each line makes two rows: one where it is told, and one among the exhibits.
    """
    last = [0.0]

    def tell(rows: int) -> None:
        done, now = rows // 2, time.monotonic()
        if now - last[0] > EVERY or done >= most > 0:
            last[0] = now
            _say(paper, account, done=min(done, most))

    return tell


def _say(paper: UUID, account: UUID, **told: object) -> None:
    with acting(account), transaction.atomic():
        ChronologyPaper.objects.filter(pk=paper).update(**told)


@transaction.atomic
def take_paper(*, paper: ChronologyPaper, by: Account) -> bytes:
    """The file, for whoever asked; refused where they may no longer read all that is in it."""
    if paper.content is None or access.count_readable(paper.chronology, by) < paper.read:
        raise ValidationError(KEPT_TO_FEWER)
    people = access.ids_on(paper.chronology)
    trail.note("chronology printed", on=paper.chronology, about=people, by=by)
    return bytes(paper.content)


def clear_papers() -> int:
    """Papers that the worker made are there for a day."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.clear_papers()")
        return int(cursor.fetchone()[0])
