"""Counting: by when something is due, and in words how that day was reached."""

from calendar import monthrange
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from alongside.foundation.days import (
    LONDON,
    MONTHS,
    WEEKDAYS,
    bank_holidays,
    in_words,
    is_working_day,
    time_in_words,
    working_day_from,
    working_days_after,
)

from .rule import Change, Length, Rule

NAMED = 8  # days left out that are named one by one


class CannotCount(Exception):
    """What was given does not lead to a day; the sentence says what to do."""


@dataclass(frozen=True)
class Pause:
    """The time stood still from one day until another came."""

    since: date
    until: date


@dataclass(frozen=True)
class Due:
    """By when, when to be reminded, and step by step how it was counted."""

    rule: Rule
    due_on: date
    due_at: datetime | None  # of what is counted in hours, in London
    warn_on: date | None
    how: tuple[str, ...]

    def words(self) -> str:
        """Thursday 7 January 2027 · Monday 26 October 2026, 3pm."""
        return _moment(self.due_at) if self.due_at else _day(self.due_on)


def due(
    rule: Rule,
    start: date,
    *,
    is_extended: bool = False,
    longer_to: date | None = None,
    longer_by: Change | None = None,
    pauses: Sequence[Pause] = (),
    closed: Collection[date] = (),
) -> Due:
    """Count from `start`: a day, or the moment of what is counted in hours.

    `closed` are a council's own closed days; they count only for rules that are its own. What was
    given longer to a day ends on it: not before the time itself is over, and not after the longest
    that the rule lets it be, for the reason `longer_by` or its first. A pause that begins when the
    time was over already moves nothing, and the steps say so. Raises CannotCount with a sentence
    where the rule knows no such extension or pause.
    """
    length, longer = _length(rule, is_extended, longer_by)
    closed = closed if rule.is_council_calendar else ()
    if length.unit == "hour":
        return _hours(rule, start, length, longer)
    day = start.astimezone(LONDON).date() if isinstance(start, datetime) else start
    how = [f"It counts from {_day(day)}: {rule.starts_words}.", *longer]
    try:
        end, counted = _counted(rule, day, length, closed)
        how += counted
        ordered = _in_order(rule, day, pauses)
        end, bears = _stood_still(rule, end, ordered, closed)
        if bears:
            still = _length_of(rule, bears, closed)
            how.append(f"The time stood still for {still}. That leads to {_day(end)}.")
        if rule.moves_on and not is_working_day(end, closed):
            why, end = _why_not_worked(end, closed), working_day_from(end, closed)
            how.append(f"That is {why}, so it moves on to {_day(end)}.")
        if longer_to is not None:
            within = [one for one in pauses if one.since <= max(end, longer_to)]
            longest = due(
                rule, start, is_extended=True, longer_by=longer_by, pauses=within, closed=closed
            )
            how += _given(longer_by or rule.change("extend"), longer_to, end, longest.due_on)
            end = max(end, min(longer_to, longest.due_on))
        how += [_moves_nothing(one, end) for one in ordered[len(bears) :]]
        return Due(rule, end, None, warned(rule, day, end, closed), tuple(how))
    except (OverflowError, ValueError) as error:
        raise CannotCount("That day is too far from now to count from.") from error


def _length(rule: Rule, is_extended: bool, longer_by: Change | None) -> tuple[Length, list[str]]:
    if not is_extended:
        return rule.length, []
    change = longer_by or rule.change("extend")
    if change is None or change.by is None:
        raise CannotCount("This time cannot be made longer.")
    length = Length(rule.length.number + change.by.number, rule.length.unit)
    return length, [f"It is longer by {change.by}: {change.because}. That makes {length}."]


