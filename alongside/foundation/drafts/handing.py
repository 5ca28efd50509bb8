"""A draft that its writer may not finish any more: asking that somebody takes it over, and answers.

Whoever answers sees whose it is, of what kind and about whom; its words only once it is theirs.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.conditions import Condition
from alongside.foundation.following import follow
from alongside.foundation.models import Draft, HandOver

from .access import locked
from .closed import is_closed

State = HandOver.State
OFFERED = ("note", "questionnaire", "amendment")  # what becomes part of a record
LONGEST = 400
STILL_YOURS = "You can open its page, so you can finish it yourself."
NOT_OFFERED = (
    "This cannot be handed over: it is no part of somebody’s record, or it is about somebody with "
    "whom you have not worked. Your words are kept here."
)
OVER = "This was finished or put away, so there is nothing to hand over."
QUICKER = "Somebody else has answered this, or it was finished, since you opened the page."


def may_be_offered(draft: Draft, by: Actor) -> bool:
    """Whether it is of a kind that somebody else could go on with."""
    is_kind = draft.purpose in OFFERED and bool(draft.about)
    return by.kind == "staff" and is_kind and draft.outcome == Draft.Outcome.OPEN


@transaction.atomic
def ask_to_hand_over(*, draft: Draft, reason: str = "", by: Actor) -> HandOver:
    """Ask those who work with the person now to take it over. Asking twice gives the first."""
    if len(reason) > LONGEST:
        raise ValidationError({"reason": f"Say this in {LONGEST} characters."})
    held = next(iter(locked(by, draft.pk)), None)
    if held is None:
        raise Http404("There is no such draft.")
    if held.outcome != Draft.Outcome.OPEN:
        raise ValidationError(OVER)
    if not is_closed(held, by):
        raise ValidationError(STILL_YOURS)
    if waiting := HandOver.objects.filter(draft=held, state=State.WAITING).first():
        return waiting
    asked = _offer(held, reason.strip(), by)
    held.offered_at = asked.asked_at
    held.save(update_fields=["offered_at"])
    trail.note("hand over asked", on=asked, about=asked.about, by=by)
    follow("hand over asked", hand_over=asked, by=by)
    return asked


def _offer(draft: Draft, reason: str, by: Actor) -> HandOver:
    """The database says whether it may be: it knows with whom its writer has worked."""
    told = {"purpose": draft.purpose, "about": draft.about, "began_at": draft.began_at}
    try:
        with transaction.atomic():
            return HandOver.objects.create(draft=draft, asked_by_id=by.pk, reason=reason, **told)
    except DatabaseError as refused:
        raise ValidationError(NOT_OFFERED) from refused


@transaction.atomic
def keep_it(*, draft: Draft, by: Actor) -> None:
    """Ask no longer: its writer keeps it. Nothing happens where it was answered before."""
    held = next(iter(locked(by, draft.pk)), None)
    if held is None:
        raise Http404("There is no such draft.")
    no_longer_offered(held, by)


def no_longer_offered(draft: Draft, by: Actor) -> None:
    """Whoever holds the draft finishes it, puts it away or keeps it: nobody takes it over now."""
    if draft.offered_at is None:
        return
    waiting = HandOver.objects.filter(draft=draft, state=State.WAITING, asked_by_id=by.pk).first()
    draft.offered_at = None
    draft.save(update_fields=["offered_at"])
    if waiting is None or not _answered(waiting, State.KEPT):
        return
    trail.note("hand over taken back", on=waiting, about=waiting.about, by=by)
    follow("hand over answered", source=waiting, by=by)


def _answered(asked: HandOver, state: str, **more: Any) -> bool:
    """Whether this answered it: somebody else may have at the same moment."""
    changed = HandOver.objects.filter(pk=asked.pk, state=State.WAITING).update(state=state, **more)
    if changed:
        asked.state = state
    return bool(changed)


# Answering ----------------------------------------------------------------------------------------


@transaction.atomic
def answer_hand_over(
    *, hand_over: HandOver, takes_over: bool, answer: str = "", by: Actor
) -> Draft | None:
    """Take the draft over, or say in a sentence why not; gives the draft where it is theirs now."""
    if hand_over.asked_by_id == by.pk:
        raise PermissionDenied("You asked for this yourself. Somebody else answers it.")
    if not takes_over and not answer.strip():
        raise ValidationError({"answer": "Say why not, and what they can do. They read this."})
    draft = _take_over(hand_over, by) if takes_over else None
    if draft is None:
        _decline(hand_over, answer.strip(), by)
    follow("hand over answered", source=hand_over, by=by)
    return draft


def _take_over(asked: HandOver, by: Actor) -> Draft:
    with connection.cursor() as cursor:
        cursor.execute("select gate.could_take_over(%s)", [asked.pk])
        if not cursor.fetchone()[0]:
            raise ValidationError(_why_not(asked))
        cursor.execute("select id, giver, about from gate.take_over_draft(%s)", [asked.pk])
        moved = cursor.fetchone()
    if moved is None:
        raise ValidationError(QUICKER)
    draft_id, giver, about = moved
    trail.note(
        "draft handed over",
        on=Draft(pk=draft_id),
        about=about,
        by=by,
        detail={"from": giver, "to": by.pk, "asked": asked.pk},
    )
    return Draft.objects.get(pk=draft_id)


def _why_not(asked: HandOver) -> str:
    if not HandOver.objects.filter(pk=asked.pk, state=State.WAITING).exists():
        return QUICKER
    return (
        "You cannot take this over: it is about somebody whose record, or an entry, that you may "
        "not open. Let its writer in to finish it, or say why not."
    )


def _decline(asked: HandOver, answer: str, by: Actor) -> None:
    told = {"answered_by_id": by.pk, "answered_at": timezone.now(), "answer": answer}
    if not _answered(asked, State.DECLINED, **told):
        raise ValidationError(QUICKER)
    trail.note("hand over declined", on=asked, about=asked.about, by=by)


def settle_hand_overs(drafts: list[UUID], by: Actor) -> None:
    """What somebody who left had asked for is answered, once their drafts are with somebody."""
    with connection.cursor() as cursor:
        cursor.execute("select gate.settle_hand_overs(%s::uuid[])", [drafts])
        settled = [one for (one,) in cursor.fetchall()]
    for one in settled:
        follow("hand over answered", source=HandOver(pk=one), by=by)


# What became of it --------------------------------------------------------------------------------


def asked_by(account: Actor, most: int = 100) -> QuerySet[HandOver]:
    """What this account asked others to take over, the newest first.

    `is_told`: whether it may know who answered. Who is kept out of a record is not told who has it.
    """
    told = Condition("not ({0} && gate.barred())", "about")
    found = HandOver.objects.filter(asked_by_id=account.pk).annotate(is_told=told)
    return found.order_by("-asked_at")[:most]
