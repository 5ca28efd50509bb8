"""What is due by the calendar alone: the clock moves work to people, and never shows anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from alongside.accounts.actions import system_account
from alongside.accounts.models import Account, Membership, RoleHeld, in_force
from alongside.foundation import trail
from alongside.foundation.actor import acting
from alongside.foundation.days import LONDON, working_days_between
from alongside.people.actions.grants import let_system_reach
from alongside.people.models import Bar, BreakGlass, Need, Protection, WarningNote
from alongside.people.models.reach import given_to
from alongside.record.models import About, Restriction, Task

from .whose import ACROSS_THE_COUNCIL, Whose, somebody_for

What = Task.What
AT_ONCE = 500
AGAIN_AFTER = 5  # working days until what was handed on is handed on again; a local rule
PURPOSE = "Hands on what nobody has looked at in time; it opens no record and reads no words"
# What is handed on past its day, and the permission of whoever gets it.
HANDED_ON: dict[str, str] = {
    What.DECIDE_HELD: "decide held entries",
    What.SECOND_LOOK: "approve not disclosed",
    What.REVIEW_GLASS: "review break-glass",
    What.TAKE_OVER: "answer unheld",
    What.REASON: "allocate",
}
# What goes to whoever leads the one who owes it, and to nobody else across the council.
TO_THEIR_MANAGER = (What.REASON,)


def ready_clock() -> Account:
    """The account of the clock, with the reach that its tasks ask for; made when first needed."""
    clock = system_account("clock")
    with acting(clock.pk):
        let_system_reach(account=clock, reason=PURPOSE, by=clock)
    return clock


def refuse_humans(by: Account) -> None:
    """Only a part of the system."""
    if by.kind != Account.Kind.SYSTEM:
        raise ValidationError("Only the system’s own clock does this.")


@transaction.atomic
def escalate_overdue(*, by: Account) -> int:
    """Hand decisions past their day to a principal social worker; the clock itself shows nothing.

    A reason that is owed goes to whoever leads the one who owes it. It is never whoever made the
    decision necessary, and nobody who is kept out of that record. What stays undecided for a week
    more goes to the next who may decide it, and so on.
    """
    refuse_humans(by)
    holders = _holders()
    count = 0
    for task in _late():
        nobody = task.escalated_at is not None and not _waits_too_long(task)
        among = _leaders_of(task.made_by) if task.what in TO_THEIR_MANAGER else holders
        to = None if nobody else _next(task, among)
        if to is not None:
            _hand_on(task, to, by)
            count += 1
    return count


def _late() -> QuerySet[Task]:
    week_ago = timezone.now() - timedelta(days=AGAIN_AFTER)
    some_days_ago = timezone.localdate() - timedelta(days=AGAIN_AFTER)
    again = Q(escalated_at__lt=week_ago) | Q(escalated_at__date__lt=some_days_ago)
    never = Q(escalated_at=None) | again | Q(account__is_active=False)
    late = Task.objects.filter(never, what__in=list(HANDED_ON), done_at=None)
    late = late.filter(due_on__lt=timezone.localdate()).select_related("account", "made_by")
    # What nobody can take stays behind what nobody has yet.
    return late.order_by(F("escalated_at").asc(nulls_first=True), "due_on", "pk")[:AT_ONCE]


def _waits_too_long(task: Task) -> bool:
    if task.account is not None and not task.account.is_active:
        return True
    since = task.escalated_at.astimezone(LONDON).date() if task.escalated_at else date.min
    return working_days_between(since, timezone.localdate()) >= AGAIN_AFTER


class _Holder(NamedTuple):
    account: Account
    permissions: frozenset[str]
    kept_out: frozenset[UUID]


def _holders() -> list[_Holder]:
    """Who looks after things across the council, the principal social workers first."""
    held = RoleHeld.objects.filter(in_force(), role_id__in=ACROSS_THE_COUNCIL)
    held = held.filter(account__is_active=True).select_related("account", "role")
    in_order = sorted(held, key=lambda one: (_place(one), one.starts, one.pk))
    return [
        _Holder(one.account, frozenset(one.role.permissions), _kept_out(one)) for one in in_order
    ]


def _leaders_of(who: Account) -> list[_Holder]:
    """Who manages a team of theirs, or the last one of somebody who has left."""
    theirs = Membership.objects.filter(account=who)
    if who.is_active or who.left_on is None:
        theirs = theirs.filter(in_force())
    else:
        theirs = theirs.filter(until__date__gte=who.left_on - timedelta(days=1))
    leads = Membership.objects.filter(
        in_force(), is_manager=True, team_id__in=theirs.values("team_id")
    ).order_by("starts", "pk")
    order = list(dict.fromkeys(leads.values_list("account_id", flat=True)))
    held = RoleHeld.objects.filter(in_force(), account_id__in=order, account__is_active=True)
    found: dict[UUID, list[RoleHeld]] = {}
    for one in held.select_related("account", "role"):
        found.setdefault(one.account_id, []).append(one)
    return [
        _Holder(
            roles[0].account,
            frozenset().union(*(one.role.permissions for one in roles)),
            _kept_out(roles[0]),
        )
        for pk in order
        if (roles := found.get(pk))
    ]


def _place(held: RoleHeld) -> int:
    return ACROSS_THE_COUNCIL.index(held.role_id)


def _kept_out(held: RoleHeld) -> frozenset[UUID]:
    return frozenset(Bar.objects.filter(given_to(held.account)).values_list("person_id", flat=True))


def _next(task: Task, holders: Sequence[_Holder]) -> Account | None:
    """Whoever comes after the one it waits with, and may decide it; from the last to the first."""
    may = [
        one.account
        for one in holders
        if HANDED_ON[task.what] in one.permissions
        and one.account.pk != task.made_by_id
        and task.person_id not in one.kept_out
    ]
    ids = [one.pk for one in may]
    after = ids.index(task.account_id) + 1 if task.account_id in ids else 0
    found = next(iter([*may[after:], *may[:after]]), None)
    return None if found is None or found.pk == task.account_id else found


def _hand_on(task: Task, to: Account, by: Account) -> None:
    task.account, task.escalated_at = to, timezone.now()
    task.save(update_fields=["account", "escalated_at"])
    about = [task.person_id] if task.person_id else []
    trail.note("task escalated", on=task, about=about, by=by, detail={"to": to.pk})


@transaction.atomic
def ask_to_look_again(*, by: Account) -> int:
    """What was to be looked at again, is past its day and waits with nobody, becomes a task."""
    refuse_humans(by)
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


class _Look(NamedTuple):
    what: str
    model: type[models.Model]
    permission: str


LOOKS = {
    "held": _Look(What.LOOK_AGAIN, About, "decide held entries"),
    "restricted": _Look(What.REVIEW_RESTRICTION, Restriction, "restrict entries"),
    "telling": _Look(What.TELLING, BreakGlass, "review break-glass"),
    "protection": _Look(What.PROTECTION, Protection, "write record"),
    "warning": _Look(What.WARNING, WarningNote, "write record"),
    "need": _Look(What.NEED, Need, "write record"),
}
BY_WHOEVER_KNOWS = ("protection", "warning", "need")  # the database says who works with the person


def _make(due: _Due, by: Account) -> None:
    look = LOOKS[due.kind]
    task = Task.objects.create(
        what=look.what,
        person_id=due.person_id,
        from_kind=look.model._meta.label_lower,
        from_id=due.id,
        due_on=due.due_on,
        made_by=by,
        **_whose(due, look.permission, by),
    )
    trail.note(
        "looking again asked", on=task, about=[due.person_id] if due.person_id else [], by=by
    )


def _whose(due: _Due, permission: str, by: Account) -> Whose:
    """Whoever said when to look again, if they still work here and did not write it themselves."""
    if due.kind in BY_WHOEVER_KNOWS and due.account_id:
        return {"account_id": due.account_id}
    if due.account_id not in (None, due.writer_id):
        said = RoleHeld.objects.filter(in_force(), account_id=due.account_id)
        if said.filter(account__is_active=True, role__permissions__contains=[permission]).exists():
            return {"account_id": due.account_id}
    writer = Account.objects.get(pk=due.writer_id)
    return somebody_for(by, person_id=due.person_id, permission=permission, writer=writer)
