"""What a backup says of itself: of which time, version and server it is, and how much is in it."""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from .age import CannotOpenError
from .bundle import NOT_OURS

FORMAT = 1
MOST_SHOWN = 20  # files

# Tables whose rows are not in a backup, each with its reason. Nothing that is kept points at them.
LEFT_OUT = {
    "public.django_session": "whoever was signed in signs in again",
    "public.django_cache": "counts of tries, which are over in minutes",
    "public.accounts_signinlink": "a way in that was used since would let somebody in again",
    "public.account_emailconfirmation": "the same",
    "public.procrastinate_jobs": "a restore to try it out must never write to anybody",
    "public.procrastinate_events": "belongs to the jobs",
    "public.procrastinate_periodic_defers": "belongs to the jobs",
    "public.procrastinate_workers": "processes of another time",
}


@dataclass(frozen=True)
class Manifest:
    """The first thing in a backup. It names no person."""

    alongside: str
    mode: str  # "council" where the people in it are real
    made_at: str
    postgres: int  # the major version of the server
    dumped_with: int  # the major version of pg_dump
    migrations: list[str]
    extensions: list[str]
    era: int
    last_seal: int
    last_seal_hash: str
    counts: dict[str, int]
    files: int
    room: int  # bytes, of the database as it lay on the disk, and of the files
    left_out: dict[str, str] = field(default_factory=lambda: dict(LEFT_OUT))
    format: int = FORMAT

    def write(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def read(cls, told: bytes) -> "Manifest":
        try:
            found: dict[str, Any] = json.loads(told)
            if int(found["format"]) > FORMAT:
                raise CannotOpenError(
                    f"This backup was made by a newer Alongside ({found.get('alongside')}). "
                    "Use that version to restore it."
                )
            return cls(**found)
        except (ValueError, KeyError, TypeError):
            raise CannotOpenError(NOT_OURS) from None

    @property
    def moment(self) -> datetime:
        """When it was made."""
        return datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


@dataclass
class Faults:
    """Files that were not as they should be when the backup was made, by name."""

    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)

    def write(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def read(cls, told: bytes) -> "Faults":
        try:
            return cls(**json.loads(told))
        except (ValueError, TypeError):
            raise CannotOpenError(NOT_OURS) from None

    def sentences(self) -> list[str]:
        """What to tell an administrator, naming files by their number alone."""
        found = [
            *(f"The file {name} is missing." for name in self.missing),
            *(f"The file {name} is not what it was when it came." for name in self.changed),
            *(f"The file {name} could not be read to its end." for name in self.unreadable),
        ]
        rest = len(found) - MOST_SHOWN
        return [*found[:MOST_SHOWN], f"And {rest:,} files more."] if rest > 0 else found

    @property
    def count(self) -> int:
        return len(self.missing) + len(self.changed) + len(self.unreadable)
