"""`alongside worker`: the jobs that leave pages, and the sealing of the trail beside them."""

import argparse
import logging
import threading
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import psycopg

from alongside.foundation import checks

from .processes import die_with_keeper

log = logging.getLogger(__name__)
SEALER = "alongside.foundation.sealer"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what waits, then stop")


def run(options: argparse.Namespace) -> int:
    die_with_keeper()
    checks.refuse_unsafe()
    import django

    django.setup()
    stop = threading.Event()
    sealer = threading.Thread(target=_seal, args=(stop,), name="sealer")
    sealer.start()
    try:
        work(wait=not options.once)
    finally:
        stop.set()
        sealer.join(timeout=10)
    return 0


def work(*, wait: bool) -> None:
    """Do the jobs that wait; with `wait`, also all that come."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    assert isinstance(connector, DjangoConnector)  # the library offers no other here
    with app.replace_connector(connector.get_worker_connector()) as working:
        working.run_worker(wait=wait, delete_jobs="successful", shutdown_graceful_timeout=8)


def _seal(stop: threading.Event) -> None:
    """Seal until told to stop; a database that is away for a while is only waited for."""
    if find_spec(SEALER) is None:
        return
    run_forever: Callable[[threading.Event], None] = import_module(SEALER).run_forever
    while not stop.is_set():
        try:
            run_forever(stop)
        except psycopg.OperationalError:
            log.warning("The database is away; sealing the trail goes on when it is back")
            stop.wait(5)
        except Exception:
            log.exception("Sealing the trail stopped; it begins again in 5 seconds")
            stop.wait(5)
