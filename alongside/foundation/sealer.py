"""The sealer: closes what is finished on the trail in batches, each seal holding the one before.

A line carries the number of its transaction. All transactions below the oldest that still runs have
ended, so a batch of them can never gain a line, and no writer ever waits for the sealer.

Eras. A new database server counts its transactions from the beginning, so after a restore lines
would be numbered below the last seal and never be sealed. A restore therefore calls `raise_era`,
as the owner, after the last row is loaded and before anybody may sign in: new lines then carry the
next era, which counts from nought. What the backup held unsealed of the old era is sealed first.
"""

import json
import logging
import os
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from .postgres import place
from .postgres.roles import SEALER

log = logging.getLogger(__name__)

PAUSE = 1.5  # seconds between two looks
PUBLISH_EVERY = 60.0  # seconds
MONTHS_EVERY = 6 * 60 * 60.0  # seconds
MONTHS_AHEAD = 3
MOST = 20_000  # lines in a batch, unless one transaction alone wrote more
LOCK = 815  # one sealer at a time; nobody else ever takes this lock
FILE = "published-seals.jsonl"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
START = bytes(32)  # what the first seal holds in place of one before
LAST_NUMBER = 2**63 - 1


@dataclass(frozen=True)
class Seal:
    """One sealed batch: lines of one era, from transaction `after_tx` to before `before_tx`."""

    no: int
    era: int
    after_tx: int
    before_tx: int
    lines: int
    root: bytes
    previous: bytes
    sealed_at: datetime

    def digest(self) -> bytes:
        """Return the hash over everything that this seal says, and so over all seals before it."""
        at = (self.sealed_at - EPOCH) // timedelta(microseconds=1)
        numbers = [self.no, self.era, self.after_tx, self.before_tx, self.lines, at]
        words = "|".join([*map(str, numbers), self.root.hex(), self.previous.hex()])
        return sha256(b"\x03" + words.encode()).digest()


def merkle(leaves: list[bytes]) -> bytes:
    """Return the root over these hashes: pairs are hashed together until one is left."""
    level = leaves or [sha256(b"").digest()]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\x02" + left + right).digest() for left, right in pairs] + odd
    return level[0]


def connect(role: str = SEALER) -> psycopg.Connection:
    """Connect as the sealer to the database that Django uses, outside Django's own connections."""
    where = connection.settings_dict
    told: dict[str, Any] = {
        **place.find(settings.DATA).options,
        "host": where["HOST"],
        "port": where["PORT"],
        "dbname": where["NAME"],
        "user": role,
        "password": place.login(settings.DATA, role)["PASSWORD"],
        "connect_timeout": 10,
        "application_name": "alongside sealer",
    }
    found = psycopg.connect(**told, autocommit=True)
    found.isolation_level = psycopg.IsolationLevel.READ_COMMITTED  # each look must be a fresh one
    return found


def close_one(sealer: psycopg.Connection, *, most: int = MOST) -> int:
    """Seal the next batch and return how many lines it has; nought when nothing is finished."""
    with sealer.transaction():
        sealer.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        row = sealer.execute(
            "select no, era, before_tx, seal from foundation_seal order by no desc limit 1"
        ).fetchone()
        no, era, after, previous = row or (0, 1, 0, START)
        batch = _next_batch(sealer, era, after, most)
        if batch is None:
            return 0
        leaves = _leaves(sealer, *batch)
        seal = Seal(
            no + 1, *batch, len(leaves), merkle(leaves), bytes(previous), datetime.now(tz=UTC)
        )
        _write(sealer, seal, b"".join(leaves))
        return seal.lines


