"""A package of the future: one table more than Alongside has now, with a file for each row."""

from collections.abc import Iterator

import psycopg

from alongside.foundation.backup.kept import KeptFile


def kept_files(reader: psycopg.Connection) -> Iterator[KeptFile]:
    """Ask the table that an older database does not have."""
    for (name,) in reader.execute("select file from newer_leaflet"):
        yield KeptFile(name)
