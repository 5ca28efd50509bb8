"""Days and times: England's working days, dates as people write them, and dates in words."""

import difflib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

import holidays
from django.core.exceptions import ValidationError

Precision = Literal["time", "day", "month", "year", "about"]

LONDON = ZoneInfo("Europe/London")
MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
EARLIEST_YEAR, LATEST_YEAR = 1850, 2199
LONGEST = 80  # nobody writes a date longer than this, and nothing below has to read more


# Working days


@lru_cache(maxsize=512)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a year, those moved or added by proclamation included."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date, closed: Collection[date] = ()) -> bool:
    """Monday to Friday, no bank holiday in England, and none of a council's own closed days."""
    return day.weekday() < 5 and day not in bank_holidays(day.year) and day not in closed


def working_days_after(day: date, n: int, closed: Collection[date] = ()) -> date:
    """The nth working day after `day`; counting starts on the next working day.

    Working Together and the CIN census count this way. With n = 0 it is `day` itself.
    """
    if n < 0:
        raise ValueError("Working days are counted forwards: n cannot be below 0.")
    while n:
        day += timedelta(days=1)
        n -= is_working_day(day, closed)
    return day


def working_day_from(day: date, closed: Collection[date] = ()) -> date:
    """`day` if it is a working day, or else the next one (a reply due on a Sunday: Monday)."""
    return day if is_working_day(day, closed) else working_days_after(day, 1, closed)


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and with `end`; below 0 if end is earlier."""
    if end < start:
        return -working_days_between(end, start)
    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day) for day in days)


# In words


def in_words(day: date) -> str:
    """27 March 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def time_in_words(moment: time) -> str:
    """2pm, 4.30pm, midday, midnight."""
    if (moment.hour, moment.minute) in {(0, 0), (12, 0)}:
        return "midday" if moment.hour else "midnight"
    minutes = f".{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def ago(day: date, today: date) -> str:
    """How far `day` is from `today`: "yesterday", "nearly 3 weeks ago", "in 8 days"."""
    near = {0: "today", 1: "yesterday", -1: "tomorrow"}
    distance = (today - day).days
    if distance in near:
        return near[distance]
    long = _how_long(min(day, today), max(day, today))
    return f"{long} ago" if distance > 0 else f"in {long}"


