"""What comes next on the first page: a few of the tasks, without reading what is not shown."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from uuid import UUID

from alongside.accounts.models import Account
from alongside.desk.saying import is_now
from alongside.record.models import Task

from .caseload import MOST_TASKS, Sort, tasks_on_home
from .waiting import Waiting, behind_tasks, described, for_me

MANY = 200  # where of the first few too many are for somebody else

Shown = tuple[list[Waiting], list[Waiting]]


def next_for(
    account: Account, tasks: Sequence[Task], known: Mapping[UUID, str], most: int
) -> Shown:
    """What waits for this account or its teams beside its people: as many for now, and for later.

    Of what `tasks_on_home` read. Due first; without what was put off, and without words that the
    same page shows whole.
    """
    shown, is_short = _shown(account, tasks, known, most, MOST_TASKS)
    if is_short:
        shown, _ = _shown(account, tasks_on_home(account, [], MANY), known, most, MANY)
    return shown


def _shown(
    account: Account, tasks: Sequence[Task], known: Mapping[UUID, str], most: int, read: int
) -> tuple[Shown, bool]:
    """What is shown of what was read, and whether there may be more of it that was not."""
    sorts = [_first(tasks, sort)[:read] for sort in (Sort.NOW, Sort.LATER)]
    behind = behind_tasks([task for several in sorts for task in several], known)
    mine = for_me([task for several in sorts for task in several], behind, account)
    now = [one for one in mine if is_now(one)][:most]
    later = [one for one in mine if not is_now(one)][:most]
    is_short = any(
        len(kept) < most and len(several) == read
        for kept, several in zip((now, later), sorts, strict=True)
    )
    shown = described([*now, *later], behind, account)
    return (shown[: len(now)], shown[len(now) :]), is_short


def _first(tasks: Sequence[Task], sort: Sort) -> list[Task]:
    found = [one for one in tasks if getattr(one, "sort", None) == sort]
    return sorted(found, key=attrgetter("soonest"))
