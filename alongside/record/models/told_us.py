"""What a partner told us of somebody nobody has looked for yet, as sent; and why it is put away."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from alongside.foundation.addresses import page_url
from alongside.foundation.ids import new_id
from alongside.foundation.rows import KIND, ME, STAFF, Rows, allowed

# Whoever answers first contacts: something of everybody is open to them, and they write.
ANSWERS = f"({KIND} = 'staff' and (select gate.everyone()) >= 1 and {allowed('write record')})"

# What was told, as far as whoever asks may read it; and while it stands on nobody’s record.
TOLD = "exists (select 1 from record_toldus o where o.id = {t}.told_id)"
TOLD_AND_OPEN = (
    "exists (select 1 from record_toldus o where o.id = {t}.told_id and o.stands_at is null)"
)


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


class PutAway(models.Model):
    """Why something that was told us is put away, by whom and when; and who took it out again.

    Never changed, save that it is taken out, once. Whoever sent it learns nothing of this: it would
    say whether we know of anybody.
    """

    class Why(models.TextChoices):
        NOT_FOUND = "not found", "We cannot find out who it is about"
        NOT_OURS = "not ours", "It is not for us"
        TWICE = "twice", "It came in twice"
        OTHER = "other", "Something else"

    id: models.UUIDField[UUID, UUID] = models.UUIDField(primary_key=True, default=new_id)
    told = models.ForeignKey(ToldUs, models.PROTECT, related_name="put_away")
    why = models.CharField(max_length=10, choices=Why)
    words = models.CharField(max_length=400)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    out_at = models.DateTimeField(null=True)  # since when it is open again
    out_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")

    rows = Rows(
        see=f"{ANSWERS} and {TOLD}",
        add=f"{ANSWERS} and by_id = {ME} and words <> '' and out_at is null and out_by_id is null"
        f" and {TOLD_AND_OPEN}",
        change=f"{ANSWERS} and out_at is null and {TOLD}",
        after=f"{ANSWERS} and out_at is not null and out_by_id = {ME}",
        columns=("out_at", "out_by_id"),
    )

    class Meta:
        verbose_name_plural = "put away"
        indexes = [
            models.Index(
                fields=["-at", "-id"], name="put_away_now", condition=models.Q(out_at=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["told"], condition=models.Q(out_at=None), name="put_away_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_why_display()
