"""`alongside backup-key`: makes the pair of keys for backups, and shows the secret half once."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from . import age

WORDS = """
The line that begins with AGE-SECRET-KEY-1 is the only thing that opens backups. It was not kept
anywhere. Whoever has it reads everything that a backup holds; without it nobody does, and nobody
can help. Keep it where this service does not run: on paper in a safe, in the council's password
store, or both, so that two people can get to it when they must.

Give the service the other half, as ALONGSIDE_BACKUP_KEYS={public}
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", default="", metavar="FILE", help="write it there, for you alone")


def run(options: argparse.Namespace) -> int:
    """Print the key as a file, and on the side what to do with it."""
    public, secret = age.new_pair()
    file = age.as_key_file(public, secret, datetime.now(tz=UTC))
    if options.to:
        _write(Path(options.to), file)
        print(f"The key is in {options.to}.", file=sys.stderr)
    else:
        print(file, end="", flush=True)
    print(WORDS.format(public=public), file=sys.stderr)
    return 0


def _write(path: Path, file: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise SystemExit(f"There is a file {path} already; a key is never overwritten.") from None
    except OSError as refusal:
        raise SystemExit(f"The key cannot be written to {path}: {refusal.strerror}.") from None
    with os.fdopen(handle, "w") as out:
        out.write(file)
        out.flush()
        os.fsync(out.fileno())