def _how_long(start: date, end: date) -> str:
    """Days up to a fortnight, weeks up to 8, months up to 2 years, then years."""
    days = (end - start).days
    if days < 14:
        return "a week" if days == 7 else _count(days, "day")
    if days < 56:
        weeks, over = divmod(days, 7)
        return f"nearly {_count(weeks + 1, 'week')}" if over >= 5 else _count(weeks, "week")
    months = _months(start, end)
    if months < 24:
        return "a year" if months == 12 else _count(months, "month")
    return _count(months // 12, "year")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _months(start: date, end: date) -> int:
    """Whole calendar months from start to end."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def age(born: date, today: date) -> int:
    """Age in whole years. Somebody born on 29 February turns a year older on 1 March."""
    if born > today:
        raise ValueError("Nobody has an age before they are born.")
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def age_in_words(born: date, today: date) -> str:
    """Age as people say it: "5 days", "3 weeks", "7 months", and from the second birthday "68"."""
    if born > today:
        return "not born yet"
    days = (today - born).days
    if days == 0:
        return "born today"
    if days < 14:
        return _count(days, "day")
    if (months := _months(born, today)) < 3:
        return _count(days // 7, "week")
    return _count(months, "month") if months < 24 else str(age(born, today))


# Dates as people write them


@dataclass(frozen=True)
class When:
    """When something happened, as exactly as it is known and no more.

    `earliest` is the first day that it can have been; with precision "time" it is a datetime
    in Europe/London. "about" stands beside a year, and no more than a year.
    """

    earliest: date
    precision: Precision

    @property
    def day(self) -> date:
        """The first day that it can have been, never a datetime (for sorting and for columns)."""
        return self.earliest.date() if isinstance(self.earliest, datetime) else self.earliest

    @property
    def clock(self) -> time | None:
        """The time on the clock in London, where it is known."""
        return self.earliest.time() if isinstance(self.earliest, datetime) else None

    @property
    def latest(self) -> date:
        """The last day that it can have been; "about" says no more than the year."""
        if self.precision in {"year", "about"}:
            return date(self.day.year, 12, 31)
        if self.precision == "month":
            return date(self.day.year, self.day.month, _days_in(self.day.year, self.day.month))
        return self.day

    def words(self) -> str:
        """27 March 2026, 2pm · 27 March 2026 · March 2026 · 2019 · about 2019."""
        if self.clock is not None:
            return f"{in_words(self.day)}, {time_in_words(self.clock)}"
        if self.precision == "month":
            return f"{MONTHS[self.day.month - 1]} {self.day.year}"
        year = str(self.day.year)
        return {"year": year, "about": f"about {year}"}.get(self.precision, in_words(self.day))


def parse_day(text: str, *, today: date) -> date:
    """The day that somebody wrote: "27 March 2026", "27/3/26", "2026-03-27", "yesterday", "Monday".

    A weekday is the last one up to today. Raises ValidationError with a sentence that says what
    is wrong and, where it can, what was probably meant. Days to come are left to the caller.
    """
    words = _tidied(text)
    if not words:
        raise _wrong("Write a day, such as 27 March 2026.", "required")
    if (day := _spoken(words, today)) is not None:
        return day
    words, weekday = _without_weekday(words)
    day = _written(words, today)
    if weekday is not None and day.weekday() != weekday:
        raise _wrong(
            f"{in_words(day)} is a {WEEKDAYS[day.weekday()]}, not a {WEEKDAYS[weekday]}. "
            "Which of the two is right?"
        )
    return day


def parse_when(text: str, *, today: date) -> When:
    """A day, a day and time, a month, a year or "about" a year; ValidationError as `parse_day`."""
    words = _tidied(text)
    if about := re.fullmatch(r"(?:about|around|approximately|roughly|circa|c\.?) ?(.+)", words):
        return When(date(_year_alone(about[1]), 1, 1), "about")
    if re.fullmatch(r"\d{4}", words):
        return When(date(_year(words, today), 1, 1), "year")
    if (month := _month_alone(words, today)) is not None:
        return When(month, "month")
    rest, clock = _split_time(words)
    day = parse_day(rest, today=today)
    return When(_moment(day, clock), "time") if clock else When(day, "day")


def must_not_be_after(day: date, latest: date, *, what: str = "today") -> date:
    """`day` again, unless it comes after `latest`: then a ValidationError that names both."""
    if day > latest:
        raise _wrong(
            f"{in_words(day)} has not come yet. Write a day up to {what}, {in_words(latest)}."
            if what == "today"
            else f"{in_words(day)} is after {what}. Write a day up to {in_words(latest)}.",
            "too-late",
        )
    return day


def _wrong(sentence: str, code: str = "invalid") -> ValidationError:
    return ValidationError(sentence, code=code)


_HOW = "Write the day like this: 27 March 2026, or 27/3/2026."


def _tidied(text: str) -> str:
    """Small letters, single spaces, no commas, no "the", "of", "on" and no "th" behind a number."""
    if len(text) > LONGEST:
        raise _wrong(f"That is too long for a date. {_HOW}")
    words = unicodedata.normalize("NFKC", text).casefold().replace(",", " ")
    words = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", words)
    words = re.sub(r"\b(the|of|on)\b", " ", words)
    return " ".join(words.split()).rstrip(".")


def _spoken(words: str, today: date) -> date | None:
    """Today, yesterday, Monday, last Monday, next Monday, 3 days ago."""
    near = {"today": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2}
    if words in near:
        return today + timedelta(days=near[words])
    if past := re.fullmatch(r"(\d{1,3}|a|an|one) (day|week)s? ago", words):
        number = int(past[1]) if past[1].isdigit() else 1
        return today - timedelta(days=number * (7 if past[2] == "week" else 1))
    side, _, name = words.rpartition(" ")
    weekday = _weekday(name)
    if weekday is None or side not in {"", "last", "this", "next"}:
        return None
    back = (today.weekday() - weekday) % 7
    if side == "next":
        return today + timedelta(days=7 - back)
    return today - timedelta(days=back or 7 if side == "last" else back)


def _weekday(word: str) -> int | None:
    """The number of a weekday, from its name or its first three letters or more (tue, thurs)."""
    names = [n for n, day in enumerate(WEEKDAYS) if day.casefold().startswith(word.rstrip("."))]
    return names[0] if len(word) >= 3 and len(names) == 1 else None


def _without_weekday(words: str) -> tuple[str, int | None]:
    first, _, rest = words.partition(" ")
    weekday = _weekday(first) if rest else None
    return (words, None) if weekday is None else (rest, weekday)


def _written(words: str, today: date) -> date:
    """A day in figures or with its month in letters."""
    parts = [part for part in re.split(r"[\s/.\-]+", words) if part]
    letters = [part for part in parts if part.isalpha()]
    if len(parts) == 2 and len(letters) == 1:
        raise _which_year(parts, letters[0], today)
    if len(parts) != 3 or len(letters) > 1:
        raise _wrong(f"We cannot read that as a day. {_HOW}")
    if letters:
        return _with_letters(parts, letters[0], today)
    if not all(re.fullmatch(r"\d{1,4}", part) for part in parts):
        raise _wrong(f"We cannot read that as a day. {_HOW}")
    if len(parts[0]) > 2:
        parts.reverse()
    return _made(int(parts[0]), int(parts[1]), _year(parts[2], today))


def _with_letters(parts: list[str], name: str, today: date) -> date:
    """27 March 2026, March 27 2026 or 2026 March 27: the letters say which is the month."""
    month = _month(name)
    first, last = (part for part in parts if part != name)
    if len(first) > 2:
        first, last = last, first
    if not re.fullmatch(r"\d{1,2}", first) or not last.isdecimal():
        raise _wrong(f"We cannot read that as a day. {_HOW}")
    return _made(int(first), month, _year(last, today))


def _which_year(parts: list[str], name: str, today: date) -> ValidationError:
    """27 March alone is never guessed at; the error offers the last one that there was."""
    month, number = _month(name), next(part for part in parts if part != name)
    if not re.fullmatch(r"\d{1,2}", number):
        return _wrong(f"Which day in {MONTHS[month - 1]}? {_HOW}")
    _made(int(number), month, 2024)  # says what is wrong with 31 November before asking its year
    years = [y for y in range(today.year, today.year - 9, -1) if int(number) <= _days_in(y, month)]
    days = [date(year, month, int(number)) for year in years]
    past = next(day for day in days if day <= today)
    return _wrong(f"Which year? Write it out, such as {in_words(past)}.", "no-year")


def _month(name: str) -> int:
    """The number of a month, from its name or its first three letters or more (sept)."""
    found = [n for n, month in enumerate(MONTHS, 1) if month.casefold().startswith(name)]
    if len(name) >= 3 and len(found) == 1:
        return found[0]
    close = difflib.get_close_matches(name.title(), MONTHS, n=1)
    meant = f"Did you mean {close[0]}?" if close else _HOW
    raise _wrong(f"There is no month called “{name[:20]}”. {meant}")


def _month_alone(words: str, today: date) -> date | None:
    """March 2026 or 3/2026; a month's year has four figures, since Mar 26 is a day."""
    if found := re.fullmatch(r"([^\W\d_]{3,})\.? (\d{4})", words):
        return date(_year(found[2], today), _month(found[1]), 1)
    if found := re.fullmatch(r"(\d{1,2})[/.\- ](\d{4})", words):
        if not 1 <= int(found[1]) <= 12:
            raise _wrong(
                f"There is no month {int(found[1])}. Write the month like this: March 2026."
            )
        return date(_year(found[2], today), int(found[1]), 1)
    return None


def _year_alone(words: str) -> int:
    if re.fullmatch(r"\d{4}", words):
        return _year(words, date.min)
    raise _wrong("We can keep “about” with a year only. Write about 2019, or March 2019.")


def _year(figures: str, today: date) -> int:
    """A year in four figures; two figures are at most ten years ahead, or else in the past."""
    if len(figures) == 2:
        year = today.year // 100 * 100 + int(figures)
        return year - 100 if year > today.year + 10 else year
    if len(figures) != 4 or not EARLIEST_YEAR <= int(figures) <= LATEST_YEAR:
        raise _wrong(f"The year {figures[:8]} cannot be right. Write four figures, such as 2026.")
    return int(figures)


def _days_in(year: int, month: int) -> int:
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day


def _made(day: int, month: int, year: int) -> date:
    """The date, or a ValidationError that names the part that is wrong and what may be meant."""
    if not 1 <= month <= 12:
        swapped = 1 <= day <= 12 and 1 <= month <= _days_in(year, day)
        meant = f"Did you mean {in_words(date(year, day, month))}?" if swapped else _HOW
        raise _wrong(f"There is no month {month}. {meant}")
    last, name = _days_in(year, month), MONTHS[month - 1]
    if 1 <= day <= last:
        return date(year, month, day)
    if day not in {29, 30, 31}:
        raise _wrong(f"There is no {day} {name}. {name} goes from 1 to {last}.")
    leap = f" {year}" if (day, month) == (29, 2) else ""
    raise _wrong(f"{day} {name}{leap} does not exist. Did you mean {last} {name}{leap}?")


def _split_time(words: str) -> tuple[str, time | None]:
    """What is written, less a time at its end: at 2, 2pm, 4.30pm, 14:30, noon, midnight."""
    if found := re.fullmatch(r"(.+?) (?:at )?(noon|midday|midnight)", words):
        return found[1], time(0 if found[2] == "midnight" else 12)
    pattern = r"(.+?) (at )?(\d{1,2})(?:([:.])(\d{2}))? ?([ap]\.?m)?"
    found = re.fullmatch(pattern, words)
    if not found or not (found[2] or found[4] == ":" or found[6]):
        return words, None
    return found[1], _clock(int(found[3]), int(found[5] or 0), (found[6] or "").replace(".", ""))


def _clock(hour: int, minute: int, half: str) -> time:
    if minute > 59 or hour > (12 if half else 23) or (half and hour == 0):
        raise _wrong("There is no such time. Write it like this: 2pm, 4.30pm or 14:30.")
    return time(hour % 12 + (12 if half == "pm" else 0) if half else hour, minute)


def _moment(day: date, clock: time) -> datetime:
    """That time in London; the hour that the clocks skip in spring does not exist."""
    moment = datetime.combine(day, clock, LONDON)
    if moment.astimezone(UTC).astimezone(LONDON).time() != clock:
        raise _wrong(
            f"{time_in_words(clock)} on {in_words(day)} does not exist: "
            "the clocks went forward. Write an hour later."
        )
    return moment
