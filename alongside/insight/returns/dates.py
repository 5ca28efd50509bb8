"""Days as tables have them: ISO, 27/03/2008, 27 Mar 2008, or the number that Excel keeps."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from alongside.foundation.days import MONTHS, When

ISO = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?", re.ASCII
)
SIGNS = re.compile(
    r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?", re.ASCII
)
WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4}|\d{2})", re.ASCII)
WORDS_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}|\d{2})", re.ASCII)
MONTH = re.compile(r"([A-Za-z]{3,9})\.? (\d{4})", re.ASCII)
YEAR = re.compile(r"(?:about |c\.? ?|circa )?((?:18|19|20)\d{2})", re.ASCII | re.IGNORECASE)
SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
EXCEL_BEGINS = date(1899, 12, 30)  # of Excel's day numbers, with its leap year that never was
NOBODY_BORN = date(1900, 1, 1)  # what other systems write where they know no day

NO_DAY = "This is not a day that we can read."
TWO_DIGITS = (
    "The year has two digits, and could be of either century. Say in the mapping from which year "
    "on they count: “two digit years: 1930”."
)
MONTH_FIRST = (
    "There is no month of that number. If the table has the month before the day, say so in the "
    "mapping: “days: month first”."
)


class NotADayError(Exception):
    """What stands there is no day; the message is the sentence that says why."""


@dataclass(frozen=True)
class Days:
    """How a table writes its days."""

    is_month_first: bool = False
    two_digits_from: int | None = None  # 1930: of 1930 to 2029

    def read(self, text: str) -> When | None:
        """The day that stands there; None where other systems write one that they do not know."""
        found = self._read(" ".join(text.split()))
        return None if found.day == NOBODY_BORN and found.precision == "day" else found

    def _read(self, text: str) -> When:
        if found := ISO.fullmatch(text):
            return _day(int(found[1]), int(found[2]), int(found[3]))
        if found := SIGNS.fullmatch(text):
            one, two = int(found[1]), int(found[2])
            day, month = (two, one) if self.is_month_first else (one, two)
            if month > 12 >= day and not self.is_month_first:
                raise NotADayError(MONTH_FIRST)
            return _day(self._year(found[3]), month, day)
        if found := WORDS.fullmatch(text):
            return _day(self._year(found[3]), _month(found[2]), int(found[1]))
        if found := WORDS_FIRST.fullmatch(text):
            return _day(self._year(found[3]), _month(found[1]), int(found[2]))
        if YEAR.fullmatch(text) or SERIAL.fullmatch(text):
            return _less_exact(text)
        if found := MONTH.fullmatch(text):
            return When(_day(int(found[2]), _month(found[1]), 1).day, "month")
        raise NotADayError(NO_DAY)

    def _year(self, text: str) -> int:
        if len(text) == 4:
            return int(text)
        if self.two_digits_from is None:
            raise NotADayError(TWO_DIGITS)
        year = self.two_digits_from // 100 * 100 + int(text)
        return year if year >= self.two_digits_from else year + 100


def _less_exact(text: str) -> When:
    if found := YEAR.fullmatch(text):
        is_about = not text[0].isdigit()
        return When(date(int(found[1]), 1, 1), "about" if is_about else "year")
    return When(EXCEL_BEGINS + timedelta(days=int(float(text))), "day")


def _month(name: str) -> int:
    small = name.casefold().rstrip(".")
    short = "sep" if small == "sept" else small
    for number, month in enumerate(MONTHS, 1):
        if month.casefold().startswith(short) and len(short) >= 3:
            return number
    raise NotADayError(NO_DAY)


def _day(year: int, month: int, day: int) -> When:
    try:
        return When(date(year, month, day), "day")
    except ValueError as error:
        raise NotADayError(NO_DAY) from error
