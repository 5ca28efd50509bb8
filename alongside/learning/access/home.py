"""What the front page of somebody's learning says: what waits for them, and what they work on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Exists, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account, Practitioner
from alongside.foundation.actor import Actor
from alongside.foundation.days import in_words
from alongside.foundation.prepared import prepared
from alongside.learning.access import next_meeting, supervision
from alongside.learning.access.next_meeting import meetings_told
from alongside.learning.models import (
    Asked,
    Attempt,
    Booking,
    Corroboration,
    Focus,
    HelpRequest,
    Meeting,
    Member,
    Piece,
    Share,
    Supervision,
)

MOST = 5  # of one sort; the rest stands on its own page
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Waits:
    """One thing that waits for whoever looks: what, where, and from whom or until when."""

    heading: str
    url: str
    line: str = ""


def waiting(me: Account) -> list[Waits]:
    """Everything that others wait for, or that is soon; nothing of it is counted anywhere."""
    return [
        *_news(me),
        *_invited(me),
        *_meetings(me),
        *_gatherings(me),
        *_to_supervise(me),
        *(Waits(words, url) for words, url in supervision.waits_for(me)),
        *_shared(me),
        *_asked_to_agree(me),
        *_help(me),
        *_waves(me),
        *_booked(me),
    ]


def looked_last(me: Account) -> date | None:
    """The day of one's last whole look at where one stands."""
    found = Attempt.objects.filter(owner=me).exclude(purpose=Attempt.Purpose.SHORT)
    last = found.order_by("-finished_at").values_list("finished_at", flat=True).first()
    return timezone.localdate(last) if last else None


def names_of(accounts: Collection[UUID]) -> dict[UUID, str]:
    """What colleagues are called, from the staff directory."""
    found = Practitioner.objects.filter(account_id__in=accounts)
    return dict(found.values_list("account_id", "name"))


def something_waits(me: Account) -> bool:
    """Whether somebody waits for an answer, or what one planned has changed; never what it is.

    One question, for pages that are about something else.
    """
    now = timezone.now()
    moments = (now, now - next_meeting.HOUR, now - next_meeting.STALE, now - supervision.STALE)
    return bool(_something(me, *moments, timezone.localdate()))


@prepared
def _something(
    me: Actor, now: datetime, begun: datetime, off: datetime, past: datetime, today: date
) -> QuerySet[Account, UUID]:
    sorts: tuple[QuerySet[Any], ...] = (
        _changed(me, now), _asked_in(me), _asked_for_help(me), _to_agree(me),
        _to_answer(me, today), _proposed(me), supervision.to_be_signed(me),
        supervision.changed_by_the_other(me, past), next_meeting.changed_meetings(me, begun, off),
    )  # fmt: skip
    found = Account.objects.filter(pk=me.pk)
    return found.filter(reduce(or_, (Q(Exists(one)) for one in sorts))).values_list("pk", flat=True)


def _changed(me: Actor, now: datetime) -> QuerySet[Booking]:
    """Sessions that were moved or cancelled since one last looked, until their day is past."""
    state = (Booking.State.BOOKED, Booking.State.WAITING)
    return Booking.objects.filter(
        account_id=me.pk, has_news=True, state__in=state, session__ends_at__gt=now
    )


def _news(me: Account) -> Iterator[Waits]:
    found = (
        _changed(me, timezone.now()).select_related("session").order_by("session__starts_at")[:MOST]
    )
    for one in found:
        on = timezone.localtime(one.session.starts_at)
        is_off = one.session.cancelled_at is not None
        when = f"{in_words(on.date())}, {on:%H:%M}"
        yield Waits(
            f"{'Cancelled' if is_off else 'Changed'}: {one.session.title}",
            reverse("learning:session", args=[one.session_id]),
            f"It was to be on {when}. {one.session.cancelled_why}"
            if is_off
            else f"It is now {when}.",
        )


def _asked_in(me: Actor) -> QuerySet[Member]:
    return Member.objects.filter(
        account_id=me.pk, joined_at=None, left_at=None, circle__ended_at=None
    )


def _invited(me: Account) -> Iterator[Waits]:
    found = _asked_in(me)
    for one in found.select_related("circle").order_by("invited_at")[:MOST]:
        url = reverse("learning:circle", args=[one.circle_id])
        yield Waits(f"You are invited: {one.circle.title}", url, one.circle.get_kind_display())


def _meetings(me: Account) -> Iterator[Waits]:
    now = timezone.now()
    found = Meeting.objects.filter(
        supervision__in=Supervision.objects.visible_to(me),
        starts_at__range=(now - timedelta(days=1), now + SOON),
        called_off_at=None,
        held_at=None,
    )
    for one in found.order_by("starts_at")[:MOST]:
        on = timezone.localtime(one.starts_at)
        yield Waits(
            "Supervision",
            reverse("learning:meeting", args=[one.pk]),
            f"{in_words(on.date())}, {on:%H:%M}. The agenda is open to both of you.",
        )


