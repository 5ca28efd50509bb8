"""What is said against somebody in a position of trust: kept apart from every person's record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models

from alongside.accounts.models import Account
from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, Rows, allowed

KEEP = "keep allegations"
# By a role alone: no grant, team, duty or emergency leads here, and never whoever it is against.
KEEPS = (
    f"({KIND} = 'staff' and {allowed(KEEP)}"
    f" and ({{t}}.against_id is null or {{t}}.against_id <> {ME}))"
)
KEPT = "exists (select 1 from record_allegation a where a.id = {t}.allegation_id)"


class AllegationQuerySet(models.QuerySet["Allegation"]):
    """Questions we ask about allegations."""

    def visible_to(self, account: Account) -> AllegationQuerySet:
        """Those that this account may read: all whose role it is, and none that is against them."""
        from alongside.accounts.access import may

        if account.kind != Account.Kind.STAFF or not may(account, KEEP):
            return self.none()
        return self.exclude(against_id=account.pk)


class Allegation(models.Model):
    """One allegation: about nobody on record, so that nothing that leads to a record leads to it.

    Whom it is about, and which child, stands in it as words.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    told_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    told_at = models.DateTimeField(auto_now_add=True)
    versions = models.IntegerField(default=1)
    # Somebody who signs in here: whatever their role, they never read it.
    against = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    objects = AllegationQuerySet.as_manager()
    rows = Rows(
        see=KEEPS,
        add=f"{KIND} = 'staff' and told_by_id = {ME} and versions = 1"
        f" and {allowed('write record')}",
        change=KEEPS,
        columns=("versions", "against_id"),
    )

    class Meta:
        indexes = [models.Index(fields=["-told_at", "-id"], name="allegations_in_order")]

    def __str__(self) -> str:
        return "An allegation"

    def get_absolute_url(self) -> str:
        return page_url("record:allegation", self.pk)


class AllegationVersion(models.Model):
    """What was answered about it, from when it was told or changed. Never changed itself.

    Its answers lie in it and not in a table of parts: nobody answers beside one of them, and none
    is released to anybody by itself.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    allegation = models.ForeignKey(Allegation, models.PROTECT, related_name="said")
    number = models.IntegerField(default=1)
    form = models.CharField(max_length=80)  # the version of the form that asked
    said: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField()
    left_open: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    why = models.CharField(max_length=400, blank=True)  # why it was changed
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    rows = Rows(
        see=KEPT,
        # Whoever tells of it writes what they tell, once, and reads it no more.
        add=f"by_id = {ME} and ({KEPT} or (number = 1 and gate.is_telling({{t}}.allegation_id)))",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["allegation", "number"], name="allegation_version_numbered_once"
            )
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
