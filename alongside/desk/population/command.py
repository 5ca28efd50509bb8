"""`alongside population`: invented people by the thousand, in a database of their own."""

import argparse
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alongside.foundation.postgres import place
from alongside.foundation.postgres.launcher import EmbeddedPostgres
from alongside.foundation.running import demo, fingerprint
from alongside.foundation.running.folder import PROJECT, data_folder, open_data_folder
from alongside.foundation.running.progress import say
from alongside.foundation.running.supervisor import command

FOLDER = ".alongside-population"
FEWEST, MOST = 300, 5_000_000
# While it is loaded, and not afterwards: what is filled in one go is not written down twice.
LOADING = {
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    "autovacuum": "off",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=_people, required=True, metavar="N", help="how many")
    parser.add_argument("--seed", type=int, default=1948, help="another number makes other people")


def _people(text: str) -> int:
    digits = text.replace(",", "")
    number = int(digits) if digits.isascii() and digits.isdecimal() else 0
    if not FEWEST <= number <= MOST:
        raise argparse.ArgumentTypeError(f"choose from {FEWEST:,} to {MOST:,} people")
    return number


def run(options: argparse.Namespace) -> int:
    """Make the database if need be, fill it, and leave it running as it does in ordinary life."""
    if place.is_embedded():
        os.environ.setdefault("ALONGSIDE_DATA", str(PROJECT / FOLDER))
    data = data_folder()
    # Asked without Django, whose settings have to wait until there is a database.
    if os.environ.get("ALONGSIDE_MODE", "demo") != "demo":
        raise SystemExit("A population is for measuring, and never for a council’s own data.")
    open_data_folder(data)
    began = time.monotonic()
    with database(data):
        if subprocess.run(command("migrate", "--quiet"), check=False).returncode:  # noqa: S603
            raise SystemExit("That did not work; the lines above say why.")
        _fill(options.people, options.seed)
    say(f"All of it took {time.monotonic() - began:,.0f} seconds.")
    say(f"Look around with: alongside start --data {data}")
    return 0


@contextmanager
def database(data: Path) -> Iterator[None]:
    """A server that runs already is used as it is; one of our own first loads, then serves."""
    if not place.is_embedded() or EmbeddedPostgres(data).answers():
        yield
        return
    loading = EmbeddedPostgres(data, more=LOADING)
    loading.start(say)
    try:
        yield
    finally:
        loading.stop()
    EmbeddedPostgres(data).start(say)


def _fill(people: int, seed: int) -> None:
    import django

    django.setup()
    from django.core.exceptions import ValidationError
    from django.db import connection

    from alongside.desk.demo import welcome

    from .loading import fill

    try:
        fill(people, seed=seed, say=say)
    except ValidationError as refusal:
        raise SystemExit(" ".join(refusal.messages)) from None
    finally:
        connection.close()
    fingerprint.remember_demo()
    (data_folder() / demo.WELCOME).write_text(json.dumps(welcome()))
