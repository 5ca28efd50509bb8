"""Asking that an import is withdrawn as a whole, and agreeing to that or not: by two people."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from alongside.accounts.access import may
from alongside.accounts.models import Account, RoleHeld, in_force
from alongside.foundation import trail
from alongside.foundation.days import working_days_after
from alongside.foundation.following import follow
from alongside.insight.models import ImportRun, Withdrawal
from alongside.record.actions import close_tasks
from alongside.record.models import Task

State = Withdrawal.State
PERMISSION = "withdraw import"
WITHIN = 5  # working days; a local rule
LONGEST = 300  # characters of a reason: it stands in the marker on every timeline
NOT_YOURS = "Withdrawing an import is not part of your role. Ask an administrator."
SAY_WHY = "Say why it should not have come in. Those who work with these people read this."
SAY_WHY_SECOND = "Say why you agree, or why not."
ASKED_ALREADY = "Somebody has asked for this already."
NOBODY_ELSE = (
    "Nobody else may agree to it. Give a second person a role that includes withdrawing imports, "
    "such as administrator or data protection officer, and ask again."
)
OWN = "You asked for this yourself, so somebody else decides."
DECIDED = "Somebody has decided this already."


@transaction.atomic
def ask_to_withdraw(*, run: ImportRun, why: str, by: Account) -> Withdrawal:
    """Ask that all that one import brought is taken out; nothing happens until another agrees."""
    if not may(by, PERMISSION):
        raise PermissionDenied(NOT_YOURS)
    words = said("why", why, SAY_WHY)
    if Withdrawal.objects.filter(run=run).exclude(state=State.REFUSED).exists():
        raise ValidationError(ASKED_ALREADY)
    if not others_who_may(by).exists():
        raise ValidationError(NOBODY_ELSE)
    try:
        with transaction.atomic():
            asked = Withdrawal.objects.create(run=run, why=words, asked_by=by)
    except IntegrityError as second:  # two colleagues asked at once
        raise ValidationError(ASKED_ALREADY) from second
    trail.note("withdrawal asked", on=asked, by=by, detail={"run": run.pk})
    follow("withdrawal asked", withdrawal=asked, by=by)
    return asked


@transaction.atomic
def decide_withdrawal(
    *, withdrawal: Withdrawal, is_agreed: bool, words: str = "", by: Account
) -> Withdrawal:
    """As the second person, agree that an import is taken back, or not; nobody agrees alone."""
    if withdrawal.asked_by_id == by.pk:
        raise PermissionDenied(OWN)
    if not may(by, PERMISSION):
        raise PermissionDenied(NOT_YOURS)
    waits = Withdrawal.objects.filter(pk=withdrawal.pk, state=State.ASKED)
    asked = waits.select_for_update(of=("self",)).first()
    if asked is None:
        raise ValidationError(DECIDED)
    asked.words = said("words", words, SAY_WHY_SECOND)
    asked.state = State.AGREED if is_agreed else State.REFUSED
    asked.second_by, asked.second_at = by, timezone.now()
    asked.save(update_fields=["state", "second_by", "second_at", "words"])
    what = "withdrawal agreed" if is_agreed else "withdrawal refused"
    trail.note(what, on=asked, by=by, detail={"run": asked.run_id})
    close_tasks(source=asked, by=by)
    if is_agreed:
        transaction.on_commit(begin_taking_back)
    return asked


def begin_taking_back() -> None:
    """The worker does it now; what is missed here it finds by itself within five minutes."""
    try:
        app.configure_task("alongside.insight.jobs.take_back_agreed").defer(timestamp=0)
    except AlreadyEnqueued:
        return


def said(field: str, words: str, otherwise: str) -> str:
    """One line of words, or the sentence that asks for them."""
    plain = " ".join(words.replace("\x00", "").split())
    if not plain:
        raise ValidationError({field: otherwise})
    if len(plain) > LONGEST:
        raise ValidationError({field: f"Say it in {LONGEST} characters at most."})
    return plain


def others_who_may(by: Account) -> QuerySet[RoleHeld]:
    """Roles held today by others who could be the second person."""
    return RoleHeld.objects.filter(
        in_force(),
        role__permissions__contains=[PERMISSION],
        account__is_active=True,
        account__kind=Account.Kind.STAFF,
    ).exclude(account_id=by.pk)


def tasks_for_withdrawal(*, withdrawal: Withdrawal, by: Account, **_: Any) -> None:
    """Everybody else who may agree is asked; the first who decides closes it for all."""
    due = working_days_after(timezone.localdate(), WITHIN)
    for account in set(others_who_may(by).values_list("account_id", flat=True)):
        _make(Task.What.WITHDRAW, withdrawal, by, account_id=account, due_on=due)


def task_for_taken_back(*, withdrawal: Withdrawal, by: Account, **_: Any) -> None:
    """The team that had got the people of the file learns that they are gone from its lists."""
    _make(Task.What.WITHDRAWN, withdrawal, by, team_id=withdrawal.run.team_id)


def _make(what: str, withdrawal: Withdrawal, by: Account, **more: Any) -> None:
    label, key = withdrawal._meta.label_lower, withdrawal.pk
    Task.objects.create(what=what, from_kind=label, from_id=key, made_by=by, **more)
