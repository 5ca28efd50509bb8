"""How a chronology reads, on a page and on paper: its heading, what it covers, and each line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from alongside.accounts.models import Account
from alongside.foundation.days import LONDON, in_words
from alongside.foundation.writing import first_words, to_text
from alongside.people.models import Person

from . import saying
from .access import STARTS_WITH, start_of
from .access.chronologies import Told
from .models import Chronology, EntryKind, PartSort
from .readership import name_of

IN_A_LINE = 400  # characters of an entry that stand for it until somebody has said it shorter
HIDDEN = "Something is written here that you may not read."
GONE = "An entry was here that belongs to somebody else. It has been taken out of the record."


@dataclass(frozen=True)
class Own:
    """Somebody’s own words, and whose they are."""

    said_by: str
    text: str
    is_cut: bool = False


@dataclass(frozen=True)
class Shown:
    """A line, ready to be read."""

    told: Told
    when: str
    heading: str = ""
    summary: str = ""  # for this chronology
    start: str = ""  # or else how the entry itself begins
    impact: str = ""
    own: tuple[Own, ...] = ()
    cells: tuple[str, ...] = ()  # for each person: "here", "also" or nothing
    hidden: str = ""  # why there is nothing to read
    exhibit: str = ""
    source: str = ""  # "Visit at home, Alice Thornber, with Pat."
    writer: str = ""
    also: str = ""  # in the other columns of one that is about several
    notes: tuple[str, ...] = field(default=())


def heading(people: Sequence[Person]) -> str:
    """Chronology for Ade Bankole and Temi Bankole."""
    return f"Chronology for {saying.names([person.called for person in people])}"


def exhibit_of(chronology: Chronology, number: int | None) -> str:
    """AT12; or 12, where no letters were given. Nothing before it is finished."""
    return f"{chronology.letters}{number}" if number else ""


def shown(told: Told, chronology: Chronology, people: Sequence[Person]) -> Shown:
    """One line, ready for a page or for paper."""
    day = in_words(told.line.happened_at.astimezone(LONDON).date())
    exhibit = exhibit_of(chronology, told.line.exhibit)
    if told.is_hidden or told.entry is None or told.version is None:
        return Shown(told, day, hidden=GONE if told.is_gone else HIDDEN, exhibit=exhibit)
    words = told.words
    first = next((one for one in people if one.pk in told.people), None)
    return Shown(
        told,
        saying.happened(told.version),
        heading=saying.title_of(told.entry, told.version),
        summary=words.summary if words else "",
        start="" if words and words.summary else _start(told),
        impact=words.impact if words else "",
        own=tuple(_own(told, first.called if first else "")),
        cells=tuple(_cells(told.people, people)),
        exhibit=exhibit,
        source=_source(told),
        writer=_writer(told),
        also=f"The same as for {first.called}." if first else "",
        notes=tuple(_notes(told)),
    )


def _start(told: Told) -> str:
    ours = [to_text(start_of(one)) for one in told.parts if one.sort != PartSort.OWN_WORDS]
    return first_words("\n\n".join(ours), IN_A_LINE)


def _own(told: Told, called: str) -> Iterator[Own]:
    """What somebody said themselves is never shortened by a summary."""
    is_theirs = told.entry is not None and told.entry.written_by.kind == Account.Kind.PERSON
    for part in told.parts:
        if part.sort == PartSort.OWN_WORDS:
            said = f"{part.of or called} {'wrote' if is_theirs else 'said'}"
            text = start_of(part)
            yield Own(said, text, is_cut=len(text) >= STARTS_WITH)


def _cells(about: frozenset[UUID], people: Sequence[Person]) -> Iterator[str]:
    """Where it is told: with the first of those it is about; the others are led there."""
    is_told = False
    for person in people:
        if person.pk not in about:
            yield ""
            continue
        yield "also" if is_told else "here"
        is_told = True


def _source(told: Told) -> str:
    entry, version = told.entry, told.version
    if entry is None or version is None:
        return ""
    kind = saying.kind_of(entry, version) if version.title else ""
    by = _writer(told)
    there = f"with {version.there.rstrip('.')}" if version.there else ""
    said = ", ".join(one for one in (kind, by, there) if one)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _writer(told: Told) -> str:
    """Whose own words they are stands above them; of others, who wrote."""
    entry = told.entry
    if entry is None or entry.written_by.kind == Account.Kind.PERSON:
        return ""
    return name_of(saying.writer_of(entry))


def _notes(told: Told) -> Iterator[str]:
    entry, version = told.entry, told.version
    if entry is None or version is None:
        return
    if saying.is_late(entry, version):
        at = (entry.first_written_at or entry.written_at).astimezone(LONDON)
        yield f"Written late, on {in_words(at.date())}."
    if told.is_changed:
        yield "The entry was changed after this was chosen."


# What it covers -----------------------------------------------------------------------------------


def covers(chronology: Chronology, days: tuple[date, date] | None, count: int) -> str:
    """1 March 2026 to 24 November 2026. 12 entries, of 4 March 2026 to 19 November 2026."""
    since, until = chronology.since, chronology.until
    span = "The whole record until it was made"
    if since and until:
        span = f"{in_words(since)} to {in_words(until)}"
    elif since:
        span = f"From {in_words(since)} until it was made"
    elif until:
        span = f"From the beginning to {in_words(until)}"
    if days is None:
        return f"{span}. Nothing is in it yet."
    first, last = map(in_words, days)
    return f"{span}. {_entries(count)}, of {first if first == last else f'{first} to {last}'}."


def made_by(chronology: Chronology) -> str:
    """Alice Thornber, 24 November 2026 at 11:32."""
    who, at = chronology.by, chronology.made_at
    if chronology.finished_at and chronology.finished_by:
        who, at = chronology.finished_by, chronology.finished_at
    local = at.astimezone(LONDON)
    begun = "" if who == chronology.by else f", begun by {name_of(chronology.by)}"
    return f"{name_of(who)}, {in_words(local.date())} at {local:%H:%M}{begun}"


def left_out(found: dict[str, Any], *, hidden: int = 0, reader: str = "") -> list[str]:
    """Within the days it covers, and not here: by kind. Then what this reader may not read."""
    kinds: dict[str, int] = found.get("kinds") or {}
    said = []
    if kinds:
        most = sorted(kinds.items(), key=lambda one: (-one[1], one[0]))
        named = [f"{EntryKind(kind).label} {count:,}" for kind, count in most]
        total = sum(kinds.values())
        said.append(f"{_entries(total)} that nobody chose ({', '.join(named)}).")
    if others := int(found.get("others") or 0):
        was = "is" if others == 1 else "are"
        said.append(f"{_entries(others)} that {was} kept to a few, or also about somebody else.")
    if hidden:
        lines = "1 line" if hidden == 1 else f"{hidden:,} lines"
        said.append(f"{lines} that {reader} may not read: only the place of each is shown.")
    return said or ["Nothing else was written about this time."]


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count:,} entries"
