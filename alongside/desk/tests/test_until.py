"""Until when a grant holds, to staff: the last day on which it does, as the others read it too."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from alongside.accounts.models import FOR_EVER
from alongside.desk import saying
from alongside.foundation.days import LONDON, in_words
from alongside.people.models import Basis, Grant


def test_what_ends_at_midnight_holds_until_the_day_before() -> None:
    today = timezone.localdate()

    def until(end: datetime, basis: str = Basis.PARTNER) -> str:
        return saying.until(Grant(starts=timezone.now(), until=end, basis=basis))

    def at(days: int, hour: int = 0) -> datetime:
        return datetime.combine(today + timedelta(days=days), time(hour), LONDON)

    assert until(at(5)).endswith(f"until {in_words(today + timedelta(days=4))}.")
    assert until(at(5, 12)).endswith(f"until {in_words(today + timedelta(days=5))}.")
    assert until(at(1, 2), Basis.BREAK_GLASS).endswith(
        f"until 02:00 on {in_words(today + timedelta(days=1))}."
    )
    assert until(FOR_EVER).endswith("until somebody ends it.")
