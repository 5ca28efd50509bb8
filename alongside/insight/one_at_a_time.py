"""One import, or one taking back, at a time: whoever comes second waits or is told so."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import connection

from alongside.foundation.actor import acting

NUMBER = 0x616C6F6E67  # of the lock in the database that an import holds
BUSY = (
    "Another import is running, or one is being taken back. Wait until it has ended, and try again."
)


class BusyError(ValidationError):
    """Somebody is at it already."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Refused where another process is at it; the lock goes with the connection."""
    with acting(None), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s)", [NUMBER])
        row = cursor.fetchone()
    if not (row and row[0]):
        raise BusyError(BUSY)
    try:
        yield
    finally:
        if connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [NUMBER])