def _next_batch(
    sealer: psycopg.Connection, era: int, after: int, most: int
) -> tuple[int, int, int] | None:
    """Return era, begin and end of the next batch. Into an era that is over nothing more comes."""
    # Taken before the lines are read: whatever is below it has ended, and can be seen from now on.
    horizon = _number(sealer, "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    now = current_era(sealer)
    for one in range(era, now + 1):
        begin = after if one == era else 0
        end = _end(sealer, one, begin, horizon if one == now else LAST_NUMBER, most)
        if end:
            return one, begin, end
    return None


# Sorted under the table's name: `order by txid` alone would mean the number that is selected, which
# no index knows.
IN_RANGE = (
    "from foundation_trail t where t.era = %s"
    " and t.txid >= %s::text::xid8 and t.txid < %s::text::xid8"
)


def _end(sealer: psycopg.Connection, era: int, begin: int, horizon: int, most: int) -> int:
    """Return where a batch ends: between two transactions, never inside one; nought if empty."""
    span = [era, str(begin), str(horizon)]
    tx = f"select t.txid::text::bigint {IN_RANGE} order by t.txid"
    first = _number(sealer, f"{tx}, t.id limit 1", span)
    cut = _number(sealer, f"{tx}, t.id offset %s limit 1", [*span, most])
    if not first:
        return 0
    if cut:
        return cut if cut > first else first + 1
    return _number(sealer, f"{tx} desc, t.id desc limit 1", span) + 1


def _leaves(sealer: psycopg.Connection, era: int, begin: int, end: int) -> list[bytes]:
    leaves = sql.SQL(f"select gate.leaf(t) {IN_RANGE} order by t.txid, t.id")
    rows = sealer.cursor(binary=True).execute(leaves, [era, str(begin), str(end)])
    return [row[0] for row in rows]


def _write(sealer: psycopg.Connection, seal: Seal, leaves: bytes) -> None:
    sealer.execute(
        "insert into foundation_seal (no, era, after_tx, before_tx, lines, root, previous,"
        " sealed_at, leaves, seal) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [*vars(seal).values(), leaves, seal.digest()],
    )


def current_era(reader: psycopg.Connection) -> int:
    """Return the era that new lines carry: the default of the column."""
    return _number(
        reader,
        "select substring(pg_get_expr(d.adbin, d.adrelid) from '[0-9]+')::int"
        " from pg_attrdef d join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum"
        " where d.adrelid = 'foundation_trail'::regclass and a.attname = 'era'",
    )


def _number(reader: psycopg.Connection, question: str, given: list[Any] | None = None) -> int:
    row = reader.execute(sql.SQL(question), given).fetchone()
    return int(row[0]) if row else 0


def raise_era(owner: psycopg.Connection, published: Path) -> int:
    """As the owner, at the end of a restore: begin a new era, publish that, and return its number.

    Seals that were published after the one that the backup holds are gone from then on, and
    `alongside verify` says so for ever; it does not call them wrong.
    """
    era = current_era(owner) + 1
    last = _number(owner, "select coalesce(max(no), 0) from foundation_seal")
    owner.execute(
        sql.SQL("alter table foundation_trail alter column era set default {}").format(era)
    )
    at = datetime.now(tz=UTC).isoformat()
    _append(published, {"restored": True, "era": era, "after": last, "at": at})
    return era


def publish(sealer: psycopg.Connection, published: Path, known: int = 0) -> int:
    """Write the newest seal down outside the database unless it is known; return its number."""
    row = sealer.execute(
        "select no, era, seal, sealed_at from foundation_seal order by no desc limit 1"
    ).fetchone()
    if row is None or row[0] == known:
        return known
    no, era, seal, at = row
    _append(published, {"no": no, "era": era, "seal": seal.hex(), "at": at.isoformat()})
    return int(no)


def _append(file: Path, line: dict[str, Any]) -> None:
    """Add one line, on the disk before this returns, after closing what a power cut left half."""
    with file.open("a+b") as out:
        size = out.seek(0, os.SEEK_END)
        if size:
            out.seek(size - 1)
            if out.read(1) != b"\n":
                out.write(b"\n")
        out.write(json.dumps(line).encode() + b"\n")
        out.flush()
        os.fsync(out.fileno())


def make_months(sealer: psycopg.Connection, ahead: int = MONTHS_AHEAD) -> None:
    """Make the months ahead; if somebody is in the way, the next time is soon enough."""
    try:
        sealer.execute("select gate.make_trail_months(%s)", [ahead])
    except psycopg.errors.LockNotAvailable:
        log.warning("The trail's next months were not made: somebody was reading; later again")


def run_forever(stop: threading.Event, published: Path | None = None) -> None:
    """Seal, publish and make months until told to stop; then seal and publish once more."""
    file = published or Path(settings.DATA) / FILE
    known, publish_at, months_at = 0, 0.0, 0.0
    with connect() as sealer:
        while True:
            is_over = stop.is_set()
            while close_one(sealer) > MOST / 2 and not stop.is_set():
                pass
            if is_over or time.monotonic() >= publish_at:
                before, known = known, publish(sealer, file, known)
                if known != before:
                    publish_at = time.monotonic() + PUBLISH_EVERY
            if is_over:
                return
            if time.monotonic() >= months_at:
                make_months(sealer)
                months_at = time.monotonic() + MONTHS_EVERY
            stop.wait(PAUSE)
