"""Meetings of the two: planned, moved, called off, held, and signed by both."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import When
from alongside.learning.models import Meeting, Signature, Supervision

from .two import OVER, going_on

SOON = timedelta(minutes=15)  # clocks differ
EARLIEST, LATEST = timedelta(days=366), timedelta(days=731)
SIGNED = "This has been signed, so nothing is added or changed. Bring it to the next meeting."
CALLED_OFF = "This meeting was called off."
LONGEST_REASON = 400
_is_https = URLValidator(
    schemes=["https"], message="Write the whole link, beginning with https://."
)


def still_open(meeting: Meeting) -> Meeting:
    """The meeting as it stands now, held fast; refused once one has signed, or it is over."""
    found = Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
    # Whoever signed while we waited for the row is seen only by asking anew.
    if found is None or Signature.objects.filter(meeting_id=meeting.pk).exists():
        raise ValidationError(SIGNED)
    if found.called_off_at:
        raise ValidationError(CALLED_OFF)
    if Supervision.objects.filter(pk=found.supervision_id).exclude(ended_at=None).exists():
        raise ValidationError(OVER)
    return found


@transaction.atomic
def plan_meeting(
    *,
    supervision: Supervision,
    starts: When,
    how: str,
    place: str = "",
    link: str = "",
    by: Account,
) -> Meeting:
    """Plan the next one, or say when the two met without having planned it."""
    found = going_on(supervision)
    if not all(one.is_active for one in (supervision.supervisor, supervision.worker)):
        raise ValidationError("The other of you has left. End this supervision instead.")
    made = Meeting(supervision=found, made_by=by)
    _set(made, starts, how, place, link)
    if Meeting.objects.filter(
        supervision=found, starts_at=made.starts_at, called_off_at=None
    ).exists():
        raise ValidationError({"starts": "You have a meeting at that time already."})
    made.save(force_insert=True)
    trail.note("learning: supervision planned", on=made, by=by)
    return made


def _set(meeting: Meeting, starts: When, how: str, place: str, link: str) -> None:
    meeting.starts_at = _moment(starts)
    if how not in Meeting.How.values:
        raise ValidationError({"how": "Say how you meet."})
    if link.strip():
        try:
            _is_https(link.strip())
        except ValidationError as wrong:
            raise ValidationError({"link": wrong.messages}) from wrong
    meeting.how, meeting.place, meeting.link = how, place.strip(), link.strip()


def _moment(starts: When) -> datetime:
    moment = starts.earliest
    if not isinstance(moment, datetime):
        raise ValidationError({"starts": "Say at what time too, such as 24 November, 2pm."})
    now = timezone.now()
    if moment < now - EARLIEST:
        raise ValidationError({"starts": "That is more than a year ago. Write a later day."})
    if moment > now + LATEST:
        raise ValidationError({"starts": "That is more than two years ahead. Write a nearer day."})
    return moment


def _not_held(meeting: Meeting) -> Meeting:
    found = still_open(meeting)
    if found.held_at:
        raise ValidationError("You have said that you met, so this stays as it was.")
    return found


@transaction.atomic
def move_meeting(
    *, meeting: Meeting, starts: When, how: str, place: str = "", link: str = "", by: Account
) -> Meeting:
    """Change when, where or how the two meet."""
    found = _not_held(meeting)
    _set(found, starts, how, place, link)
    found.save(update_fields=["starts_at", "how", "place", "link"])
    trail.note("learning: supervision moved", on=found, by=by)
    return found


@transaction.atomic
def call_off_meeting(*, meeting: Meeting, why: str, by: Account) -> Meeting:
    """Call it off, with a reason that both read."""
    found = _not_held(meeting)
    words = why.strip()
    if not words:
        raise ValidationError({"why": "Say why, in a sentence. Both of you read it."})
    if len(words) > LONGEST_REASON:
        raise ValidationError({"why": f"Say it in {LONGEST_REASON} characters."})
    found.called_off_at, found.called_off_why = timezone.now(), words
    found.save(update_fields=["called_off_at", "called_off_why"])
    trail.note("learning: supervision called off", on=found, by=by)
    return found


@transaction.atomic
def hold_meeting(*, meeting: Meeting, by: Account) -> Meeting:
    """Say that the two have met; saying it twice changes nothing."""
    found = still_open(meeting)
    if found.held_at:
        return found
    if found.starts_at > timezone.now() + SOON:
        raise ValidationError("That time has not come yet. If you met earlier, change when.")
    found.held_at = timezone.now()
    found.save(update_fields=["held_at"])
    trail.note("learning: supervision held", on=found, by=by)
    return found


@transaction.atomic
def sign_meeting(*, meeting: Meeting, words: str = "", by: Account) -> Signature:
    """Sign what stands here, saying what one sees otherwise; from the first on nothing is added."""
    # The first to sign holds the row, so that nobody writes something in meanwhile. Once one has
    # signed, the database lets nobody hold it.
    Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
    found = Meeting.objects.get(pk=meeting.pk)
    if found.called_off_at:
        raise ValidationError(CALLED_OFF)
    if found.held_at is None:
        raise ValidationError("Say first that you met.")
    try:
        with transaction.atomic():
            signed = Signature.objects.create(meeting=found, by=by, words=words.strip())
    except IntegrityError as twice:
        raise ValidationError("You have signed this before.") from twice
    trail.note("learning: supervision signed", on=found, by=by)
    return signed