def _given(change: Change | None, to: date, end: date, most: date) -> list[str]:
    """The day that was given, as it was given, and whether it is that day."""
    because = f": {change.because}" if change else ""
    how = [
        f"It was given longer, to {_day(to)}{because}. The rule lets it be {_day(most)} at most."
    ]
    if to <= end:
        how.append(f"That is not after {_day(end)}, so it changes nothing.")
    elif to > most:
        how.append(f"So it is due on {_day(most)}.")
    return how


def _moves_nothing(pause: Pause, end: date) -> str:
    """A pause that began in the longer time, or when all of it was over."""
    days = f"That it stood still from {in_words(pause.since)} until {in_words(pause.until)}"
    if pause.since <= end:
        return f"{days} does not move the day to which it was given longer."
    return f"{days} does not count: it was due on {_day(end)}, before that."


# Days ---------------------------------------------------------------------------------------------


def _counted(
    rule: Rule, day: date, length: Length, closed: Collection[date]
) -> tuple[date, list[str]]:
    """The day that the length alone leads to, and the steps."""
    if rule.is_before:
        end = _back(day, length, closed)
        return end, [f"{length} before is {_day(end)}.", *_left_out(length, end, day, closed)]
    if rule.first_day == "same day":
        day = working_day_from(day, closed) if length.unit == "working day" else day
        end = _on(day, _one_less(length), closed)
        how = [f"{_day(day)} is the first day that counts."]
    else:
        end = _on(day, length, closed)
        how = _first_day(rule, day, closed)
    how += [f"{str(length).capitalize()} on is {_day(end)}.{_short_month(day, end, length)}"]
    return end, how + _left_out(length, day, end, closed)


def _first_day(rule: Rule, day: date, closed: Collection[date]) -> list[str]:
    if rule.first_day == "next working day":
        return [f"The first day that counts is the next working day, {_next(day, closed)}."]
    if rule.first_day == "next day":
        return [f"The first day that counts is the next day, {_day(day + timedelta(days=1))}."]
    return ["Months lead to the same day of a later month."]


def _next(day: date, closed: Collection[date]) -> str:
    return _day(working_days_after(day, 1, closed))


def _one_less(length: Length) -> Length:
    """What is left after the first day, which is counted."""
    if length.unit == "week":
        return Length(length.number * 7 - 1, "calendar day")
    return Length(length.number - 1, length.unit)


def _on(day: date, length: Length, closed: Collection[date]) -> date:
    if length.unit == "working day":
        return working_days_after(day, length.number, closed)
    if length.unit == "month":
        return months_after(day, length.number)
    return day + timedelta(days=length.number * (7 if length.unit == "week" else 1))


