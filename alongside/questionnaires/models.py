"""Definitions that are or were asked: the shipped ones as they came, and the council's own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import models
from django.db.models import Q

from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, Rows, allowed

EDITS = allowed("edit questionnaires")


class DefinitionQuerySet(models.QuerySet["Definition"]):
    """Questions we ask about definitions."""

    def in_force(self, day: date) -> DefinitionQuerySet:
        """Those that may be asked on a day; of one key the first is the one that is."""
        begun = self.filter(starts__lte=day).filter(Q(ends=None) | Q(ends__gt=day))
        return begun.order_by("key", "is_shipped", "-starts", "-made_at")


class Definition(models.Model):
    """One wording of one questionnaire. Its text never changes: somebody was asked in it."""

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    key = models.CharField(max_length=30)
    version = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    text = models.TextField()
    digest = models.CharField(max_length=64)  # SHA-256 of the text
    is_shipped = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True)  # the first day on which it is not asked any more
    why = models.CharField(max_length=400, blank=True)  # why the council changed it
    based_on = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    objects = DefinitionQuerySet.as_manager()
    rows = Rows(
        see="true",  # what may be asked of anybody is no secret
        add=f"{EDITS} and by_id = {ME} and not is_shipped",
        change=f"{EDITS} and not is_shipped",
        columns=("ends", "ended_by_id"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="one_wording_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @property
    def form(self) -> str:
        """How an entry names it."""
        return f"{self.key} {self.version}"
