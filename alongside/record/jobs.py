"""What the worker does for the record by itself: what is due, and what becomes of files."""

from datetime import timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils import timezone
from procrastinate.contrib.django import app

from alongside.accounts.actions import system_account
from alongside.foundation.actor import acting

from .actions import (
    ask_to_look_again,
    clear_away,
    escalate_overdue,
    hand_on_astray,
    ready_clock,
    scan_what_waits,
)
from .actions import printing_chronologies as printing
from .actions.status_clocks import settle_by_day

LEFT = timedelta(days=1)  # nothing takes so long to be put away
AT_ONCE = 1_000


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="scan what waits", pass_context=False)
def scan_again(timestamp: int) -> int:
    """Every five minutes: what the scanner did not answer for."""
    del timestamp
    scanner = system_account("scanner")
    with acting(scanner.pk):
        return scan_what_waits(by=scanner)


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="clear away", pass_context=False)
def clear_stray_files(timestamp: int) -> int:
    """Every night: files that belong to nothing."""
    del timestamp
    scanner = system_account("scanner")
    with acting(scanner.pk):
        return sum(clear_away(ids=old_files(folder), by=scanner) for folder in FOLDERS)


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="escalate overdue", pass_context=False)
def hand_on_overdue(timestamp: int) -> int:
    """Every hour: decisions that nobody took by their day, and requests that nobody can answer."""
    del timestamp
    clock = ready_clock()
    with acting(clock.pk):
        return escalate_overdue(by=clock) + hand_on_astray(by=clock)


@app.periodic(cron="20 4 * * *")
@app.task(queueing_lock="look again", pass_context=False)
def look_again(timestamp: int) -> int:
    """Every night: what is held or restricted past its day, and nobody has before them."""
    del timestamp
    clock = ready_clock()
    with acting(clock.pk):
        return ask_to_look_again(by=clock)


@app.periodic(cron="10 0 * * *")
@app.task(queueing_lock="settle statuses", pass_context=False)
def settle_statuses(timestamp: int) -> int:
    """Every night, soon after midnight: clocks of what was said ahead begin and end on its day."""
    del timestamp
    clock = ready_clock()
    with acting(clock.pk):
        return settle_by_day(by=clock)


@app.task(pass_context=False)
def make_paper(paper: str, account: str) -> None:
    """A long chronology as a file, for whoever asked and as they may read it."""
    printing.make_paper(paper=UUID(paper), account=UUID(account))


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="clear papers", pass_context=False)
def clear_papers(timestamp: int) -> int:
    """Every hour: files of chronologies that are a day old."""
    del timestamp
    clock = ready_clock()
    with acting(clock.pk):
        return printing.clear_papers()


FOLDERS = ("originals", "shown")


def old_files(folder: str) -> list[UUID]:
    """The ids of files in a folder that were put there long enough ago."""
    before, found = timezone.now() - LEFT, []
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    for name in names:
        if len(name) == 36 and default_storage.get_modified_time(f"{folder}/{name}") < before:
            found.append(UUID(name))
    return found
