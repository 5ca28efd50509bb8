"""Meetings of the two: planned, moved, called off, held, and signed by both."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import When
from alongside.learning.access.signing import is_same, standing
from alongside.learning.models import Meeting, Signature, Supervision

from .two import CLOSED, OVER, going_on

SOON = timedelta(minutes=15)  # clocks differ
EARLIEST, LATEST = timedelta(days=366), timedelta(days=731)
SIGNED = "This has been signed, so nothing is added or changed. Bring it to the next meeting."
CALLED_OFF = "This meeting was called off, so nothing is added or changed."
CHANGED = "changed"
SINCE = (
    "Something was written or taken off since you opened this page, so you have not signed yet. "
    "Read what is marked as new, then sign."
)
TWICE = "You have signed this before."
LONGEST_REASON = 400
WHO = ("changed_at", "changed_by", "seen_at")
_is_https = URLValidator(
    schemes=["https"], message="Write the whole link, beginning with https://."
)


def still_open(meeting: Meeting) -> Meeting:
    """The meeting as it stands now, held fast; refused once one has signed, or it is over."""
    found = Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
    # Whoever signed while we waited for the row is seen only by asking anew.
    if found is None or Signature.objects.filter(meeting_id=meeting.pk).exists():
        raise ValidationError(SIGNED, code=CLOSED)
    if found.called_off_at:
        raise ValidationError(CALLED_OFF, code=CLOSED)
    if Supervision.objects.filter(pk=found.supervision_id).exclude(ended_at=None).exists():
        raise ValidationError(OVER, code=CLOSED)
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
    _not_twice(made)
    made.save(force_insert=True)
    trail.note("learning: supervision planned", on=made, by=by)
    return made


def _not_twice(meeting: Meeting) -> None:
    there = Meeting.objects.filter(
        supervision_id=meeting.supervision_id, starts_at=meeting.starts_at, called_off_at=None
    )
    if there.exclude(pk=meeting.pk).exists():
        raise ValidationError({"starts": "You have a meeting at that time already."})


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
    moment = moment_of(starts)
    if moment < timezone.now() - EARLIEST:
        raise ValidationError({"starts": "That is more than a year ago. Write a later day."})
    return moment


def moment_of(starts: When) -> datetime:
    """The day and the time of a meeting, which is not too far away to be meant."""
    moment = starts.earliest
    if not isinstance(moment, datetime):
        raise ValidationError({"starts": "Say at what time too, such as 24 November, 2pm."})
    if moment > timezone.now() + LATEST:
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
    """Change when, where or how the two meet; both read who did, and when it was to be."""
    found = _not_held(meeting)
    before = (found.starts_at, found.how, found.place, found.link)
    _set(found, starts, how, place, link)
    if before == (found.starts_at, found.how, found.place, found.link):
        return found
    _not_twice(found)
    # Moved again before the other looked: what they know is the time before the first move.
    is_unread = found.changed_by_id == by.pk and found.seen_at is None and found.was_at
    known = found.was_at if is_unread else before[0]
    found.was_at = known if known != found.starts_at else None
    _changed(found, by)
    found.save(update_fields=["starts_at", "how", "place", "link", "was_at", *WHO])
    trail.note("learning: supervision moved", on=found, by=by)
    return found


def _changed(meeting: Meeting, by: Account) -> None:
    meeting.changed_at, meeting.changed_by, meeting.seen_at = timezone.now(), by, None


@transaction.atomic
def see_change(*, meeting: Meeting, by: Account) -> None:
    """Remember that one has read of what the other moved or called off."""
    unread = Meeting.objects.filter(pk=meeting.pk, seen_at=None).exclude(changed_by=None)
    if unread.exclude(changed_by=by).update(seen_at=timezone.now()):
        trail.note("learning: change of supervision read", on=meeting, by=by)


def call_off(meeting: Meeting, why: str, by: Account) -> None:
    """Write that it is called off, by whom and why."""
    _changed(meeting, by)
    meeting.called_off_at, meeting.called_off_why = meeting.changed_at, why
    meeting.save(update_fields=["called_off_at", "called_off_why", *WHO])


@transaction.atomic
def call_off_meeting(*, meeting: Meeting, why: str, by: Account) -> Meeting:
    """Call it off, with a reason that both read."""
    found = _not_held(meeting)
    words = why.strip()
    if not words:
        raise ValidationError({"why": "Say why, in a sentence. Both of you read it."})
    if len(words) > LONGEST_REASON:
        raise ValidationError({"why": f"Say it in {LONGEST_REASON} characters."})
    call_off(found, words, by)
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
def sign_meeting(
    *, meeting: Meeting, seen: Collection[str], words: str = "", by: Account
) -> Signature:
    """Sign what stands here, saying what one sees otherwise; from the first on nothing is added.

    `seen` is what stood on the page that was read: whatever else stands there is read first.
    """
    # The first to sign holds the row, so that nobody writes something in meanwhile. Once one has
    # signed, the database lets nobody hold it.
    Meeting.objects.select_for_update(of=("self",)).filter(pk=meeting.pk).first()
    found = Meeting.objects.get(pk=meeting.pk)
    if found.called_off_at:
        raise ValidationError(CALLED_OFF)
    if found.held_at is None:
        raise ValidationError("Say first that you met.")
    if Signature.objects.filter(meeting=found, by=by).exists():
        raise ValidationError(TWICE)
    if not is_same(standing(found), seen):
        raise ValidationError(SINCE, code=CHANGED)
    try:
        with transaction.atomic():
            signed = Signature.objects.create(meeting=found, by=by, words=words.strip())
    except IntegrityError as twice:
        raise ValidationError(TWICE) from twice
    trail.note("learning: supervision signed", on=found, by=by)
    return signed
