"""Sessions that are offered: what is coming, which have places, and who comes to one’s own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.learning.models import Booking, Piece, Session

MOST = 300  # sessions on one page
EARLIER = 10  # of those that are over, on one page
State = Booking.State


@dataclass(frozen=True)
class Offered:
    """One session, how full it is, and whether one comes."""

    session: Session
    booked: int
    waiting: int
    mine: str = ""  # the state of one's own booking
    has_news: bool = False  # moved or cancelled since one last looked

    @property
    def free(self) -> int:
        """How many places nobody has, once all who wait have theirs."""
        return max(0, self.session.places - self.booked - self.waiting)

    @property
    def is_full(self) -> bool:
        """Whether one would wait for a place."""
        return self.free == 0

    @property
    def has_begun(self) -> bool:
        """Whether it is too late to book."""
        return self.session.starts_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether it will be."""
        return self.session.cancelled_at is None and not self.has_begun


def sessions_for(cluster: str, *, but: Account | None = None, most: int = 3) -> list[Offered]:
    """The next sessions about an area that one has not booked, those with a place first."""
    found = coming().filter(clusters__contains=[cluster])
    if but is not None:
        booked = Booking.objects.filter(account=but).exclude(state=State.CANCELLED)
        found = found.exclude(pk__in=booked.values("session_id")).exclude(offered_by=but)
    rows = sorted(offered(found[:20]), key=lambda one: one.is_full)
    return rows[:most]


def coming() -> QuerySet[Session]:
    """What has not begun and will be, the next first."""
    found = Session.objects.filter(starts_at__gt=timezone.now(), cancelled_at=None)
    return found.order_by("starts_at", "id")


def offered(sessions: Iterable[Session], *, to: Account | None = None) -> list[Offered]:
    """How full they are, and whether this account comes. Two more queries, however many."""
    rows = list(sessions)
    if not rows:
        return []
    ids = [one.pk for one in rows]
    full = _counts(ids)
    mine: dict[UUID, tuple[str, bool]] = {}
    if to is not None:
        found = Booking.objects.filter(account=to, session__in=ids).exclude(state=State.CANCELLED)
        mine = {one.session_id: (one.state, one.has_news) for one in found}
    return [Offered(one, *full.get(one.pk, (0, 0)), *mine.get(one.pk, ())) for one in rows]


def _counts(ids: list[UUID]) -> dict[UUID, tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select session_id, booked, waiting from gate.session_counts(%s::uuid[])", [ids]
        )
        return {one: (booked, waiting) for one, booked, waiting in cursor.fetchall()}


def sessions_to_show(*, how: str = "", cluster: str = "") -> QuerySet[Session]:
    """What is coming, of this sort and about this area."""
    found = coming()
    if how:
        found = found.filter(how=how)
    return (found.filter(clusters__contains=[cluster]) if cluster else found)[:MOST]


def booked_by(by: Account) -> list[Booking]:
    """What one is coming to or waits for, the next first."""
    found = _bookings(by).filter(session__ends_at__gt=timezone.now())
    return list(found.order_by("session__starts_at", "id")[:MOST])


def was_at(by: Account, page: int = 1) -> tuple[list[Booking], bool]:
    """A page of those that are over, the newest first, and whether there are more."""
    found = _bookings(by).filter(session__ends_at__lte=timezone.now())
    found = found.order_by("-session__starts_at", "-id")
    some = list(found[(page - 1) * EARLIER : page * EARLIER + 1])
    return some[:EARLIER], len(some) > EARLIER


def _bookings(by: Account) -> QuerySet[Booking]:
    found = Booking.objects.filter(account=by).exclude(state=State.CANCELLED)
    return found.select_related("session")


def run_by(by: Account) -> list[Session]:
    """What one runs oneself, the newest first."""
    return list(Session.objects.filter(offered_by=by).order_by("-starts_at")[:MOST])


def session_to_view(by: Account, session_id: UUID) -> Offered:
    """One session, for everybody who learns here."""
    found = Session.objects.filter(pk=session_id)
    one = found.select_related("offered_by__practitioner").first()
    if one is None:
        raise Http404("There is no such session.")
    return offered([one], to=by)[0]


def session_to_run(by: Account, session_id: UUID) -> Offered:
    """One that one runs oneself; for everybody else the page is not there."""
    found = session_to_view(by, session_id)
    if found.session.offered_by_id != by.pk:
        raise Http404("This is for whoever runs the session.")
    return found


def who_comes(session: Session) -> list[Booking]:
    """Who has a place, waits, came or did not; read by whoever runs it alone."""
    found = Booking.objects.filter(session=session).exclude(state=State.CANCELLED)
    return list(found.select_related("account__practitioner").order_by("at", "id"))


def own_piece(by: Account, session: Session) -> Piece | None:
    """What one wrote afterwards about what one will do differently."""
    found = Piece.objects.filter(owner=by, kind=Piece.Kind.SESSION, from_id=session.pk)
    return found.order_by("-made_at").first()
