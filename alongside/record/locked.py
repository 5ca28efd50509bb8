"""Files that were locked unseen: who may lock one and open it again, and what is known of it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from alongside.accounts.access import may
from alongside.accounts.models import Account
from alongside.people.access import ONLY_BY_GLASS, only_visits

from .attached import may_touch
from .models import Attachment, FileLock, Unlocking

UNLOCKS = "unlock files"
NOT_YOURS_TO_LOCK = "Locking a file is for those who may change this note. Tell one of them."
NOT_YOUR_ROLE = (
    "Opening a locked file again is not part of your role here. Ask a manager or data protection."
)
NOT_FROM_HERE = (
    "Only somebody who works with the person, or data protection, can have this file opened again."
)
STILL_WRITTEN = (
    "This file belongs to something that is not finished yet. It can be opened again after that."
)


def _asks(question: str, id: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select {question}", [id])
        row = cursor.fetchone()
    return bool(row and row[0])


def whom_of(row: Attachment) -> list[UUID]:
    """Everybody a file is about, for the trail alone: by id, also those whom one does not know."""
    return _ids("select gate.whom_of_file(%s)", row.pk)


def who_may_agree(lock: FileLock) -> list[UUID]:
    """Who could be the second to open it again, the likeliest first."""
    return _ids("select gate.who_may_unlock(%s)", lock.pk)


def _ids(question: str, id: UUID) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(question, [id])
        return [found for (found,) in cursor.fetchall()]


# Locking ------------------------------------------------------------------------------------------


def may_lock(row: Attachment) -> bool:
    """Whether whoever acts may lock this file: the database says it, and asks again."""
    return _asks("gate.may_lock_file(%s)", row.pk)


def lock_or_refuse(row: Attachment, by: Account) -> None:
    """Refuse whoever may not change what it belongs to, or is there in an emergency alone."""
    if may_lock(row):
        return
    if not may_touch(row, by) or not may(by, "write record"):
        raise PermissionDenied(NOT_YOURS_TO_LOCK)
    raise PermissionDenied(ONLY_BY_GLASS)


# Opening again ------------------------------------------------------------------------------------


def may_unlock(lock: FileLock) -> bool:
    """Whether whoever acts may ask for it, or be the second to agree."""
    return _asks("gate.may_unlock_file(%s)", lock.pk)


def unlock_or_refuse(lock: FileLock, by: Account) -> None:
    """Refuse those whose role it is not, and those who are there for a time."""
    if not may(by, UNLOCKS):
        raise PermissionDenied(NOT_YOUR_ROLE)
    if not _asks("gate.is_entry(%s)", lock.attachment.entry_id):
        raise PermissionDenied(STILL_WRITTEN)
    if not may_unlock(lock):
        visits = [only_visits(one) for one in whom_of(lock.attachment)]
        raise PermissionDenied(next(filter(None, visits), NOT_FROM_HERE))


def open_request(lock: FileLock) -> Unlocking | None:
    """A request to open it again that waits for a second person."""
    return Unlocking.objects.filter(lock=lock, state=Unlocking.State.PROPOSED).first()


def may_ask(lock: FileLock) -> bool:
    """Whether whoever acts may ask for it now: nobody has, and it is theirs to ask."""
    return open_request(lock) is None and may_unlock(lock)


def may_agree(lock: FileLock, by: Account) -> bool:
    """Whether somebody else has asked, and this account could be the second."""
    asked = open_request(lock)
    return asked is not None and asked.by_id != by.pk and may_unlock(lock)


def locks_of(row: Attachment) -> list[FileLock]:
    """Each time it was locked, the latest first, with who asked to open it and what was said."""
    asked = Unlocking.objects.select_related("by__practitioner", "second_by__practitioner")
    found = FileLock.objects.filter(attachment_id=row.pk).select_related("by__practitioner")
    return list(
        found.order_by("-at").prefetch_related(Prefetch("unlockings", asked.order_by("at")))
    )


def standing_lock(row: Attachment) -> FileLock | None:
    """The lock that it is under now."""
    found = FileLock.objects.filter(attachment_id=row.pk, ended_at=None)
    return found.select_related("by__practitioner", "attachment").first()


def unlocking_to_view(account: Account, id: UUID) -> Unlocking:
    """A request to open a file again, for staff who may know of its lock; 404 for others."""
    found = Unlocking.objects.select_related(
        "lock__by__practitioner", "by__practitioner", "second_by__practitioner"
    )
    return get_object_or_404(found, pk=id)
