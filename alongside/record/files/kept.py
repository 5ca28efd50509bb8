"""Which files the record has, as a backup asks: by their rows, whatever else lies in a folder."""

from collections.abc import Iterator

import psycopg

from alongside.foundation.backup.kept import KeptFile

from .keeping import original, shown

FILES = "select id, sha256, shown_kind <> '' from record_attachment order by id"


def kept_files(reader: psycopg.Connection) -> Iterator[KeptFile]:
    """Give what came of every file, and what is shown of it where something was made."""
    with reader.cursor("files") as cursor:
        for id, sha256, has_shown in cursor.execute(FILES):
            yield KeptFile(original(id), sha256)
            if has_shown:
                yield KeptFile(shown(id))
