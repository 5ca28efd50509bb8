"""Bringing in what a backup holds: the database through pg_restore, the files into the storage."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import Any, cast

from django.core.files import File
from django.core.files.storage import default_storage

from alongside.foundation.postgres.roles import OWNER, keep_secret
from alongside.foundation.running.progress import step

from .bundle import DATABASE, FILES, KEY, SEALS, WELCOME, Content
from .programs import Program
from .snapshot import address, environment, last_words

IN_MEMORY = 2_000_000  # bytes of one file


def bring_in(contents: Iterator[Content], data: Path, program: Program) -> None:
    """Take each thing to its place, in the order in which they come."""
    for room, group in groupby(contents, key=_room):
        if room == DATABASE:
            with step("Bringing in the database"):
                _take_database(group, program)
        elif room == FILES:
            with step("Bringing in the files"):
                for content in group:
                    take_file(content, data)
        else:
            for content in group:
                _take_note(content, data)


def _room(content: Content) -> str:
    folder, slash, _name = content.name.partition("/")
    return folder + slash


def _take_database(contents: Iterable[Content], program: Program) -> None:
    """Let the owner make and fill the tables, all or nothing; `migrate` gives everybody's rights.

    Policies come last in a dump, so that they are in nobody's way while the rows come in.
    """
    words = [
        str(program.path),
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        "--no-password",
        f"--dbname={address(OWNER)}",
    ]
    with TemporaryFile() as said:
        with subprocess.Popen(  # noqa: S603 our own program with our own arguments
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=environment(OWNER),
        ) as process:
            try:
                with suppress(BrokenPipeError):  # it has ended, and says why below
                    _feed(process, contents)
            except BaseException:
                process.kill()  # what came so far is not all of it
                raise
        if process.returncode:
            raise SystemExit(f"The database could not be brought in: {last_words(said)}")


def _feed(process: "subprocess.Popen[bytes]", contents: Iterable[Content]) -> None:
    assert process.stdin is not None  # asked for above
    with process.stdin as end:
        for content in contents:
            for piece in content.pieces():
                end.write(piece)


def take_file(content: Content, data: Path) -> None:
    name = content.name.removeprefix(FILES)
    with SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(data)) as whole:
        for piece in content.pieces():
            whole.write(piece)
        whole.seek(0)
        default_storage.delete(name)  # the place was empty: only an earlier try can have left it
        given = default_storage.save(name, File(cast(Any, whole), name=name))
    if given != name:
        raise SystemExit(f"The file {name} could not be put in its place. Is it really empty?")


def _take_note(content: Content, data: Path) -> None:
    if content.name == KEY:
        keep_secret(data / KEY, content.read().decode())
    elif content.name in (SEALS, WELCOME):
        handle = os.open(data / content.name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            for piece in content.pieces():
                out.write(piece)
