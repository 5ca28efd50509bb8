"""How well two days of birth fit, each as exactly as it is known and no more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from alongside.foundation.days import When, in_words

from . import facts as rules
from .likeness import distance
from .models import Fact, FactKind, Known, Person

LEEWAY = 2  # years that an estimate may be wrong by, on either side


@dataclass(frozen=True)
class Born:
    """When somebody was born, and whether anybody is sure."""

    when: When
    is_estimated: bool = False

    @property
    def day(self) -> date:
        """The first day that is meant."""
        return self.when.day

    @property
    def is_exact(self) -> bool:
        """Whether one day is meant, and no other."""
        return self.when.precision == "day" and not self.is_estimated

    @property
    def years(self) -> int:
        """By how many years it may be wrong."""
        return LEEWAY if self.is_estimated or self.when.precision == "about" else 0

    def words(self) -> str:
        """14 March 1986 · March 1986 · about 1986 · about 14 March 1986."""
        words = self.when.words()
        return f"about {words}" if self.is_estimated and not words.startswith("about") else words


def born(day: date | When | None, is_estimated: bool = False) -> Born | None:
    """What was told; a date alone is the very day."""
    if day is None:
        return None
    return Born(day if isinstance(day, When) else When(day, "day"), is_estimated)


def born_of(person: Person, facts: Iterable[Fact]) -> Born | None:
    """When this person was born, as the fact says it, or as the lists have it."""
    fact = rules.latest(facts, FactKind.BIRTH)
    when = rules.when_of(fact.detail) if fact else None
    if fact and when and fact.known in (Known.KNOWN, Known.ESTIMATED):
        return Born(when, fact.known == Known.ESTIMATED)
    return born(person.born_on, person.birth_known == Person.BirthKnown.ESTIMATED)


def near_days(day: date) -> tuple[date, ...]:
    """The day, and the same with day and month the other way round."""
    if day.day > 12 or day.day == day.month:
        return (day,)
    return day, date(day.year, day.day, day.month)


def fit(wanted: Born | None, there: Born | None) -> tuple[int, str]:
    """Points for one person, or below nought against it; and why, in words."""
    if wanted is None or there is None:
        known = there or wanted
        return 1, f"known for one only, {known.words()}" if known else "not known for both"
    if wanted.when.precision == there.when.precision == "day" and (found := _days(wanted, there)):
        return found
    if not _may_meet(wanted, there):
        return -6, f"another, {there.words()}"
    if wanted.years or there.years:
        return 1, f"about the same, {there.words()}"
    both_month = "year" not in (wanted.when.precision, there.when.precision)
    return (2 if both_month else 1), f"may be the same, {there.words()}"


def _days(wanted: Born, there: Born) -> tuple[int, str] | None:
    """Two days beside each other: the same, or the same but for a slip of the pen."""
    if there.day == wanted.day:
        return 4, f"the same, {in_words(there.day)}"
    if there.day in near_days(wanted.day):
        return 3, f"day and month the other way round, {in_words(there.day)}"
    if distance(there.day.isoformat(), wanted.day.isoformat(), 1) <= 1:
        return 2, f"one figure different, {in_words(there.day)}"
    return None


def _may_meet(one: Born, other: Born) -> bool:
    """Whether both can be one day; where one is an estimate, within the years it may be wrong."""
    leeway = max(one.years, other.years)
    if leeway:
        return (
            one.when.day.year - leeway <= other.when.latest.year
            and other.when.day.year - leeway <= one.when.latest.year
        )
    return one.day <= other.when.latest and other.day <= one.when.latest
