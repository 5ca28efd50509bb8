"""What comes next on the first page: a few of the tasks, without reading what is not shown."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils import timezone

from alongside.accounts.models import Account
from alongside.desk.saying import is_now
from alongside.record.models import Task

from .caseload import MOST_TASKS, is_beside
from .waiting import Waiting, described, for_me


def next_for(
    account: Account, tasks: Sequence[Task], known: Mapping[UUID, str], most: int
) -> tuple[list[Waiting], list[Waiting]]:
    """What waits for this account or its teams beside its people: as many for now, and for later.

    Of what `tasks_on_home` read. Due first; without what was put off, and without words that the
    same page shows whole.
    """
    today = timezone.localdate()
    rest = [one for one in tasks if not is_beside(one) and not _is_off(one, today)]
    rest.sort(key=lambda one: getattr(one, "soonest", 0))
    rest, requests = for_me(rest[:MOST_TASKS], account)
    now: list[Task] = []
    later: list[Task] = []
    for one in rest:
        (now if is_now(one) else later).append(one)
    shown = described([*now[:most], *later[:most]], requests, account, known)
    return shown[: len(now[:most])], shown[len(now[:most]) :]


def _is_off(task: Task, today: object) -> bool:
    until = getattr(task, "until", None)
    return until is not None and until > today
