"""What stands in a meeting of supervision, so that nobody signs what they have not read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from uuid import UUID

from alongside.learning.models import FollowUp, Meeting, Point, Said, Signature

Marks = Mapping[UUID, str]  # of each thing that stands there, what it says

APART = "."


def standing(meeting: Meeting) -> Marks:
    """What stands in a meeting now. Four queries."""
    return marks_of(
        meeting,
        Point.objects.filter(meeting=meeting, taken_off_at=None),
        Said.objects.filter(meeting=meeting),
        FollowUp.objects.filter(meeting=meeting),
        Signature.objects.filter(meeting=meeting),
    )


def marks_of(
    meeting: Meeting,
    points: Iterable[Point],
    said: Iterable[Said],
    follow_ups: Iterable[FollowUp],
    signatures: Iterable[Signature],
) -> Marks:
    """The same of what a page shows. What came of a follow-up is said later, and not signed.

    A name alone adds nothing to what the other signs; what is said beside it does.
    """
    when = f"{meeting.starts_at.isoformat()} {meeting.how} {meeting.place}"
    return {
        meeting.pk: _mark(meeting.pk, when),
        **{one.pk: _mark(one.pk, one.entry_id) for one in points},
        **{one.pk: _mark(one.pk) for one in (*said, *follow_ups)},
        **{one.pk: _mark(one.pk) for one in signatures if one.words},
    }


def _mark(pk: UUID, says: object = "") -> str:
    return sha256(f"{pk} {says}".encode()).hexdigest()[:12]


def written(marks: Marks) -> str:
    """As a form carries it."""
    return APART.join(sorted(marks.values()))


def read(given: str) -> frozenset[str]:
    """What a form carried."""
    return frozenset(given.split(APART))


def new_in(marks: Marks, seen: Collection[str]) -> set[UUID]:
    """What was written, decided or changed since a page showed what it carries."""
    return {pk for pk, mark in marks.items() if mark not in seen}


def is_same(marks: Marks, seen: Collection[str]) -> bool:
    """Whether nothing was added since, and nothing taken off."""
    return set(marks.values()) == set(seen)