def _back(day: date, length: Length, closed: Collection[date]) -> date:
    if length.unit == "month":
        return months_after(day, -length.number)
    if length.unit != "working day":
        return day - timedelta(days=length.number * (7 if length.unit == "week" else 1))
    left = length.number
    while left:
        day -= timedelta(days=1)
        left -= is_working_day(day, closed)
    return day


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has none (31 January: February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _in_order(rule: Rule, start: date, pauses: Sequence[Pause]) -> list[Pause]:
    """The pauses, the first of them first; CannotCount where they cannot all be."""
    if not pauses:
        return []
    if rule.change("pause") is None:
        raise CannotCount("This time cannot stand still.")
    ordered = sorted(pauses, key=lambda one: one.since)
    if any(one.until < one.since for one in ordered) or ordered[0].since < start:
        raise CannotCount("A pause begins after the start, and ends after it began.")
    if any(two.since < one.until for one, two in pairwise(ordered)):
        raise CannotCount("Two pauses overlap. Give each day once.")
    return ordered


def _stood_still(
    rule: Rule, plain: date, ordered: Sequence[Pause], closed: Collection[date]
) -> tuple[date, list[Pause]]:
    """Where the pauses lead, each after those before it, and which of them count.

    Time that is over does not stand still: it ends there, whatever is said of later days.
    """
    end, bears = plain, list[Pause]()
    for one in ordered:
        if one.since > (working_day_from(end, closed) if rule.moves_on else end):
            break
        bears.append(one)
        end = _on(plain, _length_of(rule, bears, closed), closed)
    return end, bears


def _length_of(rule: Rule, pauses: Sequence[Pause], closed: Collection[date]) -> Length:
    """How long the time stood still, in days of the sort that the rule counts."""
    days = [
        one.since + timedelta(days=n)
        for one in pauses
        for n in range(1, (one.until - one.since).days + 1)
    ]
    if rule.length.unit != "working day":
        return Length(len(days), "calendar day")
    return Length(sum(is_working_day(day, closed) for day in days), "working day")


def warned(rule: Rule, start: date, end: date, closed: Collection[date]) -> date | None:
    """When to be reminded: never before it began."""
    if rule.warn is None:
        return None
    closed = closed if rule.is_council_calendar else ()
    return end if end < start else max(start, _back(end, _in_days(rule.warn), closed))


def warned_up_to(rule: Rule, day: date, closed: Collection[date]) -> date:
    """The last day by which something may be due, for a rule that wants a reminder of it today."""
    if rule.warn is None:
        return day
    return _on(day, _in_days(rule.warn), closed if rule.is_council_calendar else ())


def _in_days(length: Length) -> Length:
    """Hours before a day that is known without its time: the days in which they lie."""
    return Length(-(-length.number // 24), "calendar day") if length.unit == "hour" else length


# Hours --------------------------------------------------------------------------------------------


def _hours(rule: Rule, start: date, length: Length, longer: list[str]) -> Due:
    """Hours run through nights, weekends and the change of the clocks: they are counted as such."""
    if not isinstance(start, datetime):
        raise CannotCount(
            "This is counted in hours. Give the time too, such as 27 March 2026 4.30pm."
        )
    if start.tzinfo is None:
        start = start.replace(tzinfo=LONDON)
    began, hours = start.astimezone(LONDON), timedelta(hours=length.number)
    end = (began.astimezone(UTC) + hours).astimezone(LONDON)
    how = [
        f"It counts from {_moment(began)}: {rule.starts_words}.",
        *longer,
        f"Hours run through nights, weekends and bank holidays. {length} on is {_moment(end)}.",
    ]
    if began.utcoffset() != end.utcoffset():
        how.append("The clocks change in between, so the hour on the clock is another one.")
    warn = rule.warn
    early = end - timedelta(hours=warn.number) if warn and warn.unit == "hour" else None
    return Due(rule, end.date(), end, early.date() if early else None, tuple(how))


# In words -----------------------------------------------------------------------------------------


def _left_out(length: Length, start: date, end: date, closed: Collection[date]) -> list[str]:
    """Which days on the way did not count."""
    if length.unit != "working day":
        return []
    years = range(start.year, end.year + 1)
    off = {day for year in years for day in bank_holidays(year)} | set(closed)
    passed = sorted(day for day in off if start <= day <= end and day.weekday() < 5)
    if not passed:
        return ["Left out: Saturdays and Sundays. No bank holiday lies in between."]
    named = ", ".join(in_words(day) for day in passed) if len(passed) <= NAMED else len(passed)
    return [f"Left out: Saturdays, Sundays and days not worked on in England ({named})."]


def _short_month(start: date, end: date, length: Length) -> str:
    if length.unit != "month" or end.day == start.day:
        return ""
    last = {29: "29th", 30: "30th", 31: "31st"}[start.day]
    return f" {MONTHS[end.month - 1]} has no {last}, so it is the last day of the month."


def _why_not_worked(day: date, closed: Collection[date]) -> str:
    if day.weekday() >= 5:
        return f"a {WEEKDAYS[day.weekday()]}"
    return "a day on which the council is closed" if day in closed else "a bank holiday"


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {in_words(day)}"


def _moment(moment: datetime) -> str:
    return f"{_day(moment.date())}, {time_in_words(moment.time())}"
