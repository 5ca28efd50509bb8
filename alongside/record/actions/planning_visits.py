"""A worker says for when a visit that is due is planned, moves it, or takes that back."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import When
from alongside.people.access import not_on_a_visit
from alongside.record.access.clocks import said_of
from alongside.record.access.planned import is_visit, planned_of
from alongside.record.models import Clock, ClockWords

from .settling_clocks import OVER, locked

FARTHEST = timedelta(days=366)


@transaction.atomic
def plan_visit(
    *, clock: Clock, starts: When | None = None, is_planned: bool = True, by: Account
) -> Clock:
    """It is planned for a day and a time, in place of what was said before; or not any more."""
    one = locked(clock, by)
    not_on_a_visit(one.person_id)
    if one.is_over:
        raise ValidationError(OVER)
    if not is_visit(one):
        raise ValidationError("What is due here is no visit.")
    before = planned_of(said_of(one))
    stands = before if before and before.starts_at else None
    at = _to_come(starts) if is_planned else None
    if at == (stands.starts_at if stands else None):  # pressed twice
        return one
    ClockWords.objects.create(
        clock=one,
        what=ClockWords.What.PLANNED if at else ClockWords.What.NOT_SO,
        planned_for=at,
        instead_of=stands.line if stands else None,
        by=by,
    )
    noted = "visit planned" if at else "visit not planned"
    trail.note(noted, on=one, about=[one.person_id], by=by, detail={"withheld": True})
    return one


def _to_come(starts: When | None) -> datetime:
    if starts is None:
        raise ValidationError({"starts": "Say on which day and when, such as 27 March 2026, 2pm."})
    at, now = starts.earliest, timezone.now()
    if not isinstance(at, datetime):
        raise ValidationError({"starts": "Say at what time, such as 27 March 2026, 2pm."})
    if at <= now:
        wrong = f"{starts.words()} is past. If the visit was made, write it down as a note."
        raise ValidationError({"starts": wrong})
    if at > now + FARTHEST:
        wrong = f"{starts.words()} is more than a year away. Look at the day again."
        raise ValidationError({"starts": wrong})
    return at
