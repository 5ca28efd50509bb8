"""The only way from a web address to a meeting, and what its pages read of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.actor import Actor
from alongside.people.lineage import person_now, written_about
from alongside.people.models import Person
from alongside.people.models.reach import own_person
from alongside.plans.access import NO_MORE
from alongside.plans.models import Meeting, MeetingLine
from alongside.record.clocks.ahead import Coming
from alongside.record.models import About, Entry, EntryKind, Sharing

from .kinds import Kind, kind_of, kinds

What = MeetingLine.What
PAGE = 20  # meetings of one person on a page
MOST_LINES = 400  # beneath one meeting
UNTOLD = {"withheld": True}
HERE = (What.CAME, What.SENT_WORD, What.AWAY)
VOICES = (What.AGREES, What.DIFFERS)


@dataclass(frozen=True)
class Met:
    """A meeting with everything that was said beneath it, as far as the reader may read it."""

    meeting: Meeting
    lines: Sequence[MeetingLine]

    @property
    def id(self) -> UUID:
        return self.meeting.pk

    @cached_property
    def kind(self) -> Kind:
        return kind_of(self.meeting.kind)

    @cached_property
    def person(self) -> Person:
        """Whom it is about, under the record under which they are known now."""
        return person_now(self.meeting.person)

    @cached_property
    def starts_at(self) -> datetime:
        """When it is, after it was moved the last time."""
        moved = [one.moved_to for one in self.of(What.MOVED) if one.moved_to]
        return moved[-1] if moved else self.meeting.starts_at

    def of(self, *what: str) -> list[MeetingLine]:
        """The lines of these sorts, in the order in which they were said."""
        return [one for one in self.lines if one.what in what]

    def _last(self, what: str) -> MeetingLine | None:
        return next(iter(reversed(self.of(what))), None)

    @property
    def out(self) -> MeetingLine | None:
        """That it was arranged in the wrong record; why stands in `off`."""
        return self._last(What.OUT)

    @property
    def off(self) -> MeetingLine | None:
        """That it does not take place, and why."""
        return self._last(What.OFF)

    @property
    def written(self) -> MeetingLine | None:
        """That there are minutes, and by whom."""
        return self._last(What.WRITTEN)

    @property
    def is_open(self) -> bool:
        """Whether it is still to be held and written down."""
        return not (self.off or self.out or self.written)

    @property
    def is_to_come(self) -> bool:
        """Whether somebody can still be asked to it, or say something before it."""
        return self.is_open and self.person.state not in NO_MORE

    @cached_property
    def own_invitation(self) -> MeetingLine | None:
        """That the person is asked to come; without it they do not know of the meeting."""
        return next((one for one in self.of(What.INVITED) if one.is_own), None)

    @property
    def quietly(self) -> dict[str, bool]:
        """What a line of the trail says of a meeting to which the person was not asked: it is kept
        from the page on which they read who looked.
        """
        return {} if self.own_invitation else UNTOLD

    @property
    def why_not_asked(self) -> MeetingLine | None:
        return None if self.own_invitation else self._last(What.NOT_ASKED)

    @property
    def invited(self) -> list[MeetingLine]:
        """Whoever is asked, the person first."""
        return sorted(self.of(What.INVITED), key=lambda one: not one.is_own)

    @property
    def points(self) -> list[MeetingLine]:
        """What is to be talked about, what the person brings first."""
        return sorted(self.of(What.POINT), key=lambda one: not one.is_own)

    @property
    def own_views(self) -> list[MeetingLine]:
        return [one for one in self.of(What.VIEW) if one.is_own]

    @property
    def other_views(self) -> list[MeetingLine]:
        return [one for one in self.of(What.VIEW) if not one.is_own]

    @property
    def present(self) -> list[MeetingLine]:
        """Who came, sent word or did not, the person first."""
        return sorted(self.of(*HERE), key=lambda one: not one.is_own)

    @property
    def decisions(self) -> list[MeetingLine]:
        return self.of(What.DECIDED)

    @property
    def voices(self) -> list[MeetingLine]:
        return self.of(*VOICES)

    def says(self) -> str:
        """How it stands, in a word or two."""
        if self.off:
            return "Called off"
        if self.written:
            return "Written down"
        return "To come" if self.starts_at >= timezone.now() else "Not written down yet"


def meetings_of(person: Person, by: Actor, page: int = 1) -> tuple[list[Met], bool]:
    """A page of the meetings about somebody, the latest first, and whether there are more."""
    found = Meeting.objects.visible_to(by).filter(written_about([person.pk]))
    start = (page - 1) * PAGE
    found = _with_day(found).select_related("person", "by__practitioner")
    rows = list(found.order_by("-day", "-id")[start : start + PAGE + 1])
    return _with_lines(rows[:PAGE]), len(rows) > PAGE


def _with_day(found: QuerySet[Meeting]) -> Any:
    """With `day`: when each is, after it was moved the last time."""
    moved = MeetingLine.objects.filter(meeting=OuterRef("pk"), what=What.MOVED)
    last = moved.order_by("-at", "-id").values("moved_to")[:1]
    return found.annotate(day=Coalesce(Subquery(last), F("starts_at")))


def _with_lines(meetings: Sequence[Meeting]) -> list[Met]:
    found: dict[UUID, list[MeetingLine]] = {one.pk: [] for one in meetings}
    if meetings:
        rows = MeetingLine.objects.filter(meeting_id__any=list(found))
        rows = rows.select_related("by__practitioner").order_by("at", "id")
        for line in rows[: MOST_LINES * len(meetings)]:
            found[line.meeting_id].append(line)
    return [Met(one, found[one.pk]) for one in meetings]


def arranged_for(person: Person, by: Actor) -> list[Coming]:
    """Whatever is arranged and not written down: what is to come first, then what is past."""
    gone = MeetingLine.objects.filter(what__in=(What.OFF, What.OUT, What.WRITTEN))
    found = Meeting.objects.visible_to(by).filter(written_about([person.pk]))
    found = found.exclude(pk__in=gone.values("meeting")).order_by("-starts_at")
    coming = [_coming(met) for met in _with_lines(list(found[:PAGE]))]
    today = timezone.localdate()
    return sorted(coming, key=lambda one: (one.day < today, abs(one.day - today), one.kind))


def _coming(met: Met) -> Coming:
    moved = (one.moved_to for one in met.of(What.MOVED))
    before = {timezone.localdate(at) for at in (met.meeting.starts_at, *moved) if at}
    return Coming(met.meeting.kind, timezone.localdate(met.starts_at), frozenset(before))


def misplaced(person: Person) -> int:
    """How many meetings were arranged in this record that belonged in another."""
    return MeetingLine.objects.filter(written_about([person.pk]), what=What.OUT).count()


def meeting_to_view(account: Account, id: UUID) -> Met:
    """The meeting with its lines; 404 for a stranger, and for a person who was not asked."""
    found = Meeting.objects.visible_to(account).filter(pk=id)
    meeting = found.select_related("person", "by__practitioner").first()
    if meeting is None:
        raise Http404
    return _with_lines([meeting])[0]


def meeting_to_open(account: Account, id: UUID, what: str = "meeting opened") -> Met:
    """The same for a page that shows it, noted on the trail."""
    met = meeting_to_view(account, id)
    trail.note(what, on=met.meeting, about=[met.person], by=account, detail=met.quietly)
    return met


def may_change(account: Account, met: Met) -> bool:
    """Whether this account writes here."""
    is_writer = account.kind == Account.Kind.STAFF and may(account, "write record")
    return is_writer and met.out is None


def meeting_to_change(account: Account, id: UUID) -> Met:
    """The meeting, for staff who may write; 403 for those who only read."""
    met = meeting_to_view(account, id)
    if not may_change(account, met):
        raise PermissionDenied("This was in the wrong record." if met.out else "")
    return met


def meetings_open(ids: Collection[UUID], account: Account) -> set[UUID]:
    """Those of these meetings on whose pages this account may still write."""
    if account.kind == Account.Kind.STAFF and not may(account, "write record"):
        return set()
    found = Meeting.objects.visible_to(account).filter(id__any=ids)
    over = MeetingLine.objects.filter(meeting_id__any=ids, what__in=(What.OFF, What.OUT))
    return set(found.values_list("pk", flat=True)) - set(over.values_list("meeting", flat=True))


def is_over_for(met: Met, account: Account) -> bool:
    """Whether the person says nothing beforehand any more.

    The same whether minutes are kept from them or there are none: nothing here tells of them.
    """
    return is_past(met) or is_held(met, account)


def is_past(met: Met) -> bool:
    """Whether it is over by what the person may read of it."""
    return not met.is_open or timezone.localdate(met.starts_at) < timezone.localdate()


def is_held(met: Met, account: Account) -> bool:
    """Whether somebody still looks at the minutes before the person reads them."""
    return met.id in held_among([met.id], account)


def has_minutes(met: Met, account: Account) -> bool:
    """Whether this account may read what was written down."""
    return Entry.objects.visible_to(account).filter(pk=met.id).exists()


def is_meeting(account: Account, id: UUID) -> bool:
    """Whether this is a meeting that this account may open."""
    return Meeting.objects.visible_to(account).filter(pk=id).exists()


def held_among(ids: Collection[UUID], account: Account) -> set[UUID]:
    """Of which of these meetings somebody still looks at the minutes. One query."""
    here = About.objects.filter(entry__in=list(ids), sharing=Sharing.HELD, removed_at=None)
    mine = here.filter(person__in=own_person(account).values("person_id"))
    return set(mine.values_list("entry_id", flat=True))


def is_shown(met: Met) -> bool:
    """Whether whoever the meeting is about reads its minutes, and so may read what was decided."""
    here = About.objects.filter(written_about([met.person.pk]), entry_id=met.id, removed_at=None)
    return set(here.values_list("sharing", flat=True)) == {Sharing.SHOWN}


def gathered_for(
    person: Person, account: Account, since: date, asked: UUID | None = None
) -> Met | None:
    """The meeting whose views stand beside a plan that is looked at again: the one that is named,
    or else the last since the plan was agreed that was to look at one. Two queries.
    """
    found = _with_day(Meeting.objects.visible_to(account).filter(written_about([person.pk])))
    if asked:
        found = found.filter(pk=asked)
    else:
        reviews = [one.key for one in kinds().values() if one.becomes == EntryKind.REVIEW]
        found = found.filter(kind__in=reviews, day__date__gt=since)
    rows = list(found.select_related("person", "by__practitioner").order_by("-day")[:5])
    standing = (one for one in _with_lines(rows) if not (one.out or (one.off and not asked)))
    return next((one for one in standing if asked or one.of(What.VIEW)), None)
