"""What a worker's own calendar is told: Visit, Review or Meeting, and when. Never of whom."""

import hashlib
import hmac
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils import timezone

from alongside.accounts.models import Account, in_force
from alongside.foundation.calendars import Dated
from alongside.foundation.conditions import Condition
from alongside.foundation.days import LONDON
from alongside.learning.models import Booking, Meeting
from alongside.people.lineage import written_about
from alongside.people.models import Basis, Grant, Person
from alongside.plans.meetings.mine import my_meetings
from alongside.plans.models import Sheet
from alongside.record.access.clocks import due_for
from alongside.record.access.planned import planned_among
from alongside.record.actions.calendars import hashed
from alongside.record.models import CalendarFeed

MOST = 500
BACK, AHEAD = timedelta(days=30), timedelta(days=180)
HOUR = timedelta(hours=1)
# By what stands in the key of a rule. What is none of these is in no calendar.
WORDS = (
    ("visit", "Visit"),
    ("review", "Review"),
    ("conference", "Meeting"),
    ("meeting", "Meeting"),
)


def feed_behind(secret: str) -> tuple[UUID, UUID] | None:
    """The address with this secret and whose it is, where it holds; asked by nobody signed in."""
    with connection.cursor() as cursor:
        cursor.execute("select feed, account from gate.calendar_behind(%s)", [hashed(secret)])
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def owner_of(owner: UUID) -> Account:
    """Whose calendar it is, once what is read is read as theirs."""
    return Account.objects.get(pk=owner)


def my_feed(account: Account) -> CalendarFeed | None:
    """One's own address, where there is one; it may have run out."""
    return CalendarFeed.objects.filter(account=account, ended_at=None).first()


def days_asked() -> list[tuple[date, int]]:
    """On which of the last days a calendar asked, and how often; the latest first."""
    with connection.cursor() as cursor:
        cursor.execute("select day, times from gate.my_calendar_asked(28)")
        return list(cursor.fetchall())


def days_of(account: Account) -> Iterator[Dated]:
    """Everything that the calendar of this account is told. Seven questions."""
    yield from _clocks(account)
    today = timezone.localdate()
    for sheet in _sheets(account, today - BACK, today + AHEAD):
        if sheet.review_on:
            yield _whole_day(account, sheet.plan, "Review", sheet.review_on, sheet.at)
    since, until = timezone.now() - BACK, timezone.now() + AHEAD
    for one in my_meetings(since, until, MOST):
        ends = one.starts_at + HOUR
        yield _timed(account, one.id, one.starts_at, ends, one.made_at, changed_at=one.moved_at)
    meetings = Meeting.objects.filter(starts_at__range=(since, until), called_off_at=None)
    for meeting in meetings.order_by("starts_at")[:MOST]:
        ends = meeting.starts_at + HOUR
        yield _timed(account, meeting.pk, meeting.starts_at, ends, meeting.made_at)
    for booking in Booking.objects.filter(
        account=account,
        state=Booking.State.BOOKED,
        session__cancelled_at=None,
        session__starts_at__range=(since, until),
    ).select_related("session")[:MOST]:
        held = booking.session
        yield _timed(account, held.pk, held.starts_at, held.ends_at, held.made_at)


def word_for(rule: str) -> str:
    """Visit, Review or Meeting; nothing for all that is none of them."""
    parts = rule.split("-")
    if "report" in parts:  # which is written before
        return ""
    return next((word for part, word in WORDS if part in parts), "")


def _clocks(account: Account) -> Iterator[Dated]:
    """By which day each is due; a visit for which a time is planned, and not over, at that time."""
    found = [one.clock for one in due_for(account, MOST)]
    said = planned_among(found)
    today = timezone.localdate()
    for one in found:
        word, planned = word_for(one.rule), said.get(one.pk)
        starts = planned.starts_at if planned else None
        changed = planned.said_at if planned else None
        if starts and today <= (day := starts.astimezone(LONDON).date()) <= today + AHEAD:
            yield _timed(account, one.pk, starts, starts + HOUR, one.started_at, word, changed)
        elif word and today - BACK <= one.due_on <= today + AHEAD:
            if starts and changed and day < today:  # newer than the time that a calendar has of it
                changed = max(changed, starts + timedelta(days=1))
            yield _whole_day(account, one.pk, word, one.due_on, one.started_at, changed)


def _sheets(account: Account, since: date, until: date) -> list[Sheet]:
    """The newest versions of plans that are looked at again in that time, and are not over."""
    mine = Grant.objects.filter(
        in_force(), account_id=account.pk, basis=Basis.ALLOCATED, person__isnull=False, rung__gte=2
    )
    people = Person.objects.filter(
        pk__in=mine.values("person_id"), state__in=(Person.State.LIVING, Person.State.UNBORN)
    )
    whose = written_about(people.values_list("pk", flat=True))
    found = Sheet.objects.visible_to(account).filter(whose)
    over = "select 1 from plans_line l where l.plan = {0} and l.what in ('over', 'out')"
    newest = found.filter(Condition(f"not exists ({over})", "plan"))
    sheets = newest.order_by("plan", "-number").distinct("plan")[:MOST]
    return [one for one in sheets if one.review_on and since <= one.review_on <= until]


def _whole_day(
    account: Account,
    of: UUID,
    word: str,
    day: date,
    made_at: datetime,
    changed_at: datetime | None = None,
) -> Dated:
    of_it = _uid(account, of)
    return Dated(of=of_it, summary=word, starts=day, made_at=made_at, changed_at=changed_at)


def _timed(
    account: Account,
    of: UUID,
    starts: datetime,
    ends: datetime,
    made_at: datetime,
    word: str = "Meeting",
    changed_at: datetime | None = None,
) -> Dated:
    return Dated(
        of=_uid(account, of),
        summary=word,
        starts=starts,
        ends=ends,
        made_at=made_at,
        changed_at=changed_at,
    )


def _uid(account: Account, of: UUID) -> str:
    """The same at every asking, and no id of ours: two calendars cannot be laid side by side."""
    key = hashlib.sha256(b"calendar:" + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, account.pk.bytes + of.bytes, hashlib.sha256).hexdigest()[:32]