def _gatherings(me: Account) -> Iterator[Waits]:
    for one in meetings_told(me):
        circle, at = one.next.circle, one.next.at
        url = reverse("learning:circle", args=[circle.pk])
        if at is None:
            continue
        if one.is_news and circle.next_off_why:
            line = f"{circle.title}. It was to be on {_moment(circle.next_was_at or at)}."
            yield Waits("Your group’s meeting was called off", url, line)
        elif one.is_news and circle.next_was_at:
            was = _moment(circle.next_was_at)
            line = f"{circle.title}. It is now on {_moment(at)}, and was to be on {was}."
            yield Waits("Your group’s meeting was moved", url, line)
        elif one.next.is_to_come:
            yield Waits(f"Your group meets on {_moment(at)}", url, circle.title)


def _moment(at: datetime) -> str:
    on = timezone.localtime(at)
    return f"{in_words(on.date())}, {on:%H:%M}"


def _proposed(me: Actor) -> QuerySet[Supervision]:
    found = Supervision.objects.visible_to(me).filter(accepted_at=None, ended_at=None)
    return found.exclude(proposed_by_id=me.pk)


def _to_supervise(me: Account) -> Iterator[Waits]:
    for one in _proposed(me)[:MOST]:
        yield Waits(
            "Somebody proposes supervision to you", reverse("learning:supervision", args=[one.pk])
        )


def _shared(me: Account) -> Iterator[Waits]:
    found = Share.objects.in_force().filter(reader=me, opened_at=None)
    shown = list(found.select_related("piece").order_by("starts")[:MOST])
    called = names_of({one.owner_id for one in shown})
    for one in shown:
        who = called.get(one.owner_id, "A colleague")
        url = reverse("learning:piece", args=[one.piece_id])
        yield Waits(f"{who} lets you read something", url, one.asks)


def _to_agree(me: Actor) -> QuerySet[Corroboration]:
    return Corroboration.objects.filter(peer_id=me.pk, said="")


def _asked_to_agree(me: Account) -> Iterator[Waits]:
    found = list(_to_agree(me).order_by("asked_at")[:MOST])
    called = names_of({one.owner_id for one in found})
    for one in found:
        who = called.get(one.owner_id, "A colleague")
        url = reverse("learning:agree", args=[one.pk])
        yield Waits(f"{who} asks what you see in their practice", url)


def _asked_for_help(me: Actor) -> QuerySet[HelpRequest]:
    return HelpRequest.objects.filter(champion_id=me.pk, state=HelpRequest.State.ASKED)


def _help(me: Account) -> Iterator[Waits]:
    found = HelpRequest.objects.filter(
        Q(champion=me, state="asked") | Q(asker=me, state="accepted", thanked_at=None)
    ).order_by("asked_at")
    shown = list(found[:MOST])
    others = {
        one.pk: one.asker_id if one.champion_id == me.pk else one.champion_id for one in shown
    }
    called = names_of({*others.values()})
    for one in shown:
        is_mine = one.champion_id == me.pk
        who = called.get(others[one.pk], "A colleague")
        url = reverse("learning:help-request", args=[one.pk])
        yield Waits(f"{who} asks for your help" if is_mine else f"{who} will help you", url)


def _to_answer(me: Actor, today: date) -> QuerySet[Asked]:
    return Asked.objects.filter(
        account_id=me.pk, gave_on=None, declined_on=None, wave__closed_at=None,
        wave__opens_on__lte=today, wave__closes_on__gte=today,
    )  # fmt: skip


def _waves(me: Account) -> Iterator[Waits]:
    for one in (
        _to_answer(me, timezone.localdate())
        .select_related("wave")
        .order_by("wave__closes_on")[:MOST]
    ):
        until = (
            f"Open until {in_words(one.wave.closes_on)}. Nobody can tell which answers are yours."
        )
        yield Waits(one.wave.title, reverse("learning:wave", args=[one.wave_id]), until)


def _booked(me: Account) -> Iterator[Waits]:
    now = timezone.now()
    found = Booking.objects.filter(
        account=me, state="booked", session__cancelled_at=None, has_news=False,
        session__starts_at__range=(now, now + SOON),
    )  # fmt: skip
    for one in found.select_related("session").order_by("session__starts_at")[:MOST]:
        on = timezone.localtime(one.session.starts_at)
        line = f"{in_words(on.date())}, {on:%H:%M}. You have a place."
        yield Waits(one.session.title, reverse("learning:session", args=[one.session_id]), line)


def open_focuses(me: Account) -> list[Focus]:
    """The few things that somebody works on now."""
    return list(Focus.objects.filter(owner=me, ended_at=None).order_by("made_at"))


def last_pieces(me: Account) -> list[Piece]:
    """What somebody wrote or did last."""
    return list(Piece.objects.filter(owner=me).order_by("-changed_at")[:MOST])
