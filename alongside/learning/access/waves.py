"""Waves: which there are, whether one is asked in it, and with whom one would be counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from alongside.accounts.models import NOBODYS, Account, Membership, Team, in_force
from alongside.learning.measuring import level_of
from alongside.learning.models import Answer, Asked, Attempt, Focus, SaidBefore, Wave
from alongside.learning.models.waves import PARTNERS, TEAMS
from alongside.learning.surveys.counting import FOCUS
from alongside.learning.surveys.form import CHOSEN, CHOSEN_OF


def asked_among(whom: str, teams: Iterable[Team]) -> QuerySet[Account]:
    """Whom a wave asks: everybody who works here, those of some teams, or partners' people."""
    kinds = {PARTNERS: Account.Kind.PARTNER}
    found = Account.objects.filter(kind=kinds.get(whom, Account.Kind.STAFF), is_active=True)
    found = found.filter(practitioner__isnull=False).exclude(email__endswith=NOBODYS)
    if whom == TEAMS:
        now = in_force("memberships__")
        found = found.filter(now, memberships__team__in=list(teams)).distinct()
    return found.order_by("pk")


def waves() -> QuerySet[Wave]:
    """All of them, the newest first; they hold nobody's answers."""
    return Wave.objects.order_by("-opens_on", "-made_at")


def wave_to_view(account: Account, wave_id: UUID) -> Wave:
    """One of them, or 404."""
    if account.kind not in (Account.Kind.STAFF, Account.Kind.PARTNER):
        raise Http404
    found = Wave.objects.filter(pk=wave_id).select_related("replied_by__practitioner").first()
    if found is None:
        raise Http404
    return found


def asked_in(account: Account, wave: Wave) -> Asked | None:
    """That this account was asked, and whether it gave; nobody reads this of anybody else."""
    return Asked.objects.filter(account=account, wave=wave).first()


def asked_where(account: Account) -> dict[UUID, Asked]:
    """The same for every wave."""
    return {one.wave_id: one for one in Asked.objects.filter(account=account)}


def team_of(account: Account) -> str:
    """The team with which somebody would be counted: the one they have been in longest."""
    mine = Membership.objects.filter(in_force(), account=account)
    return mine.order_by("starts", "pk").values_list("team__name", flat=True).first() or ""


def attempt_for(account: Account, wave: Wave) -> Attempt | None:
    """One's own newest whole self-assessment that was finished since the wave was opened.

    An older one would be counted in two waves, and two waves could then be laid side by side.
    """
    since = timezone.make_aware(datetime.combine(wave.opens_on, time.min))
    mine = Attempt.objects.filter(owner=account, finished_at__gte=since)
    whole = mine.exclude(purpose=Attempt.Purpose.SHORT)
    return whole.order_by("-finished_at").first()


def before(wave: Wave) -> tuple[Wave | None, Wave | None]:
    """The wave with the same questions that was told last before this one, of the same people.

    And, if one came in between that asked other people, that one: the two are not compared.
    """
    if not wave.closed_at:
        return None, None
    earlier = Wave.objects.filter(
        series=wave.series, closed_at__lt=wave.closed_at, frozen__is_told=True
    ).order_by("-closed_at")
    last = earlier.first()
    if last is None or _asked_the_same(last, wave):
        return last, None
    same = earlier.filter(whom=wave.whom, teams=wave.teams).first() if wave.whom else None
    return same, last


def _asked_the_same(one: Wave, other: Wave) -> bool:
    # Of the oldest waves it is not known whom they asked.
    return bool(one.whom) and (one.whom, one.teams) == (other.whom, other.teams)


def said_before(wave: Wave) -> QuerySet[SaidBefore]:
    """What was answered in writing and is said otherwise now, the newest first."""
    return SaidBefore.objects.filter(wave=wave).order_by("-kept_at")


@dataclass(frozen=True)
class Levels:
    """What one's own self-assessment gives to a ballot; no id of anything is among it."""

    answers: dict[str, str] = field(default_factory=dict)
    role: str = ""
    on: datetime | None = None  # when the self-assessment was finished


def levels_for(account: Account, wave: Wave) -> Levels:
    """A level for each area and what one works on; nothing where there is none to give."""
    found = attempt_for(account, wave) if wave.kind == Wave.Kind.CAPABILITY else None
    if found is None:
        return Levels()
    said: dict[str, list[int]] = defaultdict(list)
    now = Answer.objects.filter(piece_id=found.pk, frame=Answer.Frame.NOW, level__isnull=False)
    for cluster, level in now.values_list("cluster", "level"):
        if level is not None:
            said[cluster].append(level)
    means = {cluster: level_of(levels) for cluster, levels in said.items()}
    answers = {key: str(int(mean + 0.5)) for key, mean in means.items() if mean is not None}
    mine = Focus.objects.filter(owner=account, ended_at=None).values_list("cluster", flat=True)
    answers |= {f"{FOCUS}{CHOSEN_OF}{one}": CHOSEN for one in mine}
    return Levels(answers, found.role, found.finished_at)
