"""What one of the two will do, by when, and what came of it."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.models import FollowUp, Meeting

from .meetings import still_open
from .points import LONGEST, TOO_LONG

LATEST = timedelta(days=731)


@transaction.atomic
def agree_follow_up(
    *, meeting: Meeting, text: str, who: Account, due_on: date | None = None, by: Account
) -> FollowUp:
    """Agree that one of the two does something, by a day or not."""
    found = still_open(meeting)
    words = text.strip()
    if not words:
        raise ValidationError({"text": "Say what will be done."})
    if len(words) > LONGEST:
        raise ValidationError({"text": TOO_LONG})
    if who.pk not in (found.supervision.supervisor_id, found.supervision.worker_id):
        raise ValidationError({"who": "Say which of the two of you does it."})
    if due_on and due_on < day_of_meeting(found):
        raise ValidationError({"due_on": "That day was before you met. Write a later one."})
    if due_on and due_on > timezone.localdate() + LATEST:
        raise ValidationError({"due_on": "That is more than two years ahead. Write a nearer day."})
    made = FollowUp.objects.create(
        supervision_id=found.supervision_id,
        meeting=found,
        text=words,
        who=who,
        due_on=due_on,
        by=by,
    )
    trail.note("learning: agreed in supervision", on=made, by=by)
    return made


def day_of_meeting(meeting: Meeting) -> date:
    """The day of the meeting, here; of one that is still to come, today."""
    return min(timezone.localtime(meeting.starts_at).date(), timezone.localdate())


@transaction.atomic
def end_follow_up(
    *, follow_up: FollowUp, is_done: bool, outcome: str = "", by: Account
) -> FollowUp:
    """Say that it was done, or that it will not be, and what came of it."""
    found = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    words = outcome.strip()
    if found.ended_at:
        raise ValidationError("What came of this has been said before.")
    if not is_done and not words:
        raise ValidationError({"outcome": "Say why not, or what you do instead."})
    if len(words) > LONGEST:
        raise ValidationError({"outcome": TOO_LONG})
    found.ended_at, found.is_done, found.outcome = timezone.now(), is_done, words
    found.save(update_fields=["ended_at", "is_done", "outcome"])
    trail.note("learning: supervision followed up", on=found, by=by)
    return found
