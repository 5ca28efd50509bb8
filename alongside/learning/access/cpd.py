"""Somebody's own CPD: the pieces, how they stand, and what something done gives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.learning.cpd import Counted
from alongside.learning.models import Booking, Cpd, Meeting, Piece, Supervision, Words


@dataclass(frozen=True)
class Kept:
    """One piece of CPD with its words as they are now."""

    piece: Piece
    cpd: Cpd
    texts: dict[str, str]

    @property
    def counted(self) -> Counted:
        """What the rules look at."""
        is_whole = all(self.texts.get(part) for part in ("about", "learning", "impact"))
        return Counted(self.piece.on, self.cpd.is_peer and bool(self.texts.get("peer")), is_whole)


def cpd_of(by: Account) -> list[Kept]:
    """All of one's own, the last first."""
    found = list(
        Cpd.objects.filter(owner=by).select_related("piece").order_by("-piece__on", "-piece_id")
    )
    texts: dict[UUID, dict[str, str]] = {one.piece_id: {} for one in found}
    words = Words.objects.filter(owner=by, piece__kind=Piece.Kind.CPD)
    for one in words.filter(number=F("piece__versions")):
        texts.setdefault(one.piece_id, {})[one.part] = one.text
    return [Kept(one.piece, one, texts[one.piece_id]) for one in found]


def cpd_to_change(by: Account, piece_id: UUID) -> Kept:
    """One of one's own, or 404."""
    one = get_object_or_404(Cpd.objects.filter(owner=by).select_related("piece"), pk=piece_id)
    words = Words.objects.filter(piece=one.piece, number=one.piece.versions)
    return Kept(one.piece, one, dict(words.values_list("part", "text")))


@dataclass(frozen=True)
class Begins:
    """What something done here gives a piece of CPD: where it came from, never what was learnt."""

    title: str
    on: date
    activity: str
    came_from: Piece | None = None
    from_kind: str = ""
    from_id: UUID | None = None


_ACTIVITY = {
    Piece.Kind.REFLECTION: "reflecting",
    Piece.Kind.MISTAKE: "reflecting",
    Piece.Kind.ASSESSMENT: "reflecting",
    Piece.Kind.DILEMMA: "reflecting",
    Piece.Kind.SESSION: "training",
}


def from_piece(by: Account, piece_id: UUID) -> Begins:
    """From another piece of one's own, or 404."""
    found = get_object_or_404(Piece.objects.filter(owner=by), pk=piece_id)
    activity = _ACTIVITY.get(Piece.Kind(found.kind), "")
    return Begins(found.title, found.on, activity, found, f"learning.{found.kind}", found.pk)


def from_something(by: Account, kind: str, its_id: UUID) -> Begins:
    """From a supervision session or a session that one came to, or 404."""
    if kind == "supervision":
        mine = Meeting.objects.filter(supervision__in=Supervision.objects.visible_to(by))
        meeting = get_object_or_404(mine, pk=its_id)
        on = min(timezone.localtime(meeting.starts_at).date(), timezone.localdate())
        return Begins("Supervision", on, "supervision", None, "learning.meeting", its_id)
    if kind == "session":
        came = Booking.objects.filter(
            account=by, session_id=its_id, state__in=(Booking.State.BOOKED, Booking.State.CAME)
        )
        booking = came.select_related("session").order_by("-at").first()
        if booking is None:
            raise Http404
        on = min(timezone.localtime(booking.session.starts_at).date(), timezone.localdate())
        title = booking.session.title
        return Begins(title, on, "training", None, "learning.session", its_id)
    raise Http404
