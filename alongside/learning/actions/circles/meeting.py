"""When a circle meets next: planning it, moving it and calling it off, by whoever hosts it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import When
from alongside.learning.access.next_meeting import next_of
from alongside.learning.actions.supervision.meetings import moment_of
from alongside.learning.models import Circle, Member

from .asked import must_be_open, must_host

LONGEST_WHERE, LONGEST_REASON = 200, 400
CHANGED = "changed"
SINCE = (
    "Somebody changed this meeting since you opened this page, so nothing was changed now. Read "
    "what stands here, then press again if you still mean it."
)
NEXT = ("next_at", "next_where", "next_set_at", "next_changed_at", "next_was_at", "next_off_why")


def _held(circle: Circle, by: Account) -> Circle:
    """The circle as it stands now, held fast; refused to whoever does not host it any more."""
    # Of a circle that was handed on in this very moment the database holds no row for them.
    found = Circle.objects.select_for_update(of=("self",)).filter(pk=circle.pk).first()
    found = found or Circle.objects.get(pk=circle.pk)
    must_host(found, by)
    must_be_open(found)
    return found


@transaction.atomic
def plan_next(
    *, circle: Circle, starts: When, where: str = "", seen: str = "", by: Account
) -> Circle:
    """Say when and where it meets next, or change that; those who are in it read so.

    `seen` is what stood of it on the page that was read: whatever else stands now is read first.
    """
    found = _held(circle, by)
    now = timezone.now()
    moment, place = moment_of(starts), " ".join(where.split())
    if moment <= now:
        raise ValidationError({"starts": "That time is past. Write a day and a time to come."})
    if len(place) > LONGEST_WHERE:
        raise ValidationError({"where": f"Say it in {LONGEST_WHERE} characters."})
    if (found.next_at, found.next_where, found.next_off_why) == (moment, place, ""):
        return found
    there = next_of(found)
    if there.stands != seen:
        raise ValidationError(SINCE, code=CHANGED)
    if there.is_to_come or (there.is_off and found.next_at is not None and found.next_at > now):
        known = _known(found)
        found.next_was_at = known if known != moment else None
        found.next_changed_at = now
        what = "moved"
    else:
        found.next_set_at, found.next_was_at, found.next_changed_at = now, None, None
        what = "planned"
    found.next_at, found.next_where, found.next_off_why = moment, place, ""
    _keep(found, by)
    trail.note(f"learning: meeting of a circle {what}", on=found, by=by)
    return found


@transaction.atomic
def call_off_next(*, circle: Circle, why: str, seen: str, by: Account) -> Circle:
    """Call it off, with a reason that those who are in it read."""
    found = _held(circle, by)
    words = " ".join(why.split())
    if found.next_off_why and words == found.next_off_why:
        return found
    if not words:
        raise ValidationError({"why": "Say why, in a sentence. Those who are here read it."})
    if len(words) > LONGEST_REASON:
        raise ValidationError({"why": f"Say it in {LONGEST_REASON} characters."})
    there = next_of(found)
    if there.stands != seen:
        raise ValidationError(SINCE, code=CHANGED)
    if not there.is_to_come:
        raise ValidationError("No meeting is planned that could be called off.")
    found.next_was_at = _known(found)
    found.next_off_why, found.next_changed_at = words, timezone.now()
    _keep(found, by)
    trail.note("learning: meeting of a circle called off", on=found, by=by)
    return found


def _known(circle: Circle) -> datetime | None:
    """When it is, as far as the others know: changed again unread, it is the time before that."""
    if circle.next_changed_at is None or circle.next_was_at is None:
        return circle.next_at
    told = Member.objects.filter(circle=circle, left_at=None).exclude(account=circle.host_id)
    is_read = told.filter(told_at__gte=circle.next_changed_at).exists()
    return circle.next_at if is_read else circle.next_was_at


def _keep(circle: Circle, by: Account) -> None:
    circle.save(update_fields=NEXT)
    Member.objects.filter(circle=circle, account=by, left_at=None).update(told_at=timezone.now())
