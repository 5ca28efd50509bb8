"""Somebody's self-assessments and what they work on: their own, or the parts shared with one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from alongside.accounts.models import Account
from alongside.foundation.prepared import prepared
from alongside.learning.instrument import CLUSTERS
from alongside.learning.models.capability import (
    Answer,
    Attempt,
    Focus,
    OfCluster,
    VignetteAnswer,
)
from alongside.learning.models.pieces import Corroboration, Evidence, Piece
from alongside.learning.standing import Aside, Attempted


def attempts_of(account: Account) -> list[Attempt]:
    """One's own, the newest first."""
    found = Attempt.objects.filter(owner_id=account.pk).select_related("piece")
    return list(found.order_by("-finished_at", "-pk"))


def last_whole(account: Account) -> Attempt | None:
    """The newest of one's own that asked everything: what a new one is laid beside."""
    found = Attempt.objects.filter(owner_id=account.pk).exclude(purpose=Attempt.Purpose.SHORT)
    return found.select_related("piece").order_by("-finished_at", "-pk").first()


@dataclass(frozen=True)
class Reading:
    """A self-assessment as one account may read it."""

    attempt: Attempt
    said: Attempted
    is_mine: bool
    clusters: tuple[str, ...]  # all of them for the owner; for others those that are shared
    placed: Mapping[str, int]
    evidence: Mapping[str, tuple[int, int]]  # pieces, and those that a peer agrees with


@prepared
def _own(piece: UUID, owner: UUID) -> QuerySet[Attempt]:
    return Attempt.objects.filter(pk=piece, owner_id=owner).select_related("piece", "before")


def attempt_to_view(account: Account, piece_id: UUID) -> Attempt:
    """One's own, or one that somebody shares with this account today; 404 otherwise."""
    if own := _own(piece_id, account.pk):
        return own[0]
    shared = Piece.objects.visible_to(account).filter(kind=Piece.Kind.ASSESSMENT, pk=piece_id)
    found = Attempt.objects.filter(piece__in=shared).select_related("piece", "before").first()
    if found is None:
        raise Http404
    return found


@prepared
def _answers(pieces: list[UUID]) -> QuerySet[Answer, tuple[UUID, str, str, int | None, str]]:
    found = Answer.objects.filter(piece_id__any=pieces)
    return found.values_list("piece_id", "frame", "item", "level", "nothing")


@prepared
def _asides(piece: UUID) -> QuerySet[OfCluster, tuple[str, int | None, int | None, bool]]:
    found = OfCluster.objects.filter(piece_id=piece)
    return found.values_list("cluster", "confidence", "importance", "has_star")


@prepared
def _placed(piece: UUID) -> QuerySet[VignetteAnswer, tuple[str, int]]:
    return VignetteAnswer.objects.filter(piece_id=piece).values_list("vignette", "level")


def read_attempt(attempt: Attempt, account: Account) -> Reading:
    """All of it that this account may read, in a constant number of questions."""
    is_mine = attempt.owner_id == account.pk
    wanted = [attempt.pk, *([attempt.before_id] if is_mine and attempt.before_id else [])]
    looks: dict[tuple[UUID, str], dict[str, str]] = {}
    for piece, frame, item, level, nothing in _answers(wanted):
        looks.setdefault((piece, frame), {})[item] = nothing or str(level)
    asides = {
        cluster: Aside(confidence, importance, has_star)
        for cluster, confidence, importance, has_star in _asides(attempt.pk)
    }
    said = Attempted(
        now=looks.get((attempt.pk, Answer.Frame.NOW), {}),
        then=looks.get((attempt.pk, Answer.Frame.THEN), {}),
        before=looks.get((wanted[-1], Answer.Frame.NOW), {}) if len(wanted) > 1 else {},
        asides=asides,
    )
    shared = {item[:1].upper() for item in said.now}
    clusters = CLUSTERS if is_mine else tuple(one for one in CLUSTERS if one in shared)
    evidence = evidence_of(account) if is_mine else {}
    return Reading(attempt, said, is_mine, clusters, dict(_placed(attempt.pk)), evidence)


@prepared
def _evidence(owner: UUID) -> QuerySet[Evidence, tuple[str, int, int]]:
    agrees = Corroboration.objects.filter(evidence=OuterRef("pk"), said=Corroboration.Said.AGREES)
    shown = Evidence.objects.filter(owner_id=owner).annotate(is_agreed=Exists(agrees))
    counted = shown.values("cluster").annotate(
        pieces=Count("pk"), agreed=Count("pk", filter=Q(is_agreed=True))
    )
    return counted.values_list("cluster", "pieces", "agreed")


def evidence_of(account: Account) -> dict[str, tuple[int, int]]:
    """For each area, how many of one's pieces show it, and with how many of them a peer agrees."""
    return {cluster: (pieces, agreed) for cluster, pieces, agreed in _evidence(account.pk)}


@prepared
def _open(owner: UUID) -> QuerySet[Focus]:
    found = Focus.objects.filter(owner_id=owner, ended_at=None)
    return found.select_related("session").order_by("made_at")


def focuses_of(account: Account) -> list[Focus]:
    """What one works on now, the first chosen first."""
    return _open(account.pk)


def ended_focuses_of(account: Account) -> list[Focus]:
    """What one worked on before, the last first."""
    found = Focus.objects.filter(owner_id=account.pk, ended_at__isnull=False)
    return list(found.order_by("-ended_at")[:50])


def focus_to_view(account: Account, focus_id: UUID) -> Focus:
    """One's own card; 404 for every other."""
    found = Focus.objects.filter(owner_id=account.pk, pk=focus_id).first()
    if found is None:
        raise Http404
    return found
