"""What is due by the calendar alone: the clock moves work to people, and never shows anything."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from alongside.accounts.actions import system_account
from alongside.accounts.models import Account, RoleHeld, in_force
from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.people.actions.grants import let_system_reach
from alongside.people.models import Bar
from alongside.people.models.reach import given_to
from alongside.record.models import About, Restriction, Task

from .whose import Whose, somebody_for

AT_ONCE = 500
PURPOSE = "Hands on what nobody has looked at in time; it opens no record and reads no words"


def ready_clock() -> Account:
    """The account of the clock, with the reach that its tasks ask for; made when first needed."""
    clock = system_account("clock")
    with acting(clock.pk):
        let_system_reach(account=clock, reason=PURPOSE, by=clock)
    return clock


def _refuse_humans(by: Account) -> None:
    if by.kind != Account.Kind.SYSTEM:
        raise ValidationError("Only the system’s own clock does this.")


@transaction.atomic
def escalate_overdue(*, by: Account) -> int:
    """Hand decisions past their day to a principal social worker; the clock itself shows nothing.

    It is never whoever made the decision necessary, and nobody who is kept out of that record.
    """
    _refuse_humans(by)
    late = Task.objects.filter(
        what__in=(Task.What.DECIDE_HELD, Task.What.SECOND_LOOK), done_at=None, escalated_at=None
    ).filter(due_on__lt=timezone.localdate())
    held = RoleHeld.objects.filter(in_force(), role_id="principal-social-worker")
    principals = held.filter(account__is_active=True).order_by("starts", "pk")
    count = 0
    for one in principals.select_related("account"):
        barred = Bar.objects.filter(given_to(one.account)).values_list("person_id", flat=True)
        theirs = late.exclude(made_by=one.account).exclude(account=one.account)
        for task in theirs.exclude(person_id__in=list(barred))[:AT_ONCE]:
            _hand_on(task, one.account, by)
            count += 1
    return count


def _hand_on(task: Task, to: Account, by: Account) -> None:
    task.account, task.escalated_at = to, timezone.now()
    task.save(update_fields=["account", "escalated_at"])
    about = [task.person_id] if task.person_id else []
    trail.note("task escalated", on=task, about=about, by=by, detail={"to": to.pk})


@transaction.atomic
def ask_to_look_again(*, by: Account) -> int:
    """What is held or restricted past its day, and waits with nobody, becomes somebody's task."""
    _refuse_humans(by)
    with connection.cursor() as cursor:
        cursor.execute("select * from gate.looks_due(%s, %s)", [timezone.localdate(), AT_ONCE])
        found = [_Due(*row) for row in cursor.fetchall()]
    for due in found:
        _make(due, by)
    return len(found)


@dataclass(frozen=True)
class _Due:
    kind: str
    id: UUID
    person_id: UUID | None
    due_on: date
    account_id: UUID | None
    writer_id: UUID


def _make(due: _Due, by: Account) -> None:
    is_held = due.kind == "held"
    task = Task.objects.create(
        what=Task.What.LOOK_AGAIN if is_held else Task.What.REVIEW_RESTRICTION,
        person_id=due.person_id,
        from_kind=(About if is_held else Restriction)._meta.label_lower,
        from_id=due.id,
        due_on=due.due_on,
        made_by=by,
        **_whose(due, by),
    )
    trail.note(
        "looking again asked", on=task, about=[due.person_id] if due.person_id else [], by=by
    )


def _whose(due: _Due, by: Account) -> Whose:
    """Whoever said when to look again, if they still work here and did not write it themselves."""
    permission = "decide held entries" if due.kind == "held" else "restrict entries"
    if due.account_id not in (None, due.writer_id):
        said = RoleHeld.objects.filter(in_force(), account_id=due.account_id)
        if said.filter(account__is_active=True, role__permissions__contains=[permission]).exists():
            return {"account_id": due.account_id}
    writer = Account.objects.get(pk=due.writer_id)
    return somebody_for(by, person_id=due.person_id, permission=permission, writer=writer)
