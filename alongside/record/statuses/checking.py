"""What does not add up in a person's statuses: one pure function over all that was said of them.

Days are spans: of "2019" only that it was a day of that year. Two things clash only where they
clash whatever the day was, so that saying less exactly never makes a question.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import combinations
from typing import Self
from uuid import UUID

from alongside.foundation.days import Precision, When, age, in_words
from alongside.record.clocks.counting import months_after
from alongside.record.clocks.rule import Length

from .kinds import Kind, kinds

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """The first and the last day that it can have been."""

    first: date
    last: date


def span_from(day: date, known: Precision) -> Span:
    """From the first day that it can have been, as exactly as it is known."""
    if known == "day":
        return Span(day, day)
    when = When(day, known)
    return Span(when.day, when.latest)


def until_when(day: date, known: Precision) -> When:
    """Until when, of which `day` is the last that it can have been; to `When` it is the first."""
    if known in ("year", "about"):
        return When(date(day.year, 1, 1), known)
    return When(day.replace(day=1) if known == "month" else day, known)


def is_over(until: date | None, known: str, kind: Kind | None, day: date) -> bool:
    """Whether it had ended by that day; what ends this year has not until the year is over."""
    if until is None:
        return False
    is_exact = known == "day" and not (kind is not None and kind.is_ahead)
    return until <= day if is_exact else until < day


@dataclass(frozen=True)
class Stated:
    """What was said last of one status: its kind and code, from when, until when, of whom."""

    id: UUID
    kind: str
    code: str
    since: Span
    until: Span | None = None
    is_naming: bool = False
    answered: frozenset[str] = frozenset()  # the keys of checks that somebody has answered

    @classmethod
    def of(
        cls,
        id: UUID,
        kind: str,
        code: str,
        since: tuple[date, Precision],
        until: tuple[date | None, Precision],
        named: UUID | None,
        answered: Collection[str],
    ) -> Self:
        """From what a saying holds."""
        last, known = until
        end = None
        if last is not None:
            when = until_when(last, known)
            end = span_from(when.day, known)
        return cls(id, kind, code, span_from(*since), end, named is not None, frozenset(answered))

    @property
    def sign(self) -> str:
        """The same as long as the same is said."""
        said = f"{self.id} {self.kind} {self.code} {self.since} {self.until} {self.is_naming}"
        return sha256(said.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Life:
    """What of the person's life a status has to fit into; `entries` are kinds and days."""

    today: date
    born: date | None = None
    died: date | None = None
    entries: Collection[tuple[str, date]] = ()


@dataclass(frozen=True)
class Check:
    """One thing that does not fit: of which statuses, and a sentence that says what."""

    what: str
    of: tuple[UUID, ...]
    key: str  # an answer holds as long as the same is said
    sentence: str


def checks(history: Sequence[Stated], life: Life) -> list[Check]:
    """All that does not fit and that nobody has answered, in the order of the days."""
    every = kinds()
    known = sorted(
        (one for one in history if one.kind in every), key=lambda one: (one.since.first, one.id)
    )
    found = [*_each(known, life, every), *_pairs(known, every)]
    answered = {one.id: one.answered for one in known}
    return [one for one in found if not any(one.key in answered[who] for who in one.of)]


def _check(what: str, of: Sequence[Stated], sentence: str, more: str = "") -> Check:
    said = " ".join((what, more, *sorted(one.sign for one in of)))
    return Check(
        what, tuple(one.id for one in of), sha256(said.encode()).hexdigest()[:16], sentence
    )


Alone = Callable[[Stated, Kind, Life], tuple[str, str] | None]


def _each(history: Sequence[Stated], life: Life, every: Mapping[str, Kind]) -> Iterator[Check]:
    for one in history:
        kind = every[one.kind]
        for what, ask in ASKS.items():
            if found := ask(one, kind, life):
                sentence, more = found
                yield _check(what, (one,), sentence, more)
        if kind.within and not _is_within(one, kind, history, life.today):
            other = every[kind.within].title.lower()
            more = " ".join(each.sign for each in history if each.kind == kind.within)
            yield _check(
                "outside", (one,), f"Nothing says that they were {other} all that time.", more
            )


def _backwards(one: Stated, kind: Kind, life: Life) -> tuple[str, str] | None:
    if one.until and one.until.last < one.since.first:
        return "It ends before it begins.", ""
    return None


