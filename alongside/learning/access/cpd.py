"""Somebody's own CPD: the pieces, how they stand, and what something done gives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alongside.accounts.models import Account, RoleHeld, in_force
from alongside.knowledge.access import guide_to_view
from alongside.learning.areas import areas
from alongside.learning.courses import course_named
from alongside.learning.cpd import Counted, Pack, Standing, Year, standing
from alongside.learning.models import (
    Booking,
    Cpd,
    HelpRequest,
    Meeting,
    Piece,
    Round,
    Supervision,
    Turn,
    Words,
)


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


def standing_of(by: Account, pack: Pack, today: date) -> Standing | None:
    """How somebody stands this year; none for those of whom no regulator asks it here.

    Nobody is asked for a registration: it is who holds a social worker's role, or keeps CPD.
    Three queries, however many pieces there are.
    """
    kept = cpd_of(by)
    held = RoleHeld.objects.filter(in_force(), account=by, role_id__in=pack.roles)
    if not kept and not held.exists():
        return None
    return standing(pack, [one.counted for one in kept], today)


def years_of(by: Account, pack: Pack, today: date) -> list[Year]:
    """This year and each other in which a piece was kept, the newest first."""
    days = Piece.objects.filter(owner=by, kind=Piece.Kind.CPD).values_list("on", flat=True)
    found = {pack.year_of(day) for day in {today, *days}}
    return sorted(found, key=lambda one: one.begins, reverse=True)


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
    """From what one did here with others (supervision, session, round, help), or 404."""
    ways = {
        "supervision": _from_meeting,
        "session": _from_session,
        "round": _from_round,
        "help": _from_help,
    }
    if kind not in ways:
        raise Http404
    return ways[kind](by, its_id)


def from_library(kind: str, key: str) -> Begins:
    """From a guide or a course: who took which is noted nowhere, so it is today; or 404."""
    if kind == "course" and (course := course_named(key)):
        return Begins(course.title, timezone.localdate(), "training", None, "learning.course", None)
    if kind != "guide":
        raise Http404
    title = guide_to_view(key).title
    return Begins(title, timezone.localdate(), "reading", None, "knowledge.guide", None)


def _day(at: datetime) -> date:
    return min(timezone.localtime(at).date(), timezone.localdate())


def _from_meeting(by: Account, its_id: UUID) -> Begins:
    mine = Meeting.objects.filter(supervision__in=Supervision.objects.visible_to(by))
    on = _day(get_object_or_404(mine, pk=its_id).starts_at)
    return Begins("Supervision", on, "supervision", None, "learning.meeting", its_id)


def _from_session(by: Account, its_id: UUID) -> Begins:
    """One that one had a place in, and that has begun."""
    came = Booking.objects.filter(
        account=by, session_id=its_id, session__starts_at__lte=timezone.now(),
        state__in=(Booking.State.BOOKED, Booking.State.CAME), session__cancelled_at=None,
    )  # fmt: skip
    booking = came.select_related("session").order_by("-at").first()
    if booking is None:
        raise Http404
    one = booking.session
    return Begins(one.title, _day(one.starts_at), "training", None, "learning.session", its_id)


def _from_round(by: Account, its_id: UUID) -> Begins:
    """One in which one said something oneself."""
    said = Turn.objects.filter(round_id=its_id, by=by, taken_back_at=None).order_by("at").first()
    one = Round.objects.filter(pk=its_id).select_related("circle").first()
    if said is None or one is None:
        raise Http404
    return Begins(one.circle.title, _day(said.at), "group", None, "learning.round", its_id)


def _from_help(by: Account, its_id: UUID) -> Begins:
    """Help that was given, by whoever gave or had it. Whom it was is not named."""
    given = HelpRequest.objects.filter(
        Q(asker=by) | Q(champion=by),
        state__in=(HelpRequest.State.ACCEPTED, HelpRequest.State.DONE),
    )
    one = get_object_or_404(given, pk=its_id)
    title = "Help from a colleague" if one.asker_id == by.pk else "Helping a colleague"
    if area := dict(areas()).get(one.cluster):
        title = f"{title}: {area}"
    on = _day(one.ended_at or one.answered_at or one.asked_at)
    return Begins(title, on, "coaching", None, "learning.help", its_id)
