"""Until when somebody may look: the last day on which it holds, as people say it."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from alongside.accounts.models import FOR_EVER
from alongside.foundation.days import LONDON, in_words
from alongside.portal import saying


def test_what_ends_at_midnight_holds_until_the_day_before() -> None:
    today = timezone.localdate()

    def at(days: int, hour: int = 0) -> datetime:
        return datetime.combine(today + timedelta(days=days), time(hour), LONDON)

    assert saying.until(at(5)) == f"Until {in_words(today + timedelta(days=4))}."
    assert saying.until(at(5, 12)) == f"Until {in_words(today + timedelta(days=5))}."
    assert saying.until(at(1)) == f"Until {in_words(today)}."
    assert saying.until(at(0, 14)) == "Until 14:00 today."
    assert saying.until(FOR_EVER) == "Until it is no longer needed."
