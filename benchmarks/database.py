"""The database of a data folder as its owner sees it: to look at what is there, past policies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from alongside.foundation.postgres import place
from alongside.foundation.postgres.roles import OWNER


@contextmanager
def as_owner(data: Path) -> Iterator[psycopg.Connection[Any]]:
    """A connection as the owner, for reading."""
    login = place.login(data, OWNER)
    with psycopg.connect(
        host=login["HOST"],
        port=login["PORT"] or None,
        dbname=login["NAME"],
        user=login["USER"],
        password=login["PASSWORD"],
    ) as owner:
        yield owner
