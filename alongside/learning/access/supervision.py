"""The only way to a supervision: the two of it, and nobody else whatever their role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.foundation.days import LONDON, in_words
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

PAGE = 20  # of meetings to come, and of those before, on one page
MANY = 50  # supervisions on one page
MOST_WAITING = 100  # of each kind, on the first page of learning
STALE = timedelta(days=14)  # after its day, that a meeting was moved or called off is no news

TWO = ("supervisor__practitioner", "worker__practitioner")


def supervisions_of(by: Account, page: int = 1) -> tuple[list[Supervision], bool]:
    """One page of those that this account is one of the two of, and whether there are more.

    Those that go on come first, by the name of the other; then what is over, the last first.
    """
    other = Case(
        When(supervisor_id=by.pk, then=F("worker__practitioner__name")),
        default=F("supervisor__practitioner__name"),
    )
    found = Supervision.objects.visible_to(by).select_related(*TWO)
    found = found.order_by(F("ended_at").desc(nulls_first=True), other, "-made_at", "pk")
    first = (page - 1) * MANY
    some = list(found[first : first + MANY + 1])
    return some[:MANY], len(some) > MANY


def supervision_to_view(by: Account, supervision_id: UUID) -> Supervision:
    """One of theirs, or 404."""
    found = Supervision.objects.visible_to(by).select_related(*TWO)
    return get_object_or_404(found, pk=supervision_id)


def meeting_to_view(by: Account, meeting_id: UUID) -> Meeting:
    """A meeting of one of theirs, or 404."""
    known = [*(f"supervision__{name}" for name in TWO), "changed_by__practitioner"]
    mine = Supervision.objects.visible_to(by).values("pk")
    found = Meeting.objects.filter(supervision__in=mine).select_related(*known)
    return get_object_or_404(found, pk=meeting_id)


def is_closed(meeting: Meeting) -> bool:
    """Whether nothing is written in it any more: one has signed, or it is over."""
    over = meeting.called_off_at or meeting.supervision.ended_at
    return bool(over) or Signature.objects.filter(meeting=meeting).exists()


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


@dataclass(frozen=True)
class Some:
    """One page of meetings, and the last of them where there are more beyond it."""

    meetings: list[Meeting]
    more: UUID | None


def meetings_to_come(supervision: Supervision, after: UUID | None = None) -> Some:
    """What is planned, also what was called off until its day is past; the next first."""
    found = Meeting.objects.filter(_is_to_come(), supervision=supervision)
    if mark := _mark(supervision, after):
        at, pk = mark
        found = found.filter(Q(starts_at__gt=at) | Q(starts_at=at, pk__gt=pk))
    return _some(found.order_by("starts_at", "pk"))


def meetings_before(supervision: Supervision, before: UUID | None = None) -> Some:
    """What was held, and what was called off and is past; the last first."""
    found = Meeting.objects.filter(~_is_to_come(), supervision=supervision)
    if mark := _mark(supervision, before):
        at, pk = mark
        found = found.filter(Q(starts_at__lt=at) | Q(starts_at=at, pk__lt=pk))
    return _some(found.order_by("-starts_at", "-pk"))


def _is_to_come() -> Q:
    still = Q(called_off_at=None) | Q(starts_at__gt=timezone.now())
    return Q(held_at=None) & still


def _mark(supervision: Supervision, at: UUID | None) -> tuple[datetime, UUID] | None:
    known = Meeting.objects.filter(supervision=supervision, pk=at) if at else None
    return known.values_list("starts_at", "pk").first() if known is not None else None


def _some(found: QuerySet[Meeting]) -> Some:
    signed = Prefetch("signatures", Signature.objects.order_by("at"))
    here = list(
        found.select_related("changed_by__practitioner").prefetch_related(signed)[: PAGE + 1]
    )
    more = here[PAGE - 1].pk if len(here) > PAGE else None
    return Some(here[:PAGE], more)


def open_follow_ups(supervision: Supervision) -> list[FollowUp]:
    """What is still to be done, what is due first at the top."""
    found = FollowUp.objects.filter(supervision=supervision, ended_at=None)
    return list(
        found.select_related("who__practitioner").order_by(F("due_on").asc(nulls_last=True), "at")
    )


@dataclass
class Rota:
    """When the two meet: the next time, the last time, and when the next would be."""

    supervision: Supervision
    next: Meeting | None = None  # the first that is to come
    unsaid: Meeting | None = None  # the last whose time is past, and nobody has said they met
    last: Meeting | None = None  # the last that was held

    @property
    def next_on(self) -> date | None:
        """By their rhythm, the day of the next one; nothing before they agreed to it."""
        since = self.last.starts_at if self.last else self.supervision.accepted_at
        return supervising.next_on(day_of(since), self.supervision.every_days) if since else None

    def is_late(self, today: date) -> bool:
        """Whether the next one should have been by now, and none is planned."""
        if self.supervision.ended_at or self.next or self.unsaid or self.next_on is None:
            return False
        return self.next_on < today


def rotas(supervisions: Sequence[Supervision]) -> list[Rota]:
    """The same for several, in their order: three queries, however many meetings there are."""
    found = {one.pk: Rota(one) for one in supervisions}
    if not found:
        return []
    every = Meeting.objects.filter(supervision__in=list(found)).distinct("supervision_id")
    stands = every.filter(held_at=None, called_off_at=None)
    for one in stands.filter(starts_at__gt=timezone.now()).order_by("supervision_id", "starts_at"):
        found[one.supervision_id].next = one
    past = stands.filter(starts_at__lte=timezone.now())
    for one in past.order_by("supervision_id", "-starts_at"):
        found[one.supervision_id].unsaid = one
    held = every.exclude(held_at=None)
    for one in held.order_by("supervision_id", "-starts_at"):
        found[one.supervision_id].last = one
    return list(found.values())


def waits_for(by: Account) -> list[tuple[str, str]]:
    """What was moved, what waits to be signed, and what nobody has planned: words and address."""
    mine = Supervision.objects.visible_to(by)
    said = [*_changed(by), *_to_sign(by)]
    going_on = mine.filter(ended_at=None).exclude(accepted_at=None).select_related(*TWO)
    for rota in rotas(list(going_on[:MOST_WAITING])):
        if rota.is_late(timezone.localdate()):
            words = f"No next supervision with {called(other_of(rota.supervision, by))} is planned"
            said.append((words, rota.supervision.get_absolute_url()))
    return said


def changed_by_the_other(by: Actor, past: datetime) -> QuerySet[Meeting]:
    """What the other moved or called off, until one has read of it."""
    mine = Supervision.objects.visible_to(by).values("pk")
    known = Q(starts_at__gte=past) | Q(was_at__gte=past)
    found = Meeting.objects.filter(known, supervision__in=mine)
    found = found.filter(held_at=None, seen_at=None).exclude(changed_by=None)
    return found.exclude(changed_by_id=by.pk)


def _changed(by: Account) -> Iterable[tuple[str, str]]:
    found = changed_by_the_other(by, timezone.now() - STALE)
    found = found.select_related("changed_by__practitioner")
    for one in found.order_by("starts_at", "pk")[:MOST_WAITING]:
        when = in_words(day_of(one.was_at or one.starts_at))
        if one.called_off_at:
            what = f"called off the supervision of {when}"
        elif one.was_at:
            what = f"moved the supervision of {when}"
        else:
            what = f"changed where or how you meet on {when}"
        assert one.changed_by is not None  # asked for above
        yield f"{called(one.changed_by)} {what}", one.get_absolute_url()


def to_be_signed(by: Actor) -> QuerySet[Meeting]:
    """What the other has signed, and one has not oneself."""
    mine = Supervision.objects.visible_to(by).filter(ended_at=None).values("pk")
    signed = Signature.objects.filter(meeting=OuterRef("pk"))
    found = Meeting.objects.filter(Exists(signed), ~Exists(signed.filter(by_id=by.pk)))
    return found.filter(supervision__in=mine)


def _to_sign(by: Account) -> Iterable[tuple[str, str]]:
    found = to_be_signed(by)
    found = found.select_related(*(f"supervision__{name}" for name in TWO))
    for one in found.order_by("starts_at", "pk")[:MOST_WAITING]:
        other = called(other_of(one.supervision, by))
        yield f"{other} signed what you wrote down in supervision", one.get_absolute_url()


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
    held = meeting.held_at or timezone.now()
    still = Q(meeting__starts_at__lte=meeting.starts_at) & (
        Q(ended_at=None) | Q(ended_at__gte=held)
    )
    found = FollowUp.objects.filter(still | Q(meeting=meeting))
    found = found.filter(supervision_id=meeting.supervision_id)
    every = list(found.select_related("who__practitioner").order_by("at", "pk"))
    ours = [one for one in every if one.meeting_id == meeting.pk]
    return ours, [one for one in every if one.meeting_id != meeting.pk]


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


def next_as_worker(me: Account) -> Meeting | None:
    """The first meeting to come in which one's own work is what it is about."""
    found = Meeting.objects.filter(
        supervision__worker=me, supervision__ended_at=None, held_at=None, called_off_at=None,
        starts_at__gt=timezone.now(),
    )  # fmt: skip
    return (
        found.select_related("supervision__supervisor__practitioner").order_by("starts_at").first()
    )