def _unborn(one: Stated, kind: Kind, life: Life) -> tuple[str, str] | None:
    if kind.may_precede_birth or life.born is None or one.since.last >= life.born:
        return None
    return f"It begins before they were born, on {in_words(life.born)}.", str(life.born)


def _dead(one: Stated, kind: Kind, life: Life) -> tuple[str, str] | None:
    """What went on at the death ended with it; what begins or ends later does not fit."""
    if life.died is None:
        return None
    is_later = one.since.first > life.died or (one.until and one.until.first > life.died)
    if is_later and not (kind.is_ahead and one.since.first <= life.died):
        return f"It goes on after they died, on {in_words(life.died)}.", str(life.died)
    return None


def _age(one: Stated, kind: Kind, life: Life) -> tuple[str, str] | None:
    if kind.ages is None or life.born is None or one.since.last < life.born:
        return None
    youngest, oldest = kind.ages
    if age(life.born, one.since.last) < youngest:
        return f"They were not {youngest} yet when it began.", str(life.born)
    grown = months_after(life.born, 12 * (oldest + 1))
    last = one.until.first if one.until else life.died or life.today
    if last > grown:
        return f"It goes on after they were {oldest + 1}.", str(life.born)
    return None


def _needs(one: Stated, kind: Kind, life: Life) -> tuple[str, str] | None:
    if kind.needs is None:
        return None
    wanted, days = kind.needs
    first, last = one.since.first - days * DAY, one.since.last
    if any(what == wanted and first <= day <= last for what, day in life.entries):
        return None
    return f"No {wanted} is written down in the {days} days up to its beginning.", ""


def _longest(one: Stated, kind: Kind, life: Life) -> tuple[str, str] | None:
    length = kind.longest.get(one.code)
    if length is None:
        return None
    if one.until is None:
        return "It does not say until when it holds.", ""
    if one.until.first > _after(one.since.last, length):
        return f"It is longer than {length}, which is the longest it may be.", ""
    return None


def _after(day: date, length: Length) -> date:
    if length.unit == "month":
        return months_after(day, length.number)
    return day + length.number * DAY


def _names(one: Stated, kind: Kind, life: Life) -> tuple[str, str] | None:
    if one.is_naming or not kind.has_to_name(one.code):
        return None
    return f"It does not say of whom. {kind.names}: choose somebody on this record.", ""


def _code(one: Stated, kind: Kind, life: Life) -> tuple[str, str] | None:
    if kind.codes is None or one.code in kind.codes:
        return None
    if not one.code:
        return f"{kind.asks}: it does not say.", ""
    return f"“{one.code}” is no code of “{kind.codes.title}”.", ""


ASKS: dict[str, Alone] = {
    "backwards": _backwards,
    "unborn": _unborn,
    "dead": _dead,
    "age": _age,
    "needs": _needs,
    "longest": _longest,
    "names": _names,
    "code": _code,
}


def _pairs(history: Sequence[Stated], every: Mapping[str, Kind]) -> Iterator[Check]:
    """Two at once, where there can be one only."""
    by_kind: dict[tuple[str, str], list[Stated]] = {}
    for one in history:
        kind = every[one.kind]
        if kind.alone:
            by_kind.setdefault((one.kind, one.code if kind.alone == "code" else ""), []).append(one)
    for (key, _), several in by_kind.items():
        for one, other in combinations(several, 2):
            if _overlap(one, other):
                title = every[key].title.lower()
                sentence = f"Two of the same at once ({title}): one ends after the other begins."
                yield _check("two", (one, other), sentence)


def _overlap(one: Stated, other: Stated) -> bool:
    """For certain, and for a day at least: the day on which one ends may be the other's first."""
    end = min(each.until.first if each.until else date.max for each in (one, other))
    start = max(one.since.last, other.since.last)
    if one.since == other.since and one.until == other.until == one.since:
        return one.since.first == one.since.last  # both on one and the same day
    return start < end


def _is_within(one: Stated, kind: Kind, history: Sequence[Stated], today: date) -> bool:
    """Whether the other status may have stood through all of it."""
    day, end = one.since.last, one.until.first if one.until else today
    if end < day:  # it is not known to have lasted
        end = day
    others = [each for each in history if each.kind == kind.within]
    for each in sorted(others, key=lambda each: each.since.first):
        until = each.until.last if each.until else date.max
        if each.since.first <= day <= until:
            day = until
            if day >= end:
                return True
    return False
