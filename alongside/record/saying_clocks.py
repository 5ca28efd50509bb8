"""The sentences that pages say about clocks: by when, how late and why, and what became of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from alongside.foundation.days import LONDON, WEEKDAYS, age, ago, in_words, time_in_words
from alongside.people.models import Person

from .access.clocks import counted, warned_since
from .access.planned import Planned, planned_of
from .clocks import GROWN_UP, Rule, until_grown_up
from .models import Clock, ClockWords
from .readership import name_of


@dataclass(frozen=True)
class SaidLine:
    """One thing that was said of a clock; `put_right` is its id where it may be said anew."""

    heading: str
    days: str
    words: str
    gone: str
    put_right: UUID | None


GONE = (Person.State.DIED, Person.State.LOST, Person.State.MISTAKE)


def state_of(clock: Clock, said: Iterable[ClockWords] = ()) -> list[str]:
    """What is to be known of it first, a sentence each; `said` is all that was said of it."""
    today = timezone.localdate()
    if clock.ended_at is not None:
        ended = in_words(clock.ended_at.astimezone(LONDON).date())
        who = f", says {name_of(clock.ended_by)}" if clock.ended_by else ""
        return [f"It does not count since {ended}{who}: “{clock.ended_why.rstrip('.')}.”"]
    if clock.done_on is not None:
        return [_done(clock), *_late(clock, clock.done_on)]
    if clock.person.state in GONE:
        return ["Nothing is due for them any more. It ended by itself."]
    if _is_outgrown(clock, today):
        return ["It was for a child. They are 18 by now, and nothing is due."]
    planned = planned_for(planned_of(said), clock.due_on)
    begun = time_to_prepare(clock, counted(clock).rule)
    return [by_when(clock.due_on, today), *filter(None, [begun, planned]), *_late(clock, today)]


def time_to_prepare(clock: Clock, rule: Rule | None) -> str:
    """Once the rule's own reminder has begun: since when, and how long before; empty before."""
    since = warned_since(rule, clock.started_on, clock.due_on)
    if since is None or rule is None or clock.is_over:
        return ""
    return f"Time to prepare it: since {in_words(since)}, {rule.warn} before."


def planned_for(planned: Planned | None, due_on: date) -> str:
    """Planned for Tuesday 24 November 2026, 2pm. · It was planned for …; empty where it is not."""
    if planned is None or planned.starts_at is None:
        return ""
    when = _moment(planned.starts_at)
    if planned.starts_at < timezone.now():
        return f"It was planned for {when}."
    is_after = planned.starts_at.astimezone(LONDON).date() > due_on
    return f"Planned for {when}{', after that day' if is_after else ''}."


def _moment(at: datetime) -> str:
    when = at.astimezone(LONDON)
    return f"{WEEKDAYS[when.weekday()]} {in_words(when.date())}, {time_in_words(when.time())}"


def _is_outgrown(clock: Clock, today: date) -> bool:
    born = clock.person.born_on
    is_grown_up = born is not None and born <= today and age(born, today) >= GROWN_UP
    return is_grown_up and clock.rule in until_grown_up()


def said_lines(said: Iterable[ClockWords], holds: Iterable[ClockWords] = ()) -> list[SaidLine]:
    """Who said what, and when: a heading and the words for each; `holds` may be put right."""
    every = list(said)
    whole = {one.pk: one for one in every}
    later = {one.instead_of_id for one in every}
    right = {one.pk for one in holds}
    return [
        SaidLine(
            heading=f"{_what_said(one, _before(one, whole))}. {name_of(one.by)}, "
            f"{in_words(one.at.astimezone(LONDON).date())}",
            days=_days_said(one, _before(one, whole)),
            words=one.words,
            gone=_gone(one) if one.pk in later else "",
            put_right=one.pk if one.pk in right else None,
        )
        for one in every
    ]


def _before(one: ClockWords, whole: Mapping[UUID, ClockWords]) -> ClockWords | None:
    """In place of what it was said."""
    return whole.get(one.instead_of_id) if one.instead_of_id else None


def _what_said(one: ClockWords, before: ClockWords | None) -> str:
    if before and before.what == ClockWords.What.PLANNED and one.what == ClockWords.What.NOT_SO:
        return "It is not planned any more"
    return str(one.get_what_display())


def _gone(one: ClockWords) -> str:
    """What became of words in whose place something else was said."""
    if one.what == ClockWords.What.PLANNED:
        return "Said otherwise since."
    return "Put right since."


def _days_said(one: ClockWords, before: ClockWords | None) -> str:
    """From when until when, for which reason, agreed by whom; and in place of what."""
    if one.what == ClockWords.What.NOT_SO and before:
        return f"In place of what was said on {in_words(before.at.astimezone(LONDON).date())}."
    anew = " Said anew, in place of what stands above." if before else ""
    if one.planned_for is not None:
        return f"{_moment(one.planned_for)}.{anew}"
    if one.until is None:
        return ""
    if one.since:
        days = f"From {in_words(one.since)} until {in_words(one.until)}"
    else:
        days = f"To {in_words(one.until)}, agreed by {one.agreed_by}"
    return f"{days}. {one.reason}.{anew}"


def by_when(day: date, today: date) -> str:
    """Due on Monday 16 November 2026, in 8 days. · It was due on Friday …, 2 days ago."""
    if day == today:
        return "Due today."
    start = "It was due on" if day < today else "Due on"
    return f"{start} {WEEKDAYS[day.weekday()]} {in_words(day)}, {ago(day, today)}."


def doubt(rule: Rule | None) -> str:
    """What stands beside a date that no law sets, or that nobody has verified."""
    if rule is None:
        return ""
    local = "A council’s own rule" if rule.standing == "local" else ""
    open_still = "not verified yet" if not rule.is_checked else ""
    said = ", ".join(one for one in (local, open_still) if one)
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _done(clock: Clock) -> str:
    who = f", says {name_of(clock.done_by)}" if clock.done_by and not clock.met_by_id else ""
    return f"Done on {in_words(clock.done_on)}{who}." if clock.done_on else ""


def _late(clock: Clock, by: date) -> list[str]:
    """How late, and the reason said last; none where it is not late."""
    days = (by - clock.due_on).days
    if days <= 0:
        return []
    said = [f"That was {days} day{'' if days == 1 else 's'} late."] if clock.done_on else []
    return said + ([f"Why: “{clock.late_why}”"] if clock.late_why else [])
