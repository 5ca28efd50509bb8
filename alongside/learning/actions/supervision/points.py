"""The agenda of a meeting, and what was noted on it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.learning.models import Meeting, Point, Said

from .meetings import still_open

LONGEST = 100_000  # characters in one go
TOO_LONG = f"This is longer than {LONGEST:,} characters. Say it shorter, or divide it in two."
NO_NAMES = (
    "Leave the words out here. You say whom it is about when you meet, and what you decide goes "
    "on their record. How it is for you can be a point of its own."
)


@transaction.atomic
def bring_point(*, meeting: Meeting, kind: str, text: str = "", by: Account) -> Point:
    """Put something on the agenda. Of somebody one works with nothing stands here but that."""
    found = still_open(meeting)
    words = text.strip()
    if kind not in Point.Kind.values:
        raise ValidationError({"kind": "Choose what it is about."})
    if kind == Point.Kind.CASE and words:
        raise ValidationError({"text": NO_NAMES})
    if kind != Point.Kind.CASE and not words:
        raise ValidationError({"text": "Write what you bring, in a few words."})
    if len(words) > LONGEST:
        raise ValidationError({"text": TOO_LONG})
    made = Point.objects.create(meeting=found, kind=kind, text=words, by=by)
    trail.note("learning: brought to supervision", on=made, by=by)
    return made


@transaction.atomic
def bring_point_once(*, meeting: Meeting, kind: str, text: str, by: Account) -> Point:
    """The same, where the same words of theirs are not on this agenda yet."""
    found = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    there = Point.objects.filter(meeting=found, by=by, kind=kind, text=text.strip()).first()
    return there or bring_point(meeting=found, kind=kind, text=text, by=by)


@transaction.atomic
def take_off_point(*, point: Point, by: Account) -> Point:
    """Take off the agenda what one brought oneself, as long as nothing was noted on it."""
    still_open(point.meeting)
    found = Point.objects.select_for_update(of=("self",)).get(pk=point.pk)
    if found.by_id != by.pk:
        raise ValidationError("The other of you brought this, so only they take it off.")
    if found.entry_id or Said.objects.filter(point=found).exists():
        raise ValidationError("Something was noted on this already, so it stays.")
    if found.taken_off_at is None:
        found.taken_off_at = timezone.now()
        found.save(update_fields=["taken_off_at"])
        trail.note("learning: taken off supervision", on=found, by=by)
    return found


@transaction.atomic
def write_notes(*, meeting: Meeting, texts: Mapping[UUID | None, str], by: Account) -> list[Said]:
    """Note what was said on the points of a meeting, and (under None) beside them."""
    found = still_open(meeting)
    words = {point: text.strip() for point, text in texts.items() if text.strip()}
    if not words:
        raise ValidationError("Nothing is written yet. Write something, then keep it.")
    if any(len(text) > LONGEST for text in words.values()):
        raise ValidationError(TOO_LONG)
    points = {one.pk: one for one in Point.objects.filter(meeting=found)}
    if any(pk is not None and pk not in points for pk in words):
        raise ValidationError("One of these points is not on this agenda.")
    if any(pk is not None and points[pk].kind == Point.Kind.CASE for pk in words):
        raise ValidationError(NO_NAMES)
    made = [
        Said.objects.create(meeting=found, point_id=pk, text=text, by=by)
        for pk, text in words.items()
    ]
    trail.note("learning: supervision noted", on=found, by=by)
    return made
