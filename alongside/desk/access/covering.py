"""Who is away and who covers: for the worker, for their manager, and for whoever covers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from alongside.accounts.models import Account, Membership, in_force
from alongside.desk.saying import local
from alongside.foundation.actor import Actor
from alongside.foundation.days import in_words
from alongside.foundation.prepared import prepared
from alongside.record.models import Cover
from alongside.record.readership import name_of


@dataclass(frozen=True)
class Covered:
    """One cover, as it is said: who for whom, from when to when, and whether one may end it."""

    id: UUID
    words: str
    may_end: bool


def led_by(account: Account) -> set[UUID]:
    """Everybody in the teams that this account leads today, without itself. One question."""
    teams = Membership.objects.filter(in_force(), account=account, is_manager=True)
    found = Membership.objects.filter(
        in_force(), team_id__in=teams.values("team_id"), account__is_active=True
    )
    return set(found.values_list("account_id", flat=True)) - {account.pk}


def covers_near(account: Account) -> list[Covered]:
    """Those that are or come, of oneself, by oneself, and of those one leads. Two questions."""
    led = led_by(account)
    mine = Q(away=account) | Q(cover=account) | Q(said_by=account) | Q(away__in=led)
    found = Cover.objects.filter(mine, ended_at=None, until__gt=timezone.now())
    found = found.select_related("away__practitioner", "cover__practitioner").order_by("starts")
    may_end = {account.pk, *led}
    return [
        Covered(one.pk, said(one), one.away_id in may_end or one.said_by_id == account.pk)
        for one in found[:100]
    ]


def said(cover: Cover) -> str:
    """Bob Kettleworth covers for Alice Thornber, from 1 December to 14 December 2026."""
    start, end = local(cover.starts), last_day(cover)
    when = f"on {in_words(end)}" if start == end else f"from {in_words(start)} to {in_words(end)}"
    return f"{name_of(cover.cover)} covers for {name_of(cover.away)}, {when}"


def last_day(cover: Cover) -> date:
    """The last day of it; it ends at midnight."""
    return local(cover.until - timedelta(seconds=1))


def told_to(account: Account) -> Sequence[str]:
    """For the list: whom one covers now, and that one is away oneself. One question."""
    return [_told(one, account) for one in _covers_now(account, timezone.now())]


@prepared
def _covers_now(account: Actor, now: datetime) -> QuerySet[Cover]:
    mine = Q(cover_id=account.pk) | Q(away_id=account.pk)
    there = Cover.objects.filter(mine, ended_at=None, starts__lte=now, until__gt=now)
    return there.select_related("away__practitioner", "cover__practitioner")


def _told(one: Cover, account: Account) -> str:
    until = in_words(last_day(one))
    if one.cover_id == account.pk:
        return (
            f"You cover for {name_of(one.away)} until {until}. What waits for them is in this list."
        )
    return f"{name_of(one.cover)} covers for you until {until}, and has this list too."


def cover_to_end(account: Account, cover_id: UUID) -> Cover:
    """One of one's own, or of somebody one leads; 404 for all others."""
    found = Cover.objects.filter(
        Q(away=account) | Q(said_by=account) | Q(away__in=led_by(account))
    ).select_related("away__practitioner", "cover__practitioner")
    return get_object_or_404(found, pk=cover_id)
