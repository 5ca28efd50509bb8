"""Offering help to colleagues, asking for it, answering, and saying thanks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.access.champions import with_room
from alongside.learning.instrument import CLUSTERS
from alongside.learning.models import Champion, HelpRequest

WAYS: dict[str, str] = {
    "beside": "Beside you, at your desk or on a visit",
    "phone": "By phone",
    "video": "By video",
    "writing": "In writing",
}
MOST_ROOM = 50
State = HelpRequest.State


@transaction.atomic
def offer_help(
    *,
    clusters: Sequence[str],
    says: str,
    ways: Sequence[str],
    room_for: int,
    paused_until: date | None = None,
    by: Account,
) -> Champion:
    """Offer help, or say differently what one offers. It is one's own will, each time."""
    if by.kind not in (Account.Kind.STAFF, Account.Kind.PARTNER):
        raise ValidationError("Help is offered by those who work here or at a partner agency.")
    if not clusters or not set(clusters) <= set(CLUSTERS):
        raise ValidationError({"clusters": "Say what you can help with."})
    if not ways or not set(ways) <= set(WAYS):
        raise ValidationError({"ways": "Say how you can help."})
    if not 0 <= room_for <= MOST_ROOM:
        raise ValidationError({"room_for": f"Say a number from 0 to {MOST_ROOM}."})
    mine = Champion.objects.filter(account=by).first()
    is_new = mine is None
    mine = mine or Champion(account=by)
    mine.clusters = [one for one in CLUSTERS if one in clusters]
    mine.ways = [one for one in WAYS if one in ways]
    mine.says, mine.room_for, mine.paused_until = says, room_for, paused_until
    mine.ended_at = None
    if is_new:
        mine.save(force_insert=True)
    else:
        mine.save(
            update_fields=["clusters", "ways", "says", "room_for", "paused_until", "ended_at"]
        )
    trail.note("learning: help offered", on=by, by=by)
    return mine


@transaction.atomic
def end_offer(*, by: Account) -> None:
    """Offer nothing any more; what was accepted goes on until one of the two says it is done."""
    ended = Champion.objects.filter(account=by, ended_at=None).update(ended_at=timezone.now())
    if ended:
        trail.note("learning: help offered no more", on=by, by=by)


@transaction.atomic
def ask_for_help(*, champion: UUID, cluster: str, text: str, by: Account) -> HelpRequest:
    """Ask a colleague; the two alone know."""
    if champion == by.pk:
        raise ValidationError("This is your own offer.")
    if cluster and cluster not in CLUSTERS:
        raise ValidationError({"cluster": "Choose one of the areas."})
    if not with_room([champion]):
        raise ValidationError(
            "They have no room at the moment, so nothing was asked. Ask somebody else, or later."
        )
    there = HelpRequest.objects.filter(
        asker=by, champion_id=champion, cluster=cluster, state__in=(State.ASKED, State.ACCEPTED)
    )
    if there.exists():
        raise ValidationError("You asked them about this already. It is under “Between you two”.")
    made = HelpRequest(asker=by, champion_id=champion, cluster=cluster, text=text)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:  # somebody took the last room in this very moment
        raise ValidationError("They have no room any more. Ask somebody else, or later.") from error
    trail.note("learning: help asked", on=made, by=by)
    return made


@transaction.atomic
def answer_request(
    *, request: HelpRequest, accepts: bool, reply: str = "", by: Account
) -> HelpRequest:
    """Say yes or no; a no needs no reason."""
    row = _held(request)
    if row.champion_id != by.pk:
        raise ValidationError("Only whoever was asked answers.")
    if row.state != State.ASKED:
        raise ValidationError("This was answered or taken back already.")
    row.state = State.ACCEPTED if accepts else State.DECLINED
    row.reply, row.answered_at = reply, timezone.now()
    row.save(update_fields=["state", "reply", "answered_at"])
    trail.note("learning: help answered", on=row, by=by)
    return row


@transaction.atomic
def withdraw_request(*, request: HelpRequest, by: Account) -> HelpRequest:
    """Say that one does not need it any more."""
    row = _held(request)
    if row.asker_id != by.pk:
        raise ValidationError("Only whoever asked takes it back.")
    if row.state in (State.ASKED, State.ACCEPTED):
        row.state, row.ended_at = State.WITHDRAWN, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        trail.note("learning: help not needed", on=row, by=by)
    return row


@transaction.atomic
def finish_request(*, request: HelpRequest, by: Account) -> HelpRequest:
    """Say that it is done: either of the two. It makes room for somebody else."""
    row = _held(request)
    if row.state == State.ACCEPTED:
        row.state, row.ended_at = State.DONE, timezone.now()
        row.save(update_fields=["state", "ended_at"])
        trail.note("learning: help done", on=row, by=by)
    return row


@transaction.atomic
def thank(*, request: HelpRequest, thanks: str, by: Account) -> HelpRequest:
    """Say thanks, in one's own words; between the two alone, and counted nowhere."""
    row = _held(request)
    if row.asker_id != by.pk or row.state not in (State.ACCEPTED, State.DONE):
        raise ValidationError("Thanks are for help that was given to you.")
    if not thanks.strip():
        raise ValidationError({"thanks": "Write what you would like to say."})
    row.thanks, row.thanked_at = thanks, timezone.now()
    row.save(update_fields=["thanks", "thanked_at"])
    trail.note("learning: thanked", on=row, by=by)
    return row


def _held(request: HelpRequest) -> HelpRequest:
    """The row, held until this is over."""
    return HelpRequest.objects.select_for_update().get(pk=request.pk)
