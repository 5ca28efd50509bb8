"""What the worker clears away each night: sessions and counts of tries whose time is over."""

from importlib import import_module

from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="clear sessions", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """Sessions that are over let nobody in, and say by their dates when somebody worked."""
    del timestamp
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@app.periodic(cron="35 3 * * *")
@app.task(queueing_lock="clear counts", pass_context=False)
def clear_counts(timestamp: int) -> int:
    """Counts of tries that are over; the cache itself throws away only when it is full."""
    del timestamp
    with connection.cursor() as cursor:
        cursor.execute("delete from django_cache where expires < %s", [timezone.now()])
        return int(cursor.rowcount)
