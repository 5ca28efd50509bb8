"""Whose drafts are whose: nobody but its owner ever reaches one."""

from collections.abc import Iterable
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.http import Http404
from django.urls import reverse

from alongside.foundation.actor import Actor
from alongside.foundation.models import Beside, Draft, Piece
from alongside.foundation.opened import BESIDE_A_RECORD, WITH_LEARNING_ALONE, is_record_open
from alongside.foundation.prepared import prepared


def drafts_of(account: Actor) -> QuerySet[Draft]:
    """Every draft of this account, whatever became of it."""
    return Draft.objects.filter(owner_id=account.pk)


def _in_open_rooms(account: Actor) -> QuerySet[Draft]:
    """Those whose pages belong to a room that is open here: with learning alone, no record's.

    The others are kept, and stand in the list again once the council opens that room.
    """
    found = drafts_of(account)
    if is_record_open():
        return found
    rooms = reduce(or_, (Q(address__startswith=room) for room in WITH_LEARNING_ALONE))
    return found.filter(rooms).exclude(address__regex=f"^{BESIDE_A_RECORD.pattern}")


def open_drafts_of(account: Actor) -> QuerySet[Draft]:
    """What this account began and has not finished, the newest words first."""
    return _in_open_rooms(account).filter(outcome=Draft.Outcome.OPEN).order_by("-saved_at")


def put_away_drafts_of(account: Actor) -> QuerySet[Draft]:
    """What this account put away, and may bring back."""
    return _in_open_rooms(account).filter(outcome=Draft.Outcome.DISCARDED).order_by("-ended_at")


def late_drafts_of(account: Actor) -> QuerySet[Draft]:
    """What was finished before all of its words had arrived."""
    late = Beside.objects.filter(draft__owner_id=account.pk).values("draft_id")
    return _in_open_rooms(account).filter(outcome=Draft.Outcome.FINISHED, pk__in=late)


@prepared
def locked(account: Actor, draft: UUID) -> QuerySet[Draft]:
    """This account's own draft, held until the transaction ends; none where it is another's."""
    return drafts_of(account).filter(pk=draft).select_for_update()


@prepared
def pieces_of(draft: UUID) -> QuerySet[Piece]:
    """All that was typed in a draft, as it now stands."""
    return Piece.objects.filter(draft_id=draft)


@prepared
def _beside(draft: UUID) -> QuerySet[Beside, UUID]:
    return Beside.objects.filter(draft_id=draft).values_list("pk", flat=True)[:1]


def has_two(draft: Draft) -> bool:
    """Whether two versions of something are kept, until somebody has looked at both."""
    return bool(_beside(draft.pk))


def draft_of(account: Actor, draft_id: UUID) -> Draft:
    """Give this account's own draft; another's is not there at all."""
    found = drafts_of(account).filter(pk=draft_id).first()
    if found is None:
        raise Http404("There is no such draft.")
    return found


def first_lines(drafts: Iterable[Draft], most: int = 300) -> dict[UUID, str]:
    """The beginning of the longest piece of each draft, by which its owner knows it again."""
    rows = Piece.objects.filter(draft__in=[draft.pk for draft in drafts])
    found: dict[UUID, str] = {}
    for draft_id, text in rows.values_list("draft_id", Left("text", most)):
        if len(text) > len(found.get(draft_id, "")):
            found[draft_id] = text
    return found


def already(draft_id: UUID, by: Actor) -> str | None:
    """Where a draft that is over leads: to what it became, or to words that came too late."""
    draft = drafts_of(by).filter(pk=draft_id).first()
    return ending(draft) if draft is not None else None


def ending(draft: Draft) -> str | None:
    """The address that an ended draft leads to; none as long as it is open."""
    if draft.outcome == Draft.Outcome.OPEN:
        return None
    if draft.outcome == Draft.Outcome.DISCARDED:
        return reverse("foundation:drafts")
    if draft.beside.exists():
        return reverse("foundation:two-versions", args=[draft.pk])
    return draft.became or reverse("foundation:drafts")


def go_on(draft: Draft) -> str:
    """The address at which a draft is gone on with."""
    return going_on(draft.address, draft.pk)


def going_on(address: str, draft_id: UUID) -> str:
    """The address of a page with the draft that it opens."""
    return f"{address}{'&' if '?' in address else '?'}draft={draft_id}"
