"""Days of the demo council, all counted from the day on which it is loaded."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from alongside.foundation.days import LONDON, is_working_day


@dataclass(frozen=True)
class Calendar:
    """Today, and every other day as so many days before or after it."""

    today: date

    @classmethod
    def now(cls) -> "Calendar":
        """The calendar of this day, in England."""
        return cls(timezone.localdate())

    def day(self, back: int) -> date:
        """The day so many days ago; days to come are below nought."""
        return self.today - timedelta(days=back)

    def workday(self, back: int) -> date:
        """The same, or the last working day before it: offices are shut at weekends."""
        day = self.day(back)
        while not is_working_day(day):
            day -= timedelta(days=1)
        return day

    def at(self, back: int, hour: int, minute: int = 0, *, works: bool = True) -> datetime:
        """A moment on that day, by the clock in England, and never one that is still to come."""
        day = self.workday(back) if works else self.day(back)
        moment = datetime.combine(day, time(hour, minute), tzinfo=LONDON)
        return min(moment, timezone.now() - timedelta(minutes=5))

    def hour(self, back: int, dice: Random) -> datetime:
        """Some moment of that working day, on a quarter of an hour."""
        return self.at(back, dice.randrange(9, 16), dice.choice((0, 15, 30, 45)))
