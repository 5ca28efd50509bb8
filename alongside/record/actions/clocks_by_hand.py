"""What a worker says of a clock's time: it stood still, was given longer, or began elsewhere."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.days import in_words, must_not_be_after
from alongside.people.access import may_write, not_on_a_visit
from alongside.people.models import Person
from alongside.record.access.clocks import OF_TIME, begins_by_hand, count, still_said
from alongside.record.clocks import CannotCount, Change, Due, Rule, rule_of, rule_on
from alongside.record.clocks.rule import How
from alongside.record.models import Clock, ClockWords

from .settling_clocks import OVER, locked, others_of_row
from .writing import may_write_or_refuse

LONGEST = timedelta(days=366)
BEFORE_BIRTH = timedelta(days=300)
NOTED = {ClockWords.What.PAUSED: "clock paused", ClockWords.What.LONGER: "clock given longer"}
REWORDED = "The rule names that reason no more. Say that it was not so, and then say it anew."
MANAGER = "Somebody who leads a team agrees to this. Ask yours to write it down."


@transaction.atomic
def pause_clock(
    *, clock: Clock, since: date | None, until: date | None, why: str, reason: str = "", by: Account
) -> Clock:
    """The time stood still, or stands still, for a reason that the rule allows."""
    one, rule = _to_change(clock, by)
    change = _allowed(rule, "pause", reason, by)
    said = list(ClockWords.objects.filter(clock=one))
    line = ClockWords(what=ClockWords.What.PAUSED, since=since, until=until, reason=change.kept)
    _look_at_pause(one, rule, line, said)
    return _say(one, rule, line, said, why, by)


@transaction.atomic
def extend_clock(
    *, clock: Clock, until: date | None, agreed_by: str, why: str, reason: str = "", by: Account
) -> Clock:
    """It was given longer, to a day that the rule lets it be, by somebody."""
    one, rule = _to_change(clock, by)
    change = _allowed(rule, "extend", reason, by)
    said = list(ClockWords.objects.filter(clock=one))
    if any(each.what == ClockWords.What.LONGER for each in still_said(said)):
        raise ValidationError("It was given longer already. Put right what was said of that.")
    line = ClockWords(
        what=ClockWords.What.LONGER,
        until=until,
        agreed_by=agreed_by.strip(),
        reason=change.kept,
    )
    _look_at_longer(one, rule, line, said)
    return _say(one, rule, line, said, why, by)


@transaction.atomic
def put_time_right(
    *,
    said: ClockWords,
    is_so: bool,
    why: str,
    since: date | None = None,
    until: date | None = None,
    agreed_by: str = "",
    by: Account,
) -> Clock:
    """Other days for a pause or a longer time, or that it was not so. What was said stays."""
    one, rule = _to_change(said.clock, by)
    holds = still_said(ClockWords.objects.filter(clock=one))
    if said.pk not in {each.pk for each in holds}:
        raise ValidationError("Somebody has put this right meanwhile. Open the page again.")
    how: How = "pause" if said.what == ClockWords.What.PAUSED else "extend"
    reason = _still_allowed(rule, how, said.reason, is_so=is_so, by=by)
    others = [each for each in holds if each.pk != said.pk]
    what = ClockWords.What(said.what) if is_so else ClockWords.What.NOT_SO
    line = ClockWords(what=what, instead_of=said, reason=reason)
    if is_so and how == "pause":
        line.since, line.until = since, until
        _look_at_pause(one, rule, line, others)
    elif is_so:
        line.until, line.agreed_by = until, agreed_by.strip()
        _look_at_longer(one, rule, line, others)
    return _say(one, rule, line, others, why, by)


@transaction.atomic
def begin_clock(
    *, person: Person, rule: str, started_on: date | None, why: str, by: Account
) -> Clock:
    """Follow what began outside Alongside. It ends as every other."""
    _may_begin(person, by)
    if started_on is None:
        raise ValidationError({"started_on": "Say from which day, such as 27 March 2026."})
    _has_come("started_on", started_on)
    if person.born_on and started_on < person.born_on - BEFORE_BIRTH:
        born = in_words(person.born_on)
        raise ValidationError({"started_on": f"That is long before their birth on {born}."})
    if rule not in {one.key for one in begins_by_hand(person)}:
        raise ValidationError({"rule": "Choose again what is to be followed."})
    found = rule_on(rule, started_on)
    if found is None:
        day = in_words(started_on)
        raise ValidationError({"started_on": f"There was no such rule yet on {day}."})
    why = _why(why, "Say in a sentence why it counts from that day.")
    _none_open(person, rule)
    clock = Clock.objects.create(
        person=person,
        rule=rule,
        started_on=started_on,
        due_on=count(found, started_on, ()).due_on,
        begun_why=why,
        started_by=by,
    )
    _note("clock begun by hand", clock, by)
    return clock


def _may_begin(person: Person, by: Account) -> None:
    may_write_or_refuse(by)
    if by.kind != Account.Kind.STAFF or not may_write(by, person):
        raise PermissionDenied
    not_on_a_visit(person.pk)
    if person.state not in (Person.State.LIVING, Person.State.UNBORN):
        raise ValidationError("Nothing is due for them any more.")


def _none_open(person: Person, rule: str) -> None:
    if others_of_row(person.pk, rule).exists():
        raise ValidationError({"rule": "This is followed already: what is due for them says it."})


# The time ----------------------------------------------------------------------------------------


def _to_change(clock: Clock, by: Account) -> tuple[Clock, Rule]:
    one = locked(clock, by)
    not_on_a_visit(one.person_id)
    if one.is_over:
        raise ValidationError(OVER)
    rule = rule_of(one.rule, one.started_on)
    if rule is None:
        raise ValidationError("The rule is not here any more. The day stays as it was counted.")
    return one, rule


def _allowed(rule: Rule, how: How, reason: str, by: Account) -> Change:
    """What the rule allows; its only reason where none was chosen."""
    every = rule.reasons(how)
    if not every:
        what = "stand still" if how == "pause" else "be made longer"
        raise ValidationError(f"This rule does not let the time {what}: {rule.dated.source}.")
    found = rule.named(how, reason)
    if found is None and (len(every) > 1 or reason):
        raise ValidationError({"reason": "Choose a reason that the rule allows."})
    change = found or every[0]
    _may_agree([change], by)
    return change


def _may_agree(changes: Sequence[Change], by: Account) -> None:
    if any(one.needs_manager for one in changes) and not may(by, "supervise work"):
        raise ValidationError(MANAGER)


def _still_allowed(rule: Rule, how: How, reason: str, *, is_so: bool, by: Account) -> str:
    """The reason of what is put right. What was not so is taken back whatever the rule says now."""
    every, found = rule.reasons(how), rule.named(how, reason)
    if not is_so:
        _may_agree([found] if found else every, by)
        return reason
    if found is None and len(every) > 1:
        raise ValidationError(REWORDED)
    return _allowed(rule, how, found.because if found else "", by).kept


def _look_at_pause(one: Clock, rule: Rule, line: ClockWords, said: Sequence[ClockWords]) -> None:
    since, until = line.since, line.until
    if since is None:
        raise ValidationError({"since": "Say since when, such as 27 March 2026."})
    if until is None:
        raise ValidationError({"until": "Say until when, or when somebody looks again."})
    _has_come("since", since)
    if since < one.started_on:
        began = in_words(one.started_on)
        raise ValidationError({"since": f"It only counts from {began}. Write a day since then."})
    if until <= since:
        raise ValidationError({"until": f"Write a day after {in_words(since)}."})
    if until - since > LONGEST:
        raise ValidationError({"until": "That is more than a year. Look at the days again."})
    if since > (end := count(rule, one.started_on, said).due_on):
        raise ValidationError(
            {"since": f"It was due on {in_words(end)}: after that no time stands still."}
        )


def _look_at_longer(one: Clock, rule: Rule, line: ClockWords, said: Sequence[ClockWords]) -> None:
    plain, most = spans(rule, one, said, line.reason)
    if line.until is None or not plain < line.until <= most:
        days = f"after {in_words(plain)}, and {in_words(most)} at the latest"
        raise ValidationError({"until": f"Write a day {days}: the rule goes no further."})
    if not line.agreed_by:
        raise ValidationError({"agreed_by": "Say who agreed to it."})


def spans(
    rule: Rule, one: Clock, said: Sequence[ClockWords], reason: str = ""
) -> tuple[date, date]:
    """When it is due without being given longer, and at the latest with it, for that reason."""
    paused = [each for each in still_said(said) if each.what == ClockWords.What.PAUSED]
    plain = count(rule, one.started_on, paused).due_on
    named = rule.named("extend", reason)
    most = plain
    for change in [named] if named else rule.reasons("extend"):
        line = ClockWords(what=ClockWords.What.LONGER, until=date.max, reason=change.kept)
        most = max(most, count(rule, one.started_on, [*paused, line]).due_on)
    return plain, most


def _say(
    one: Clock, rule: Rule, line: ClockWords, said: Sequence[ClockWords], why: str, by: Account
) -> Clock:
    """Put the line beside the others, and count anew with it."""
    line.words = _why(why, "Say in a sentence why.")
    line.clock, line.by = one, by
    one.due_on = _counted(rule, one, line, said).due_on
    line.save(force_insert=True)
    one.save(update_fields=["due_on"])
    noted = "clock put right" if line.instead_of_id else NOTED[ClockWords.What(line.what)]
    _note(noted, one, by)
    return one


def _counted(rule: Rule, one: Clock, line: ClockWords, said: Sequence[ClockWords]) -> Due:
    if line.what not in OF_TIME:
        return count(rule, one.started_on, said)
    try:
        return count(rule, one.started_on, [*said, line], is_strict=True)
    except CannotCount as wrong:
        raise ValidationError({"since" if line.since else "until": str(wrong)}) from wrong


def _why(words: str, sentence: str) -> str:
    if not words.strip():
        raise ValidationError({"why": sentence})
    return words.strip()


def _has_come(name: str, day: date) -> None:
    try:
        must_not_be_after(day, timezone.localdate())
    except ValidationError as wrong:
        raise ValidationError({name: wrong.messages}) from wrong


def _note(what: str, one: Clock, by: Account) -> None:
    trail.note(what, on=one, about=[one.person_id], by=by, detail={"withheld": True})
