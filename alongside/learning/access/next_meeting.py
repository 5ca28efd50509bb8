"""When the circles that somebody is in meet next, and what has changed about that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, Case, Q, QuerySet, When
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation.actor import Actor
from alongside.learning.models import Circle, Member

from .circles import circle_to_view

HOUR = timedelta(hours=1)  # nobody is asked how long it lasts, and a calendar needs an end
SOON = timedelta(days=14)
STALE = timedelta(days=14)  # after its day, that a meeting was moved or called off is no news
MOST = 10  # on the first page of learning


@dataclass(frozen=True)
class Next:
    """The meeting of a circle that is to come, was called off, or was the last."""

    circle: Circle
    now: datetime

    @property
    def at(self) -> datetime | None:
        """When it is, was or was to be; none where none is told of."""
        return None if self.circle.ended_at else self.circle.next_at

    @property
    def is_off(self) -> bool:
        """It was called off, and that is still worth knowing."""
        at = self.at
        return bool(self.circle.next_off_why) and at is not None and at > self.now - STALE

    @property
    def is_to_come(self) -> bool:
        """People come to it, or have just come."""
        at = self.at
        return not self.circle.next_off_why and at is not None and at + HOUR > self.now

    @property
    def is_past(self) -> bool:
        """It was the last one."""
        at = self.at
        return not self.circle.next_off_why and at is not None and at + HOUR <= self.now

    @property
    def known_at(self) -> datetime | None:
        """When it was to be, for those who have not heard that it was moved or called off."""
        return self.circle.next_was_at

    @property
    def stands(self) -> str:
        """What stands of it, to be told apart from what somebody else makes of it meanwhile."""
        one = self.circle
        at = one.next_at.astimezone(UTC).isoformat() if one.next_at else ""
        return "|".join((at, one.next_where, one.next_off_why)).strip("|")


def next_of(circle: Circle) -> Next:
    """The next meeting of a circle, or the last."""
    return Next(circle, timezone.now())


def meeting_for_calendar(by: Account, circle_id: UUID) -> Next:
    """The meeting of a circle that they are in; for everybody else there is none."""
    seat = circle_to_view(by, circle_id)
    found = next_of(seat.circle)
    if not seat.is_in or found.at is None:
        raise Http404("There is no such meeting.")
    return found


def changed_meetings(me: Actor, begun: datetime, off: datetime) -> QuerySet[Member]:
    """Circles of theirs whose meeting was moved or called off since they last read of it."""
    return _mine(me).filter(_news(begun, off))


def _mine(me: Actor) -> QuerySet[Member]:
    mine = Member.objects.filter(account_id=me.pk, left_at=None, circle__ended_at=None)
    return mine.exclude(joined_at=None)


def _news(begun: datetime, off: datetime) -> Q:
    """Changed since they read of it: of what is to come, and of what was just called off."""
    still = Q(circle__next_at__gt=begun)
    was_off = Q(circle__next_at__gt=off) & ~Q(circle__next_off_why="")
    return Q(circle__next_changed_at__gt=Coalesce("told_at", "joined_at")) & (still | was_off)


@dataclass(frozen=True)
class Told:
    """A meeting that is soon, or has changed; `is_news` until they have read of it."""

    next: Next
    is_news: bool


def meetings_told(me: Account) -> list[Told]:
    """What has changed, then what is soon. One query, however many circles."""
    now = timezone.now()
    soon = Q(circle__next_off_why="", circle__next_at__range=(now - HOUR, now + SOON))
    is_news = Case(
        When(_news(now - HOUR, now - STALE), then=True), default=False, output_field=BooleanField()
    )
    found = _mine(me).annotate(is_news=is_news).filter(soon | Q(is_news=True))
    found = found.select_related("circle").order_by("-is_news", "circle__next_at", "pk")
    return [Told(Next(one.circle, now), one.is_news) for one in found[:MOST]]
