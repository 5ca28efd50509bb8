"""What a partner told us about somebody whom nobody has looked for yet: kept as it was sent."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, STAFF, Rows, allowed

# Whoever answers first contacts: something of everybody is open to them, and they write.
ANSWERS = f"({KIND} = 'staff' and (select gate.everyone()) >= 1 and {allowed('write record')})"


class ToldUs(models.Model):
    """Words about somebody, as given, by whom and when; never changed.

    Its id is the draft’s, and that of the entry which it becomes: once there is one, somebody has
    said who it is about, and whoever reads that entry reads this. Nothing here names a record. When
    that was is set once, by the database, so that those which wait are found among all that came.
    """

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    form = models.CharField(max_length=80)  # the questionnaire and its version
    is_urgent = models.BooleanField(default=False)  # somebody may be in danger now
    due_on = models.DateField()
    named = models.CharField(max_length=200)
    born = models.CharField(max_length=200, blank=True)
    lives = models.CharField(max_length=400, blank=True)
    more = models.TextField(blank=True)  # by what else they can be found, and who belongs to them
    texts = models.JSONField(default=dict)  # what was typed, by the places of the questionnaire
    stands_at = models.DateTimeField(null=True)  # since when it stands on a record

    rows = Rows(
        see=f"""({KIND} = 'partner' and by_id = {ME})
          or ({ANSWERS} and stands_at is null)
          or ({STAFF} and exists (select 1 from record_entry e where e.id = {{t}}.id))""",
        add=f"{KIND} = 'partner' and by_id = {ME} and stands_at is null"
        " and not gate.is_entry({t}.id)",
    )

    class Meta:
        verbose_name_plural = "told us"
        indexes = [
            models.Index(fields=["by", "-at"], name="told_us_by"),
            models.Index(
                fields=["-is_urgent", "due_on", "id"],
                name="told_us_waiting",
                condition=models.Q(stands_at=None),
            ),
        ]

    def __str__(self) -> str:
        return "Something that somebody told us"

    def get_absolute_url(self) -> str:
        return page_url("record:told-us", self.pk)
