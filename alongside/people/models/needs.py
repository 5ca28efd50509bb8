"""What a person needs to take part: communication and reasonable adjustments in one table."""

from django.db import models

from alongside.foundation.ids import new_id
from alongside.foundation.rows import ME, Rows, granted, own

from .person import Person


class Need(models.Model):
    """One need, in the person's terms, under one of NHS England's categories of adjustment.

    Categories 001 to 004 are the four of the Accessible Information Standard (DAPB1605); 006 is
    spoken language; the rest are reasonable adjustments (DAPB4019).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    person = models.ForeignKey(Person, models.PROTECT, related_name="needs")
    category = models.CharField(max_length=4)
    option = models.CharField(max_length=40, blank=True)  # "large print": what letters must obey
    words = models.CharField(max_length=300)
    rank = models.SmallIntegerField(default=0)  # what is shown first
    review_on = models.DateField(null=True)
    recorded_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced")
    over_at = models.DateTimeField(null=True)
    over_by = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    over_why = models.CharField(max_length=400, blank=True)

    rows = Rows(
        see=f"{granted('{t}.person_id', 1)} or {own('{t}.person_id')}",
        add=f"({granted('{t}.person_id', 1)} or {own('{t}.person_id')}) and recorded_by_id = {ME}",
        change=f"{granted('{t}.person_id', 1)} or {own('{t}.person_id')}",
        columns=("rank", "review_on", "over_at", "over_by_id", "over_why"),
    )

    class Meta:
        indexes = [models.Index(fields=["person", "rank"], name="needs_of_person")]

    def __str__(self) -> str:
        return self.words


class NeedStep(models.Model):
    """One of the standard's six steps, when it was done for a need, and by whom."""

    class Step(models.TextChoices):
        IDENTIFY = "identify", "Asked"
        RECORD = "record", "Written down"
        FLAG = "flag", "Shown first"
        SHARE = "share", "Shared with those who need it"
        MEET = "meet", "Met"
        REVIEW = "review", "Looked at again"

    id = models.UUIDField(primary_key=True, default=new_id)
    need = models.ForeignKey(Need, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=Step)
    on = models.DateField()
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)

    rows = Rows(
        see="exists (select 1 from people_need n where n.id = {t}.need_id)",
        add=f"by_id = {ME} and exists (select 1 from people_need n where n.id = {{t}}.need_id)",
    )

    def __str__(self) -> str:
        return f"{self.get_step_display()}, {self.on}"
