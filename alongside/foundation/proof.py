"""`alongside verify`: proves that no line of the trail, no seal and nothing finished was changed.

It walks seals and lines side by side in one snapshot, so that it may run while others work. What
no proof inside a database can show: what its owner did to lines before they were sealed (seconds),
and lines that its owner invents and lets be sealed. That everything was rewritten is found only by
what was published, which is why copies of `published-seals.jsonl` belong on another machine.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from .proof_content import check_content, check_files
from .sealer import FILE, START, Seal, connect, merkle

MOST_SHOWN = 100  # faults
AT_ONCE = 5_000  # rows
END = (2**31, 0)  # after every era
LINE = 32  # bytes of one leaf


@dataclass
class Published:
    """What was written down outside the database: seals by number, and where restores went."""

    seals: dict[int, str] = field(default_factory=dict)
    restored: list[str] = field(default_factory=list)


@dataclass
class Proof:
    """What was found. All that is `wrong` is said with ids and times, never a name or words."""

    lines: int = 0
    sealed: int = 0
    waiting: int = 0
    seals: int = 0
    published: int = 0
    without_hash: int = 0  # answers that are older than their hashes
    files: int | None = None  # that were read, where that was asked for
    restored: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def blame(self, words: str) -> None:
        if len(self.wrong) < MOST_SHOWN:
            self.wrong.append(words)


@dataclass(frozen=True)
class Kept:
    """A seal as the database keeps it: with its own hash, and the hash of each of its lines."""

    seal: Seal
    digest: bytes
    leaves: bytes

    @property
    def end(self) -> tuple[int, int]:
        return self.seal.era, self.seal.before_tx


NOTHING = Kept(Seal(0, 0, 0, 0, 0, START, START, datetime.min), START, b"")


class _Lines:
    """The hashes of all lines in the order in which they are sealed, taken piece by piece."""

    def __init__(self, reader: psycopg.Connection) -> None:
        self._rows = _stream(
            reader,
            "lines",
            "select t.era, t.txid::text::bigint, gate.leaf(t) from foundation_trail t"
            " order by t.era, t.txid, t.id",
        )
        self._next = next(self._rows, None)
        self.count = 0

    def take(self, end: tuple[int, int]) -> list[bytes]:
        """Take all lines that come before this era and transaction."""
        taken = []
        while self._next is not None and (self._next[0], self._next[1]) < end:
            taken.append(self._next[2])
            self._next = next(self._rows, None)
        self.count += len(taken)
        return taken


def _stream(reader: psycopg.Connection, name: str, question: str) -> Iterator[tuple[Any, ...]]:
    with reader.cursor(name, binary=True) as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(sql.SQL(question))
        yield from cursor


def _seals(reader: psycopg.Connection) -> Iterator[Kept]:
    rows = _stream(
        reader,
        "seals",
        "select no, era, after_tx, before_tx, lines, root, previous, sealed_at, seal, leaves"
        " from foundation_seal order by no",
    )
    for row in rows:
        yield Kept(Seal(*row[:8]), *row[8:])


def verify(reader: psycopg.Connection, published: Published) -> Proof:
    """As the sealer: compare lines, seals, what was published and what was finished."""
    proof = Proof(published=len(published.seals), restored=published.restored)
    reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ  # one snapshot for all of it
    with reader.transaction():
        lines, last = _Lines(reader), NOTHING
        for kept in _seals(reader):
            _check_chain(proof, last, kept)
            if lines.take((kept.seal.era, kept.seal.after_tx)):
                first = _first_outside(reader, last, kept)
                proof.blame(f"Before seal {kept.seal.no}, line {first} is outside every seal")
            there = lines.take(kept.end)
            _check_lines(reader, proof, kept, there)
            proof.sealed += len(there)
            proof.seals += 1
            last = kept
            _check_published(proof, published, kept)
        _check_gone(proof, published, last)
        proof.waiting = len(lines.take(END))
        proof.lines = lines.count
        _check_waiting(reader, proof, last)
        check_content(reader, proof, MOST_SHOWN)
    return proof


def _check_chain(proof: Proof, last: Kept, kept: Kept) -> None:
    seal, expected = kept.seal, last.seal.no + 1
    begins = last.seal.before_tx if last.seal.era == seal.era else 0
    if seal.no != expected:
        several = f"Seals {expected} to {seal.no - 1} are gone"
        proof.blame(several if seal.no - expected > 1 else f"Seal {expected} is gone")
    elif seal.digest() != kept.digest:
        proof.blame(f"Seal {seal.no} was changed")
    elif seal.previous != last.digest:
        proof.blame(f"Seal {seal.no} does not follow from the seal before it")
    elif seal.after_tx != begins or seal.era < last.seal.era:
        proof.blame(f"Seal {seal.no} does not begin where the seal before it ends")


def _check_published(proof: Proof, published: Published, kept: Kept) -> None:
    """Say only where the first difference is: every later seal holds it, and differs too."""
    wanted = published.seals.pop(kept.seal.no, kept.digest.hex())
    if wanted != kept.digest.hex():
        proof.blame(f"Seal {kept.seal.no} is not the one that was published")
        published.seals.clear()


def _check_gone(proof: Proof, published: Published, last: Kept) -> None:
    gone = sorted(no for no in published.seals if no > last.seal.no)
    if gone:
        proof.blame(f"Seal {gone[0]} was published and is gone, and so are all after it")


def _check_lines(reader: psycopg.Connection, proof: Proof, kept: Kept, there: list[bytes]) -> None:
    no, joined = kept.seal.no, b"".join(there)
    if merkle(there) == kept.seal.root and len(there) == kept.seal.lines:
        if joined != kept.leaves:
            proof.blame(f"The list of hashes in seal {no} was changed; its lines are whole")
        return
    sealed = [kept.leaves[at : at + LINE] for at in range(0, len(kept.leaves), LINE)]
    if merkle(sealed) != kept.seal.root or len(sealed) != kept.seal.lines:
        proof.blame(
            f"Seal {no}: {kept.seal.lines} lines were sealed, {len(there)} are there, they are not "
            "the same, and the list that would name the first one was changed too"
        )
        return
    proof.blame(_first_broken(reader, kept, sealed, there))


def _first_broken(
    reader: psycopg.Connection, kept: Kept, sealed: list[bytes], there: list[bytes]
) -> str:
    """Name the first line that is not as it was sealed: by its id and time, or by its place."""
    pairs = enumerate(zip(sealed, there, strict=False))
    shorter = min(len(sealed), len(there))
    at = next((place for place, (one, other) in pairs if one != other), shorter)
    is_gone = at < len(sealed) and sealed[at] not in set(there)
    is_new = at < len(there) and there[at] not in set(sealed)
    place = f"Line {at + 1} of seal {kept.seal.no}"
    if is_new:
        words = "was changed" if is_gone else "was slipped in"
        return f"{place}, {_name(reader, kept, at)}, {words}"
    if is_gone:
        after = f"after {_name(reader, kept, at - 1)}" if at else "the first"
        return f"{place}, {after}, is gone"
    return f"{place} is not in its place"


def _name(reader: psycopg.Connection, kept: Kept, place: int) -> str:
    seal = kept.seal
    row = reader.execute(
        "select id, at from foundation_trail where era = %s and txid >= %s::text::xid8"
        " and txid < %s::text::xid8 order by txid, id offset %s limit 1",
        [seal.era, str(seal.after_tx), str(seal.before_tx), place],
    ).fetchone()
    return _told(row)


def _first_outside(reader: psycopg.Connection, last: Kept, kept: Kept) -> str:
    row = reader.execute(
        "select id, at from foundation_trail where (era, txid) >= (%s, %s::text::xid8)"
        " and (era, txid) < (%s, %s::text::xid8) order by era, txid, id limit 1",
        [last.seal.era, str(last.seal.before_tx), kept.seal.era, str(kept.seal.after_tx)],
    ).fetchone()
    return _told(row)


def _told(row: tuple[Any, ...] | None) -> str:
    return f"{row[0]} of {time_in_words(row[1])}" if row else "one that cannot be found again"


def time_in_words(at: datetime) -> str:
    """Return 22 November 2026, 03:00:05 UTC."""
    at = at.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M:%S} UTC"


def _check_waiting(reader: psycopg.Connection, proof: Proof, last: Kept) -> None:
    """Lines wait for seconds. A date in the future would make a false one wait unnoticed."""
    row = reader.execute(
        "select count(*) filter (where at < now() - interval '5 minutes'), min(at),"
        " count(*) filter (where at > now() + interval '1 minute')"
        " from foundation_trail where (era, txid) >= (%s, %s::text::xid8)",
        [last.seal.era, str(last.seal.before_tx)],
    ).fetchone()
    late, oldest, early = row or (0, None, 0)
    if late:
        proof.blame(
            f"{late} lines wait for their seal, the oldest since {time_in_words(oldest)}: the "
            "worker does not run, or one long piece of work holds everything back"
        )
    if early:
        proof.blame(f"{early} lines that are not sealed yet are dated in the future")


def read_published(file: Path) -> Published:
    """Read what was published. A line that a power cut left half written tells nothing."""
    found = Published()
    if not file.exists():
        return found
    for line in file.read_text(errors="replace").splitlines():
        try:
            told = json.loads(line)
            if told.get("restored"):
                _go_back(found, told["after"], told["era"], told["at"])
            else:
                found.seals[int(told["no"])] = str(told["seal"])
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return found


def _go_back(found: Published, after: int, era: int, at: str) -> None:
    when = time_in_words(datetime.fromisoformat(at))
    lost = [no for no in found.seals if no > after]
    for no in lost:
        del found.seals[no]
    found.restored.append(
        f"On {when} a backup was restored that ends with seal {after}; era {era} began then, and "
        f"{len(lost)} published seals are after that point"
    )


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    parser.add_argument(
        "--published",
        type=Path,
        metavar="FILE",
        help=f"a copy of {FILE} that was kept elsewhere (default: the one in the data folder)",
    )

    parser.add_argument(
        "--files",
        action="store_true",
        help="also read every picture and paper that was kept, and compare it with its hash",
    )


def run(options: argparse.Namespace) -> int:
    """Print what was found; exit 1 if anything is wrong."""
    import django
    from django.conf import settings

    django.setup()
    if options.published and not options.published.is_file():
        raise SystemExit(f"There is no file {options.published}.")
    published = read_published(options.published or Path(settings.DATA) / FILE)
    try:
        with connect() as reader:
            proof = verify(reader, published)
        if options.files:
            check_files(proof)
    except psycopg.OperationalError:
        raise SystemExit(
            "The database does not answer. Start it with 'alongside start' or 'alongside database "
            "start', and check DATABASE_URL and the passwords."
        ) from None
    print(json.dumps(asdict(proof), indent=1) if options.json else "\n".join(_report(proof)))
    return 1 if proof.wrong else 0


def _report(proof: Proof) -> Iterator[str]:
    yield f"{proof.lines} lines, of which {proof.waiting} are not sealed yet; {proof.seals} seals."
    if proof.published:
        yield f"{proof.published} published seals were compared."
    else:
        yield "No published seals to compare with: a trail rewritten as a whole would pass."
    if proof.files is not None:
        yield f"{proof.files} files were read."
    if proof.without_hash:
        yield (
            f"{proof.without_hash} answers were written before their hash was kept: nobody can "
            "tell whether those were changed."
        )
    yield from proof.restored
    for words in proof.wrong:
        yield f"- {words}."
    if len(proof.wrong) >= MOST_SHOWN:
        yield "There may be more."
    if not proof.wrong:
        yield "Nothing was changed."
