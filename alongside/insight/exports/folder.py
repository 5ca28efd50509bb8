"""The folder that an export is written into: new, for one user alone, each file with its hash."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, cast

PIECE = 1_000_000  # bytes
MANIFEST = "manifest.json"
UNFINISHED = "UNFINISHED.txt"
CUT_OFF = (
    "This export is not finished. If nothing is writing here any more, it was cut off: delete this "
    "folder and export again.\n"
)


@dataclass
class Hashing:
    """A file being written, which knows its hash and its size; pyarrow writes into it too."""

    inside: BinaryIO
    digest: Any = field(default_factory=sha256)
    size: int = 0
    closed: bool = False

    def write(self, piece: Any) -> int:
        self.digest.update(piece)
        self.size += len(piece)
        self.inside.write(piece)
        return len(piece)

    def flush(self) -> None:
        self.inside.flush()

    def tell(self) -> int:
        return self.size

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def close(self) -> None:
        """Whoever made the file closes it."""


@dataclass
class Folder:
    """What is being written, and what is in it so far: by name, the hash and the size."""

    path: Path
    there: dict[str, dict[str, Any]] = field(default_factory=dict)

    @contextmanager
    def file(self, name: str) -> Iterator[Hashing]:
        """One new file, which only this user may read."""
        place = self.path / name
        for folder in reversed(place.relative_to(self.path).parents[:-1]):
            (self.path / folder).mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(_new(place), "wb") as opened:
            writing = Hashing(cast(BinaryIO, opened))
            yield writing
        self.there[name] = {"sha256": writing.digest.hexdigest(), "bytes": writing.size}

    def write(self, name: str, words: str | bytes) -> None:
        """One small file, whole."""
        with self.file(name) as opened:
            opened.write(words.encode() if isinstance(words, str) else words)

    def write_pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        with self.file(name) as opened:
            for piece in pieces:
                opened.write(piece)

    def finish(self, told: dict[str, Any]) -> str:
        """The list of all files, last of all; from now on the export is whole. Return its hash."""
        told = {**told, "files": dict(sorted(self.there.items()))}
        self.write(MANIFEST, json.dumps(told, indent=1, ensure_ascii=False, default=str) + "\n")
        (self.path / UNFINISHED).unlink()
        _to_disk(self.path)
        return str(self.there[MANIFEST]["sha256"])


@contextmanager
def new_folder(path: Path) -> Iterator[Folder]:
    """An empty folder, made if need be. What has anything in it is never written into."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if there := sorted(one.name for one in path.iterdir()):
            raise SystemExit(
                f"{path} is not empty: there is {there[0]} in it. Name a new folder; an export "
                "never writes over anything."
            )
        path.chmod(0o700)
        with os.fdopen(_new(path / UNFINISHED), "w") as note:
            note.write(CUT_OFF)
        yield Folder(path)
    except OSError as refusal:
        if not refusal.strerror:
            raise
        raise SystemExit(
            f"The export could not be written to {path}: {refusal.strerror}. What is there so far "
            f"is not whole, and {UNFINISHED} in it says so."
        ) from None


def clear_away(path: Path) -> None:
    """Remove a folder that we made ourselves."""
    shutil.rmtree(path, ignore_errors=True)


def _new(place: Path) -> int:
    return os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _to_disk(path: Path) -> None:
    for folder in (path, *(one for one in path.rglob("*") if one.is_dir())):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# Reading it again -------------------------------------------------------------------------------

CHANGED = "{name} is not what it was when it was exported. Nothing was brought in."


def read_manifest(path: Path, format: str) -> dict[str, Any]:
    """What an export says of itself; refused where it is none, another one's, or not finished."""
    if (path / UNFINISHED).exists():
        raise SystemExit(f"The export in {path} was cut off, so it is not whole. Export again.")
    try:
        told = json.loads((path / MANIFEST).read_bytes())
        found, files = told["format"], told["files"]
        good = all(isinstance(one["sha256"], str) for one in files.values())
    except OSError as refusal:
        raise SystemExit(f"There is no {MANIFEST} in {path}: {refusal.strerror}.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        good, found = False, ""
    if not good or found != format:
        raise SystemExit(f"What is in {path} is no export that this command reads ({format}).")
    return cast(dict[str, Any], told)


def check_files(path: Path, told: dict[str, Any]) -> None:
    """Compare every file with its hash, and see that there is none besides."""
    there = {str(one.relative_to(path)) for one in path.rglob("*") if not one.is_dir()}
    for name, said in told["files"].items():
        place = path / name
        if not place.resolve().is_relative_to(path.resolve()) or place.is_symlink():
            raise SystemExit(f"{name} leads out of the export. Nothing was brought in.")
        if name not in there:
            raise SystemExit(f"{name} is missing from the export. Nothing was brought in.")
        if hash_of(place) != said["sha256"]:
            raise SystemExit(CHANGED.format(name=name))
    if more := sorted(there - set(told["files"]) - {MANIFEST}):
        raise SystemExit(f"{more[0]} was added to the export. Take it out, and try again.")


def hash_of(place: Path) -> str:
    digest = sha256()
    with place.open("rb") as opened:
        while piece := opened.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
