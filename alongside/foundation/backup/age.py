"""The age format: files written to public keys, of which this machine has no other half."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

SECRET = "AGE-SECRET-KEY-"  # noqa: S105 how the secret half begins, for every key
PUBLIC = "age1"
WRONG_KEY = (
    "This key does not open this backup. Take the secret key that belongs to one of the public "
    "keys that it was made for."
)
DAMAGED = (
    "This is not a whole backup: a part of it is missing or was changed, or it is some other file. "
    "Take another copy of it, or the backup before it."
)


class CannotOpenError(Exception):
    """Why a backup cannot be read, as a sentence for whoever tries."""


def new_pair() -> tuple[str, str]:
    """Make a key: its public and its secret half."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity.to_public()), str(identity)


def as_key_file(public: str, secret: str, made: datetime) -> str:
    """Write a key as the program `age-keygen` does, so that `age` itself reads it too."""
    return f"# created: {made.isoformat(timespec='seconds')}\n# public key: {public}\n{secret}\n"


def read_public(words: Sequence[str]) -> list[Any]:
    """Read public keys, each once; stop with a sentence at the first that is none."""
    found = {}
    for word in words:
        if word.upper().startswith(SECRET):
            raise SystemExit(
                "That is the secret half of a key, and this machine must never have it. It may now "
                "stand in the history of your shell: make a new key with 'alongside backup-key', "
                "and give the half that begins with age1."
            )
        try:
            found[word] = pyrage.x25519.Recipient.from_str(word)
        except pyrage.RecipientError:
            raise SystemExit(
                f"{word[:80]!r} is not a public key. It begins with age1 and has 62 letters and "
                "digits; 'alongside backup-key' prints one."
            ) from None
    return list(found.values())


def read_secret(file: Path) -> list[Any]:
    """Read the secret keys of a file as age-keygen writes it; stop with a sentence without any."""
    try:
        lines = [line.strip() for line in file.read_text().splitlines()]
        return [
            pyrage.x25519.Identity.from_str(line) for line in lines if line and line[0] != "#"
        ] or _no_secret(file)
    except OSError as refusal:
        raise SystemExit(f"The key {file} cannot be read: {refusal.strerror}.") from None
    except (pyrage.IdentityError, UnicodeDecodeError):
        return _no_secret(file)


def _no_secret(file: Path) -> list[Any]:
    raise SystemExit(
        f"{file} holds no secret key. It needs a line that begins with {SECRET}1, as "
        "'alongside backup-key' printed it."
    )


class _Pulled:
    """Pieces as a file to read from; what goes wrong in them is kept for whoever asked."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")
        self.failed: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            while not self._left:
                self._left = memoryview(next(self._pieces))
        except StopIteration:
            return b""
        except BaseException as problem:
            self.failed = problem
            raise
        size = len(self._left) if size < 0 else size
        piece, self._left = self._left[:size], self._left[size:]
        return bytes(piece)


class _Written:
    """A file to write to, which shows what passes to somebody and keeps what goes wrong."""

    def __init__(self, file: BinaryIO, see: Callable[[bytes], object]) -> None:
        self._file, self._see = file, see
        self.failed: BaseException | None = None

    def write(self, piece: bytes) -> int:
        try:
            self._file.write(piece)
        except BaseException as problem:
            self.failed = problem
            raise
        self._see(piece)
        return len(piece)

    def flush(self) -> None:
        """Whoever owns the file flushes it."""


def seal(pieces: Iterator[bytes], file: BinaryIO, keys: Sequence[Any]) -> str:
    """Encrypt the pieces into the file as they come; return the hash of what was written."""
    digest = sha256()
    pulled, written = _Pulled(pieces), _Written(file, digest.update)
    try:
        pyrage.encrypt_io(pulled, written, list(keys))
    except BaseException as problem:  # the library says only that something went wrong
        raise pulled.failed or written.failed or problem from None
    return digest.hexdigest()


class _Opening(threading.Thread):
    """Decrypts a file into a pipe, piece by piece as they are taken out at the other end."""

    def __init__(self, file: BinaryIO, keys: Sequence[Any], end: int) -> None:
        super().__init__(name="opening", daemon=True)
        self._file, self._keys, self._end = file, list(keys), end
        self.failed: BaseException | None = None

    def run(self) -> None:
        with suppress(BrokenPipeError), os.fdopen(self._end, "wb") as out:
            written = _Written(out, len)
            try:
                pyrage.decrypt_io(self._file, written, self._keys)
            except BaseException as problem:
                if not isinstance(written.failed, BrokenPipeError):  # that one had enough
                    self.failed = problem


@contextmanager
def opened(file: BinaryIO, keys: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give what is inside, as a file to read once; raise CannotOpenError if it is not whole.

    Every piece that can be read is as it was written. That the last one is there too is known only
    at the end, so nothing is believed before this is left without an error.
    """
    file.seek(0)
    out, end = os.pipe()
    opening = _Opening(file, keys, end)
    opening.start()
    try:
        with os.fdopen(out, "rb") as inside:
            yield inside
            while inside.read(1_000_000):
                pass
    except Exception:
        opening.join()
        if opening.failed:  # that there was less than there should be was only its echo
            raise _why(opening.failed) from None
        raise
    opening.join()
    if opening.failed:
        raise _why(opening.failed) from None


def _why(problem: BaseException) -> Exception:
    if isinstance(problem, pyrage.DecryptError) and "No matching keys" in str(problem):
        return CannotOpenError(WRONG_KEY)
    if isinstance(problem, pyrage.DecryptError) or getattr(problem, "errno", None) is None:
        return CannotOpenError(DAMAGED)
    return CannotOpenError(f"The backup cannot be read: {problem}.")
