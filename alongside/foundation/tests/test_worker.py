"""The worker itself: it finds every package's jobs, and carries out what waits in the database."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from alongside.foundation import jobs
from alongside.foundation.running import worker


def _work() -> None:
    """In a thread of its own: a browser of earlier tests keeps an event loop in the first one."""
    try:
        worker.work(wait=False)
    finally:
        connections.close_all()  # each thread has its own


@pytest.mark.django_db(transaction=True)
def test_what_was_deferred_is_done_and_then_gone() -> None:
    """Periodic jobs of this very minute may be done beside it; only ours is asked about."""
    known = {"record.jobs.hand_on_overdue", "record.jobs.look_again", "people.jobs.recount_names"}
    waits = ProcrastinateJob.objects.filter(task_name=jobs.clear_counts.name)
    for name in known:
        app.configure_task(f"alongside.{name}").defer(timestamp=0)
    app.configure_task(jobs.clear_counts.name).defer(timestamp=0)
    assert waits.count() == 1
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(_work).result()
    assert not waits.exists()
    assert not ProcrastinateJob.objects.exclude(status="succeeded").exists()
