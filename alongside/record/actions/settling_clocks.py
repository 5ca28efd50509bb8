"""What a worker says of a clock: done, why it is late, that it does not count, or that it does."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.content import ContentError
from alongside.foundation.days import in_words, must_not_be_after
from alongside.people.access import not_on_a_visit
from alongside.people.models import Person
from alongside.record.access.clocks import rule_as_it_stood
from alongside.record.clocks.following import series
from alongside.record.models import Clock, ClockWords

from .clocks import Keeping, nothing_refused
from .writing import may_write_or_refuse

OVER = "Somebody has seen to this meanwhile. Open the page again."


@transaction.atomic
def finish_clock(*, clock: Clock, done_on: date | None, why: str = "", by: Account) -> Clock:
    """Done, on that day; late with a reason. What comes next counts from there."""
    one = locked(clock, by)
    if one.is_over:
        raise ValidationError(OVER)
    day = _day(one, done_on)
    why = why.strip()
    if day > one.due_on and not why:
        was = in_words(one.due_on)
        raise ValidationError({"why": f"It was due on {was}. Say in a sentence why it was late."})
    one.done_on, one.done_by = day, by
    one.late_why = why if day > one.due_on else one.late_why
    one.save(update_fields=["done_on", "done_by", "late_why"])
    keeping = Keeping(one.entry, one.person_id, day, [], by)
    if why:
        keeping.say(one, ClockWords.What.DONE, why)
    _note("clock met", one, by)
    with nothing_refused():
        keeping.then(one, day)
        keeping.tell()
    return one


def _day(one: Clock, done_on: date | None) -> date:
    if done_on is None:
        raise ValidationError({"done_on": "Say on which day, such as 27 March 2026."})
    try:
        must_not_be_after(done_on, timezone.localdate())
    except ValidationError as wrong:
        raise ValidationError({"done_on": wrong.messages}) from wrong
    rule = rule_as_it_stood(one.rule, one.started_on)
    if done_on < one.started_on and not (rule and rule.is_before):
        began = in_words(one.started_on)
        raise ValidationError({"done_on": f"It only counts from {began}. Write a day since then."})
    return done_on


@transaction.atomic
def explain_late_clock(*, clock: Clock, why: str, by: Account) -> Clock:
    """Why it is late, or will be; it stays due."""
    one = locked(clock, by)
    if one.ended_at is not None:
        raise ValidationError(OVER)
    if not why.strip():
        raise ValidationError({"why": "Say in a sentence why it is late, or will be."})
    one.late_why = why.strip()
    one.save(update_fields=["late_why"])
    _keeping(one, by).say(one, ClockWords.What.LATE, why.strip())
    _note("clock explained", one, by)
    return one


@transaction.atomic
def stop_clock(*, clock: Clock, why: str, by: Account) -> Clock:
    """It does not count any more, for a reason. A visitor does not decide that."""
    one = locked(clock, by)
    not_on_a_visit(one.person_id)
    if one.is_over:
        raise ValidationError(OVER)
    if not why.strip():
        raise ValidationError({"why": "Say in a sentence why it does not count any more."})
    one.ended_at, one.ended_by, one.ended_why = timezone.now(), by, why.strip()
    one.save(update_fields=["ended_at", "ended_by", "ended_why"])
    _keeping(one, by).say(one, ClockWords.What.STOPPED, why.strip())
    _note("clock stopped", one, by)
    return one


@transaction.atomic
def open_clock_again(*, clock: Clock, why: str, by: Account) -> Clock:
    """It was said by mistake, or an entry made it look so, that this was done or did not count.

    What came after it goes. The entry that met it stays as it is, and does not meet it again.
    """
    one = locked(clock, by)
    not_on_a_visit(one.person_id)
    if not one.is_over:
        raise ValidationError("This is still to be done. Open the page again.")
    if not why.strip():
        raise ValidationError({"why": "Say in a sentence how it came about."})
    if _counts_again(one):
        raise ValidationError("The same is counted again already, as what is due for them says.")
    keeping = _keeping(one, by)
    keeping.say(one, ClockWords.What.AGAIN, why.strip())
    keeping.open_again(one)
    keeping.tell()
    return one


def _keeping(one: Clock, by: Account) -> Keeping:
    return Keeping(one.entry, one.person_id, None, [], by)


def _counts_again(one: Clock) -> bool:
    """Whether another of its row is open, or stands where it stood."""
    others = others_of_row(one.person_id, one.rule).exclude(pk=one.pk)
    follows = Clock.objects.filter(after=one, ended_at=None)
    if not follows.filter(done_on__isnull=False).exists() and others.exclude(after=one).exists():
        return True  # but where the next was done, that met this one instead
    same = Clock.objects.filter(person=one.person_id, ended_at=None).exclude(pk=one.pk)
    if one.after_id is not None:
        return same.filter(after=one.after_id).exists()
    if one.entry_id is None and one.episode_id is None:
        return False
    begun = same.filter(entry=one.entry_id, episode=one.episode_id, after=None, rule=one.rule)
    return begun.exists()


def others_of_row(person: UUID, rule: str) -> QuerySet[Clock]:
    """What is open of the row of this rule; until the end, nobody else begins one by hand."""
    in_turn(person)
    return Clock.objects.filter(person=person, rule__in=_row(rule), done_on=None, ended_at=None)


def in_turn(person: UUID) -> None:
    """One after the other begins something for this person that no row of the database keeps."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 9))", [str(person)])


def _row(rule: str) -> frozenset[str]:
    """Its row; itself alone where the rule is not here any more, or a file has a slip."""
    try:
        return series(rule)
    except (ContentError, KeyError):
        return frozenset({rule})


def locked(clock: Clock, by: Account) -> Clock:
    """The clock as it stands now, held for whoever may write of it."""
    may_write_or_refuse(by)
    if by.kind != Account.Kind.STAFF:
        raise PermissionDenied
    found = Clock.objects.visible_to(by).filter(pk=clock.pk).select_related("entry", "person")
    one = found.select_for_update(of=("self",)).first()
    if one is None:
        raise PermissionDenied
    if one.person.state not in (Person.State.LIVING, Person.State.UNBORN):
        raise ValidationError("They have died, and nothing is due for them any more.")
    return one


def _note(what: str, one: Clock, by: Account) -> None:
    trail.note(what, on=one, about=[one.person_id], by=by, detail={"withheld": True})
