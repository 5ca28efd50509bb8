"""What is due before a meeting begins with it, moves with its day, and ends with it."""

from collections.abc import Sequence
from uuid import UUID

from alongside.accounts.models import Account
from alongside.record.clocks.ahead import Coming, comes_before, coming_rows
from alongside.record.models import Clock

from .clocks import Keeping, nothing_refused
from .settling_clocks import in_turn

OFF = "The meeting was called off"
HELD = "The meeting was held"
WHY = "A meeting is arranged for that day"


def keep_ahead(*, person_id: UUID, coming: Sequence[Coming], why: str, by: Account) -> None:
    """Lay what is due before meetings beside those that are arranged, the next one first.

    `why` is said of what stops. Nothing is refused by it.
    """
    with nothing_refused():
        in_turn(person_id)
        _keep(person_id, coming, why, by)


def _keep(person_id: UUID, coming: Sequence[Coming], why: str, by: Account) -> None:
    every = {key for row in coming_rows() for key in row.starts}
    found = Clock.objects.filter(person_id=person_id, rule__in=every).exclude(begun_why="")
    clocks = list(found.order_by("pk").select_for_update(of=("self",)))
    due = Clock.objects.filter(person_id=person_id, done_on=None, ended_at=None)
    still_open = set(due.values_list("rule", flat=True))
    wanted: dict[str, Coming] = {}
    for one in coming:
        for key in comes_before(one.kind, still_open):
            wanted.setdefault(key, one)
    keeping = Keeping(None, person_id, None, clocks, by, why=WHY)
    for clock in [one for one in clocks if not one.is_over]:
        if (to := wanted.get(clock.rule)) is None:
            keeping.stop(clock, why)
        else:
            keeping.move(clock, to.day)
    for key, one in wanted.items():
        if not any(clock.rule == key and _stands(clock, one) for clock in clocks):
            keeping.begin(key, one.day)
    keeping.tell()


def _stands(clock: Clock, coming: Coming) -> bool:
    """Open, or done or stopped by hand for this very meeting."""
    if not clock.is_over:
        return True
    return clock.ended_why not in (OFF, HELD) and coming.is_on(clock.started_on)
