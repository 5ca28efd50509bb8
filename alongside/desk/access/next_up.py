"""What comes next on the first page: a few of the tasks, without reading what is not shown."""

from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from alongside.accounts.models import Account
from alongside.desk.saying import is_now
from alongside.foundation.actor import Actor
from alongside.foundation.prepared import prepared
from alongside.record.models import DueWords, Task

from .caseload import is_beside, open_tasks
from .waiting import Waiting, described, for_me

MOST = 50  # of which the first few are shown; the whole list is paged


def next_for(account: Account, most: int) -> tuple[list[Waiting], list[Waiting]]:
    """What waits for this account or its teams beside its people: as many for now, and for later.

    Due first; without what was put off, and without words that the same page shows whole.
    """
    tasks = [one for one in _tasks(account, timezone.localdate()) if not is_beside(one)]
    tasks, requests = for_me(tasks)
    now = [one for one in tasks if is_now(one)][:most]
    later = [one for one in tasks if not is_now(one)][:most]
    shown = described([*now, *later], requests, account)
    return shown[: len(now)], shown[len(now) :]


@prepared
def _tasks(account: Actor, today: date) -> QuerySet[Task]:
    words = DueWords.objects.filter(by_id=account.pk, task_id=OuterRef("pk"))
    words = words.filter(what__in=(DueWords.What.LATER, DueWords.What.NOW)).order_by("-at")
    later = Subquery(words.values("until")[:1])
    found = open_tasks(account).annotate(later=later)
    return found.filter(Q(later=None) | Q(later__lte=today))[:MOST]
