"""Pictures and papers beside an entry: what is known of each. The storage has the files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import Q

from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, STAFF, Rows

from .entry import nobody_barred

if TYPE_CHECKING:
    from alongside.foundation.actor import Actor


class FileKind(models.TextChoices):
    """What a file is, by what is in it and never by its name."""

    JPEG = "jpeg", "JPEG picture"
    PNG = "png", "PNG picture"
    WEBP = "webp", "WebP picture"
    GIF = "gif", "GIF picture"
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word document"
    ODT = "odt", "OpenDocument text"
    TEXT = "text", "Plain text"


PICTURES = (FileKind.JPEG, FileKind.PNG, FileKind.WEBP, FileKind.GIF)


class FileState(models.TextChoices):
    """Whether a file may be looked at."""

    CLEAN = "clean", "A scanner found nothing"
    UNSCANNED = "unscanned", "No scanner looked at this"  # demonstrations only
    WAITING = "waiting", "Waiting for the scanner"
    QUARANTINED = "quarantined", "The scanner found something"
    LOCKED = "locked", "Locked unseen"


SHOWABLE = (FileState.CLEAN, FileState.UNSCANNED)

# The writer's own while it is written; afterwards as the entry's own policy says. A draft may be
# begun with any id, so that one which is an entry's already opens nothing.
WRITING = (
    f"exists (select 1 from foundation_draft d where d.id = {{t}}.entry_id"
    f" and d.owner_id = {ME} and d.outcome <> 'finished' and not gate.is_entry(d.id))"
)
SENDING = WRITING.replace(
    "d.outcome <>", "cardinality(d.about) = 1 and gate.shares_with_me(d.about[1]) and d.outcome <>"
)
FINISHED = "exists (select 1 from record_entry e where e.id = {t}.entry_id)"
# Data protection is told of what was kept back, and looks at no file.
KEPT_BACK = (
    "{t}.state in ('quarantined', 'locked') and (select gate.may('read whole trail'))"
    f" and {nobody_barred('{t}.entry_id')}"
)


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Questions we ask about pictures and papers."""

    def standing(self) -> AttachmentQuerySet:
        """What nobody took off."""
        return self.filter(taken_off_at=None)

    def visible_to(self, account: Actor) -> AttachmentQuerySet:
        """What may be looked at; the database adds whose it is."""
        found = self.filter(state__in=SHOWABLE)
        return found if account.kind == "staff" else found.standing()


class Attachment(models.Model):
    """One file of an entry. What came is kept apart as it came; what is shown was made from it."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    entry_id = models.UUIDField(db_index=True)  # a draft's id, until what is written is finished
    name = models.CharField(max_length=200)  # as it was called, cleaned
    kind = models.CharField(max_length=5, choices=FileKind)
    size = models.IntegerField()
    sha256 = models.CharField(max_length=64)  # of what came
    description = models.CharField(max_length=400, blank=True)
    shown_kind = models.CharField(max_length=20, blank=True)  # the content type of what is shown
    pages = models.SmallIntegerField(default=1)
    text = models.TextField(blank=True)  # the words in it, for reading and looking for
    since = models.IntegerField(default=1)  # the version of the entry that it came with
    state = models.CharField(max_length=11, choices=FileState)
    said = models.CharField(max_length=200, blank=True)  # by the scanner
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    taken_off_at = models.DateTimeField(null=True)
    taken_off_by = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, related_name="+"
    )
    taken_off_why = models.CharField(max_length=400, blank=True)

    objects = AttachmentQuerySet.as_manager()
    rows = Rows(
        see=f"""({STAFF} and ({WRITING} or {FINISHED} or ({KEPT_BACK})))
          or ({KIND} in ('person', 'proxy', 'partner') and {{t}}.state in ('clean', 'unscanned')
            and {{t}}.taken_off_at is null and gate.file_is_mine_to_see({{t}}.entry_id))""",
        add=f"by_id = {ME} and {{t}}.state <> 'locked'"
        f" and (({STAFF} and ({WRITING} or gate.wrote({{t}}.entry_id)))"
        # What a partner sends is about one of whom something is shared with them now.
        f" or ({KIND} = 'partner' and {{t}}.state <> 'quarantined' and {SENDING}))",
        change=f"{STAFF} and ({WRITING} or {FINISHED})",
        # Its state and its words move by the scanner and by locks alone, through the gate.
        columns=("description", "taken_off_at", "taken_off_by_id", "taken_off_why"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entry_id", "sha256"],
                name="same_file_once",
                condition=Q(taken_off_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return page_url("record:attachment", self.pk)

    @property
    def is_picture(self) -> bool:
        """Whether it is shown in the page."""
        return self.kind in PICTURES

    @property
    def may_be_shown(self) -> bool:
        """Whether there is something to look at."""
        return self.state in SHOWABLE
