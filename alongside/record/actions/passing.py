"""What a worker does with something on their list: put it off, hand it over, give it back."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.foundation.writing import first_words
from alongside.record.models import Clock, DueWords, Entry, Task

FARTHEST = timedelta(days=60)  # what is put off longer is forgotten
What = DueWords.What
NOT_TOLD = {"withheld": True}  # of what is due: the person was not told that it is
# What a second person has to look at, or only some roles decide, stays with whoever has it.
CAN_BE_PASSED = (
    Task.What.WORDS,
    Task.What.CORRECT,
    Task.What.LOOK_AGAIN,
    Task.What.REVIEW_RESTRICTION,
    Task.What.DISAGREES,
    Task.What.FOLLOW_UP,
    Task.What.RETURNED,
    Task.What.REFERRAL,
    Task.What.ANSWERED,
    Task.What.DOCUMENT,
    Task.What.NEED,
    Task.What.PROTECTION,
    Task.What.ASKED,
)
CLOSED = (
    "That colleague may not open this record, or somebody has seen to this since. Look at your "
    "list, or ask a manager to let them in first."
)
NOT_BACK = "They have left, or may not open this record any more. Tell your manager."


MOST_WORDS = 300  # that ask somebody about a step, whose own words stand before them


@dataclass(frozen=True)
class StepDue:
    """A step of what was agreed, as it stands on a list."""

    entry: Entry  # that says what was agreed, in this version
    key: str  # of the step there
    words: str
    due_on: date | None
    person_id: UUID
    is_over: bool  # done, or what was agreed is over


Due = Task | Clock | StepDue


def _on(of: Due) -> Task | Clock | Entry:
    return of.entry if isinstance(of, StepDue) else of


def _said(of: Due, by: Account, **row: Any) -> DueWords:
    if isinstance(of, StepDue):
        row |= {"entry": of.entry, "step": of.key}
    else:
        row["task" if isinstance(of, Task) else "clock"] = of
    return DueWords.objects.create(by=by, **row)


def _about(of: Due) -> list[UUID]:
    return [of.person_id] if of.person_id else []


@transaction.atomic
def put_off(*, of: Due, until: date, words: str, by: Account) -> DueWords:
    """Put something off until a day, for a reason. It comes back by itself; a clock never goes."""
    today = timezone.localdate()
    if isinstance(of, Task) and of.done_at:
        raise ValidationError("This has been seen to already.")
    if not isinstance(of, Task) and of.is_over:
        raise ValidationError("This is over already.")
    if not words.strip():
        raise ValidationError({"words": "Say why it can wait. It stands beside it in your list."})
    if until <= today:
        raise ValidationError({"until": "Choose a day to come."})
    if until > today + FARTHEST:
        raise ValidationError({"until": "Choose a day within the next 60 days."})
    said = _said(of, by, what=What.LATER, words=words.strip(), until=until)
    trail.note("put off", on=_on(of), about=_about(of), by=by, detail=NOT_TOLD)
    return said


@transaction.atomic
def take_up(*, of: Due, by: Account) -> None:
    """Take something up again before its day. Twice does no harm."""
    _said(of, by, what=What.NOW)
    trail.note("taken up again", on=_on(of), about=_about(of), by=by, detail=NOT_TOLD)


@transaction.atomic
def pass_on(*, task: Task, to: Account, words: str, by: Account) -> Task:
    """Hand a task over to a colleague, with words. They may hand it back."""
    if not words.strip():
        raise ValidationError({"words": "Say what they need to know to take this over."})
    if to == by:
        raise ValidationError({"to": "That is yourself. Choose a colleague."})
    if task.account_id == to.pk:
        raise ValidationError({"to": "They have it already."})
    if task.what not in CAN_BE_PASSED:
        raise PermissionDenied("This is decided by whoever was asked. Your manager can change who.")
    return _pass(task, to, words, What.PASSED, by)


def _pass(task: Task, to: Account, words: str, what: str, by: Account) -> Task:
    _said(task, by, what=what, words=words.strip(), to=to)
    with connection.cursor() as cursor:
        cursor.execute("select gate.pass_task(%s, %s)", [task.pk, to.pk])
        (is_passed,) = cursor.fetchone()
    if not is_passed:
        raise ValidationError({"to": CLOSED} if what == What.PASSED else NOT_BACK)
    said = "task handed over" if what == What.PASSED else "task handed back"
    trail.note(said, on=task, about=_about(task), by=by, detail={"to": to.pk})
    return task


def from_whom(task: Task, by: Account) -> DueWords | None:
    """Who gave this task to its holder last, and with what words; none where nobody did."""
    found = DueWords.objects.filter(task=task, to=by, what__in=(What.PASSED, What.BACK))
    return found.select_related("by__practitioner").order_by("-at").first()


@transaction.atomic
def hand_back(*, task: Task, words: str, by: Account) -> Task:
    """Give a task back to whoever handed it over, or asked, saying why."""
    if not words.strip():
        raise ValidationError({"words": "Say why it goes back. They read this."})
    given = from_whom(task, by)
    to = given.by if given else task.made_by if task.what == Task.What.ASKED else None
    if to is None or to == by or task.account_id != by.pk:
        raise ValidationError("Nobody handed this over to you.")
    return _pass(task, to, words, What.BACK, by)


@transaction.atomic
def ask_about(*, of: Clock | StepDue, to: Account, words: str, by: Account) -> Task:
    """Ask a colleague to see to something that is due; it stays where it stands, too."""
    asked = words.strip()
    if not asked:
        raise ValidationError({"words": "Say what you ask of them."})
    if to == by:
        raise ValidationError({"to": "That is yourself. Choose a colleague."})
    if of.is_over:
        raise ValidationError("This is over already. There is nothing to ask any more.")
    if not _may_open(to, of.person_id):
        raise ValidationError({"to": CLOSED})
    source = _on(of)
    standing = Task.objects.filter(from_id=source.pk, what=Task.What.ASKED, account=to)
    if isinstance(of, StepDue):
        if len(asked) > MOST_WORDS:
            raise ValidationError({"words": f"Say it in {MOST_WORDS} letters or fewer."})
        which = f"{first_words(of.words, 400 - MOST_WORDS - 2)}: "
        asked, standing = which + asked, standing.filter(words__startswith=which)
    if standing.filter(done_at=None).exists():
        raise ValidationError({"to": "You, or somebody else, asked them this already."})
    task = Task.objects.create(
        what=Task.What.ASKED,
        words=asked,
        person_id=of.person_id,
        account=to,
        from_kind=source._meta.label_lower,
        from_id=source.pk,
        due_on=of.due_on,
        made_by=by,
    )
    detail = {"to": to.pk, **NOT_TOLD}
    trail.note("colleague asked", on=task, about=[of.person_id], by=by, detail=detail)
    return task


def _may_open(who: Account, person: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select gate.works_with(%s, %s)", [who.pk, person])
        return bool(cursor.fetchone()[0])
