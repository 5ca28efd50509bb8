"""What the list and the pages of shared work read: clocks, words of colleagues, one's own rows."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from alongside.accounts.models import Account
from alongside.foundation.actor import Actor
from alongside.foundation.prepared import prepared
from alongside.record.models import Clock, DueWords, Task

from .caseload import open_tasks


def clocks_on(account: Account, ids: list[UUID]) -> dict[UUID, Clock]:
    """Those of these clocks that this account may read. One question, or none."""
    return {one.pk: one for one in _clocks(account, ids)} if ids else {}


@prepared
def _clocks(account: Actor, ids: list[UUID]) -> QuerySet[Clock]:
    return Clock.objects.visible_to(account).filter(id__any=ids).select_related("person")


def handed_to_me(account: Account, tasks: Sequence[UUID]) -> dict[UUID, DueWords]:
    """With what words a colleague gave each of these tasks to me last. One question, or none."""
    if not tasks:
        return {}
    given = DueWords.objects.filter(
        to=account, task__in=tasks, what__in=(DueWords.What.PASSED, DueWords.What.BACK)
    )
    found = given.select_related("by__practitioner").order_by("at")
    return {one.task_id: one for one in found if one.task_id}


def task_to_pass(account: Account, task_id: UUID) -> Task:
    """An open task of one's own, of one's team, or of somebody whom one covers; or 404."""
    return get_object_or_404(open_tasks(account), pk=task_id)
