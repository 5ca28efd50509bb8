"""Why a file was locked unseen, the words in it meanwhile, and opening it again by two people."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, STAFF, Rows

from .attachments import Attachment, FileState

FILE_SEEN = "exists (select 1 from record_attachment f where f.id = {t}.attachment_id)"
LOCK_SEEN = "exists (select 1 from record_filelock l where l.id = {t}.lock_id)"


class FileLock(models.Model):
    """Who locked a file, when and why. The file follows it: the database locks what has this row.

    It stays to be read when the file has been opened again, which ends it.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="locks")
    was = models.CharField(max_length=11, choices=FileState)  # before; the database says it
    why = models.CharField(max_length=400)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    rows = Rows(
        # Data protection goes on reading it when the file is open to those who read the entry.
        see=f"{STAFF} and ({FILE_SEEN} or gate.oversees_file({{t}}.attachment_id))",
        add=f"{KIND} = 'staff' and by_id = {ME} and ended_at is null and {FILE_SEEN}"
        " and gate.may_lock_file({t}.attachment_id)",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["attachment"], name="file_locked_once", condition=Q(ended_at=None)
            ),
            models.CheckConstraint(condition=~Q(why=""), name="lock_says_why"),
        ]

    def __str__(self) -> str:
        return "A lock"


class LockedText(models.Model):
    """The words in a file while it is locked: kept, and read by nobody until it is opened again."""

    lock = models.OneToOneField(FileLock, models.PROTECT, primary_key=True, related_name="+")
    text = models.TextField()

    rows = Rows(see=f"{ME} is null")  # nobody: whoever acts is somebody

    def __str__(self) -> str:
        return "Locked words"


class Unlocking(models.Model):
    """Somebody asks that a locked file is opened again; a second person agrees, or does not.

    What has been agreed opens the file: the database does both in one.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Waiting for a second person"
        AGREED = "agreed", "Opened again"
        REFUSED = "refused", "Not agreed"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    lock = models.ForeignKey(FileLock, models.PROTECT, related_name="unlockings")
    why = models.CharField(max_length=400)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    second_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    second_words = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"{STAFF} and {LOCK_SEEN}",
        add=f"{LOCK_SEEN} and by_id = {ME} and state = 'proposed' and second_by_id is null"
        " and gate.may_unlock_file({t}.lock_id)",
        change=f"{LOCK_SEEN} and by_id <> {ME} and state = 'proposed'"
        " and gate.may_unlock_file({t}.lock_id)",
        after=f"second_by_id = {ME} and state in ('agreed', 'refused') and second_words <> ''",
        columns=("state", "second_by_id", "second_at", "second_words"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lock"], name="asked_to_unlock_once", condition=Q(state="proposed")
            ),
            models.CheckConstraint(condition=~Q(why=""), name="unlocking_says_why"),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=F("by")), name="second_is_another"
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
