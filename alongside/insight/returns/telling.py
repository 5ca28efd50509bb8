"""What a return says of one child, made ready for actions; what fails a check is remarked on."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone

from alongside.foundation.content import codes
from alongside.foundation.days import When, in_words

from .cin import Header, Node, day_in

if TYPE_CHECKING:
    from .standing import StatusTold

EARLIEST = 1890
NO_DAY = "The file gives no day, so it stands on the day to which the return reaches."


class Return(Protocol):
    """Whose return it is, what it is called, and to which day it reaches."""

    @property
    def source(self) -> str:
        """Children are matched within this only."""

    @property
    def said(self) -> str:
        """The return in words."""

    @property
    def reference(self) -> date | None:
        """The day to which it reaches."""


@dataclass(frozen=True)
class Remark:
    """One line of the list of what to check: where it stands in the file, and why."""

    line: int
    field: str
    value: str
    reason: str
    file: str = ""


@dataclass(frozen=True)
class FactTold:
    """A fact as the file has it; `given` are arguments of record_fact."""

    key: str
    line: int
    field: str
    given: Mapping[str, Any]
    file: str = ""

    @property
    def digest(self) -> str:
        """Equal for what says the same, whatever the year of the return."""
        said = {name: value for name, value in self.given.items() if name != "ends_on"}
        return fingerprint(*(f"{name}={value}" for name, value in sorted(said.items())))


@dataclass(frozen=True)
class EntryTold:
    """Something that happened, as the file has it."""

    table: str  # empty: it stands in the row of the child, and is not counted again
    key: str
    line: int
    field: str
    kind: str
    title: str
    on: When
    text: str
    names_others: bool = False
    is_dated: bool = True  # else it stands on the day of the first return that says so
    file: str = ""

    @property
    def digest(self) -> str:
        """Equal for what says the same."""
        day = self.on.day.isoformat() if self.is_dated else ""
        return fingerprint(self.title, day, self.text)


@dataclass
class ChildTold:
    """All that a return says of one child.

    `refused` are the tables of rows that cannot come in, `repeated` those of rows that say nothing
    new; `why_not` says why the child cannot come in at all.
    """

    id: str
    line: int
    column: str = "LAchildID"  # where the number stands
    file: str = ""
    table: str = "children"
    form: str = "children in need census 1"
    noun: str = "Child"  # what somebody without a name is called, before the number
    why_not: str = ""
    reaches: date | None = None  # the day to which the return reaches
    facts: list[FactTold] = field(default_factory=list)
    death: FactTold | None = None
    entries: list[EntryTold] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    statuses: "list[StatusTold]" = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)

    def remark(self, node: Node, reason: str) -> None:
        """Note down that something has to be checked."""
        self.remarks.append(Remark(node.line, node.name, node.text, reason, node.file))


def fingerprint(*parts: str) -> str:
    """A hash of what was said."""
    return sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Telling:
    """The return that is being read, and the child in it."""

    header: Return
    told: ChildTold
    today: date
    day_in: Callable[[str], date | None] = day_in  # how the return writes a day

    @property
    def reaches(self) -> date:
        """The day to which the return reaches; never one to come."""
        return min(self.header.reference or self.today, self.today)

    def words(self, set_id: str, node: Node) -> str:
        """A code in plain words with the code beside; kept as stated where nobody knows it."""
        if not node.text:
            return "not stated"
        known = codes(set_id).find(node.text)
        if known is None:
            self.told.remark(node, f"This is no code of “{codes(set_id).title}”. Kept as stated.")
            return f"“{node.text}”, a code that we do not know"
        return f"{known.words} ({node.text})"

    def day(self, node: Node, *, after: Node | None = None) -> tuple[When, str]:
        """When it happened, and a sentence where the day as stated cannot stand."""
        stands = When(self.reaches, "about")
        if not node.text:
            self.told.remark(node, NO_DAY)
            return stands, NO_DAY
        day = self.day_in(node.text)
        if day is None or self.why_wrong(day):
            wrong = f"{self.why_wrong(day)} Kept as stated."
            self.told.remark(node, wrong)
            return stands, f"The file says “{node.text[:40]}”. {wrong} To be checked."
        self.doubt(node, day, after)
        return When(day, "day"), ""

    def why_wrong(self, day: date | None) -> str:
        """Why nothing can have happened on it; nothing where it can."""
        if day is None:
            return "This is not a day."
        if day > self.today:
            return f"{in_words(day)} has not come yet."
        return f"{day.year} is too long ago." if day.year < EARLIEST else ""

    def doubt(self, node: Node, day: date, after: Node | None) -> None:
        """A day that may stand, and should be looked at all the same."""
        if self.header.reference and day > self.header.reference:
            self.told.remark(node, "This is after the day to which the return reaches.")
        before = self.day_in(after.text) if after else None
        if before and day < before:
            self.told.remark(node, f"This is before {after.name if after else ''}.")

    def plain_day(self, node: Node) -> str:
        """A day within a text: in words, or as it was stated."""
        if not node.text:
            return ""
        day = self.day_in(node.text)
        if day is None:
            self.told.remark(node, "This is not a day. Kept as stated.")
            return f"“{node.text[:40]}” (not a day; to be checked)"
        return in_words(day)


def lines(*pairs: tuple[str, str]) -> str:
    """Labels and what they say, one a line; what says nothing is left out."""
    return listed(f"{label}: {said}" for label, said in pairs if said)


def listed(items: Iterable[str]) -> str:
    """A list, each line a sentence, so that it also reads well where the lines run on."""
    return "\n".join(f"- {one}." for one in items)


def tell(child: Node, header: Header) -> ChildTold:
    """Read one child."""
    from .episodes import entries_of
    from .facts import read_facts
    from .standing import of_children_in_need

    identifiers = child.first("ChildIdentifiers")
    number = identifiers.first("LAchildID")
    told = ChildTold(number.text, child.line)
    telling = Telling(header, told, timezone.localdate())
    read_facts(telling, child)
    told.entries = list(each_once(entries_of(telling, child)))
    told.reaches = telling.reaches
    told.statuses = of_children_in_need(telling, child)
    return told


def each_once(entries: Iterator[EntryTold]) -> Iterator[EntryTold]:
    """Rows of the same key that say something else are told apart by their place."""
    seen: dict[str, list[str]] = {}
    for one in entries:
        there = seen.setdefault(one.key, [])
        if one.digest not in there:
            there.append(one.digest)
        number = there.index(one.digest)
        key = f"{one.key}#{number + 1}" if number else one.key
        yield EntryTold(**{**one.__dict__, "key": key})
