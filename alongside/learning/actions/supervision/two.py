"""Beginning and ending a supervision, and how often the two mean to meet."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning import supervising
from alongside.learning.models import Meeting, Supervision

SUPERVISOR, WORKER = "supervisor", "worker"
OVER = "This supervision is over. What stands in it can still be read."
CLOSED = "closed"  # the code of what refuses words for good: where they are kept has to be said
NOT_YET = "This supervision begins once the other of you has said yes to it."
LONGEST_REASON = 400


@transaction.atomic
def propose_supervision(
    *, colleague: Account, i_am: str, rhythm: str, every_days: int | None = None, by: Account
) -> Supervision:
    """Propose to a colleague that one of you supervises the other; they say yes or no."""
    if by.kind != Account.Kind.STAFF or colleague.kind != Account.Kind.STAFF:
        raise ValidationError("Supervision here is between two people who work for the council.")
    if colleague.pk == by.pk:
        raise ValidationError({"colleague": "Nobody supervises themselves. Name somebody else."})
    if not colleague.is_active:
        raise ValidationError({"colleague": "They have left. Name somebody who works here."})
    if i_am not in (SUPERVISOR, WORKER):
        raise ValidationError({"i_am": "Say which of the two you are."})
    supervisor, worker = (by, colleague) if i_am == SUPERVISOR else (colleague, by)
    days = _days(rhythm, every_days)
    made = Supervision(
        supervisor=supervisor, worker=worker, rhythm=rhythm, every_days=days, proposed_by=by
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as twice:
        raise ValidationError("There is one already between the two of you.") from twice
    trail.note("learning: supervision proposed", on=made, by=by)
    return made


def _days(rhythm: str, every_days: int | None) -> int:
    chosen = supervising.rhythm_of(rhythm)
    if chosen is None:
        raise ValidationError({"rhythm": "Choose how often you mean to meet."})
    days = chosen.every_days if every_days is None else every_days
    if not supervising.SHORTEST <= days <= supervising.LONGEST:
        raise ValidationError({"every_days": "Write a number of days from 1 to 366."})
    return days


def locked(supervision: Supervision) -> Supervision:
    """The same as it stands now, which nobody else changes until this is done."""
    found = Supervision.objects.select_for_update(of=("self",)).filter(pk=supervision.pk).first()
    if found is None:
        raise ValidationError("This is no longer there.")
    return found


def going_on(supervision: Supervision) -> Supervision:
    """The same, refused where it has not begun or is over."""
    found = locked(supervision)
    if found.ended_at:
        raise ValidationError(OVER, code=CLOSED)
    if found.accepted_at is None:
        raise ValidationError(NOT_YET)
    return found


def _proposed_to(supervision: Supervision, by: Account) -> Supervision:
    """As it stands, for whoever was asked."""
    found = locked(supervision)
    if found.ended_at:
        raise ValidationError(OVER)
    if found.accepted_at:
        raise ValidationError("You said yes to this before.")
    if found.proposed_by_id == by.pk:
        raise ValidationError("You proposed this, so the other of you says yes or no.")
    return found


@transaction.atomic
def accept_supervision(*, supervision: Supervision, by: Account) -> Supervision:
    """Say yes; from now on both may write here."""
    found = _proposed_to(supervision, by)
    found.accepted_at = timezone.now()
    found.save(update_fields=["accepted_at"])
    trail.note("learning: supervision accepted", on=found, by=by)
    return found


@transaction.atomic
def decline_supervision(*, supervision: Supervision, why: str, by: Account) -> Supervision:
    """Say no, with a reason that whoever proposed it reads."""
    found = _proposed_to(supervision, by)
    return _end(found, _reason(why), by, "learning: supervision declined")


@transaction.atomic
def end_supervision(*, supervision: Supervision, why: str, by: Account) -> Supervision:
    """End it, or take back what one proposed. What was written stays, for the two alone."""
    found = locked(supervision)
    if found.ended_at:
        raise ValidationError(OVER)
    if found.accepted_at is None and found.proposed_by_id != by.pk:
        raise ValidationError("Say yes or no to this first.")
    _call_off_planned(found, by)
    return _end(found, _reason(why), by, "learning: supervision ended")


def _reason(why: str) -> str:
    words = why.strip()
    if not words:
        raise ValidationError({"why": "Say why, in a sentence. Both of you read it."})
    if len(words) > LONGEST_REASON:
        raise ValidationError({"why": f"Say it in {LONGEST_REASON} characters."})
    return words


def _end(found: Supervision, why: str, by: Account, what: str) -> Supervision:
    found.ended_at, found.ended_why = timezone.now(), why
    found.save(update_fields=["ended_at", "ended_why"])
    trail.note(what, on=found, by=by)
    return found


def _call_off_planned(found: Supervision, by: Account) -> None:
    to_come = Meeting.objects.filter(supervision=found, held_at=None, called_off_at=None)
    now = timezone.now()
    to_come.filter(starts_at__gt=now).update(
        called_off_at=now, called_off_why="The supervision ended.", changed_at=now,
        changed_by=by, seen_at=None,
    )  # fmt: skip


@transaction.atomic
def change_rhythm(
    *, supervision: Supervision, rhythm: str, every_days: int | None = None, by: Account
) -> Supervision:
    """Settle on another rhythm from now on."""
    found = going_on(supervision)
    found.rhythm, found.every_days = rhythm, _days(rhythm, every_days)
    found.save(update_fields=["rhythm", "every_days"])
    trail.note("learning: supervision rhythm changed", on=found, by=by)
    return found
