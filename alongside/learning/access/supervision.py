"""The only way to a supervision: the two of it, and nobody else whatever their role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation import trail
from alongside.foundation.days import LONDON
from alongside.learning import supervising
from alongside.learning.models import (
    Agreement,
    FollowUp,
    Meeting,
    Point,
    Said,
    Share,
    Signature,
    Supervision,
)
from alongside.people.models import Basis, Grant, Person
from alongside.record.models import About, Entry, Version

MOST_MEETINGS = 60  # on one page
BOTH = 2

TWO = ("supervisor__practitioner", "worker__practitioner")


def supervisions_of(by: Account) -> list[Supervision]:
    """All that this account is one of the two of, those that go on first."""
    found = Supervision.objects.visible_to(by).select_related(*TWO)
    return list(found.order_by(F("ended_at").desc(nulls_first=True), "-made_at"))


def supervision_to_view(by: Account, supervision_id: UUID) -> Supervision:
    """One of theirs, or 404."""
    found = Supervision.objects.visible_to(by).select_related(*TWO)
    return get_object_or_404(found, pk=supervision_id)


def meeting_to_view(by: Account, meeting_id: UUID) -> Meeting:
    """A meeting of one of theirs, or 404."""
    two = [f"supervision__{name}" for name in TWO]
    mine = Supervision.objects.visible_to(by).values("pk")
    found = Meeting.objects.filter(supervision__in=mine).select_related(*two)
    return get_object_or_404(found, pk=meeting_id)


def point_to_view(by: Account, point_id: UUID) -> Point:
    """A point on the agenda of one of their meetings, or 404."""
    point = get_object_or_404(Point, pk=point_id)
    point.meeting = meeting_to_view(by, point.meeting_id)
    return point


def follow_up_to_view(by: Account, follow_up_id: UUID) -> FollowUp:
    """Something that one of the two said they would do, or 404."""
    found = get_object_or_404(FollowUp.objects.select_related("who__practitioner"), pk=follow_up_id)
    found.supervision = supervision_to_view(by, found.supervision_id)
    return found


def other_of(supervision: Supervision, by: Account) -> Account:
    """The other of the two."""
    return supervision.worker if supervision.supervisor_id == by.pk else supervision.supervisor


def called(account: Account) -> str:
    """How the two call each other."""
    return account.practitioner.called


def day_of(moment: datetime) -> date:
    """The day here on which it was."""
    return moment.astimezone(LONDON).date()


# Where a supervision stands


def agreements_of(supervision: Supervision) -> list[Agreement]:
    """What they agreed, the newest first, each with who signed it. Two queries."""
    signed = Prefetch("signatures", Signature.objects.order_by("at"))
    found = Agreement.objects.filter(supervision=supervision).prefetch_related(signed)
    return list(found.order_by("-number"))


def meetings_of(supervisions: Iterable[Supervision]) -> list[Meeting]:
    """Their meetings, the newest first, each with who signed it. Two queries."""
    found = Meeting.objects.filter(supervision__in=[one.pk for one in supervisions])
    signed = Prefetch("signatures", Signature.objects.order_by("at"))
    return list(found.order_by("-starts_at", "-pk").prefetch_related(signed)[:MOST_MEETINGS])


def open_follow_ups(supervision: Supervision) -> list[FollowUp]:
    """What is still to be done, what is due first at the top."""
    found = FollowUp.objects.filter(supervision=supervision, ended_at=None)
    return list(
        found.select_related("who__practitioner").order_by(F("due_on").asc(nulls_last=True), "at")
    )


@dataclass
class Rota:
    """When the two meet: what is planned, when they last met, and when the next would be."""

    supervision: Supervision
    meetings: list[Meeting] = field(default_factory=list)  # the newest first

    @property
    def planned(self) -> list[Meeting]:
        """Those to come, or not yet said to be held, the next first."""
        return [one for one in reversed(self.meetings) if not one.held_at and not one.called_off_at]

    @property
    def last(self) -> Meeting | None:
        """The last that was held."""
        return next((one for one in self.meetings if one.held_at), None)

    @property
    def next_on(self) -> date | None:
        """By their rhythm, the day of the next one; nothing before they agreed to it."""
        since = self.last.starts_at if self.last else self.supervision.accepted_at
        return supervising.next_on(day_of(since), self.supervision.every_days) if since else None

    def is_late(self, today: date) -> bool:
        """Whether the next one should have been by now, and none is planned."""
        goes_on = self.supervision.ended_at is None and self.next_on is not None
        return goes_on and not self.planned and self.next_on < today  # type: ignore[operator]


def rotas(supervisions: Sequence[Supervision]) -> list[Rota]:
    """The same for several, in their order. Two queries."""
    found = {one.pk: Rota(one) for one in supervisions}
    for meeting in meetings_of(supervisions) if found else ():
        found[meeting.supervision_id].meetings.append(meeting)
    return list(found.values())


def waits_for(by: Account) -> list[tuple[str, str]]:
    """What waits to be signed or planned, for the first page of learning: words and address."""
    said: list[tuple[str, str]] = []
    going_on = [one for one in supervisions_of(by) if one.ended_at is None and one.accepted_at]
    for rota in rotas(going_on):
        other = called(other_of(rota.supervision, by))
        for meeting in rota.meetings:
            signed = {each.by_id for each in meeting.signatures.all()}
            if signed and by.pk not in signed:
                words = f"{other} signed what you wrote down in supervision"
                said.append((words, meeting.get_absolute_url()))
        if rota.is_late(timezone.localdate()):
            words = f"No next supervision with {other} is planned"
            said.append((words, rota.supervision.get_absolute_url()))
    return said


# One meeting


@dataclass(frozen=True)
class Decided:
    """Where a decision stands, as far as the reader may still read it."""

    heading: str
    url: str


@dataclass
class Met:
    """All that stands in one meeting."""

    meeting: Meeting
    points: list[Point]
    said: dict[UUID | None, list[Said]]
    follow_ups: list[FollowUp]
    before: list[FollowUp]  # open since an earlier meeting
    signatures: list[Signature]
    decided: dict[UUID, Decided]

    @property
    def is_signed(self) -> bool:
        """Whether one has signed, so that nothing is added."""
        return bool(self.signatures)

    @property
    def is_open(self) -> bool:
        """Whether something may still be written."""
        over = self.meeting.supervision.ended_at or self.meeting.called_off_at
        return not self.is_signed and not over

    def signed_by(self, account: Account) -> bool:
        """Whether this one of the two has signed."""
        return any(one.by_id == account.pk for one in self.signatures)


def met(meeting: Meeting, by: Account) -> Met:
    """What stands in a meeting. Seven queries, and one line on the trail where cases are named."""
    who = "by__practitioner"
    points = Point.objects.filter(meeting=meeting, taken_off_at=None).select_related(who)
    said: dict[UUID | None, list[Said]] = {}
    for one in Said.objects.filter(meeting=meeting).select_related(who).order_by("at", "pk"):
        said.setdefault(one.point_id, []).append(one)
    here = list(points.order_by("at", "pk"))
    ours, before = _follow_ups(meeting)
    signatures = Signature.objects.filter(meeting=meeting).select_related(who).order_by("at")
    return Met(
        meeting=meeting,
        points=here,
        said=said,
        follow_ups=ours,
        before=before,
        signatures=list(signatures),
        decided=decided([one.entry_id for one in here if one.entry_id], by),
    )


def _follow_ups(meeting: Meeting) -> tuple[list[FollowUp], list[FollowUp]]:
    """Those of this meeting, and those that were open from before when it was."""
    found = FollowUp.objects.filter(supervision_id=meeting.supervision_id)
    found = found.select_related("who__practitioner", "meeting").order_by("at", "pk")
    every = list(found.filter(meeting__starts_at__lte=meeting.starts_at))
    ours = [one for one in every if one.meeting_id == meeting.pk]
    held = meeting.held_at or timezone.now()
    before = [
        one
        for one in every
        if one.meeting_id != meeting.pk and (one.ended_at is None or one.ended_at >= held)
    ]
    return ours, before


def decided(entries: Sequence[UUID], by: Account) -> dict[UUID, Decided]:
    """Of these entries, those that this account may read now, by record's own rules.

    Whom they are about stood in a list, and reads that it did.
    """
    if not entries:
        return {}
    about = _about(entries)
    readable = Entry.objects.visible_to(by).filter(pk__in=list(about))
    newest = Version.objects.filter(entry__in=readable, number=F("entry__versions"))
    found = {
        one.entry_id: Decided(
            f"{', '.join(each.person.called for each in about[one.entry_id])}: {one.title}",
            reverse("record:entry", args=[one.entry_id]),
        )
        for one in newest
    }
    people = [each.person_id for pk in found for each in about[pk]]
    if people:
        trail.note("people listed", listed=people, by=by)
    return found


def allocated_to(by: Account, people: Sequence[Person]) -> set[UUID | None]:
    """Those of these people whom this account is asked to work with itself."""
    grants = Grant.objects.filter(in_force(), account_id=by.pk, basis=Basis.ALLOCATED)
    pks = [one.pk for one in people]
    return set(grants.filter(person_id__in=pks).values_list("person_id", flat=True))


def _about(entries: Sequence[UUID]) -> dict[UUID, list[About]]:
    found: dict[UUID, list[About]] = {}
    rows: QuerySet[About] = About.objects.filter(entry_id__in=entries, removed_at=None)
    for one in rows.select_related("person").order_by("person__sort_key"):
        found.setdefault(one.entry_id, []).append(one)
    return found


def shared_between(supervision: Supervision) -> list[Share]:
    """What one of the two lets the other read today, because they chose to bring it."""
    two = (supervision.supervisor_id, supervision.worker_id)
    found = Share.objects.in_force().filter(owner_id__in=two, reader_id__in=two)
    return list(found.select_related("piece").order_by("-starts"))


def agreement_to_sign(by: Account, supervision_id: UUID) -> Agreement:
    """The newest agreement of one of theirs, or 404 where none was written."""
    supervision = supervision_to_view(by, supervision_id)
    newest = next(iter(agreements_of(supervision)), None)
    if newest is None:
        raise Http404
    newest.supervision = supervision
    return newest
