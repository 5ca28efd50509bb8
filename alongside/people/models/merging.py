"""Two records that are one person: who asked, who agreed, what moved, and that it can be undone."""

from __future__ import annotations

from uuid import UUID

from django.db import models
from django.db.models import F, Q

from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import BARRED, ME, STAFF, Rows, allowed, granted

from .person import Person

# Both may be seen, or the one under which they stand together.
BOTH = f"({granted('{t}.gone_id', 2)} and {granted('{t}.into_id', 2)})"
TOGETHER = f"({{t}}.state = 'made' and {granted('gate.stands_for({t}.into_id)', 2)})"
PARTED = (
    f"({{t}}.state = 'undone' and {allowed('read whole trail')}"
    f" and {{t}}.gone_id <> all ({BARRED}) and {{t}}.into_id <> all ({BARRED}))"
)
# Whoever asked can take it back, also when they may not see one of the two any more.
ASKED = f"({{t}}.state = 'waiting' and {{t}}.asked_by_id = {ME})"


class Merge(models.Model):
    """That `gone` and `into` are one person: asked by one, agreed by another, undone as a whole.

    It changes only through the gate, which moves every row that is about `gone` and keeps where
    each had stood. What is written once keeps its words and its ids; whoever reads it follows this
    row from the one id to the other (`stands_for`, `merged_into`).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a second person"
        MADE = "made", "They are one record now"
        TWO = "two", "They are two people"
        TAKEN_BACK = "taken back", "Taken back by whoever asked"
        UNDONE = "undone", "They were parted again"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    gone = models.ForeignKey(Person, models.PROTECT, related_name="+")
    into = models.ForeignKey(Person, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    why = models.CharField(max_length=400)
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    # Whether those who read what is restricted of one may read that of both.
    is_restricted_too = models.BooleanField(default=False)
    decided_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_why = models.CharField(max_length=400, blank=True, default="")
    # Who looked at what the person will now read, so that they and theirs may sign in again.
    checked_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_why = models.CharField(max_length=400, blank=True, default="")
    # Data protection looked at who had read what of the wrong person.
    looked_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(null=True)

    rows = Rows(
        see=f"{STAFF} and ({BOTH} or {TOGETHER} or {PARTED} or {ASKED})",
        add=f"asked_by_id = {ME} and {allowed('write record')} and {BOTH} and state = 'waiting'"
        " and not gate.only_visits({t}.gone_id) and not gate.only_visits({t}.into_id)"
        " and decided_by_id is null and checked_by_id is null and undone_by_id is null"
        " and looked_by_id is null and not is_restricted_too",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(gone=F("into")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(state__in=("waiting", "made")), name="merged_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["into"], condition=Q(state__in=("waiting", "made")), name="merged_into"
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    def get_absolute_url(self) -> str:
        return page_url("people:merge", self.pk)


class MergedRow(models.Model):
    """One value that a merge changed: where it stands, what stood there, and what it became."""

    id = models.UUIDField(primary_key=True, default=new_id)
    merge = models.ForeignKey(Merge, models.PROTECT, related_name="moved")
    table = models.CharField(max_length=60)
    column = models.CharField(max_length=60)
    row = models.UUIDField()
    was = models.TextField(null=True)  # noqa: DJ001 - null is what stood there
    became = models.TextField(null=True)  # noqa: DJ001 - the same

    rows = Rows(see="exists (select 1 from people_merge m where m.id = {t}.merge_id)")

    class Meta:
        indexes = [models.Index(fields=["merge", "table"], name="moved_by_merge")]

    def __str__(self) -> str:
        return f"{self.table}, {self.column}"
