"""What the list and the pages of shared work read: words of colleagues, one's own rows."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.foundation.actor import Actor
from alongside.foundation.prepared import prepared
from alongside.plans.access import plan_to_open
from alongside.record.access import entry_to_view
from alongside.record.actions.passing import StepDue
from alongside.record.models import DueWords, Task

from .caseload import open_tasks


def handed_to_me(account: Account, tasks: Sequence[UUID]) -> dict[UUID, DueWords]:
    """With what words a colleague gave each of these tasks to me last. One question, or none."""
    if not tasks:
        return {}
    return {one.task_id: one for one in _handed(account, tasks) if one.task_id}


@prepared
def _handed(account: Actor, tasks: Sequence[UUID]) -> QuerySet[DueWords]:
    given = DueWords.objects.filter(
        to_id=account.pk,
        task_id__any=tasks,
        what__in=(DueWords.What.PASSED, DueWords.What.BACK),
    )
    return given.select_related("by__practitioner").order_by("at")


def task_to_pass(account: Account, task_id: UUID) -> Task:
    """An open task of one's own, of one's team, or of somebody whom one covers; or 404."""
    return get_object_or_404(open_tasks(account), pk=task_id)


def step_to_see_to(account: Account, plan_id: UUID, key: str) -> StepDue:
    """A step of a plan in its newest version, noted on the trail; 403 for who only reads."""
    plan = plan_to_open(account, plan_id)
    if not may(account, "write record"):
        raise PermissionDenied("Your role is to read here, not to write.")
    step = plan.wording.step(key)
    if step is None:
        raise Http404
    return StepDue(
        entry=entry_to_view(account, plan.sheet.pk),
        key=step.key,
        words=step.words,
        due_on=step.by,
        person_id=plan.person.pk,
        is_over=not plan.goes_on or plan.is_done(step),
    )
