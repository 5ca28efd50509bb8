"""What a worker does with something on their list: put it off, hand it over, give it back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.foundation import trail
from alongside.record.models import Clock, DueWords, Task

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


def _said(by: Account, **row: Any) -> DueWords:
    return DueWords.objects.create(by=by, **row)


def _about(task: Task | None, clock: Clock | None) -> list[UUID]:
    one = task.person_id if task else clock.person_id if clock else None
    return [one] if one else []


@transaction.atomic
def put_off(
    *, task: Task | None = None, clock: Clock | None = None, until: date, words: str, by: Account
) -> DueWords:
    """Put something off until a day, for a reason. It comes back by itself; a clock never goes."""
    today = timezone.localdate()
    if task and task.done_at:
        raise ValidationError("This has been seen to already.")
    if clock and clock.is_over:
        raise ValidationError("This is over already.")
    if not words.strip():
        raise ValidationError({"words": "Say why it can wait. It stands beside it in your list."})
    if until <= today:
        raise ValidationError({"until": "Choose a day to come."})
    if until > today + FARTHEST:
        raise ValidationError({"until": "Choose a day within the next 60 days."})
    said = _said(by, task=task, clock=clock, what=What.LATER, words=words.strip(), until=until)
    trail.note("put off", on=task or clock, about=_about(task, clock), by=by, detail=NOT_TOLD)
    return said


@transaction.atomic
def take_up(*, task: Task | None = None, clock: Clock | None = None, by: Account) -> None:
    """Take something up again before its day. Twice does no harm."""
    _said(by, task=task, clock=clock, what=What.NOW)
    about = _about(task, clock)
    trail.note("taken up again", on=task or clock, about=about, by=by, detail=NOT_TOLD)


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
    _said(by, task=task, what=what, words=words.strip(), to=to)
    with connection.cursor() as cursor:
        cursor.execute("select gate.pass_task(%s, %s)", [task.pk, to.pk])
        (is_passed,) = cursor.fetchone()
    if not is_passed:
        raise ValidationError({"to": CLOSED} if what == What.PASSED else NOT_BACK)
    said = "task handed over" if what == What.PASSED else "task handed back"
    trail.note(said, on=task, about=_about(task, None), by=by, detail={"to": to.pk})
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
def ask_about_clock(*, clock: Clock, to: Account, words: str, by: Account) -> Task:
    """Ask a colleague to see to something that is due; the clock stays where it stands, too."""
    if not words.strip():
        raise ValidationError({"words": "Say what you ask of them."})
    if to == by:
        raise ValidationError({"to": "That is yourself. Choose a colleague."})
    if clock.is_over:
        raise ValidationError("This is over already. There is nothing to ask any more.")
    if not _may_open(to, clock.person_id):
        raise ValidationError({"to": CLOSED})
    standing = Task.objects.filter(from_id=clock.pk, what=Task.What.ASKED, account=to, done_at=None)
    if standing.exists():
        raise ValidationError({"to": "You, or somebody else, asked them this already."})
    task = Task.objects.create(
        what=Task.What.ASKED,
        words=words.strip(),
        person_id=clock.person_id,
        account=to,
        from_kind=clock._meta.label_lower,
        from_id=clock.pk,
        due_on=clock.due_on,
        made_by=by,
    )
    detail = {"to": to.pk, **NOT_TOLD}
    trail.note("colleague asked", on=task, about=[clock.person_id], by=by, detail=detail)
    return task


def _may_open(who: Account, person: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select gate.works_with(%s, %s)", [who.pk, person])
        return bool(cursor.fetchone()[0])
