"""Somebody's self-assessments and what they work on: their own, or the parts shared with one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from alongside.accounts.models import Account
from alongside.foundation.prepared import prepared
from alongside.learning.instrument import CLUSTERS
from alongside.learning.models.capability import Answer, Attempt, Focus
from alongside.learning.models.pieces import Piece
from alongside.learning.standing import Aside, Attempted

LATER = 5  # looks on a page beside the first: a table that still fits on paper
SHORT_SHOWN = 20
NEWEST = 6  # where one begins; all of them have a page of their own


def attempts_of(account: Account) -> list[Attempt]:
    """The newest of one's own, the newest first."""
    found = Attempt.objects.filter(owner_id=account.pk).select_related("piece")
    return list(found.order_by("-finished_at", "-pk")[:NEWEST])


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
    taken: frozenset[str] = field(default_factory=frozenset)  # areas that are worked on


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


# All that a report is drawn from in one question: as five they cost more than the page. What a
# reader is not shown is left out by the policies of each table, here as everywhere.
READ = """
select a.frame, a.piece_id::text, jsonb_object_agg(a.item, coalesce(a.level::text, a.nothing))
  from learning_answer a where a.piece_id = any(%(pieces)s::uuid[]) group by 1, 2
union all
select 'aside', o.cluster, jsonb_build_array(o.confidence, o.importance, o.has_star)
  from learning_ofcluster o where o.piece_id = %(piece)s
union all
select 'placed', v.vignette, to_jsonb(v.level)
  from learning_vignetteanswer v where v.piece_id = %(piece)s
union all
select 'shown', e.cluster, jsonb_build_array(count(*), count(*) filter (where exists (
    select from learning_corroboration c where c.evidence_id = e.id and c.said = 'agrees')))
  from learning_evidence e where e.owner_id = %(owner)s::uuid group by e.cluster
union all
select 'focus', f.cluster, 'null'
  from learning_focus f where f.owner_id = %(owner)s::uuid and f.ended_at is null
"""


def read_attempt(attempt: Attempt, account: Account, *, beside: Attempt | None = None) -> Reading:
    """All of it that this account may read, in one question.

    `beside`: the earlier look to lay it beside, for its owner; the one before it unless said.
    """
    is_mine = attempt.owner_id == account.pk
    earlier = (beside.pk if beside else attempt.before_id) if is_mine else None
    told = _told(attempt.pk, earlier, account.pk if is_mine else None)
    now: dict[str, str] = told.get((Answer.Frame.NOW, str(attempt.pk)), {})
    # How an earlier time looks looking back was asked of one of them alone.
    is_asked = earlier is not None and earlier == attempt.before_id
    shared = {item[:1].upper() for item in now}
    return Reading(
        attempt=attempt,
        said=Attempted(
            now=now,
            then=told.get((Answer.Frame.THEN, str(attempt.pk)), {}) if is_asked else {},
            before=told.get((Answer.Frame.NOW, str(earlier)), {}),
            asides={one: Aside(*said) for one, said in _of_sort(told, "aside").items()},
        ),
        is_mine=is_mine,
        clusters=CLUSTERS if is_mine else tuple(one for one in CLUSTERS if one in shared),
        placed=_of_sort(told, "placed"),
        evidence={one: (said[0], said[1]) for one, said in _of_sort(told, "shown").items()},
        taken=frozenset(_of_sort(told, "focus")),
    )


def _told(piece: UUID, earlier: UUID | None, owner: UUID | None) -> dict[tuple[str, str], Any]:
    pieces = [piece, earlier] if earlier else [piece]
    with connection.cursor() as cursor:
        cursor.execute(READ, {"pieces": pieces, "piece": piece, "owner": owner})
        return {(sort, key): json.loads(said) for sort, key, said in cursor.fetchall()}


def _of_sort(told: Mapping[tuple[str, str], Any], wanted: str) -> dict[str, Any]:
    return {key: said for (sort, key), said in told.items() if sort == wanted}


# Every look


@dataclass(frozen=True)
class Looks:
    """One's whole looks: the first, and some of those after it, the oldest first."""

    first: Attempt | None
    later: tuple[Attempt, ...]
    page: int
    has_earlier: bool  # between the first and these
    said: Mapping[UUID, Mapping[str, str]]

    @property
    def all(self) -> list[Attempt]:
        """Those that are shown."""
        return [*([self.first] if self.first else []), *self.later]


def looks_of(account: Account, page: int = 1) -> Looks:
    """The first whole look and five later ones, the newest on the first page; three questions."""
    whole = Attempt.objects.filter(owner_id=account.pk).exclude(purpose=Attempt.Purpose.SHORT)
    first = whole.order_by("finished_at", "pk").first()
    if first is None:
        return Looks(None, (), 1, has_earlier=False, said={})
    start = (max(page, 1) - 1) * LATER
    found = list(
        whole.exclude(pk=first.pk).order_by("-finished_at", "-pk")[start : start + LATER + 1]
    )
    later = tuple(reversed(found[:LATER]))
    said = said_in([first.pk, *(one.pk for one in later)])
    return Looks(first, later, max(page, 1), has_earlier=len(found) > LATER, said=said)


def short_looks_of(account: Account) -> list[Attempt]:
    """The newest of one's short looks, which give words and no number."""
    found = Attempt.objects.filter(owner_id=account.pk, purpose=Attempt.Purpose.SHORT)
    return list(found.order_by("-finished_at", "-pk")[:SHORT_SHOWN])


def said_in(pieces: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """What was said at each of these looks."""
    found: dict[UUID, dict[str, str]] = {}
    rows = Answer.objects.filter(piece_id__in=pieces, frame=Answer.Frame.NOW)
    for piece, item, level, nothing in rows.values_list("piece_id", "item", "level", "nothing"):
        found.setdefault(piece, {})[item] = nothing or str(level)
    return found


def look_of(account: Account, piece_id: UUID) -> Attempt:
    """One's own whole look; 404 for everything else."""
    found = Attempt.objects.filter(owner_id=account.pk, pk=piece_id).select_related("piece")
    one = found.exclude(purpose=Attempt.Purpose.SHORT).first()
    if one is None:
        raise Http404
    return one


def piece_of_look(account: Account, piece_id: str) -> Piece | None:
    """The piece of one's own look with this id; none for whatever else somebody writes there."""
    try:
        wanted = UUID(piece_id)
    except ValueError:
        return None
    found = Attempt.objects.filter(owner_id=account.pk, pk=wanted).select_related("piece").first()
    return found.piece if found else None


@prepared
def _open(owner: UUID) -> QuerySet[Focus]:
    found = Focus.objects.filter(owner_id=owner, ended_at=None)
    return found.select_related("session", "helper").order_by("made_at")


def focuses_of(account: Account) -> list[Focus]:
    """What one works on now, the first chosen first."""
    return _open(account.pk)


def ended_focuses_of(account: Account) -> list[Focus]:
    """What one worked on before, the last first."""
    found = Focus.objects.filter(owner_id=account.pk, ended_at__isnull=False)
    return list(found.order_by("-ended_at")[:50])


def focus_to_view(account: Account, focus_id: UUID) -> Focus:
    """One's own card; 404 for every other."""
    mine = Focus.objects.filter(owner_id=account.pk, pk=focus_id)
    found = mine.select_related("session", "helper").first()
    if found is None:
        raise Http404
    return found
