"""For when a visit that is due is planned, as it was said last."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from alongside.foundation.content import ContentError
from alongside.record.clocks import rule_of
from alongside.record.models import Clock, ClockWords

What = ClockWords.What


@dataclass(frozen=True)
class Planned:
    """What was said last: for when, or that it is not planned any more."""

    line: ClockWords
    starts_at: datetime | None

    @property
    def said_at(self) -> datetime:
        """When it was said."""
        return self.line.at


def is_visit(clock: Clock) -> bool:
    """Whether what is due is a visit, by its rule."""
    try:
        rule = rule_of(clock.rule, clock.started_on)
    except ContentError:  # a slip in a file closes nobody's page
        return False
    return rule is not None and rule.is_visit


def planned_of(said: Iterable[ClockWords]) -> Planned | None:
    """The same of one clock, from all that was said of it, oldest first; none if it never was."""
    every = list(said)
    plans = {one.pk for one in every if one.what == What.PLANNED}
    ours = [one for one in every if one.pk in plans or one.instead_of_id in plans]
    return Planned(ours[-1], ours[-1].planned_for) if ours else None


def planned_among(clocks: Collection[Clock]) -> dict[UUID, Planned]:
    """The same of several, by clock: one question, and none where no visit is among them."""
    visits = [one.pk for one in clocks if is_visit(one)]
    if not visits:
        return {}
    found = ClockWords.objects.filter(clock_id__any=visits)  # one statement, however many
    found = found.filter(Q(what=What.PLANNED) | Q(instead_of__what=What.PLANNED))
    return {one.clock_id: Planned(one, one.planned_for) for one in found.order_by("at", "pk")}
